"""The portions of an exchange: verdicts first, small, each with a cursor from which nothing is lost and nothing comes twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from sync.domain.accounts import Person
from sync.domain.documents import workspace
from sync.forms.catalogue import Catalogue
from sync.ports import Json, Write
from sync.rules.catalogue import Rules
from sync.stores.memory import MemoryStore
from sync.usecases.accept_papers import AcceptPapers
from sync.usecases.cursor import Cursors
from sync.usecases.directory import RULES, UNITS, Directory
from sync.usecases.exchange import PORTION_BYTES, PORTION_VERDICTS, Exchange, Portion
from sync.usecases.history.keep import KeepPapers
from sync.usecases.moved_places import moved_from
from sync.usecases.obligations.deadlines import Deadlines
from tests.support.clock import FixedClock
from tests.support.phone import a_paper
from tests.support.signer import CountingSigner
from tests.support.world import NA_DON, PA_PE, make_world

DB = workspace(NA_DON)


class CountingStore(MemoryStore):
    """Counts what a remote store would make a round trip of."""

    def __init__(self) -> None:
        super().__init__()
        self.trips: list[str] = []

    async def leaves_of(self, db: str, ids: Sequence[str], *, packed: bool = False) -> dict[str, list[Json]]:
        self.trips.append("leaves_of")
        found = {id: await MemoryStore.leaves(self, db, id) for id in ids}
        return {id: leaves for id, leaves in found.items() if leaves}

    async def leaves(self, db: str, id: str) -> list[Json]:
        self.trips.append("leaves")
        return await super().leaves(db, id)

    async def changes(self, db: str, since: str = "0", **more: Any) -> Any:
        self.trips.append("changes")
        return await super().changes(db, since, **more)


class World:
    def __init__(self, store: CountingStore, directory: Directory, person: Person) -> None:
        clock = FixedClock("2026-11-10T08:00:00+07:00")
        accept = AcceptPapers(store, directory, Catalogue.load(), clock, KeepPapers(store, CountingSigner(), clock))
        self.store, self.person = store, person
        deadlines = Deadlines(store, directory, Rules.load())
        self.exchange = Exchange(store, directory, deadlines, accept, Cursors(b"k" * 32), clock)

    async def portions(self, cursor: str = "", *documents: Any) -> list[Portion]:
        return [portion async for portion in self.exchange(self.person, cursor, documents)]

    async def fill(self, count: int, **changes: Any) -> list[str]:
        papers = [meeting(number, **changes) for number in range(count)]
        await self.store.write(DB, [Write(paper) for paper in papers])
        return [paper["_id"] for paper in papers]


@pytest.fixture
async def world() -> World:
    store = CountingStore()
    directory = await make_world(store)
    person = await directory.person("na-don-bi-thu")
    assert person is not None
    return World(store, directory, person)


def meeting(number: int, place: str = "Nhà văn hóa bản Nà Đon", **changes: Any) -> Json:
    key = f"{1990 + number // 108}-{number // 9 % 12 + 1:02}:extraordinary:{number % 9 + 1}"
    chair = {"name": "Lò Văn Panh"}
    answers = {"date": f"{key[:7]}-03", "start_time": "19:30", "place": place, "chair": chair, "note_taker": chair,
               "agenda": [{"_id": "1", "text": "Bàn việc tháng tới"}]}  # fmt: skip
    return a_paper("meeting", key, answers, **{"unit": NA_DON, "author": "na-don-bi-thu", **changes})


def ids(portions: Sequence[Portion]) -> list[str]:
    return [json.loads(change)["_id"] for portion in portions for change in portion.changes]


async def test_portions_are_small_and_all_but_the_last_say_there_is_more(world: World) -> None:
    filled = await world.fill(120)
    portions = await world.portions()
    assert ids(portions) == filled
    assert len(portions) > 10
    assert all(sum(map(len, portion.changes)) <= PORTION_BYTES for portion in portions)
    assert [portion.more for portion in portions] == [True] * (len(portions) - 1) + [False]
    assert [portion.units is not None for portion in portions] == [True] + [False] * (len(portions) - 1)


async def test_from_the_cursor_of_any_portion_exactly_the_rest_is_told(world: World) -> None:
    filled = await world.fill(60)
    portions = await world.portions()
    for cut in range(len(portions)):
        rest = await world.portions(portions[cut].cursor)
        assert ids(portions[: cut + 1]) + ids(rest) == filled
    [quiet] = await world.portions(portions[-1].cursor)
    assert quiet.is_quiet(portions[-1].cursor)


async def test_a_paper_larger_than_a_portion_is_one_alone(world: World) -> None:
    long = meeting(1, place="Nhà văn hóa " * 1_000)
    await world.store.write(DB, [Write(one) for one in (meeting(0), long, meeting(2))])
    assert [ids([portion]) for portion in await world.portions()] == [[meeting(0)["_id"]], [long["_id"]], [meeting(2)["_id"]]]


async def test_verdicts_come_in_order_before_all_changes_and_what_was_sent_does_not_come_back(world: World) -> None:
    filled = await world.fill(30)
    sent = [meeting(number) for number in range(100, 150)]
    portions = await world.portions("", *sent)
    verdicts = [verdict for portion in portions for verdict in portion.verdicts]
    assert [verdict.id for verdict in verdicts] == [paper["_id"] for paper in sent]
    assert all(verdict.receipt for verdict in verdicts)
    assert all(len(portion.verdicts) <= PORTION_VERDICTS for portion in portions)
    with_verdicts = [number for number, portion in enumerate(portions) if portion.verdicts]
    with_changes = [number for number, portion in enumerate(portions) if portion.changes]
    assert with_verdicts[-1] <= with_changes[0]
    assert ids(portions) == filled
    [quiet] = await world.portions(portions[-1].cursor)
    assert quiet.is_quiet(portions[-1].cursor)


async def test_when_the_answer_is_cut_after_the_verdicts_the_cursor_has_lost_nothing(world: World) -> None:
    filled = await world.fill(30)
    first, *_ = await world.portions("", *(meeting(number) for number in range(100, 150)))
    assert first.verdicts and not first.changes
    assert set(filled) <= set(ids(await world.portions(first.cursor)))


async def test_one_paper_sent_when_nothing_else_is_new_is_answered_in_one_portion(world: World) -> None:
    *_, last = await world.portions()
    [portion] = await world.portions(last.cursor, meeting(1))
    assert portion.verdicts and not portion.changes and not portion.more and portion.cursor != last.cursor


async def test_a_phone_that_is_up_to_date_costs_no_reading_of_the_feed(world: World) -> None:
    await world.fill(5)
    *_, last = await world.portions()
    world.store.trips.clear()
    await world.portions(last.cursor)
    assert world.store.trips == []


async def test_documents_are_read_many_at_a_time(world: World) -> None:
    await world.fill(120)
    world.store.trips.clear()
    await world.portions()
    assert world.store.trips == ["changes", "leaves_of"] * 2


async def test_a_cursor_goes_on_in_another_store_the_database_has_moved_to(world: World) -> None:
    filled = await world.fill(40)
    portions = await world.portions()
    cut = len(portions) // 2
    held = ids(portions[:cut])
    old = (await world.store.info(DB)).uuid[:8]
    papers = [leaf for id in filled for leaf in await world.store.leaves(DB, id)]
    await world.store.delete_database(DB)
    await world.store.create_database(DB)
    await world.store.write(DB, [Write(paper) for paper in papers[30:]])
    await world.store.write(DB, [Write(paper) for paper in papers[:30]])
    info = await world.store.info(DB)
    places = [[len(held) - 3, "14"], [40, info.update_seq]]
    await world.store.write_local(DB, moved_from(old), {"uuid8": info.uuid[:8], "places": places})
    rest = ids(await world.portions(portions[cut - 1].cursor))
    assert rest == (filled[30:] + filled[:30])[14:]
    [quiet, *more] = await world.portions(portions[-1].cursor)
    assert not quiet.changes and not more


async def test_a_database_made_anew_is_told_from_its_beginning(world: World) -> None:
    await world.fill(10)
    *_, last = await world.portions()
    await world.store.delete_database(DB)
    [portion] = await world.portions(last.cursor)
    assert not portion.changes and not portion.more
    filled = await world.fill(3)
    assert ids(await world.portions(last.cursor)) == filled


async def test_drafts_of_others_and_other_units_are_passed_over_and_the_cursor_moves_on(world: World) -> None:
    await world.fill(5, state="draft", author="na-don-thu-ky")
    await world.store.write(workspace(PA_PE), [Write(meeting(1, unit=PA_PE))])
    [portion] = await world.portions()
    assert not portion.changes and not portion.more
    [quiet] = await world.portions(portion.cursor)
    assert quiet.is_quiet(portion.cursor)


async def test_what_is_settled_for_a_unit_is_told_once_and_then_nothing(world: World) -> None:
    *_, last = await world.portions()
    exemption = {"unit": NA_DON, "first": "2026-12-01", "last": "2026-12-31", "reason": "lũ", "rule": None}
    body = {"_id": f"exemption:{NA_DON}:1", "kind": "exemption", "says": exemption}
    await world.store.write(RULES, [Write(body, mode="edit")])
    [told] = await world.portions(last.cursor)
    assert told.units is not None and told.units[0]["deadlines"]["exemptions"] == [exemption]
    assert not told.is_quiet(last.cursor) and told.cursor != last.cursor
    [quiet] = await world.portions(told.cursor)
    assert quiet.units is None and quiet.is_quiet(told.cursor)


async def test_what_is_settled_for_another_unit_is_told_to_nobody_else(world: World) -> None:
    *_, last = await world.portions()
    exemption = {"unit": PA_PE, "first": "2026-12-01", "last": "2026-12-31", "reason": "lũ", "rule": None}
    body = {"_id": f"exemption:{PA_PE}:1", "kind": "exemption", "says": exemption}
    await world.store.write(RULES, [Write(body, mode="edit")])
    [quiet] = await world.portions(last.cursor)
    assert quiet.is_quiet(last.cursor)


async def test_a_unit_that_is_renamed_is_told_under_its_new_name(world: World) -> None:
    *_, last = await world.portions()
    unit = await world.store.read(UNITS, f"unit:{NA_DON}")
    assert unit is not None
    names = [{"name": "Chi bộ bản Nà Đon 1", "from": "2020-01-01", "to": None}]
    await world.store.write(UNITS, [Write({**unit, "names": names}, mode="edit")])
    [told] = await world.portions(last.cursor)
    assert told.units is not None and told.units[0]["name"] == "Chi bộ bản Nà Đon 1"
