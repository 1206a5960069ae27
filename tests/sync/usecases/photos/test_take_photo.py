"""A photo comes in piece by piece: nothing that was told as safe is lost, nothing wrong is kept, room is bounded."""

from __future__ import annotations

import hashlib
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest

from sync.domain.accounts import Person
from sync.domain.documents import photo_id, workspace
from sync.domain.errors import Refusal
from sync.domain.photos import MAX_BYTES
from sync.forms.catalogue import Catalogue
from sync.ports import Json, Write, Written
from sync.stores.memory import MemoryStore
from sync.usecases.directory import Directory
from sync.usecases.photos.read_photo import ReadPhoto, photos_of
from sync.usecases.photos.take_photo import LARGEST_PIECE, MOST_UNFINISHED, SMALLEST_PIECE, Standing, TakePhoto
from tests.support.clock import FixedClock
from tests.support.phone import a_paper
from tests.support.pictures import a_jpeg, digest_of
from tests.support.world import NA_DON, PA_PE, make_world

SECRETARY, NOTE_TAKER, OTHER, OFFICER = "na-don-bi-thu", "na-don-thu-ky", "pa-pe-bi-thu", "binh-lu-dang-uy"
DB = workspace(NA_DON)
PICTURE = a_jpeg(3 * LARGEST_PIECE + 100)
DIGEST = digest_of(PICTURE)
Told = TypeVar("Told")


class Breaking(MemoryStore):
    """A store that fails at its `left`-th write from now, before or after the write has happened."""

    left: int | None = None
    after = False

    async def write(self, db: str, writes: Any) -> list[Written]:
        return await self._break(super().write(db, writes))

    async def write_local(self, db: str, id: str, body: Json) -> Written:
        return await self._break(super().write_local(db, id, body))

    async def delete_local(self, db: str, id: str, rev: str) -> Written:
        return await self._break(super().delete_local(db, id, rev))

    async def _break(self, work: Coroutine[Any, Any, Told]) -> Told:
        if self.left is None:
            return await work
        self.left -= 1
        if self.left >= 0:
            return await work
        if self.after:
            await work
        else:
            work.close()
        self.left = None
        raise OSError("the power went")


@dataclass
class World:
    store: Breaking
    directory: Directory
    clock: FixedClock = field(default_factory=lambda: FixedClock("2026-11-10T08:00:00+07:00"))
    catalogue: Catalogue = field(default_factory=Catalogue.load)

    def server(self) -> TakePhoto:
        """Any server will do: none remembers anything."""
        return TakePhoto(self.store, self.directory, self.clock)

    async def person(self, username: str) -> Person:
        person = await self.directory.person(username)
        assert person is not None
        return person

    async def standing(self, digest: str = DIGEST, *, by: str = SECRETARY, unit: str = NA_DON) -> Standing:
        return await self.server().standing(await self.person(by), unit, digest)

    async def add(
        self,
        offset: int,
        piece: bytes,
        *,
        digest: str = DIGEST,
        length: int = len(PICTURE),
        by: str = SECRETARY,
        unit: str = NA_DON,
    ) -> Standing:
        return await self.server().add(await self.person(by), unit, digest, offset, length, piece)

    async def send(self, picture: bytes = PICTURE, *, size: int = LARGEST_PIECE, by: str = SECRETARY) -> Standing:
        """As a phone does: ask, go on, until it is there."""
        digest, standing = digest_of(picture), await self.standing(digest_of(picture), by=by)
        while not standing.complete:
            piece = picture[standing.offset : standing.offset + size]
            standing = await self.add(standing.offset, piece, digest=digest, length=len(picture), by=by)
        return standing

    async def read(self, by: str = SECRETARY, digest: str = DIGEST, unit: str = NA_DON) -> bytes:
        return await ReadPhoto(self.store, self.directory, self.catalogue, self.clock)(await self.person(by), unit, digest)

    async def leftovers(self) -> list[str]:
        return await self.store.local_ids(DB)


@pytest.fixture
async def world() -> World:
    store = Breaking()
    return World(store, await make_world(store))


async def code_of(work: Any) -> str:
    with pytest.raises(Refusal) as caught:
        await work
    return caught.value.problem.code


