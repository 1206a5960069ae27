"""Answers are merged field by field, as their form says."""

from __future__ import annotations

from typing import Any

import pytest

from sync.forms.catalogue import Catalogue
from sync.merging.merge import Merged, merge
from sync.merging.shape import shape_of
from tests.sync.merging.papers import person

Json = dict[str, Any]
CATALOGUE = Catalogue.load()
MINUTES = shape_of([CATALOGUE.get("minutes", 3)])
ROLL = shape_of([CATALOGUE.get("roll_call", 1)])
SHEET = shape_of([CATALOGUE.get("score_sheet", 1)])
BASE: Json = {
    "place": "Nhà văn hóa bản Nà Đon", "chair": person("Lò Văn Panh"), "conclusion": "Nhất trí cao.", "official_present": 12,
    "speeches": [{"_id": "p", "speaker": person("Páo"), "gist": "Nên làm đường."}, {"_id": "q", "speaker": person("Lử"), "gist": "Nhất trí."}],
}  # fmt: skip


def both(base: Json | None, one: Json, other: Json, shape: Any = MINUTES) -> Merged:
    """Merged either way round: the same but for who prevails."""
    first, second = merge(shape, base, [one, other]), merge(shape, base, [other, one])
    assert sorted(first.collisions) == sorted(second.collisions)
    if not first.collisions and not shape.fields.keys() & first.answers.keys() & {"total", "band"}:
        assert unordered(first.answers) == unordered(second.answers)
    return first


def unordered(value: Any) -> Any:
    """Rows put at the same place stand in the order of who prevails."""
    if isinstance(value, list):
        return sorted((unordered(one) for one in value), key=repr)
    return {name: unordered(value[name]) for name in sorted(value)} if isinstance(value, dict) else value


def test_what_only_one_changed_is_taken() -> None:
    merged = both(BASE, {**BASE, "place": "Nhà ông Páo"}, {**BASE, "official_present": 13})
    assert merged == Merged({**BASE, "place": "Nhà ông Páo", "official_present": 13})


def test_what_both_changed_alike_is_no_question() -> None:
    changed = {**BASE, "place": "Nhà ông Páo"}
    assert both(BASE, changed, dict(changed)) == Merged(changed)


def test_a_scalar_changed_to_two_things_collides_and_the_prevailing_one_stands() -> None:
    merged = both(BASE, {**BASE, "official_present": 13}, {**BASE, "official_present": 14})
    assert merged == Merged({**BASE, "official_present": 13}, [("official_present",)])


def test_a_person_is_never_put_together_of_two() -> None:
    one, other = {**BASE, "chair": {"name": "Páo", "member": "member:1"}}, {**BASE, "chair": {"name": "Lử", "member": "member:2"}}
    assert both(BASE, one, other).answers["chair"] == {"name": "Páo", "member": "member:1"}


def test_a_place_name_is_not_merged_word_by_word() -> None:
    one, other = {**BASE, "place": "Nhà ông Páo bản Nà Đon"}, {**BASE, "place": "Nhà văn hóa bản Pa Pe"}
    assert both(BASE, one, other).collisions == [("place",)]


def test_speeches_of_both_are_all_there_in_the_order_they_were_put() -> None:
    a, b = (
        {"_id": "a", "speaker": person("Sáng"), "gist": "Xin thêm xi măng."},
        {"_id": "b", "speaker": person("Ính"), "gist": "Xin ý kiến."},
    )
    first, second = BASE["speeches"]
    merged = both(BASE, {**BASE, "speeches": [first, a, second]}, {**BASE, "speeches": [first, second, b]})
    assert merged == Merged({**BASE, "speeches": [first, a, second, b]})


def test_an_edit_beats_a_deletion() -> None:
    first, second = BASE["speeches"]
    edited = {**second, "gist": "Nhất trí, nhưng phải xong trước Tết."}
    merged = both(BASE, {**BASE, "speeches": [first]}, {**BASE, "speeches": [first, edited]})
    assert merged == Merged({**BASE, "speeches": [first, edited]})
    gone = {name: value for name, value in BASE.items() if name != "conclusion"}
    assert both(BASE, gone, {**BASE, "conclusion": "Nhất trí tuyệt đối."}).answers["conclusion"] == "Nhất trí tuyệt đối."


def test_a_row_that_one_took_out_and_nobody_edited_is_gone() -> None:
    _, second = BASE["speeches"]
    assert both(BASE, {**BASE, "speeches": [second]}, {**BASE, "place": "Trường"}).answers["speeches"] == [second]


