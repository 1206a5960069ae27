"""Kinds of document and their ids. Ids are deterministic where the thing is unique by nature, so that two phones that
start the same paper offline meet in one document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sync.domain.kinds import OF_A_MEETING, PATTERNS

REPLICATION_MEMBERS = frozenset(
    ("_replication_id", "_replication_state", "_replication_state_time", "_replication_state_reason", "_replication_stats")
)
"""Underscore members that are content all the same: a replicator writes its state into the document that asks for it."""
_CONTENT = REPLICATION_MEMBERS | {"_id"}
UNIT_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@dataclass(frozen=True, slots=True, order=True)
class MeetingKey:
    """Which meeting of a cell: month `YYYY-MM`, type, and its number within month and type."""

    month: str
    type: str
    number: int = 1

    def __str__(self) -> str:
        return f"{self.month}:{self.type}:{self.number}"


def paper_id(kind: str, key: MeetingKey) -> str:
    """The id of a paper of the meeting chain."""
    return f"{kind}:{key}"


def photo_id(digest: str) -> str:
    """The id of the document that carries a photo; `digest` is the SHA-256 of its bytes in hex."""
    return f"photo:{digest}"


def review_id(paper: str, rev: str) -> str:
    """The id of the review of that revision."""
    return f"review:{paper}:{rev.partition('-')[2][:8]}"


def rework_id(paper: str) -> str:
    """The id of the draft in which a sent paper is worked over."""
    return f"rework:{paper}"


def copy_id(unit: str, paper: str) -> str:
    """The id that a copy of a unit's paper has everywhere."""
    return f"copy:{unit}:{paper}"


def target_of(id: str) -> str | None:
    """The paper that a review or a rework is about; None for other documents and for what no paper is called."""
    kind = id.partition(":")[0]
    match = PATTERNS[kind].fullmatch(id) if kind in ("review", "rework") else None
    return match["target"] if match and id_fits(match["target"].partition(":")[0], match["target"]) else None


def id_fits(kind: str, id: str) -> bool:
    """Whether `id` is well formed for a paper kind."""
    pattern = PATTERNS.get(kind)
    return pattern is not None and pattern.fullmatch(id) is not None


def meeting_of(id: str) -> MeetingKey | None:
    """The meeting a paper belongs to, or None for other documents."""
    kind, _, _ = id.partition(":")
    match = PATTERNS[kind].fullmatch(id) if kind in OF_A_MEETING else None
    return MeetingKey(match["month"], match["type"], int(match["number"])) if match else None


def workspace(unit: str) -> str:
    """The database that holds a unit's papers."""
    return f"ws-{unit}"


def is_workspace(db: str) -> bool:
    """Whether a database of this name can only be a workspace."""
    return db.startswith("ws-")


def unit_of(db: str) -> str | None:
    """The unit of a workspace database, or None when `db` is no workspace."""
    unit = db.removeprefix("ws-")
    return unit if unit != db and UNIT_ID.fullmatch(unit) else None


def content(document: dict[str, Any]) -> dict[str, Any]:
    """The document without CouchDB's underscore members, `_id` kept: what revisions and receipts are computed over."""
    return {name: value for name, value in document.items() if not name.startswith("_") or name in _CONTENT}
