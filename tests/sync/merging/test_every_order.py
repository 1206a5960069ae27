"""Drafts, sent papers, signed minutes, deletions and newer forms, written apart by several people: in whatever order they arrive, and
whenever the merger comes by, everybody sees the same papers and is asked the same, and nothing stands there twice.

A script follows from its seed; pytest prints it with a failure, and `SOHOP_TEST_MERGE_SEED=<seed>` plays that one alone.
"""

from __future__ import annotations

import itertools
import json
import os
import random
from typing import Any

from hypothesis import given, note, settings
from hypothesis import strategies as st

from sync.domain.lifecycle import may_follow
from tests.sync.merging.papers import KEY, Json, deleted, paper
from tests.sync.merging.server import DB, Server
from tests.sync.merging.village import EDITS, FIRST, KINDS, twice

SCRIPTS = int(os.environ.get("SOHOP_TEST_MERGE_SCRIPTS", "500"))
SEED = os.environ.get("SOHOP_TEST_MERGE_SEED")
MOST_ORDERS = 12


class Scene:
    """The revisions that several people wrote of one paper, none of which the server has seen yet; each after what it came from."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.numbers = itertools.count(1)
        self.kind = self.chance.choice(("minutes", "minutes", *KINDS))
        self.came: list[Json] = []
        for _ in range(self.chance.randint(2, 5)):
            self._write()

    def word(self) -> str:
        return f"chữ{next(self.numbers)}"

    def _write(self) -> None:
        parent = self.chance.choice([None, *self.came]) if self.chance.random() < 0.9 or not self.came else self.came[-1]
        if parent is not None and parent.get("_deleted"):
            parent = None
        if parent is not None and self.chance.random() < 0.12:
            self._add(deleted(parent), parent)
            return
        answers = json.loads(json.dumps(parent["answers"] if parent else FIRST[self.kind]))
        EDITS[self.kind](self, answers)
        number = len(self.came)
        state = self.chance.choice(("draft", "draft", "sent")) if self.kind != "score_sheet" else "draft"
        version = self.chance.choice((2, 3)) if self.kind == "minutes" else 1
        self._add(
            paper(self.kind, KEY, answers, parent, author=f"nguoi-{number % 3}", device=f"01JMAY{number}", state=state,
                  version=max(version, parent["version"] if parent else 1),
                  saved_at=f"2026-11-{self.chance.randint(1, 28):02d}T08:00:00.000+07:00"), parent)  # fmt: skip

    def _add(self, document: Json, parent: Json | None) -> None:
        if parent is None or may_follow(parent, document, descends=True):
            self.came.append(document)

    def orders(self) -> list[list[Json]]:
        """Ways in which they may arrive: nobody sends what he made of a revision before that revision."""
        found: dict[tuple[str, ...], list[Json]] = {}
        for _ in range(MOST_ORDERS):
            left, order = list(self.came), list[Json]()
            while left:
                one = self.chance.choice([one for one in left if not any(_came_from(one, other) for other in left)])
                left.remove(one)
                order.append(one)
            found[tuple(one["_rev"] for one in order)] = order
        return list(found.values())


def _came_from(one: Json, other: Json) -> bool:
    return one is not other and other["_rev"].partition("-")[2] in one["_revisions"]["ids"][1:]


async def what_stands(server: Server, id: str) -> Any:
    """What people see of it: the papers, what is asked, what is proposed; not the ids of the merges between, nor to whom a draft that one
    has deleted from a merge was told before that."""
    live = await server.live(id)
    papers = [{name: value for name, value in leaf.items() if not name.startswith("_rev") and name != "with"} for leaf in live]
    asked = [field for one in await server.questions() if one["state"] == "open" for field in one["fields"]]
    proposed = [one["answers"]["fields"] for one in await server.store.range(DB, "amendment:", "amendment;")]
    return [sorted(json.dumps(one, sort_keys=True, ensure_ascii=False) for one in some) for some in (papers, asked, proposed)]


@settings(max_examples=SCRIPTS, deadline=None)
@given(st.just(int(SEED)) if SEED else st.integers(0, 2**32))
async def test_whatever_was_written_ends_the_same_in_every_order_of_arrival(seed: int) -> None:
    note(f"seed {seed}")
    scene = Scene(seed)
    id = scene.came[0]["_id"]
    told = []
    for order in scene.orders():
        server = Server()
        for document in order:
            await server.take(document)
            if scene.chance.random() < 0.6:
                await server.settle(id)
        await server.settle(id)
        told.append(await what_stands(server, id))
        assert [word for leaf in await server.live(id) for word in twice(leaf)] == []
    assert all(one == told[0] for one in told), told
