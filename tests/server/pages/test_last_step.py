"""From a figure of the dashboard over its rows to the place on the paper it was counted from; plain links, so no JavaScript is needed."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from sync.domain.documents import workspace
from sync.ports import Write
from tests.server.pages.office import BINH_LU, MINUTES, NA_DON, ROLL_CALL, Office, office
from tests.server.pages.test_outputs import SCORES

KEY = "2026-11:regular:1"
VISIT, ASSIGNMENT = f"visit:{NA_DON}:{KEY}:quan-sat", "assignment:2026-11"


async def put(it: Office, id: str, answers: dict[str, Any]) -> None:
    """A sent paper of the commune's own book."""
    kind = id.partition(":")[0]
    body = {"_id": id, "kind": kind, "form": kind, "version": 1, "unit": BINH_LU, "state": "sent", "author": "quan-sat", "device": "d",
            "saved_at": "2026-11-05T08:00:00+07:00", "done_at": "2026-11-05T08:00:00+07:00", "answers": answers}  # fmt: skip
    await it.store.write(workspace(BINH_LU), [Write(body, mode="edit")])
    await it.follower.catch_up()


async def a_month(it: Office) -> None:
    await it.send("minutes", MINUTES)
    await it.send("roll_call", ROLL_CALL)
    await it.send("score_sheet", SCORES)
    rows = [{"cell": NA_DON, "meeting": f"meeting:{KEY}", "username": who, "name": who, "date": "2026-11-03"} for who in ("quan-sat", "binh")]
    ahead = {"cell": NA_DON, "meeting": "meeting:2026-11:thematic:1", "username": "binh", "name": "Bình", "date": "2026-11-29"}
    await put(it, ASSIGNMENT, {"month": "2026-11", "rows": ["", *rows, ahead]})
    await put(it, VISIT, {"cell": NA_DON, "meeting": f"meeting:{KEY}", "attended": True, "date": "2026-11-03"})


def hrefs(page: str, part: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'href="([^"]*)"', page) if part in one]


async def test_every_row_of_a_paper_leads_to_its_place_on_the_paper(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await a_month(it)
        rows = dict.fromkeys(hrefs((await it.get(f"/units/{BINH_LU}")).text, "/rows?"))
        papers: set[str] = set()
        for path in rows:
            papers.update(hrefs((await it.get(path)).text, "/papers/"))
        assert len(papers) > 10
        for paper in sorted(papers):
            address, _, place = paper.partition("#")
            assert place and re.search(rf'id="{re.escape(place)}"[ >]', (await it.get(address)).text), paper


async def test_a_weak_criterion_leads_to_its_line_of_the_sheet(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await a_month(it)
        lost = hrefs((await it.get(f"/units/{BINH_LU}")).text, "of=lost")
        [paper] = hrefs((await it.get(lost[0])).text, "/papers/")
        page = (await it.get(paper.partition("#")[0])).text
    code = lost[0].rpartition("%3A")[2].partition("&")[0]
    assert paper == f"/units/{NA_DON}/papers/score_sheet:{KEY}#field-scores-{code}"
    assert f'<tr id="field-scores-{code}" tabindex="-1"><td>{code}</td>' in page


async def test_who_was_missed_leads_to_his_row_of_the_assignment(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await a_month(it)
        found = {of: hrefs((await it.get(f"/units/{BINH_LU}/rows?of={of}")).text, "/papers/") for of in ("planned", "missed", "ahead", "visits")}
    paper = f"/units/{BINH_LU}/papers/{ASSIGNMENT}#field-rows"
    assert found["planned"] == [f"{paper}-2", f"{paper}-1", f"{paper}-3"]
    assert (found["missed"], found["ahead"]) == ([f"{paper}-2"], [f"{paper}-3"])
    assert found["visits"] == [f"/units/{BINH_LU}/papers/{VISIT}#field-attended"]


async def test_a_square_of_the_matrix_leads_to_the_points_it_shows(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await a_month(it)
        board = (await it.get(f"/units/{BINH_LU}")).text
        page = (await it.get(f"/units/{NA_DON}/papers/minutes:{KEY}")).text
    assert hrefs(board, "/papers/minutes:") == [f"/units/{NA_DON}/papers/minutes:{KEY}#rating"]
    assert '<p id="rating" tabindex="-1">Chi bộ tự chấm: ' in page
