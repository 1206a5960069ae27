"""Put the demo world into a store, once. What was half done is done again; nothing is there twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from server.demo.generate import Demo, DemoAccount, generate
from sync.domain.documents import content, workspace
from sync.ports import DocumentStore, Json, PasswordHasher, Signer, Write
from sync.revisions.revision import make_revision
from sync.usecases.directory import ACCOUNTS, UNITS, Directory
from sync.usecases.make_receipt import make_receipt

PEOPLE_FILE = "demo-people.txt"
_DONE = "demo"


async def is_loaded(store: DocumentStore) -> bool:
    """Whether the demo data is there whole."""
    await Directory(store).prepare()
    return await store.read_local(UNITS, _DONE) is not None


async def load(
    store: DocumentStore, passwords: PasswordHasher, signer: Signer, data: Path, *, until: date, seed: int
) -> None:
    """Write everything; takes some seconds. The log-ins go to `<data>/demo-people.txt`, readable by the owner alone."""
    demo = generate(until, seed)
    await Directory(store).prepare()
    await store.write(UNITS, [Write(unit, mode="edit") for unit in demo.units])
    for unit in demo.units:
        await store.create_database(workspace(unit["unit"]))
    await store.write(ACCOUNTS, [Write(await _account(one, passwords), mode="edit") for one in demo.accounts])
    for name, papers in demo.papers():
        await store.write(workspace(name), list(_with_receipts(papers, signer)))
    write_people(data / PEOPLE_FILE, demo)
    await store.write_local(UNITS, _DONE, {"until": str(until), "seed": seed})


def _with_receipts(papers: list[Json], signer: Signer) -> Iterator[Write]:
    for paper in papers:
        rev = make_revision(False, "", content(paper))
        whole = {**paper, "_rev": rev, "_revisions": {"start": 1, "ids": [rev.partition("-")[2]]}}
        yield Write(whole)
        if paper["kind"] != "member":
            received = datetime.fromisoformat(paper["done_at"]) + timedelta(minutes=len(paper["_id"]))
            yield Write(make_receipt(signer, paper["unit"], whole, received), mode="edit")


async def _account(one: DemoAccount, passwords: PasswordHasher) -> Json:
    return {
        "_id": f"account:{one.username}", "kind": "account", "username": one.username, "name": one.name, "phone": "",
        "password_hash": await passwords.hash(one.password), "lang": "vi",
        "roles": [{"role": one.role, "unit": one.unit, "from": "2020-01-01", "to": None}],
    }  # fmt: skip


def write_people(path: Path, demo: Demo) -> None:
    """The log-ins, as they are printed at the start."""
    rows = [f"  {one.username:<17} {one.password:<24} {one.shows}" for one in demo.accounts]
    path.touch(mode=0o600)
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
