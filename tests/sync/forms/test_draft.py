"""A new version of a form or a scoring template is told everything that is wrong with it before anybody meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from sync.forms.catalogue import Catalogue
from sync.forms.draft import LARGEST, as_text, plain_of, read_form, read_template
from sync.forms.problem_words import WORDS

CATALOGUE = Catalogue.load()
MINUTES = CATALOGUE.latest("minutes")
SCORING = CATALOGUE.templates[("hd42-local", 1)]


def form(change: Callable[[dict[str, Any]], object]) -> list[str]:
    plain = json.loads(as_text(MINUTES))
    change(plain)
    return [one.in_("en") for one in read_form(json.dumps(plain), MINUTES, CATALOGUE).problems]


def template(change: Callable[[dict[str, Any]], object]) -> list[str]:
    plain = json.loads(as_text(SCORING))
    change(plain)
    return [one.in_("vi") for one in read_template(json.dumps(plain), "hd42-local", SCORING).problems]


def first_field(plain: dict[str, Any]) -> dict[str, Any]:
    return plain["sections"][0]["fields"][0]  # type: ignore[no-any-return]


def added(**members: Any) -> Callable[[dict[str, Any]], object]:
    field = {"name": "more", "type": "text", "label": {"vi": "Thêm", "en": "More"}, **members}
    return lambda plain: plain["sections"][0]["fields"].append(field)


@pytest.mark.parametrize("one", [*CATALOGUE.definitions.values(), *CATALOGUE.templates.values()], ids=str)
def test_what_is_published_reads_back_as_it_was(one: Any) -> None:
    assert type(one)(**{name: getattr(one, name) for name in one.__struct_fields__}) == one
    again = json.loads(as_text(one))
    assert again == plain_of(one)
    if hasattr(one, "form"):
        read = read_form(as_text(one), one, CATALOGUE)
        assert read.definition == one
    else:
        read = read_template(as_text(one), one.id, one)
        assert read.template == one
    assert [problem.code for problem in read.problems] == ["nothing_changed"]


def test_a_new_question_is_no_problem() -> None:
    assert form(added()) == []
    assert form(lambda plain: first_field(plain).update(relevant=False)) == [], "a question is asked no more"


def test_all_problems_are_told_at_once() -> None:
    def spoil(plain: dict[str, Any]) -> None:
        first_field(plain)["label"]["vi"] = " "
        added(type="colour", colour="red")(plain)
        del plain["source"]
        plain["title"] = {"vi": "Biên bản"}

    plain = json.loads(as_text(MINUTES))
    spoil(plain)
    told = read_form(json.dumps(plain), MINUTES, CATALOGUE).problems
    assert sorted(one.code for one in told) == [
        "english_missing", "member_missing", "member_unknown", "not_one_of", "vietnamese_missing",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (added(relevant=["eval", "1"]), "more: unknown operator: ['eval', '1']"),
        (added(relevant=["answer", "nobody"]), "more: there is no field nobody"),
        (added(name="Không"), "Không: not a name for a field"),
        (lambda plain: plain.update(form="other"), "form: must be minutes as the form it follows"),
        (lambda plain: plain.update(kind="meeting"), "kind: must be minutes as the form it follows"),
        (lambda plain: plain.update(valid_from="2026-02-30"), "valid_from: no day as YYYY-MM-DD"),
        (lambda plain: plain.update(sections=[]), "sections: may not be empty"),
        (added(type="scores", template="none", template_version=1), "more: there is no scoring template none, version 1"),
        (lambda plain: first_field(plain).update(name="another"), f"{first_field(plain_of(MINUTES))['name']}: the version before asks this"),
        (added(label={"vi": "Xin cha\u0300o", "en": "x"}), "sections 1.fields"),
        (added(min=1e999), "no JSON at line 1, column 1"),
    ],
)  # fmt: skip
def test_a_form_that_is_wrong_says_where(change: Callable[[dict[str, Any]], object], problem: str) -> None:
    told = form(change)
    assert any(one.startswith(problem) for one in told), told


def test_a_question_keeps_its_type_and_its_choices() -> None:
    def choice(plain: dict[str, Any]) -> dict[str, Any]:
        fields = [one for section in plain["sections"] for one in section["fields"]]
        return next(one for one in fields if one["type"] == "choice")

    name, value = choice(plain_of(MINUTES))["name"], choice(plain_of(MINUTES))["choices"][0]["value"]
    assert form(lambda plain: choice(plain)["choices"].pop(0)) == [
        f"{name}: the version before has the choice {value} and it was removed"
    ]
    retyped = form(lambda plain: (one := choice(plain)).update(type="text") or one.pop("choices"))
    assert f"{name}: it was of type choice and keeps it. Give the new question a name of its own" in retyped


def test_a_question_inside_a_row_is_not_removed_either() -> None:
    def rows(plain: dict[str, Any]) -> dict[str, Any]:
        return next(one for section in plain["sections"] for one in section["fields"] if one["type"] == "repeat")

    name = rows(plain_of(MINUTES))["name"]
    gone = rows(plain_of(MINUTES))["fields"][-1]["name"]
    assert any(one.startswith(f"{name}.{gone}: ") for one in form(lambda plain: rows(plain)["fields"].pop()))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_json"),
        ("{", "not_json"),
        ("nan", "not_json"),
        ("[" * 30 + "]" * 30, "too_deep"),
        ('{"' + "x" * LARGEST + '":1}', "too_large"),
        ("[]", "wrong_kind"),
        ("7", "wrong_kind"),
        ('{"title": "\\ud800"}', "text_malformed"),
        ('"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["', "wrong_kind"),
    ],
)
def test_what_is_no_form_at_all_is_told_and_nothing_breaks(text: str, code: str) -> None:
    assert [one.code for one in read_form(text, MINUTES, CATALOGUE).problems] == [code]
    assert [one.code for one in read_template(text, "x", None).problems] == [code]


def test_parts_that_do_not_add_up_to_the_total_are_told() -> None:
    def more(plain: dict[str, Any]) -> None:
        item = plain["groups"][0]["items"][0]
        item["max"] += 5

    told = template(more)
    assert (
        "các tiêu chí cộng lại được 105, không phải 100" in told or "các tiêu chí cộng lại được 105.0, không phải 100.0" in told
    )
    assert template(lambda plain: plain["bands"].pop()) == ["các mức xếp loại phải giảm dần đến 0"]
    assert template(lambda plain: plain["groups"][0]["label"].pop("vi")) == [
        f"groups {SCORING.groups[0].code}.label: thiếu chữ tiếng Việt"
    ]


def test_a_new_template_needs_no_version_before() -> None:
    plain = deepcopy(plain_of(SCORING)) | {"id": "lai-chau-2027"}
    assert read_template(json.dumps(plain), "lai-chau-2027", None).problems == []
    assert [one.code for one in read_template(json.dumps(plain), "lai-chau", None).problems] == ["not_this_form"]


def test_every_sentence_is_there_in_both_languages() -> None:
    assert all(vi and en and vi != en for vi, en in WORDS.values())
