"""The documents of the measurements: minutes as cells write them, of about 1 or 2 kB of JSON, with true revision ids.

The text is Vietnamese words in random order, which compresses worse than real minutes do. The same seed gives the same.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

from bench.scenarios import WORDS
from tests.support.phone import with_revision

Json = dict[str, Any]
SMALL, USUAL = 1_000, 2_000
"""Bytes of JSON."""

_TYPES = ("regular", "thematic", "committee", "extraordinary")
_BARE = {
    "date": "2026-11-03", "started_at": "19:30", "ended_at": "21:10", "place": "Nhà văn hóa bản",
    "chair": {"name": "Lò Văn Panh"}, "note_taker": {"name": "Lò Thị Ính"}, "programme_adopted": True, "read_and_adopted": True,
}  # fmt: skip


def _key(number: int) -> str:
    """The `number`th of 475,200 meetings: every month of a century, four types, 99 of each."""
    return f"{2000 + number // 12 % 100}-{number % 12 + 1:02}:{_TYPES[number // 1200 % 4]}:{number // 4800 % 99 + 1}"


def minutes(number: int, unit: str, author: str, size: int) -> Json:
    """Sent minutes without revision; no two of a unit have one id."""
    chance = random.Random(number)
    words = (size - 800) // 34
    told = [" ".join(chance.choices(WORDS, k=words)) for _ in range(6)]
    task = {"_id": "1", "what": told[4], "who": {"name": "Tao Văn Én"}, "by": "2026-11-28"}
    answers = {
        **_BARE, "current_affairs": told[0], "ideology": told[1], "next_month": told[2], "conclusion": told[3], "conclusions": [task],
        "speeches": [{"_id": "1", "speaker": {"name": "Vàng A Sáng"}, "gist": told[5]}],
        "votes": [{"_id": "1", "question": "Thông qua kết luận", "method": "open", "for": 9, "against": 0, "other": 0}],
    }  # fmt: skip
    return {
        "_id": f"minutes:{_key(number)}", "kind": "minutes", "form": "minutes", "version": 1, "unit": unit, "state": "sent",
        "author": author, "device": "01JBENCH", "saved_at": "2026-11-03T21:40:00.000+07:00",
        "done_at": "2026-11-03T21:41:00.000+07:00", "answers": answers,
    }  # fmt: skip


def some(count: int, unit: str, author: str, *, size: int, first: int = 0) -> Iterator[Json]:
    """`count` papers with their true revisions, as a peer sends them."""
    for number in range(first, first + count):
        yield with_revision(minutes(number, unit, author, size))


def text(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
