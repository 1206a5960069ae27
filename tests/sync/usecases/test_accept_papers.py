"""Papers come in, are checked one by one, and either are safe with a receipt or are kept in the inbox."""

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from sync.domain import lifecycle
from sync.domain.accounts import Person
from sync.domain.documents import workspace
from sync.domain.proofs.history import HISTORY, Head, break_in, ids_of
from sync.forms.catalogue import Catalogue
from sync.ports import Write, Written
from sync.stores.memory import MemoryStore
from sync.usecases.accept_papers import AcceptPapers, Verdict
from sync.usecases.directory import INBOX, Directory
from sync.usecases.history.keep import KeepPapers
from sync.usecases.obligations.judge_on_time import JudgeOnTime
from tests.support.clock import FixedClock
from tests.support.phone import a_paper, with_revision
from tests.support.signer import CountingSigner
from tests.support.world import NA_DON, PA_PE, make_world

SECRETARY, NOTE_TAKER = "na-don-bi-thu", "na-don-thu-ky"
KEY = "2026-11:regular:1"


class World:
    def __init__(self, store: MemoryStore, directory: Directory, on_time: JudgeOnTime | None = None) -> None:
        self.store, self.directory = store, directory
        self.clock, self.signer = FixedClock("2026-11-10T08:00:00+07:00"), CountingSigner()
        keep = KeepPapers(store, self.signer, self.clock)
        self.accept = AcceptPapers(store, directory, Catalogue.load(), self.clock, keep, on_time=on_time)

    async def person(self, username: str) -> Person:
        person = await self.directory.person(username)
        assert person is not None
        return person

    async def send(self, *documents: Any, by: str = SECRETARY) -> list[Verdict]:
        return await self.accept(await self.person(by), documents)

    async def inbox(self) -> list[dict[str, Any]]:
        return await self.store.range(INBOX, "refused:", "refused;")


@pytest.fixture
async def world() -> World:
    store = MemoryStore()
    return World(store, await make_world(store))


def a_meeting(**changes: Any) -> dict[str, Any]:
    chair = {"name": "Lò Văn Panh"}
    answers = {"date": "2026-11-03", "start_time": "19:30", "place": "Nhà văn hóa bản Nà Đon", "chair": chair,
               "note_taker": chair, "agenda": [{"_id": "1", "text": "Đánh giá tháng 10, bàn việc tháng 11"}]}  # fmt: skip
    return a_paper("meeting", KEY, answers, **{"unit": NA_DON, "author": SECRETARY, "state": "draft", **changes})


async def test_a_draft_is_stored_without_a_receipt(world: World) -> None:
    [verdict] = await world.send(a_meeting())
    assert verdict.ok and verdict.receipt is None
    stored = await world.store.read(workspace(NA_DON), f"meeting:{KEY}")
    assert stored is not None and stored["answers"]["place"] == "Nhà văn hóa bản Nà Đon"


async def test_a_paper_sent_twice_gets_the_same_receipt(world: World) -> None:
    paper = a_meeting(state="sent")
    [first] = await world.send(paper)
    world.clock.move(days=3)
    [again] = await world.send(paper)
    assert first.ok, first.problem
    assert first.receipt is not None and again.receipt is not None
    assert again.receipt["number"] == first.receipt["number"]
    assert again.receipt["received_at"] == first.receipt["received_at"]
    info = await world.store.info(workspace(NA_DON))
    assert info.doc_count == 2, "the paper and its receipt, once each"


async def test_one_bad_document_does_not_stop_the_others(world: World) -> None:
    good = a_meeting(state="sent")
    verdicts = await world.send("text", good, {"_id": "x"}, a_meeting(unit=PA_PE))
    assert [verdict.problem.code if verdict.problem else "ok" for verdict in verdicts] == [
        "document_malformed", "ok", "kind_unknown", "not_your_unit"]  # fmt: skip
    kept = await world.inbox()
    assert sorted(row["problem"]["code"] for row in kept) == ["document_malformed", "kind_unknown", "not_your_unit"]


