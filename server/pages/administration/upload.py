"""One file sent with a form: read within its bounds, the form's token checked first of all."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from server.security.csrf import FIELD, Forms
from sync.domain.errors import Refusal

_ENVELOPE = 16 * 1024
"""What a form may take around the file."""


async def uploaded(forms: Forms, request: Request, largest: int, largest_field: int = 1024) -> tuple[str, bytes, dict[str, str]]:
    """Name and bytes of the file called `file`, "" and none when nothing was chosen, and the other fields. Raises Refusal."""
    parser = MultiPartParser(request.headers, _bounded(request, largest), max_files=1, max_fields=8, max_part_size=largest_field)
    try:
        form = await parser.parse()
    except (MultiPartException, ClientDisconnect, KeyError, UnicodeError, ValueError):
        raise Refusal("bad_request") from None
    try:
        token = form.get(FIELD)
        forms.check(request.scope, token if isinstance(token, str) else "")
        fields = {name: value for name, value in form.items() if isinstance(value, str) and name != FIELD}
        file = form.get("file")
        return (file.filename or "", await file.read(), fields) if isinstance(file, UploadFile) else ("", b"", fields)
    finally:
        await form.close()


async def _bounded(request: Request, largest: int) -> AsyncGenerator[bytes, None]:
    length = 0
    async for piece in request.stream():
        length += len(piece)
        if length > largest + _ENVELOPE:
            raise Refusal("body_too_large")
        yield piece
