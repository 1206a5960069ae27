"""The API, made shortly after the start of the server: importing Litestar takes half a second, and pages and phones need
not wait. The first request that wants it has it made at once.

Enters the API's own lifespan, which a mount does not do.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, cast

from starlette.types import ASGIApp, Receive, Scope, Send

from server.api.doors import Doors

if TYPE_CHECKING:
    from litestar import Litestar

UNASKED_AFTER = 2.0
"""Seconds after the start at which the API is made though nobody has asked for it."""


class LateApi:
    """ASGI application to be mounted at /api."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._ready: asyncio.Future[Litestar] | None = None
        self._wanted = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self._ready is not None, "the API serves only inside `started()`"
        self._wanted.set()
        api = cast(ASGIApp, await asyncio.shield(self._ready))
        await api(scope, receive, send)

    @asynccontextmanager
    async def started(self) -> AsyncIterator[None]:
        """For as long as the server runs. What making the API raises, every request to it raises."""
        ready: asyncio.Future[Litestar] = asyncio.get_running_loop().create_future()
        self._ready, ended = ready, asyncio.Event()
        running = asyncio.create_task(self._run(ready, ended))
        try:
            yield
        finally:
            ended.set()
            self._wanted.set()
            await running

    async def _run(self, ready: asyncio.Future[Litestar], ended: asyncio.Event) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(UNASKED_AFTER):
                await self._wanted.wait()
        if ended.is_set():
            ready.cancel()
            return
        try:
            api = await asyncio.to_thread(self._make)
        except Exception as error:
            ready.set_exception(error)
            return
        async with api.lifespan():
            ready.set_result(api)
            await ended.wait()

    def _make(self) -> Litestar:
        api: Litestar = importlib.import_module("server.api.app").build_api(self._doors)
        return api
