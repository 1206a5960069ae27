"""A published definition never changes: papers name its version, and what they meant must stay what they mean.

A new version gets its line in tests/fixtures/forms/published.json, made with `sha256sum`. Never mend a line that is there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unicodedata import is_normalized

import pytest

from sync.domain.kinds import PAPER_KINDS
from sync.forms.catalogue import DEFINITIONS, Catalogue
from sync.forms.expressions import Context, compile_expression

PUBLISHED: dict[str, str] = json.loads((Path(__file__).resolve().parents[2] / "fixtures/forms/published.json").read_bytes())
FILES = sorted(path.relative_to(DEFINITIONS).as_posix() for path in DEFINITIONS.rglob("*.json"))
PERSON_FACING = ("title", "label", "hint", "message")
ASKING = ("answer", "row", "count", "sum", "total", "band")
EXPRESSIONS = ("required", "relevant", "calculate", "test", "when")


def load(file: str) -> Any:
    return json.loads((DEFINITIONS / file).read_bytes())


def members(value: Any) -> Iterator[tuple[str, Any]]:
    """Every member of every object below `value`."""
    for name, one in value.items() if isinstance(value, dict) else ():
        yield name, one
        yield from members(one)
    for one in value if isinstance(value, list) else ():
        yield from members(one)


def names_used(expression: Any, operator: str) -> Iterator[str]:
    if isinstance(expression, list) and expression:
        if expression[0] == operator:
            yield expression[1]
        for part in expression[1:]:
            yield from names_used(part, operator)


def test_what_is_published_is_what_is_written_down() -> None:
    assert sorted(PUBLISHED) == FILES


@pytest.mark.parametrize("file", FILES)
def test_a_published_definition_has_not_changed(file: str) -> None:
    digest = hashlib.sha256((DEFINITIONS / file).read_bytes()).hexdigest()
    assert digest == PUBLISHED[file], f"{file}: publish a new version instead"


def test_every_definition_loads_and_says_what_its_path_says() -> None:
    catalogue = Catalogue.load()
    loaded = {f"{form}/{version}.json" for form, version in catalogue.definitions}
    loaded |= {f"scoring/{id}/{version}.json" for id, version in catalogue.templates}
    assert loaded == set(FILES)
    assert {one.kind for one in catalogue.definitions.values()} <= set(PAPER_KINDS)


@pytest.mark.parametrize("file", FILES)
def test_every_expression_compiles_and_bears_an_empty_paper(file: str) -> None:
    for name, expression in members(load(file)):
        if name in EXPRESSIONS:
            compile_expression(expression)(Context({}))


@pytest.mark.parametrize("file", [file for file in FILES if not file.startswith("scoring/")])
def test_every_expression_asks_for_fields_that_are_there(file: str) -> None:
    definition = load(file)
    fields = {field["name"]: field for section in definition["sections"] for field in section["fields"]}
    inner = {one["name"] for field in fields.values() for one in field.get("fields", ())}
    for name, expression in members(definition):
        if name in EXPRESSIONS:
            asked = {operator: set(names_used(expression, operator)) for operator in ASKING}
            assert asked["answer"] | asked["count"] | asked["sum"] | asked["total"] | asked["band"] <= fields.keys(), expression
            assert asked["row"] <= inner, expression


@pytest.mark.parametrize("file", FILES)
def test_every_text_is_there_in_both_languages(file: str) -> None:
    texts = [(name, one) for name, one in members(load(file)) if name in PERSON_FACING]
    assert texts
    for _name, text in texts:
        assert set(text) == {"vi", "en"}, text
        assert text["vi"].strip() and text["en"].strip(), text
        assert is_normalized("NFC", text["vi"]), text


@pytest.mark.parametrize("file", [file for file in FILES if not file.startswith("scoring/")])
def test_field_names_and_choices_are_used_once(file: str) -> None:
    definition = load(file)
    fields = [field for section in definition["sections"] for field in section["fields"]]
    assert len({field["name"] for field in fields}) == len(fields)
    assert all("." not in field["name"] for field in fields), "a dot would break paths"
    for name, choices in members(definition):
        if name == "choices":
            assert len({choice["value"] for choice in choices}) == len(choices) > 0
