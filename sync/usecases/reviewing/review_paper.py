"""What somebody above says of a sent paper: read, and written as a review of its own beside the paper.

A review goes the way of all papers (`accept_papers.py`): same rights, same checks, same receipt. The paper is never changed by
it. A second decision about the same revision is a newer revision of the same review, and the older one stays in its history.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sync.domain import access
from sync.domain.accounts import Person
from sync.domain.documents import content, review_id, workspace
from sync.domain.errors import FieldError, Refusal
from sync.domain.lifecycle import record_of
from sync.domain.reviews import NEEDS_DECIDE, decisions_for, is_frozen, standing, takes_official_band
from sync.domain.text import nfc
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, Json
from sync.revisions.revision import make_revision
from sync.usecases.accept_papers import AcceptPapers, Verdict
from sync.usecases.directory import Directory
from sync.usecases.office.write_paper import DEVICE

GENERAL = "answers"
"""The path of a comment about the paper as a whole; that of a field is `answers.<field>`."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """One review as it is shown. `by` is the name of who wrote it, "" when unknown; `is_current`: of the revision that is the record."""

    review: Json
    decision: str
    by: str
    at: str
    official_band: str
    comments: tuple[tuple[str, str], ...]
    is_current: bool


@dataclass(frozen=True, slots=True)
class Reviews:
    """`opinions`: newest first; `decisions`: what this person may decide now, none when it is not his or not open any more."""

    standing: str
    opinions: tuple[Opinion, ...]
    decisions: tuple[str, ...]

    @property
    def current(self) -> Opinion | None:
        """Of the revision that is the record."""
        return next((one for one in self.opinions if one.is_current), None)


class ReviewPaper:
    """Reads the reviews of a paper, and writes one."""

    def __init__(
        self, store: DocumentStore, directory: Directory, accept: AcceptPapers, catalogue: Catalogue, clock: Clock
    ) -> None:
        self._store = store
        self._directory = directory
        self._accept = accept
        self._catalogue = catalogue
        self._clock = clock

    async def read(self, person: Person, unit: str, paper: Json) -> Reviews:
        """The reviews of `paper`, the record as it was read."""
        id, rev = str(paper["_id"]), str(paper["_rev"])
        found = await self._store.range(workspace(unit), f"review:{id}:", f"review:{id};")
        sent = [one for one in found if one.get("state") == "sent"]
        opinions = [await self._opinion(one, rev) for one in sent]
        opinions.sort(key=lambda one: (one.is_current, one.at), reverse=True)
        return Reviews(standing(paper, sent), tuple(opinions), await self._decisions(person, unit, id, rev, sent))

    async def decide(
        self,
        person: Person,
        unit: str,
        paper: str,
        rev: str,
        decision: str,
        comments: Sequence[tuple[str, str]],
        official_band: str = "",
    ) -> Verdict:
        """Write a review of revision `rev` of `paper`; comments are (path, text).

        Raises Refusal: `answers_invalid` when a paper would come back without a word, `review_stale` when another revision is the
        record by now, or what a door answers.
        """
        target = record_of(await self._store.leaves(workspace(unit), paper))
        if target is None or target.get("state") != "sent":
            raise Refusal("review_wrong")
        if target["_rev"] != rev:
            raise Refusal("review_stale")
        said = [(path, text) for path, typed in comments if (text := nfc(typed.replace("\r\n", "\n")).strip())]
        if decision == "returned" and not said:
            raise Refusal("answers_invalid", fields=(FieldError("answers.comments", "required", _WORDLESS[person.lang == "en"]),))
        answers: Json = {"target": paper, "target_rev": rev, "decision": decision}
        if said:
            answers["comments"] = [{"_id": str(place), "path": path, "text": text} for place, (path, text) in enumerate(said, 1)]
        if official_band:
            answers["official_band"] = official_band
        before = record_of(await self._store.leaves(workspace(unit), review_id(paper, rev)))
        [verdict] = await self._accept(person, [self._document(person, unit, answers, before)], unit=unit)
        if verdict.problem is not None:
            raise Refusal(verdict.problem.code, fields=verdict.problem.fields)
        return verdict

    async def _decisions(self, person: Person, unit: str, id: str, rev: str, reviews: list[Json]) -> tuple[str, ...]:
        kind = id.partition(":")[0]
        tree, today = await self._directory.units(), self._clock.now().date()
        if is_frozen(kind, reviews) or not access.may(person, "write", unit, tree, today, "review"):
            return ()
        decides = access.may(person, "decide", unit, tree, today, kind)
        before = next((one["answers"].get("decision") for one in reviews if one["_id"] == review_id(id, rev)), None)
        if before in NEEDS_DECIDE and not decides:
            return ()
        return tuple(one for one in decisions_for(kind) if one != before and (decides or one not in NEEDS_DECIDE))

    async def _opinion(self, review: Json, rev: str) -> Opinion:
        answers = review["answers"]
        author = await self._directory.person(str(review.get("author", "")))
        band = answers.get("official_band")
        return Opinion(
            review,
            decision=str(answers.get("decision", "")),
            by=author.name if author else "",
            at=str(review.get("done_at", "")),
            official_band=band
            if isinstance(band, str) and takes_official_band(str(answers.get("target")).partition(":")[0])
            else "",
            comments=comments_of(answers),
            is_current=answers.get("target_rev") == rev,
        )

    def _document(self, person: Person, unit: str, answers: Json, before: Json | None) -> Json:
        now = self._clock.now().isoformat(timespec="milliseconds")
        definition = self._catalogue.latest("review")
        document: dict[str, Any] = {
            "_id": review_id(answers["target"], answers["target_rev"]), "kind": "review", "form": definition.form,
            "version": definition.version, "unit": unit, "state": "sent", "author": person.username, "device": DEVICE,
            "saved_at": now, "done_at": now, "answers": answers,
        }  # fmt: skip
        rev = make_revision(False, before["_rev"] if before else "", content(document))
        generation, _, hash = rev.partition("-")
        history = before["_revisions"]["ids"] if before else []
        return {**document, "_rev": rev, "_revisions": {"start": int(generation), "ids": [hash, *history]}}


def comments_of(answers: Json) -> tuple[tuple[str, str], ...]:
    """(path, text) of each comment of a review; what is malformed is left out."""
    rows = answers.get("comments")
    found = [(row.get("path"), row.get("text")) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return tuple((path, text) for path, text in found if isinstance(path, str) and isinstance(text, str))


_WORDLESS = (
    "Hãy ghi ít nhất một ý kiến, để chi bộ biết cần sửa gì.",
    "Write at least one comment, so that the cell knows what to mend.",
)
