"""Month's schedule and assignment: what the commune sends to whoever observes, and what the team's leader makes of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from tests.year.commune import Commune
from tests.year.meeting_papers import Json
from tests.year.places import COMMUNE, OBSERVERS, OFFICER, TEAM, TEAM_LEADER, Village
from tests.year.rows import row
from tests.year.steps.cells import TIME, day_of, key
from tests.year.steps.owed import status

RECIPIENTS = ("Thường trực Tỉnh ủy", "Các đồng chí ủy viên được phân công", "Tổ dự sinh hoạt số 1")
Who = Mapping[str, Collection[str]]
"""By username, the cells whose meetings he is sent to."""


@row("R28")
async def keep_the_recipients(c: Commune, month: str) -> None:
    """To whom the commune's papers go is written down once; the schedule that was sent names them."""
    officer = await c.desk(OFFICER)
    path = f"/units/{COMMUNE}/recipients"
    fields = (await officer.open(path)).form("recipients").fields
    await officer.post(path, {**fields, "recipients": "\n".join(RECIPIENTS)})
    await send_schedule(c, month)
    page = await officer.open(f"/units/{COMMUNE}/papers/month_schedule:{month}")
    assert all(one in page.words for one in RECIPIENTS)


@row("R15")
async def send_schedule(c: Commune, month: str, *, missing: Collection[str] = ()) -> None:
    """The office gathers the plans that came, is told who sent none, adds the work programme and sends both; the team's phones
    and the committee above have it before day 2."""
    officer, paper = await c.desk(OFFICER), f"month_schedule:{month}"
    drawn = await officer.open(f"/units/{COMMUNE}/write/{paper}")
    for cell in c.cells:
        assert (day_of(cell, month) in drawn.text) and (f"meeting:{key(month)}" in drawn.text)
        assert (f"Chi bộ {cell.name}" in _note(drawn.text, "Chi bộ chưa gửi lịch")) == (cell.slug in missing)
    work = [{"_id": "w1", "from": f"{month}-01", "what": "Dự sinh hoạt, kiểm tra sổ sách các chi bộ"}]
    await officer.write(COMMUNE, paper, work_programme=work, number="01-LSH/ĐU", signer="Trần Văn Quyết")
    await c.settle()
    leader = await c.phone(TEAM_LEADER)
    await leader.sync()
    assert len(_rows_of(leader.answers(f"copy:{COMMUNE}:{paper}"))) == len(c.cells) - sum(one.slug in missing for one in c.cells)
    assert await status(c, OFFICER, COMMUNE, "month_schedule", month) == "done_on_time"


@row("R15")
async def send_schedule_again(c: Commune, month: str, cell: Village) -> None:
    """A plan that came late: gathered, shown as a difference from what was sent, sent again, and there on the team's phones."""
    officer, paper = await c.desk(OFFICER), f"month_schedule:{month}"
    page = await officer.write(COMMUNE, paper, "gather")
    assert f"Chi bộ {cell.name}" in _note(page.text, "Thêm so với bản đã gửi")
    await officer.write(COMMUNE, paper, change_note=f"Bổ sung Chi bộ {cell.name}")
    await c.settle()
    leader = await c.phone(TEAM_LEADER)
    await leader.sync()
    assert cell.unit in {one["cell"] for one in _rows_of(leader.answers(f"copy:{COMMUNE}:{paper}"))}


def turns(c: Commune, month: str) -> dict[str, list[str]]:
    """Whose turn it is: each observer two cells on two evenings, all cells in turn over the year."""
    at = int(month[5:])
    evenings = [[one.unit for one in c.cells if one.place % 3 == evening] for evening in range(3)]
    first = [evenings[0][at % 5], evenings[1][at % 5]]
    second = [evenings[0][(at + 2) % 5], evenings[2][at % 4]]
    return {OBSERVERS[0]: first, OBSERVERS[1]: second}


