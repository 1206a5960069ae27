"""Photos of the paper book at the door: pieces up, the picture down, and what bad input gets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from sync.domain.documents import photo_id, workspace
from tests.support.pictures import a_jpeg, digest_of
from tests.support.site import ADDRESS, Running, running
from tests.support.world import NA_DON

PICTURE = a_jpeg(40_000)
DIGEST = digest_of(PICTURE)
ADDRESS_OF_IT = f"/sync/photos/{NA_DON}/{DIGEST}"
PIECE = 16_384


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path) as started:
        yield started


async def patch(
    client: httpx.AsyncClient, offset: int, piece: bytes | None = None, headers: dict[str, str] | None = None
) -> httpx.Response:
    told = {"content-type": "application/partial-upload", "upload-offset": str(offset), "upload-length": str(len(PICTURE))}
    body = PICTURE[offset : offset + PIECE] if piece is None else piece
    return await client.patch(ADDRESS_OF_IT, content=body, headers=told | (headers or {}))


async def send(client: httpx.AsyncClient) -> httpx.Response:
    for offset in range(0, len(PICTURE), PIECE):
        answer = await patch(client, offset)
    return answer


async def test_pieces_go_up_and_the_last_one_makes_the_photo(world: Running) -> None:
    phone = await world.phone()
    for offset, status, told in ((0, 204, "16384"), (16384, 204, "32768"), (32768, 201, "40000")):
        answer = await patch(phone, offset)
        assert (answer.status_code, answer.headers["upload-offset"], answer.headers["upload-length"]) == (status, told, "40000")
        assert answer.headers["upload-complete"] == ("?1" if status == 201 else "?0") and answer.content == b""
    found = await world.store.attachment(workspace(NA_DON), photo_id(DIGEST), "photo.jpg")
    assert found is not None and found.data == PICTURE


async def test_head_tells_how_far_it_has_come(world: Running) -> None:
    phone = await world.phone()
    for offset in (0, 16384, 32768):
        answer = await phone.head(ADDRESS_OF_IT)
        assert (answer.status_code, answer.headers["upload-offset"], answer.headers["upload-complete"]) == (
            204,
            str(offset),
            "?0",
        )
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers.get("upload-length") == ("40000" if offset else None)
        await patch(phone, offset)
    assert (await phone.head(ADDRESS_OF_IT)).headers["upload-complete"] == "?1"


async def test_a_wrong_place_is_answered_with_the_right_one(world: Running) -> None:
    phone = await world.phone()
    await patch(phone, 0)
    answer = await patch(phone, 0)
    assert answer.status_code == 409 and answer.headers["upload-offset"] == "16384"
    assert answer.json()["error"]["code"] == "upload_offset_wrong"


async def test_wrong_bytes_are_told_and_all_is_forgotten(world: Running) -> None:
    phone = await world.phone()
    await patch(phone, 0)
    await patch(phone, 16384)
    answer = await patch(phone, 32768, bytes(40_000 - 32768))
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "attachment_digest_wrong")
    assert (await phone.head(ADDRESS_OF_IT)).headers["upload-offset"] == "0"


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"content-type": "image/jpeg"}, 415, "media_type"),
        ({"upload-offset": "-1"}, 400, "bad_request"),
        ({"upload-offset": "1e3"}, 400, "bad_request"),
        ({"upload-offset": "9" * 30}, 400, "bad_request"),
        ({"upload-length": ""}, 400, "bad_request"),
        ({"upload-length": "200001"}, 422, "photo_malformed"),
        ({"upload-length": "100"}, 413, "body_too_large"),
    ],
)
async def test_requests_that_are_not_understood_keep_nothing(
    world: Running, headers: dict[str, str], status: int, code: str
) -> None:
    phone = await world.phone()
    answer = await patch(phone, 0, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert await world.store.local_ids(workspace(NA_DON)) == []


async def test_a_piece_larger_than_the_door_is_not_read_to_its_end(world: Running) -> None:
    answer = await patch(await world.phone(), 0, PICTURE[: PIECE + 1])
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body_too_large")


async def test_the_picture_is_served_as_a_picture_and_nothing_else(world: Running) -> None:
    phone = await world.phone()
    await send(phone)
    answer = await phone.get(ADDRESS_OF_IT, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200 and answer.content == PICTURE
    headers = answer.headers
    assert headers["content-type"] == "image/jpeg" and headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "private, max-age=31536000, immutable"
    assert "default-src 'self'" in headers["content-security-policy"] and "content-encoding" not in headers


async def test_strangers_and_other_units_get_nothing(world: Running) -> None:
    await send(await world.phone())
    assert (await world.client().get(ADDRESS_OF_IT)).json()["error"]["code"] == "session_missing"
    assert (await world.client().head(ADDRESS_OF_IT)).status_code == 401
    other = await world.phone("pa-pe-bi-thu")
    assert (await other.get(ADDRESS_OF_IT)).status_code == 404
    assert (await other.head(ADDRESS_OF_IT)).status_code == 403
    assert (await patch(other, 0)).status_code == 403
    assert (await (await world.phone()).get(f"/sync/photos/{NA_DON}/{'0' * 64}")).status_code == 404
    assert (await (await world.phone()).post(ADDRESS_OF_IT)).status_code == 405


async def test_another_site_cannot_make_a_browser_upload(world: Running) -> None:
    phone = await world.phone()
    for foreign in ({"origin": "http://evil.test"}, {"sec-fetch-site": "cross-site"}):
        answer = await patch(phone, 0, headers=foreign)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forgery_suspected")
    assert (await patch(phone, 0, headers={"origin": ADDRESS})).status_code == 204


async def test_a_photo_document_cannot_be_sent_as_a_paper(world: Running) -> None:
    paper = {"_id": photo_id(DIGEST), "kind": "photo", "unit": NA_DON, "_rev": "1-" + "0" * 32}
    phone = await world.phone()
    answer = await phone.post("/sync", json={"cursor": "", "device": "d", "clock": "", "docs": [paper]})
    assert answer.json()["results"][0]["error"]["code"] == "server_only"
