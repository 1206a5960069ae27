"""Put the demo world into a store, once. What was half done is done again; nothing is there twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain, groupby
from pathlib import Path

import sync
from server.assets import Assets, folder
from server.demo.generate import Demo, DemoAccount, generate
from sync.domain.canonical import canonical
from sync.domain.documents import content, workspace
from sync.domain.proofs.history import Head, Recorded
from sync.ports import DocumentStore, Json, PasswordHasher, Signer, Write, Written
from sync.revisions.revision import revision_over
from sync.usecases.directory import ACCOUNTS, BOARDS, PHONES, RULES, UNITS, Directory
from sync.usecases.history.record import Record

PEOPLE_FILE = "demo-people.txt"
_DONE = "demo"
GROUP: Json = {
    "_id": "group:01J00000000000000000000002", "kind": "group", "unit": "lai-chau", "name": "Các chi bộ của huyện Tam Đường cũ",
    "members": ["tam-duong"], "by": "quan-tri", "at": "2026-01-01T08:00:00+07:00",
}  # fmt: skip


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
    for name, papers in chain(demo.papers(), demo.office_papers()):
        batches = list(_batches(name, papers, signer))
        writes = [write for some, _ in batches for write in some]
        await store.write_with(workspace(name), writes, partial(_also, workspace(name), [record for _, record in batches]))
    await store.write(PHONES, [Write(one, mode="edit") for one in demo.phones(_app_version())])
    await store.write(RULES, [Write(one, mode="edit") for one in settled(demo)])
    await store.write(BOARDS, [Write(GROUP, mode="edit")])
    write_people(data / PEOPLE_FILE, demo)
    await store.write_local(UNITS, _DONE, {"until": str(until), "seed": seed})


def _also(db: str, records: list[Record], written: Sequence[Written]) -> dict[str, list[Write]]:
    """What is written with all papers of one unit: the entries of its history one behind the other."""
    head, place = Head(), 0
    beside: dict[str, list[Write]] = {}
    for record in records:
        for name, some in record.also(db, head, written[place : place + record.size]).items():
            beside.setdefault(name, []).extend(some)
        place += record.size
        if record.entry is not None:
            head = Head(record.entry["n"], record.entry["hash"])
    return beside


def _batches(unit: str, papers: list[Json], signer: Signer) -> Iterator[tuple[list[Write], Record]]:
    """The papers of each day as one phone brought them, and what is written with them."""
    for (_, person), some in groupby(papers, lambda paper: (paper["done_at"][:10], paper["author"])):
        writes, taken, received = list[Write](), list[Recorded](), ""
        for paper in some:
            before = paper.pop("_after", "")
            text = canonical(content(paper))
            rev = revision_over(False, before, text)
            ids = [one.partition("-")[2] for one in (rev, before) if one]
            writes.append(Write({**paper, "_rev": rev, "_revisions": {"start": len(ids), "ids": ids}}))
            taken.append(Recorded(paper["_id"], rev, before, hashlib.sha256(text).hexdigest(), text.decode()))
            received = max(received, paper["done_at"])
        record = Record(signer, unit, person, datetime.fromisoformat(received) + timedelta(minutes=20 + len(taken)))
        for one in taken:
            record.take(one, sent=True)
        yield writes, record


def _app_version() -> str:
    definitions = Path(sync.__file__).parent
    return Assets(folder("pwa"), definitions / "forms" / "definitions", definitions / "rules").version


def settled(demo: Demo) -> list[Json]:
    """A cell that may do without its thematic meeting this year, as an administrator settles it."""
    unit, year = demo.cells[7].unit, demo.today.year
    says = {"unit": unit, "rule": "thematic_meeting", "reason": "Đảng viên đi làm đường xa, được đảng ủy đồng ý.",
            "first": f"{year}-07-01", "last": f"{year}-12-31"}  # fmt: skip
    return [{"_id": f"exemption:{unit}:01J00000000000000000000001", "kind": "exemption", "says": says, "by": "quan-tri", "at": f"{year}-07-01"}]


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