def minutes(state: str, *digests: str, version: int = 2) -> Json:
    photos = [{"digest": one, "bytes": 9, "type": "image/jpeg", "taken_at": "2026-11-03T21:00:00+07:00"} for one in digests]
    paper = a_paper("minutes", "2026-11:regular:1", {"photos": photos}, unit=NA_DON, author=SECRETARY, state=state)
    return {**{name: one for name, one in paper.items() if name not in ("_rev", "_revisions")}, "version": version}


async def test_a_photo_that_has_come_whole_is_a_document_of_its_own(world: World) -> None:
    assert await world.standing() == Standing(0, None)
    assert await world.send() == Standing(len(PICTURE), len(PICTURE))
    photo = await world.store.read(DB, photo_id(DIGEST))
    assert photo is not None
    assert {name: photo[name] for name in ("kind", "unit", "digest", "bytes", "type", "author")} == {
        "kind": "photo", "unit": NA_DON, "digest": DIGEST, "bytes": len(PICTURE), "type": "image/jpeg", "author": SECRETARY,
    }  # fmt: skip
    found = await world.store.attachment(DB, photo_id(DIGEST), "photo.jpg")
    assert found is not None and found.data == PICTURE and found.content_type == "image/jpeg"
    assert await world.leftovers() == []


async def test_a_photo_smaller_than_a_piece_comes_in_one(world: World) -> None:
    small = a_jpeg(700)
    assert (await world.add(0, small, digest=digest_of(small), length=len(small))).complete


async def test_the_upload_stands_where_the_last_safe_piece_ends(world: World) -> None:
    assert await world.add(0, PICTURE[:8192]) == Standing(8192, len(PICTURE))
    assert await world.standing() == Standing(8192, len(PICTURE))


async def test_a_piece_repeated_or_out_of_place_is_told_the_right_place(world: World) -> None:
    await world.add(0, PICTURE[:8192])
    for offset in (0, 4096, 9000, 16384):
        with pytest.raises(Refusal) as caught:
            await world.add(offset, PICTURE[offset : offset + 8192])
        assert (caught.value.problem.code, caught.value.problem.data["offset"]) == ("upload_offset_wrong", 8192)
    assert await world.standing() == Standing(8192, len(PICTURE))


async def test_a_photo_that_is_here_is_told_as_complete_whatever_comes(world: World) -> None:
    await world.send()
    before = (await world.store.info(DB)).update_seq
    for offset in (0, 8192, len(PICTURE) - 1):
        assert (await world.add(offset, PICTURE[offset : offset + 8192])).complete
    assert (await world.standing(by=NOTE_TAKER)).complete
    assert (await world.store.info(DB)).update_seq == before and await world.leftovers() == []


@pytest.mark.parametrize("after", [False, True])
async def test_power_that_goes_at_any_write_loses_nothing_and_doubles_nothing(world: World, after: bool) -> None:
    world.store.after = after
    for broken_at in range(40):
        picture = a_jpeg(2 * LARGEST_PIECE + 50, seed=broken_at + 100)
        world.store.left = broken_at
        try:
            await world.send(picture)
        except OSError:
            told = (await world.standing(digest_of(picture))).offset
            assert (await world.send(picture)).complete
            assert told in (0, LARGEST_PIECE, 2 * LARGEST_PIECE, len(picture))
        finished = world.store.left is not None
        world.store.left = None
        assert await world.read(digest=digest_of(picture)) == picture
        assert len(await world.store.leaves(DB, photo_id(digest_of(picture)))) == 1
        if finished:
            break
    else:
        raise AssertionError("the upload never came through unbroken")
    # What the power left lying is swept when the next upload begins.
    await world.send(a_jpeg(2 * LARGEST_PIECE, seed=7))
    assert await world.leftovers() == []


async def test_bytes_that_are_not_what_the_address_says_are_dropped_whole(world: World) -> None:
    await world.add(0, PICTURE[:LARGEST_PIECE], length=LARGEST_PIECE + 5)
    assert await code_of(world.add(LARGEST_PIECE, b"other", length=LARGEST_PIECE + 5)) == "attachment_digest_wrong"
    assert await world.standing() == Standing(0, None)
    assert await world.leftovers() == []
    assert (await world.send()).complete