@row("R21")
async def assign(c: Commune, month: str, who: Who) -> None:
    """The team's leader names who goes where, from the schedule that came; each observer's phone has his rows, each cell its own."""
    leader, paper = await c.desk(TEAM_LEADER), f"assignment:{month}"
    await _send_assignment(c, month, who)
    assert "ĐÃ NHẬN" in (await leader.open(f"/units/{TEAM}/papers/{paper}")).words
    await c.settle()
    for username in OBSERVERS:
        phone = await c.phone(username)
        await phone.sync()
        mine = [one["cell"] for one in phone.answers(paper)["rows"] if one["username"] == username]
        assert mine == list(who.get(username, ()))
    told = next(one for one in c.cells if one.unit in [cell for cells in who.values() for cell in cells])
    phone = await c.phone(told.secretary)
    await phone.sync()
    assert {one["cell"] for one in phone.answers(f"copy:{TEAM}:{paper}")["rows"]} == {told.unit}
    assert await status(c, TEAM_LEADER, TEAM, "assignment", month) == "done_on_time"


@row("R21")
async def meet_a_clash(c: Commune, month: str) -> None:
    """One observer sent to two meetings of one evening: the leader is told before he sends."""
    leader = await c.desk(TEAM_LEADER)
    both = [one for one in c.cells if one.place % 3 == 0][:2]
    fields = await _assignment_fields(c, month, {OBSERVERS[0]: [one.unit for one in both]})
    path = f"/units/{TEAM}/write/assignment:{month}"
    page = await leader.open((await leader.post(path, {**fields, "do": "keep"})).headers["location"])
    told = _note(page.text, "Một người, hai buổi họp trùng giờ")
    assert all(f"Chi bộ {one.name}" in told for one in both)
    for row_id in sorted({name.split(":")[2] for name in page.form("base", "keep").fields if name.startswith("row:")}):
        page = await leader.write(TEAM, f"assignment:{month}", f"remove:rows:{row_id}")


async def _send_assignment(c: Commune, month: str, who: Who) -> None:
    fields = await _assignment_fields(c, month, who)
    await (await c.desk(TEAM_LEADER)).post(f"/units/{TEAM}/write/assignment:{month}", {**fields, "do": "send"})


async def _assignment_fields(c: Commune, month: str, who: Who) -> dict[str, str]:
    """The form with a name in the rows of `who`, and without the others."""
    leader = await c.desk(TEAM_LEADER)
    fields = (await leader.open(f"/units/{TEAM}/write/assignment:{month}")).form("base", "send").fields
    by_cell = {cell: username for username, cells in who.items() for cell in cells}
    drawn = {name.split(":")[2]: fields[f"answers.rows.{name.split(':')[2]}.cell"] for name in fields if name.startswith("row:")}
    if not drawn:  # the rows were taken away by hand
        drawn = {f"r{place}": cell for place, cell in enumerate(by_cell)}
    kept = {name: value for name, value in fields.items() if not name.startswith(("row:", "answers.rows."))}
    for place, (row_id, cell) in enumerate(one for one in drawn.items() if one[1] in by_cell):
        village = next(one for one in c.cells if one.unit == cell)
        username = by_cell[cell]
        told = {"username": username, "name": (await c.phone(username)).person, "cell": cell, "meeting": f"meeting:{key(month)}",
                "date": day_of(village, month), "start_time": TIME}  # fmt: skip
        kept[f"row:answers.rows:{row_id}"] = str(place)
        kept |= {f"answers.rows.{row_id}.{name}": value for name, value in told.items()}
    return kept


@row("R19")
async def look_at_my_cells(c: Commune, month: str, who: Who) -> None:
    """Each observer's phone knows the names of the cells and the evenings of the meetings he is sent to, with no signal."""
    for username, cells in who.items():
        phone = await c.phone(username)
        phone.away = True
        named = phone.units[TEAM]["cells"]
        assert len(named) == len(c.cells)
        plans = {one["source"]["unit"]: one["paper"]["answers"] for one in phone.copies(f"meeting:{month}")}
        for cell in c.cells:
            if cell.unit in cells:
                assert named[cell.unit] == f"Chi bộ {cell.name}"
                assert plans[cell.unit]["date"] == day_of(cell, month)
        phone.away = False


def _note(page: str, title: str) -> str:
    """The lines of the note of that title on a page that is being written, "" without one."""
    start = page.find(title)
    return page[start : page.index("</section>", start)] if start >= 0 else ""


def _rows_of(schedule: Json) -> list[Any]:
    return list(schedule["meetings"])
