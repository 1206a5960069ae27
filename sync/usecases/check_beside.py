"""What a paper must agree with that lies beside it in the workspace: a review with the revision it is about, a new revision
with what was approved before it.

Reads once for a whole batch, and only when something in it asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sync.domain import access
from sync.domain.accounts import Person
from sync.domain.documents import target_of
from sync.domain.errors import Problem
from sync.domain.kinds import KINDS
from sync.domain.lifecycle import record_of
from sync.domain.reviews import NEEDS_DECIDE, decisions_for, is_frozen, takes_official_band
from sync.domain.units import UnitTree
from sync.ports import DocumentStore, Json


@dataclass(frozen=True, slots=True)
class Beside:
    """`targets`: leaves of what reviews in the batch are about; `reviews`: of sent papers that may be frozen, by paper; `decided`: what
    reviews in the batch had decided before, by id of the review."""

    targets: dict[str, list[Json]] = field(default_factory=dict)
    reviews: dict[str, list[Json]] = field(default_factory=dict)
    decided: dict[str, str] = field(default_factory=dict)

    def problem_of(self, document: Json, person: Person, unit: str, tree: UnitTree, day: date) -> Problem | None:
        """What is wrong with a paper in the light of what lies beside it."""
        id = document["_id"]
        kind = id.partition(":")[0]
        if is_frozen(kind, reviews := self.reviews.get(id, ())) and _knew(document, reviews):
            return Problem("approved_already")
        if kind != "review" or document.get("_deleted") or document.get("state") != "sent":
            return None
        return self._review(document, person, unit, tree, day)

    def _review(self, review: Json, person: Person, unit: str, tree: UnitTree, day: date) -> Problem | None:
        target = target_of(review["_id"])
        answers = review["answers"]
        if target is None or answers.get("target") != target:
            return Problem("review_wrong")
        kind = target.partition(":")[0]
        if is_frozen(kind, self.reviews.get(target, ())):
            return Problem("approved_already")
        record = record_of(self.targets.get(target, []))
        if record is None or record.get("state") != "sent":
            return Problem("review_wrong")
        rev = record["_rev"]
        if answers.get("target_rev") != rev or review["_id"].rpartition(":")[2] != rev.partition("-")[2][:8]:
            return Problem("review_stale")
        decision = answers.get("decision")
        if decision not in decisions_for(kind) or ("official_band" in answers and not takes_official_band(kind)):
            return Problem("review_wrong")
        weighty = decision in NEEDS_DECIDE or self.decided.get(review["_id"]) in NEEDS_DECIDE
        if weighty and not access.may(person, "decide", unit, tree, day, kind):
            return Problem("not_your_decision")
        return None


async def read_beside(store: DocumentStore, db: str, documents: Sequence[Json], stored: dict[str, list[Json]]) -> Beside:
    """Read what the batch has to agree with. `stored`: the leaves of the batch's own documents."""
    beside = Beside()
    targets = [target for one in documents if one["_id"].startswith("review:") and (target := target_of(one["_id"]))]
    if targets:
        beside.targets.update(await store.leaves_of(db, targets))
    for target in targets:
        if _may_be_frozen(target):
            beside.reviews[target] = await store.range(db, f"review:{target}:", f"review:{target};")
    for id, leaves in stored.items():
        if id.startswith("review:") and (before := record_of(leaves)) is not None:
            beside.decided[id] = str(before.get("answers", {}).get("decision", ""))
        if _may_be_frozen(id) and any(leaf.get("state") == "sent" for leaf in leaves):
            beside.reviews[id] = await store.range(db, f"review:{id}:", f"review:{id};")
    return beside


def _knew(document: Json, reviews: Sequence[Json]) -> bool:
    """Whether a revision was made of one that has been approved. What was made without knowing of it becomes a proposal."""
    told = document.get("_revisions")
    start, hashes = (told["start"], told["ids"]) if isinstance(told, dict) else (0, [])
    before = {f"{start - place}-{hash}" for place, hash in enumerate(hashes)}
    return any(one.get("answers", {}).get("target_rev") in before for one in reviews)


def _may_be_frozen(id: str) -> bool:
    """Whether papers of that kind change no more once approved."""
    kind = KINDS.get(id.partition(":")[0])
    return kind is not None and kind.after_sending == "approved"
