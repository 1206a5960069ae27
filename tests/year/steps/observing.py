"""What observers write after they sat in, and what their team reports twice a year. Written on their phones; the report at the
office, where the server counts what lies there."""

from __future__ import annotations

from typing import Any

from tests.year.commune import Commune
from tests.year.meeting_papers import Json, complete, rows
from tests.year.places import COMMUNE, OBSERVERS, OFFICER, TEAM, TEAM_LEADER, Village
from tests.year.rows import row
from tests.year.steps.cells import day_of, key
from tests.year.steps.owed import status
from tests.year.steps.schedules import Who

STEPS = ("opening", "roll_call", "programme", "current_affairs", "last_month", "discussion", "conclusion", "votes", "adoption")


@row("R22")
async def sit_in(c: Commune, month: str, who: Who, *, missed: str = "") -> None:
    """Each observer writes what he saw on the evening itself, with no signal, and sends it when he is home; the cell has it then.
    The meeting of the cell `missed` he did not get to, and says why."""
    for username, units in who.items():
        phone = await c.phone(username)
        phone.away = True
        for cell in (one for one in c.cells if one.unit in units):
            answers = (
                _missed(c, cell, month, phone.person, username)
                if cell.unit == missed
                else _seen(c, cell, month, phone.person, username)
            )
            phone.write(visit_id(cell, month, username), complete(c.catalogue, "visit", answers))
        phone.away = False
        await phone.sync()
        for cell in (one for one in c.cells if one.unit in units):
            assert phone.receipts[TEAM, visit_id(cell, month, username)]
    await c.settle()
    for username, units in who.items():
        for cell in (one for one in c.cells if one.unit in units):
            told = await c.phone(cell.secretary)
            await told.sync()
            copy = f"copy:{TEAM}:{visit_id(cell, month, username)}"
            assert told.away or ((cell.unit, copy) in told.held) == (cell.unit != missed)


def visit_id(cell: Village, month: str, username: str) -> str:
    return f"visit:{cell.unit}:{key(month)}:{username}"


def _who(cell: Village, month: str, name: str, username: str) -> Json:
    return {
        "cell": cell.unit, "meeting": f"meeting:{key(month)}", "meeting_type": "regular", "planned_on": day_of(cell, month),
        "observer": username, "observer_name": name, "assignment": f"assignment:{month}",
    }  # fmt: skip


def _missed(c: Commune, cell: Village, month: str, name: str, username: str) -> Json:
    return {**_who(cell, month, name, username), "attended": False, "absence_cause": "roads",
            "absence_reason": "Đường vào bản sạt, xe không qua được."}  # fmt: skip


def _seen(c: Commune, cell: Village, month: str, name: str, username: str) -> Json:
    there = len(cell.people) - 1
    books: dict[str, Any] = {"cell_book": "kept", "committee_book": "kept", "member_notebooks": "kept"}
    if cell.place % 4 == 1:
        books |= {"member_notebooks": "faulty", "books_note": "Hai đồng chí chưa ghi sổ tay từ tháng trước."}
    return {
        **_who(cell, month, name, username), "attended": True, "date": day_of(cell, month), "arrived_at": "19:15", "left_at": "21:20",
        "present": there, "total": there, "steps": rows(*({"step": step, "done": "yes"} for step in STEPS)), "preparation": 4,
        "closeness": 3 + cell.place % 3, "speakers": 4, "conclusion_clear": True, **books,
        "contribution": f"Gợi ý {cell.name} giao việc cho từng đảng viên, có thời hạn.",
        "issues": rows({"kind": "discussion" if cell.place % 2 else "conclusion", "text": "Ít đồng chí phát biểu."}),
        "proposed_band": "good" if cell.place % 3 else "fair", "confirmed_by": {"name": cell.people[0][0]},
        "confirmed_on": day_of(cell, month),
    }  # fmt: skip


@row("R12")
async def look_at_the_notebooks(c: Commune, month: str, who: Who) -> None:
    """Whether the members keep their notebooks is asked at every visit, and told to the cell and to the commune."""
    officer = await c.desk(OFFICER)
    for username, units in who.items():
        for cell in (one for one in c.cells if one.unit in units):
            page = await officer.open(f"/units/{TEAM}/papers/{visit_id(cell, month, username)}")
            assert "Sổ tay đảng viên" in page.words
            assert ("chưa ghi sổ tay" in page.words) == (cell.place % 4 == 1)