async def test_what_is_no_jpeg_is_dropped_whole(world: World) -> None:
    page = b"<script>alert(1)</script>" + bytes(9000)
    digest = hashlib.sha256(page).hexdigest()
    await world.add(0, page[:8192], digest=digest, length=len(page))
    assert await code_of(world.add(8192, page[8192:], digest=digest, length=len(page))) == "photo_malformed"
    assert await world.leftovers() == [] and await world.store.read(DB, photo_id(digest)) is None


async def test_bounds_hold_before_anything_is_kept(world: World) -> None:
    piece = PICTURE[:SMALLEST_PIECE]
    assert await code_of(world.add(0, piece, length=MAX_BYTES + 1)) == "photo_malformed"
    assert await code_of(world.add(0, piece, length=0)) == "photo_malformed"
    assert await code_of(world.add(0, PICTURE[: LARGEST_PIECE + 1])) == "body_too_large"
    assert await code_of(world.add(0, piece, length=len(piece) - 1)) == "body_too_large"
    assert await code_of(world.add(0, piece[:-1])) == "bad_request"
    assert await code_of(world.add(0, b"")) == "bad_request"
    assert await world.leftovers() == []


async def test_a_photo_begun_with_another_length_begins_again(world: World) -> None:
    await world.add(0, PICTURE[:8192], length=100_000)
    assert await code_of(world.add(8192, PICTURE[8192:16384])) == "upload_offset_wrong"
    assert await world.standing() == Standing(0, None)
    assert (await world.send()).complete


async def test_the_oldest_of_too_many_unfinished_uploads_goes_first(world: World) -> None:
    pictures = [a_jpeg(9000, seed=number) for number in range(MOST_UNFINISHED + 1)]
    for picture in pictures:
        world.clock.move(seconds=1)
        await world.add(0, picture[:8192], digest=digest_of(picture), length=len(picture))
    standings = [(await world.standing(digest_of(picture))).offset for picture in pictures]
    assert standings == [0] + [8192] * MOST_UNFINISHED
    assert len(await world.leftovers()) == 2 * MOST_UNFINISHED


async def test_only_who_may_write_minutes_in_the_unit_uploads(world: World) -> None:
    assert (await world.add(0, PICTURE[:8192], by=NOTE_TAKER)).offset == 8192
    for by in (OTHER, OFFICER):
        assert await code_of(world.add(0, PICTURE[:8192], by=by)) == "not_your_unit"
        assert await code_of(world.standing(by=by)) == "not_your_unit"
    assert await code_of(world.standing(unit="khong-co")) == "unit_unknown"
    for digest in ("x" * 64, DIGEST.upper(), DIGEST[1:], "../" + DIGEST):
        assert await code_of(world.standing(digest)) == "not_found"


async def test_the_photo_of_a_draft_is_seen_in_its_own_unit_only_and_that_of_a_sent_paper_above_too(world: World) -> None:
    await world.send()
    [draft] = await world.store.write(DB, [Write(minutes("draft", DIGEST), mode="edit")])
    assert await world.read(SECRETARY) == await world.read(NOTE_TAKER) == PICTURE
    assert await code_of(world.read(OFFICER)) == await code_of(world.read(OTHER)) == "not_found"
    await world.store.write(DB, [Write({**minutes("sent", DIGEST), "_rev": draft.rev}, mode="edit")])
    assert await world.read(OFFICER) == PICTURE
    assert await code_of(world.read(OTHER)) == "not_found"
    assert await code_of(world.read(OFFICER, "0" * 64)) == await code_of(world.read(SECRETARY, unit=PA_PE)) == "not_found"


async def test_a_paper_tells_which_of_its_photos_have_arrived(world: World) -> None:
    await world.send()
    there = await photos_of(world.store, NA_DON, minutes("sent", "1" * 64, DIGEST, "2" * 64), world.catalogue)
    assert (there.arrived, there.missing) == ((DIGEST,), 2)
    for odd in (minutes("sent", DIGEST, version=1), minutes("sent", DIGEST, version=99), minutes("sent", "x")):
        none = await photos_of(world.store, NA_DON, odd, world.catalogue)
        assert (none.arrived, none.missing) == ((), 0)
