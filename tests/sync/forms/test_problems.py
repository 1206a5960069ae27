"""A definition that is wrong is told whole, before a phone meets it."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sync.forms.catalogue import Catalogue
from sync.forms.model import Definition
from sync.forms.problems import problems_of

TEXT = {"vi": "Chữ", "en": "Text"}


def a_field(name: str = "one", type: str = "text", **members: Any) -> dict[str, Any]:
    return {"name": name, "type": type, "label": TEXT, **members}


def a_form(*fields: dict[str, Any]) -> dict[str, Any]:
    section = {"name": "first", "title": TEXT, "fields": list(fields)}
    about = {"form": "trial", "version": 1, "kind": "minutes", "title": TEXT, "valid_from": "2026-01-01", "source": "thử"}
    return about | {"sections": [section]}


def told(*fields: dict[str, Any]) -> list[str]:
    return problems_of(msgspec.convert(a_form(*fields), Definition))


@pytest.mark.parametrize("definition", Catalogue.load().definitions.values(), ids=lambda one: one.form)
def test_the_published_definitions_have_no_problem(definition: Definition) -> None:
    assert problems_of(definition) == []


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        (a_field("Một"), "Một: not a name for a field"),
        (a_field("reasons"), "reasons: not a name for a field"),
        (a_field(type="choice"), "one: needs choices"),
        (a_field(type="repeat"), "one: needs fields"),
        (a_field(type="scores"), "one: needs template"),
        (a_field(type="scores", template="t"), "one: scores stand at the top and name a template's version"),
        (a_field(type="photos"), "one: needs max_photos"),
        (a_field(max_photos=6), "one: may not have max_photos"),
        (a_field(type="photos", max_photos=6, calculate=1), "one: what is calculated is not asked for"),
        (a_field(type="repeat", fields=[a_field("in", "photos", max_photos=6)]), "one.in: photos stand at the top"),
        (a_field(choices=[{"value": "a", "label": TEXT}]), "one: may not have choices"),
        (a_field(type="choice", choices=[{"value": "a", "label": TEXT}] * 2), "a: one choice named twice"),
        (a_field(min=1), "one: only numbers have min and max"),
        (a_field(type="integer", min=2, max=1), "one: min is above max"),
        (a_field(type="integer", max_length=2), "one: only text has max_length"),
        (a_field(type="integer", calculate=["+", 1, 2], required=True), "one: what is calculated is not asked for"),
        (a_field(relevant=["answer", "two"]), "one: there is no field two"),
        (a_field(relevant=["eval", "1"]), "one: unknown operator: ['eval', '1']"),
        (a_field(required=["not"]), "one: wrong number of arguments: ['not']"),
        (a_field(constraint={"test": ["count", "rows"], "message": TEXT}), "one: there is no field rows"),
        (a_field(warnings=[{"test": ["row", "one"], "message": TEXT}]), "one: there is no field one in the row"),
        (
            a_field(type="repeat", fields=[a_field("in")], required=["count", "one", ["row", "out"]]),
            "one: there is no field out in the row",
        ),
        (a_field(type="repeat", fields=[a_field("in", relevant=["row", "out"])]), "one.in: there is no field out in the row"),
        (a_field(type="repeat", fields=[a_field("in", "repeat", fields=[a_field()])]), "one.in: may not have fields"),
        (a_field(columns=["one"]), "one: there is no field one in the row to print"),
        (a_field(type="repeat", fields=[a_field("in")], columns=["out"]), "one: there is no field out in the row to print"),
        (a_field(type="repeat", fields=[a_field("in")], columns=["in", "in"]), "in: one column named twice"),
        (a_field(type="unit", max_length=60), "one: only text has max_length"),
        (a_field(type="repeat", fields=[a_field("in")], min_rows=3, max_rows=2), "one: min_rows is above max_rows"),
    ],
)
def test_each_problem_is_named_with_its_place(field: dict[str, Any], problem: str) -> None:
    assert problem in told(field)


def test_every_problem_is_listed_not_only_the_first() -> None:
    assert len(told(a_field("A"), a_field("A"), a_field(type="choice"), a_field("last", relevant=["answer", "gone"]))) >= 5


def test_a_section_is_not_called_as_a_page_of_the_phone_is() -> None:
    form = a_form(a_field())
    form["sections"][0]["name"] = "read"
    assert problems_of(msgspec.convert(form, Definition)) == ["read: not a name for a section"]


def test_a_sound_field_has_no_problem() -> None:
    rows = a_field("rows", "repeat", columns=["in"], fields=[a_field("in", relevant=["=", ["row", "in"], ["answer", "one"]])])
    counted = a_field("counted", "integer", calculate=["count", "rows", ["=", ["row", "in"], ["answer", "one"]]])
    assert told(a_field(), rows, counted) == []


def test_the_catalogue_refuses_a_definition_with_problems_and_names_the_file(tmp_path: Path) -> None:
    wrong = deepcopy(a_form(a_field(type="choice")))
    (tmp_path / "trial").mkdir()
    (tmp_path / "trial/1.json").write_text(json.dumps(wrong))
    with pytest.raises(ValueError, match=r"trial/1\.json: one: needs choices"):
        Catalogue.load(tmp_path)


def test_the_catalogue_refuses_a_member_it_does_not_know(tmp_path: Path) -> None:
    (tmp_path / "trial").mkdir()
    (tmp_path / "trial/1.json").write_text(json.dumps(a_form(a_field(requird=True))))
    with pytest.raises(ValueError, match="requird"):
        Catalogue.load(tmp_path)
