"""`receipt`: whether a receipt is genuine. Its JSON is checked with the public keys alone, offline; a number is looked up in the store.

Says what the receipt says, and never more of the paper than that.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from server.moving.places import Place
from server.proving.verify import all_keys
from server.security.public_keys import PublicKeys
from server.settings import SettingWrong
from sync.domain.proofs.receipt_check import fault_in, fault_in_document, plain_number
from sync.domain.proofs.receipt_text import read_receipt
from sync.domain.proofs.receipts import Receipts
from sync.usecases.receipts.find_receipts import numbered

Say = Callable[[str], None]
LARGEST = 16 * 1024 * 1024
_WRONG = {
    "malformed": "it is no receipt of ours, or part of it is missing",
    "number": "the number does not belong to what it says",
    "path": "its way up the tree does not lead anywhere",
    "key_unknown": "it is signed with a key that is not known here",
    "signature": "the signature is not for what it says: something in it was changed",
}


def is_number(text: str) -> bool:
    """Whether somebody typed a number, and not the name of a file."""
    return plain_number(text) != "" and not Path(text).exists()


def read_text(name: str) -> str:
    """A file, what is typed in for `-`, or an address as a QR holds it. Raises OSError, SettingWrong."""
    if name.startswith(("http://", "https://")):
        return name
    try:
        text = sys.stdin.read(LARGEST) if name == "-" else Path(name).read_text("utf-8")
    except UnicodeDecodeError:
        raise SettingWrong(f"{name} is no text") from None
    return text


def check_text(text: str, keys: PublicKeys, say: Say) -> int:
    """The receipt of one paper, or a whole receipt document. The exit code."""
    try:
        told: Any = read_receipt(text)
    except ValueError:
        say("NOT GENUINE: this is no receipt, and no address that carries one")
        return 1
    whole = isinstance(told, dict) and "papers" in told and "paper" not in told
    if what := fault_in_document(told, keys.verify) if whole else fault_in(told, keys.verify):
        say(f"NOT GENUINE: {_WRONG[what]}")
        return 1
    for one in [Receipts(told).of(place) for place in range(len(told["papers"]))] if whole else [told]:
        say(_genuine(one))
    return 0


async def check_number(text: str, place: Place, keys: PublicKeys, say: Say) -> int:
    """Every receipt with this number. The exit code. Raises OSError, sqlite3.DatabaseError, Refusal `store_unavailable`."""
    number, found, wrong = plain_number(text), 0, 0
    async with place.opened() as store:
        known = await all_keys(store, keys)
        for db in await store.databases():
            if not db.startswith("ws-"):
                continue
            async for receipts, index in numbered(store, db, number):
                found += 1
                what = fault_in_document(receipts.document, known.verify)
                wrong += bool(what)
                say(f"NOT GENUINE: {_WRONG[what]}" if what else _genuine(receipts.of(index)))
    if not found:
        say(f"There is no receipt {number}.")
    return 0 if found and not wrong else 1


def _genuine(one: dict[str, Any]) -> str:
    on_time = {True: ", on time", False: ", late"}.get(one.get("on_time"), "")  # type: ignore[arg-type]
    said = f"{one['number']}: {one['paper']} {one['rev']} of {one['unit']}, received at {one['received_at']}{on_time}"
    return re.sub(r"[^\x20-\x7e]", "?", f"GENUINE {said}, content {one['digest']}, key {one['key']}")