def test_rows_that_were_moved_by_one_stand_as_he_moved_them() -> None:
    first, second = BASE["speeches"]
    edited = {**first, "gist": "Nên làm đường ngay."}
    merged = both(BASE, {**BASE, "speeches": [second, first]}, {**BASE, "speeches": [edited, second]})
    assert merged.answers["speeches"] == [second, edited]


def test_a_roll_call_is_merged_member_by_member() -> None:
    def roll(*presence: str) -> Json:
        return {"members": [{"_id": f"m{n}", "name": f"Đảng viên {n}", "presence": one} for n, one in enumerate(presence)]}

    merged = both(roll("", "", ""), roll("present", "", "absent"), roll("", "absent", "present"), ROLL)
    assert [row.get("presence") for row in merged.answers["members"]] == ["present", "absent", "absent"]
    assert merged.collisions == [("members", "m2", "presence")]


def test_scores_are_merged_criterion_by_criterion() -> None:
    base = {"scores": {"1.1": {"points": 5}, "1.2": {"points": 3}}}
    one = {"scores": {"1.1": {"points": 4, "note": "Muộn 10 phút."}, "1.2": {"points": 3}}}
    other = {"scores": {"1.1": {"points": 5}, "1.2": {"points": 0}, "2.1": {"points": 2}}}
    merged = both(base, one, other, SHEET)
    assert merged == Merged(
        {"scores": {"1.1": {"points": 4, "note": "Muộn 10 phút."}, "1.2": {"points": 0}, "2.1": {"points": 2}}}
    )


def test_what_is_worked_out_is_never_asked_about() -> None:
    assert both({}, {"total": 80, "band": "good"}, {"total": 90, "band": "excellent"}, SHEET).collisions == []


def test_photos_are_a_set() -> None:
    def photo(digest: str) -> Json:
        return {"digest": digest, "bytes": 1, "type": "image/jpeg", "taken_at": "2026-11-03"}

    base = {"photos": [photo("a"), photo("b")]}
    merged = both(base, {"photos": [photo("a"), photo("b"), photo("c")]}, {"photos": [photo("b"), photo("d")]})
    assert sorted(one["digest"] for one in merged.answers["photos"]) == ["b", "c", "d"]


def test_the_same_row_filled_in_beforehand_by_two_phones_is_one_row() -> None:
    one = {"follow_up": [{"_id": "x1", "task": "Làm đường", "result": "done"}, {"_id": "x2", "task": "Thu quỹ"}]}
    other = {"follow_up": [{"_id": "y1", "task": "Làm đường"}, {"_id": "y2", "task": "Thu quỹ", "result": "not_done"}]}
    rows = both(None, one, other).answers["follow_up"]
    assert [(row["task"], row.get("result")) for row in rows] == [("Làm đường", "done"), ("Thu quỹ", "not_done")]


def test_one_speaker_who_spoke_twice_stays_two_rows() -> None:
    said = {"speaker": person("Páo"), "gist": "Nhất trí."}
    one = {"speeches": [{"_id": "a", **said}, {"_id": "b", **said}]}
    assert both({}, one, {"speeches": [{"_id": "c", **said}]}).answers["speeches"] == one["speeches"]


def test_rows_without_ids_are_aligned() -> None:
    base, one, other = ({"khac": list(items)} for items in ("abc", "abxc", "bcd"))
    assert both(base, one, other).answers == {"khac": list("bxcd")}


def test_without_the_common_ancestor_everything_is_kept() -> None:
    one, other = (
        {"place": "Trường", "matter": "Việc bản"},
        {"place": "Trường", "speeches": BASE["speeches"], "matter": "Việc bản mới"},
    )
    assert both(None, one, other) == Merged({"place": "Trường", "matter": "Việc bản mới", "speeches": BASE["speeches"]})


@pytest.mark.parametrize("odd", [None, 7, "chữ", [1, None], [{"_id": 3}], {"a": []}])
def test_answers_of_the_wrong_type_are_kept_as_they_are(odd: Any) -> None:
    merged = both(BASE, {**BASE, "speeches": odd, "conclusion": odd}, {**BASE, "place": "Trường"})
    assert merged.answers["place"] == "Trường" and merged.answers.get("speeches") in (odd, None)
    both(BASE, {**BASE, "speeches": odd, "conclusion": odd}, {**BASE, "speeches": [], "conclusion": "Khác."})
