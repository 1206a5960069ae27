"""docs/errors.md and docs/forms.md say what the code says."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import get_args

from server.errors import STATUS
from sync.domain.errors import TABLE
from sync.forms.expressions import OPERATORS
from sync.forms.model import Definition, Field, FieldType, Section
from sync.forms.scoring import Item, Policy
from tests.architecture import access_page, access_table
from tests.architecture.errors_page import PAGE, page
from tests.support.node import node

ROOT = Path(__file__).resolve().parents[2]
FORMS = (ROOT / "docs/forms.md").read_text(encoding="utf-8")


def first_column(heading: str) -> set[str]:
    """The words in the first column of the tables under a heading, without the head lines."""
    section = re.split(r"^#+ ", FORMS.split(f" {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    cells = re.findall(r"^\| (`[^|]*`) \|", section, re.MULTILINE)
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


def in_node(expression: str) -> object:
    done = subprocess.run(
        [node(), "--input-type=module", "-e", expression], cwd=ROOT, capture_output=True, text=True, timeout=30, check=True
    )
    return json.loads(done.stdout)


def test_the_page_of_errors_is_the_table_of_errors() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.architecture.errors_page"


def test_the_page_of_access_says_what_the_table_says() -> None:
    assert access_page.PAGE.read_text(encoding="utf-8") == access_page.page(), "run: python -m tests.architecture.access_page"


def test_the_phone_asks_the_same_table_of_access() -> None:
    assert access_table.MODULE.read_text(encoding="utf-8") == access_table.module(), "run: python -m tests.architecture.access_table"


def test_every_status_belongs_to_an_error() -> None:
    assert set(STATUS) <= set(TABLE)


def test_the_operators_are_the_same_on_the_server_on_the_phone_and_on_the_page() -> None:
    phone = in_node("import { OPERATORS } from './pwa/forms/expressions.js'; console.log(JSON.stringify(Object.keys(OPERATORS)))")
    assert set(OPERATORS) == set(phone) == first_column("Expressions")  # type: ignore[call-overload]


def test_the_page_lists_the_field_types_members_and_policies() -> None:
    assert first_column("Field types") == set(get_args(FieldType))
    members = {*Definition.__struct_fields__, *Section.__struct_fields__, *Field.__struct_fields__}
    assert first_column("A definition") == members
    assert first_column("Scoring templates") == {*Item.__struct_fields__} - {"options"} | set(get_args(Policy))


def test_the_page_lists_the_facts_a_suggestion_may_ask() -> None:
    phone = in_node("import { facts } from './pwa/pages/prefill.js'; console.log(JSON.stringify(Object.keys(facts({}, {}, {}))))")
    assert first_column("Facts") == set(phone)  # type: ignore[call-overload]
    for path in (ROOT / "sync/forms/definitions/scoring").rglob("*.json"):
        suggested = [item.get("suggest", []) for group in json.loads(path.read_bytes())["groups"] for item in group["items"]]
        assert set(re.findall(r'\["answer", "(\w+)"\]', json.dumps(suggested))) <= first_column("Facts")
