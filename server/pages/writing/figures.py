"""GET /units/{unit}/write/{report}/rows/{figure}: the papers and duties that a figure of a report is counted from, counted now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from starlette.requests import Request
from starlette.responses import Response

from server.pages.board.places import at, place_of_figure
from server.pages.frame import Frame, Link, PageParts, Visit, answer, begin
from server.pages.paper_names import paper_name
from server.pages.words import WORDS, Say, day_or, moment_word
from sync.domain.access import may
from sync.domain.errors import Refusal
from sync.domain.kinds import KINDS
from sync.usecases.office.write_paper import OpenPaper, WritePaper
from sync.usecases.reports.draft_reports import KINDS as REPORTS
from sync.usecases.reports.draft_reports import DraftReports
from sync.usecases.reports.rows import Row
from sync.usecases.reports.shown import SHOWN

MOST_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row: whose, what (with its paper, where the person may open it), which day, and how it stands."""

    unit: str
    what: Link
    day: str
    how: str


@dataclass(frozen=True, slots=True)
class FigurePage(Frame):
    """What `outputs/figure_rows.html` needs."""

    title: Annotated[str, "what the figure is called"]
    about: Annotated[str, "sentence: how many rows there are, and when they were counted"]
    rows: Annotated[tuple[FigureRow, ...], "what it is counted from"]
    more: Annotated[str, "sentence when not all rows are shown, else empty"]
    back: Annotated[Link, "the report"]


class FigurePages:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._write = WritePaper(parts.store, parts.directory, parts.accept, parts.catalogue, parts.clock)
        self._reports = DraftReports(parts.store, parts.read_model, parts.directory, parts.catalogue, parts.clock, parts.deadlines.rules)

    async def show(self, request: Request) -> Response:
        """Raises Refusal `not_found` for who may not write the report, and for a figure that nothing is counted for."""
        visit = await begin(self._parts, request)
        params = request.path_params
        paper = await self._write.open(visit.person, params["unit"], params["paper"])
        figures = await self._reports.rows(visit.person, paper.unit, paper.id) if paper.kind in REPORTS else {}
        if params["figure"] not in figures:
            raise Refusal("not_found")
        rows, say = figures[params["figure"]], visit.frame(())["say"]
        name = paper_name(paper.id, self._parts.catalogue, visit.lang)
        back = Link(f"/units/{paper.unit}/write/{paper.id}", name)
        page = FigurePage(
            **visit.frame((*visit.way_down(paper.unit, visit.today), back)),
            title=_label(paper, params["figure"], visit.lang),
            about=say("figure_about", count=len(rows), at=moment_word(self._parts.clock.now())),
            rows=tuple(self._row(visit, params["figure"], one, say) for one in rows[:MOST_ROWS]),
            more=say("figure_more", shown=MOST_ROWS, all=len(rows)) if len(rows) > MOST_ROWS else "",
            back=back,
        )
        return answer(visit, "outputs/figure_rows.html", page)

    def _row(self, visit: Visit, figure: str, row: Row, say: Say) -> FigureRow:
        unit = visit.tree.get(row.unit)
        kind = row.paper.partition(":")[0]
        lies = row.at or row.unit
        opens = kind in KINDS and may(visit.person, "read", lies, visit.tree, visit.today, kind)
        words = paper_name(row.what, self._parts.catalogue, visit.lang) or _with_meeting(row.what, self._parts, visit.lang)
        how = _how(row.how, say)
        href = at(f"/units/{lies}/papers/{row.paper}" if opens else "", place_of_figure(figure))
        return FigureRow(unit.name(_day(row.day) or visit.today) if unit else "", Link(href, words), day_or(row.day) if row.day else "", how)


def figure_links(paper: OpenPaper, lang: str) -> tuple[Link, ...]:
    """Each figure of a report with its rows, in the order of its form."""
    fields = paper.definition.fields()
    here = f"/units/{paper.unit}/write/{paper.id}/rows"
    return tuple(Link(f"{here}/{name}", fields[name].label.in_(lang)) for name in fields if name in SHOWN[paper.kind])


def _how(told: str, say: Say) -> str:
    """A word of ours (`done_late`), two bands (`good / fair`), or what somebody wrote."""
    if f"duty_{told}" in WORDS:
        return say(f"duty_{told}")
    bands = [say(f"band_{one}") if f"band_{one}" in WORDS else one for one in told.split(" / ")]
    return "" if told == "–" else " / ".join(bands)


def _label(paper: OpenPaper, figure: str, lang: str) -> str:
    field = paper.definition.fields().get("late" if figure == "late_units" else figure)
    return field.label.in_(lang) if field else figure


def _with_meeting(what: str, parts: PageParts, lang: str) -> str:
    """`Nguyễn Thị Hòa, meeting:2026-11:regular:1` with the meeting in words."""
    head, _, id = what.rpartition(", ")
    name = paper_name(id, parts.catalogue, lang)
    return f"{head}, {name}" if name and head else what


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
