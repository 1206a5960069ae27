"""What a malformed document is told, before anybody looks at what it says."""

from typing import Any

import pytest

from sync.domain.envelope import check_envelope


def a_paper(**changes: Any) -> dict[str, Any]:
    paper = {
        "_id": "minutes:2026-11:regular:1", "_rev": "1-" + "0" * 32, "_revisions": {"start": 1, "ids": ["0" * 32]},
        "kind": "minutes", "form": "minutes", "version": 1, "unit": "na-don", "state": "draft", "author": "bi-thu",
        "device": "01J0", "saved_at": "2026-11-03T21:40:00+07:00", "answers": {},
    }  # fmt: skip
    return {name: value for name, value in {**paper, **changes}.items() if value is not ...}


def test_a_whole_paper_passes() -> None:
    assert check_envelope(a_paper()) is None
    assert check_envelope(a_paper(state="sent", done_at="2026-11-03T21:41:00+07:00")) is None
    assert check_envelope({"_id": "minutes:2026-11:regular:1", "_rev": "2-" + "0" * 32, "_deleted": True}) is None


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("text", "document_malformed"),
        (None, "document_malformed"),
        ([], "document_malformed"),
        ({}, "document_malformed"),
        (a_paper(_id=7), "document_malformed"),
        (a_paper(_id="minutes:2026-13:regular:1"), "id_malformed"),
        (a_paper(_id="minutes:2026-11:regular:1\x00"), "id_malformed"),
        (a_paper(_id="minutes:２０２６-11:regular:1"), "id_malformed"),
        (a_paper(_id="secret:2026-11", kind="secret"), "kind_unknown"),
        (a_paper(_id="receipt:minutes:2026-11:regular:1:1-0", kind="receipt"), "server_only"),
        (a_paper(kind="meeting"), "document_malformed"),
        (a_paper(extra=1), "document_malformed"),
        (a_paper(answers=[]), "document_malformed"),
        (a_paper(unit="../etc"), "unit_unknown"),
        (a_paper(unit=None), "unit_unknown"),
        (a_paper(version="1"), "version_unknown"),
        (a_paper(version=True), "version_unknown"),
        (a_paper(state="received"), "document_malformed"),
        (a_paper(author=3), "document_malformed"),
        (a_paper(device="a b"), "document_malformed"),
        (a_paper(saved_at="hôm qua"), "time_malformed"),
        (a_paper(saved_at="2026-11-03T21:40:00"), "time_malformed"),
        (a_paper(state="sent"), "time_malformed"),
        (a_paper(answers={"a": "\ud800"}), "text_malformed"),
        (a_paper(answers={"a": "x\x07"}), "text_malformed"),
        (a_paper(answers={"bi\u0300": "x"}), "text_not_nfc"),
        (a_paper(answers={"a": "Nà Đon".replace("à", "a\u0300")}), "text_not_nfc"),
        (a_paper(answers={"a": 2**53}), "number_unsafe"),
        (a_paper(answers={"a": 1e300}), "number_unsafe"),
    ],
)
def test_what_is_wrong_has_a_stable_code(document: Any, code: str) -> None:
    problem = check_envelope(document)
    assert problem is not None and problem.code == code


def test_deep_nesting_is_refused_without_running_out_of_stack() -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    problem = check_envelope(a_paper(answers={"a": deep}))
    assert problem is not None and problem.code == "nesting_too_deep"


def test_line_breaks_and_tabs_are_text() -> None:
    assert check_envelope(a_paper(answers={"a": "một\nhai\tba"})) is None
