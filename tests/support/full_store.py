"""Stores filled with everything a database can hold, from a seed: conflicts, deletions, cut histories, inner revisions,
attachments, `_local` documents, settings."""

from __future__ import annotations

import random

from sync.ports import DocumentStore, Write
from tests.support.couch.random_trees import random_script

DATABASES = ("accounts", "ws-na-don", "ws-pa-pe")


async def fill(store: DocumentStore, chance: random.Random, documents: int = 30) -> None:
    """Several databases; the last is empty but for its settings."""
    for name in (*DATABASES, "ws-trong"):
        await store.create_database(name)
    for name in DATABASES:
        for number in range(documents):
            await _must(store, name, [Write(body) for body in random_script(chance, f"paper:{number}")])
        await add_files(store, name, chance, documents // 5)
        await store.write_local(name, "upload-1", {"piece": "A" * 40})
    await store.set_security("ws-na-don", {"members": {"roles": ["bi-thu"]}})
    await store.set_revs_limit("ws-pa-pe", 7)
    await store.set_security("ws-trong", {"admins": {"names": ["quan-tri"]}})


async def add_files(store: DocumentStore, name: str, chance: random.Random, documents: int) -> None:
    """Documents of two generations with attachments; the second keeps one by a stub. One is text, which a CouchDB compresses."""
    for number in range(documents):
        id = f"photo:{number}"
        first, second = (f"{chance.getrandbits(128):032x}" for _ in "12")
        files = {"trang 1.jpg": chance.randbytes(900), "ghi chú.txt": "Chi bộ thống nhất. ".encode() * 30, "trống": b""}
        told = {one: {"content_type": "text/plain" if one.endswith("txt") else "image/jpeg"} for one in files}
        history = {"start": 2, "ids": [second, first]}
        kept = {"trang 1.jpg": {"stub": True}, "mới": {"content_type": "image/png"}}
        await _must(store, name, [Write({"_id": id, "_rev": f"1-{first}", "n": number, "_attachments": told}, files=files)])
        again = {"_id": id, "_rev": f"2-{second}", "_revisions": history, "n": number, "_attachments": kept}
        await _must(store, name, [Write(again, files={"mới": chance.randbytes(50)})])


async def _must(store: DocumentStore, name: str, writes: list[Write]) -> None:
    told = await store.write(name, writes)
    assert {one.error for one in told} <= {None}, told
