"""What every store must do with documents. A store passes by one class that inherits this and gives a fixture `store`
(see `test_memory.py`); the feeds and the rest are in `contract_feeds.py`."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from sync.domain.canonical import canonical
from sync.domain.documents import content
from sync.domain.errors import NoSuchDatabase
from sync.ports import DocumentStore, Write, Written
from tests.support.couch.random_trees import random_script, told

DB, OTHER = "ws-na-don", "history"
A, B, C, D = ("a" * 32, "b" * 32, "c" * 32, "d" * 32)


def replicated(id: str, *hashes: str, start: int | None = None, **body: Any) -> Write:
    """A write with a history, newest hash first."""
    start = start or len(hashes)
    return Write({"_id": id, "_rev": f"{start}-{hashes[0]}", "_revisions": {"start": start, "ids": list(hashes)}, **body})


def edit(id: str, rev: str | None = None, **body: Any) -> Write:
    return Write({"_id": id, **({"_rev": rev} if rev else {}), **body}, mode="edit")


async def put(store: DocumentStore, *writes: Write) -> list[str]:
    """Write, all of which must succeed; gives the revisions."""
    written = await store.write(DB, writes)
    assert [one.error for one in written] == [None] * len(writes)
    return [one.rev for one in written]


async def error(store: DocumentStore, write: Write) -> str | None:
    [written] = await store.write(DB, [write])
    return written.error


class DocumentContract:
    """Documents, revisions, conflicts and deletions."""

    async def test_a_document_that_was_written_is_read_back(self, store: DocumentStore) -> None:
        [rev] = await put(store, edit("x", name="Bản Nà Đon", votes=[1, 2.5, None, True]))
        assert rev.startswith("1-")
        assert await store.read(DB, "x") == {"_id": "x", "_rev": rev, "name": "Bản Nà Đon", "votes": [1, 2.5, None, True]}

    async def test_an_unknown_document_is_none_and_has_no_leaves(self, store: DocumentStore) -> None:
        assert await store.read(DB, "x") is None
        assert await store.read(DB, "x", "1-" + A) is None
        assert await store.leaves(DB, "x") == []

    async def test_an_edit_on_the_winner_follows_it(self, store: DocumentStore) -> None:
        [first] = await put(store, edit("x", n=1))
        [second] = await put(store, edit("x", first, n=2))
        found = await store.read(DB, "x", revs=True)
        assert found is not None and found["n"] == 2
        assert found["_revisions"] == {"start": 2, "ids": [second[2:], first[2:]]}

    async def test_packed_leaves_are_the_same_json_and_tell_who_may_read_them(self, store: DocumentStore) -> None:
        told = {"state": "draft", "with": ["tau"], "answers": {"n": 1.0, "m": 12345678901234567, "place": "Nà Đon \u2028"}, "none": None}
        await put(store, replicated("x", B, A, **told), replicated("x", C, A, _deleted=True), replicated("y", B, A))
        plain, packed = await store.leaves_of(DB, ["x", "y"]), await store.leaves_of(DB, ["x", "y"], packed=True)
        assert msgspec.json.decode(msgspec.json.encode(packed)) == plain
        [leaf, _] = packed["x"]
        assert (leaf["state"], leaf["with"], leaf["_revisions"]["ids"]) == ("draft", ["tau"], [B, A])
        changes = (await store.changes(DB)).changes
        assert msgspec.json.decode(msgspec.json.encode(await store.leaves_at(DB, changes, packed=True))) == plain

    async def test_the_same_edit_of_the_same_parent_has_the_same_revision(self, store: DocumentStore) -> None:
        [first] = await put(store, edit("x", n=1))
        assert await put(store, replicated("x", first[2:], n=1)) == [first]

    async def test_an_edit_of_what_is_no_leaf_is_a_conflict(self, store: DocumentStore) -> None:
        [first] = await put(store, edit("x", n=1))
        await put(store, edit("x", first, n=2))
        assert await error(store, edit("x", first, n=3)) == "conflict"
        assert await error(store, edit("x", n=3)) == "conflict"
        assert await error(store, edit("x", "2-" + A, n=3)) == "conflict"
        assert await error(store, edit("y", "1-" + A, n=3)) == "conflict"

    async def test_an_edit_may_follow_a_losing_leaf(self, store: DocumentStore) -> None:
        await put(store, replicated("x", B, A), replicated("x", C, A))
        [rev] = await put(store, edit("x", "2-" + B, n=3))
        assert [leaf["_rev"] for leaf in await store.leaves(DB, "x")] == [rev, "2-" + C]

    async def test_a_deleted_document_is_gone_but_its_deletion_is_told(self, store: DocumentStore) -> None:
        [first] = await put(store, edit("x", n=1))
        [gone] = await put(store, edit("x", first, _deleted=True))
        assert await store.read(DB, "x") is None
        assert await store.read(DB, "x", gone) == {"_id": "x", "_rev": gone, "_deleted": True}
        [leaf] = await store.leaves(DB, "x")
        assert leaf["_deleted"] is True and leaf["_revisions"]["ids"] == [gone[2:], first[2:]]
        assert await error(store, edit("x", gone, _deleted=True)) == "conflict"

    async def test_a_document_made_again_over_its_deletion_extends_it(self, store: DocumentStore) -> None:
        [first] = await put(store, edit("x", n=1))
        [gone] = await put(store, edit("x", first, _deleted=True))
        [again] = await put(store, edit("x", n=2))
        assert again.startswith("3-")
        [leaf] = await store.leaves(DB, "x")
        assert leaf["_revisions"]["ids"] == [again[2:], gone[2:], first[2:]]

    async def test_the_bodies_of_inner_revisions_are_kept(self, store: DocumentStore) -> None:
        [first] = await put(store, edit("x", n=1))
        await put(store, edit("x", first, n=2))
        assert await store.read(DB, "x", first) == {"_id": "x", "_rev": first, "n": 1}

    async def test_a_revision_known_by_name_only_has_no_body(self, store: DocumentStore) -> None:
        await put(store, replicated("x", B, A))
        assert await store.read(DB, "x", "1-" + A) is None

    async def test_replicated_revisions_never_conflict_and_the_winner_is_everybodys(self, store: DocumentStore) -> None:
        await put(store, replicated("x", C, A, n=1), replicated("x", D, A, n=2), replicated("x", B, A, n=3))
        found = await store.read(DB, "x", conflicts=True)
        assert found is not None and found["n"] == 2
        assert found["_conflicts"] == ["2-" + C, "2-" + B]

    async def test_a_document_without_conflicts_tells_none(self, store: DocumentStore) -> None:
        await put(store, replicated("x", A))
        assert "_conflicts" not in (await store.read(DB, "x", conflicts=True) or {})

    async def test_when_the_winner_is_deleted_the_next_leaf_is_shown_with_its_own_body(self, store: DocumentStore) -> None:
        await put(store, replicated("x", D, A, n=1), replicated("x", C, A, n=2))
        await put(store, replicated("x", B, D, A, _deleted=True))
        found = await store.read(DB, "x", conflicts=True)
        assert found == {"_id": "x", "_rev": "2-" + C, "n": 2}
        assert [row["n"] for row in await store.range(DB)] == [2]

    async def test_a_known_revision_is_a_success_that_changes_nothing(self, store: DocumentStore) -> None:
        [first] = await store.write(DB, [replicated("x", B, A, n=1)])
        before = await store.info(DB)
        [again] = await store.write(DB, [replicated("x", B, A, n=1)])
        assert (first.new, again.new, again.error) == (True, False, None)
        assert await store.info(DB) == before

    async def test_a_history_cut_short_is_completed_when_somebody_tells_the_rest(self, store: DocumentStore) -> None:
        await put(store, replicated("x", C, B, start=3))
        await put(store, replicated("x", B, A, start=2))
        [leaf] = await store.leaves(DB, "x")
        assert leaf["_revisions"] == {"start": 3, "ids": [C, B, A]}

    async def test_a_history_that_contradicts_what_is_known_is_refused_whole(self, store: DocumentStore) -> None:
        await put(store, replicated("x", B, A))
        before = await store.leaves(DB, "x")
        assert await error(store, replicated("x", D, B, C)) == "revision_history_contradicts"
        assert await store.leaves(DB, "x") == before

    @pytest.mark.parametrize(
        "body",
        [
            {"_rev": "1-x y"},
            {"_rev": "0-" + A},
            {"_rev": 1},
            {},
            {"_rev": "2-" + A, "_revisions": {"start": 1, "ids": [A]}},
            {"_rev": "1-" + A, "_revisions": {"start": 1, "ids": [B]}},
            {"_rev": "1-" + A, "_revisions": {"start": 1, "ids": [A, B]}},
            {"_rev": "1-" + A, "_revisions": [A]},
            {"_rev": "1-" + A, "_revisions": {"start": 1, "ids": [[A]]}},
        ],
    )
    async def test_a_malformed_revision_is_refused(self, store: DocumentStore, body: dict[str, Any]) -> None:
        assert await error(store, Write({"_id": "x", **body})) == "revision_malformed"
        assert await store.leaves(DB, "x") == []

    @pytest.mark.parametrize("id", ["", "_local/x", "_x", None, 7, "x" * 8193, "\ud800"])
    async def test_what_may_not_be_an_id_is_refused(self, store: DocumentStore, id: Any) -> None:
        assert await error(store, Write({"_id": id}, mode="edit")) == "id_malformed"

    @pytest.mark.parametrize("value", ["\ud800", float("nan"), {"\udfff": 1}])
    async def test_text_that_cannot_be_kept_is_refused(self, store: DocumentStore, value: Any) -> None:
        assert await error(store, edit("x", value=value)) == "text_malformed"
        assert await error(store, replicated("x", A, value=value)) == "text_malformed"

    async def test_one_bad_write_stops_no_other(self, store: DocumentStore) -> None:
        told = await store.write(DB, [edit("x"), Write({"_id": "y", "_rev": "lie"}), edit("x"), edit("z")])
        assert [one.error for one in told] == [None, "revision_malformed", "conflict", None]
        assert [one["_id"] for one in await store.range(DB)] == ["x", "z"]

    async def test_writes_of_one_request_see_each_other(self, store: DocumentStore) -> None:
        [first] = await put(store, edit("x", n=1))
        told = await store.write(DB, [edit("x", first, n=2), edit("x", first, n=3)])
        assert [one.error for one in told] == [None, "conflict"]

    async def test_what_was_given_to_the_store_or_taken_from_it_is_not_shared(self, store: DocumentStore) -> None:
        mine = {"_id": "x", "list": [1]}
        await put(store, Write(mine, mode="edit"))
        mine["list"].append(2)  # type: ignore[attr-defined]
        found = await store.read(DB, "x")
        assert found is not None and found["list"] == [1]
        found["list"].append(3)
        assert (await store.read(DB, "x") or {})["list"] == [1]

    async def test_range_gives_live_winners_by_id_with_the_end_left_out(self, store: DocumentStore) -> None:
        await put(store, *(edit(id) for id in ("b", "a", "ă", "c", "𝔸")))
        [gone] = await put(store, edit("bb"))
        await put(store, edit("bb", gone, _deleted=True))
        ids = [row["_id"] for row in await store.range(DB)]
        assert ids == ["a", "b", "c", "ă", "𝔸"]
        assert [row["_id"] for row in await store.range(DB, "b", "ă")] == ["b", "c"]
        assert [row["_id"] for row in await store.range(DB, limit=2, descending=True)] == ["𝔸", "ă"]
        assert await store.range(DB, limit=0) == []

    async def test_any_order_of_arrival_ends_in_the_same_document(self, store: DocumentStore) -> None:
        seed = random.randrange(2**32)
        print(f"seed {seed}")
        chance = random.Random(seed)
        for number in range(40):
            writes = random_script(chance, "first")
            ends = []
            for id in (f"{number}:one", f"{number}:other"):
                chance.shuffle(writes)
                await put(store, *(Write({**write, "_id": id}) for write in writes))
                ends.append({**told(await store.leaves(DB, id)), "id": ""})
            assert ends[0] == ends[1], f"seed {seed}, document {number}"

    async def test_a_missing_database_is_told(self, store: DocumentStore) -> None:
        for call in (
            store.info("no"), store.uuid("no"), store.write("no", []), store.read("no", "x"), store.leaves("no", "x"), store.range("no"),
            store.changes("no"), store.wait_for_change("no", "0", 0), store.revs_diff("no", {}), store.read_local("no", "x"),
            store.write_local("no", "x", {}), store.delete_local("no", "x", "0-1"),
        ):  # fmt: skip
            with pytest.raises(NoSuchDatabase):
                await call

    async def test_what_follows_from_a_write_is_written_with_it_and_knows_what_became_of_it(self, store: DocumentStore) -> None:
        await store.create_database(OTHER)
        await put(store, edit("taken", n=1))
        seen: list[tuple[str, str | None]] = []

        def also(written: Sequence[Written]) -> dict[str, list[Write]]:
            seen.extend((one.id, one.error) for one in written)
            return {DB: [edit("receipt", of=[one.id for one in written if not one.error])], OTHER: [edit("entry", n=1)]}

        told, beside = await store.write_with(DB, [replicated("x", A, n=1), edit("taken", n=2)], also)
        assert [one.error for one in told] == [None, "conflict"] == [error for _, error in seen]
        assert {name: [one.error for one in some] for name, some in beside.items()} == {DB: [None], OTHER: [None]}
        receipt = await store.read(DB, "receipt")
        assert receipt is not None and receipt["of"] == ["x"]
        assert await store.read(OTHER, "entry") is not None and await store.read(DB, "x") is not None
        assert await store.wait_for_change(OTHER, "0", 5)

    async def test_what_is_written_with_a_write_may_fail_alone(self, store: DocumentStore) -> None:
        await put(store, edit("taken", n=1))
        told, beside = await store.write_with(DB, [edit("x", n=1)], lambda _: {DB: [edit("taken", n=2)]})
        assert told[0].error is None and beside[DB][0].error == "conflict"
        assert await store.read(DB, "x") is not None

    async def test_what_follows_comes_in_order_and_not_after_what_was_refused(self, store: DocumentStore) -> None:
        await store.create_database(OTHER)
        await store.write(OTHER, [edit("entry", n=1)])
        told, beside = await store.write_with(
            DB, [replicated("x", A, n=1)], lambda _: {OTHER: [edit("entry", n=2)], DB: [edit("receipt")]}
        )
        assert told[0].error is None and {name: [one.error for one in some] for name, some in beside.items()} == {OTHER: ["conflict"]}
        assert await store.read(DB, "x") is not None and await store.read(DB, "receipt") is None

    async def test_writers_at_once_are_told_each_his_own(self, store: DocumentStore) -> None:
        several = [[edit(f"x{number}", by=number), edit("all", by=number)] for number in range(12)]
        told = await asyncio.gather(*(store.write(DB, some) for some in several))
        assert [[one.id for one in some] for some in told] == [[f"x{number}", "all"] for number in range(12)]
        assert {some[0].error for some in told} == {None}
        assert sorted(str(some[1].error) for some in told) == ["None", *["conflict"] * 11]
        found = await asyncio.gather(*(store.read(DB, f"x{number}") for number in (*range(12), *range(12), 99)))
        assert [one and one["by"] for one in found] == [*range(12), *range(12), None]

    async def test_nothing_may_follow_and_nothing_need_be_written_first(self, store: DocumentStore) -> None:
        told, beside = await store.write_with(DB, [edit("x", n=1)], lambda _: {})
        assert told[0].error is None and beside == {}
        told, beside = await store.write_with(DB, [], lambda _: {DB: [edit("y", n=1)]})
        assert told == [] and beside[DB][0].error is None
        with pytest.raises(NoSuchDatabase):
            await store.write_with(DB, [], lambda _: {"there-is-none": [edit("z", n=1)]})

    async def test_a_revision_known_to_be_missing_is_grafted_without_another_look(self, store: DocumentStore) -> None:
        await put(store, replicated("x", A, n=1))
        await put(store, replace(replicated("x", B, A, n=2), looked_up=True), replace(replicated("y", C, n=2), looked_up=True))
        assert [leaf["_rev"] for leaf in await store.leaves(DB, "x")] == ["2-" + B]

    @pytest.mark.parametrize("id", ["x", 'x"y', "x\\", "Bản Nà Đon"])
    @pytest.mark.parametrize("body", [{"n": 1, "b": {"d": [None], "c": "é"}}, {"A": 1, "z": '{"_id":"x",'}, {}])
    async def test_a_document_that_comes_with_its_canonical_form_is_the_same_document(
        self, store: DocumentStore, id: str, body: dict[str, Any]
    ) -> None:
        write = replicated(id, A, **body)
        await put(store, replace(write, text=canonical(content(write.body)).decode()))
        assert await store.read(DB, id) == {"_id": id, "_rev": f"1-{A}", **body}
        assert await store.leaves(DB, id) == [write.body]
