"""Random documents with conflicts, deletions and histories cut short, told in random order: what stores, doors and PouchDB
are compared on. The same seed gives the same documents."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

Json = dict[str, Any]


def random_script(chance: random.Random, id: str, *, stemmed: bool | None = None) -> list[Json]:
    """Writes of one document, as `new_edits=false` takes them. `stemmed`: whether histories may be cut (None: either)."""
    cut = chance.random() < 0.5 if stemmed is None else stemmed
    paths: list[list[str]] = []
    for _ in range(chance.randint(1, 14)):
        # mostly an edit of a leaf, sometimes of an inner revision (a conflict), seldom a second beginning
        parent = chance.choice(paths[-3:]) if paths and chance.random() < 0.7 else chance.choice(paths) if paths else []
        if paths and chance.random() < 0.05:
            parent = []
        paths.append([f"{len(parent) + 1}-{chance.getrandbits(128):032x}", *parent])
    writes = [_write(chance, id, path, cut, number) for number, path in enumerate(paths)]
    told = [write for write in writes if chance.random() < 0.8] or writes[-1:]
    chance.shuffle(told)
    return told


def _write(chance: random.Random, id: str, path: list[str], cut: bool, number: int) -> Json:
    kept = path[: chance.randint(1, len(path))] if cut else path
    document: Json = {
        "_id": id,
        "_rev": path[0],
        "_revisions": {"start": len(path), "ids": [rev.partition("-")[2] for rev in kept]},
        "n": number,
        "text": chance.choice(["Nà Đon", "Pa Pe", "Bình Lư"]),
    }
    if chance.random() < 0.3:
        document["_deleted"] = True
    return document


def _way(document: Json) -> list[str]:
    """The history a document carries, as full ids."""
    start, ids = document["_revisions"]["start"], document["_revisions"]["ids"]
    return [f"{start - place}-{hash}" for place, hash in enumerate(ids)]


def told(leaves: list[Json]) -> Json:
    """What a store's leaves (winner first) tell, in the oracle's form."""
    rows = [
        {
            "rev": leaf["_rev"],
            "deleted": bool(leaf.get("_deleted")),
            "revisions": _way(leaf),
            "body": {name: value for name, value in leaf.items() if not name.startswith("_")},
        }
        for leaf in leaves
    ]
    winner = leaves[0]
    return {
        "id": winner["_id"],
        "winner": winner["_rev"],
        "deleted": bool(winner.get("_deleted")),
        "leaves": sorted(rows, key=lambda row: row["rev"]),
    }


def told_at_once(writes: list[Json]) -> list[Json]:
    """The same writes, each with all of its history that any of them tells, oldest first.

    PouchDB does not join branches that a later history connects; told everything at once it has nothing to join. A store
    that is told in pieces must end where PouchDB ends when told at once.
    """
    parents: dict[str, str] = {}
    for write in writes:
        parents.update(pairwise(_way(write)))
    whole = []
    for write in writes:
        way = [write["_rev"]]
        while way[-1] in parents:
            way.append(parents[way[-1]])
        ids = [rev.partition("-")[2] for rev in way]
        whole.append({**write, "_revisions": {"start": write["_revisions"]["start"], "ids": ids}})
    return sorted(whole, key=lambda write: int(write["_revisions"]["start"]))
