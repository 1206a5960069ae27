"""A paper of a meeting whose answers name another type of meeting than its id is taken in, and a finding says so."""

from __future__ import annotations

from typing import Any

import pytest

from sync.forms.catalogue import Catalogue
from sync.usecases.check_answers import check_answers

CATALOGUE = Catalogue.load()
PLACE = {
    "date": "2026-11-03", "start_time": "19:30", "place": "Nhà văn hóa bản",
    "chair": {"name": "Lò Văn Panh"}, "note_taker": {"name": "Lò Thị Ính"},
}  # fmt: skip


def notes(type: str, answers: dict[str, Any], version: int = 2) -> list[tuple[str, str]]:
    answers = PLACE | answers | ({"theme": "Giữ rừng"} if type == "thematic" else {})
    paper = {
        "_id": f"meeting:2026-11:{type}:1", "kind": "meeting", "form": "meeting", "version": version, "answers": answers,
    }  # fmt: skip
    found = check_answers(CATALOGUE, paper)
    assert found.problem is None, found.problem
    return [(one.path, one.code) for one in found.notes if one.code == "meeting_type_differs"]


@pytest.mark.parametrize(
    ("type", "answers"),
    [("thematic", {"meeting_type": "regular"}), ("committee", {}), ("regular", {"meeting_type": "extraordinary"})],
)
def test_another_type_than_that_of_the_id_is_noted(type: str, answers: dict[str, Any]) -> None:
    assert notes(type, answers) == [("answers.meeting_type", "meeting_type_differs")]


@pytest.mark.parametrize(
    ("type", "answers"), [("regular", {}), ("regular", {"meeting_type": "regular"}), ("committee", {"meeting_type": "committee"})]
)
def test_the_same_type_or_none_for_a_regular_meeting_is_right(type: str, answers: dict[str, Any]) -> None:
    assert notes(type, answers) == []


def test_a_form_that_does_not_ask_for_the_type_is_never_noted() -> None:
    assert notes("committee", {}, version=1) == []
