"""Where a cursor stands in a database that has moved from one store to another.

Whoever moves a database leaves `_local/moved-from-<uuid8 of the old one>` in the new one: `places`, pairs [old place, new
place] in the order of the old feed, each saying that everything up to the one has become everything up to the other; and
`uuid8`, the first 8 characters of the uuid of the database the new places belong to. Never skips: on any doubt the answer is an
earlier place, for a phone that is told a revision again takes it as nothing new.
"""

from __future__ import annotations

from typing import Any

from sync.ports import DocumentStore, Json, Seq

BEGINNING: Seq = "0"
UUID_LETTERS = 8


def moved_from(uuid8: str) -> str:
    """The id, without `_local/`, of the document that tells of a move."""
    return f"moved-from-{uuid8}"


async def standing(store: DocumentStore, db: str, uuid: str, place: tuple[str, Seq] | None) -> Seq:
    """Where to go on in the database `db`, which is `uuid`, for a cursor that says `place` (uuid8, seq); "0" where nobody knows.

    Several moves follow one another: a move may end in a database that has itself moved on since.
    """
    if place is None:
        return BEGINNING
    here = uuid[:UUID_LETTERS]
    uuid8, seq = place
    seen: set[str] = set()
    while uuid8 != here:
        if uuid8 in seen:
            return BEGINNING
        seen.add(uuid8)
        told = await store.read_local(db, moved_from(uuid8))
        if told is None:
            return BEGINNING
        uuid8, seq = str(told.get("uuid8", "")), _translated(told, seq)
        if seq == BEGINNING:
            return BEGINNING
    end = await end_of(store, db, seq)
    return BEGINNING if end is not None and _is_ahead(seq, end) else seq


async def end_of(store: DocumentStore, db: str, seq: Seq) -> Seq | None:
    """Where the feed ends, for a place that is a plain number: the embedded store tells it at no cost. A CouchDB writes its places another
    way, gives no two alike, and tells everything to a place it does not know; it is not asked."""
    return (await store.info(db)).update_seq if seq != BEGINNING and seq.isdecimal() else None


def _translated(told: Json, seq: Seq) -> Seq:
    """The new place of the last pair that `seq` has certainly passed.

    Whole numbers are in one order, so the last one that is not greater will do. The places of a cluster are sums over its
    shards, and two readers may have come to one sum by different ways (CouchDB documentation, "Changes Feeds"): there only
    the very same place counts, or one that is as far as the feed went.
    """
    new: Seq = BEGINNING
    pairs: list[list[Any]] = told.get("places") or []
    for number, (old, to) in enumerate(pairs):
        old_number, number_here = _number(str(old)), _number(seq)
        if str(old) == seq:
            return str(to)
        if old_number is None or number_here is None:
            continue
        whole = seq.isdecimal() and str(old).isdecimal()
        at_the_end = number == len(pairs) - 1 and old_number == number_here
        if at_the_end or (whole and old_number <= number_here):
            new = str(to)
    return new


def _number(seq: Seq) -> int | None:
    first = seq.partition("-")[0]
    return int(first) if first.isdecimal() and first.isascii() else None


def _is_ahead(seq: Seq, last: Seq) -> bool:
    """Whether a place lies after the end of the feed: the database has been put back to an earlier day."""
    return seq.isdecimal() and last.isdecimal() and int(seq) > int(last)
