"""A store with its merger, for tests: papers go in, and what everybody sees comes out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sync.domain.documents import workspace
from sync.forms.catalogue import Catalogue
from sync.ports import DocumentStore, Write
from sync.stores.memory import MemoryStore
from sync.usecases.history.bodies import KeptBodies
from sync.usecases.history.keep import KeepPapers
from sync.usecases.merging.resolve_paper import ResolvePaper
from tests.support.clock import FixedClock
from tests.support.signer import CountingSigner
from tests.support.world import NA_DON

Json = dict[str, Any]
CATALOGUE = Catalogue.load()
DB, ID = workspace(NA_DON), "minutes:2026-11:regular:1"


class Server:
    """A store and its merger."""

    def __init__(self, catalogue: Catalogue = CATALOGUE, store: DocumentStore | None = None) -> None:
        self.store = store or MemoryStore()
        keep = KeepPapers(self.store, CountingSigner(), FixedClock("2026-11-24T08:00:00+07:00"))
        self.resolve = ResolvePaper(self.store, catalogue, KeptBodies(self.store), keep)

    async def take(self, *documents: Json) -> None:
        await self.store.create_database(DB)
        for one in await self.store.write(DB, [Write(document) for document in documents]):
            assert one.error is None, one

    async def settle(self, id: str = ID) -> None:
        """Until there is nothing left to write, which must come soon."""
        for _ in range(5):
            if not await self.resolve(NA_DON, id):
                return
        raise AssertionError("merging does not end")

    async def live(self, id: str = ID) -> list[Json]:
        return [leaf for leaf in await self.store.leaves(DB, id) if not leaf.get("_deleted")]

    async def questions(self) -> list[Json]:
        return await self.store.range(DB, "conflict:", "conflict;")

    async def state(self) -> tuple[Json, list[Any]]:
        """What everybody sees: the answers, and the open questions."""
        [leaf] = await self.live()
        asked = [one for one in await self.questions() if one["state"] == "open"]
        return leaf["answers"], sorted((one["_id"], json.dumps(one["fields"], sort_keys=True)) for one in asked)

    async def words(self) -> set[str]:
        """Every word that can be read in the paper or in a question."""
        answers, _ = await self.state()
        kept = [*texts(answers), *(text for one in await self.questions() for text in texts(one["fields"]))]
        return {word for text in kept for word in words_of(text)}


def words_of(text: str) -> set[str]:
    return {word.strip(".,") for word in text.split()}


def texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            if name != "_id":
                yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)
