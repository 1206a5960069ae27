"""Text messages through a gateway: what it is posted, and what becomes of its answers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from server.messages.gateway import Gateway, GatewayMessages
from sync.domain.calls.message import Handed, Message, parts, telephone, without_marks
from tests.support.server import free_port

BODY = '{"receiver": "{to}", "content": "{text}", "unicode": false}'
MESSAGE = Message("+84900000001", 'Con thieu: "bien ban" \\ {to}')


@asynccontextmanager
async def gateway(status: int = 200) -> AsyncIterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    came: list[tuple[str, dict[str, str]]] = []

    async def take(request: web.Request) -> web.Response:
        came.append((await request.text(), dict(request.headers)))
        return web.Response(status=status, headers={"Location": "/elsewhere"} if status == 302 else {})

    app = web.Application()
    app.router.add_post("/{any:.*}", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port := free_port())
    await site.start()
    try:
        yield f"http://127.0.0.1:{port}/sms", came
    finally:
        await runner.cleanup()


async def test_a_message_is_posted_as_the_settings_say(tmp_path: Path) -> None:
    headers = tmp_path / "headers"
    headers.write_text("Authorization: Bearer bi-mat\n\nX-Sender: SOHOP\n")
    async with gateway() as (url, came):
        assert await GatewayMessages(Gateway(url, BODY, headers)).send(MESSAGE) == Handed(True)
        assert await GatewayMessages(Gateway(url, "to={to}&text={text}")).send(MESSAGE) == Handed(True)
    assert json.loads(came[0][0]) == {"receiver": MESSAGE.to, "content": MESSAGE.text, "unicode": False}
    assert (came[0][1]["Authorization"], came[0][1]["X-Sender"]) == ("Bearer bi-mat", "SOHOP")
    assert parse_qs(came[1][0]) == {"to": [MESSAGE.to], "text": [MESSAGE.text]}
    assert [one["Content-Type"] for _, one in came] == ["application/json", "application/x-www-form-urlencoded"]


@pytest.mark.parametrize("status", [301, 302, 400, 401, 429, 500])
async def test_an_answer_that_is_no_success_is_told_and_not_tried_again(status: int) -> None:
    async with gateway(status) as (url, came):
        assert await GatewayMessages(Gateway(url, BODY)).send(MESSAGE) == Handed(False, f"HTTP {status}")
    assert len(came) == 1


async def test_a_gateway_that_is_away_and_headers_that_are_none_are_told(tmp_path: Path) -> None:
    (tmp_path / "headers").write_text("không phải đầu trang\n", "utf-8")
    assert not (await GatewayMessages(Gateway(f"http://127.0.0.1:{free_port()}/", BODY)).send(MESSAGE)).ok
    async with gateway() as (url, came):
        for file in ("headers", "none"):
            assert not (await GatewayMessages(Gateway(url, BODY, tmp_path / file)).send(MESSAGE)).ok
    assert came == []


@pytest.mark.parametrize(
    ("url", "body"),
    [("http://gateway.vn/", BODY), ("ftp://127.0.0.1/", BODY), ("https://g.vn/", "{}"), ("https://g.vn/", '{"a": "{to}"}'),
     ("https://g.vn/", '{"to": {to}, "text": {text'), ("https://g.vn/", "to={to}")],
)  # fmt: skip
def test_what_is_no_gateway_is_refused(url: str, body: str) -> None:
    assert Gateway(url, body).wrong()


@given(st.text())
def test_nothing_that_is_filled_in_breaks_out_of_its_place(text: str) -> None:
    assert json.loads(Gateway("https://g.vn/", BODY).filled(Message("1", text)))["content"] == text


@given(st.text())
def test_a_text_without_marks_is_plain(text: str) -> None:
    assert without_marks(text).isascii()


def test_vietnamese_loses_its_marks_and_no_letter() -> None:
    assert without_marks("Chi bộ bản Nà Đon còn thiếu: Ủy, ưỡn, ƯỜNG") == "Chi bo ban Na Don con thieu: Uy, uon, UONG"
    assert [parts("x" * length) for length in (0, 160, 161, 306, 307)] == [1, 1, 2, 2, 3]
    assert [telephone(text) for text in ("0900 000 001", "+84 (900) 000.001", "không có", "")] == ["0900000001", "+84900000001", "", ""]
