"""A cell changes hands: what the old phone still holds is neither lost nor credited to the new secretary."""

from __future__ import annotations

import json
from typing import Any

import httpx

from tests.server.administration.desk import HANDOVER, INBOX, send, site, told_password, words
from tests.support.phone import a_paper
from tests.support.site import Running
from tests.support.world import NA_DON

assert site
HELD = f"na-don-bi-thu|secretary|{NA_DON}|2020-01-01|"


async def exchange(phone: httpx.AsyncClient, *papers: dict[str, Any]) -> dict[str, Any]:
    body = {"cursor": "", "device": "01JTESTPHONE", "clock": "2026-11-23T10:00:00.000+07:00", "docs": list(papers)}
    answer = await phone.post("/sync", content=json.dumps(body), headers={"content-type": "application/json"})
    assert answer.status_code == 200, answer.text
    whole: dict[str, Any] = {}
    for line in answer.text.splitlines():
        for name, value in json.loads(line).items():
            whole[name] = whole.get(name, []) + value if isinstance(value, list) else value
    return whole


async def test_papers_not_yet_sent_by_the_old_secretary_are_kept_under_his_name(site: Running) -> None:
    old, office = await site.phone("na-don-bi-thu"), await site.office("quan-tri")
    handed = await send(
        office, HANDOVER, do="handover", held=HELD, new="", name="Lò Thị Mai", username="", **{"from": "2026-11-23"}
    )
    new = site.client()
    session = await new.post("/api/session", json={"username": "lo-thi-mai", "password": told_password(handed)})
    assert session.status_code == 200

    answers = {"month": "2026-11", "type": "regular", "number": 1, "date": "2026-11-03", "place": "Nhà văn hóa <bản>"}
    paper = a_paper("meeting", "2026-11:regular:1", answers, unit=NA_DON, author="na-don-bi-thu", state="draft")
    told = await exchange(old, paper)
    assert [(one["id"], one["error"]["code"]) for one in told["results"]] == [(paper["_id"], "not_your_unit")]

    assert await site.store.read(f"ws-{NA_DON}", paper["_id"]) is None
    assert paper["_id"] not in json.dumps((await exchange(new)).get("changes", []))
    page = await office.get(f"{INBOX}/{NA_DON}")
    shown = words(page)
    assert paper["_id"] in shown and "Lò Văn Panh (na-don-bi-thu)" in shown and "Đồng chí không ghi loại giấy này ở đơn vị này." in shown
    assert "Nhà văn hóa <bản>" in shown and "<bản>" not in page.text and "Lò Thị Mai" not in shown
    await exchange(old, paper)
    assert words(await office.get(f"{INBOX}/{NA_DON}")) == shown

    mine = a_paper("meeting", "2026-11:regular:1", answers, unit=NA_DON, author="lo-thi-mai", state="draft")
    assert "error" not in (await exchange(new, mine))["results"][0]


async def test_somebody_who_has_an_account_takes_over(site: Running) -> None:
    office = await site.office("quan-tri")
    answer = await send(office, HANDOVER, do="handover", held=HELD, new="na-don-thu-ky", name="", **{"from": "2026-12-01"})
    assert answer.status_code == 303 and "Đã bàn giao." in words(await office.get(answer.headers["location"]))
    assert "Bí thư chi bộ Chi bộ bản Nà Đon 01/12/2026 nay" in words(await office.get("/administration/people/na-don-thu-ky"))
    assert "Bí thư chi bộ Chi bộ bản Nà Đon 01/01/2020 30/11/2026" in words(
        await office.get("/administration/people/na-don-bi-thu")
    )


async def test_a_handover_to_nobody_or_of_nothing_is_told(site: Running) -> None:
    office = await site.office("quan-tri")
    answer = await send(office, HANDOVER, do="handover", held="", new="", name="", **{"from": "hôm nay"})
    assert answer.status_code == 422 and "Còn 3 chỗ chưa đúng" in words(answer)
    before = await send(office, HANDOVER, do="handover", held=HELD, new="na-don-thu-ky", name="", **{"from": "2019-01-01"})
    assert before.status_code == 422 and "Vai trò này bắt đầu từ ngày 01/01/2020" in words(before)


async def test_whatever_was_refused_is_shown_as_text(site: Running) -> None:
    old, office = await site.phone("na-don-bi-thu"), await site.office("quan-tri")
    strange = a_paper("meeting", "2026-11:regular:1", {"place": "x"}, unit=NA_DON, author="na-don-bi-thu", state="draft")
    strange["answers"]["place"] = "\ud800 lẻ"
    strange["answers"]["deep"] = [{"a": None, "b": [1, True]}, "x"]
    await exchange(old, strange)
    page = await office.get(f"{INBOX}/{NA_DON}")
    assert page.status_code == 200 and "\\ud800 lẻ" in page.text
