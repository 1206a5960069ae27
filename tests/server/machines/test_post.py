"""What goes out to somebody else's server: over real TLS on a real socket, and never where it must not."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from server.worker.post import PublicPost

HOST = "hooks.example.vn"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """For the server, and for whoever trusts it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return serving, ssl.create_default_context(cafile=str(folder / "cert.pem"))


class Names(AbstractResolver):
    """The names of the internet, as a test wants them."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=one, port=port, family=socket.AF_INET6 if ":" in one else socket.AF_INET, proto=0, flags=0)
            for one in self._addresses
        ]  # fmt: skip

    async def close(self) -> None:
        pass


class Internet:
    """A server on this machine that stands at a public address, as far as the sender is told."""

    def __init__(self, folder: Path) -> None:
        self.serving, self.trust = certificate(folder)
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        self.answer: Handler = self._taken
        self.port = 0

    async def _taken(self, request: web.Request) -> web.StreamResponse:
        return web.Response(status=204)

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, dict(request.headers), await request.read()))
        return await self.answer(request)

    def post(self, **more: object) -> PublicPost:
        reached: dict[str, object] = {"may_reach": lambda _: True, "trust": self.trust, "resolver": lambda: Names("127.0.0.1")}
        return PublicPost(**(reached | more))  # type: ignore[arg-type]

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}/so-hop"


@pytest.fixture
async def internet(tmp_path: Path) -> AsyncIterator[Internet]:
    made = Internet(tmp_path)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=made.serving)
    await site.start()
    made.port = runner.addresses[0][1]
    yield made
    await runner.cleanup()


async def test_a_message_arrives_as_it_was_made(internet: Internet) -> None:
    answered = await internet.post()(internet.url, {"webhook-id": "msg_1"}, b'{"type":"ping"}')
    [(path, headers, body)] = internet.asked
    assert answered.taken and (path, body) == ("/so-hop", b'{"type":"ping"}')
    assert headers["webhook-id"] == "msg_1" and headers["Content-Type"] == "application/json" and headers["Host"].startswith(HOST)
    assert "Cookie" not in headers and "Authorization" not in headers


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_where_we_are_sent_on_to_we_do_not_go(internet: Internet, status: int) -> None:
    async def away(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": f"https://{HOST}:{internet.port}/elsewhere"})

    internet.answer = away
    answered = await internet.post()(internet.url, {}, b"{}")
    assert (answered.status, answered.why, answered.taken) == (status, "redirected", False) and len(internet.asked) == 1


async def test_a_refusal_is_told_with_the_time_it_asks_for(internet: Internet) -> None:
    async def busy(_: web.Request) -> web.StreamResponse:
        return web.Response(status=503, headers={"Retry-After": "120"})

    internet.answer = busy
    answered = await internet.post()(internet.url, {}, b"{}")
    assert (answered.status, answered.why, answered.wait) == (503, "refused", 120.0)


async def test_who_does_not_answer_in_time_is_not_waited_for(internet: Internet) -> None:
    asked = asyncio.Event()

    async def silent(_: web.Request) -> web.StreamResponse:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    internet.answer = silent
    answered = await internet.post(seconds=1.0)(internet.url, {}, b"{}")
    assert (answered.status, answered.why) == (0, "no_answer") and asked.is_set()


async def test_an_endless_answer_is_not_read(internet: Internet) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse()
        await stream.prepare(request)
        while True:
            await stream.write(b"x" * 65_536)

    internet.answer = endless
    assert (await internet.post()(internet.url, {}, b"{}")).taken


async def test_a_certificate_nobody_vouches_for_is_not_trusted(internet: Internet) -> None:
    answered = await internet.post(trust=None)(internet.url, {}, b"{}")
    assert (answered.status, answered.why) == (0, "certificate") and internet.asked == []


async def test_a_port_nobody_listens_on_is_told(internet: Internet) -> None:
    answered = await internet.post()(f"https://{HOST}:1/", {}, b"{}")
    assert (answered.status, answered.why) == (0, "not_reached")


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("93.184.216.34", "127.0.0.1"), ("10.1.2.3",), ("::1",), ("169.254.169.254",), ("fd00::1",), ()])
async def test_a_name_that_leads_into_a_private_network_is_not_knocked_at(internet: Internet, addresses: tuple[str, ...]) -> None:
    post = PublicPost(trust=internet.trust, resolver=lambda: Names(*addresses))
    answered = await post(internet.url, {}, b"{}")
    assert (answered.status, answered.why) == (0, "url_private") and internet.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost", "2130706433", "127.1", "0x7f000001"])
async def test_an_address_of_this_machine_is_not_knocked_at_however_it_is_written(internet: Internet, host: str) -> None:
    answered = await PublicPost(trust=internet.trust)(f"https://{host}:{internet.port}/", {}, b"{}")
    assert answered.status == 0 and not answered.taken and internet.asked == []


async def test_plain_http_is_not_spoken(internet: Internet) -> None:
    answered = await internet.post()(f"http://{HOST}:{internet.port}/", {}, b"{}")
    assert (answered.status, answered.why) == (0, "url_not_https") and internet.asked == []


def test_the_addresses_of_a_test_are_what_they_seem() -> None:
    assert ipaddress.ip_address("93.184.216.34").is_global
