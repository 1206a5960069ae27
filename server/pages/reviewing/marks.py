"""The part of an orientation's page that says which cells have read it and brought it up, for whoever published it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.pages.frame import Link, PageParts, Visit
from server.pages.words import day_or, say_in
from server.pages.writing.choices import meeting_name
from sync.usecases.office.read_marks import Mark


@dataclass(frozen=True, slots=True)
class MarkLine:
    """`cell` leads to the mark, with an empty address where there is none."""

    cell: Link
    read: str
    discussed: str
    text: str


@dataclass(frozen=True, slots=True)
class MarksPart:
    """`about`: how many of how many."""

    about: str
    lines: tuple[MarkLine, ...]


def marks_part(marks: Sequence[Mark], visit: Visit, parts: PageParts) -> MarksPart | None:
    """None where there is no cell to speak of."""
    if not marks:
        return None
    say = say_in(visit.lang)
    read, discussed = sum(bool(one.id) for one in marks), sum(bool(one.discussed_in) for one in marks)
    lines = tuple(
        MarkLine(
            Link(f"/units/{one.cell.id}/papers/{one.id}" if one.id else "", one.cell.name(visit.today)),
            " · ".join(filter(None, (day_or(one.read_on), one.reader))) if one.id else say("marks_unread"),
            (meeting_name(one.discussed_in, visit.lang, parts) if one.discussed_in else say("marks_undiscussed")) if one.id else "",
            one.text,
        )
        for one in marks
    )
    return MarksPart(say("marks_about", read=read, discussed=discussed, all=len(marks)), lines)
