"""The golden cases of every form, which the phone runs too (tests/pwa/forms/golden.test.js)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sync.forms.catalogue import Catalogue
from sync.forms.check import check
from sync.forms.scoring import Template, check_scores, score, suggestions

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures/forms"
CATALOGUE = Catalogue.load()


def form_cases() -> list[Any]:
    found = []
    for path in sorted(FIXTURES.glob("*/cases*.json")):
        golden = json.loads(path.read_bytes())
        for case in golden["cases"]:
            found.append(pytest.param(golden["form"], golden["version"], case, id=f"{golden['form']}: {case['name']}"))
    return found


def score_cases() -> list[Any]:
    found = []
    for path in sorted((FIXTURES / "scoring").glob("*.json")):
        golden = json.loads(path.read_bytes())
        for case in golden["cases"]:
            found.append(pytest.param(golden["template"], case, id=f"{path.stem}: {case['name']}"))
    return found


def test_every_form_has_golden_cases() -> None:
    golden = [json.loads(path.read_bytes()) for path in FIXTURES.glob("*/cases*.json")]
    assert {(one["form"], one["version"]) for one in golden} == CATALOGUE.definitions.keys()


@pytest.mark.parametrize(("form", "version", "case"), form_cases())
def test_a_paper_is_checked_as_written_down(form: str, version: int, case: dict[str, Any]) -> None:
    definition = CATALOGUE.get(form, version)
    assert definition is not None
    checked = check(definition, case["answers"], "vi", CATALOGUE.template)
    assert {
        "errors": sorted([one.path, one.code] for one in checked.errors),
        "warnings": sorted(one.path for one in checked.warnings),
        "calculated": checked.calculated,
        "answers": checked.answers,
    } == case["expect"]


@pytest.mark.parametrize(("form", "version", "case"), form_cases())
def test_what_was_kept_is_kept_the_same_when_checked_again(form: str, version: int, case: dict[str, Any]) -> None:
    definition = CATALOGUE.get(form, version)
    assert definition is not None
    kept = check(definition, case["answers"], "vi", CATALOGUE.template).answers
    kept = {name: value for name, value in kept.items() if not (isinstance(value, list) and {} in value)}
    assert check(definition, kept, "vi", CATALOGUE.template).answers == kept


@pytest.mark.parametrize(("template", "case"), score_cases())
def test_a_sheet_is_scored_as_written_down(template: dict[str, Any], case: dict[str, Any]) -> None:
    made = msgspec.convert(template, Template)
    assert made.problems() == []
    kept, wrong = check_scores(made, case["sheet"])
    scored = score(made, kept, case["answers"])
    assert {
        "total": scored.total,
        "band": scored.band,
        "lines": dict(scored.lines),
        "missing": list(scored.missing),
        "wrong": wrong,
        "suggested": suggestions(made, case.get("facts", {})),
    } == case["expect"]
