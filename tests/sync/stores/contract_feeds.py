"""What every store must do beside keeping documents: databases, feeds, waiting, `_revs_diff`, `_local`."""

from __future__ import annotations

import asyncio

from sync.ports import DocumentStore, MissingRevisions
from tests.sync.stores.contract import DB, A, B, C, D, edit, put, replicated


def count_of(seq: str) -> str:
    """The number of changes a sequence begins with; the rest is the store's own."""
    return seq.partition("-")[0]


class FeedContract:
    """Feeds and databases."""

    async def test_a_database_is_made_once_and_deleted_once(self, store: DocumentStore) -> None:
        assert await store.create_database("ws-b") is True
        assert await store.create_database("ws-b") is False
        assert await store.databases() == ["ws-b", DB]
        assert await store.delete_database("ws-b") is True
        assert await store.delete_database("ws-b") is False
        assert await store.databases() == [DB]

    async def test_a_database_made_anew_is_empty_and_another_one(self, store: DocumentStore) -> None:
        await put(store, edit("x"))
        await store.write_local(DB, "here", {})
        before = await store.info(DB)
        await store.delete_database(DB)
        await store.create_database(DB)
        after = await store.info(DB)
        assert after.uuid != before.uuid
        assert (after.doc_count, count_of(after.update_seq)) == (0, "0")
        assert await store.read(DB, "x") is None and await store.read_local(DB, "here") is None

    async def test_databases_do_not_see_each_others_documents(self, store: DocumentStore) -> None:
        await store.create_database("ws-b")
        await put(store, edit("x"))
        assert await store.read("ws-b", "x") is None
        assert (await store.changes("ws-b")).changes == ()

    async def test_info_counts_living_and_deleted_documents(self, store: DocumentStore) -> None:
        [x, _] = await put(store, edit("x"), edit("y"))
        await put(store, edit("x", x, _deleted=True))
        info = await store.info(DB)
        assert (info.name, info.doc_count, info.doc_del_count, count_of(info.update_seq)) == (DB, 1, 1, "3")
        await put(store, edit("x", n=2))
        info = await store.info(DB)
        assert (info.doc_count, info.doc_del_count) == (2, 0)

    async def test_a_database_tells_its_uuid_by_itself(self, store: DocumentStore) -> None:
        await store.create_database("ws-b")
        assert [await store.uuid(name) for name in (DB, "ws-b")] == [(await store.info(name)).uuid for name in (DB, "ws-b")]

    async def test_rows_of_the_feed_lead_to_the_leaves_they_name(self, store: DocumentStore) -> None:
        [x, y, z] = await put(store, edit("x", n=1), edit("y", votes=[1, 2.5, -0.0, 1e22, None]), edit("z", name="Nà Đon"))
        await put(store, edit("x", x, n=2), replicated("w", A, n=1), replicated("w", B, n=2), replicated("v", D, C, _deleted=True))
        await put(store, edit("y", y, _deleted=True), edit("u"), edit("z", z, name="Pa Pe"))
        await put(store, edit("y", n=3))
        page = await store.changes(DB)
        found = await store.leaves_at(DB, page.changes)
        assert found == await store.leaves_of(DB, [row.id for row in page.changes])
        assert {id: tuple(leaf["_rev"] for leaf in leaves) for id, leaves in found.items()} == {row.id: row.leaves for row in page.changes}
        found["x"][0]["n"] = "changed by whoever asked"
        assert (await store.leaves_at(DB, page.changes))["x"][0]["n"] == 2
        assert await store.leaves_at(DB, []) == {}

    async def test_each_document_is_in_the_feed_once_at_its_latest_place(self, store: DocumentStore) -> None:
        [x, _] = await put(store, edit("x"), edit("y"))
        [second] = await put(store, edit("x", x, n=2))
        page = await store.changes(DB)
        assert [(row.id, row.leaves) for row in page.changes][1] == ("x", (second,))
        assert [row.id for row in page.changes] == ["y", "x"]
        assert (page.last_seq, page.pending) == (page.changes[-1].seq, 0)

    async def test_a_row_of_the_feed_tells_every_leaf_winner_first_and_deletions(self, store: DocumentStore) -> None:
        await put(store, replicated("x", B, A), replicated("x", C, A), replicated("x", D, A, _deleted=True))
        [row] = (await store.changes(DB)).changes
        assert row.leaves == ("2-" + C, "2-" + B, "2-" + D)
        assert row.deleted is False
        await put(store, replicated("y", A, _deleted=True))
        assert (await store.changes(DB)).changes[-1].deleted is True

    async def test_a_feed_read_in_pages_tells_everything_once(self, store: DocumentStore) -> None:
        await put(store, *(edit(f"d{n}") for n in range(7)))
        since, seen, pendings = "0", [], []
        while True:
            page = await store.changes(DB, since, limit=3)
            seen += [row.id for row in page.changes]
            pendings.append(page.pending)
            since = page.last_seq
            if not page.pending:
                break
        assert seen == [f"d{n}" for n in range(7)] and pendings == [4, 1, 0]
        assert (await store.changes(DB, since)).changes == ()

    async def test_a_page_without_room_does_not_move_on(self, store: DocumentStore) -> None:
        await put(store, edit("x"))
        page = await store.changes(DB, "0", limit=0)
        assert (page.changes, page.last_seq, page.pending) == ((), "0", 1)

    async def test_the_feed_can_be_read_backwards(self, store: DocumentStore) -> None:
        await put(store, edit("x"), edit("y"), edit("z"))
        assert [row.id for row in (await store.changes(DB, descending=True, limit=2)).changes] == ["z", "y"]

    async def test_the_feed_can_be_asked_for_some_documents(self, store: DocumentStore) -> None:
        await put(store, edit("x"), edit("y"), edit("z"))
        page = await store.changes(DB, ids=["x", "z", "unknown"])
        assert [row.id for row in page.changes] == ["x", "z"]
        assert page.last_seq == (await store.info(DB)).update_seq
        assert (await store.changes(DB, ids=[])).changes == ()

    async def test_now_is_an_empty_page_at_the_end(self, store: DocumentStore) -> None:
        await put(store, edit("x"))
        page = await store.changes(DB, "now")
        assert (page.changes, page.last_seq, page.pending) == ((), (await store.info(DB)).update_seq, 0)

    async def test_a_place_of_another_store_is_the_beginning(self, store: DocumentStore) -> None:
        await put(store, edit("x"), edit("y"))
        for place in ("2-g1AAAABPeJzLYWBgYMxgTmEQTM4vTc5ISXIwNDLXMwBCwxygFFMiQx4", "2-abc", "7" * 30):
            page = await store.changes(DB, place)
            assert [row.id for row in page.changes] == ["x", "y"], place
            assert (await store.changes(DB, place, limit=0)).pending == 2
            assert await store.wait_for_change(DB, place, 5) is True
            assert DB in (await store.updated_databases(place))[0]

    async def test_who_waits_for_a_change_is_woken_by_one(self, store: DocumentStore) -> None:
        since = (await store.info(DB)).update_seq
        waiting = [asyncio.create_task(store.wait_for_change(DB, since, 30)) for _ in range(3)]
        await asyncio.sleep(0)
        await put(store, edit("x"))
        assert await asyncio.gather(*waiting) == [True] * 3

    async def test_waiting_ends_at_once_when_there_is_something_and_at_last_when_not(self, store: DocumentStore) -> None:
        await put(store, edit("x"))
        assert await store.wait_for_change(DB, "0", 30) is True
        assert await store.wait_for_change(DB, (await store.info(DB)).update_seq, 0.01) is False

    async def test_a_change_elsewhere_wakes_nobody(self, store: DocumentStore) -> None:
        await store.create_database("ws-b")
        waiting = asyncio.create_task(store.wait_for_change("ws-b", "0", 0.05))
        await asyncio.sleep(0)
        await put(store, edit("x"))
        assert await waiting is False

    async def test_the_feed_of_databases_tells_which_have_changed(self, store: DocumentStore) -> None:
        await store.create_database("ws-b")
        names, place = await store.updated_databases()
        assert names == ["ws-b", DB]
        waiting = asyncio.create_task(store.wait_for_update(place, 30))
        await asyncio.sleep(0)
        await put(store, edit("x"))
        assert await waiting is True
        names, later = await store.updated_databases(place)
        assert names == [DB]
        assert (await store.updated_databases(later))[0] == []
        assert (await store.updated_databases("now"))[0] == []
        assert await store.wait_for_update(later, 0.01) is False

    async def test_a_place_of_another_store_tells_every_database(self, store: DocumentStore) -> None:
        for place in ("0f25f880-7", "5-g1AAAACbeJzLYWBgYMpgTmEQTM4vTc5ISXIwNDLXMwBCwxyQVCJDUv3___-zMpgTGXKBAuyG"):
            assert (await store.updated_databases(place))[0] == [DB]

    async def test_a_write_that_changes_nothing_moves_no_feed(self, store: DocumentStore) -> None:
        await put(store, replicated("x", A))
        _, place = await store.updated_databases()
        await put(store, replicated("x", A))
        assert await store.wait_for_update(place, 0.01) is False

    async def test_revs_diff_names_what_is_missing_and_what_may_be_its_ancestors(self, store: DocumentStore) -> None:
        await put(store, replicated("x", B, A), replicated("x", C, A))
        asked = {"x": ["2-" + B, "3-" + D, "1-" + A, "2-" + D], "y": ["1-" + A], "z": []}
        assert await store.revs_diff(DB, asked) == {
            "x": MissingRevisions(("3-" + D, "2-" + D), ("2-" + B, "2-" + C)),
            "y": MissingRevisions(("1-" + A,)),
        }
        assert await store.revs_diff(DB, {"x": ["2-" + B]}) == {}

    async def test_local_documents_have_one_revision_at_a_time(self, store: DocumentStore) -> None:
        first = await store.write_local(DB, "place", {"last_seq": "5"})
        assert (first.id, first.rev, first.error) == ("_local/place", "0-1", None)
        assert await store.read_local(DB, "place") == {"_id": "_local/place", "_rev": "0-1", "last_seq": "5"}
        assert (await store.write_local(DB, "place", {"last_seq": "6"})).error == "conflict"
        assert (await store.write_local(DB, "place", {"_rev": "0-1", "last_seq": "6"})).rev == "0-2"
        assert (await store.write_local(DB, "new", {"_rev": "0-1"})).error == "conflict"

    async def test_a_local_document_that_cannot_be_kept_is_refused(self, store: DocumentStore) -> None:
        assert (await store.write_local(DB, "place", {"x": float("inf")})).error == "text_malformed"
        assert await store.read_local(DB, "place") is None

    async def test_local_documents_are_deleted_by_their_revision(self, store: DocumentStore) -> None:
        await store.write_local(DB, "place", {})
        assert (await store.delete_local(DB, "place", "0-9")).error == "conflict"
        assert (await store.delete_local(DB, "place", "0-1")).error is None
        assert (await store.delete_local(DB, "place", "0-1")).error == "not_found"
        assert await store.read_local(DB, "place") is None

    async def test_local_documents_are_in_no_feed(self, store: DocumentStore) -> None:
        await store.write_local(DB, "place", {})
        assert (await store.changes(DB)).changes == ()
        assert (await store.info(DB)).doc_count == 0
