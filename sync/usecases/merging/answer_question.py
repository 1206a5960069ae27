"""A person answers what two people wrote differently: as a new revision of the paper, which closes the question. And takes back what a
merge made of his words.

Whoever may write the paper may answer. What was not chosen stays in the question and in the paper's history.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sync.domain import access
from sync.domain.accounts import Person
from sync.domain.documents import content, workspace
from sync.domain.envelope import check_envelope
from sync.domain.errors import NoSuchDatabase, Problem, Refusal
from sync.domain.kinds import KINDS
from sync.domain.lifecycle import record_of
from sync.domain.reviews import is_frozen
from sync.forms.catalogue import Catalogue
from sync.merging.ancestry import Ancestry, ancestry_of, rank, tombstone
from sync.merging.asked_anew import asked_anew
from sync.merging.questions import OPEN, SUPERSEDED, UNDONE, Choice, answer
from sync.merging.values import same
from sync.ports import Clock, DocumentStore, Json, Write
from sync.revisions.revision import generation_of, make_revision
from sync.usecases.check_answers import check_answers
from sync.usecases.directory import Directory
from sync.usecases.history.keep import KeepPapers
from sync.usecases.merging.bodies import Bodies

DEVICE = "office"


@dataclass(frozen=True, slots=True)
class Given:
    """How an answer came: the id a phone has given it, by which it is known again; the device; when the person chose, by its clock."""

    id: str = ""
    device: str = DEVICE
    at: str = ""


_BY_HAND = Given()


class AnswerQuestion:
    """Every method raises Refusal `not_found` for what the person may not write, `conflict` when somebody was faster."""

    def __init__(
        self, store: DocumentStore, directory: Directory, catalogue: Catalogue, bodies: Bodies, clock: Clock, keep: KeepPapers
    ) -> None:
        self._store = store
        self._directory = directory
        self._catalogue = catalogue
        self._bodies = bodies
        self._clock = clock
        self._keep = keep

    async def __call__(
        self, person: Person, unit: str, question: str, choices: Mapping[int, Choice], given: Given = _BY_HAND
    ) -> str:
        """Answer fields of a question, by their place in it; gives the new revision of the paper. The same answer again changes nothing
        and gives what it gave the first time; an answer to a question that was asked anew holds where the same is still asked.

        Raises Refusal `answers_invalid` for a choice that is not there, for a paper its form would refuse, and where minutes were
        signed twice and not everything is answered at once.
        """
        asked = await self._read(unit, question)
        id = str(asked.get("paper", ""))
        await self._check_right(person, unit, id)
        if (before := _given_before(asked, choices, person.username, given.id)) is not None:
            return before
        if asked.get("state") == SUPERSEDED:
            questions = await self._store.range(workspace(unit), f"conflict:{id}:", f"conflict:{id};")
            for one in questions:
                if given.id and (before := _given_before(one, {}, person.username, given.id)) is not None:
                    return before
            asked, choices = asked_anew(asked, questions, choices) or (asked, choices)
        if asked.get("state") != OPEN:
            raise Refusal("conflict")
        leaves = await self._store.leaves(workspace(unit), id)
        record = record_of(leaves)
        if record is None:
            raise Refusal("conflict")
        now = self._clock.now().isoformat(timespec="milliseconds")
        told, answers = answer(asked, record["answers"], dict(choices), person.username, now)
        if asked["reason"] == "signed" and told["state"] == OPEN:
            raise Refusal("answers_invalid")
        done = _came_of_it(asked, record, answers, person, given)
        made = record if done else self._revision(person, record, answers, now, given.device)
        rev = str(made["_rev"])
        told["given"] = [*asked.get("given", ()), {**_named(given), "by": person.username, "rev": rev}]
        graves = [] if told["state"] == OPEN else _graves(self._decided(asked, leaves, record), rev, leaves)
        await self._write(person, unit, [] if done else [made], graves, [(asked, told)])
        return rev

    async def undo(self, person: Person, unit: str, id: str, rev: str, to: str = "", device: str = DEVICE) -> str:
        """Take back what a merge made as `rev`: the paper says again what it said at the revision `to`, the one that prevailed unless
        told otherwise. The merged words stay in the history; questions about them are closed. Gives the new revision.

        Raises Refusal `not_found` for a revision it was not made of."""
        await self._check_right(person, unit, id)
        leaves = await self._store.leaves(workspace(unit), id)
        ancestry = ancestry_of(leaves)
        heads = ancestry.heads_of(rev)
        made = await self._taken_back(person, unit, id, rev, to, ancestry)
        taken = [] if made is not None else [await self._as_before(person, unit, rev, to, device, leaves, heads)]
        questions = await self._store.range(workspace(unit), f"conflict:{id}:", f"conflict:{id};")
        behind = [one for one in questions if one.get("state") == OPEN and set(one.get("heads", ())) <= set(heads)]
        await self._write(person, unit, taken, [], [(asked, {**asked, "state": UNDONE}) for asked in behind])
        return made if made is not None else str(taken[0]["_rev"])

    async def _as_before(
        self, person: Person, unit: str, rev: str, to: str, device: str, leaves: list[Json], heads: list[str]
    ) -> Json:
        """The revision that takes the merge back. `heads`: what people wrote of which the merge was made."""
        merged = next((leaf for leaf in leaves if leaf["_rev"] == rev and not leaf.get("_deleted")), None)
        if merged is None or rev not in ancestry_of(leaves).made:
            raise Refusal("conflict")
        bodies: dict[str, Json | None] = {head: await self._bodies.body(workspace(unit), merged["_id"], head) for head in heads}
        known = [{**body, "_rev": head} for head, body in bodies.items() if body is not None and to in ("", head) and _is_as_sent(body, merged)]
        if not known:
            raise Refusal("not_found")
        chosen = max(known, key=rank)
        now = self._clock.now().isoformat(timespec="milliseconds")
        base: Json = {**merged, **{name: chosen[name] for name in ("version", "state") if name in chosen}}
        return self._revision(person, base, chosen["answers"], now, device)

    async def _taken_back(self, person: Person, unit: str, id: str, rev: str, to: str, ancestry: Ancestry) -> str | None:
        """The revision in which the same person has taken the merge back already, to the same words; None when he has not."""
        if rev not in ancestry.made:
            return None
        db = workspace(unit)
        heads = [to] if to else ancestry.heads_of(rev)
        for child in sorted(one for one, parent in ancestry.tree.items() if parent == rev):
            body = await self._bodies.body(db, id, child)
            if body is None or body.get("_deleted") or body.get("author") != person.username:
                continue
            for head in heads:
                old = await self._bodies.body(db, id, head)
                if old is not None and same(old.get("answers"), body.get("answers")):
                    return child
        return None

    async def _read(self, unit: str, question: str) -> Json:
        try:
            found = await self._store.read(workspace(unit), question) if question.startswith("conflict:") else None
        except NoSuchDatabase:
            found = None
        if found is None:
            raise Refusal("not_found")
        return found

    async def _check_right(self, person: Person, unit: str, id: str) -> None:
        tree, today = await self._directory.units(), self._clock.now().date()
        if not access.may(person, "write", unit, tree, today, id.partition(":")[0]):
            raise Refusal("not_found")
        kind = id.partition(":")[0]
        if KINDS[kind].after_sending == "approved" and is_frozen(
            kind, await self._store.range(workspace(unit), f"review:{id}:", f"review:{id};")
        ):
            raise Refusal("approved_already")

    def _revision(self, person: Person, leaf: Json, answers: Json, now: str, device: str) -> Json:
        """A new revision on top of `leaf`, by this person."""
        paper: dict[str, Any] = {
            **content(leaf), "author": person.username, "device": device, "saved_at": now, "answers": answers,
        }  # fmt: skip
        if others := sorted({str(leaf.get("author")), *(leaf.get("with") or ())} - {person.username}):
            paper["with"] = others
        else:
            paper.pop("with", None)
        if paper.get("state") == "sent":
            paper["done_at"] = now
            if (problem := check_answers(self._catalogue, paper).problem) is not None:
                raise _refusal(problem)
        rev = make_revision(False, leaf["_rev"], content(paper))
        ids = [rev.partition("-")[2], *leaf["_revisions"]["ids"]]
        revision = {**paper, "_rev": rev, "_revisions": {"start": generation_of(rev), "ids": ids}}
        if (problem := check_envelope(revision)) is not None:
            raise _refusal(problem)
        return revision

    @staticmethod
    def _decided(asked: Json, leaves: list[Json], record: Json) -> list[Json]:
        """What the question was about and the answer has not been made of: it must not be asked again."""
        beside = ancestry_of(leaves).beside
        live = {str(leaf["_rev"]): leaf for leaf in leaves if not leaf.get("_deleted") and leaf["_rev"] != record["_rev"]}
        revs = [rev for rev in asked["heads"] if rev in live or rev in beside]
        return [live.get(rev, {"_id": record["_id"], "_rev": rev}) for rev in revs]

    async def _write(
        self, person: Person, unit: str, made: list[Json], graves: list[Json], questions: list[tuple[Json, Json]]
    ) -> None:
        """The new revision of the paper, if any, that it has behind it what it was about (`graves`), and the questions, each as it was and
        as it is now. All at once, or the paper would be merged, and asked about, once more in between; and where the store cannot, the
        questions last: what a crash leaves undone is done when the same comes again."""
        writes = [Write(one) for one in (*made, *graves)] + [Write(told, mode="edit") for _, told in questions]
        written = await self._keep.write(unit, writes, person.username) if writes else []
        if made and (error := written[0].error) is not None:
            closed = zip(questions, written[len(writes) - len(questions) :], strict=True)
            again = [Write({**asked, "_rev": one.rev}, mode="edit") for (asked, _), one in closed if one.error is None]
            await self._store.write(workspace(unit), again)
            raise Refusal(error)


def _graves(losers: list[Json], rev: str, leaves: list[Json]) -> list[Json]:
    """What takes them out of the tree, for what the revision has behind it."""
    tree, graves = ancestry_of(leaves).tree, []
    for loser in losers:
        grave = tombstone(loser, rev, "known")
        made = make_revision(True, loser["_rev"], content(grave))
        way = [made, loser["_rev"], *_history(tree, loser["_rev"])]
        ids = [one.partition("-")[2] for one in way]
        graves.append({**grave, "_rev": made, "_revisions": {"start": generation_of(made), "ids": ids}})
    return graves


def _given_before(asked: Json, choices: Mapping[int, Choice], by: str, id: str) -> str | None:
    """The revision that came of this very answer, or of one by the same person that said the same; None when it is new."""
    for one in asked.get("given", ()):
        if one.get("by") == by and id and one.get("id") == id:
            return str(one["rev"])
    fields = asked.get("fields", ())
    if not choices:
        return None
    told = [fields[place].get("answer") if 0 <= place < len(fields) else None for place in choices]
    same = all(one is not None and one.get("by") == by and _says(one, choice) for one, choice in zip(told, choices.values(), strict=True))
    return next((str(one["rev"]) for one in reversed(asked.get("given", ())) if same and one.get("by") == by), None)


def _came_of_it(asked: Json, record: Json, answers: Json, person: Person, given: Given) -> bool:
    """Whether the record is what this answer has made of the paper: a crash may have fallen before the question was closed."""
    by = record.get("author"), record.get("device")
    return record["_rev"] not in asked["heads"] and by == (person.username, given.device) and same(record["answers"], answers)


def _is_as_sent(body: Json, merged: Json) -> bool:
    """A draft that lay beside what was sent never takes its place."""
    return merged.get("state") != "sent" or body.get("state") == "sent"


def _says(answer: Json, choice: Choice) -> bool:
    """What a person wrote himself is known again by its id alone."""
    return answer["take"] == choice.take != "own" and (choice.take != "value" or answer.get("value") == choice.value)


def _named(given: Given) -> Json:
    return {name: value for name, value in (("id", given.id), ("device", given.device), ("at", given.at)) if value}


def _history(tree: Mapping[str, str | None], rev: str) -> list[str]:
    way = []
    while parent := tree.get(rev):
        way.append(parent)
        rev = parent
    return way


def _refusal(problem: Problem) -> Refusal:
    return Refusal(problem.code, fields=problem.fields)
