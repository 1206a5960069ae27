"""A database as lines of JSON, so that any store's databases can be kept in a file and come back into any store.

    {"database": name, "uuid": …, "revs_limit": …, "security": {…}}     first
    {"doc": {… _id, _rev, _revisions}, "files": {name: base64}}         each revision, ancestors first
    {"seq": place}                                                      all up to this place of the feed has been told
    {"local": id, "doc": {…}}
    {"end": revisions told}                                             last

A document that changes while the lines are written is told at its later place, so all that was there at the beginning is in.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass

from sync.ports import DocumentStore, Json, Seq, Write
from sync.usecases.moved_places import BEGINNING
from sync.usecases.moving.failure import MoveFailed
from sync.usecases.moving.local_documents import MOVING, is_checkpoint, put_local
from sync.usecases.moving.move_store import LONG_ENOUGH, said
from sync.usecases.moving.progress import Places, leave_places, thinned
from sync.usecases.moving.read_revisions import PAGE, revisions_of
from sync.usecases.moving.take_revisions import Taking


@dataclass(slots=True)
class Told:
    """What became of one database: `uuid` and `seq` are of the store it was read from."""

    name: str
    uuid: str = ""
    seq: Seq = BEGINNING
    revisions: int = 0


async def lines_of(store: DocumentStore, name: str, told: Told) -> AsyncIterator[bytes]:
    """The lines of a database; `told` is filled on the way. Raises MoveFailed, NoSuchDatabase."""
    info, settings = await store.info(name), await store.settings(name)
    told.uuid = info.uuid
    yield _line({"database": name, "uuid": info.uuid, "revs_limit": settings.revs_limit, "security": settings.security})
    while (page := await store.changes(name, told.seq, limit=PAGE)).changes:
        async for writes in revisions_of(store, name, page.changes):
            for write in writes:
                files = {one: base64.b64encode(data).decode() for one, data in write.files.items()}
                yield _line({"doc": write.body, **({"files": files} if files else {})})
                told.revisions += 1
        told.seq = page.last_seq
        yield _line({"seq": told.seq})
    for id in await store.local_ids(name):
        body = await store.read_local(name, id)
        if body is not None and comes_back(id, body):
            yield _line({"local": id, "doc": body})
    yield _line({"end": told.revisions})


def comes_back(id: str, body: Json) -> bool:
    """Whether a `_local` document means something in a database put back to an earlier day. Checkpoints do not: what came after
    that day would be skipped. Without them a peer compares from the beginning, and brings what it has."""
    return not id.startswith(MOVING) and not is_checkpoint(body)


def _line(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"


async def take_lines(store: DocumentStore, lines: Iterable[bytes]) -> Told:
    """Make a database from its lines in a store that has none of that name. Raises MoveFailed for lines that are damaged or
    cut short, a database that is there, or a revision that the store refuses."""
    rows = _rows(lines)
    first = next(rows, {})
    name = first.get("database")
    if not isinstance(name, str):
        raise MoveFailed("the lines of a database do not begin with its name")
    if not await store.create_database(name):
        raise MoveFailed(f"{name}: there is such a database already")
    if said(first["security"]):
        await store.set_security(name, first["security"])
    await store.set_revs_limit(name, LONG_ENOUGH)
    told, places = Told(name, first["uuid"]), Places()
    taking = Taking(store, name)
    ended = False
    for row in rows:
        if "seq" in row:
            await taking.flush()
            told.seq = row["seq"]
            places.append([told.seq, (await store.info(name)).update_seq])
        elif "local" in row:
            await put_local(store, name, row["local"], row["doc"])
        elif "end" in row:
            ended = row["end"] == taking.taken
        else:
            await taking.add(_write(name, row))
    if not ended:
        raise MoveFailed(f"{name}: the lines are cut short")
    told.revisions = taking.taken
    await store.set_revs_limit(name, first["revs_limit"])
    # The old feed went on after the last line. A pair that nothing matches keeps the one before it from being taken for its end.
    await leave_places(store, name, told.uuid, [*thinned(places), ["", BEGINNING]])
    return told


def _rows(lines: Iterable[bytes]) -> Iterator[Json]:
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise MoveFailed(f"line {number} of a database is damaged")
        yield row


def _write(name: str, row: Json) -> Write:
    try:
        files = {one: base64.b64decode(data, validate=True) for one, data in row.get("files", {}).items()}
        return Write(row["doc"], files=files)
    except (KeyError, TypeError, AttributeError, binascii.Error):
        raise MoveFailed(f"{name}: a line of a revision is damaged") from None
