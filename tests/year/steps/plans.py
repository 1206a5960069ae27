"""Plans of the year: themes that somebody above approves and that then change only by amendment, model meetings, and the meetings
that come of both."""

from __future__ import annotations

from typing import Any

from tests.year import meeting_papers as papers
from tests.year.commune import Commune
from tests.year.meeting_papers import Json, complete, person, rows
from tests.year.phones import CarriedPhone
from tests.year.places import BOARD, COMMUNE, LEADER, OFFICER, Village
from tests.year.rows import row
from tests.year.steps.cells import TIME, key, review_of
from tests.year.steps.owed import status

PLAN = "thematic_plan:2026"
THEMES = ("Học và làm theo Bác về tiết kiệm", "Giữ rừng đầu nguồn", "Đảng viên làm kinh tế hộ", "Giữ nếp sống văn minh")


def themes_of(cell: Village, *, why: bool = True) -> Json:
    """A theme for each quarter, held in its second month."""
    told = [{"quarter": at + 1, "month": at * 3 + 2, "theme": theme, "why": f"Việc của {cell.name}" if why else "",
             "preparer": person(cell, 1), "chair": person(cell)} for at, theme in enumerate(THEMES)]  # fmt: skip
    return {"year": 2026, "agreed_on": "2026-01-05", "themes": rows(*told), "signer": person(cell)}


@row("R17")
async def plan_themes(c: Commune, orientation: str, returned: Village) -> None:
    """Every cell sends its plan; the leader approves it, but returns one, whose phone is told where; mended, it is approved too. What
    is approved takes no other version."""
    leader = await c.desk(LEADER)
    for cell in c.cells:
        phone = await c.phone(cell.secretary)
        answers = {**themes_of(cell, why=cell is not returned), "orientation": orientation}
        phone.write(PLAN, complete(c.catalogue, "thematic_plan", answers))
        await phone.sync()
        if cell is returned:
            await leader.review(cell.unit, PLAN, "returned", comments={"themes": "Ghi rõ vì sao chọn chuyên đề này."})
            await _mend(c, phone, cell)
        page = await leader.review(cell.unit, PLAN, "approved")
        assert "Đã duyệt" in page.words and 'name="decision"' not in page.text
        assert await status(c, OFFICER, cell.unit, "thematic_plan", "2026") == "done_on_time"
    phone = await c.phone(returned.secretary)
    await phone.sync()
    phone.write(PLAN, complete(c.catalogue, "thematic_plan", {**themes_of(returned), "basis": "Sửa sau khi duyệt"}))
    [verdict] = await phone.sync(refused=lambda one: bool(one["id"] == PLAN))
    assert verdict["error"]["code"] == "approved_already"
    phone.cursor = ""  # what was refused is gone from the phone, and what was approved is told again
    await phone.sync()


async def _mend(c: Commune, phone: CarriedPhone, cell: Village) -> None:
    """The comment travels to the phone, the paper opens there again with no signal, and goes as a new version."""
    await phone.sync()
    review = review_of(phone, PLAN)["answers"]
    assert (review["decision"], [one["path"] for one in review["comments"]]) == ("returned", ["answers.themes"])
    phone.away = True
    draft = phone.write(
        f"rework:{PLAN}", {**phone.answers(PLAN), "themes": themes_of(cell)["themes"]}, state="draft", form="thematic_plan"
    )
    phone.away = False
    phone.waiting.remove(draft)
    phone.held.pop((cell.unit, draft["_id"]))
    phone.write(PLAN, complete(c.catalogue, "thematic_plan", draft["answers"]))
    await phone.sync()
    assert phone.held[cell.unit, PLAN]["_rev"].startswith("2-")


@row("R18")
async def plan_themes_above(c: Commune) -> None:
    """The cell directly under the province sends its plan to the province, before 5 February, and the board approves it."""
    phone = await c.phone(c.base.secretary)
    phone.write(PLAN, complete(c.catalogue, "thematic_plan", themes_of(c.base)))
    await phone.sync()
    assert phone.receipts[c.base.unit, PLAN]["number"]
    board = await c.desk(BOARD)
    assert "Đã duyệt" in (await board.review(c.base.unit, PLAN, "approved")).words
    assert await status(c, BOARD, c.base.unit, "thematic_plan_above", "2026") == "done_on_time"


