"""What was refused can be tried again when the reason is gone, put aside with a reason, and taken away; it is never removed."""

from __future__ import annotations

import asyncio
import html
import json
import re
from pathlib import Path

import httpx
import pytest

from server.cli import main
from server.pages.administration.inbox import SHOWN
from sync.domain.documents import workspace
from sync.domain.errors import Problem
from sync.forms.catalogue import Catalogue
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.accept_papers import AcceptPapers
from sync.usecases.directory import INBOX as DATABASE
from sync.usecases.directory import Directory
from sync.usecases.history.keep import KeepPapers
from sync.usecases.keep_refused import keep_refused
from tests.server.administration.desk import HANDOVER, INBOX, bare_token, send, site, words
from tests.server.administration.test_handover import HELD, exchange
from tests.support.clock import FixedClock
from tests.support.phone import a_paper
from tests.support.signer import CountingSigner
from tests.support.site import Running
from tests.support.world import NA_DON, make_world

assert site
PAGE = f"{INBOX}/{NA_DON}"
ANSWERS = {"month": "2026-11", "type": "regular", "number": 1, "date": "2026-11-03", "place": "Nhà văn hóa bản"}


async def refused(site: Running) -> tuple[httpx.AsyncClient, str]:
    """An office that sees one refused paper, and the paper's id: its author was no secretary that day."""
    old, office = await site.phone("na-don-bi-thu"), await site.office("quan-tri")
    await send(office, HANDOVER, do="handover", held=HELD, new="na-don-thu-ky", name="", **{"from": "2026-11-23"})
    paper = a_paper("meeting", "2026-11:regular:1", ANSWERS, unit=NA_DON, author="na-don-bi-thu", state="draft")
    assert (await exchange(old, paper))["results"][0]["error"]["code"] == "not_your_unit"
    return office, str(paper["_id"])


async def id_on(office: httpx.AsyncClient) -> str:
    found = re.search(r'name="id" value="([^"]+)"', (await office.get(PAGE)).text)
    assert found
    return html.unescape(found[1])


async def test_a_refused_paper_is_taken_in_under_its_authors_name_once_the_reason_is_gone(site: Running) -> None:
    office, paper = await refused(site)
    id = await id_on(office)
    still = await send(office, PAGE, do="retry", id=id)
    assert still.status_code == 422 and "Vẫn chưa nhận được: Đồng chí không ghi loại giấy này ở đơn vị này." in words(still)
    assert len(await site.store.range(DATABASE, "refused:", "refused;")) == 1, "trying again refuses nothing anew"
    back = f"na-don-thu-ky|secretary|{NA_DON}|2026-11-23|"
    await send(office, HANDOVER, do="handover", held=back, new="na-don-bi-thu", name="", **{"from": "2026-11-24"})
    site.clock.move(days=1)
    assert (await send(office, PAGE, do="retry", id=id)).status_code == 303
    stored = await site.store.read(workspace(NA_DON), paper)
    assert stored is not None and stored["author"] == "na-don-bi-thu"
    assert "Đã nhận vào sổ lúc" in words(await office.get(PAGE)) and 'name="id"' not in (await office.get(PAGE)).text
    assert (await with_token(office, {"do": "retry", "id": id})).status_code == 404


async def with_token(office: httpx.AsyncClient, fields: dict[str, str]) -> httpx.Response:
    return await office.post(PAGE, data={"form_token": await bare_token(office), **fields})


async def test_putting_one_aside_takes_a_reason_and_keeps_the_paper(site: Running) -> None:
    office, paper = await refused(site)
    id = await id_on(office)
    assert (await send(office, PAGE, do="dismiss", id=id, reason="  ")).status_code == 422
    assert (await send(office, PAGE, do="dismiss", id=id, reason="Đã ghi lại ở giấy khác")).status_code == 303
    shown = words(await office.get(PAGE))
    assert "Lý do: Đã ghi lại ở giấy khác" in shown and paper in shown and "Nhà văn hóa bản" in shown
    [row] = await site.store.range(DATABASE, "refused:", "refused;")
    assert row["settled"]["by"] == "quan-tri"


async def test_a_refused_paper_can_be_taken_away_whole(site: Running) -> None:
    office, paper = await refused(site)
    file = re.search(r'href="([^"]+\.json)"', (await office.get(PAGE)).text)
    assert file
    told = (await office.get(html.unescape(file[1]))).json()
    assert told["document"]["_id"] == paper and told["document"]["answers"] == ANSWERS and told["code"] == "not_your_unit"
    assert (await office.get(f"{PAGE}/none.json")).status_code == 404


async def test_only_who_sees_the_inbox_settles_what_is_in_it(site: Running) -> None:
    office, _ = await refused(site)
    id = await id_on(office)
    for username in ("pa-pe-bi-thu", "binh-lu-dang-uy"):
        other = await site.office(username)
        answer = await with_token(other, {"do": "dismiss", "id": id, "reason": "x"})
        assert answer.status_code == 403, username
    [row] = await site.store.range(DATABASE, "refused:", "refused;")
    assert "settled" not in row


