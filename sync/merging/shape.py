"""How the answers of a form are merged, field by field: what its definition says of them, and nothing else.

Fields of two versions of a form are told together; what no version knows is merged by how it looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sync.forms.model import Definition, Field

Way = Literal["whole", "words", "rows", "members", "set", "worked_out", "looks"]
"""whole: one value or the other; words: a text, word by word; rows: by `_id`; members: name by name; set: each item once;
worked_out: calculated from the rest, so never asked about; looks: unknown to the form."""


@dataclass(frozen=True, slots=True)
class Shape:
    """`fields`: of the members or of a row; `key`: the fields by which two phones mean the same row though its ids differ; `id`: the
    member that names a row; `bound`: the answer means nothing under another version of the form."""

    way: Way
    fields: Mapping[str, Shape] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    id: str = "_id"
    bound: bool = False


WHOLE, WORDS, LOOKS = Shape("whole"), Shape("words"), Shape("looks")
PHOTOS = Shape("set", id="digest")
CRITERION = Shape("members", {"points": WHOLE, "note": WORDS, "suggested": Shape("worked_out")})
SHEET = Shape("members", {"": CRITERION})
"""The name "" stands for every name."""

KEYS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("roll_call", "guests"): ("name",),
    ("minutes", "committee_members"): ("person",),
    ("minutes", "documents"): ("number",),
    ("minutes", "follow_up"): ("task",),
    ("minutes", "criticism"): ("member",),
    ("resolution", "previous_tasks"): ("task",),
    ("month_schedule", "meetings"): ("meeting",),
    ("assignment", "rows"): ("username", "meeting"),
    ("visit", "steps"): ("step",),
    ("team_report", "members"): ("username",),
    ("team_report", "bands"): ("band",),
    ("team_report", "weaknesses"): ("kind",),
    ("team_report", "cells_to_help"): ("cell",),
    ("period_report", "bands"): ("band",),
    ("period_report", "teams"): ("team",),
}
"""Rows that both phones fill in beforehand from the same papers, each under ids of its own. All other rows are the same only where
every answer in them is: rows of a roll call have the ids of the members, and two members may have one name."""


def shape_of(definitions: Iterable[Definition | None]) -> Shape:
    """The shape of the answers written under these definitions. Sheets of different versions are never mixed: points of one
    template mean nothing in another."""
    known = [one for one in definitions if one is not None]
    mixed = len({(one.form, one.version) for one in known}) > 1
    fields: dict[str, Shape] = {}
    for one in known:
        for name, asked in one.fields().items():
            fields[name] = _joined(fields.get(name), _shape(asked, one.kind, mixed=mixed))
    return Shape("members", {**fields, "reasons": Shape("members", {"": WORDS})})


def _joined(one: Shape | None, other: Shape) -> Shape:
    if one is None or one == other:
        return other
    if one.way == other.way == "rows":
        names = one.fields.keys() | other.fields.keys()
        both = {name: _joined(one.fields.get(name), other.fields[name]) if name in other.fields else one.fields[name]
                for name in names}  # fmt: skip
        return Shape("rows", both, one.key or other.key)
    return WHOLE


def _shape(asked: Field, kind: str, *, mixed: bool) -> Shape:
    if asked.calculate is not None:
        return Shape("worked_out")
    match asked.type:
        case "paragraph":
            return WORDS
        case "repeat":
            inner = {one.name: _shape(one, kind, mixed=mixed) for one in asked.fields}
            return Shape("rows", inner, KEYS.get((kind, asked.name), ()))
        case "scores":
            return Shape("whole", bound=True) if mixed else SHEET
        case "photos":
            return PHOTOS
        case _:
            return WHOLE
