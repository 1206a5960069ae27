"""A phone of the year: holds what the exchange told it, keeps what it wrote until there is a signal, and has its own clock.

Speaks to the door of the phones over HTTP in this process; never reaches into the store.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from sync.forms.catalogue import Catalogue
from sync.ports import IdSource
from tests.support.clock import FixedClock
from tests.support.phone import with_revision

Json = dict[str, Any]


@dataclass
class CarriedPhone:
    """`person`: the name of whose it is; `slow`: how far its clock is behind; `away`: no signal, so that `sync` does nothing."""

    username: str
    person: str
    client: httpx.AsyncClient
    clock: FixedClock
    ids: IdSource
    catalogue: Catalogue
    slow: timedelta = timedelta()
    away: bool = False
    cursor: str = ""
    held: dict[tuple[str, str], Json] = field(default_factory=dict)
    waiting: list[Json] = field(default_factory=list)
    units: dict[str, Json] = field(default_factory=dict)
    receipts: dict[tuple[str, str], Json] = field(default_factory=dict)

    def now(self) -> datetime:
        """What the phone takes the time to be."""
        return self.clock.now() - self.slow

    @property
    def home(self) -> str:
        """The one unit its person works in."""
        [unit] = self.units
        return unit

    def write(self, id: str, answers: Json, *, state: str = "sent", form: str = "") -> Json:
        """Keep a paper, as a child of the one that is held, to be sent with the next exchange."""
        kind, at = id.partition(":")[0], self.now().isoformat(timespec="milliseconds")
        definition = self.catalogue.latest(form or kind)
        paper: Json = {
            "_id": id, "kind": kind, "form": definition.form, "version": definition.version, "unit": self.home,
            "state": state, "author": self.username, "device": f"{self.username}-phone", "saved_at": at, "answers": answers,
        }  # fmt: skip
        if state == "sent":
            paper["done_at"] = at
        paper = with_revision(paper, self.held.get((self.home, id)))
        self.held[self.home, id] = paper
        self.waiting.append(paper)
        return paper

    def new_id(self, kind: str) -> str:
        return f"{kind}:{self.ids.ulid()}"

    def answers(self, id: str, unit: str = "") -> Json:
        """What a paper says that the phone holds; a copy tells the paper that was delivered."""
        paper = self.held[unit or self.home, id]
        told: Json = paper["paper"]["answers"] if paper.get("kind") == "copy" else paper["answers"]
        return told

    def copies(self, kind: str) -> list[Json]:
        """The delivered papers of a kind, by id: `{source, paper}`."""
        found = (one for (_, id), one in sorted(self.held.items()) if id.startswith("copy:") and not one.get("_deleted"))
        return [one for one in found if one["source"]["id"].startswith(f"{kind}:")]

    def papers(self, kind: str) -> list[Json]:
        return [one for (_, id), one in sorted(self.held.items()) if id.startswith(f"{kind}:") and not one.get("_deleted")]

    async def sync(self, *, refused: Callable[[Json], bool] = lambda _: False) -> list[Json]:
        """One whole exchange; the verdicts on what was sent. Every paper must be taken, but those for which `refused` holds."""
        if self.away:
            return []
        documents, results, more = self.waiting, [], True
        while more:
            answer = await self._exchange(documents)
            if answer.status_code == 204:
                break
            assert answer.status_code == 200, answer.text
            for line in answer.content.splitlines():
                portion = json.loads(line)
                self._take(portion)
                results += portion.get("results", ())
                more = portion["more"]
            documents = []
        self.waiting = []
        wrong = [one for one in results if one["ok"] == bool(refused(one))]
        assert not wrong, wrong
        return results

    async def _exchange(self, documents: list[Json]) -> httpx.Response:
        body = {"cursor": self.cursor, "device": f"{self.username}-phone", "clock": self.now().isoformat(timespec="milliseconds"),
                "docs": documents}  # fmt: skip
        told = json.dumps(body).encode()
        return await self.client.post("/sync", content=told, headers={"content-type": "application/json"})

    def _take(self, portion: Json) -> None:
        self.cursor = portion["cursor"]
        for unit in portion.get("units", ()):
            self.units[unit["id"]] = unit
        for verdict in portion.get("results", ()):
            key = verdict["unit"], verdict["id"]
            if verdict.get("receipt"):
                self.receipts[key] = verdict["receipt"]
            if not verdict["ok"]:
                self.held.pop(key, None)
        for paper in portion.get("changes", ()):
            self.held[paper["unit"], paper["_id"]] = paper
