"""docs/forms.md, the server's engine and the phone's engine know the same operators, types and facts."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from sync.forms.catalogue import Catalogue
from sync.forms.expressions import OPERATORS
from sync.forms.model import Field, FieldType
from tests.support.node import node

ROOT = Path(__file__).resolve().parents[3]
DOCS = (ROOT / "docs/forms.md").read_text(encoding="utf-8")


def column(head: str) -> list[str]:
    """The code words in the first column of the table under `head`."""
    rows = DOCS.split(f"| {head} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [word for row in rows for word in re.findall(r"`([^`]+)`", row.split(" | ")[0])]


def asked(expression: Any) -> Iterator[str]:
    if isinstance(expression, list):
        if expression[0] == "answer":
            yield expression[1]
        for part in expression[1:]:
            yield from asked(part)


def test_the_operators_of_the_page_are_those_of_both_engines() -> None:
    documented = [json.loads(re.sub(r"(?<=, )[a-z…]+", '""', word))[0] for word in column("operator")]
    program = "console.log(JSON.stringify(Object.keys((await import(process.argv[1])).OPERATORS)))"
    module = (ROOT / "pwa/forms/expressions.js").as_uri()
    command = [node(), "--input-type=module", "-e", program, module]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert documented == list(OPERATORS)
    assert json.loads(done.stdout) == list(OPERATORS)


def test_the_types_of_the_page_are_those_of_the_model() -> None:
    assert column("type") == list(get_args(FieldType))


def test_the_members_of_the_page_are_those_of_the_model() -> None:
    assert set(column("member of a field")) == set(Field.__struct_fields__)


def test_the_facts_of_the_page_are_those_a_template_may_ask_for() -> None:
    used = {
        name
        for template in Catalogue.load().templates.values()
        for item in template.items().values()
        for suggestion in item.suggest
        for name in asked(suggestion.when)
    }
    assert used == set(column("fact"))
