"""Who may say what of a sent paper, what that does to it, and what waits for a review."""

from __future__ import annotations

from typing import Any

import pytest

from sync.domain.accounts import Person
from sync.domain.documents import review_id, rework_id, workspace
from sync.domain.errors import Refusal
from sync.forms.catalogue import Catalogue
from sync.ports import Write
from sync.stores.memory import MemoryStore
from sync.usecases.accept_papers import AcceptPapers, Verdict
from sync.usecases.directory import ACCOUNTS, INBOX, UNITS, Directory
from sync.usecases.history.keep import KeepPapers
from sync.usecases.reviewing.review_paper import ReviewPaper
from sync.usecases.reviewing.review_queue import ReviewQueue
from tests.support.clock import FixedClock
from tests.support.phone import a_paper, with_revision
from tests.support.signer import CountingSigner
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON, a_unit, make_world

SECRETARY, NOTE_TAKER, OFFICER = "na-don-bi-thu", "na-don-thu-ky", "binh-lu-dang-uy"
LEADER, ELSEWHERE = "binh-lu-bi-thu", "khun-ha-dang-uy"
KEY = "2026-11:regular:1"
PLAN = "thematic_plan:2026"
HERE = [("answers", "Xem lại."), ("answers.place", "Ghi rõ nhà văn hóa nào.")]


class World:
    def __init__(self, store: MemoryStore, directory: Directory) -> None:
        self.store, self.directory = store, directory
        self.clock = FixedClock("2026-11-10T08:00:00+07:00")
        catalogue = Catalogue.load()
        self.accept = AcceptPapers(store, directory, catalogue, self.clock, KeepPapers(store, CountingSigner(), self.clock))
        self.review = ReviewPaper(store, directory, self.accept, catalogue, self.clock)
        self.queue = ReviewQueue(store, directory, self.clock)

    async def person(self, username: str) -> Person:
        person = await self.directory.person(username)
        assert person is not None
        return person

    async def send(self, paper: dict[str, Any], by: str = SECRETARY) -> Verdict:
        [verdict] = await self.accept(await self.person(by), [paper])
        return verdict

    async def sent(self, paper: dict[str, Any]) -> dict[str, Any]:
        verdict = await self.send(paper)
        assert verdict.ok, verdict.problem
        return paper

    async def decide(self, paper: dict[str, Any], decision: str, by: str = OFFICER, **more: Any) -> str:
        """ "ok", or the code of the refusal."""
        more = {"comments": HERE, **more}
        try:
            await self.review.decide(await self.person(by), NA_DON, paper["_id"], paper["_rev"], decision, **more)
        except Refusal as refusal:
            return refusal.problem.code
        return "ok"

    async def reviews(self, paper: dict[str, Any], by: str = OFFICER) -> Any:
        return await self.review.read(await self.person(by), NA_DON, paper)


@pytest.fixture
async def world() -> World:
    store = MemoryStore()
    directory = await make_world(store)
    await store.write(UNITS, [Write(a_unit("khun-ha", "Đảng ủy xã Khun Há", "commune", LAI_CHAU), mode="edit")])
    for username, role, unit in ((LEADER, "commune_leader", BINH_LU), (ELSEWHERE, "commune_officer", "khun-ha")):
        roles = [{"role": role, "unit": unit, "from": "2020-01-01", "to": None}]
        account = {"_id": f"account:{username}", "kind": "account", "username": username, "name": "Vũ Văn Lãnh",
                   "password_hash": "", "roles": roles, "lang": "vi", "phone": ""}  # fmt: skip
        await store.write(ACCOUNTS, [Write(account, mode="edit")])
    return World(store, directory)


def a_meeting(**changes: Any) -> dict[str, Any]:
    chair = {"name": "Lò Văn Panh"}
    answers = {"date": "2026-11-03", "start_time": "19:30", "place": "Nhà văn hóa", "chair": chair, "note_taker": chair,
               "agenda": [{"_id": "1", "text": "Bàn việc tháng 11"}], **changes}  # fmt: skip
    return a_paper("meeting", KEY, answers, unit=NA_DON, author=SECRETARY)


def a_plan(parent: dict[str, Any] | None = None, theme: str = "Học tập và làm theo Bác") -> dict[str, Any]:
    """A plan put straight into the store: what its form asks for is not the matter here."""
    return a_paper("thematic_plan", "2026", {"theme": theme}, unit=NA_DON, author=SECRETARY, parent=parent)


async def stored(world: World, paper: dict[str, Any]) -> dict[str, Any]:
    [told] = await world.store.write(workspace(NA_DON), [Write(paper)])
    assert told.error is None
    return paper


