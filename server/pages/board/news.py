"""GET /units/{unit}/news: server-sent events, one whenever the read model has taken something in, so that an open dashboard can show it.

Tells no figures, only that there are new ones; what a person sees is decided when the page is asked for again. A stream ends after a
while, and the browser opens another: so a session that has ended hears nothing more.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from server.pages.frame import NO_STORE, PageParts, begin
from sync.domain.errors import Refusal

ROUND_SECONDS = 15.0
"""How long nothing is said at most: proxies close what is silent."""
ROUNDS = 20
RETRY_MILLISECONDS = 3_000
GATHER_SECONDS = 2.0
"""On meeting day papers come many a second: a page is told of them together."""


class NewsPages:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts

    async def show(self, request: Request) -> Response:
        """Raises Refusal `not_found` for a unit the person does not oversee."""
        visit = await begin(self._parts, request)
        if not visit.oversees(request.path_params["unit"]):
            raise Refusal("not_found")
        headers = NO_STORE | {"X-Accel-Buffering": "no"}
        return StreamingResponse(self._told(request), media_type="text/event-stream", headers=headers)

    async def _told(self, request: Request) -> AsyncIterator[str]:
        model = self._parts.read_model
        seen = model.folds
        yield f"retry: {RETRY_MILLISECONDS}\n: beginning\n\n"
        for _ in range(ROUNDS):
            now = await model.wait_folded(seen, ROUND_SECONDS)
            if await request.is_disconnected():
                return
            if now == seen:
                yield ": still here\n\n"
                continue
            await asyncio.sleep(GATHER_SECONDS)
            seen = model.folds
            yield f"event: folded\ndata: {seen}\n\n"
