"""Thousands of broken papers, checked by the server's engine and by the phone's: both must find the same.

The seed is printed; SOHOP_TEST_SEED runs it again.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
from copy import deepcopy
from pathlib import Path
from typing import Any

from sync.forms.catalogue import Catalogue
from sync.forms.check import check
from tests.support.node import node

ROOT = Path(__file__).resolve().parents[3]
PAPERS = 2_000
STRANGE: tuple[Any, ...] = (
    None,
    "",
    "visit:" + "a" * 126,
    "visit:" + "a" * 127,
    " ",
    "x",
    "0",
    "chữ có dấu ủy",
    "u\u0309y",
    "e\u0323\u0302",
    "ﬁ",
    "𝔸",
    "\ufeff",
    "\u0085",
    "\u001f",
    "a\u00a0",
    True,
    False,
    0,
    1,
    -1,
    12,
    12.0,
    0.5,
    66.65,
    500,
    501,
    1e15,
    -0.0,
    9007199254740991,
    [],
    {},
    [[]],
    [{}],
    [None],
    {"_id": "a"},
    [{"_id": ""}],
    [{"_id": "r1"}],
    {"name": ""},
    {"name": "Lò Văn Panh"},
    {"name": "x", "member": None},
    {"name": "x", "member": 3},
    {"name": "A\u0300"},
    "2026-11-03",
    "2026-02-29",
    "2024-02-29",
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "2026-13-01",
    "2026-1-1",
    "20261103",
    "2026-W01-1",
    "19:30",
    "24:00",
    "00:00",
    "7:05",
    "٠١:٠٢",
    "19:30\n",
    "2026-11-03\n",
    "official",
    "exempt",
    "present",
    "absent_excused",
    "secret",
    "not_done",
    "good",
    {"points": 5},
    {"points": 5.0},
    {"points": "5"},
    {"points": None},
    {"points": []},
    {"points": True},
    {"points": 1, "note": None},
    {"points": 1, "note": "ghi chú"},
    {"points": 1, "suggested": 1},
    "ế" * 300,
    "ế" * 301,
    "e\u0302\u0301" * 300,
    "𠀋" * 120,
    "𠀋" * 121,
    [{"digest": "a" * 64, "bytes": 9000, "type": "image/jpeg", "taken_at": "2026-11-03T21:20:00+07:00"}],
    [{"digest": "a" * 64, "bytes": 9000.0, "type": "image/jpeg", "taken_at": "2026-11-03T21:20:00+07:00"}],
    [{"digest": "b" * 64, "bytes": 9000, "type": "image/jpeg", "taken_at": "2026-11-03T21:20:00+24:00"}],
    "image/jpeg",
    "2026-11-03T21:20:00.1234567Z",
    "2026-11-03T21:20:00.123Z",
    "c" * 64,
    "2026-11",
    "2026-13",
    "2026-11\n",
    "ban-na-don",
    "-ban",
    "a" * 60,
    "a" * 61,
    "meeting:2026-12:regular:1",
    "read_mark:01J8Z3K4M5N6P7Q8R9S0T1V2W3",
    "m:\u1ebf",
    "m:" + "x" * 118,
    "m:" + "x" * 119,
    "thematic",
    "committee",
    "extraordinary",
    "guided",
    "achieved",
)
NAMES = (
    "_id",
    "__proto__",
    "constructor",
    "name",
    "status",
    "reasons",
    "answers.agenda",
    "hasOwnProperty",
    "length",
    "0",
    "ế",
    "1.1",
    "points",
    "a.b",
)


def seed() -> int:
    return int(os.environ.get("SOHOP_TEST_SEED") or random.SystemRandom().randrange(2**32))


def originals() -> list[tuple[str, int, dict[str, Any]]]:
    found = []
    for path in sorted((ROOT / "tests/fixtures/forms").glob("*/cases*.json")):
        golden = json.loads(path.read_bytes())
        found += [(golden["form"], golden["version"], case["answers"]) for case in golden["cases"]]
    return found


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every member and every row below `value`, as (container, key)."""
    found: list[tuple[Any, Any]] = []
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        found.append((value, key))
        found += places(value[key])
    return found


def mutate(chance: random.Random, answers: dict[str, Any], fields: list[str]) -> None:
    """One change: a value replaced, taken away, doubled or moved, or something added."""
    container, key = chance.choice(places(answers) or [(answers, chance.choice(fields))])
    match chance.randrange(7):
        case 0 | 1:
            container[key] = deepcopy(chance.choice(STRANGE))
        case 2:
            container.pop(key, None) if isinstance(container, dict) else container.pop(key)
        case 3 if isinstance(container, list):
            container.insert(key, deepcopy(container[key]))
        case 4:
            answers[chance.choice([*fields, *NAMES])] = deepcopy(chance.choice(STRANGE))
        case 5 if isinstance(container, dict):
            container[chance.choice(NAMES)] = deepcopy(chance.choice(STRANGE))
        case _:
            paths = [f"answers.{chance.choice([*fields, *NAMES])}" for _ in range(3)]
            answers["reasons"] = {path: deepcopy(chance.choice(STRANGE)) for path in paths}


def papers(chance: random.Random, catalogue: Catalogue) -> list[dict[str, Any]]:
    sources = originals()
    made = []
    for _ in range(PAPERS):
        form, version, answers = deepcopy(chance.choice(sources))
        definition = catalogue.get(form, version)
        assert definition is not None
        for _ in range(chance.randint(1, 6)):
            mutate(chance, answers, list(definition.fields()))
        made.append({"form": form, "version": version, "answers": answers})
    return made


def told(found: dict[str, Any]) -> dict[str, Any]:
    """In one order, numbers as JSON has them (5 is 5.0)."""
    return found | {"errors": sorted(map(list, found["errors"])), "warnings": sorted(map(list, found["warnings"]))}


def number(digits: str) -> float | int:
    """A whole number that JavaScript wrote: beyond 2**53 it wrote as many digits as tell the double, and the rest as noughts."""
    return int(digits) if abs(int(digits)) <= 2**53 else float(digits)


def test_phone_and_server_find_the_same_in_thousands_of_broken_papers() -> None:
    start = seed()
    print(f"seed: {start}")
    catalogue = Catalogue.load()
    given = papers(random.Random(start), catalogue)
    done = subprocess.run(
        [node(), str(ROOT / "tests/pwa/forms/parity.js")],
        input="".join(f"{json.dumps(paper)}\n" for paper in given),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        encoding="utf-8",
    )
    answers = [json.loads(line, parse_int=number) for line in done.stdout.rstrip("\n").split("\n")]
    assert len(answers) == len(given)
    wrong = 0
    for paper, phone in zip(given, answers, strict=True):
        definition = catalogue.get(paper["form"], paper["version"])
        assert definition is not None
        checked = check(definition, paper["answers"], "vi", catalogue.template)
        server = {
            "errors": [[one.path, one.code] for one in checked.errors],
            "warnings": [[one.path, one.code] for one in checked.warnings],
            "calculated": checked.calculated,
            "answers": checked.answers,
        }
        wrong += bool(checked.errors)
        assert told(server) == told(phone), f"seed {start}: {json.dumps(paper, ensure_ascii=False)}"
    assert wrong > PAPERS / 4, "the mutations break too little"
