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
from sync.revisions.revision import check_revisions, generation_of, make_revision
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
        settled = len(ancestry.live) == 1 and not ancestry.begun and ancestry.covers(ancestry.live[0], ancestry.heads())
        writes = [] if settled and not ancestry.withdrawn() else await self._writes(db, id, leaves, ancestry)
        if not writes:
            await self._keep.give_receipts(unit, [leaf for leaf in leaves if leaf["_rev"] in ancestry.made])
            return False
        written = await self._keep.write(unit, writes)
        failed = [one for one in written if one.error is not None and one.error != "conflict"]
        if failed:
            raise RuntimeError(f"{db}: {id} could not be merged: {failed[0].id} {failed[0].error}")
        return True

    async def _writes(self, db: str, id: str, leaves: list[Json], ancestry: Ancestry) -> list[Write]:
        known = {str(leaf["_rev"]): leaf for leaf in leaves}
        before = await self._questions(db, id)
        if not ancestry.heads():  # all that was merged has been deleted by those who wrote it
            closed = [_next({**one, "state": SUPERSEDED}, [str(one["_rev"])]) for one in before]
            return [Write(one) for one in [*closed, *(_gone(known[rev]) for rev in ancestry.live if rev in known)]]
        heads = await self._heads(db, id, ancestry, known)
        wanted = plan(ancestry, list(heads)).ancestors() - heads.keys()
        bodies = await read_bodies(self._bodies, db, id, wanted)
        shape = shape_of(self._definition(head) for head in _each_version(heads.values()))
        approved = await self._approved(db, id)
        outcome = resolve(ancestry, list(heads.values()), bodies, shape, self._finish, approved)
        writes = [Write(asked) for asked in self._superseded(before, outcome, ancestry, list(heads))]
        writes += [Write(asked) for asked in await self._asked(db, outcome.question)]
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

    async def _asked(self, db: str, asked: Json | None) -> list[Json]:
        """The question to write, none where it is there. One that was given up while something more stood beside it is open again."""
        if asked is None:
            return []
        leaves = await self._store.leaves(db, asked["_id"])
        if not leaves:
            return [_first(asked)]
        there = leaves[0]
        return [_next({**there, "state": OPEN}, [str(there["_rev"])])] if there.get("state") == SUPERSEDED else []

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
        covering = [rev for rev in live if ancestry.covers(rev, outcome.merged) and same_paper(known[rev], outcome.paper)]
        how: How = "known"
        writes: list[Write] = []
        losing = set(ancestry.live)
        if stays or standing:
            into = (stays or standing)[0]
            how = "beside" if outcome.question and outcome.question["state"] == OPEN else how
        elif covering:
            into = covering[0]
            losing |= _left_beside(ancestry, into, outcome.heads)
        else:
            paper, how = _told_on(content(outcome.paper), known.get(best, {})), "made"
            into = make_revision(False, best, paper)
            writes.append(Write(_with(paper, into, history(ancestry.tree, best))))
            losing |= _left_beside(ancestry, best, outcome.heads)
            if losing == {best}:  # one of those it was made of is left alone
                losing |= set(outcome.merged)
        graves = []
        for rev in sorted(losing - {into, *stays} - ({best} if how == "made" else set())):
            # A draft beside several sent papers is asked about, and none of its words are in what was made of those.
            one = "known" if how == "made" and not any(ancestry.covers(rev, [head]) for head in outcome.merged) else how
            grave = tombstone(known.get(rev) or bodies.get(rev) or {"_id": outcome.paper["_id"]}, into, one)
            graves.append(Write(_with(grave, make_revision(True, rev, content(grave)), history(ancestry.tree, rev))))
        return [*graves, *writes]


def _left_beside(ancestry: Ancestry, rev: str, heads: Sequence[str]) -> set[str]:
    """What was left beside a revision that does not stand any more, and `rev` does not come from: whoever goes on must have it behind him,
    or he would be asked about it twice."""
    return {
        one for one in ancestry.beside
        if not ancestry.covers(rev, [one]) and any(ancestry.covers(one, [head]) for head in heads)
    }  # fmt: skip


def _each_version(papers: Iterable[Json]) -> list[Json]:
    return list({(str(one.get("form")), str(one.get("version"))): one for one in papers}.values())


def _first(document: Json) -> Json:
    return _with(document, make_revision(False, "", content(document)), [])


def _next(document: Json, before: list[str]) -> Json:
    return _with(content(document), make_revision(False, before[0], content(document)), before)


def _told_on(paper: Json, before: Json) -> Json:
    """A draft goes on being told to all whose phones hold what it comes after, or those would never learn of it."""
    if paper.get("state") != "draft" or before.get("state") != "draft":
        return paper
    names = {paper.get("author"), *(paper.get("with") or ()), before.get("author"), *(before.get("with") or ())}
    others = sorted(name for name in names - {paper.get("author")} if isinstance(name, str))
    return {**{name: value for name, value in paper.items() if name != "with"}, **({"with": others} if others else {})}


def _gone(leaf: Json) -> Json:
    told: Json = {"_id": leaf["_id"], **{name: leaf[name] for name in ("kind", "unit", "author", "device") if name in leaf}}
    way = check_revisions(leaf)
    return {**_with(told, make_revision(True, way[0], content(told)), way), "_deleted": True}


def _with(document: Json, rev: str, before: Sequence[str]) -> Json:
    """The document under its revision, with its history; `before` newest first."""
    ids = [one.partition("-")[2] for one in (rev, *before)]
    return {**document, "_rev": rev, "_revisions": {"start": generation_of(rev), "ids": ids}}
