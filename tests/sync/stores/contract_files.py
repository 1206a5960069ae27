"""What every store must do with attachments, purges, compaction and the settings of a database."""

from __future__ import annotations

import base64
import hashlib
import random
from typing import Any

import pytest

from sync.domain.errors import NoSuchDatabase
from sync.ports import DatabaseSettings, DocumentStore, Write
from tests.sync.stores.contract import DB, A, B, C, D, edit, error, put, replicated

PICTURE = bytes(range(256)) * 5


def md5(data: bytes) -> str:
    return "md5-" + base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()


def with_files(write: Write, files: dict[str, bytes], **stubs: dict[str, Any]) -> Write:
    """`write` with new attachments `files`, as pictures, and kept ones `stubs`."""
    told = {name: {"content_type": "image/jpeg"} for name in files} | stubs
    return Write({**write.body, "_attachments": told}, write.mode, files)


class FileContract:
    """Attachments, purges, compaction, settings, the index of ids."""

    async def test_an_attachment_comes_back_byte_for_byte(self, store: DocumentStore) -> None:
        [rev] = await put(store, with_files(edit("x", n=1), {"trang 1.jpg": PICTURE, "empty": b""}))
        found = await store.attachment(DB, "x", "trang 1.jpg")
        assert found is not None and found.data == PICTURE
        told = (found.name, found.content_type, found.digest, found.length, found.revpos)
        assert told == ("trang 1.jpg", "image/jpeg", md5(PICTURE), len(PICTURE), 1)
        assert (await store.attachment(DB, "x", "empty", rev)).data == b""  # type: ignore[union-attr]
        for nothing in (("x", "other"), ("y", "trang 1.jpg"), ("x", "trang 1.jpg", "1-" + A)):
            assert await store.attachment(DB, *nothing) is None

    async def test_documents_tell_their_attachments_as_stubs(self, store: DocumentStore) -> None:
        await put(store, with_files(edit("x"), {"a": PICTURE}))
        stub = {"content_type": "image/jpeg", "revpos": 1, "digest": md5(PICTURE), "length": len(PICTURE), "stub": True}
        assert (await store.read(DB, "x") or {})["_attachments"] == {"a": stub}
        assert (await store.leaves(DB, "x"))[0]["_attachments"] == {"a": stub}
        assert (await store.range(DB))[0]["_attachments"] == {"a": stub}

    async def test_a_stub_keeps_the_parents_attachment_and_what_is_not_named_is_gone(self, store: DocumentStore) -> None:
        [first] = await put(store, with_files(edit("x"), {"a": PICTURE, "b": b"b"}))
        [second] = await put(store, with_files(edit("x", first, n=2), {"c": b"c"}, a={"stub": True}))
        told = (await store.read(DB, "x") or {})["_attachments"]
        assert {name: one["revpos"] for name, one in told.items()} == {"a": 1, "c": 2}
        assert (await store.attachment(DB, "x", "a", second)).data == PICTURE  # type: ignore[union-attr]
        assert await store.attachment(DB, "x", "b") is None
        [third] = await put(store, edit("x", second, n=3))
        assert await store.attachment(DB, "x", "a", third) is None

    async def test_a_stub_with_the_digest_of_packed_bytes_means_what_came_at_the_same_generation(
        self, store: DocumentStore
    ) -> None:
        await put(store, with_files(replicated("x", A), {"a": PICTURE}))
        packed = {"stub": True, "revpos": 1, "digest": md5(b"packed"), "encoding": "gzip", "encoded_length": 6}
        [second] = await put(store, with_files(replicated("x", B, A), {}, a=packed))
        found = await store.attachment(DB, "x", "a", second)
        assert found is not None and (found.data, found.revpos, found.digest) == (PICTURE, 1, md5(PICTURE))

    async def test_a_replicated_stub_is_taken_from_the_history_it_comes_with(self, store: DocumentStore) -> None:
        await put(store, with_files(replicated("x", A), {"a": PICTURE}))
        await put(store, with_files(replicated("x", B, A), {}, a={"stub": True, "revpos": 1, "digest": md5(PICTURE)}))
        assert (await store.attachment(DB, "x", "a", "2-" + B)).data == PICTURE  # type: ignore[union-attr]

    async def test_a_stub_that_nobody_has_is_refused(self, store: DocumentStore) -> None:
        await put(store, with_files(replicated("x", A), {"a": PICTURE}))
        for write in (
            with_files(replicated("x", B, A), {}, b={"stub": True}),
            with_files(edit("x", "1-" + A), {}, b={"stub": True}),
            with_files(replicated("y", B, A), {}, a={"stub": True}),
        ):
            assert await error(store, write) == "attachment_missing"
        assert len(await store.leaves(DB, "x")) == 1 and await store.leaves(DB, "y") == []

    async def test_bytes_that_do_not_have_their_digest_are_refused(self, store: DocumentStore) -> None:
        write = Write({"_id": "x", "_attachments": {"a": {"digest": md5(b"other")}}}, "edit", {"a": PICTURE})
        assert await error(store, write) == "attachment_digest_wrong"
        assert await store.leaves(DB, "x") == []

    async def test_branches_may_hold_different_files_of_one_name(self, store: DocumentStore) -> None:
        await put(store, with_files(replicated("x", B, A), {"a": b"left"}), with_files(replicated("x", C, A), {"a": b"right"}))
        assert (await store.attachment(DB, "x", "a", "2-" + B)).data == b"left"  # type: ignore[union-attr]
        assert (await store.attachment(DB, "x", "a")).data == b"right"  # type: ignore[union-attr]

    async def test_leaves_of_tells_several_documents_at_once(self, store: DocumentStore) -> None:
        await put(store, replicated("x", B, A), replicated("x", C, A), edit("y"))
        told = await store.leaves_of(DB, ["y", "x", "unknown", "x"])
        assert told == {"x": await store.leaves(DB, "x"), "y": await store.leaves(DB, "y")}
        assert await store.leaves_of(DB, []) == {}

    async def test_the_index_tells_ids_and_winners_in_order(self, store: DocumentStore) -> None:
        await put(store, replicated("b", B, A), replicated("b", C, A), edit("a"), edit("ă"))
        [gone] = await put(store, edit("c"))
        await put(store, edit("c", gone, _deleted=True))
        rows = await store.index(DB)
        assert [id for id, _ in rows] == ["a", "b", "ă"] and rows[1][1] == "2-" + C
        assert [id for id, _ in await store.index(DB, "b", "ă", limit=5)] == ["b"]
        assert [id for id, _ in await store.index(DB, descending=True, limit=1)] == ["ă"]

    async def test_compaction_drops_the_bodies_of_inner_revisions_and_nothing_else(self, store: DocumentStore) -> None:
        [first] = await put(store, with_files(edit("x", n=1), {"a": PICTURE, "b": b"b"}))
        [second] = await put(store, with_files(edit("x", first, n=2), {}, a={"stub": True}))
        before = await store.leaves(DB, "x")
        await store.compact(DB)
        assert await store.leaves(DB, "x") == before
        assert await store.read(DB, "x", first) is None and await store.attachment(DB, "x", "b", first) is None
        assert (await store.attachment(DB, "x", "a", second)).data == PICTURE  # type: ignore[union-attr]
        assert await error(store, edit("x", first, n=3)) == "conflict"
        assert (await store.revs_diff(DB, {"x": [first]})) == {}

    async def test_a_purged_leaf_is_forgotten_with_what_led_to_it_alone(self, store: DocumentStore) -> None:
        await put(store, replicated("x", D, C, A, n=1), replicated("x", B, A, n=2))
        assert await store.purge(DB, {"x": ["3-" + D]}) == {"x": ["3-" + D]}
        assert [leaf["_rev"] for leaf in await store.leaves(DB, "x")] == ["2-" + B]
        assert set((await store.revs_diff(DB, {"x": ["3-" + D, "2-" + C, "1-" + A]}))["x"].missing) == {"3-" + D, "2-" + C}
        assert (await store.read(DB, "x") or {})["n"] == 2

    async def test_a_document_whose_last_leaf_is_purged_has_never_been(self, store: DocumentStore) -> None:
        [rev] = await put(store, with_files(edit("x"), {"a": PICTURE}))
        await put(store, edit("y"))
        assert await store.purge(DB, {"x": [rev], "z": [rev]}) == {"x": [rev], "z": []}
        assert await store.leaves(DB, "x") == [] and await store.attachment(DB, "x", "a") is None
        assert [row.id for row in (await store.changes(DB)).changes] == ["y"]
        info = await store.info(DB)
        assert (info.doc_count, info.doc_del_count) == (1, 0)
        [again] = await put(store, edit("x", n=2))
        assert again.startswith("1-")

    async def test_what_is_no_leaf_is_not_purged(self, store: DocumentStore) -> None:
        await put(store, replicated("x", B, A))
        before = await store.info(DB)
        assert await store.purge(DB, {"x": ["1-" + A, "2-" + C]}) == {"x": []}
        assert await store.info(DB) == before

    async def test_settings_are_kept_and_begin_with_the_defaults(self, store: DocumentStore) -> None:
        before = await store.settings(DB)
        assert before.revs_limit == DatabaseSettings().revs_limit
        await store.set_revs_limit(DB, 7)
        await store.set_security(DB, {"admins": {"names": ["bí thư"], "roles": []}})
        assert await store.settings(DB) == DatabaseSettings(7, {"admins": {"names": ["bí thư"], "roles": []}})

    async def test_a_tree_remembers_no_more_than_the_limit_behind_each_leaf(self, store: DocumentStore) -> None:
        await store.set_revs_limit(DB, 3)
        revs = [""]
        for n in range(6):
            revs += await put(store, edit("x", revs[-1] or None, n=n))
        [leaf] = await store.leaves(DB, "x")
        assert leaf["_revisions"] == {"start": 6, "ids": [rev[2:] for rev in reversed(revs[4:])]}
        assert set((await store.revs_diff(DB, {"x": revs[1:]}))["x"].missing) == set(revs[1:4])

    async def test_stemming_any_order_of_arrival_never_loses_a_leaf(self, store: DocumentStore) -> None:
        seed = random.randrange(2**32)
        print(f"seed {seed}")
        chance = random.Random(seed)
        await store.set_revs_limit(DB, 4)
        for number in range(20):
            hashes = [f"{chance.getrandbits(128):032x}" for _ in range(10)]
            branch = [f"{chance.getrandbits(128):032x}" for _ in range(3)]
            writes = [replicated(f"d{number}", *reversed(hashes[:end])) for end in (10, 6)]
            writes.append(replicated(f"d{number}", *reversed(branch), *reversed(hashes[:5])))
            chance.shuffle(writes)
            await put(store, *writes)
            leaves = {leaf["_rev"] for leaf in await store.leaves(DB, f"d{number}")}
            assert {f"10-{hashes[-1]}", f"8-{branch[-1]}"} <= leaves, f"seed {seed}, document {number}"

    async def test_local_documents_are_listed(self, store: DocumentStore) -> None:
        await store.write_local(DB, "b", {})
        await store.write_local(DB, "a", {})
        assert await store.local_ids(DB) == ["a", "b"]

    async def test_a_missing_database_is_told_here_too(self, store: DocumentStore) -> None:
        for call in (
            store.settings("no"), store.set_revs_limit("no", 5), store.set_security("no", {}), store.compact("no"),
            store.purge("no", {}), store.leaves_of("no", ["x"]), store.attachment("no", "x", "a"), store.index("no"),
            store.local_ids("no"),
        ):  # fmt: skip
            with pytest.raises(NoSuchDatabase):
                await call