@row("R16")
async def urge_the_team(c: Commune, month: str, cell: Village, username: str) -> None:
    """A visit that was not made is seen by the commune with its reason; it urges the team, and every phone of the team has that."""
    officer = await c.desk(OFFICER)
    page = await officer.open(f"/units/{TEAM}/papers/{visit_id(cell, month, username)}")
    assert "Đường vào bản sạt" in page.words
    urge = await new_paper(c, OFFICER, COMMUNE, "urge")
    await officer.write(COMMUNE, urge, to=TEAM, what=f"Dự sinh hoạt tháng tới ở Chi bộ {cell.name}",
                        text="Đề nghị tổ dự bù trong tháng tới.", answer_by=f"{month}-25")  # fmt: skip
    await c.settle()
    for one in (TEAM_LEADER, *OBSERVERS):
        phone = await c.phone(one)
        await phone.sync()
        assert phone.answers(f"copy:{COMMUNE}:{urge}")["to"] == TEAM


async def new_paper(c: Commune, username: str, unit: str, kind: str) -> str:
    """The id of a new paper, from the link on the desk of that unit; it stands below those to papers that are there."""
    page = await (await c.desk(username)).open(f"/units/{unit}/desk")
    start = page.text.rindex(f'href="/units/{unit}/write/{kind}:')
    return page.text[start:].split('"')[1].rpartition("/")[2]


@row("R23")
async def report_half_year(c: Commune) -> None:
    """Before 20 June the leader sends the half-year report; its figures are those of the visits."""
    await _report(c, "2026-H1", "06")


@row("R24")
async def report_year(c: Commune) -> None:
    """Before 10 December the report of the year."""
    await _report(c, "2026-Y", "12")


async def _report(c: Commune, period: str, last_month: str) -> None:
    leader, paper = await c.desk(TEAM_LEADER), f"team_report:{period}"
    phone = await c.phone(TEAM_LEADER)
    await phone.sync()
    made = [one["answers"]["attended"] for one in phone.papers("visit") if one["_id"].split(":")[2][5:] <= last_month]
    drawn = (await leader.open(f"/units/{TEAM}/write/{paper}")).form("base", "send").fields
    assert (drawn["answers.visits_planned"], drawn["answers.visits_made"]) == (str(len(made)), str(sum(made)))
    missed = sum(name.startswith("row:answers.missed:") for name in drawn)
    assert missed == len(made) - sum(made)
    # One cell did not meet in May; in June the minutes of another lie on a phone that has no signal yet.
    due = len(c.cells) * int(last_month)
    held = due - (2 if period.endswith("H1") else 1)
    assert (drawn["answers.meetings_due"], drawn["answers.meetings_held"]) == (str(due), str(held))
    assert int(drawn["answers.compared_official"]) > due // 2
    await leader.write(TEAM, paper, general="Tổ đã dự đủ các chi bộ theo lượt.", shortcomings="Một buổi lỡ vì đường sạt.",
                       direction="Dự bù, giúp chi bộ ghi sổ.", signer="Hoàng Văn Dự")  # fmt: skip
    rule = "team_report_half_year" if period.endswith("H1") else "team_report_year"
    assert await status(c, OFFICER, TEAM, rule, "2026-H1" if period.endswith("H1") else "2026") == "done_on_time"
    page = await (await c.desk(OFFICER)).review(TEAM, paper, "accepted")
    assert "Dự bù, giúp chi bộ ghi sổ." in page.words


@row("R20")
async def keep_the_duties(c: Commune, duties: str) -> None:
    """The text on the duties of those who sit in lies on every phone of the team, and the report tells who made how many visits."""
    for one in (TEAM_LEADER, *OBSERVERS):
        phone = await c.phone(one)
        await phone.sync()
        assert "Nhiệm vụ" in phone.answers(f"copy:{COMMUNE}:{duties}")["title"]
    page = await (await c.desk(OFFICER)).open(f"/units/{TEAM}/papers/team_report:2026-H1")
    for username in OBSERVERS:
        assert (await c.phone(username)).person in page.words
