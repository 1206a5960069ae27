"""What a cell keeps between meetings: steps and books as they must be, its committee's meetings, resolutions and tasks, and the four
groups of a good cell."""

from __future__ import annotations

from datetime import timedelta

from tests.year import meeting_papers as papers
from tests.year.commune import Commune
from tests.year.meeting_papers import Json, complete, person, rows
from tests.year.places import BOARD, LEADER, OFFICER, Village
from tests.year.rows import row
from tests.year.steps.cells import TIME, key, review_of

FOUR_GOOD = "four_good:2026"
STEPS = ("Thông qua chương trình", "Thời sự, văn bản mới", "Tình hình tư tưởng", "Nhiệm vụ tháng tới", "Thảo luận", "Biểu quyết")


@row("R09")
async def follow_the_steps(c: Commune, cell: Village, month: str) -> None:
    """Minutes without the matter, the conclusion and the vote are refused with those places; whole, they are taken, and the office
    reads the steps in order."""
    phone, at, day = await c.phone(cell.note_taker), key(month, "extraordinary"), f"{c.clock.now():%Y-%m-%d}"
    await phone.sync()
    planned = papers.plan(cell, day, TIME, "extraordinary")
    roll = complete(c.catalogue, "roll_call", papers.roll_call(cell, phone.papers("member")))
    whole = papers.minutes(cell, planned, roll, type="extraordinary", matter="Khắc phục sạt lở đường vào bản.")
    missing = ("matter", "conclusion", "votes")
    phone.write(f"minutes:{at}", {name: value for name, value in whole.items() if name not in missing})
    [refused] = await phone.sync(refused=lambda one: bool(one["id"] == f"minutes:{at}"))
    assert {one["path"] for one in refused["error"]["fields"]} == {f"answers.{name}" for name in missing}
    for kind, answers in (("meeting", planned), ("roll_call", roll), ("minutes", whole)):
        phone.write(f"{kind}:{at}", complete(c.catalogue, kind, answers))
    await phone.sync()
    page = await (await c.desk(OFFICER)).open(f"/units/{cell.unit}/papers/minutes:{key(month)}")
    places = [page.words.index(one) for one in STEPS]
    assert places == sorted(places)


@row("R11")
async def keep_the_book(c: Commune, cell: Village, month: str) -> None:
    """The minutes stand in the cell's book with their receipt; signed, they take no other version, only a dated amendment beside
    them, which the commune approves."""
    phone, minutes = await c.phone(cell.note_taker), f"minutes:{key(month)}"
    await phone.sync()
    signed = phone.held[cell.unit, minutes]
    phone.write(minutes, {**signed["answers"], "conclusion": "Khác với điều đã thông qua."})
    [refused] = await phone.sync(refused=lambda one: bool(one["id"] == minutes))
    assert refused["error"]["code"] == "lifecycle"
    amendment = phone.new_id("amendment")
    phone.write(amendment, complete(c.catalogue, "amendment", {
        "target": minutes, "target_rev": signed["_rev"], "dated": f"{c.clock.now():%Y-%m-%d}", "reason": "Ghi nhầm giờ kết thúc.",
        "text": "Giờ kết thúc là 21:30.", "agreed_in": f"meeting:{key(month)}", "chair": person(cell),
    }))  # fmt: skip
    await phone.sync()
    phone.cursor = ""  # what was refused is gone from the phone; the book is told again
    await phone.sync()
    assert phone.held[cell.unit, minutes] == signed
    leader = await c.desk(LEADER)
    assert "Đã duyệt" in (await leader.review(cell.unit, amendment, "approved")).words
    assert "ĐÃ NHẬN" in (await leader.open(f"/units/{cell.unit}/papers/{minutes}")).words
    assert minutes in (await leader.open(f"/units/{cell.unit}/papers")).text


@row("R13")
async def keep_the_committees_book(c: Commune, cell: Village, month: str) -> None:
    """The cell's committee meets before the cell does, with minutes of its own in its own book."""
    phone, at = await c.phone(cell.secretary), key(month, "committee")
    await phone.sync()
    planned = papers.plan(cell, f"{c.clock.now():%Y-%m-%d}", "17:00", "committee", for_meeting=f"meeting:{key(month)}",
                          notified_committee=True)  # fmt: skip
    phone.write(f"meeting:{at}", complete(c.catalogue, "meeting", planned))
    said = papers.committee_minutes(cell, planned, f"meeting:{key(month)}")
    phone.write(f"minutes:{at}", complete(c.catalogue, "minutes", said))
    await phone.sync()
    page = await (await c.desk(OFFICER)).open(f"/units/{cell.unit}/papers/minutes:{at}")
    assert "Chi ủy nhất trí dự thảo." in page.words and cell.people[2][0] in page.words


async def resolve(c: Commune, cell: Village, month: str) -> list[str]:
    """A resolution of the month's meeting with its tasks, and a paper for each task; gives their ids."""
    phone, at = await c.phone(cell.secretary), key(month)
    await phone.sync()
    said, voters = phone.answers(f"minutes:{at}"), phone.answers(f"roll_call:{at}")["present_official"]
    tasks = [{"what": one["what"], "who": one["who"], "by": one["by"]} for one in said["conclusions"]]
    answers = {
        "number": int(month[5:]), "issued_on": said["date"], "title": f"Nghị quyết tháng {month[5:]}", "meeting": f"meeting:{at}",
        "review": "Tháng trước làm được việc mùa vụ.", "content": said["conclusion"], "tasks": rows(*tasks), "for": voters,
        "against": 0, "official_present": voters, "on_behalf_of": "cell", "signer": person(cell),
    }  # fmt: skip
    resolution = f"resolution:{at}:1"
    phone.write(resolution, complete(c.catalogue, "resolution", answers))
    made = []
    for place, one in enumerate(tasks, 1):
        made.append(phone.new_id("task"))
        task = {**one, "source": resolution, "source_row": str(place), "state": "new"}
        phone.write(made[-1], complete(c.catalogue, "task", task))
    await phone.sync()
    return made


