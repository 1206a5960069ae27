"""The log of what was refused: one line a request, on one line, without secrets, and not without end."""

from __future__ import annotations

import logging

import pytest
from starlette.types import Message, Receive, Scope, Send

from server.security.refused_log import MOST_A_MINUTE, MOST_NAMED, RefusedLog, note_paper, note_person, note_refused
from sync.domain.accounts import Person
from sync.domain.errors import Problem


async def ask(app: RefusedLog, path: str = "/sync") -> None:
    async def receive() -> Message:
        raise AssertionError

    async def send(_: Message) -> None:
        raise AssertionError

    await app({"type": "http", "method": "POST", "path": path}, receive, send)


def refusing(seconds: list[float], times: int = 1) -> RefusedLog:
    async def app(_: Scope, __: Receive, ___: Send) -> None:
        note_person("na-don-bi-thu")
        for _i in range(times):
            note_paper(Person("na-don-bi-thu", "x", (), "vi"), {"unit": "pa\npe", "_id": "a" * 999}, Problem("not_your_unit"))

    return RefusedLog(app, lambda: seconds[0])


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.name == "sohop.refused"]


async def test_many_papers_of_one_request_are_one_short_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "sohop.refused"):
        await ask(refusing([0.0], times=500), "/sync\nGET / by admin: forbidden")
    [line] = lines(caplog)
    assert "\n" not in line and len(line) < 2_000 and "not_your_unit x500" in line and line.count("pa\\npe") == MOST_NAMED


async def test_what_speaks_of_the_paper_and_not_of_the_person_is_not_told(caplog: pytest.LogCaptureFixture) -> None:
    async def app(_: Scope, __: Receive, ___: Send) -> None:
        note_refused(Problem("answers_invalid"))

    with caplog.at_level(logging.WARNING, "sohop.refused"):
        await ask(RefusedLog(app))
    assert lines(caplog) == []


async def test_a_flood_is_cut_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    seconds = [0.0]
    app = refusing(seconds)
    with caplog.at_level(logging.WARNING, "sohop.refused"):
        for _ in range(MOST_A_MINUTE + 40):
            await ask(app)
        assert len(lines(caplog)) == MOST_A_MINUTE
        seconds[0] = 61.0
        await ask(app)
    assert len(lines(caplog)) == MOST_A_MINUTE + 1
    assert "(40 more of this person were not told)" in lines(caplog)[-1]
