"""The three scenarios of an exchange, played against a real server through a counting proxy."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from bench.exchange_bytes import Http1, Http2, Spent, sync_all
from bench.wire import CountingProxy
from server.security.passwords import Argon2Passwords
from sync.domain.documents import workspace
from sync.ports import Write
from sync.stores.sqlite.store import SqliteStore
from tests.support.phone import Phone, a_paper
from tests.support.server import free_port
from tests.support.world import NA_DON, PASSWORD, make_world

PAPERS = 1_000
AUTHOR = "na-don-bi-thu"
_PLAN = {"date": "2026-11-03", "start_time": "19:30", "chair": {"name": "Lò Văn Panh"}, "note_taker": {"name": "Lò Thị Ính"}}
_TEXT = (
    "chi bộ bản đảng viên thống nhất vận động bà con gieo cấy đúng lịch thời vụ chăm sóc chè phòng chống cháy rừng tiêm phòng "
    "trâu bò sửa đường nội bản dọn vệ sinh nguồn nước học sinh ra lớp đầy đủ giữ gìn an ninh trật tự xây dựng nông thôn mới"
)
WORDS = tuple(_TEXT.split())


def a_text(chance: random.Random, words: int) -> str:
    """Vietnamese words in random order: compresses worse than real minutes do."""
    return " ".join(chance.choice(WORDS) for _ in range(words)).capitalize() + "."


def papers() -> list[dict[str, Any]]:
    """1,000 sent meeting plans of about 0.8 kB of JSON each."""
    chance = random.Random(824)
    made = []
    for number in range(PAPERS):
        key = f"{1990 + number // 108}-{number // 9 % 12 + 1:02}:extraordinary:{number % 9 + 1}"
        answers = {**_PLAN, "place": a_text(chance, 8), "agenda": [{"_id": str(row), "text": a_text(chance, 9)} for row in range(4)]}
        made.append(a_paper("meeting", key, answers, unit=NA_DON, author=AUTHOR))
    return made


async def _fill(data: Path) -> None:
    store = await SqliteStore.open(data / "sohop.sqlite")
    await make_world(store, Argon2Passwords())
    await store.write(workspace(NA_DON), [Write(paper) for paper in papers()])
    await store.close()


@contextlib.asynccontextmanager
async def _serving(data: Path, command: list[str], port: int) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *command, env={"SOHOP_DATA": str(data), "PATH": "/usr/bin:/bin", "PYTHONPATH": "."}
    )
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                (await asyncio.open_connection("127.0.0.1", port))[1].close()
                break
            await asyncio.sleep(0.05)
        yield
    finally:
        process.terminate()
        await process.wait()


async def _play(port: int, line_of: type[Http1] | type[Http2]) -> list[tuple[str, Spent]]:
    phone = Phone(f"http://127.0.0.1:{port}", AUTHOR, PASSWORD)
    await asyncio.to_thread(phone.log_in)
    async with CountingProxy(port) as proxy:
        line = line_of(proxy, phone.cookie)
        await line.open()
        requests, cursor, came = await sync_all(line, "", [])
        if came < PAPERS:
            raise RuntimeError(f"only {came} papers came down")
        first = Spent(requests, proxy.reset())
        idle_requests, cursor, _ = await sync_all(line, cursor, [])
        idle = Spent(idle_requests, proxy.reset())
        agenda = [{"_id": str(row), "text": a_text(random.Random(row), 9)} for row in range(4)]
        answers = {**_PLAN, "place": a_text(random.Random(1), 8), "agenda": agenda}
        edit = a_paper("meeting", "2026-11:regular:1", answers, unit=NA_DON, author=AUTHOR)
        edit_requests, _, _ = await sync_all(line, cursor, [edit])
        edited = Spent(edit_requests, proxy.reset())
        line.close()
    return [("idle", idle), ("one edited paper of 0.8 kB", edited), ("first sync of 1,000 papers of 0.8 kB", first)]


async def measure() -> list[tuple[str, str]]:
    """Rows (what, how much) for both versions of HTTP."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        await _fill(data)
        port = free_port()
        async with _serving(data, ["server", "serve", "--port", str(port)], port):
            rows += [(f"exchange, HTTP/1.1, {what}", str(spent)) for what, spent in await _play(port, Http1)]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        await _fill(data)
        port = free_port()
        async with _serving(data, ["hypercorn", "--bind", f"127.0.0.1:{port}", "bench.behind_http2:app"], port):
            rows += [(f"exchange, HTTP/2 warm, {what}", str(spent)) for what, spent in await _play(port, Http2)]
    return rows