async def test_a_returned_paper_stands_as_returned_with_the_comments_and_is_itself_unchanged(world: World) -> None:
    paper = await world.sent(a_meeting())
    before = await world.store.leaves(workspace(NA_DON), paper["_id"])
    assert await world.decide(paper, "returned") == "ok"
    told = await world.reviews(paper)
    assert told.standing == "returned"
    assert (told.current.by, told.current.at[:10]) == ("Nguyễn Thị Hòa", "2026-11-10")
    assert told.current.comments == (("answers", "Xem lại."), ("answers.place", "Ghi rõ nhà văn hóa nào."))
    assert await world.store.leaves(workspace(NA_DON), paper["_id"]) == before


async def test_a_review_gets_a_receipt_like_every_paper(world: World) -> None:
    paper = await world.sent(a_meeting())
    person = await world.person(OFFICER)
    verdict = await world.review.decide(person, NA_DON, paper["_id"], paper["_rev"], "accepted", [])
    assert verdict.receipt is not None and verdict.id == review_id(paper["_id"], paper["_rev"])


@pytest.mark.parametrize("who", [SECRETARY, NOTE_TAKER, ELSEWHERE])
async def test_who_is_not_above_the_cell_reviews_nothing(world: World, who: str) -> None:
    paper = await world.sent(a_meeting())
    assert (await world.reviews(paper, who)).decisions == ()
    assert await world.decide(paper, "accepted", who) == "not_your_unit"
    assert (await world.reviews(paper)).opinions == ()
    assert len(await world.store.range(INBOX)) == 1


async def test_an_officer_returns_a_plan_but_only_a_leader_approves_it(world: World) -> None:
    plan = await stored(world, a_plan())
    assert (await world.reviews(plan, OFFICER)).decisions == ("returned",)
    assert (await world.reviews(plan, LEADER)).decisions == ("returned", "approved")
    assert await world.decide(plan, "approved", OFFICER) == "not_your_decision"
    assert await world.decide(plan, "approved", LEADER) == "ok"
    assert (await world.reviews(plan)).standing == "approved"


async def test_a_review_of_a_revision_that_is_not_the_record_is_stale(world: World) -> None:
    first = await world.sent(a_meeting())
    again = await world.sent(with_revision({**_bare(first), "answers": {**first["answers"], "place": "Nhà ông Panh"}}, first))
    assert await world.decide(first, "accepted") == "review_stale"
    assert await world.decide(again, "accepted") == "ok"


async def test_the_door_itself_refuses_a_stale_review(world: World) -> None:
    first = await world.sent(a_meeting())
    await world.sent(with_revision({**_bare(first), "answers": {**first["answers"], "place": "Nhà ông Panh"}}, first))
    answers = {"target": first["_id"], "target_rev": first["_rev"], "decision": "accepted"}
    rest = review_id(first["_id"], first["_rev"]).partition(":")[2]
    verdict = await world.send(a_paper("review", rest, answers, unit=NA_DON, author=OFFICER), OFFICER)
    assert verdict.problem is not None and verdict.problem.code == "review_stale"


async def test_a_paper_that_is_sent_again_waits_for_a_review_again_and_keeps_what_was_said(world: World) -> None:
    first = await world.sent(a_meeting())
    await world.decide(first, "returned")
    again = await world.sent(with_revision({**_bare(first), "answers": {**first["answers"], "place": "Nhà ông Panh"}}, first))
    told = await world.reviews(again)
    assert (told.standing, told.current, len(told.opinions)) == ("sent", None, 1)
    assert await world.decide(again, "accepted", comments=[]) == "ok"
    told = await world.reviews(again)
    assert [one.decision for one in told.opinions] == ["accepted", "returned"]


async def test_nothing_comes_back_without_a_word(world: World) -> None:
    paper = await world.sent(a_meeting())
    assert await world.decide(paper, "returned", comments=[("answers", "  ")]) == "answers_invalid"
    assert (await world.reviews(paper)).standing == "sent"


async def test_an_approved_plan_changes_no_more_and_what_comes_is_kept_in_the_inbox(world: World) -> None:
    plan = await stored(world, a_plan())
    await world.decide(plan, "approved", LEADER)
    verdict = await world.send(a_plan(plan, "Theme B"))
    assert verdict.problem is not None and verdict.problem.code == "approved_already"
    [kept] = await world.store.range(INBOX)
    assert "Theme B" in str(kept)
    record = await world.store.read(workspace(NA_DON), PLAN)
    assert record is not None and record["answers"]["theme"] == "Học tập và làm theo Bác"


