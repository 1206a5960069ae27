"""The one writer: a thread that commits for everybody who waits at that moment.

Each job runs inside a savepoint, so a failing job undoes itself alone; one COMMIT (one fsync) serves all jobs of a group, and
nobody is answered before it has returned. What the disk or the file does not let us write is told as `store_unavailable`, and
the next job is tried as if nothing had been: a disk that has room again needs no restart.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sync.domain.errors import Refusal
from sync.stores.sqlite.damage import check_quickly
from sync.stores.sqlite.schema import connect, look, prepare

_LOG = logging.getLogger("sohop.store")
_OUTER = frozenset((
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB,
))  # fmt: skip
"""SQLite's primary result codes for what is wrong outside our program; all others are faults of ours."""

GROUP = 64
"""At most so many jobs share one commit, so that the first of them does not wait for ever."""

Job = Callable[[sqlite3.Connection], Any]


@dataclass(slots=True)
class _Waiting:
    job: Job
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    then: Callable[[Any], None]
    told: Any = None
    failed: BaseException | None = None

    def answer(self) -> None:
        def tell() -> None:
            if self.failed is None:
                self.then(self.told)
            if self.future.done():
                return
            if self.failed is not None:
                self.future.set_exception(self.failed)
            else:
                self.future.set_result(self.told)

        with suppress(RuntimeError):  # the loop has ended: nobody is left to be told, and the others still are
            self.loop.call_soon_threadsafe(tell)


class Writer:
    """Owns the writing connection. Raises OSError, or sqlite3.DatabaseError with the file's name, where it cannot be used;
    a file that was there is left as it was then."""

    def __init__(self, path: Path) -> None:
        self._jobs: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._closed = False
        self._failing = False
        self._path = path
        try:
            look(path)
            self._connection = _opened(path)
        except sqlite3.DatabaseError as error:
            raise type(error)(f"{path} cannot be used: {error}") from error
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    async def run(self, job: Job, then: Callable[[Any], None] = lambda _: None) -> Any:
        """Run `job` in a transaction; returns what it returned once that is durable. Raises what it raised, and Refusal
        `store_unavailable` while the file cannot be written; nothing of the job is kept then.

        `then` is called on the loop with the same as soon as it is durable, even when the caller has stopped waiting.
        """
        if self._closed:
            raise RuntimeError("the store is closed")
        loop = asyncio.get_running_loop()
        waiting = _Waiting(job, loop, loop.create_future(), then)
        self._jobs.put(waiting)
        return await waiting.future

    def close(self) -> None:
        """Finish what is queued, then stop. Idempotent."""
        if self._closed:
            return
        self._closed = True
        self._jobs.put(None)
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        while (first := self._jobs.get()) is not None:
            group, stop = [first], False
            while len(group) < GROUP and not self._jobs.empty():
                another = self._jobs.get()
                if another is None:
                    stop = True
                    break
                group.append(another)
            self._commit(group)
            if stop:
                return

    def _commit(self, group: list[_Waiting]) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for waiting in group:
                self._run_one(waiting)
            self._connection.execute("COMMIT")
        except BaseException as error:
            with suppress(sqlite3.Error):  # SQLite may have rolled back by itself; the thread has to live in any case
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
            # where SQLite has rolled back all of it, what failed first is the reason, not the savepoint that is gone
            cause = next((one.failed for one in group if one.failed is not None and _is_outer(one.failed)), error)
            for waiting in group:
                waiting.failed = waiting.failed or cause
        self._look_outside([waiting.failed for waiting in group])
        for waiting in group:
            if waiting.failed is not None and _is_outer(waiting.failed):
                waiting.failed = Refusal("store_unavailable")
            waiting.answer()

    def _look_outside(self, failures: list[BaseException | None]) -> None:
        """One line in the log when the file can no longer be written, and one when it can again."""
        outer = next((failed for failed in failures if failed is not None and _is_outer(failed)), None)
        if outer is not None and not self._failing:
            _LOG.error("%s cannot be written: %s; nothing is taken in until it can", self._path, outer)
        elif outer is None and self._failing and None in failures:
            _LOG.warning("%s can be written again", self._path)
        if outer is not None or None in failures:
            self._failing = outer is not None

    def _run_one(self, waiting: _Waiting) -> None:
        self._connection.execute("SAVEPOINT job")
        try:
            waiting.told = waiting.job(self._connection)
        except Exception as error:
            waiting.failed = error
            self._connection.execute("ROLLBACK TO job")
        self._connection.execute("RELEASE job")


def _opened(path: Path) -> sqlite3.Connection:
    connection = connect(path)
    try:
        check_quickly(connection, path)
        prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _is_outer(error: BaseException) -> bool:
    """Whether the disk, the file or another process is to blame."""
    code = getattr(error, "sqlite_errorcode", None) if isinstance(error, sqlite3.Error) else None
    return code is not None and code & 0xFF in _OUTER
