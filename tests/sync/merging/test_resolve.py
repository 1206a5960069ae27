"""Many phones, any edits, any order of arrival: the same paper everywhere, and nothing that was typed is lost.

Scripts are made by hypothesis from a seed that pytest prints with a failure (`--hypothesis-seed`), and replayed from what it keeps.
"""

from __future__ import annotations

import itertools
import json
import os
import random

from hypothesis import given, note, settings
from hypothesis import strategies as st

from sync.merging.values import same
from tests.sync.merging.papers import Json, deleted, minutes
from tests.sync.merging.server import DB, Server, texts, words_of

SCRIPTS = int(os.environ.get("SOHOP_TEST_MERGE_SCRIPTS", "300"))


class Phones:
    """Random edits of one paper on several phones, that know of each other only what they have met."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.numbers = itertools.count(1)
        self.first = minutes({"place": "Nhà văn hóa", "conclusion": "Nhất trí. Giao đồng chí Páo làm. Xong trước Tết.", "speeches": [
            {"_id": "r1", "speaker": {"name": "Páo"}, "gist": "Nên làm đường."}, {"_id": "r2", "speaker": {"name": "Lử"}, "gist": "Nhất trí."}]})  # fmt: skip

    def word(self) -> str:
        return f"chữ{next(self.numbers)}"

    def edited(self, parent: Json, author: str, *, state: str = "draft") -> Json:
        answers = json.loads(json.dumps(parent["answers"]))
        for _ in range(self.chance.randint(1, 3)):
            self._edit(answers)
        saved = f"2026-11-{self.chance.randint(1, 28):02d}T08:00:00.000+07:00"
        return minutes(answers, parent, author=author, device=f"may-{author}", saved_at=saved, state=state)

    def _edit(self, answers: Json) -> None:
        rows = answers.setdefault("speeches", [])
        match self.chance.randrange(7):
            case 0:
                answers["place"] = self.word()
            case 1:
                text = answers.get("conclusion", "").split(" ")
                text.insert(self.chance.randint(0, len(text)), self.word())
                answers["conclusion"] = " ".join(text)
            case 2:
                answers["conclusion"] = f"{answers.get('conclusion', '')} Thêm {self.word()}."
            case 3:
                rows.insert(self.chance.randint(0, len(rows)), {"_id": self.word(), "gist": f"Ý kiến {self.word()}."})
            case 4 if rows:
                self.chance.choice(rows)["gist"] = f"Sửa {self.word()}."
            case 5 if rows:
                rows.pop(self.chance.randrange(len(rows)))
            case 6:
                self.chance.shuffle(rows)


def words_in(paper: Json) -> set[str]:
    """The numbered words of its answers."""
    return {word for text in texts(paper["answers"]) for word in words_of(text) if word.startswith("chữ")}


def must_be_kept(papers: list[Json], first: Json) -> set[str]:
    """What somebody typed and nobody who had it before him took out again."""
    by_hash = {one["_rev"].partition("-")[2]: one for one in (first, *papers)}
    typed, removed = set[str](), set[str]()
    for one in papers:
        parent = words_in(by_hash[one["_revisions"]["ids"][1]])
        typed |= words_in(one) - parent
        removed |= parent - words_in(one)
    return typed - removed


@settings(max_examples=SCRIPTS, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 4))
async def test_leaves_merge_to_the_same_paper_in_every_order_of_arrival(seed: int, phones: int) -> None:
    note(f"seed {seed}")
    world = Phones(seed)
    leaves: list[Json] = []
    for number in range(phones):
        parent = world.chance.choice([world.first, world.first, *leaves])
        leaves.append(world.edited(parent, f"nguoi-{number}"))
    told = []
    for order in itertools.islice(itertools.permutations(leaves), 24):
        if any(_came_from(one, later) for at, one in enumerate(order) for later in order[at:]):
            continue  # a phone sends what it wrote first before what it made of it
        server = Server()
        await server.take(world.first)
        for leaf in order:
            await server.take(leaf)
            if world.chance.random() < 0.7:
                await server.settle()
        await server.settle()
        told.append(await server.state())
        assert must_be_kept(leaves, world.first) <= await server.words()
    assert all(one == told[0] for one in told), told


def _came_from(one: Json, other: Json) -> bool:
    return one is not other and other["_rev"].partition("-")[2] in one["_revisions"]["ids"]


@settings(max_examples=SCRIPTS, deadline=None)
@given(st.integers(0, 2**32))
async def test_phones_that_go_on_with_what_was_merged_lose_nothing_and_meet(seed: int) -> None:
    note(f"seed {seed}")
    world, server = Phones(seed), Server()
    await server.take(world.first)
    known: list[Json] = [world.first]
    typed, removed = set[str](), set[str]()
    for step in range(8):
        parent = world.chance.choice(known[-3:])
        paper = world.edited(parent, f"nguoi-{step % 3}")
        typed |= words_in(paper) - words_in(parent)
        removed |= words_in(parent) - words_in(paper)
        await server.take(paper)
        await server.settle()
        assert typed - removed <= await server.words()
        [leaf] = await server.live()
        known += [paper, leaf]


@settings(max_examples=SCRIPTS // 3, deadline=None)
@given(st.integers(0, 2**32))
async def test_two_servers_that_merged_apart_agree_when_they_meet(seed: int) -> None:
    note(f"seed {seed}")
    world = Phones(seed)
    one, other = Server(), Server()
    leaves = [world.edited(world.first, f"nguoi-{number}") for number in range(3)]
    for server, some in ((one, leaves[:2]), (other, leaves[1:])):
        await server.take(world.first, *some)
        await server.settle()
    for here, there in ((one, other), (other, one), (one, other)):
        ids = [change.id for change in (await here.store.changes(DB)).changes]
        for documents in (await here.store.leaves_of(DB, ids)).values():
            await there.take(*documents)
        await there.settle()
    assert (await one.live())[0]["_rev"] == (await other.live())[0]["_rev"]
    assert (await one.state())[0] == (await other.state())[0]
    assert must_be_kept(leaves, world.first) <= await one.words()


async def test_a_deleted_branch_does_not_take_the_edited_one_along() -> None:
    world, server = Phones(1), Server()
    edited = world.edited(world.first, "nguoi-1")
    await server.take(world.first, deleted(world.first), edited)
    await server.settle()
    [leaf] = await server.live()
    assert same(leaf["answers"], edited["answers"])


async def test_who_deletes_what_was_merged_meanwhile_takes_it_out_of_the_merge() -> None:
    world, server = Phones(2), Server()
    one, other = world.edited(world.first, "nguoi-1"), world.edited(world.first, "nguoi-2")
    await server.take(world.first, one, other)
    await server.settle()
    await server.take(deleted(one))
    await server.settle()
    [leaf] = await server.live()
    assert leaf["answers"] == other["answers"] and leaf["author"] == "nguoi-2"
    assert [asked for asked in await server.questions() if asked["state"] == "open"] == []
    await server.take(deleted(other))
    await server.settle()
    assert await server.live() == [], "nobody holds on to it"


async def test_a_draft_that_was_deleted_is_asked_about_no_more() -> None:
    world, server = Phones(3), Server()
    signed = minutes({**world.first["answers"], "place": "Trường"}, world.first, state="sent")
    draft = minutes({**world.first["answers"], "place": "Nhà ông Páo"}, world.first, author="nguoi-2")
    await server.take(world.first, signed, draft)
    await server.settle()
    assert [asked["state"] for asked in await server.questions()] == ["open"]
    await server.take(deleted(draft))
    await server.settle()
    assert [asked["state"] for asked in await server.questions()] == ["superseded"]
    assert [leaf["_rev"] for leaf in await server.live()] == [signed["_rev"]]


async def test_three_signed_minutes_two_of_which_say_the_same_are_two() -> None:
    server = Server()
    places = ("Nhà văn hóa", "Trường", "Trường")
    papers = [minutes({"place": place}, state="sent", version=n + 1, author=f"nguoi-{n}") for n, place in enumerate(places)]
    await server.take(*papers)
    await server.settle()
    assert sorted(leaf["answers"]["place"] for leaf in await server.live()) == ["Nhà văn hóa", "Trường"]
    [asked] = [one for one in await server.questions() if one["state"] == "open"]
    assert [field["path"] for field in asked["fields"]] == [["place"]]