async def follow_up(c: Commune, cell: Village, tasks: list[str]) -> None:
    """A month later: the first task is done, the second only partly, with what stood in the way."""
    phone, today = await c.phone(cell.secretary), f"{c.clock.now():%Y-%m-%d}"
    await phone.sync()
    for place, id in enumerate(tasks):
        state = "done" if place == 0 else "partly"
        told: Json = {**phone.answers(id), "state": state, "result": "Đã làm xong phần chính.",
                      "follow_up": rows({"date": today, "state": state, "text": "Kiểm tra tại chỗ"})}  # fmt: skip
        told |= {"done_on": today} if state == "done" else {"obstacle": "Mưa kéo dài."}
        phone.write(id, complete(c.catalogue, "task", told))
    await phone.sync()
    assert all(phone.held[cell.unit, id]["_rev"].startswith("2-") for id in tasks)


@row("R10")
async def rate_again(c: Commune, cell: Village, month: str) -> None:
    """A score sheet comes back with a word at the line it is about, is mended on the phone, and goes as a new version with its own
    total; the first stays in the history."""
    phone, sheet = await c.phone(cell.secretary), f"score_sheet:{key(month)}"
    await phone.sync()
    officer = await c.desk(OFFICER)
    await officer.review(cell.unit, sheet, "returned", comments={"scores.4.5": "Biên bản chỉ ghi hai đồng chí phát biểu."})
    await phone.sync()
    review = review_of(phone, sheet)["answers"]
    assert [one["path"] for one in review["comments"]] == ["answers.scores.4.5"]
    before = phone.answers(sheet)
    scores = {**before["scores"], "4.5": {"points": 2}, "5.2": {"points": 0}}
    phone.write(sheet, complete(c.catalogue, "score_sheet", {**before, "scores": scores}))
    await phone.sync()
    assert phone.answers(sheet)["total"] < before["total"]
    page = await officer.review(cell.unit, sheet, "accepted", band=phone.answers(sheet)["band"])
    assert "Biên bản chỉ ghi hai đồng chí phát biểu." in page.words


@row("R04")
async def register_four_good(c: Commune, cells: list[Village]) -> None:
    """The cells that mean to be good in all four groups register at the begin of the year."""
    for cell in cells:
        phone = await c.phone(cell.secretary)
        answers = {"year": 2026, "registered": True, "registered_on": f"{c.clock.now():%Y-%m-%d}", "targets": "Đạt cả bốn nhóm."}
        phone.write(FOUR_GOOD, complete(c.catalogue, "four_good", answers))
        await phone.sync()
        assert phone.receipts[cell.unit, FOUR_GOOD]


@row("R04")
async def recognise_four_good(c: Commune, good: Village, short: Village) -> None:
    """At the end of the year each checks itself; the commune verifies one, and returns the other; the leader recognises the first,
    which is frozen then, and the board above sees it."""
    officer, leader = await c.desk(OFFICER), await c.desk(LEADER)
    for cell in (good, short):
        phone = await c.phone(cell.secretary)
        await phone.sync()
        phone.write(
            FOUR_GOOD, complete(c.catalogue, "four_good", {**phone.answers(FOUR_GOOD), **_self_check(c, cell, cell is good)})
        )
        await phone.sync()
    returned = await officer.review(short.unit, FOUR_GOOD, "returned", comments={"meeting_checks": "Tháng 5 chưa họp."})
    assert 'value="recognised"' not in returned.text
    assert "Đã thẩm định" in (await leader.review(good.unit, FOUR_GOOD, "verified")).words
    await c.at(f"{c.clock.now() + timedelta(days=2):%Y-%m-%d}")
    page = await leader.review(good.unit, FOUR_GOOD, "recognised")
    assert "Đã công nhận" in page.words and 'name="decision"' not in page.text
    assert "Đã công nhận" in (await (await c.desk(BOARD)).open(f"/units/{good.unit}/papers/{FOUR_GOOD}")).words
    for cell, decision in ((good, "recognised"), (short, "returned")):
        phone = await c.phone(cell.secretary)
        await phone.sync()
        assert review_of(phone, FOUR_GOOD)["answers"]["decision"] == decision


def _self_check(c: Commune, cell: Village, met: bool) -> Json:
    groups = {"political": "resolutions", "meeting": "regular_meetings", "unity": "unity", "cadres": "members_rated"}
    told: Json = {"assessed_on": f"{c.clock.now():%Y-%m-%d}", "self_result": "achieved" if met else "not_achieved"}
    for group, criterion in groups.items():
        result = "met" if met or group != "meeting" else "not_met"
        told[f"{group}_checks"] = rows({"criterion": criterion, "result": result, "evidence": "Theo sổ của chi bộ"})
        told[f"{group}_result"] = result
    official = sum(status == "official" for _, status, _ in cell.people)
    return {**told, "official_members": official, "official_present": official, "for": official, "against": 0, "other": 0}
