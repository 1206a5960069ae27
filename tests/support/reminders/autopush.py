"""The push service as a Firefox knows it: a WebSocket on which the browser registers and gets its messages (Mozilla's autopush, "Push
service WebSocket protocol"), beside the door of RFC 8030 at which senders knock. A browser that is away gets what waits when it comes back.

What is encrypted is handed on as it came: only the browser has the keys.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import WSMsgType, web

from tests.support.reminders.push_service import Browser, PushService, base64url, in_thread

PROTOCOL = "push-notification"


class Autopush(PushService):
    """`acknowledged`: channels of the messages that a browser said it has handed to a service worker, and with which code (100: it was taken)."""

    def __init__(self) -> None:
        super().__init__()
        self.acknowledged: list[tuple[str, int]] = []
        self.ended: list[str] = []
        """Channels that a browser has given up."""
        self._name = secrets.token_hex(16)
        """What a browser is called here; told another one, it knows that this service has forgotten all it was asked for."""
        self._numbers = itertools.count(1)
        self._sockets: set[web.WebSocketResponse] = set()
        self._told = threading.Condition()

    def routes(self, app: web.Application) -> None:
        super().routes(app)
        app.router.add_get("/", self._browser)

    @property
    def address(self) -> str:
        """For `dom.push.serverURL`."""
        return f"{self.origin.replace('http', 'ws')}/"

    def wait(self, what: str, seconds: float = 90) -> None:
        """Until there is something in `acknowledged` or `ended`. Raises AssertionError when nothing came."""
        with self._told:
            assert self._told.wait_for(lambda: bool(getattr(self, what)), seconds), f"never: {what}"

    def begin_anew(self) -> None:
        """Forget everything, and have the browsers come back to learn of it."""
        self.browsers.clear()
        self._name = secrets.token_hex(16)
        for socket in list(self._sockets):
            asyncio.run_coroutine_threadsafe(socket.close(), self._loop).result(20)

    def opened(self, browser: Browser, body: bytes) -> dict[str, Any]:
        message = {
            "messageType": "notification", "channelID": browser.token, "version": str(next(self._numbers)), "ttl": 60,
            "data": base64url(body), "headers": {"encoding": "aes128gcm"},
        }  # fmt: skip
        for socket in self._sockets:
            asyncio.ensure_future(socket.send_json(message))  # noqa: RUF006
        return message

    async def _browser(self, request: web.Request) -> web.WebSocketResponse:
        self._loop = asyncio.get_running_loop()
        socket = web.WebSocketResponse(protocols=(PROTOCOL,))
        await socket.prepare(request)
        try:
            async for got in socket:
                if got.type is WSMsgType.TEXT:
                    await self._heard(socket, got.json())
        finally:
            self._sockets.discard(socket)
        return socket

    async def _heard(self, socket: web.WebSocketResponse, told: dict[str, Any]) -> None:
        match told.get("messageType"):
            case "hello":
                self._sockets.add(socket)
                await socket.send_json({"messageType": "hello", "status": 200, "uaid": self._name, "use_webpush": True, "broadcasts": {}})
                for browser in self.browsers.values():
                    for one in browser.waiting.values():
                        await socket.send_json(one.told)
            case "register":
                channel = told["channelID"]
                self.browsers[channel] = Browser(channel, told.get("key", "").rstrip("="))
                await socket.send_json({"messageType": "register", "channelID": channel, "status": 200, "pushEndpoint": f"{self.origin}/push/{channel}"})
            case "unregister":
                self.browsers.pop(told["channelID"], None)
                self._tell(self.ended, told["channelID"])
                await socket.send_json({"messageType": "unregister", "channelID": told["channelID"], "status": 200})
            case "ack":
                for one in told["updates"]:
                    self._acknowledge(one)
            case None:
                await socket.send_str("{}")

    def _acknowledge(self, one: dict[str, Any]) -> None:
        browser = self.browsers.get(one["channelID"])
        if browser is not None:
            browser.waiting = {topic: kept for topic, kept in browser.waiting.items() if kept.told["version"] != one["version"]}
        self._tell(self.acknowledged, (one["channelID"], one.get("code", 0)))

    def _tell(self, where: list[Any], what: Any) -> None:
        with self._told:
            where.append(what)
            self._told.notify_all()


@contextmanager
def autopush() -> Iterator[Autopush]:
    """Running in a thread of its own."""
    service = Autopush()
    with in_thread(service):
        yield service
