"""The options of `verify`, `receipt` and `keys`. Imports the rest when a command runs, so that `--help` is quick."""

from __future__ import annotations

import argparse
import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.settings import Settings, SettingWrong

if TYPE_CHECKING:
    from server.security.public_keys import PublicKeys

_say = partial(print, flush=True)


def add_commands(commands: Any) -> None:
    """Add the three to the parser's commands."""
    verify = commands.add_parser("verify", help="walk every unit's history and hold receipts and papers against it")
    _store_options(verify)
    verify.set_defaults(run=_verify)
    receipt = commands.add_parser("receipt", help="check a receipt: its JSON in a file, `-` for what is typed in, its QR's address, or its number")
    receipt.add_argument("what", help="a file, -, the address in its QR, or a number such as 7K3M-2QXD; only a number needs the store")
    _store_options(receipt)
    receipt.set_defaults(run=_receipt)
    keys = commands.add_parser("keys", help="the keys that sign receipts, and those of push")
    actions = keys.add_subparsers(required=True, metavar="action")
    shown = actions.add_parser("show", help="print the public keys; give this to whoever checks receipts")
    rotated = actions.add_parser("rotate", help="make a new signing key; the old one stays known by its public part")
    push = actions.add_parser("push", help="the keys that push services know the server by; makes the first one")
    what = push.add_mutually_exclusive_group()
    what.add_argument("--rotate", action="store_true", help="make a new key; phones of the old one are reached until they have the new one")
    what.add_argument("--retire", metavar="KEY", help="remove an old key that no phone needs any more")
    push.add_argument("--anyway", action="store_true", help="retire it though there are phones that will not be reached any more")
    for one, run in ((shown, _show), (rotated, _rotate), (push, _push)):
        one.add_argument("--data", help="folder of the store and the keys")
        one.set_defaults(run=run)


def _store_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", help="folder of the store and the keys")
    parser.add_argument("--store", metavar="STORE", help="another store: a data folder, or the address of a CouchDB")
    parser.add_argument("--password-file", type=Path, metavar="FILE", help="first line: the CouchDB user's password")
    parser.add_argument("--prefix", metavar="PREFIX", help="begins the names of our databases in that CouchDB")
    parser.add_argument(
        "--keys", type=Path, metavar="FILE", help="trust these public keys (`keys show`), not those of the folder"
    )


def _verify(settings: Settings, options: argparse.Namespace) -> int:
    from server.proving.verify import verify

    return asyncio.run(verify(_place(settings, options), _keys(settings, options), _say))


def _receipt(settings: Settings, options: argparse.Namespace) -> int:
    from server.proving.receipt import check_number, check_text, is_number, read_text

    if is_number(options.what):
        return asyncio.run(check_number(options.what, _place(settings, options), _keys(settings, options), _say))
    return check_text(read_text(options.what), _keys(settings, options), _say)


def _show(settings: Settings, _: argparse.Namespace) -> int:
    import json

    from server.security.keys import public_keys_in

    keys = public_keys_in(settings.data).told()
    if not keys:
        raise SettingWrong(f"there is no key in {settings.data} yet: the first start makes it")
    _say(json.dumps(keys, indent=1))
    return 0


def _rotate(settings: Settings, _: argparse.Namespace) -> int:
    from server.machine import MachineClock
    from server.security.keys import rotate

    made = rotate(settings.data, MachineClock().now())
    _say(f"New signing key {made.key}. Receipts signed with {made.by} stay valid: its public part is kept and published.")
    _say("Start every server again; servers on other machines need both receipt files of the folder `keys` first.")
    return 0


def _push(settings: Settings, options: argparse.Namespace) -> int:
    from server.push.commands import show_push_keys, take_away

    if options.retire is not None:
        return asyncio.run(take_away(settings, options.retire, options.anyway, _say))
    return asyncio.run(show_push_keys(settings, options.rotate, _say))


def _place(settings: Settings, options: argparse.Namespace) -> Any:
    from server.moving.places import find_place, place_of

    place = find_place(options.store, settings, options.password_file, options.prefix) if options.store else place_of(settings)
    if not place.exists:
        raise SettingWrong(f"there is no store in {place.text}")
    return place


def _keys(settings: Settings, options: argparse.Namespace) -> PublicKeys:
    """Those of the file that was named, else of the data folder."""
    from server.security.keys import public_keys_in
    from server.security.public_keys import read_keys, trusted

    if options.keys is not None:
        try:
            return trusted(read_keys(options.keys.read_text("ascii")))
        except ValueError as error:
            raise SettingWrong(f"{options.keys}: {error}") from None
    keys = public_keys_in(settings.data)
    if not keys.keys:
        raise SettingWrong(f"there are no keys in {settings.data}: name a file with the public ones (--keys)")
    return keys
