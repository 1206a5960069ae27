"""What somebody wrote in a paper that was approved meanwhile, as the draft of an amendment: his to send, or to leave.

The id follows from the paper and the revision, so that the same proposal is made once.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sync.forms.model import Definition
from sync.merging.ancestry import MERGER
from sync.merging.values import Json, Path, at, is_empty, same

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def proposal(paper: Json, other: Json, places: tuple[Path, ...], definition: Definition | None, version: int) -> Json | None:
    """The amendment that would bring what `other` says at `places` into `paper`; None when it says nothing else. `definition`: of the
    paper's form, for the names of the fields; `version`: of the form of amendments."""
    rows: list[Json] = []
    for place in places:
        old, new = at(paper.get("answers"), place), at(other.get("answers"), place)
        if is_empty(new) or same(old, new):
            continue
        row = {
            "_id": str(len(rows) + 1),
            "path": ".".join(("answers", *place)),
            "label": _label(place, definition),
            "new": _text(new),
        }
        rows.append(row | ({} if is_empty(old) else {"old": _text(old)}))
    if not rows:
        return None
    answers: Json = {"target": paper["_id"], "target_rev": paper["_rev"], "fields": rows}
    if isinstance(saved := other.get("saved_at"), str):
        answers["dated"] = saved[:10]
    return {
        "_id": f"amendment:{_ulid(str(paper['_id']), str(other['_rev']))}", "kind": "amendment", "form": "amendment",
        "version": version, "unit": paper.get("unit"), "state": "draft", "author": other.get("author"), "device": MERGER,
        "saved_at": other.get("saved_at"), "answers": answers,
    }  # fmt: skip


def _label(place: Path, definition: Definition | None) -> str:
    asked = definition.fields().get(place[0]) if definition else None
    return asked.label.vi if asked else place[0]


def _text(value: Any) -> str:
    """A value as a person reads it, in one text."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "; ".join(_text(one) for name, one in value.items() if name not in ("_id", "member"))
    if isinstance(value, list):
        return "\n".join(map(_text, value))
    return json.dumps(value, ensure_ascii=False)


def _ulid(paper: str, rev: str) -> str:
    bits = int.from_bytes(hashlib.sha256(f"{paper} {rev}".encode()).digest()[:16], "big")
    return "".join(_CROCKFORD[bits >> shift & 31] for shift in range(125, -1, -5))
