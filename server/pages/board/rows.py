"""GET /units/{unit}/rows and /groups/{group}/rows: the rows that make a number of a dashboard, `?is=` obligations, `?of=` papers or phones."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from server.pages.board.address import Address, asked_in, number_in
from server.pages.board.bars import period_word
from server.pages.board.context import RowLine, RowsPage
from server.pages.board.head import period_words
from server.pages.board.office import Phones, change_row, exempted_row, phone_row
from server.pages.board.page import Duties, people_of
from server.pages.board.places import PLANNED, at, place_of_owed, place_of_paper
from server.pages.board.quality import Row
from server.pages.board.words import board_say
from server.pages.frame import Link, PageParts, Visit, answer, begin
from server.pages.paper_names import paper_name
from server.pages.words import Say, day_or, day_word, moment_word, month_word, number_word
from sync.domain.measures.status import BoardStatus
from sync.usecases.board.groups import Group, Groups
from sync.usecases.board.read_rows import OwedLine, PaperLine, ReadRows, RowsView, SilentLine

_LOOK: dict[BoardStatus, tuple[str, str]] = {
    "overdue": ("state-missing", "missing"), "returned": ("state-returned", "returned"), "on_the_phone": ("state-none", "phone-on"),
    "open": ("state-none", "waiting"), "received_late": ("state-late", "late"), "late_by_network": ("state-late", "late"),
    "received_on_time": ("state-received", "received"), "accepted": ("state-accepted", "accepted"), "exempt": ("state-none", "check"),
    "not_open": ("state-none", "waiting"),
}  # fmt: skip


class RowsPages:
    def __init__(self, parts: PageParts, read: ReadRows, groups: Groups, duties: Duties) -> None:
        self._parts = parts
        self._read = read
        self._groups = groups
        self._duties = duties

    async def of_unit(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        unit = request.path_params["unit"]
        return await self._page(visit, unit, f"/units/{unit}")

    async def of_group(self, request: Request) -> Response:
        visit = await begin(self._parts, request)
        group = await self._groups.get(visit.person, request.path_params["group"])
        return await self._page(visit, group, f"/groups/{group.id}")

    async def _page(self, visit: Visit, whom: str | Group, base: str) -> Response:
        request, say = visit.request, board_say(visit.lang)
        address = Address(base, asked_in(request, visit.today, self._duties.all), visit.today)
        of, standing, period = (request.query_params.get(name, "") for name in ("of", "is", "period"))
        number, more = number_in(request, "page"), {"of": of, "is": standing, "period": period}
        lists = {"phones": self._read.phones, "silent": self._read.silent, "exempted": self._read.settled, "changes": self._read.changed}
        if of in lists:
            view = await lists[of](visit.person, whom, address.asked, number)
        elif of:
            view = await self._read.papers(visit.person, whom, address.asked, of, number)
        else:
            view = await self._read.owed(visit.person, whom, address.asked, standing, period, number)
        names, people = self._duties.names(visit.lang), await people_of(self._parts, view.phones)
        home, title = (whom.unit, whom.name) if isinstance(whom, Group) else (whom, visit.tree.units[whom].name(view.day))
        lines = (
            *(self._owed(one, names, say) for one in view.owed),
            *(self._paper(one, of, view, visit.lang, say) for one in view.papers),
            *(_silent(one, say) for one in view.silent),
            *(_plain(exempted_row(one, names, say)) for one in view.exempted),
            *(_plain(change_row(one, say)) for one in view.changes),
        )
        page = RowsPage(
            **{**visit.frame((*(Link(one.href, one.text) for one in visit.way_down(home, view.day)), Link("", title, True))), "say": say},
            title=title,
            heading=_heading(of, standing, say),
            period=period_word(period) if period else period_words(address.asked.first, address.asked.last, say),
            as_of=say("as_of", at=moment_word(view.as_of)) if view.as_of else say("not_yet"),
            back=address.here(),
            owed=not of,
            lines=lines,
            phones=Phones("", tuple(phone_row(one, view.names, people, self._parts.app_version, view.today, say) for one in view.phones), "", ""),
            pages=say("page_of", page=view.page, pages=view.pages, all=view.all),
            earlier=address.rows(**more, page=str(number - 1)) if number > 1 else "",
            later=address.rows(**more, page=str(number + 1)) if number < view.pages else "",
        )
        return answer(visit, "board_rows.html", page)

    def _owed(self, one: OwedLine, names: dict[str, str], say: Say) -> RowLine:
        row = one.row
        what = f"{names.get(row.rule, row.rule)}, {period_word(row.period)}"
        status = say(f"status_{one.status}")
        if row.days_late:
            status = f"{status}, {say('days_late', days=row.days_late)}"
        if row.overtaken and one.status == "overdue":
            status = f"{status}: {say('rows_overtaken')}"
        if row.reason:
            status = f"{status}: {row.reason}"
        href = at(f"/units/{row.unit}/papers/{row.paper}" if one.readable else "", place_of_owed(row.decision))
        due = day_word(date.fromisoformat(row.due_at[:10]))
        return RowLine(one.name, what, href, due, moment_word(row.received_at), status, *_LOOK[one.status])

    def _paper(self, one: PaperLine, of: str, view: RowsView, lang: str, say: Say) -> RowLine:
        row = one.row
        href = at(f"/units/{row.unit}/papers/{row.paper}" if one.readable else "", place_of_paper(of, row.about))
        when = month_word(row.at) if len(row.at) == 7 else day_or(row.at[:10])
        about = _about(of.partition(":")[0], row.about, view, lang, say)
        return RowLine(one.name, paper_name(row.paper, self._parts.catalogue, lang) or row.paper, href, when, "", about, "state-none", "")


def _silent(one: SilentLine, say: Say) -> RowLine:
    told = say("heard", at=moment_word(one.heard_at)) if one.heard_at else say("heard_never")
    return RowLine(one.name, told, "", day_or(one.heard_at[:10]), "", "", "state-none", "")


def _plain(row: Row) -> RowLine:
    """What, when, why."""
    what, when, *why = row.figures
    return RowLine(row.name, what, "", when, "", " ".join(why), "state-none", "")


def _about(of: str, about: tuple[str, ...], view: RowsView, lang: str, say: Say) -> str:
    """What a row of papers tells beside its paper."""

    def points(text: str) -> str:
        return number_word(float(text), lang) if text else ""

    match of, about:
        case "ratings", (band, total):
            return f"{say(f'band_{band}')} {points(total)}".strip() if band in ("good", "fair", "average", "poor") else points(total)
        case "gap", (own, official):
            return f"{say(f'band_{own}')} → {say(f'band_{official}')}"
        case "attendance", (present, expected):
            return f"{present}/{expected}"
        case "lost", (got, most):
            return f"{points(got)}/{points(most)}"
        case "decided", (decision, at):
            return f"{say(f'decision_{decision}')} {moment_word(at)}"
        case "returned", (at,):
            return f"{say('decision_returned')} {moment_word(at)}"
        case "visits", (cell, attended):
            return f"{view.names.get(cell, cell)}: {say('attended_yes' if attended == '1' else 'attended_no')}"
        case _, (cell, person, _) if of in PLANNED:
            return f"{view.names.get(cell, cell)}: {person}"
    return ""


def _heading(of: str, standing: str, say: Say) -> str:
    if of.startswith("lost:"):
        return say("of_lost", code=of.rsplit(":", 1)[1])
    return say(f"of_{of.partition(':')[0]}") if of else say(f"is_{standing}")
