"""Addresses are told of papers: signed, in order, at least once; one that does not answer is tried again, then dead and shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.settings import Settings
from sync.domain.machines.webhook import DELAYS
from sync.ports import Write
from sync.ports.post import Answered
from sync.stores.memory import MemoryStore
from tests.server.administration.desk import send, words
from tests.server.machines.receiver import Receiver
from tests.server.machines.test_tokens import key_in
from tests.support.phone import a_paper
from tests.support.site import Running, running
from tests.support.world import BINH_LU, NA_DON, PA_PE

PAGE = "/administration/webhooks"
URL = "https://hooks.example.vn/so-hop"
ALL = {"events-paper.sent": "1", "events-paper.returned": "1", "events-paper.accepted": "1"}
ADD = {"do": "add", "name": "Phần mềm của tỉnh", "unit": BINH_LU, "url": URL, **ALL}
REFUSED = Answered(500, "refused")


@dataclass
class Telling:
    server: Running
    receiver: Receiver
    secret: str

    async def catch_up(self) -> float:
        return await self.server.site.parts.teller.catch_up()

    async def document(self) -> dict[str, Any]:
        [kept] = await self.server.store.range("webhooks")
        return kept

    async def do(self, do: str) -> httpx.Response:
        id = (await self.document())["_id"].partition(":")[2]
        return await send(await self.server.office("quan-tri"), PAGE, do=do, id=id)

    async def page(self) -> str:
        return words(await (await self.server.office("quan-tri")).get(PAGE))

    async def paper(self, month: str = "2026-11", unit: str = NA_DON, author: str = "na-don-bi-thu", state: str = "sent") -> dict[str, Any]:
        chair = {"name": "Lò Văn Panh"}
        answers = {"date": f"{month}-03", "start_time": "19:30", "place": "Nhà văn hóa bản", "chair": chair, "note_taker": chair,
                   "agenda": [{"_id": "1", "text": "Đánh giá tháng trước"}]}  # fmt: skip
        paper = a_paper("meeting", f"{month}:regular:1", answers, unit=unit, author=author, state=state)
        answer = await (await self.server.phone(author)).post("/sync", json={"cursor": "", "docs": [paper]})
        assert answer.json()["results"][0]["ok"], answer.text
        return paper

    async def review(self, paper: dict[str, Any], decision: str) -> None:
        officer = await self.server.office()
        path = f"/units/{paper['unit']}/papers/{paper['_id']}"
        page = (await officer.get(path)).text
        token, base = (page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("form_token", "base"))
        fields = {"form_token": token, "base": base, "decision": decision, "comment:answers": "Ghi rõ địa điểm."}
        answer = await officer.post(f"{path}/review", data=fields)
        assert answer.status_code == 303, words(answer)


@asynccontextmanager
async def telling(tmp_path: Path, **fields: str) -> AsyncIterator[Telling]:
    receiver = Receiver()
    async with running(tmp_path, post=receiver, telling=False) as server:
        page = await send(await server.office("quan-tri"), PAGE, **(ADD | fields))
        yield Telling(server, receiver, key_in(page))


async def test_a_paper_that_is_safe_is_told_once_signed_and_without_its_words(tmp_path: Path) -> None:
    async with telling(tmp_path) as it:
        paper = await it.paper()
        await it.catch_up()
        await it.catch_up()
        [message] = it.receiver.got
        assert message.url == URL and message.is_signed_with(it.secret) and not message.is_signed_with("whsec_" + "A" * 43 + "=")
        assert message.told == {
            "type": "paper.sent", "timestamp": "2026-11-23T10:00:00.000+07:00",
            "data": {"unit": NA_DON, "paper": paper["_id"], "kind": "meeting", "rev": paper["_rev"],
                     "href": f"/api/units/{NA_DON}/papers/{paper['_id']}"},
        }  # fmt: skip
        assert "1 tin đã nhận" in await it.page()


async def test_the_server_tells_by_itself_what_comes_while_it_runs(tmp_path: Path) -> None:
    receiver = Receiver()
    async with running(tmp_path, post=receiver) as server:
        await send(await server.office("quan-tri"), PAGE, **ADD)
        paper = await Telling(server, receiver, "").paper()
        async with asyncio.timeout(60):
            while not receiver.got:
                await asyncio.sleep(0.01)
        assert receiver.got[0].told["data"]["rev"] == paper["_rev"]


async def test_the_secret_is_nowhere_in_the_store(tmp_path: Path) -> None:
    async with telling(tmp_path) as it:
        assert it.secret.removeprefix("whsec_")[:20] not in str([await it.server.store.range(db) for db in await it.server.store.databases()])
        assert it.secret not in await it.page()


async def test_what_a_reviewer_decides_is_told_with_the_decision(tmp_path: Path) -> None:
    async with telling(tmp_path) as it:
        paper = await it.paper()
        await it.review(paper, "returned")
        await it.review(paper, "accepted")
        await it.catch_up()
        told = [(one.told["type"], one.told["data"].get("decision")) for one in it.receiver.got]
        assert told == [("paper.sent", None), ("paper.returned", "returned"), ("paper.accepted", "accepted")]
        assert {(one.told["data"]["paper"], one.told["data"]["rev"]) for one in it.receiver.got} == {(paper["_id"], paper["_rev"])}
        assert len({one.id for one in it.receiver.got}) == 3


async def test_an_address_hears_of_its_units_and_of_what_it_asked_for_alone(tmp_path: Path) -> None:
    async with telling(tmp_path, unit=NA_DON, **{"events-paper.sent": ""}) as it:
        paper = await it.paper()
        await it.paper(unit=PA_PE, author="pa-pe-bi-thu")
        await it.paper("2026-12", state="draft")
        await it.review(paper, "returned")
        await it.catch_up()
        assert [one.told["type"] for one in it.receiver.got] == ["paper.returned"]


async def test_what_is_not_taken_is_told_again_with_the_same_id_and_holds_up_what_comes_after(tmp_path: Path) -> None:
    async with telling(tmp_path) as it:
        it.receiver.answers = [REFUSED, Answered(0, "no_answer")]
        first, second = await it.paper("2026-11"), await it.paper("2026-12")
        assert await it.catch_up() == DELAYS[0]
        assert len(it.receiver.got) == 1 and "thử lại lúc" in await it.page() and "trả lời 500" in await it.page()
        await it.catch_up()
        assert len(it.receiver.got) == 1, "not before its time"
        it.server.clock.move(seconds=DELAYS[0])
        await it.catch_up()
        it.server.clock.move(seconds=DELAYS[1])
        await it.catch_up()
        assert [one.told["data"]["paper"] for one in it.receiver.got] == [first["_id"]] * 3 + [second["_id"]]
        assert len({one.id for one in it.receiver.got}) == 2 and len({one.headers["webhook-timestamp"] for one in it.receiver.got[:3]}) == 3
        assert (await it.document())["failing"] is None


async def test_an_answer_that_asks_for_time_gets_it(tmp_path: Path) -> None:
    async with telling(tmp_path) as it:
        it.receiver.answers = [Answered(429, "refused", 600.0)]
        await it.paper()
        await it.catch_up()
        it.server.clock.move(seconds=599)
        await it.catch_up()
        assert len(it.receiver.got) == 1
        it.server.clock.move(seconds=1)
        await it.catch_up()
        assert len(it.receiver.got) == 2


async def test_an_address_that_never_answers_is_dead_and_shown_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    async with telling(tmp_path) as it:
        it.receiver.always = REFUSED
        first = await it.paper("2026-11")
        for delay in DELAYS:
            await it.catch_up()
            it.server.clock.move(seconds=delay)
        await it.catch_up()
        assert (await it.document())["state"] == "dead" and len(it.receiver.got) == len(DELAYS) + 1
        second = await it.paper("2026-12")
        it.server.clock.move(days=30)
        await it.catch_up()
        assert len(it.receiver.got) == len(DELAYS) + 1 and "Đã ngừng báo tin" in await it.page()
        it.receiver.always, it.receiver.got = None, []
        await it.do("go_on")
        await it.catch_up()
        assert [one.told["data"]["paper"] for one in it.receiver.got] == [first["_id"], second["_id"]]


async def test_an_address_that_says_it_is_gone_is_dead_at_once(tmp_path: Path) -> None:
    async with telling(tmp_path) as it:
        it.receiver.always = Answered(410, "refused")
        await it.paper()
        await it.catch_up()
        assert (await it.document())["state"] == "dead"


async def test_a_paused_address_is_told_later_and_an_ended_one_never(tmp_path: Path) -> None:
    async with telling(tmp_path) as it:
        await it.do("pause")
        paper = await it.paper()
        await it.catch_up()
        assert it.receiver.got == [] and "đang tạm dừng" in await it.page()
        await it.do("go_on")
        await it.catch_up()
        assert [one.told["data"]["paper"] for one in it.receiver.got] == [paper["_id"]]
        await it.do("end")
        await it.paper("2026-12")
        await it.catch_up()
        assert len(it.receiver.got) == 1 and (await it.do("go_on")).status_code == 404


async def test_a_server_that_dies_after_sending_tells_again_with_the_same_id(tmp_path: Path) -> None:
    store = MemoryStore()
    receiver = Receiver()
    async with running(tmp_path, store=store, post=receiver, telling=False) as server:
        await send(await server.office("quan-tri"), PAGE, **ADD)
        it = Telling(server, receiver, "")
        await it.paper()
        [before] = await store.range("webhooks")
        await it.catch_up()
        [after] = await store.range("webhooks")
        await store.write("webhooks", [Write(before | {"_rev": after["_rev"]}, mode="edit")])
        server.site.parts.teller.tell._seen.clear()
        await it.catch_up()
        assert len(receiver.got) == 2 and len({one.id for one in receiver.got}) == 1


async def test_two_servers_that_share_a_store_do_not_both_tell(tmp_path: Path) -> None:
    store, receiver = MemoryStore(), Receiver()
    settings = Settings(data=tmp_path / "b", secret=b"k" * 32)
    async with running(tmp_path / "a", store=store, post=receiver, telling=False, settings=Settings(data=tmp_path / "a", secret=b"k" * 32)) as one:
        await send(await one.office("quan-tri"), PAGE, **ADD)
        it = Telling(one, receiver, "")
        await it.paper()
        await it.catch_up()
        from server.app import build

        other = build(settings, clock=one.clock, store=store, passwords=one.passwords, post=receiver)
        await it.paper("2026-12")
        await other.parts.teller.catch_up()
        assert len(receiver.got) == 1, "the first still holds it"
        await it.catch_up()
        await other.parts.teller.catch_up()
        assert len(receiver.got) == 2
        await it.paper("2027-01")
        one.clock.move(seconds=121)
        await other.parts.teller.catch_up()
        assert len(receiver.got) == 3, "the first has let go of it"
        await other.parts.read_model.close()


async def test_a_moved_history_is_not_told_from_its_beginning(tmp_path: Path) -> None:
    async with telling(tmp_path) as it:
        for month in ("2026-10", "2026-11"):
            await it.paper(month)
            await it.catch_up()
            it.server.clock.move(days=2)
        late = await it.paper("2026-12")
        entries = await it.server.store.range("history")
        await it.server.store.delete_database("history")
        await it.server.store.create_database("history")
        bare = [{name: value for name, value in one.items() if name != "_rev"} for one in reversed(entries)]
        await it.server.store.write("history", [Write(one, mode="edit") for one in bare])
        await it.catch_up()
        await it.catch_up()
        assert [one.id for one in it.receiver.got].count(it.receiver.got[0].id) == 1
        assert sorted(one.told["data"]["paper"] for one in it.receiver.got[2:]) == ["meeting:2026-11:regular:1", late["_id"]]
        assert len({one.id for one in it.receiver.got}) == 3


async def test_a_new_secret_signs_beside_the_old_one_for_a_day(tmp_path: Path) -> None:
    async with telling(tmp_path) as it:
        fresh = key_in(await it.do("renew"))
        await it.paper("2026-11")
        await it.catch_up()
        it.server.clock.move(days=1)
        await it.paper("2026-12")
        await it.catch_up()
        [during, after] = it.receiver.got
        assert fresh != it.secret
        assert during.is_signed_with(it.secret) and during.is_signed_with(fresh)
        assert after.is_signed_with(fresh) and not after.is_signed_with(it.secret)


async def test_an_address_is_tried_out_from_the_page(tmp_path: Path) -> None:
    async with telling(tmp_path) as it:
        taken = await it.do("ping")
        assert "đã nhận tin thử" in words(taken) and it.receiver.got[0].told["type"] == "ping" and it.receiver.got[0].is_signed_with(it.secret)
        it.receiver.always = Answered(0, "certificate")
        assert "chứng chỉ không hợp lệ" in words(await it.do("ping"))


@pytest.mark.parametrize(
    "url",
    ["", "http://example.vn/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/", "https://169.254.169.254/latest/meta-data",
     "https://localhost/", "https://x.local/", "https://u:p@example.vn/", "ftp://example.vn/", "https://2130706433/", "https://127.1/",
     "https://[::ffff:127.0.0.1]/", "https://example.vn/ x", "https://example.vn:0/", "https://", "javascript:alert(1)", "https://a.vn/" + "x" * 500],
)  # fmt: skip
async def test_an_address_that_is_not_of_the_public_internet_is_not_taken(tmp_path: Path, url: str) -> None:
    async with running(tmp_path) as server:
        answer = await send(await server.office("quan-tri"), PAGE, **(ADD | {"url": url}))
        assert answer.status_code == 422 and await server.store.range("webhooks") == []


async def test_nobody_but_administrators_has_anything_told(tmp_path: Path) -> None:
    async with telling(tmp_path) as it:
        officer = await it.server.office()
        assert (await officer.get(PAGE)).status_code == 403
        before = await it.document()
        token = (await officer.get("/me/password")).text.split('name="form_token" value="')[1].split('"')[0]
        for fields in (ADD, *({"do": do, "id": before["_id"].partition(":")[2]} for do in ("ping", "pause", "renew", "end"))):
            assert (await officer.post(PAGE, data={"form_token": token, **fields})).status_code == 403
        assert await it.document() == before and it.receiver.got == []
