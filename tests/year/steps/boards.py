"""What the commune and the boards above see, inspect, urge and report."""

from __future__ import annotations

import re

from tests.year.commune import Commune
from tests.year.meeting_papers import complete
from tests.year.places import ADMINISTRATOR, BOARD, COMMUNE, OFFICER, PROVINCE, STANDING, Village
from tests.year.rows import row
from tests.year.steps.observing import new_paper
from tests.year.steps.owed import status


@row("R26")
async def see_the_regime(c: Commune, month: str, *, received: int, on_time: int, missing: int) -> None:
    """How many cells' minutes of the month came, came in time, or are missing: the same to the commune, to the province and to who
    only reads."""
    for username in (OFFICER, BOARD, STANDING):
        page = await (await c.desk(username)).open(f"/units/{COMMUNE}?from={month}&to={month}")
        duties = page.text[page.text.index('id="duties"') :].partition("</table>")[0]
        [duty] = [one for one in duties.split("<tr>") if "duty=regular_minutes" in one]
        told = [int(one) for one in re.findall(r'class="number nowrap">(?:<a [^>]*>)?(\d+)', duty)]
        expected = received + missing
        assert told == [on_time, received - on_time, missing, expected], (username, month, told)


@row("R14")
async def call_the_cell(c: Commune, cell: Village) -> None:
    """A cell that owes its minutes stands on the pages of those above with the name and telephone of whom to call."""
    for username, unit in ((OFFICER, COMMUNE), (BOARD, PROVINCE)):
        page = await (await c.desk(username)).open(f"/units/{unit}")
        calls = page.part('id="call-list"')
        assert f"Chi bộ {cell.name}" in calls and f"Bí thư: {cell.people[0][0]}" in calls
        assert f"0900 000 {cell.place:03}" in calls


@row("R25")
async def inspect_and_urge(c: Commune, cell: Village) -> None:
    """The board inspects a cell that did not meet and the commune urges it; both lie on its phone, which answers; the answer is read
    above."""
    board, officer, today = await c.desk(BOARD), await c.desk(OFFICER), f"{c.clock.now():%Y-%m-%d}"
    inspection = await new_paper(c, BOARD, PROVINCE, "inspection")
    await board.write(
        PROVINCE, inspection, unit=cell.unit, subject="meetings", conclusion="Tháng này chi bộ chưa họp.",
        findings=[{"_id": "f1", "kind": "regime", "finding": "Không họp", "action": "Họp bù", "due": f"{today[:8]}28", "state": "open"}],
    )  # fmt: skip
    urge = await new_paper(c, OFFICER, COMMUNE, "urge")
    await officer.write(COMMUNE, urge, to=cell.unit, what="Sinh hoạt thường kỳ", text="Đề nghị họp bù, gửi biên bản.")
    await c.settle()
    phone = await c.phone(cell.secretary)
    await phone.sync()
    assert phone.answers(f"copy:{PROVINCE}:{inspection}")["conclusion"] == "Tháng này chi bộ chưa họp."
    answer = phone.new_id("urge_answer")
    told = {"of": urge, "answered_on": today, "state": "cannot", "text": "Bí thư đi viện, phó bí thư đi học; tháng sau họp đủ.",
            "answered_by": {"name": phone.person}}  # fmt: skip
    assert phone.answers(f"copy:{COMMUNE}:{urge}")["to"] == cell.unit
    phone.write(answer, complete(c.catalogue, "urge_answer", told))
    await phone.sync()
    for desk in (board, officer):
        assert "tháng sau họp đủ" in (await desk.open(f"/units/{cell.unit}/papers/{answer}")).words


@row("R25")
async def close_the_inspection(c: Commune, cell: Village) -> None:
    """What was found is followed up: the inspection is sent again with what came of it, and the cell's phone has that version."""
    board, today = await c.desk(BOARD), f"{c.clock.now():%Y-%m-%d}"
    page = await board.open(f"/units/{PROVINCE}/desk")
    [inspection] = dict.fromkeys(re.findall(rf"/units/{PROVINCE}/papers/(inspection:[0-9A-Z]+)", page.text))
    follow_up = [{"_id": "u1", "date": today, "text": "Đã họp đủ, đã gửi biên bản."}]
    await board.write(PROVINCE, inspection, follow_up=follow_up)
    await c.settle()
    phone = await c.phone(cell.secretary)
    await phone.sync()
    assert phone.answers(f"copy:{PROVINCE}:{inspection}")["follow_up"][0]["text"] == follow_up[0]["text"]


async def choose_the_period(c: Commune) -> None:
    """The administrator settles by when the board reports to the standing board: 20 July."""
    told = {
        "rule": "period_report",
        "first": "2026-01-01",
        "reason": "Ban Thường vụ yêu cầu",
        "due": {"month": 6, "day": 20, "inclusive": True},
    }
    client = (await c.desk(ADMINISTRATOR)).client
    answer = await client.post(f"/api/units/{PROVINCE}/deadlines/overrides", json=told)
    assert answer.status_code == 201, answer.text


@row("R27")
async def report_the_period(c: Commune, held: int, on_time: int) -> None:
    """The board reports the half-year to the standing board in time; it reads it, and has no form to change it."""
    board, paper = await c.desk(BOARD), "period_report:2026-01-01:2026-06-30"
    await board.write(
        PROVINCE, paper, cells=len(c.cells), meetings_due=len(c.cells) * 6, meetings_held=held, minutes_on_time=on_time,
        general="Các chi bộ giữ nền nếp sinh hoạt.", shortcomings="Một chi bộ lỡ một kỳ.", direction="Dự, kiểm tra thường xuyên.",
        inspections=1, urges=2, urges_answered=1,
    )  # fmt: skip
    assert await status(c, BOARD, PROVINCE, "period_report", "2026-H1") == "done_on_time"
    page = await (await c.desk(STANDING)).open(f"/units/{PROVINCE}/papers/{paper}")
    assert "Dự, kiểm tra thường xuyên." in page.words and 'name="decision"' not in page.text
    client = (await c.desk(STANDING)).client
    assert (await client.get(f"/units/{PROVINCE}/write/{paper}")).status_code == 404
