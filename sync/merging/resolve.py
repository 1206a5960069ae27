"""What becomes of a paper that several wrote at once: what stands, what is asked, which leaves go. Pure, and the same for everybody
who knows the same revisions.

| the revisions | what stands | what is asked |
|---|---|---|
| drafts | all of them, merged | what collides |
| one sent, drafts beside it | what was sent, untouched | what the drafts say otherwise |
| several sent | all of them, merged | what collides |
| several signed | each of them, until a person has chosen | what differs |
| one approved | it, untouched | nothing: what the others say otherwise is proposed as an amendment |

Several sent that do not merge to something the form allows: the first stands, the rest is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sync.domain.kinds import KINDS
from sync.merging.ancestry import MERGER, Ancestry, Plan, plan, rank
from sync.merging.merge import Merged, aligned, merge
from sync.merging.questions import Reason, of_heads, question
from sync.merging.shape import Shape
from sync.merging.values import Json, Path, at, distinct, is_empty, same

Finish = Callable[[Json, bool], "Json | None"]
"""The merged paper with everything worked out anew, and, when it is of several versions of the form, without what its own does not ask;
None when its form does not allow it."""


@dataclass(slots=True)
class Outcome:
    """`paper`: what stands, without a revision where it is none of the `heads`; `merged`: the heads whose words are in it; `stays`: live
    heads that are left alone (nothing was picked); `question`: None when nobody has to be asked; `proposed`: the places an amendment
    should change."""

    paper: Json
    stays: tuple[str, ...] = ()
    question: Json | None = None
    proposed: tuple[Path, ...] = ()
    others: Sequence[Json] = field(default=())
    heads: Sequence[str] = field(default=())
    merged: Sequence[str] = field(default=())


def resolve(
    ancestry: Ancestry,
    heads: Collection[Json],
    bodies: Mapping[str, Json],
    shape: Shape,
    finish: Finish,
    approved: Collection[str] = (),
) -> Outcome:
    """`heads`: the documents of `ancestry.heads()`; `bodies`: of their ancestors, by revision, as far as they are known."""
    ranked = sorted(heads, key=lambda head: (head["_rev"] in approved, rank(head)), reverse=True)
    known = _Known(ancestry, bodies, shape, {str(head["_rev"]): head for head in ranked})
    outcome = _outcome(known, ranked, finish, approved)
    outcome.heads = tuple(known.heads)
    outcome.merged = outcome.merged or outcome.heads
    if outcome.question is not None:
        outcome.question = of_heads(outcome.question, outcome.heads)
    return outcome


def _outcome(known: _Known, ranked: Sequence[Json], finish: Finish, approved: Collection[str]) -> Outcome:
    first = ranked[0]
    sent = [head for head in ranked if head.get("state") == "sent"]
    if len(ranked) == 1:
        return Outcome(first)
    if first["_rev"] in approved:
        return _beside(known, first, ranked, "approved")
    if not sent:
        return _merged(known, ranked, ranked, finish)
    # A draft that says nothing but what one of the sent papers says is nobody's question, whichever of them came first.
    drafts = [one for one in ranked if one not in sent]
    known.quiet = {str(one["_rev"]) for one in drafts if not all(_beside(known, paper, [paper, one], "sent").question for paper in sent)}
    alike = all(same(_answers(first), _answers(one)) for one in sent)
    if KINDS[str(first["_id"]).partition(":")[0]].after_sending == "signed" and not alike:
        return _signed(known, sent, ranked)
    if alike:
        return _beside(known, first, ranked, "sent")
    return _merged(known, sent, ranked, finish)


@dataclass(slots=True)
class _Known:
    """What is known, with every row under one id."""

    ancestry: Ancestry
    bodies: Mapping[str, Json]
    shape: Shape
    heads: dict[str, Json]
    answers: dict[str, Any] = field(default_factory=dict)
    quiet: set[str] = field(default_factory=set)
    """Heads of which nothing is told in a question."""

    def __post_init__(self) -> None:
        documents = {**self.bodies, **self.heads}
        first = plan(self.ancestry, list(self.heads)).bases
        revs = sorted(documents, key=lambda rev: (rev not in first, rev))
        self.answers = dict(zip(revs, aligned(self.shape, [_answers(documents[rev]) for rev in revs]), strict=True))
        self.heads = {rev: {**head, "answers": self.answers[rev]} for rev, head in self.heads.items()}

    def base(self, one: Plan) -> Json | None:
        """The answers everything in a plan came from."""
        return next((self.answers[rev] for rev in one.bases if rev in self.answers), None)

    def merged(self, heads: Sequence[Json]) -> tuple[Merged, Json | None]:
        """The heads merged, and what they came from; None where they did not all part at one place."""
        wanted = plan(self.ancestry, [str(head["_rev"]) for head in heads])
        places: list[Path] = []
        value = self._merge(wanted, places)
        flat = all(part.head for part in wanted.parts)
        return Merged(value, list(dict.fromkeys(places))), self.base(wanted) if flat else None

    def _merge(self, wanted: Plan, places: list[Path]) -> Json:
        if wanted.head:
            return _answers(self.heads[wanted.head])
        parts = sorted(wanted.parts, key=lambda part: max(rank(self.heads[rev]) for rev in part.heads()), reverse=True)
        found = merge(self.shape, self.base(wanted), [self._merge(part, places) for part in parts])
        places += found.collisions
        return found.answers


def _answers(document: Json) -> Json:
    found = document.get("answers")
    return found if isinstance(found, dict) else {}


def _merged(known: _Known, some: Sequence[Json], ranked: Sequence[Json], finish: Finish) -> Outcome:
    """`some` of the heads merged; the others are drafts beside them."""
    found, base = known.merged(some)
    mixed = len({(head.get("form"), head.get("version")) for head in some}) > 1
    paper = finish({**_envelope(some, known.shape), "answers": found.answers}, mixed)
    if paper is None:
        return _beside(known, ranked[0], ranked, "edited")
    outcome = _beside(known, paper, ranked, "sent") if len(some) < len(ranked) else Outcome(paper)
    outcome.merged = tuple(str(head["_rev"]) for head in some)
    asked = outcome.question["fields"] if outcome.question else []
    heads = _aligned(known, ranked)
    fields = question(outcome.paper, "edited", heads, [*found.collisions, *_left_out(found.answers, paper)], base)["fields"]
    if fields or asked:
        told = question(outcome.paper, "edited", heads, (), base)
        paths = [one["path"] for one in fields]
        outcome.question = {**told, "fields": [*fields, *(one for one in asked if one["path"] not in paths)]}
    return outcome


def _beside(known: _Known, paper: Json, ranked: Sequence[Json], reason: Reason) -> Outcome:
    """`paper` stands as it is; what the others would have changed in it is told."""
    heads = _aligned(known, ranked)
    found, base = known.merged(ranked)
    standing = known.heads.get(str(paper.get("_rev", "")), paper)
    places = [*found.collisions, *_differences(known.shape, _answers(standing), found.answers, ())]
    told = question(standing, reason, heads, dict.fromkeys(places), base)
    if reason == "approved":
        proposed = tuple(tuple(one["path"]) for one in told["fields"])
        return Outcome(paper, question={**told, "state": "proposed"} if proposed else None, proposed=proposed, others=heads)
    return Outcome(paper, question=told if told["fields"] else None)


def _signed(known: _Known, sent: Sequence[Json], ranked: Sequence[Json]) -> Outcome:
    """Nobody but a person chooses between two that are signed. Of those that say the same one stands for all."""
    heads = _aligned(known, ranked)
    first = heads[0]
    places: dict[Path, None] = {}
    for other in heads[1:]:
        signed = other.get("state") == "sent"
        # Of a draft only what it says is told: what it has not got, its author may never have seen.
        ways = ((first, other), (other, first)) if signed else ((first, other),)
        found = [place for one, two in ways for place in _differences(known.shape, _answers(one), _answers(two), ())]
        if signed and not found:  # the same rows in another order, for one
            names = {**_answers(first), **_answers(other)}
            found = [(name,) for name in names if not same(_answers(first).get(name), _answers(other).get(name))]
        places |= dict.fromkeys(found)
    _, base = known.merged(ranked)
    told = question(first, "signed", heads, _outermost(places), base)
    said = distinct([_answers(known.heads[str(one["_rev"])]) for one in sent])
    stays = [next(str(one["_rev"]) for one in sent if same(_answers(known.heads[str(one["_rev"])]), answers)) for answers in said]
    return Outcome(sent[0], tuple(stays), told if told["fields"] else None)


def _outermost(places: Iterable[Path]) -> list[Path]:
    """Without those that lie in another one: who is asked about a whole row is not asked about a part of it too."""
    found = list(places)
    return [one for one in found if not any(one[: len(other)] == other for other in found if len(other) < len(one))]


def _aligned(known: _Known, ranked: Sequence[Json]) -> list[Json]:
    return [known.heads[str(head["_rev"])] for head in ranked if head["_rev"] not in known.quiet]


def _differences(shape: Shape, one: Any, other: Any, path: Path) -> list[Path]:
    """The places where `other` says something that `one` does not."""
    if same(one, other) or is_empty(other) or shape.way == "worked_out":
        return []
    if isinstance(one, dict) and isinstance(other, dict) and shape.way in ("members", "looks"):
        inner = {name: shape.fields.get(name) or shape.fields.get("") or Shape("whole") for name in other}
        return [place for name in other for place in _differences(inner[name], one.get(name), other[name], (*path, name))]
    if shape.way == "rows" and isinstance(other, list) and all(isinstance(row, dict) for row in other):
        row_shape = Shape("members", shape.fields)
        rows = [(str(row.get("_id")), at(one, (str(row.get("_id")),)), row) for row in other]
        return [place for id, old, row in rows
                for place in (_differences(row_shape, old, row, (*path, id)) if old is not None else [(*path, id)])]  # fmt: skip
    return [path]


def _left_out(answers: Json, paper: Json) -> list[Path]:
    """What was merged and does not stand in the paper: its version of the form does not ask it."""
    return [(name,) for name in answers if name not in _answers(paper) and not is_empty(answers[name])]


def _envelope(heads: Sequence[Json], shape: Shape) -> Json:
    """The envelope of what these heads were merged to, the same for whoever merges them: the first one's author, the latest times and
    the latest version, unless an answer is bound to the first one's."""
    first = heads[0]
    found: Json = {name: first[name] for name in ("_id", "kind", "form", "unit", "state", "author") if name in first}
    bound = any(one.bound and name in _answers(first) for name, one in shape.fields.items())
    versions = [head["version"] for head in heads if isinstance(head.get("version"), int)]
    found |= {"version": first.get("version") if bound else max(versions, default=1), "device": MERGER}
    names = {name for head in heads for name in (head.get("author"), *(head.get("with") or ())) if isinstance(name, str)}
    if others := sorted(names - {found.get("author")}):
        found["with"] = others
    for name in ("saved_at", "done_at"):
        times = [head[name] for head in heads if isinstance(head.get(name), str)]
        if times and (name == "saved_at" or first.get("state") == "sent"):
            found[name] = max(times)
    return found


def as_proposed(paper: Json, others: Sequence[Json], place: Path) -> tuple[Any, Any]:
    """(what stands, what somebody would have put there)."""
    standing = at(paper.get("answers"), place)
    values = [at(one.get("answers"), place) for one in others]
    return standing, next((value for value in distinct(values) if not same(value, standing) and not is_empty(value)), None)
