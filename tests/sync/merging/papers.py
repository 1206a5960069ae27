"""Papers for tests of merging: trees of revisions as a store tells them, with true ids."""

from __future__ import annotations

from typing import Any

from sync.domain.documents import content
from sync.revisions.revision import make_revision
from tests.support.world import NA_DON

Json = dict[str, Any]
KEY = "2026-11:regular:1"
BI_THU, THU_KY = "na-don-bi-thu", "na-don-thu-ky"


def minutes(answers: Json, parent: Json | None = None, **changes: Any) -> Json:
    """A revision of the November minutes, a draft unless told otherwise."""
    return paper("minutes", KEY, answers, parent, **{"version": 3, **changes})


def paper(kind: str, key: str, answers: Json, parent: Json | None = None, **changes: Any) -> Json:
    found: Json = {
        "_id": f"{kind}:{key}", "kind": kind, "form": kind, "version": 1, "unit": NA_DON, "state": "draft", "author": BI_THU,
        "device": "01JMAY1", "saved_at": "2026-11-03T21:40:00.000+07:00", "answers": answers, **changes,
    }  # fmt: skip
    if found["state"] == "sent":
        found.setdefault("done_at", found["saved_at"])
    return revision(found, parent)


def revision(document: Json, parent: Json | None = None) -> Json:
    """The document as a child of `parent`, with its true id."""
    body = content(document)
    deleted = bool(document.get("_deleted"))
    rev = make_revision(deleted, parent["_rev"] if parent else "", body)
    ids = [rev.partition("-")[2], *(parent["_revisions"]["ids"] if parent else [])]
    gone = {"_deleted": True} if deleted else {}
    return {**body, **gone, "_rev": rev, "_revisions": {"start": int(rev.partition("-")[0]), "ids": ids}}


def deleted(parent: Json) -> Json:
    return revision({"_id": parent["_id"], "_deleted": True}, parent)


def person(name: str) -> Json:
    return {"name": name}