async def test_an_approval_is_not_taken_back_by_another_review(world: World) -> None:
    plan = await stored(world, a_plan())
    await world.decide(plan, "approved", LEADER)
    for who in (OFFICER, LEADER):
        assert (await world.reviews(plan, who)).decisions == ()
        assert await world.decide(plan, "returned", who) == "approved_already"
    assert (await world.reviews(plan)).standing == "approved"


async def test_four_good_is_verified_then_recognised_and_an_officer_takes_neither_back(world: World) -> None:
    paper = await stored(world, a_paper("four_good", "2026", {"note": "x"}, unit=NA_DON, author=SECRETARY))
    assert await world.decide(paper, "verified", LEADER) == "ok"
    assert await world.decide(paper, "returned", OFFICER) == "not_your_decision"
    assert await world.decide(paper, "recognised", LEADER) == "ok"
    assert (await world.reviews(paper)).standing == "recognised"


async def test_an_official_band_stands_in_the_review_of_a_score_sheet_and_nowhere_else(world: World) -> None:
    sheet = await stored(world, a_paper("score_sheet", KEY, {"band": "good"}, unit=NA_DON, author=SECRETARY))
    assert await world.decide(sheet, "accepted", official_band="fair") == "ok"
    assert (await world.reviews(sheet)).current.official_band == "fair"
    record = await world.store.read(workspace(NA_DON), sheet["_id"])
    assert record is not None and record["answers"] == {"band": "good"}
    meeting = await world.sent(a_meeting())
    assert await world.decide(meeting, "accepted", official_band="fair") == "review_wrong"


async def test_drafts_and_what_is_not_there_are_not_reviewed(world: World) -> None:
    draft = a_paper("meeting", KEY, {}, unit=NA_DON, author=SECRETARY, state="draft")
    await stored(world, draft)
    assert await world.decide(draft, "accepted") == "review_wrong"
    assert await world.decide({"_id": "meeting:2026-12:regular:1", "_rev": "1-" + "a" * 32}, "accepted") == "review_wrong"


async def test_a_rework_leaves_the_sent_paper_the_record(world: World) -> None:
    paper = await world.sent(a_meeting())
    await world.decide(paper, "returned")
    rework = {**_bare(paper), "_id": rework_id(paper["_id"]), "kind": "rework", "state": "draft"}
    del rework["done_at"]
    await world.sent(with_revision(rework))
    told = await world.reviews(paper)
    assert told.standing == "returned"


async def test_what_waits_is_listed_the_longest_waiting_first_until_it_is_reviewed(world: World) -> None:
    meeting = await world.sent(a_meeting())
    world.clock.move(days=3)
    second = a_meeting()
    second = await world.sent(with_revision({**_bare(second), "_id": "meeting:2026-12:regular:1"}))
    officer = await world.person(OFFICER)
    queue = await world.queue(officer, BINH_LU)
    assert [(one.id, one.days, one.unit.id) for one in queue.papers] == [(meeting["_id"], 3, NA_DON), (second["_id"], 0, NA_DON)]
    assert queue.kinds == {"meeting": 2}
    await world.decide(meeting, "accepted")
    assert [one.id for one in (await world.queue(officer, BINH_LU)).papers] == [second["_id"]]
    assert (await world.queue(officer, BINH_LU, "minutes")).papers == ()


async def test_a_draft_beside_a_sent_paper_does_not_hide_it_from_the_queue(world: World) -> None:
    paper = await world.sent(a_meeting())
    draft = {**_bare(paper), "state": "draft", "answers": {}}
    first = with_revision({**draft, "saved_at": "2026-11-01T00:00:00.000+07:00"})
    await stored(world, with_revision({**draft, "saved_at": "2026-11-02T00:00:00.000+07:00"}, first))
    queue = await world.queue(await world.person(OFFICER), BINH_LU)
    assert [one.id for one in queue.papers] == [paper["_id"]]


async def test_a_paper_that_lies_there_without_a_receipt_waits_too(world: World) -> None:
    plan = await stored(world, a_plan())
    [waiting] = (await world.queue(await world.person(OFFICER), BINH_LU)).papers
    assert (waiting.id, waiting.received_at) == (PLAN, plan["done_at"])


@pytest.mark.parametrize("who", [SECRETARY, ELSEWHERE])
async def test_the_queue_of_an_office_is_for_those_who_review_there(world: World, who: str) -> None:
    with pytest.raises(Refusal) as told:
        await world.queue(await world.person(who), BINH_LU)
    assert told.value.problem.code == "not_found"


def _bare(paper: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in paper.items() if name not in ("_rev", "_revisions")}
