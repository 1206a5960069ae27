"""What is told at a glance is what a close look tells: nothing is passed that `check` would not pass without a word.

The seed is printed; SOHOP_TEST_SEED runs it again.
"""

from __future__ import annotations

import random
from copy import deepcopy
from typing import Any

import pytest

from sync.domain.envelope import check_values
from sync.forms.catalogue import Catalogue
from sync.forms.check import check
from sync.forms.glance import is_right
from sync.forms.model import Definition
from tests.sync.forms.test_golden_cases import form_cases
from tests.sync.forms.test_parity import PAPERS, mutate, originals, seed

CATALOGUE = Catalogue.load()


def passes(definition: Definition, answers: dict[str, Any]) -> bool:
    """Whether `check` has nothing to say and calculates what stands there."""
    checked = check(definition, answers, templates=CATALOGUE.template)
    same = all(name not in answers or answers[name] == value for name, value in checked.calculated.items())
    return not checked.errors and not checked.warnings and same


def test_nothing_is_passed_at_a_glance_that_a_close_look_would_tell_of() -> None:
    used = seed()
    print(f"SOHOP_TEST_SEED={used}")
    chance, sources, passed = random.Random(used), originals(), 0
    for _ in range(PAPERS):
        form, version, answers = deepcopy(chance.choice(sources))
        definition = CATALOGUE.get(form, version)
        assert definition is not None
        mutate(chance, answers, list(definition.fields()))
        if check_values(answers) is None and is_right(definition, answers):
            passed += 1
            assert passes(definition, answers), f"seed {used}: {form} {version} {answers}"
    assert passed > PAPERS / 50, "hardly any paper is told at a glance"


@pytest.mark.parametrize(("form", "version", "case"), form_cases())
def test_every_golden_paper_is_told_alike(form: str, version: int, case: dict[str, Any]) -> None:
    definition = CATALOGUE.get(form, version)
    assert definition is not None
    if check_values(case["answers"]) is None and is_right(definition, case["answers"]):
        assert passes(definition, case["answers"])


def test_a_right_paper_needs_a_close_look_only_for_what_is_seldom() -> None:
    """Score sheets, photos, a reason for passing over a soft rule, an empty list or text, a whole number with a point."""
    for form, version, case in (one.values for one in form_cases()):
        definition, answers = CATALOGUE.get(form, version), case["answers"]
        assert definition is not None
        if check_values(answers) is None and passes(definition, answers) and not is_right(definition, answers):
            seldom = any(value in ("", [], {}) for value in answers.values()) or ".0" in str(answers)
            assert seldom or answers.keys() & {"reasons", "photos"} or form == "score_sheet", f"{form}: {case['name']}"
