"""What is told of a schedule that was sent again."""

from __future__ import annotations

from typing import Any

from sync.domain.schedule_differences import Difference, differences


def row(cell: str, meeting: str | None = "meeting:2026-12:regular:1", **rest: Any) -> dict[str, Any]:
    kept = {"_id": f"{cell}-{meeting}", "cell": cell, "date": "2026-12-03", "start_time": "19:30", "place": "Nhà văn hóa"}
    return {**kept, **({"meeting": meeting} if meeting else {}), **rest}


def told(before: list[Any], after: list[Any]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.kind, one.cell, one.fields) for one in differences(before, after)]


def test_the_same_schedule_has_no_differences_in_whatever_order_and_with_whatever_row_ids() -> None:
    one, other = row("ban-a"), row("ban-b")
    assert told([one, other], [{**other, "_id": "x"}, {**one, "_id": "y"}]) == []


def test_a_meeting_that_was_not_there_is_added_and_one_that_is_gone_removed() -> None:
    old, new = row("ban-a"), row("ban-b")
    assert differences([old], [new]) == [Difference("removed", "ban-a", old, None), Difference("added", "ban-b", None, new)]


def test_another_day_time_or_place_is_a_move_with_both_rows() -> None:
    old, new = row("ban-a"), row("ban-a", date="2026-12-04", place="Trường học")
    assert differences([old], [new]) == [Difference("moved", "ban-a", old, new, ("date", "place"))]


def test_what_stands_beside_is_a_change_and_no_move() -> None:
    assert told([row("ban-a")], [row("ban-a", chair={"name": "Lò Văn Panh"})]) == [("changed", "ban-a", ("chair",))]


def test_a_move_tells_what_stands_beside_too() -> None:
    assert told([row("ban-a")], [row("ban-a", start_time="20:00", note="mẫu")]) == [("moved", "ban-a", ("start_time", "note"))]


def test_a_missing_answer_a_blank_one_and_another_normal_form_are_no_difference() -> None:
    assert told([row("ban-a", note="họp mẫu", phone=None)], [row("ban-a", note="ho\u0323p mâ\u0303u ", phone="")]) == []


def test_two_meetings_of_one_cell_are_kept_apart() -> None:
    regular, thematic = row("ban-a"), row("ban-a", "meeting:2026-12:thematic:1", date="2026-12-20")
    assert told([regular, thematic], [regular, {**thematic, "date": "2026-12-21"}]) == [("moved", "ban-a", ("date",))]
    assert told([regular, thematic], [regular]) == [("removed", "ban-a", ())]


def test_a_meeting_that_was_named_only_later_is_the_one_of_its_type() -> None:
    assert told([row("ban-a", None)], [row("ban-a", start_time="20:00")]) == [("moved", "ban-a", ("start_time",))]
    told_apart = [("removed", "ban-a", ()), ("added", "ban-a", ())]
    assert told([row("ban-a", None, meeting_type="committee")], [row("ban-a")]) == told_apart


def test_of_two_unnamed_meetings_the_unchanged_one_stays() -> None:
    first, second = row("ban-a", None, date="2026-12-03"), row("ban-a", None, date="2026-12-17")
    assert told([first, second], [second, {**first, "date": "2026-12-05"}]) == [("moved", "ban-a", ("date",))]


def test_differences_come_by_day_and_time_of_the_newer_schedule() -> None:
    before = [row("ban-a"), row("ban-b"), row("ban-c")]
    after = [row("ban-a", date="2026-12-09"), row("ban-b", start_time="08:00"), row("ban-c", date="2026-12-05")]
    assert [cell for _, cell, _ in told(before, after)] == ["ban-b", "ban-c", "ban-a"]


def test_odd_rows_are_left_out() -> None:
    odd: list[Any] = [None, 3, [], {}, {"cell": 4}, {"cell": ""}, "ban-a"]
    assert told([*odd, row("ban-a")], [row("ban-a", meeting_type=["regular"]), *odd]) == []
    assert told([row("ban-a", date=["x"], place={"name": 3})], [row("ban-a", date=None, place=None)])[0][0] == "moved"