@row("R17")
async def amend_a_plan(c: Commune, cell: Village) -> None:
    """An approved plan changes by an amendment that names the version it changes; the leader approves that too."""
    phone = await c.phone(cell.secretary)
    await phone.sync()
    amendment = phone.new_id("amendment")
    answers = {
        "target": PLAN, "target_rev": phone.held[cell.unit, PLAN]["_rev"], "dated": f"{c.clock.now():%Y-%m-%d}",
        "reason": "Mùa gặt trùng tháng 8.", "text": "Chuyển chuyên đề quý III sang tháng 9.", "chair": person(cell),
        "fields": rows({"path": "answers.themes.2.month", "label": "Tháng", "old": "8", "new": "9"}),
    }  # fmt: skip
    phone.write(amendment, complete(c.catalogue, "amendment", answers))
    await phone.sync()
    leader = await c.desk(LEADER)
    assert amendment in (await leader.open(f"/units/{COMMUNE}/reviews?kind=amendment")).text
    assert "Đã duyệt" in (await leader.review(cell.unit, amendment, "approved")).words


@row("R17")
async def hold_thematic_meetings(c: Commune, quarter: int, *, but: str = "", moved: str = "") -> None:
    """The theme of the quarter as it was planned, on the twentieth of its month; the plan's row stands in the meeting's plan."""
    month = f"2026-{quarter * 3 - 1:02}"
    for cell in [one for one in (*c.cells, c.base) if one.slug not in (but, moved)]:
        await _hold_theme(c, cell, month, quarter)


@row("R17")
async def hold_the_moved_theme(c: Commune, cell: Village, month: str, quarter: int) -> None:
    """The theme that an amendment moved to another month."""
    await _hold_theme(c, cell, month, quarter)


async def _hold_theme(c: Commune, cell: Village, month: str, quarter: int) -> None:
    phone, at = await c.phone(cell.secretary), key(month, "thematic")
    await phone.sync()
    theme = phone.answers(PLAN)["themes"][quarter - 1]
    planned = papers.plan(cell, f"{month}-20", TIME, "thematic", theme=theme["theme"], plan_item=theme["_id"],
                          preparer=theme["preparer"], theme_form="guided")  # fmt: skip
    phone.write(f"meeting:{at}", complete(c.catalogue, "meeting", planned))
    roll = complete(c.catalogue, "roll_call", papers.roll_call(cell, phone.papers("member")))
    said = papers.minutes(cell, planned, roll, type="thematic", **papers.thematic(cell, theme["theme"]))
    phone.write(f"roll_call:{at}", roll)
    phone.write(f"minutes:{at}", complete(c.catalogue, "minutes", said))
    await phone.sync()
    above = BOARD if cell is c.base else OFFICER
    assert phone.away or await status(c, above, cell.unit, "thematic_meeting", f"2026-Q{quarter}") == "done_on_time"


@row("R08")
async def plan_model_meetings(c: Commune, host: Village, invited: list[Village], month: str) -> None:
    """The commune plans a model meeting; host and invited cells have the plan."""
    officer, paper = await c.desk(OFFICER), "model_plan:2026"
    await officer.write(
        COMMUNE, paper,
        meetings=[{"_id": "m1", "host": host.unit, "month": month, "meeting_type": "regular", "purpose": "Làm mẫu các bước"}],
        invited=[{"_id": f"i{one.place}", "host": host.unit, "cell": one.unit, "people": "Bí thư, thư ký"} for one in invited],
    )  # fmt: skip
    await c.settle()
    for cell in (host, *invited):
        phone = await c.phone(cell.secretary)
        await phone.sync()
        assert f"copy:{COMMUNE}:{paper}" in {id for _, id in phone.held}


@row("R08")
async def hold_the_model_meeting(c: Commune, host: Village, invited: list[Village], month: str) -> None:
    """The host's plan says that it is a model meeting and whom it expects; its lessons are added after it, and the commune's plan says
    that it was held."""
    phone, meeting = await c.phone(host.secretary), f"meeting:{key(month)}"
    await phone.sync()
    lessons = "Chia nhóm bàn trước, ai cũng nói."
    told: dict[str, Any] = {
        **phone.answers(meeting), "is_model": True, "host": host.unit, "lessons": lessons,
        "invited": rows(*({"cell": one.unit, "people": "Bí thư"} for one in invited)),
        "participants": rows(*({"person": person(one), "from": f"Chi bộ {one.name}"} for one in invited)),
    }  # fmt: skip
    phone.write(meeting, complete(c.catalogue, "meeting", told))
    await phone.sync()
    officer = await c.desk(OFFICER)
    assert lessons in (await officer.open(f"/units/{host.unit}/papers/{meeting}")).words
    fields = (await officer.open(f"/units/{COMMUNE}/write/model_plan:2026")).form("base", "send").fields
    [row_id] = [name.split(":")[2] for name in fields if name.startswith("row:answers.meetings:")]
    fields |= {f"answers.meetings.{row_id}.done_meeting": meeting, f"answers.meetings.{row_id}.lessons": lessons}
    await officer.post(f"/units/{COMMUNE}/write/model_plan:2026", {**fields, "do": "send"})
    assert lessons in (await officer.open(f"/units/{COMMUNE}/papers/model_plan:2026")).words
