"""`/sync/photos/{unit}/{digest}`: photos of the paper book go up in pieces and are looked at.

The words are those of the IETF's resumable uploads (draft-ietf-httpbis-resumable-upload): HEAD tells `Upload-Offset`, PATCH
adds a piece there. The address is the digest of the picture, so an upload need not be made before it begins. Decides
nothing about the picture: `sync/usecases/photos/take_photo.py` does.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from server.errors import body_of, status_of
from server.replication.body import read_bytes
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.domain.photos import MEDIA_TYPE
from sync.usecases.photos.read_photo import ReadPhoto
from sync.usecases.photos.take_photo import LARGEST_PIECE, Standing, TakePhoto

PIECE_TYPE = "application/partial-upload"
FOREVER = "private, max-age=31536000, immutable"
_NUMBER = re.compile(r"[0-9]{1,9}")


class PhotosDoor:
    """The endpoints."""

    def __init__(self, take: TakePhoto, read: ReadPhoto, person_of: Callable[[Scope], Awaitable[Person | None]]) -> None:
        self._take = take
        self._read = read
        self._person_of = person_of

    def routes(self) -> list[Route]:
        return [Route("/sync/photos/{unit}/{digest}", self._any, methods=["GET", "HEAD", "PATCH"])]

    async def _any(self, request: Request) -> Response:
        person = await self._person_of(request.scope)
        if person is None:
            raise Refusal("session_missing")
        unit, digest = request.path_params["unit"], request.path_params["digest"]
        match request.method:
            case "HEAD":
                return Response(status_code=204, headers=_told(await self._take.standing(person, unit, digest)))
            case "PATCH":
                return await self._add(request, person, unit, digest)
        picture = await self._read(person, unit, digest)
        headers = {"Cache-Control": FOREVER, "ETag": f'"{digest}"', "X-Content-Type-Options": "nosniff"}
        return Response(picture, media_type=MEDIA_TYPE, headers=headers)

    async def _add(self, request: Request, person: Person, unit: str, digest: str) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != PIECE_TYPE:
            raise Refusal("media_type")
        offset, length = (_number(request.headers.get(name, "")) for name in ("upload-offset", "upload-length"))
        piece = await read_bytes(request.receive, request.headers, LARGEST_PIECE)
        try:
            standing = await self._take.add(person, unit, digest, offset, length, piece)
        except Refusal as refusal:
            if refusal.problem.code != "upload_offset_wrong":
                raise
            headers = {"Upload-Offset": str(refusal.problem.data["offset"]), "Cache-Control": "no-store"}
            return JSONResponse(body_of(refusal.problem), status_of(refusal.problem.code), headers)
        return Response(status_code=201 if standing.complete else 204, headers=_told(standing))


def _told(standing: Standing) -> dict[str, str]:
    told = {"Upload-Offset": str(standing.offset), "Upload-Complete": "?1" if standing.complete else "?0"}
    if standing.length is not None:
        told["Upload-Length"] = str(standing.length)
    return told | {"Cache-Control": "no-store"}


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise Refusal("bad_request")
    return int(text)
