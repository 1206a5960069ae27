"""A data folder on disk with the small world of `tests.support.world`, 14 members in Nà Đon, and last month's meeting."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from server.security.passwords import Argon2Passwords
from sync.domain.documents import workspace
from sync.ports import Write
from sync.stores.sqlite.store import SqliteStore
from tests.support.phone import a_paper
from tests.support.world import NA_DON, make_world

AUTHOR = "na-don-bi-thu"
MEMBERS = (
    ("Lò Văn Panh", "official", "secretary"), ("Lò Thị Ính", "official", "deputy_secretary"), ("Vàng Văn Sơn", "official", "member"),
    ("Tao Văn Dính", "official", "member"), ("Lò Văn Ương", "official", "member"), ("Hoàng Thị Phượng", "official", "member"),
    ("Lù Văn Thưởng", "official", "member"), ("Vàng Thị Đôi", "official", "member"), ("Lò Văn Hặc", "official", "member"),
    ("Tao Thị Ọi", "official", "member"), ("Nùng Văn Khằm", "official", "member"), ("Lò Thị Yêu", "official", "member"),
    ("Vàng Văn Ún", "probationary", "member"), ("Lò Văn Chựa", "exempt", "member"),
)  # fmt: skip


def member(place: int) -> dict[str, Any]:
    name, status, role = MEMBERS[place]
    return a_paper("member", f"01JQ0000000000000000000{place:03}", {"name": name, "status": status, "role": role}, unit=NA_DON, author=AUTHOR)


def last_month(month: str) -> list[dict[str, Any]]:
    """A plan and minutes of `month` (YYYY-MM), so that the next meeting has something to take over."""
    chair, note_taker = {"name": "Lò Văn Panh"}, {"name": "Lò Thị Ính"}
    key = f"{month}:regular:1"
    common = {"date": f"{month}-03", "place": "Nhà văn hóa bản Nà Đon", "chair": chair, "note_taker": note_taker}
    plan = {**common, "start_time": "19:30", "agenda": [{"_id": "1", "text": "Đánh giá tháng trước, bàn việc tháng tới"}]}
    conclusions = [
        {"_id": "1", "what": "Vận động bà con dọn vệ sinh đường nội bản", "who": {"name": "Vàng Văn Sơn"}, "by": f"{month}-25"},
        {"_id": "2", "what": "Rà soát hộ nghèo, hộ cận nghèo", "who": {"name": "Hoàng Thị Phượng"}, "by": f"{month}-28"},
    ]
    said = {
        **common, "started_at": "19:30", "ended_at": "21:15", "programme_adopted": True, "current_affairs": "Thông tin thời sự trong tháng.",
        "ideology": "Tư tưởng đảng viên ổn định.", "next_month": "Thu hoạch lúa mùa, chuẩn bị vụ đông.",
        "speeches": [{"_id": "1", "speaker": {"name": "Vàng Văn Sơn"}, "gist": "Nhất trí với dự thảo."}],
        "conclusion": "Chi bộ thống nhất các việc tháng tới.", "conclusions": conclusions, "read_and_adopted": True,
        "votes": [{"_id": "1", "question": "Thông qua kết luận", "method": "open", "for": 12, "against": 0}],
    }  # fmt: skip
    return [a_paper(kind, key, answers, unit=NA_DON, author=AUTHOR) for kind, answers in (("meeting", plan), ("minutes", said))]


def small_world(data: Path, month: str | None = None) -> None:
    """Fill an empty data folder; `month` is the last one with a meeting."""

    async def fill() -> None:
        store = await SqliteStore.open(data / "sohop.sqlite")
        await make_world(store, Argon2Passwords())
        if month is not None:
            papers = [*(member(place) for place in range(len(MEMBERS))), *last_month(month)]
            told = await store.write(workspace(NA_DON), [Write(paper) for paper in papers])
            assert all(one.error is None for one in told)
        await store.close()

    data.mkdir(parents=True, exist_ok=True)
    # In a thread of its own, because Playwright's loop runs in the test's.
    with ThreadPoolExecutor(1) as threads:
        threads.submit(lambda: asyncio.run(fill())).result()