async def test_where_something_waits_is_told_and_what_named_no_unit_waits_too(site: Running) -> None:
    phone, office = await site.phone("na-don-bi-thu"), await site.office("quan-tri")
    assert "Không có giấy nào đang chờ xem." in words(await office.get(INBOX))
    nowhere = a_paper("meeting", "2026-11:regular:1", ANSWERS, unit="ban-khong-co", author="na-don-bi-thu", state="draft")
    bare = {name: value for name, value in nowhere.items() if name != "unit"}
    told = await exchange(phone, nowhere, bare)
    assert not any(one["ok"] for one in told["results"])
    overview = words(await office.get(INBOX))
    assert "Không rõ đơn vị (ban-khong-co) : 1 giấy đang chờ xem" in overview and "Không rõ đơn vị (-) : 1 giấy đang chờ xem" in overview
    for name in ("ban-khong-co", "-"):
        page = await office.get(f"{INBOX}/{name}")
        assert "Nhà văn hóa bản" in words(page) and "1 giấy đang chờ xem" in words(page)
        id = html.unescape(re.findall(r'name="id" value="([^"]+)"', page.text)[0])
        assert (await send(office, f"{INBOX}/{name}", do="retry", id=id)).status_code == 422
        assert (await send(office, f"{INBOX}/{name}", do="dismiss", id=id, reason="Gửi nhầm")).status_code == 303
        assert (await (await site.office("na-don-bi-thu")).get(f"{INBOX}/{name}")).status_code == 404
    assert "Không có giấy nào đang chờ xem." in words(await office.get(INBOX))
    assert (await (await site.office("na-don-bi-thu")).get(INBOX)).status_code == 403
    assert (await office.get(f"{INBOX}/khong-he-co")).status_code == 404


async def test_however_many_there_are_each_can_be_reached(site: Running) -> None:
    office = await site.office("quan-tri")
    person = await Directory(site.store).person("na-don-bi-thu")
    assert person is not None
    for number in range(SHOWN + 3):
        paper = a_paper("meeting", "2026-11:regular:1", {"place": f"Nhà số {number}."}, unit=NA_DON, author="na-don-bi-thu", state="draft")
        await keep_refused(site.store, site.clock, person, [(paper, Problem("not_your_unit"))])
        site.clock.move(minutes=1)
    first = await office.get(PAGE)
    assert f"{SHOWN + 3} giấy đang chờ xem" in words(first) and f"Nhà số {SHOWN + 2}." in words(first) and "Nhà số 2." not in words(first)
    later = re.search(r'href="([^"]+page=2)"', first.text)
    assert later
    second = words(await office.get(html.unescape(later[1])))
    assert all(f"Nhà số {number}." in second for number in range(3)) and "Trang sau" not in second
    id = await id_on(office)
    await send(office, PAGE, do="dismiss", id=id, reason="Đã ghi lại ở giấy khác")
    assert f"{SHOWN + 2} giấy đang chờ xem" in words(await office.get(PAGE))
    assert "Đã bỏ qua lúc" in words(await office.get(f"{PAGE}?page=2")), "what is settled comes behind what waits"


async def test_the_command_lists_tries_again_exports_and_puts_aside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = await SqliteStore.open(tmp_path / "sohop.sqlite")
    directory = await make_world(store)
    clock = FixedClock("2026-11-23T10:00:00+07:00")
    accept = AcceptPapers(store, directory, Catalogue.load(), clock, KeepPapers(store, CountingSigner(), clock))
    author, other = await directory.person("na-don-bi-thu"), await directory.person("pa-pe-bi-thu")
    assert author is not None and other is not None
    right = a_paper("meeting", "2026-11:regular:1", ANSWERS, unit=NA_DON, author="na-don-bi-thu", state="draft")
    wrong = a_paper("meeting", "2026-10:regular:1", ANSWERS, unit=NA_DON, author="pa-pe-bi-thu", state="draft")
    await keep_refused(store, clock, author, [(right, Problem("version_unknown"))])
    await accept(other, [wrong])
    await store.close()

    async def told(*arguments: str) -> tuple[int, list[str]]:
        code = await asyncio.to_thread(main, ["inbox", "--data", str(tmp_path), *arguments])
        return code, capsys.readouterr().out.splitlines()

    code, lines = await told("list")
    assert code == 0 and len(lines) == 2 and all(NA_DON in line for line in lines)
    code, lines = await told("retry")
    assert code == 1 and sorted(line.split("  ")[1] for line in lines) == ["still refused: not_your_unit", "taken in"]
    _, [left] = await told("list", NA_DON)
    assert (await told("dismiss", left.split("  ")[0], "Không phải của chi bộ"))[0] == 0
    assert (await told("list"))[1] == []
    exported = [json.loads(line) for line in (await told("export"))[1]]
    assert {(one["document"]["_id"], one["settled"]["how"]) for one in exported} == {
        (right["_id"], "accepted"), (wrong["_id"], "dismissed")
    }  # fmt: skip
    assert (await told("dismiss", "nothing", "x"))[0] == 1
