"""Whoever published an orientation sees on its page which cells have read it and brought it up, and which have not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sync.domain.documents import workspace
from sync.ports import Write
from tests.server.pages.office import BINH_LU, BOARD, NA_DON, PA_PE, Office, office, person
from tests.support.phone import with_revision

KEY = "01JB0000000000000000000001"
PAGE = f"/units/{BINH_LU}/papers/orientation:{KEY}"


def _paper(kind: str, unit: str, answers: dict[str, Any], state: str = "sent") -> dict[str, Any]:
    at = "2026-11-03T21:40:00.000+07:00"
    return with_revision({"_id": f"{kind}:{KEY}", "kind": kind, "form": kind, "version": 1, "unit": unit, "state": state, "author": "x",
                          "device": "01JTESTPHONE", "saved_at": at, "done_at": at, "answers": answers})  # fmt: skip


async def _published(it: Office, state: str = "sent") -> None:
    title = {"title": "Định hướng tháng 11", "level": "commune", "paper_kind": "orientation"}
    await it.store.write(workspace(BINH_LU), [Write(_paper("orientation", BINH_LU, title))])
    said = {"of": f"copy:{BINH_LU}:orientation:{KEY}", "read_on": "2026-11-04", "reader": {"name": "Lò Văn Panh"},
            "discussed_in": "meeting:2026-11:regular:1", "text": "Trồng <b>ngô</b> đông."}  # fmt: skip
    await it.store.write(workspace(NA_DON), [Write(_paper("read_mark", NA_DON, said, state))])


def _words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition('aria-labelledby="marks"')[2].partition("</section>")[0]))


async def test_who_has_read_and_who_has_not_is_told_those_who_have_not_first(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await _published(it)
        for visitor in (None, BOARD):
            page = (await (it.get(PAGE, visitor) if visitor else it.get(PAGE))).text
            told = _words(page)
            assert "1 trong 2 chi bộ đã đọc, 1 chi bộ đã đưa ra sinh hoạt." in told
            assert "04/11/2026 · Lò Văn Panh" in told and "11/2026" in told and "&lt;b&gt;ngô" in page and "<b>ngô" not in page
            assert told.index("Pa Pe chưa đọc") < told.index("Nà Đon 04/11/2026")
            assert f'href="/units/{NA_DON}/papers/read_mark:{KEY}"' in page and f'href="/units/{PA_PE}/papers/read_mark' not in page
        assert "1 of 2 cells have read it" in _words((await it.get(PAGE, person("commune_officer", BINH_LU, "en"))).text)


async def test_a_mark_that_was_not_sent_counts_for_nothing(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await _published(it, "draft")
        assert "0 trong 2 chi bộ đã đọc" in _words((await it.get(PAGE)).text)


async def test_other_papers_tell_nothing_of_marks(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await _published(it)
        page = await it.get(f"/units/{NA_DON}/papers/read_mark:{KEY}")
        assert page.status_code == 200 and 'aria-labelledby="marks"' not in page.text
