"""What the tests of the administrator's pages share: a started server, and forms sent as a browser would send them."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.support.site import Running, form_token, running

UNITS, PEOPLE = "/administration/units", "/administration/people"
HANDOVER, TABLES, INBOX, OWN = "/administration/handover", "/administration/tables", "/administration/inbox", "/me/password"
DEADLINES = "/administration/deadlines"


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path) as started:
        yield started


async def send(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    """Open the page and send one of its forms."""
    token = form_token(await client.get(path))
    return await client.post(path, data={"form_token": token, **fields})


async def bare_token(client: httpx.AsyncClient) -> str:
    """A token of this browser, from a page that everybody sees."""
    return form_token(await client.get(OWN))


def words(answer: httpx.Response) -> str:
    """What a person reads of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def told_password(answer: httpx.Response) -> str:
    found = re.search(r'class="new-password">([a-z2-9-]{14})<', answer.text)
    assert found, words(answer)
    return found[1]
