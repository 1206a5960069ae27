"""`migrate`: copy a whole store into another one and check the copy. Exit code 1 when the two are not equal.

Takes both data folders for itself, so that nobody writes meanwhile; `while_running` leaves the source to its server and copies
until nothing new has come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from server.data_lock import alone
from server.moving.places import Place
from sync.ports import DocumentStore
from sync.usecases.moving.compare_stores import CompareStores
from sync.usecases.moving.failure import MoveFailed
from sync.usecases.moving.move_store import Moved, MoveStore

Say = Callable[[str], None]
MOST_PASSES = 20


async def migrate(source: Place, target: Place, say: Say, *, while_running: bool = False) -> int:
    """The exit code. Raises MoveFailed, OSError, sqlite3.DatabaseError, Refusal `store_unavailable`."""
    if not source.exists:
        raise MoveFailed(f"there is no store in {source.text}")
    if source.settings.store == target.settings.store and source.embedded == target.embedded and _same(source, target):
        raise MoveFailed("both stores are the same one")
    say(f"from {source.text} to {target.text}")
    with _locks(source, target, while_running):
        async with source.opened() as old, target.opened() as new:
            moved = await _copy(old, new, say, while_running)
            say("checking")
            compared = await CompareStores(old, new, since=moved.reached if while_running else None, say=say).run()
    say(compared.sentence())
    for line in compared.told:
        say(f"  differs: {line}")
    if compared.differences:
        say(f"NOT EQUAL: {compared.differences} differences")
        return 1
    say("equal")
    if while_running:
        say("What the server has taken since is not in the copy: stop it and run this once more without --while-running.")
    return 0


def _same(source: Place, target: Place) -> bool:
    if source.embedded:
        return source.data.resolve() == target.data.resolve()
    return source.settings.store_prefix == target.settings.store_prefix


@contextmanager
def _locks(source: Place, target: Place, while_running: bool) -> Iterator[None]:
    with ExitStack() as held:
        if source.embedded and not while_running:
            held.enter_context(alone(source.data))
        if target.embedded:
            held.enter_context(alone(target.data))
        yield


async def _copy(old: DocumentStore, new: DocumentStore, say: Say, while_running: bool) -> Moved:
    """Pass after pass until one finds nothing new; a quiet source needs two. On a busy one the rest is for the last run."""
    copied, passes = 0, 0
    while True:
        moved = await MoveStore(old, new, say).run()
        copied, passes = copied + moved.documents, passes + 1
        if not moved.documents or (while_running and passes == MOST_PASSES):
            say(f"copied {copied} documents of {moved.databases} databases in this run")
            return moved
        if passes > 1 and not while_running:
            raise MoveFailed("somebody is writing into the source: stop the servers, or say --while-running")
