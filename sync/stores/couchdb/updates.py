"""Which databases have changed: CouchDB's `_db_updates` as a hint, each database's own `update_seq` as the truth.

That feed comes half a second late and tells of what was known already, so a name it gives is looked at before it is told on;
writes through this store are hints too, without the wait. Places in the feed count within one start of this process: with one
of another start, every database is told again. Where there is no such feed all databases are looked at every few seconds.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import uuid
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

from sync.domain.errors import Refusal
from sync.ports import Seq
from sync.stores.couchdb.control import Control
from sync.stores.waiting import Waiting

_LOG = logging.getLogger("sohop.store")
_ANY = ""
_LISTEN_SECONDS = 5
_LOOK_SECONDS = 3.0
"""Between two looks at all databases, where there is no feed or it is broken."""

_GATHER_SECONDS = 0.05
_APART = 1.0
"""Seconds between two looks for those who wait, where one write follows the other. After quiet hours they are told at once."""

Look = Callable[[Iterable[str] | None], Awaitable[dict[str, str]]]
"""Names of databases, None for all → their `update_seq`; missing ones are left out."""


class Updates:
    """Used on one event loop only; `close` it."""

    def __init__(self, control: Control, look: Look, prefix: str) -> None:
        self._control = control
        self._look = look
        self._prefix = prefix
        self._epoch = uuid.uuid4().hex[:8]
        self._count = 0
        self._known: dict[str, tuple[str, int]] = {}
        self._hints: set[str] | None = None
        self._waiting = Waiting()
        self._looking = asyncio.Lock()
        self._looked = float("-inf")
        """When we last looked."""
        self._listener: _Listener | None = None

    def note(self, name: str) -> None:
        """A database may have changed."""
        if self._hints is not None:
            self._hints.add(name)
        self._waiting.wake(_ANY)

    def note_all(self) -> None:
        """Any database may have changed."""
        self._hints = None
        self._waiting.wake(_ANY)

    async def since(self, seq: Seq) -> tuple[list[str], Seq]:
        """See `DocumentStore.updated_databases`."""
        if not self._hears:
            self._hints = None
        await self._refresh()
        after = self._count if seq == "now" else self._place(seq)
        names = sorted(name for name, (_, moved) in self._known.items() if moved > after)
        return names, f"{self._epoch}-{self._count}"

    async def wait(self, seq: Seq, timeout: float) -> bool:
        """See `DocumentStore.wait_for_update`."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        self._listen(loop)
        if seq == "now":
            await self._refresh()
        after = self._count if seq == "now" else self._place(seq)
        while True:
            if self._count <= after and self._hinted():
                await asyncio.sleep(min(end, self._looked + _APART) - loop.time())
            await self._refresh()
            if self._count > after:
                return True
            if (left := end - loop.time()) <= 0:
                return False
            # Without a feed a wait is a pause between two looks.
            pause = left if self._hears else min(left, _LOOK_SECONDS)
            if not await self._waiting.until(_ANY, self._hinted, pause) and not self._hears:
                self._hints = None

    @property
    def _hears(self) -> bool:
        return self._listener is not None and self._listener.works

    def _hinted(self) -> bool:
        return self._hints is None or bool(self._hints)

    def _place(self, seq: Seq) -> int:
        epoch, _, count = seq.partition("-")
        return int(count) if epoch == self._epoch and count.isdigit() else -1

    async def _refresh(self) -> None:
        async with self._looking:
            while self._hinted():
                if self._hints is not None:
                    await asyncio.sleep(_GATHER_SECONDS)  # on a busy day one look serves many writes
                hints, self._hints = self._hints, set()
                try:
                    found = await self._look(hints)
                except BaseException:
                    self._hints = None if hints is None or self._hints is None else self._hints | hints
                    raise
                self._take(hints, found)
                self._looked = asyncio.get_running_loop().time()

    def _take(self, hints: set[str] | None, found: dict[str, str]) -> None:
        for name in set(self._known if hints is None else hints) - set(found):
            if self._known.pop(name, None) is not None:
                self._count += 1
        for name, seq in found.items():
            if self._known.get(name, ("", 0))[0] != seq:
                self._count += 1
                self._known[name] = (seq, self._count)

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._listener is None:
            self._listener = _Listener(self._control, lambda names: loop.call_soon_threadsafe(self._heard, names))

    def _heard(self, names: list[str] | None) -> None:
        if names is None:
            self.note_all()
        for name in names or ():
            if name.startswith(self._prefix):
                self.note(name.removeprefix(self._prefix))

    def close(self) -> None:
        if self._listener is not None:
            self._listener.stop()


class _Listener:
    """A thread that follows `_db_updates` until stopped; tells None when it may have missed something."""

    def __init__(self, control: Control, tell: Callable[[list[str] | None], object]) -> None:
        self.works = False
        self._control = control
        self._tell = tell
        self._stopped = threading.Event()
        # A daemon: it may be in a long poll when the process wants to end.
        threading.Thread(target=self._run, name="couchdb-updates", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def _run(self) -> None:
        since: str | None = None
        while not self._stopped.is_set():
            told = None
            with suppress(Refusal):
                told = self._control.poll_updates(since or "now", _LISTEN_SECONDS if since else 0)
            if told is None:
                if self.works or since is not None:
                    _LOG.warning("the feed of databases is not to be had; looking at all of them instead")
                self.works, since = False, None
                self._stopped.wait(_LOOK_SECONDS)
                continue
            names, after = told
            # With a new beginning, what happened before it is looked up once.
            if since is None or names:
                self._say(None if since is None else names)
            self.works, since = True, after

    def _say(self, names: list[str] | None) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._tell(names)
