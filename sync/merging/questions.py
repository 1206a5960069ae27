"""What two people wrote differently about the same thing, as the `conflict` document that asks which holds; and what an answer does.

Both values are kept with who wrote them, when and on which device. The id follows from the paper and the revisions that differ, so
that whoever finds the question asks the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sync.domain.canonical import digest
from sync.domain.errors import FieldError, Refusal
from sync.merging.values import Json, Path, at, is_empty, put, same

Reason = Literal["edited", "sent", "signed", "approved"]
"""edited: several changed it; sent, approved: a change that came beside what was sent or approved already; signed: signed twice."""
OPEN, ANSWERED, SUPERSEDED, PROPOSED, UNDONE = "open", "answered", "superseded", "proposed", "undone"


@dataclass(frozen=True, slots=True)
class Choice:
    """The answer to one field: the value at `value`, `both` of them, or what the person has written himself."""

    take: Literal["value", "both", "own"]
    value: int = 0
    own: Any = None


def question_id(paper: str, heads: Iterable[str]) -> str:
    return f"conflict:{paper}:{digest(sorted(heads))[:16]}"


def question(paper: Json, reason: Reason, heads: Sequence[Json], places: Iterable[Path], base: Json | None) -> Json:
    """The document. `paper` is what stands; `heads` those that differ, the one that prevails first."""
    all_of = [head for head in heads if reason == "signed" and head.get("state") == "sent"]
    fields = [_field(paper, heads, place, base, all_of) for place in places]
    revs = sorted(str(head["_rev"]) for head in heads)
    return {
        "_id": question_id(str(paper["_id"]), revs), "kind": "conflict", "unit": paper.get("unit"), "paper": paper["_id"],
        "form": paper.get("form"), "version": paper.get("version"), "reason": reason, "state": OPEN, "of": paper.get("state"),
        "authors": sorted({str(head.get("author", "")) for head in heads}), "heads": revs,
        "fields": [field for field in fields if len(field["values"]) > 1],
    }  # fmt: skip


def of_heads(asked: Json, heads: Iterable[str]) -> Json:
    """The question under the id of all revisions that stand apart, those too that say nothing else: as long as they are the same it is one
    question, however it is worded."""
    revs = sorted(heads)
    return {**asked, "_id": question_id(str(asked["paper"]), revs), "heads": revs}


def _field(paper: Json, heads: Sequence[Json], place: Path, base: Json | None, all_of: Sequence[Json]) -> Json:
    """Values of one place: first the one that stands, then the others, each once, with who wrote it. What was there before is nobody's
    word, but of those in `all_of`, of whom saying nothing is told too."""
    standing, before = at(paper.get("answers"), place), at(base, place)
    values = [_value(standing, _holder(heads, place, standing))]
    for head in heads:
        value = at(head.get("answers"), place)
        told = any(same(value, one.get("value")) for one in values)
        old = base is not None and same(value, before) and head not in all_of
        if not told and not old and (head in all_of or not is_empty(value)):
            values.append(_value(value, head))
    return {"path": list(place), "values": values}


def _holder(heads: Sequence[Json], place: Path, value: Any) -> Json:
    return next((head for head in heads if same(at(head.get("answers"), place), value)), heads[0])


def _value(value: Any, head: Json) -> Json:
    told = {} if is_empty(value) else {"value": value}
    return {**told, **{name: head[name] for name in ("author", "device", "saved_at") if name in head}, "rev": head["_rev"]}


def answer(question: Json, answers: Json, choices: dict[int, Choice], by: str, when: str) -> tuple[Json, Json]:
    """(the question, the answers of the paper) once these fields, by their place in `fields`, are answered.

    Raises Refusal `answers_invalid` for a field or a value that is not there, is answered already, or cannot be kept both.
    """
    fields = list(question["fields"])
    for place, choice in sorted(choices.items()):
        if not 0 <= place < len(fields) or "answer" in fields[place]:
            raise _wrong(place)
        asked = fields[place]
        value = _chosen(asked, choice, place)
        answers = put(answers, tuple(asked["path"]), value)
        told = {"take": choice.take, "by": by, "at": when, **({"value": choice.value} if choice.take == "value" else {})}
        fields[place] = {**asked, "answer": told}
    state = ANSWERED if all("answer" in asked for asked in fields) else OPEN
    return {**question, "state": state, "fields": fields}, answers


def _chosen(asked: Json, choice: Choice, place: int) -> Any:
    values = [one.get("value") for one in asked["values"]]
    if choice.take == "own":
        return choice.own
    if choice.take == "both":
        if not can_keep_both(asked):
            raise _wrong(place)
        said = [value for value in values if not is_empty(value)]
        return "\n".join(said) if isinstance(said[0], str) else [item for value in said for item in value]
    if not 0 <= choice.value < len(values):
        raise _wrong(place)
    return values[choice.value]


def can_keep_both(asked: Json) -> bool:
    """Whether the values of a field can stand together: texts and lists can, a date or a number cannot."""
    said = [one["value"] for one in asked["values"] if "value" in one]
    return len(said) > 1 and (
        all(isinstance(one, str) and " " in one for one in said) or all(isinstance(one, list) for one in said)
    )


def _wrong(place: int) -> Refusal:
    return Refusal(
        "answers_invalid", fields=(FieldError(f"fields.{place}", "not_a_choice", "Lựa chọn không có trong danh sách."),)
    )