async def test_a_refused_document_is_kept_whole_and_once(world: World) -> None:
    bad = {**a_meeting(), "answers": {"place": "Bản\ud800"}}
    for _ in range(3):
        [verdict] = await world.send(bad)
        assert verdict.problem is not None and verdict.problem.code == "text_malformed"
    [row] = await world.inbox()
    assert json.loads(row["document_json"]) == bad
    assert row["unit"] == NA_DON and row["author"] == SECRETARY


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"author": NOTE_TAKER}, "author_forged"),
        ({"unit": "khong-co"}, "unit_unknown"),
        ({"version": 99}, "version_unknown"),
        ({"form": "khong-co"}, "version_unknown"),
    ],
)
async def test_what_the_envelope_claims_is_checked(world: World, change: dict[str, Any], code: str) -> None:
    [verdict] = await world.send(with_revision({**a_meeting(), **change}))
    assert verdict.problem is not None and verdict.problem.code == code


async def test_a_revision_id_that_is_not_the_hash_of_the_content_is_refused(world: World) -> None:
    paper = a_meeting()
    [verdict] = await world.send({**paper, "answers": {"place": "nơi khác"}})
    assert verdict.problem is not None and verdict.problem.code == "revision_untrue"


async def test_a_tree_that_lies_about_its_length_is_refused(world: World) -> None:
    paper = a_meeting()
    [verdict] = await world.send({**paper, "_revisions": {"start": 5, "ids": paper["_revisions"]["ids"]}})
    assert verdict.problem is not None and verdict.problem.code == "revision_malformed"


async def test_a_paper_of_another_cell_is_refused_and_leaves_no_trace_there(world: World) -> None:
    [verdict] = await world.send(a_meeting(unit=PA_PE))
    assert verdict.problem is not None and verdict.problem.code == "not_your_unit"
    assert (await world.store.info(workspace(PA_PE))).doc_count == 0


async def test_a_receipt_cannot_be_forged(world: World) -> None:
    [verdict] = await world.send({"_id": f"receipt:minutes:{KEY}:1-0", "kind": "receipt", "unit": NA_DON})
    assert verdict.problem is not None and verdict.problem.code == "server_only"


async def test_a_draft_made_beside_a_sent_paper_joins_as_a_branch_and_hides_nothing(world: World) -> None:
    sent = a_meeting(state="sent")
    await world.send(sent)
    older = a_meeting(author=NOTE_TAKER)
    [verdict] = await world.send(older, by=NOTE_TAKER)
    assert verdict.ok and verdict.receipt is None
    record = lifecycle.record_of(await world.store.leaves(workspace(NA_DON), sent["_id"]))
    assert record is not None and record["_rev"] == sent["_rev"]


async def test_what_knew_of_a_sent_paper_does_not_turn_it_into_a_draft(world: World) -> None:
    sent = a_meeting(state="sent")
    await world.send(sent)
    [verdict] = await world.send(a_meeting(parent=sent))
    assert verdict.problem is not None and verdict.problem.code == "lifecycle"


async def test_a_whole_history_sent_in_one_batch_is_accepted_in_order(world: World) -> None:
    first = a_meeting()
    second = a_meeting(state="sent", parent=first)
    verdicts = await world.send(first, second)
    assert [verdict.ok for verdict in verdicts] == [True, True]
    assert verdicts[1].receipt is not None


async def test_a_deletion_of_a_draft_passes_and_of_a_sent_paper_does_not(world: World) -> None:
    draft = a_meeting()
    sent = a_meeting(state="sent", parent=draft)

    def gone(parent: dict[str, Any]) -> dict[str, Any]:
        return with_revision({"_id": parent["_id"], "unit": NA_DON, "_deleted": True}, parent)

    assert (await world.send(draft, gone(draft)))[1].ok
    await world.send(sent)
    [verdict] = await world.send(gone(sent))
    assert verdict.problem is not None and verdict.problem.code == "lifecycle"


async def test_two_requests_at_once_for_one_unit_take_turns(world: World) -> None:
    person = await world.person(SECRETARY)
    paper = a_meeting(state="sent")
    told = await asyncio.gather(*(world.accept(person, [paper]) for _ in range(5)))
    numbers = {verdict.receipt["number"] for [verdict] in told if verdict.receipt}
    assert len(numbers) == 1


