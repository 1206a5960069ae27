"""Every kind of document there is, in one table: how its id looks, in which units it lives, and what becomes of it once sent.

A kind is a row here and a form in `sync/forms/definitions`; who may write it is in `access.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

LONGEST_ID = 132
"""Characters of the longest id a paper may have: an observer's visit of a cell, both named as long as names may be."""
MEETING_TYPES = ("regular", "thematic", "committee", "extraordinary")

_MONTH = r"[0-9]{4}-(?:0[1-9]|1[0-2])"
_MEETING = rf"(?P<month>{_MONTH}):(?P<type>{'|'.join(MEETING_TYPES)}):(?P<number>[1-9][0-9]?)"
_ULID = r"[0-9A-HJKMNP-TV-Z]{26}"
_YEAR = r"[0-9]{4}"
_UNIT = r"[a-z0-9][a-z0-9-]{0,59}"
_USER = r"[a-z0-9][a-z0-9-]{1,39}"
_DAY = rf"{_MONTH}-(?:0[1-9]|[12][0-9]|3[01])"

AfterSending = Literal["sent_again", "signed", "approved"]
"""What may follow a sent paper: another sent revision; nothing (it changes only by amendment); another sent revision until a
reviewer has approved one."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`id`: what follows `<name>:` in the id; `homes`: types of unit it lives in."""

    name: str
    id: str
    homes: frozenset[str]
    after_sending: AfterSending = "sent_again"


_CELL = frozenset(("cell",))
_COMMITTEE = frozenset(("commune", "district", "province"))
_OFFICE = _COMMITTEE | {"observer_team"}
_ANY = _OFFICE | _CELL

PAPERS: tuple[Kind, ...] = (
    Kind("meeting", _MEETING, _CELL),
    Kind("roll_call", _MEETING, _CELL),
    Kind("minutes", _MEETING, _CELL, "signed"),
    Kind("score_sheet", _MEETING, _CELL),
    Kind("handbook_upload", _MEETING, _CELL),
    Kind("member", _ULID, _CELL),
    Kind("resolution", rf"{_MEETING}:[1-9][0-9]?", _CELL),
    Kind("task", _ULID, _CELL),
    Kind("thematic_plan", _YEAR, _CELL, "approved"),
    Kind("four_good", _YEAR, _CELL, "approved"),
    Kind("good_practice", _ULID, _CELL | _COMMITTEE),
    Kind("read_mark", _ULID, _CELL),
    Kind("urge_answer", _ULID, _CELL | _COMMITTEE),
    Kind("amendment", _ULID, _ANY, "signed"),
    Kind("month_schedule", _MONTH, _COMMITTEE),
    Kind("orientation", _ULID, _COMMITTEE),
    Kind("model_plan", _YEAR, _COMMITTEE),
    Kind("assignment", _MONTH, _OFFICE),
    Kind("visit", rf"(?P<cell>{_UNIT}):{_MEETING}:(?P<observer>{_USER})", _OFFICE),
    Kind("team_report", rf"{_YEAR}-(?:H1|Y)", _OFFICE),
    Kind("inspection", _ULID, _COMMITTEE),
    Kind("urge", _ULID, _COMMITTEE),
    Kind("period_report", rf"{_DAY}:{_DAY}", _COMMITTEE),
)
"""What people write, by form."""

_OF_PAPERS = "|".join(kind.name for kind in PAPERS)
REVIEW = Kind("review", rf"(?P<target>(?:{_OF_PAPERS}):[^ ]{{1,{LONGEST_ID}}}):(?P<rev>[0-9a-f]{{8}})", _ANY, "signed")
"""A reviewer's decision about one revision of a paper, beside the paper; `rev` is the begin of the revision's hash."""
REWORK = Kind("rework", rf"(?P<target>(?:{_OF_PAPERS}):[^ ]{{1,{LONGEST_ID}}})", _ANY)
"""The draft in which a sent paper is worked over. Never sent: sending writes a new revision of the paper itself, which is
not hidden meanwhile."""

KINDS = {kind.name: kind for kind in (*PAPERS, REVIEW, REWORK)}
PAPER_KINDS = tuple(KINDS)
MEETING_CHAIN = ("meeting", "roll_call", "minutes", "score_sheet")
"""The papers of one meeting, in the order they are filled."""
OF_A_MEETING = (*MEETING_CHAIN, "handbook_upload")
"""All that carries the key of a meeting in its id."""
SERVER_KINDS = ("receipt", "finding", "photo", "copy", "obligation", "conflict", "official_number")

PATTERNS = {kind.name: re.compile(f"{kind.name}:{kind.id}") for kind in KINDS.values()}
