"""`_changes`, sent: at once (normal), when something comes (longpoll), or line by line while it comes (continuous).

A feed ends when its peer hangs up, when its time is over, or when the same person, or everybody together, opens too many: then
the oldest ends first, as an empty one would, and nothing is lost by that.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.types import Receive

from server.couch.databases.functions import refuse_filter
from server.couch.feeds.changes import BUILT_IN, Page, Wanted, named_filter, read_page, read_pages, read_wanted
from server.couch.reading import Reading
from server.couch.request import Asked
from server.couch.sequence import tagged
from sync.domain.errors import NoSuchDatabase
from sync.ports import Json

FEEDS_PER_PERSON = 20
PLAIN_FEEDS = 2_000
"""The same for an administrator at plain databases, whose peers may be many."""
ALL_FEEDS = 10_000
"""Of everybody together: a feed that waits takes about 30 kB."""

_HEAD = '{"results":[\n'
_Over = asyncio.Future[None]


class Feeds:
    """Handlers for `/couch/{db}/_changes`."""

    def __init__(self, reading: Reading, most: int = FEEDS_PER_PERSON) -> None:
        self._reading = reading
        self._most = most
        self._open: defaultdict[str, dict[_Over, None]] = defaultdict(dict)
        self._all: dict[_Over, None] = {}

    async def get(self, asked: Asked) -> None:
        await self._answer(asked, {})

    async def post(self, asked: Asked) -> None:
        await self._answer(asked, await asked.object(optional=True))

    async def _answer(self, asked: Asked, body: Json) -> None:
        info = await self._reading.store.info(asked.db)
        filter = named_filter(asked.query, body)
        if filter not in BUILT_IN:
            await refuse_filter(self._reading, asked, filter)
        wanted = read_wanted(asked.query, asked.headers, body, info.uuid)
        if wanted.feed == "normal":
            await self._normal(asked, wanted)
            return
        with self._place(asked) as evicted:
            gone = asyncio.ensure_future(_hung_up(asked.receive))
            try:
                waiting = _Wait(self._reading, asked, wanted, {gone, evicted})
                await (self._longpoll if wanted.feed == "longpoll" else self._lines)(asked, wanted, waiting)
            finally:
                gone.cancel()

    async def _normal(self, asked: Asked, wanted: Wanted) -> None:
        await asked.answer.write(_HEAD)
        await self._rows(asked, wanted, wanted.since)

    async def _rows(self, asked: Asked, wanted: Wanted, since: str) -> None:
        """All there is after `since`, page by page, and the end of the answer."""
        first = True
        async for page in read_pages(self._reading, asked, wanted, since):
            if page.rows:
                await asked.answer.write(("" if first else ",\n") + ",\n".join(page.rows))
                first = False
        await asked.answer.end(_tail(page, wanted))

    async def _longpoll(self, asked: Asked, wanted: Wanted, waiting: _Wait) -> None:
        """Waits until there is a row to tell, then answers as a normal feed does."""
        await asked.answer.write(_HEAD)
        since = wanted.since
        while True:
            async for page in read_pages(self._reading, asked, wanted, since):
                if page.rows:
                    break
            if page.rows:
                break
            since = page.last_seq
            if not page.pending and not await waiting.until_moved(since):
                break
        if waiting.is_gone:
            await asked.answer.end(_tail(page, wanted))
        elif not waiting.hung_up:
            await self._rows(asked, wanted, since)

    async def _lines(self, asked: Asked, wanted: Wanted, waiting: _Wait) -> None:
        """continuous: a row a line. eventsource: the same as server-sent events (HTML Standard, "Server-sent events")."""
        events = wanted.feed == "eventsource"
        if events:
            asked.answer.begin(200, {"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        left = wanted.limit
        page = Page((), wanted.since, 0)
        while True:
            page = await read_page(self._reading, asked, wanted, page.last_seq, left)
            if page.rows:
                await asked.answer.write("".join(map(_event, page.rows)) if events else "\n".join(page.rows) + "\n")
                await asked.answer.flush(pack=False)
            left = left - len(page.rows) if left is not None else None
            if left == 0 or (not page.pending and not await waiting.until_moved(page.last_seq)):
                break
        if not waiting.hung_up:
            await asked.answer.end(
                "" if events else f'{{"last_seq":"{tagged(page.last_seq, wanted.uuid)}","pending":{page.pending}}}\n\n'
            )

    @contextmanager
    def _place(self, asked: Asked) -> Iterator[_Over]:
        """One of the person's places; done as soon as it must be given up."""
        username, most = asked.person.username, PLAIN_FEEDS if asked.plain else self._most
        over: _Over = asyncio.get_running_loop().create_future()
        places = self._open[username]
        places[over] = self._all[over] = None
        if len(places) > most:
            _give_up_oldest(places)
        if len(self._all) > ALL_FEEDS:
            _give_up_oldest(self._all)
        try:
            yield over
        finally:
            self._all.pop(over, None)
            places.pop(over, None)
            if not places:
                self._open.pop(username, None)


def _give_up_oldest(places: dict[_Over, None]) -> None:
    oldest = next(iter(places))
    del places[oldest]
    if not oldest.done():
        oldest.set_result(None)


class _Wait:
    """Waits for a feed to move, with heartbeats, until its time is over or one of `endings` is done."""

    def __init__(self, reading: Reading, asked: Asked, wanted: Wanted, endings: set[_Over]) -> None:
        self._store = reading.store
        self._asked = asked
        self._heartbeat = wanted.heartbeat
        self._beat = "event: heartbeat\ndata: \n\n" if wanted.feed == "eventsource" else "\n"
        self._endings = endings
        self._loop = asyncio.get_running_loop()
        self._pause = wanted.wait
        self._end = self._loop.time() + wanted.wait
        self.hung_up = False
        self.is_gone = False
        """Whether the database was deleted while its feed was open."""

    async def until_moved(self, since: str) -> bool:
        """True when there is something after `since`; False when the feed is over."""
        await self._asked.answer.flush(pack=False)
        while (left := self._end - self._loop.time()) > 0:
            slice = left if self._heartbeat is None else min(left, self._heartbeat)
            moved: asyncio.Future[bool] = asyncio.ensure_future(self._store.wait_for_change(self._asked.db, since, slice))
            try:
                everything: set[asyncio.Future[Any]] = {moved, *self._endings}
                await asyncio.wait(everything, return_when=asyncio.FIRST_COMPLETED)
            finally:
                moved.cancel()
            if not moved.done() or moved.cancelled():
                self.hung_up = any(ending.done() and isinstance(ending, asyncio.Task) for ending in self._endings)
                return False
            try:
                if moved.result():
                    return True
            except NoSuchDatabase:
                self.is_gone = True
                return False
            if self._heartbeat is not None:
                await self._asked.answer.write(self._beat)
                await self._asked.answer.flush(pack=False)
        return False


async def _hung_up(receive: Receive) -> None:
    """Returns when the peer has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _event(row: str) -> str:
    seq = json.loads(row)["seq"]
    return f"data: {row}\nid: {json.dumps(seq)}\n\n"


def _tail(page: Page, wanted: Wanted) -> str:
    return f'\n],\n"last_seq":"{tagged(page.last_seq, wanted.uuid)}","pending":{page.pending}}}\n'
