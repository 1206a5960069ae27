"""The cases in which papers of village cells meet, each with its rule."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from sync.domain.documents import workspace
from sync.domain.schedule_differences import differences
from sync.forms.catalogue import Catalogue
from sync.forms.check import check
from sync.usecases.numbering.give_number import GiveNumber, read_number
from tests.support.clock import FixedClock
from tests.support.world import BINH_LU, NA_DON, PA_PE
from tests.sync.merging.papers import BI_THU, KEY, THU_KY, Json, minutes, paper, person, revision
from tests.sync.merging.server import CATALOGUE, DB, Server

ROLL = f"roll_call:{KEY}"


@pytest.fixture
def server() -> Server:
    return Server()


async def open_questions(server: Server) -> list[Json]:
    return [one for one in await server.questions() if one["state"] == "open"]


def a_sent(kind: str, answers: Json, parent: Json | None = None, **changes: Any) -> Json:
    return paper(kind, KEY, answers, parent, state="sent", **changes)


MEETING: Json = {
    "meeting_type": "regular", "date": "2026-11-03", "start_time": "19:30", "place": "Nhà văn hóa", "chair": person("Panh"),
    "note_taker": person("Ính"), "agenda": [{"_id": "1", "text": "Việc tháng 11"}],
}  # fmt: skip


async def test_1_secretary_and_note_taker_edit_the_same_minutes_on_two_phones(server: Server) -> None:
    said = {"_id": "p", "speaker": person("Páo"), "gist": "Nên làm đường."}
    base = minutes({"place": "Nhà văn hóa", "speeches": [said], "conclusion": "Nhất trí làm đường. Giao đồng chí Páo."})
    lead = minutes(
        {**base["answers"], "conclusion": "Nhất trí làm đường. Giao đồng chí Páo. Xong trước Tết.", "ended_at": "21:30"}, base
    )
    notes = minutes({**base["answers"], "speeches": [said, {"_id": "l", "speaker": person("Lử"), "gist": "Nhất trí."}],
                     "ended_at": "21:35"}, base, author=THU_KY, device="01JMAY2")  # fmt: skip
    await server.take(base, lead, notes)
    await server.settle()
    [leaf] = await server.live()
    assert len(leaf["answers"]["speeches"]) == 2 and leaf["answers"]["conclusion"].endswith("Xong trước Tết.")
    assert {leaf["author"], *leaf["with"]} == {BI_THU, THU_KY}, "the merged draft goes to both"
    [asked] = await open_questions(server)
    [field] = asked["fields"]
    assert field["path"] == ["ended_at"] and field["values"][0]["value"] == leaf["answers"]["ended_at"]
    told = {one["value"]: (one["author"], one["device"], one["saved_at"]) for one in field["values"]}
    assert told == {"21:30": (BI_THU, "01JMAY1", lead["saved_at"]), "21:35": (THU_KY, "01JMAY2", notes["saved_at"])}


async def test_2_nothing_is_picked_by_itself_after_signing(server: Server) -> None:
    base = minutes({"place": "Nhà văn hóa", "conclusion": "Nhất trí."})
    one = minutes({**base["answers"], "conclusion": "Nhất trí 12/12."}, base, state="sent")
    other = minutes({**base["answers"], "conclusion": "Nhất trí 11/12."}, base, state="sent", author=THU_KY)
    draft = minutes({**base["answers"], "place": "Nhà ông Páo"}, base, author="ai-do")
    await server.take(base, one, other, draft)
    await server.settle()
    assert {leaf["_rev"] for leaf in await server.live()} == {one["_rev"], other["_rev"]}, "both stand until a person has chosen"
    [asked] = await open_questions(server)
    assert asked["reason"] == "signed"
    assert {value["value"] for field in asked["fields"] if field["path"] == ["conclusion"] for value in field["values"]} == {
        "Nhất trí 12/12.", "Nhất trí 11/12."}  # fmt: skip


@pytest.mark.parametrize("change", ["a row that is missing", "rows in another order"])
async def test_2_what_only_one_of_two_signed_minutes_says_is_asked_too(server: Server, change: str) -> None:
    rows = [{"_id": one, "speaker": {"name": one}, "gist": f"Ý kiến của {one}."} for one in ("Páo", "Lử")]
    one = minutes({"place": "Nhà văn hóa", "speeches": rows}, state="sent")
    fewer = rows[:1] if change == "a row that is missing" else rows[::-1]
    other = minutes({"place": "Nhà văn hóa", "speeches": fewer}, state="sent", author=THU_KY)
    await server.take(one, other)
    await server.settle()
    [asked] = await open_questions(server)
    assert asked["reason"] == "signed" and len(asked["fields"]) == 1 and len(asked["fields"][0]["values"]) == 2


async def test_2_two_signed_minutes_that_say_the_same_are_one(server: Server) -> None:
    one = minutes({"place": "Nhà văn hóa"}, state="sent", version=2)
    other = minutes({"place": "Nhà văn hóa"}, state="sent", version=3, author=THU_KY)
    await server.take(one, other)
    await server.settle()
    assert len(await server.live()) == 1 and await open_questions(server) == []


async def test_2_a_forgotten_draft_never_changes_signed_minutes(server: Server) -> None:
    base = minutes({"place": "Nhà văn hóa", "conclusion": "Nhất trí."})
    signed = minutes({**base["answers"], "conclusion": "Nhất trí 12/12."}, base, state="sent")
    draft = base
    for number in range(4):
        draft = minutes({"place": f"Nhà thứ {number}", "conclusion": "Nhất trí."}, draft, author=THU_KY)
    await server.take(base, signed, draft)
    await server.settle()
    [leaf] = await server.live()
    assert leaf["_rev"] == signed["_rev"], "and keeps its receipt"
    [asked] = await open_questions(server)
    assert [[value.get("value") for value in field["values"]] for field in asked["fields"]] == [["Nhà văn hóa", "Nhà thứ 3"]]


async def test_3_two_resolutions_with_one_number_stay_two_papers(server: Server) -> None:
    answers = {"number": 5, "title": "Nghị quyết tháng 11", "content": "Làm đường."}
    one = paper("resolution", f"{KEY}:1", answers)
    other = paper("resolution", f"{KEY}:2", {**answers, "content": "Trồng rừng."}, author=THU_KY)
    twin = paper("resolution", f"{KEY}:1", {**answers, "content": "Trồng rừng."}, author=THU_KY)
    await server.take(one, other, twin)
    await server.settle(one["_id"])
    await server.settle(other["_id"])
    assert (await server.live(other["_id"]))[0]["_rev"] == other["_rev"]
    [leaf] = await server.live(one["_id"])
    assert leaf["answers"]["number"] == 5
    [asked] = await open_questions(server)
    assert {value["value"] for value in asked["fields"][0]["values"]} == {"Làm đường.", "Trồng rừng."}, "no text is lost"


async def test_3_the_loser_of_a_number_gets_the_next_one_and_both_are_flagged(server: Server) -> None:
    answers = {"number": 5, "title": "Nghị quyết tháng 11", "content": "Làm đường."}
    one, other = (paper("resolution", f"{KEY}:{place}", answers, state="sent", author=author) for place, author in ((1, BI_THU), (2, THU_KY)))
    await server.take(one, other)
    give = GiveNumber(server.store, FixedClock("2026-11-24T08:00:00+07:00"))
    for sent in (one, other, one):
        await give(NA_DON, sent["_id"])
    winner, loser = [await read_number(server.store, NA_DON, sent["_id"]) for sent in (one, other)]
    assert winner is not None and (winner.number, winner.also) == (5, ((other["_id"], 6),))
    assert loser is not None and (loser.number, loser.proposed, loser.taken_by) == (6, 5, one["_id"])
    assert (await server.live(other["_id"]))[0]["answers"]["number"] == 5, "the paper still says what was proposed"


async def test_4_the_commune_edits_the_schedule_while_the_cell_moves_its_date(server: Server) -> None:
    rows = [
        {"_id": "r1", "cell": NA_DON, "meeting": f"meeting:{KEY}", "date": "2026-12-03"},
        {"_id": "r2", "cell": PA_PE, "date": "2026-12-04"},
    ]
    base = paper("month_schedule", "2026-12", {"meetings": rows}, unit=BINH_LU)
    one = paper("month_schedule", "2026-12", {"meetings": [{**rows[0], "date": "2026-12-05"}, rows[1]]}, base, unit=BINH_LU)
    other = paper(
        "month_schedule", "2026-12", {"meetings": [rows[0], {**rows[1], "date": "2026-12-06"}]}, base, unit=BINH_LU, author="x"
    )
    planned = paper("meeting", KEY, MEETING)
    moved = paper("meeting", KEY, {**MEETING, "date": "2026-11-05"}, planned)
    await server.take(base, one, other, planned, moved)
    await server.settle(base["_id"])
    await server.settle(moved["_id"])
    [schedule] = await server.live(base["_id"])
    assert [row["date"] for row in schedule["answers"]["meetings"]] == ["2026-12-05", "2026-12-06"]
    assert (await server.live(moved["_id"]))[0]["_rev"] == moved["_rev"], "the date is the cell's own"
    assert await open_questions(server) == []


async def test_4_after_approval_the_schedule_stands_and_the_move_is_told_as_a_difference(server: Server) -> None:
    row = {"_id": "r1", "cell": NA_DON, "meeting": f"meeting:{KEY}", "date": "2026-11-03"}
    schedule = paper("month_schedule", "2026-11", {"meetings": [row]}, unit=BINH_LU, state="sent")
    review = revision({"_id": f"review:{schedule['_id']}:{schedule['_rev'].partition('-')[2][:8]}", "kind": "review", "state": "sent",
                       "answers": {"target": schedule["_id"], "target_rev": schedule["_rev"], "decision": "approved"}})  # fmt: skip
    moved = paper("meeting", KEY, {**MEETING, "date": "2026-11-05"}, paper("meeting", KEY, MEETING))
    draft = paper("month_schedule", "2026-11", {"meetings": [{**row, "date": moved["answers"]["date"]}]}, unit=BINH_LU, author="x")
    await server.take(schedule, review, moved, draft)
    await server.settle(schedule["_id"])
    [standing] = await server.live(schedule["_id"])
    assert standing["_rev"] == schedule["_rev"], "a draft with the new date does not change what was approved"
    [told] = differences(schedule["answers"]["meetings"], draft["answers"]["meetings"])
    assert (told.kind, told.cell, told.fields) == ("moved", NA_DON, ("date",))


async def test_5_an_edit_of_an_older_draft_of_an_approved_plan_becomes_a_proposal(server: Server) -> None:
    theme = {"_id": "t1", "quarter": 1, "month": 3, "theme": "Học tập Bác Hồ"}
    base = paper("thematic_plan", "2027", {"year": 2027, "themes": [theme]})
    approved = paper("thematic_plan", "2027", base["answers"], base, state="sent", device="01JMAY3")
    edit = paper(
        "thematic_plan", "2027", {"year": 2027, "themes": [{**theme, "theme": "Chuyển đổi số", "month": 4}]}, base, author=THU_KY
    )
    review = revision({"_id": f"review:{approved['_id']}:{approved['_rev'].partition('-')[2][:8]}", "kind": "review", "state": "sent",
                       "answers": {"target": approved["_id"], "target_rev": approved["_rev"], "decision": "approved"}})  # fmt: skip
    await server.take(base, approved, review, edit)
    await server.settle(base["_id"])
    assert (await server.live(base["_id"]))[0]["_rev"] == approved["_rev"]
    assert await open_questions(server) == []
    [proposed] = await server.store.range(DB, "amendment:", "amendment;")
    assert proposed["author"] == THU_KY and proposed["state"] == "draft" and proposed["answers"]["target_rev"] == approved["_rev"]
    assert {(row["old"], row["new"]) for row in proposed["answers"]["fields"]} == {
        ("Học tập Bác Hồ", "Chuyển đổi số"),
        ("3", "4"),
    }


async def test_6_attendance_told_by_the_minutes_and_by_the_observer_are_both_kept(server: Server) -> None:
    roll = paper("roll_call", KEY, {"members": [{"_id": "m1", "name": "Páo", "presence": "present"}], "present": 1})
    visit = paper("visit", f"{NA_DON}:{KEY}:nguoi-du", {"present": 9, "roll_present": 10}, author="nguoi-du")
    await server.take(roll, visit)
    await server.settle(ROLL)
    await server.settle(visit["_id"])
    assert (await server.live(ROLL))[0]["_rev"] == roll["_rev"] and (await server.live(visit["_id"]))[0]["_rev"] == visit["_rev"]
    told = check(CATALOGUE.latest("visit"), visit["answers"]).calculated
    assert told["present_difference"] == -1, "the difference is shown to the commune"


async def test_7_the_cells_own_band_and_the_official_one_are_never_merged(server: Server) -> None:
    base = a_sent("score_sheet", {"scores": {}, "band": "good"})
    one = a_sent("score_sheet", {"scores": {}, "band": "good", "weaknesses": "Họp muộn."}, base)
    other = a_sent("score_sheet", {"scores": {}, "band": "good", "remedy": "Họp đúng giờ."}, base, author=THU_KY)
    review = revision({"_id": f"review:{base['_id']}:{base['_rev'].partition('-')[2][:8]}", "kind": "review", "state": "sent",
                       "answers": {"target_rev": base["_rev"], "decision": "accepted", "official_band": "average"}})  # fmt: skip
    await server.take(base, review, one, other)
    await server.settle(base["_id"])
    kept = await server.store.read(DB, review["_id"])
    assert kept is not None and kept["answers"]["official_band"] == "average"
    assert all(
        "official_band" not in leaf["answers"] and leaf["answers"].get("band") != "average"
        for leaf in await server.live(base["_id"])
    )


async def test_8_a_member_who_moved_stays_on_the_roll_of_the_meeting_he_was_at(server: Server) -> None:
    rows = [{"_id": "member:1", "name": "Páo", "presence": "present"}, {"_id": "member:2", "name": "Lử"}]
    base = paper("roll_call", KEY, {"members": rows})
    without = paper("roll_call", KEY, {"members": [rows[1]]}, base, author=THU_KY)
    marked = paper("roll_call", KEY, {"members": [{**rows[0], "reason": "moved"}, {**rows[1], "presence": "present"}]}, base)
    await server.take(base, without, marked)
    await server.settle(ROLL)
    [leaf] = await server.live(ROLL)
    assert [(row["_id"], row["presence"]) for row in leaf["answers"]["members"]] == [
        ("member:1", "present"),
        ("member:2", "present"),
    ]


async def test_9_papers_of_a_cell_that_was_merged_into_another_stay_under_its_old_id(server: Server) -> None:
    base = minutes({"place": "Nhà văn hóa"})
    await server.take(
        base, minutes({"place": "Nhà văn hóa", "matter": "a"}, base), minutes({"place": "Trường"}, base, author=THU_KY)
    )
    await server.store.create_database(workspace(PA_PE))
    await server.settle()
    [leaf] = await server.live()
    assert leaf["unit"] == NA_DON and leaf["answers"] == {"place": "Trường", "matter": "a"}
    assert await server.store.range(workspace(PA_PE)) == [], "the successor's book gets nothing of it"


async def test_10_the_same_meeting_begun_on_two_phones_is_one_paper(server: Server) -> None:
    one = paper("meeting", KEY, MEETING)
    other = paper(
        "meeting", KEY, {**MEETING, "start_time": "20:00", "agenda": [{"_id": "9", "text": "Việc tháng 11"}]}, author=THU_KY
    )
    await server.take(one, other)
    await server.settle(one["_id"])
    [leaf] = await server.live(one["_id"])
    assert [row["text"] for row in leaf["answers"]["agenda"]] == ["Việc tháng 11"], "nothing twice"
    [asked] = await open_questions(server)
    assert [field["path"] for field in asked["fields"]] == [["start_time"]]


@pytest.mark.parametrize("wrong", ["2031-01-01T08:00:00.000+07:00", "2020-01-01T08:00:00.000+07:00"])
async def test_11_a_wrong_clock_on_a_phone_decides_nothing(server: Server, wrong: str) -> None:
    base = minutes({"official_present": 12})
    right = minutes({"official_present": 13}, minutes({"official_present": 12}, base, device="01JX"))
    off = minutes({"official_present": 14}, base, author=THU_KY, saved_at=wrong)
    await server.take(base, right, off)
    await server.settle()
    assert (await server.live())[0]["answers"] == {"official_present": 13}
    [asked] = await open_questions(server)
    assert {value["saved_at"] for value in asked["fields"][0]["values"]} == {right["saved_at"], wrong}, "both times are shown"


async def test_12_sheets_scored_by_two_versions_of_a_template_are_not_mixed_and_not_scored_anew() -> None:
    old = CATALOGUE.latest("score_sheet")
    newer = msgspec.structs.replace(old, version=old.version + 1)
    server = Server(Catalogue([*CATALOGUE.definitions.values(), newer], list(CATALOGUE.templates.values())))
    base = paper("score_sheet", KEY, {"scores": {"1.1": {"points": 5}}})
    one = paper("score_sheet", KEY, {"scores": {"1.1": {"points": 4}}, "weaknesses": "Muộn."}, base)
    other = paper(
        "score_sheet",
        KEY,
        {"scores": {"1.1": {"points": 5}, "1.2": {"points": 3}}, "remedy": "Sớm."},
        base,
        version=newer.version,
    )
    await server.take(base, one, other)
    await server.settle(base["_id"])
    [leaf] = await server.live(base["_id"])
    whose = one if leaf["version"] == one["version"] else other
    assert leaf["answers"] == {"weaknesses": "Muộn.", "remedy": "Sớm.", "scores": whose["answers"]["scores"]}
    [asked] = await open_questions(server)
    assert [field["path"] for field in asked["fields"]] == [["scores"]]
