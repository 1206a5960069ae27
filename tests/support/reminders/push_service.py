"""A push service of our own on 127.0.0.1: takes messages by RFC 8030, verifies who sends them by RFC 8292, decrypts them by RFC 8291 as a
browser would, and fails in every way a push service can. Written from the RFCs, with none of the libraries that the sender uses.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HANG, DROP = "hang", "drop"
Answer = int | str | tuple[int, dict[str, str]]
"""A status, a status with headers, `HANG` or `DROP`."""


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unbase64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True)
class Received:
    """One message that was accepted and decrypted."""

    token: str
    told: dict[str, Any]
    ttl: int
    urgency: str
    topic: str
    size: int


@dataclass
class Browser:
    """One subscription, with the secret half of its keys where the browser is played here. `server_key`: the `applicationServerKey` it was made with."""

    token: str
    server_key: str
    private: ec.EllipticCurvePrivateKey | None = None
    auth: bytes = b""
    messages: list[Received] = field(default_factory=list)
    waiting: dict[str, Received] = field(default_factory=dict)
    """By topic, what a browser that is off would be given when it comes back: a newer one takes the place of an older one."""

    @property
    def point(self) -> bytes:
        assert self.private
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def keys(self) -> dict[str, str]:
        return {"p256dh": base64url(self.point), "auth": base64url(self.auth)}


class PushService:
    """`answers`: what each token's next requests get, the last one for ever; without any, 201 for what is right. `wrong`: what was refused
    for breaking an RFC, and why."""

    def __init__(self, seconds: Callable[[], float] | None = None) -> None:
        self.browsers: dict[str, Browser] = {}
        self.answers: dict[str, list[Answer]] = {}
        self.requests: Counter[str] = Counter()
        self.connections = 0
        self.at_once = self.most_at_once = 0
        self.wrong: list[str] = []
        self.origin = ""
        """`most_at_once` leaves out those that hang: of them nobody here knows whether somebody still waits."""
        self._seconds = seconds
        self._ending = asyncio.Event()

    def subscribe(self, token: str, server_key: str) -> dict[str, Any]:
        """A new browser; gives what its `PushSubscription.toJSON()` would."""
        number = int.from_bytes(token.encode().rjust(32, b"\1")[-32:], "big") % (2**255) + 1
        browser = Browser(token, server_key, ec.derive_private_key(number, ec.SECP256R1()), token.encode().ljust(16, b"\0")[-16:])
        self.browsers[token] = browser
        return {"endpoint": f"{self.origin}/push/{token}", "keys": browser.keys}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[PushService]:
        app = web.Application(client_max_size=8_192)
        self.routes(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        assert runner.addresses
        self.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            self._ending.set()
            await runner.cleanup()

    def routes(self, app: web.Application) -> None:
        app.router.add_post("/push/{token}", self._take)
        app.router.add_post("/elsewhere", self._elsewhere)

    def opened(self, browser: Browser, body: bytes) -> dict[str, Any]:
        """What the message says, as the browser reads it."""
        told: dict[str, Any] = json.loads(decrypt(browser, body))
        return told

    async def _elsewhere(self, request: web.Request) -> web.Response:
        self.wrong.append("a redirect was followed")
        return web.Response(status=201)

    async def _take(self, request: web.Request) -> web.StreamResponse:
        token = request.match_info["token"]
        self.requests[token] += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self._answer(token, request)
        finally:
            self.at_once -= 1

    async def _answer(self, token: str, request: web.Request) -> web.StreamResponse:
        told = self.answers.get(token, [])
        answer: Answer = told.pop(0) if len(told) > 1 else told[0] if told else 201
        if answer == HANG:
            self.at_once -= 1
            await self._ending.wait()
            self.at_once += 1
        if answer in (HANG, DROP):
            assert request.transport is not None
            request.transport.abort()
            return web.Response(status=500)
        status, headers = answer if isinstance(answer, tuple) else (int(answer), {})
        if status == 201:
            browser = self.browsers.get(token)
            if browser is None:
                return web.Response(status=404)
            try:
                received = self._read(browser, request, await request.read())
            except AssertionError as error:
                self.wrong.append(f"{token}: {error}")
                return web.Response(status=400)
            browser.messages.append(received)
            browser.waiting[received.topic or str(len(browser.messages))] = received
        return web.Response(status=status, headers=headers, text="x" * 100_000 if status >= 500 else None)

    def _read(self, browser: Browser, request: web.Request, body: bytes) -> Received:
        headers = request.headers
        assert headers.get("Content-Encoding") == "aes128gcm", "Content-Encoding"
        assert re.fullmatch("[0-9]+", headers.get("TTL", "")), "TTL (RFC 8030, 5.2)"
        assert headers.get("Urgency", "normal") in ("very-low", "low", "normal", "high"), "Urgency (RFC 8030, 5.3)"
        topic = headers.get("Topic", "")
        assert re.fullmatch("[A-Za-z0-9_-]{0,32}", topic), "Topic (RFC 8030, 5.4)"
        assert len(body) <= 4_096, "too large (RFC 8030, 7.2)"
        self._vouched(headers.get("Authorization", ""), browser)
        return Received(browser.token, self.opened(browser, body), int(headers["TTL"]), headers.get("Urgency", "normal"), topic, len(body))

    def _vouched(self, header: str, browser: Browser) -> None:
        """RFC 8292: a JWT signed with ES256 by the key the subscription was made with, for this origin, for at most a day."""
        match = re.fullmatch(r"vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), ?k=([\w-]+)", header)
        assert match, "Authorization (RFC 8292, 3)"
        head, claims = (json.loads(unbase64url(part)) for part in match.groups()[:2])
        assert head.get("alg") == "ES256" and match[4] == browser.server_key, "key"
        signature = unbase64url(match[3])
        assert len(signature) == 64, "signature"
        r, s = (int.from_bytes(part, "big") for part in (signature[:32], signature[32:]))
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unbase64url(match[4]))
        try:
            key.verify(encode_dss_signature(r, s), f"{match[1]}.{match[2]}".encode(), ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            raise AssertionError("signature") from None
        assert claims.get("aud") == self.origin, "aud"
        assert str(claims.get("sub", "")).startswith(("mailto:", "https://")), "sub"
        if self._seconds is not None:
            assert 0 < claims["exp"] - self._seconds() <= 86_400, "exp"


def decrypt(browser: Browser, body: bytes) -> bytes:
    """RFC 8188 and RFC 8291, 3.3 and 3.4: one record."""
    assert browser.private, "a real browser has its keys itself"
    salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
    point, record = body[21 : 21 + length], body[21 + length :]
    assert length == 65 and size >= len(record) and len(record) >= 18, "one record (RFC 8291, 4)"
    shared = browser.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point))
    info = b"WebPush: info\0" + browser.point + point
    secret = HKDF(hashes.SHA256(), 32, browser.auth, info).derive(shared)
    key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
    nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
    plain = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0")
    assert plain.endswith(b"\2"), "the last record (RFC 8188, 2)"
    return plain[:-1]


@contextmanager
def in_thread(service: PushService | None = None) -> Iterator[PushService]:
    """The service in a thread of its own, for tests that do not run in an event loop."""
    ready, holder = threading.Event(), service or PushService()
    loop = asyncio.new_event_loop()
    done = asyncio.Event()

    async def hold() -> None:
        async with holder.running():
            ready.set()
            await done.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(hold()), daemon=True)
    thread.start()
    assert ready.wait(20)
    try:
        yield holder
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(20)
        loop.close()
