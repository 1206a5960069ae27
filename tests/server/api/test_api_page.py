"""docs/api.md tells the truth: every question on it is asked, and every answer is the one it shows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from server.api.odata.filtering import _FUNCTIONS
from server.api.odata.model import SETS
from server.api.odata.options import OFFERED
from sync.domain.machines.events import EVENT_TYPES
from sync.domain.machines.machine import LONGEST_LIFE, SCOPES, Scope
from tests.server.api.reading import machine, reading

PAGE = (Path(__file__).parents[3] / "docs/api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```http\nGET ([^\n]+)\n```\n\n```(\w+)\n(.*?)```", PAGE, re.DOTALL)
ANYTHING = "…"


def fits(told: Any, shown: Any) -> bool:
    """Whether an answer is what the page shows, where … stands for anything."""
    if shown == ANYTHING:
        return told is not None
    if isinstance(shown, dict):
        known = {name: value for name, value in shown.items() if name != ANYTHING}
        names = set(told) >= set(known) if ANYTHING in shown else set(told) == set(known)
        return isinstance(told, dict) and names and all(fits(told[name], value) for name, value in known.items())
    if isinstance(shown, list):
        return isinstance(told, list) and len(told) == len(shown) and all(map(fits, told, shown))
    return bool(told == shown)


@pytest.mark.parametrize(("path", "kind", "shown"), EXAMPLES, ids=[path for path, _, _ in EXAMPLES])
async def test_an_example_is_what_the_server_answers(tmp_path: Path, path: str, kind: str, shown: str) -> None:
    async with reading(tmp_path) as server:
        answer = await (await machine(server)).get(path)
        if kind == "json":
            assert fits(answer.json(), json.loads(shown)), answer.text
        elif kind == "csv":
            assert answer.text.removeprefix("\ufeff").replace("\r\n", "\n") == shown
        else:
            begin = shown.strip().removesuffix(ANYTHING)
            assert answer.text.startswith(begin) and answer.text.count("\n") == 1, answer.text


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 12


def test_the_page_names_every_scope_set_event_option_and_function() -> None:
    scopes = re.findall(r"^\| `(\w+)` \|", PAGE.split("| scope | opens |")[1].split("\n\n")[0], re.MULTILINE)
    assert tuple(scopes) == SCOPES == get_args(Scope) and f"{LONGEST_LIFE} days" in PAGE
    sets = re.findall(r"^\| `(\w+)` \|", PAGE.split("| entity set |")[1].split("\n\n")[0], re.MULTILINE)
    assert sets == [one.name for one in SETS]
    assert [one for one in (*EVENT_TYPES, *_FUNCTIONS, *OFFERED) if one not in PAGE and one != "$skiptoken"] == []
