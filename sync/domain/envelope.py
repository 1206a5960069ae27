"""The envelope every paper has, and what may be in it: the checks that need neither a form nor a store.

Guards against malformed peers, not against people: a phone of ours never fails here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from unicodedata import is_normalized

import msgspec

from sync.domain.canonical import canonical_of_plain, plain_depth
from sync.domain.documents import UNIT_ID, content, id_fits, target_of
from sync.domain.errors import Problem
from sync.domain.kinds import PAPER_KINDS, SERVER_KINDS
from sync.domain.lifecycle import STATES

MAX_BYTES = 512 * 1024
MAX_DEPTH = 32
MOST_AUTHORS = 50
MAX_SAFE_INTEGER = 2**53 - 1

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MEMBERS = frozenset(
    ("kind", "form", "version", "unit", "state", "author", "device", "saved_at", "done_at", "answers",
     "with", "_id", "_rev", "_revisions", "_deleted")
)  # fmt: skip
_DEVICE = re.compile(r"[0-9A-Za-z_-]{1,64}")


_text = msgspec.json.Encoder().encode
_ESCAPED = (b"\\u", b"\\b", b"\\f")
"""How unwanted characters stand in JSON, but for U+007F, which stands as it is."""


def check_values(value: Any) -> Problem | None:
    """Every string NFC and free of control characters and lone surrogates, every number exact, nesting bounded."""
    return None if _is_clean(value) else _look_closely(value)


def clean_content(document: dict[str, Any]) -> bytes | None:
    """The canonical form of a document's content, where nothing is wrong with it for certain; None where `check_values` and
    `canonical` have to look closely."""
    told = content(document)
    if not 0 < plain_depth(told) < MAX_DEPTH:
        return None
    try:
        text = canonical_of_plain(told)
    except (ValueError, RecursionError):
        return None
    return None if _is_doubtful(text) else text


def _is_clean(value: Any) -> bool:
    """Whether nothing is wrong for certain, told from the JSON as a whole: five times faster than string by string, but it
    takes a few good values for doubtful ones."""
    if not 0 < plain_depth(value) <= MAX_DEPTH:
        return False
    try:
        return not _is_doubtful(_text(value))
    except (ValueError, RecursionError):
        return False


def _is_doubtful(text: bytes) -> bool:
    """Whether JSON may hold unwanted characters, or texts that are not NFC."""
    if b"\x7f" in text or (b"\\" in text and any(sign in text for sign in _ESCAPED)):
        return True
    return not text.isascii() and not is_normalized("NFC", text.decode())


def _look_closely(value: Any) -> Problem | None:
    texts: list[str] = []
    if problem := _collect(value, texts, 1):
        return problem
    # All strings at once: nothing composes with a line break, so each is NFC exactly when the whole is.
    whole = "\n".join(texts)
    if _UNWANTED.search(whole):
        return Problem("text_malformed")
    return None if is_normalized("NFC", whole) else Problem("text_not_nfc")


def _collect(value: Any, texts: list[str], depth: int) -> Problem | None:
    """Gather every string of `value`; tells a number or a depth that may not be."""
    if depth > MAX_DEPTH:
        return Problem("nesting_too_deep")
    if isinstance(value, str):
        texts.append(value)
        return None
    if isinstance(value, dict):
        texts.extend(value)
        parts: Iterable[Any] = value.values()
    elif isinstance(value, list):
        parts = value
    else:
        exact = not isinstance(value, (int, float)) or abs(value) <= MAX_SAFE_INTEGER
        return None if exact else Problem("number_unsafe")
    for one in parts:
        if isinstance(one, str):
            texts.append(one)
        elif problem := _collect(one, texts, depth + 1):
            return problem
    if depth == MAX_DEPTH and parts:
        return Problem("nesting_too_deep")
    return None


def check_envelope(document: Any, *, clean: bool = False) -> Problem | None:
    """The first thing wrong with the envelope of `document`, or None. Does not look into `answers` beyond their values. `clean`: its
    content is known to be right (see `clean_content`)."""
    if not isinstance(document, dict) or not isinstance(document.get("_id"), str):
        return Problem("document_malformed")
    if _UNWANTED.search(document["_id"]):
        return Problem("id_malformed")
    # What is not content is checked by its own patterns, but for what nobody knows and only a deletion may carry.
    if (not clean or document.get("_deleted")) and (problem := check_values(document)):
        return problem
    kind = document["_id"].partition(":")[0]
    if kind in SERVER_KINDS:
        return Problem("server_only")
    if kind not in PAPER_KINDS:
        return Problem("kind_unknown")
    if not id_fits(kind, document["_id"]):
        return Problem("id_malformed")
    if document.get("_deleted") is True:
        return None
    return _check_members(document, kind)


def _check_members(document: dict[str, Any], kind: str) -> Problem | None:
    if document.get("kind") != kind or (kind == "rework" and target_of(document["_id"]) is None):
        return Problem("document_malformed")
    if not isinstance(document.get("answers"), dict) or not document.keys() <= _MEMBERS:
        return Problem("document_malformed")
    if not _are_names(document.get("with", [])):
        return Problem("document_malformed")
    unit, device = document.get("unit"), document.get("device")
    if not isinstance(unit, str) or not UNIT_ID.fullmatch(unit):
        return Problem("unit_unknown")
    if not isinstance(device, str) or not _DEVICE.fullmatch(device) or not isinstance(document.get("author"), str):
        return Problem("document_malformed")
    version = document.get("version")
    if not isinstance(document.get("form"), str) or not isinstance(version, int) or isinstance(version, bool):
        return Problem("version_unknown")
    if document.get("state") not in STATES or (kind == "rework" and document["state"] != "draft"):
        return Problem("document_malformed")
    if not _is_time(document.get("saved_at")) or (document["state"] == "sent" and not _is_time(document.get("done_at"))):
        return Problem("time_malformed")
    return None


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_AUTHORS and all(isinstance(one, str) for one in value)


def _is_time(value: Any) -> bool:
    if not isinstance(value, str) or len(value) > 40:
        return False
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
