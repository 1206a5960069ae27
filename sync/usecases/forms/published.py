"""Versions of forms and scoring templates that administrators have published, taken into the catalogue of this server.

Documents of the database `forms`: `version:<form|scoring>:<name>:<version>`, never changed once written, and
`retired:<form|scoring>:<name>:<version>`. Any number of servers may share them; each asks when it needs them. Writes nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from sync.forms.catalogue import Catalogue, Which
from sync.forms.model import Definition
from sync.forms.scoring import Template
from sync.ports import Clock, DocumentStore, Json
from sync.usecases.directory import FORMS

_DIGEST_DIGITS = 12
T = TypeVar("T", Definition, Template)


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """`first`: the day new papers begin with it; `last`: the last such day, None while it is not retired."""

    what: str
    name: str
    version: int
    first: str
    last: str | None

    @property
    def which(self) -> Which:
        return self.what, self.name, self.version


class PublishedForms:
    """Keeps one catalogue up to date, per state of the database and per day."""

    def __init__(self, store: DocumentStore, catalogue: Catalogue, clock: Clock) -> None:
        self.catalogue = catalogue
        self.versions: tuple[PublishedVersion, ...] = ()
        self.digest = ""
        """Of all that is told to phones; "" while nothing was ever published or retired."""
        self._store = store
        self._clock = clock
        self._state = ("", "")
        self._turn = asyncio.Lock()

    async def refresh(self) -> None:
        """Take in what has been published or retired since."""
        day = self._clock.now().date().isoformat()
        seq = (await self._store.info(FORMS)).update_seq
        if (seq, day) == self._state:
            return
        async with self._turn:
            published = await self._store.range(FORMS, "version:", "version;")
            retired = {which_of(one): str(one["last"]) for one in await self._store.range(FORMS, "retired:", "retired;")}
            definitions, templates = _read(published, Definition, "form"), _read(published, Template, "scoring")
            self.catalogue.take_in(definitions, templates, retired, day)
            self.versions = tuple(sorted(_told(definitions, templates, retired), key=lambda one: one.which))
            told = msgspec.json.encode(self.versions)
            self.digest = hashlib.sha256(told).hexdigest()[:_DIGEST_DIGITS] if self.versions else ""
            self._state = seq, day

    async def know(self, papers: Iterable[Any]) -> None:
        """Take in what is new when one of these papers names a version that is not known here: another server may have published it."""
        for one in papers:
            form, version = (one.get("form"), one.get("version")) if isinstance(one, dict) else (None, None)
            if isinstance(form, str) and isinstance(version, int) and self.catalogue.get(form, version) is None:
                await self.refresh()
                return

    def plain(self, what: str, name: str, version: int) -> Definition | Template | None:
        """One published version, whatever its day."""
        if (what, name, version) not in {one.which for one in self.versions}:
            return None
        return self.catalogue.get(name, version) if what == "form" else self.catalogue.template(name, version)


def which_of(document: Json) -> Which:
    """What a document of the database `forms` is about."""
    return str(document["what"]), str(document["name"]), int(document["version"])


def _read(documents: Iterable[Json], type: type[T], what: str) -> list[T]:
    found = []
    for one in documents:
        if one["what"] == what:
            try:
                found.append(msgspec.convert(one["says"], type))
            except msgspec.ValidationError:
                # Only the use case beside this writes here, so it can only be of a newer version of the product.
                continue
    return found


def _told(definitions: list[Definition], templates: list[Template], retired: dict[Which, str]) -> Iterator[PublishedVersion]:
    rows: dict[Which, str] = {("form", one.form, one.version): one.valid_from for one in definitions}
    rows |= {("scoring", one.id, one.version): one.valid_from for one in templates}
    rows |= {which: "" for which in retired if which not in rows}
    for (what, name, version), first in rows.items():
        yield PublishedVersion(what, name, version, first, retired.get((what, name, version)))
