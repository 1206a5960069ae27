"""Resolve one paper that has several leaves: write what stands, take the losing leaves out of the tree, ask what has to be asked.

Everything that is written follows from the revisions that are there, its ids too: done twice, by two at once, or again after a crash
in the middle, it gives the same tree. What stands is written last, so that nothing counts as merged before it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sync.domain.documents import content, workspace
from sync.domain.kinds import KINDS
from sync.domain.reviews import is_frozen
from sync.forms.catalogue import Catalogue
from sync.forms.check import check
from sync.forms.model import RESERVED, Definition
from sync.merging.ancestry import Ancestry, How, ancestry_of, plan, rank, same_paper, tombstone
from sync.merging.proposal import proposal
from sync.merging.questions import OPEN, SUPERSEDED
from sync.merging.resolve import Outcome, resolve
from sync.merging.shape import shape_of
from sync.ports import DocumentStore, Json, Write
from sync.revisions.revision import generation_of, make_revision
from sync.revisions.tree import history
from sync.usecases.history.keep import KeepPapers
from sync.usecases.merging.bodies import Bodies, read_bodies


class ResolvePaper:
    """Call it with a unit and the id of a paper that has changed."""

    def __init__(self, store: DocumentStore, catalogue: Catalogue, bodies: Bodies, keep: KeepPapers) -> None:
        self._store = store
        self._catalogue = catalogue
        self._bodies = bodies
        self._keep = keep

    async def __call__(self, unit: str, id: str) -> bool:
        """Whether anything had to be written. Raises NoSuchDatabase."""
        db = workspace(unit)
        if id.partition(":")[0] not in KINDS:
            return False
        leaves = await self._store.leaves(db, id)
        if sum(not leaf.get("_deleted") for leaf in leaves) < 2 and not any("merged_into" in leaf for leaf in leaves):
            return False
        ancestry = ancestry_of(leaves)
        if not ancestry.live:
            return False
        if len(ancestry.live) == 1 and not ancestry.begun and ancestry.covers(ancestry.live[0], ancestry.heads()):
            await self._keep.give_receipts(unit, [leaf for leaf in leaves if leaf["_rev"] in ancestry.made])
            return False
        writes = await self._writes(db, id, leaves, ancestry)
        if not writes:
            return False
        written = await self._keep.write(unit, writes)
        failed = [one for one in written if one.error is not None and one.error != "conflict"]
        if failed:
            raise RuntimeError(f"{db}: {id} could not be merged: {failed[0].id} {failed[0].error}")
        return True

    async def _writes(self, db: str, id: str, leaves: list[Json], ancestry: Ancestry) -> list[Write]:
        known = {str(leaf["_rev"]): leaf for leaf in leaves}
        heads = await self._heads(db, id, ancestry, known)
        wanted = plan(ancestry, list(heads)).ancestors() - heads.keys()
        bodies = await read_bodies(self._bodies, db, id, wanted)
        shape = shape_of(self._definition(head) for head in _each_version(heads.values()))
        approved = await self._approved(db, id)
        outcome = resolve(ancestry, list(heads.values()), bodies, shape, self._finish, approved)
        before = await self._questions(db, id)
        writes = [Write(asked) for asked in self._superseded(before, outcome, ancestry, list(heads))]
        if outcome.question is not None and not await self._store.leaves(db, outcome.question["_id"]):
            writes.append(Write(_first(outcome.question)))
        writes += [Write(one) for one in await self._proposals(db, outcome)]
        return writes + self._merge(outcome, ancestry, known, {**bodies, **heads})

    async def _heads(self, db: str, id: str, ancestry: Ancestry, known: dict[str, Json]) -> dict[str, Json]:
        revs = ancestry.heads()
        found = {rev: known[rev] for rev in revs if rev in known}
        found |= await read_bodies(self._bodies, db, id, [rev for rev in revs if rev not in known])
        if len(found) < len(revs):
            revs = ancestry.heads(as_merged=True)
            found = {rev: known[rev] for rev in revs if rev in known}
        return {rev: {**found[rev], "_id": id, "_rev": rev} for rev in found}

    def _definition(self, paper: Json) -> Definition | None:
        form, version = paper.get("form"), paper.get("version")
        return self._catalogue.get(form, version) if isinstance(form, str) and isinstance(version, int) else None

    def _finish(self, paper: Json, mixed: bool) -> Json | None:
        """The merged paper as its form would keep it; None for a sent one that the form would refuse."""
        definition = self._definition(paper)
        if definition is None:
            return paper
        fields = definition.fields()
        answers = {name: value for name, value in paper["answers"].items() if not mixed or name in fields or name in RESERVED}
        checked = check(definition, answers, templates=self._catalogue.template)
        if paper.get("state") == "sent" and checked.errors:
            return None
        for one in checked.calculated:
            if one in checked.answers and (one in answers or paper.get("state") == "sent"):
                answers[one] = checked.answers[one]
        return {**paper, "answers": answers}

    async def _approved(self, db: str, id: str) -> set[str]:
        """The revisions that were approved, after which the paper changes only by amendment."""
        kind = id.partition(":")[0]
        if KINDS[kind].after_sending != "approved":
            return set()
        reviews = await self._store.range(db, f"review:{id}:", f"review:{id};")
        return {str(one["answers"].get("target_rev")) for one in reviews if is_frozen(kind, (one,))}

    async def _questions(self, db: str, id: str) -> list[Json]:
        found = await self._store.range(db, f"conflict:{id}:", f"conflict:{id};")
        return [one for one in found if one.get("paper") == id and one.get("state") == OPEN]

    def _superseded(self, before: list[Json], outcome: Outcome, ancestry: Ancestry, heads: list[str]) -> list[Json]:
        """Open questions that are asked anew with what has come since. One whose paper somebody has gone on with stays."""
        asked = outcome.question["_id"] if outcome.question else ""
        pasts = [ancestry.before(head) for head in heads]
        gone = [
            one for one in before
            if one["_id"] != asked and not any(len(past.intersection(one.get("heads", ()))) > 1 for past in pasts)
        ]  # fmt: skip
        return [_next({**one, "state": SUPERSEDED}, [str(one["_rev"])]) for one in gone]

    async def _proposals(self, db: str, outcome: Outcome) -> list[Json]:
        if not outcome.proposed:
            return []
        latest = self._catalogue.latest("amendment").version
        definition = self._definition(outcome.paper)
        made = [proposal(outcome.paper, other, outcome.proposed, definition, latest) for other in outcome.others]
        new = [one for one in made if one is not None]
        there = await self._store.leaves_of(db, [one["_id"] for one in new])
        return [_first(one) for one in new if one["_id"] not in there]

    def _merge(self, outcome: Outcome, ancestry: Ancestry, known: dict[str, Json], bodies: dict[str, Json]) -> list[Write]:
        """The deletions of the losing leaves, then what stands. `known`: the leaves; `bodies`: of all that is merged."""
        live = sorted((rev for rev in ancestry.live if rev in known), key=lambda rev: rank(known[rev]), reverse=True)
        best = live[0] if live else max(ancestry.live, key=generation_of)
        stays = [rev for rev in outcome.stays if rev in live]
        standing = [rev for rev in live if rev == outcome.paper.get("_rev")]
        covering = [rev for rev in live if ancestry.covers(rev, outcome.heads) and same_paper(known[rev], outcome.paper)]
        how: How = "known"
        writes: list[Write] = []
        if stays or standing:
            into = (stays or standing)[0]
            how = "beside" if outcome.question and outcome.question["state"] == OPEN else how
        elif covering:
            into = covering[0]
        else:
            paper, how = content(outcome.paper), "made"
            into = make_revision(False, best, paper)
            writes.append(Write(_with(paper, into, history(ancestry.tree, best))))
        graves = []
        for rev in sorted(set(ancestry.live) - {into, *stays} - ({best} if how == "made" else set())):
            grave = tombstone(known.get(rev) or bodies[rev], into, how)
            graves.append(Write(_with(grave, make_revision(True, rev, content(grave)), history(ancestry.tree, rev))))
        return [*graves, *writes]


def _each_version(papers: Iterable[Json]) -> list[Json]:
    return list({(str(one.get("form")), str(one.get("version"))): one for one in papers}.values())


def _first(document: Json) -> Json:
    return _with(document, make_revision(False, "", content(document)), [])


def _next(document: Json, before: list[str]) -> Json:
    return _with(content(document), make_revision(False, before[0], content(document)), before)


def _with(document: Json, rev: str, before: Sequence[str]) -> Json:
    """The document under its revision, with its history; `before` newest first."""
    ids = [one.partition("-")[2] for one in (rev, *before)]
    return {**document, "_rev": rev, "_revisions": {"start": generation_of(rev), "ids": ids}}
