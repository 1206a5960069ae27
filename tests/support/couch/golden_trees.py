"""Makes `tests/fixtures/revisions/trees.json`: documents told in pieces and in random order, and what PouchDB makes of them
told at once. Python's stores and the phone's must end alike.

python -m tests.support.couch.golden_trees
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from tests.support.couch.oracle import ask_pouchdb
from tests.support.couch.random_trees import random_script, told_at_once

FILE = Path(__file__).parents[2] / "fixtures" / "revisions" / "trees.json"
SEED, DOCUMENTS = 20261123, 60


def golden_trees() -> list[dict[str, Any]]:
    """The cases of the committed file: `{"id", "writes", "expected": {"winner", "deleted", "leaves"}}`."""
    cases: list[dict[str, Any]] = json.loads(FILE.read_text())
    return cases


def main() -> None:
    chance = random.Random(SEED)
    scripts = {f"tree:{number:02}": random_script(chance, f"tree:{number:02}") for number in range(DOCUMENTS)}
    answers = ask_pouchdb({id: told_at_once(writes) for id, writes in scripts.items()})
    cases = []
    for id, writes in scripts.items():
        expected = {name: value for name, value in answers[id].items() if name != "id"}
        cases.append(json.dumps({"id": id, "writes": writes, "expected": expected}, ensure_ascii=False))
    FILE.write_text("[\n" + ",\n".join(cases) + "\n]\n")


if __name__ == "__main__":
    main()