async def test_the_receipt_time_is_the_servers(world: World) -> None:
    [verdict] = await world.send(a_meeting(state="sent"))
    assert verdict.receipt is not None
    assert datetime.fromisoformat(verdict.receipt["received_at"]) == world.clock.now()


async def history(world: World) -> list[dict[str, Any]]:
    """The entries of the cell, which must be whole."""
    entries, head = await world.store.range(HISTORY, *ids_of(NA_DON)), Head()
    for entry in entries:
        assert not break_in(entry, head)
        head = Head(entry["n"], entry["hash"])
    return entries


class Watched(MemoryStore):
    """Looks, whenever a receipt is written, whether the history has the entry that names it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[bool] = []

    async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        for receipt in (one.body["_id"] for one in writes if one.body["_id"].startswith("receipt:")):
            entries = await self.range(HISTORY, *ids_of(NA_DON))
            self.seen.append(receipt in {entry["receipt"]["id"] for entry in entries})
        return await super().write(db, writes)


async def test_no_receipt_is_seen_before_its_entry_of_the_history_though_another_server_came_first() -> None:
    store = Watched()
    here = World(store, await make_world(store))
    there = World(store, here.directory)
    for number, world in enumerate((here, there, here, there), 1):
        [verdict] = await world.send(a_paper_of(number, state="sent"))
        assert verdict.receipt is not None
    assert store.seen == [True] * 4
    assert [entry["n"] for entry in await history(here)] == [1, 2, 3, 4]
    found = await store.range(workspace(NA_DON), "receipt:", "receipt;")
    assert len(found) == 4


def a_paper_of(number: int, **changes: Any) -> dict[str, Any]:
    paper = a_meeting(**changes)
    return with_revision({**paper, "_id": f"meeting:2026-11:regular:{number}"})


async def test_every_accepted_revision_is_in_the_history_once(world: World) -> None:
    draft = a_meeting()
    await world.send(draft)
    await world.send(draft)
    [entry] = await history(world)
    assert [(row["id"], row["rev"], row["parent"]) for row in entry["papers"]] == [(draft["_id"], draft["_rev"], "")]
    assert entry["person"] == SECRETARY and "receipt" not in entry
    assert json.loads(entry["papers"][0]["text"])["answers"] == draft["answers"]


async def test_the_entry_names_the_receipt_of_what_was_sent_and_nothing_that_was_refused(world: World) -> None:
    sent, forged = a_meeting(state="sent"), a_meeting(author="somebody-else")
    forged = with_revision({**forged, "_id": "meeting:2026-10:regular:1"})
    verdicts = await world.send(sent, forged)
    [entry] = await history(world)
    assert [row["id"] for row in entry["papers"]] == [sent["_id"]]
    assert verdicts[0].receipts is not None and entry["receipt"]["id"] == verdicts[0].receipts.document["_id"]


async def test_two_servers_on_one_store_make_one_chain(world: World) -> None:
    other = World(world.store, world.directory)
    for month in range(1, 7):
        paper = with_revision({**a_meeting(), "_id": f"meeting:2026-{month:02}:regular:1"})
        [verdict] = await (world if month % 2 else other).send(paper)
        assert verdict.ok
    assert [entry["n"] for entry in await history(world)] == [1, 2, 3, 4, 5, 6]


async def test_a_receipt_that_a_crash_kept_from_being_given_is_given_to_whoever_asks_again(world: World) -> None:
    paper = a_meeting(state="sent")
    await world.store.write(workspace(NA_DON), [Write(paper)])
    [verdict] = await world.send(paper)
    assert verdict.receipt is not None
    assert [row["rev"] for entry in await history(world) for row in entry["papers"]] == [paper["_rev"]]
    [again] = await world.send(paper)
    assert again.receipt == verdict.receipt and len(await history(world)) == 1


async def test_a_draft_that_a_crash_kept_out_of_the_history_is_in_it_once_it_is_sent_again(world: World) -> None:
    draft = a_meeting()
    await world.store.write(workspace(NA_DON), [Write(draft)])
    for _ in range(2):
        [verdict] = await world.send(draft)
        assert verdict.ok and verdict.receipt is None
    assert [row["rev"] for entry in await history(world) for row in entry["papers"]] == [draft["_rev"]]


class Crashing(MemoryStore):
    """Ends before the next receipt is written."""

    crashes = True

    async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        if self.crashes and any(one.body["_id"].startswith("receipt:") for one in writes):
            raise OSError("the power went")
        return await super().write(db, writes)


class OwedTill(JudgeOnTime):
    """Everything that is sent is owed till a moment."""

    def __init__(self, due: str) -> None:
        self._due = datetime.fromisoformat(due)

    def asks(self, sent: Sequence[dict[str, Any]]) -> list[str]:
        return []

    async def look(self, db: str, sent: Sequence[dict[str, Any]]) -> dict[str, Any]:
        return {}

    async def __call__(self, unit: str, sent: Sequence[dict[str, Any]], at: datetime, read: Any = None) -> dict[tuple[str, str], bool]:
        return {(one["_id"], one["_rev"]): at <= self._due for one in sent}


async def test_after_a_crash_between_entry_and_receipt_the_receipt_is_the_one_that_the_entry_names() -> None:
    store, judge = Crashing(), OwedTill("2026-11-10T08:04:00+07:00")
    world = World(store, await make_world(store), judge)
    odd = a_paper_of(3, state="sent")
    odd = with_revision({**odd, "version": 2, "answers": {**odd["answers"], "meeting_type": "extraordinary"}})
    papers = [a_paper_of(1, state="sent"), a_paper_of(2), odd]
    with pytest.raises(OSError, match="power"):
        await world.accept(await world.person(SECRETARY), papers, drift_ms=1500)
    store.crashes = False
    world.clock.move(minutes=5)
    later = World(store, world.directory, judge)
    later.clock.move(minutes=5)
    first = await later.accept(await later.person(SECRETARY), papers, drift_ms=700)
    [entry] = await history(world)
    assert [(row["id"], row["rev"]) for row in entry["papers"]] == [(one["_id"], one["_rev"]) for one in papers]
    [receipt] = await store.range(workspace(NA_DON), "receipt:", "receipt;")
    assert (receipt["_id"], receipt["key"], receipt["signature"]) == tuple(entry["receipt"][name] for name in ("id", "key", "signature"))
    assert (receipt["received_at"], receipt["drift_ms"]) == (entry["received_at"], 1500)
    assert [verdict.receipt and verdict.receipt["on_time"] for verdict in first] == [True, None, True]
    assert first[0].receipts is not None and (await store.read(workspace(NA_DON), receipt["_id"]) or {})["papers"] == first[0].receipts.document["papers"]
    levels = first[0].receipts.levels()
    assert receipt["_id"].endswith(levels[-1][0].hex()[:16]), "what was signed is what it says"
    again = await world.send(*papers)
    assert [verdict.receipt for verdict in again] == [verdict.receipt for verdict in first]
    assert len(await history(world)) == 1
    assert [one["paper"] for one in await store.range(workspace(NA_DON), "finding:", "finding;")] == [odd["_id"]]


async def test_whoever_has_filled_the_inbox_is_told_that_no_more_is_kept_and_others_are_not_hindered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.usecases.keep_refused.MOST_DOCUMENTS", 2)
    stray = [{**a_meeting(unit="pa-pe-2"), "device": f"01JDEVICE{number}"} for number in range(5)]
    told = [[verdict.problem.code for verdict in await world.send(one) if verdict.problem] for one in stray]
    assert told == [["revision_untrue"], ["revision_untrue"], ["inbox_full"], ["inbox_full"], ["inbox_full"]]
    assert len(await world.inbox()) == 2
    [verdict] = await world.send(a_meeting(author=NOTE_TAKER, unit="pa-pe-2"), by=NOTE_TAKER)
    assert verdict.problem is not None and verdict.problem.code == "unit_unknown"
    assert len(await world.inbox()) == 3
    [verdict] = await world.send(a_meeting())
    assert verdict.ok, "what is right is taken in as before"
    [verdict] = await world.send(stray[0])
    assert verdict.problem is not None and verdict.problem.code == "revision_untrue", "what is kept already takes no more room"
