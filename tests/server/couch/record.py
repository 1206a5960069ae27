"""Records anew what a real CouchDB answers to the scenarios: `python -m tests.server.couch.record [chapter …]`, by hand only, with
SOHOP_TEST_COUCHDB_URL naming a CouchDB 3.5 (with its log-in) whose databases `golden-…` may be deleted."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from tests.support.transcript import CHAPTERS, Player, Step, save


def scenario(chapter: str) -> list[Step]:
    """The requests of a chapter."""
    steps: list[Step] = import_module(f"tests.server.couch.scenarios.{chapter}").STEPS
    return steps


def record(chapter: str, address: str) -> None:
    steps = scenario(chapter)
    player = Player(address)
    player.clear(steps)
    try:
        save(chapter, [{**one, "answer": player.play(one)} for one in steps])
    finally:
        player.clear(steps)
        player.close()


if __name__ == "__main__":
    for chapter in sys.argv[1:] or CHAPTERS:
        record(chapter, os.environ["SOHOP_TEST_COUCHDB_URL"])
