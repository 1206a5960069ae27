"""PouchDB as the oracle: runs `tests/pwa/oracle/pouchdb-oracle.js` once for many documents."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.support.node import node

SCRIPT = Path(__file__).parents[2] / "pwa" / "oracle" / "pouchdb-oracle.js"


def ask_pouchdb(scripts: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """For each document what PouchDB tells after its writes. Raises AssertionError with what Node printed when it fails."""
    lines = "".join(json.dumps({"id": id, "writes": writes}) + "\n" for id, writes in scripts.items())
    done = subprocess.run([node(), str(SCRIPT)], input=lines, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return {answer["id"]: answer for answer in answers}
