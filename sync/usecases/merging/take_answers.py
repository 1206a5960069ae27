"""What a phone brings as answers to questions, and as merges to take back: each one is done, or refused with a reason and kept.

A phone that had no reply asks again, so everything may come twice: what was done is told as done. One bad answer never stops the
others, and never the papers that came with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sync.domain.accounts import Person
from sync.domain.documents import UNIT_ID
from sync.domain.errors import NoSuchDatabase, Problem, Refusal
from sync.merging.questions import Choice
from sync.ports import Clock, DocumentStore
from sync.usecases.keep_refused import keep_refused
from sync.usecases.merging.answer_question import AnswerQuestion, Given

MOST = 50
"""Answers, and likewise merges to take back, of one request."""
MOST_FIELDS = 500
_ULID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
_NAME = re.compile(r"[!-~]{1,300}")
_TIME = re.compile(r"[0-9T:.+Z-]{0,40}")


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one of them; `rev` is the revision of the paper that came of it."""

    id: str
    rev: str = ""
    problem: Problem | None = None


class TakeAnswers:
    """Call it with what came in one request; gives one `Answered` for each, in order, answers before what is taken back."""

    def __init__(
        self,
        questions: AnswerQuestion,
        store: DocumentStore,
        clock: Clock,
        tell_refused: Callable[[Person, Any, Problem], None] = lambda *_: None,
    ) -> None:
        self._questions = questions
        self._store = store
        self._clock = clock
        self._tell_refused = tell_refused

    async def __call__(self, person: Person, answers: Sequence[Any], undo: Sequence[Any] = ()) -> list[Answered]:
        """Raises Refusal `body_too_large` for too many, before anything is done."""
        if len(answers) > MOST or len(undo) > MOST:
            raise Refusal("body_too_large")
        told = [await self._one(person, one, taken_back=False) for one in answers]
        return told + [await self._one(person, one, taken_back=True) for one in undo]

    async def _one(self, person: Person, one: Any, *, taken_back: bool) -> Answered:
        id = one["id"] if isinstance(one, dict) and _is_ulid(one.get("id")) else ""
        try:
            if not id:
                raise Refusal("bad_request")
            return Answered(id, await (self._undo(person, one) if taken_back else self._answer(person, one)))
        except Refusal as refusal:
            problem = refusal.problem
        except NoSuchDatabase:
            problem = Problem("not_found")
        named = {"unit": one.get("unit"), "_id": one.get("paper" if taken_back else "question")} if isinstance(one, dict) else {}
        self._tell_refused(person, named, problem)
        if not await keep_refused(self._store, self._clock, person, [(one, problem)]):
            problem = Problem("inbox_full")
        return Answered(id, problem=problem)

    async def _answer(self, person: Person, one: Mapping[str, Any]) -> str:
        choices = _choices(one.get("choices"))
        return await self._questions(person, _unit(one), _named(one, "question"), choices, _given(one))

    async def _undo(self, person: Person, one: Mapping[str, Any]) -> str:
        to = _named(one, "to") if one.get("to") else ""
        return await self._questions.undo(person, _unit(one), _named(one, "paper"), _named(one, "rev"), to, _given(one).device)


def _is_ulid(value: object) -> bool:
    return isinstance(value, str) and _ULID.fullmatch(value) is not None


def _unit(one: Mapping[str, Any]) -> str:
    value = one.get("unit")
    if not isinstance(value, str) or not UNIT_ID.fullmatch(value):
        raise Refusal("bad_request")
    return value


def _named(one: Mapping[str, Any], name: str) -> str:
    """An id or a revision."""
    value = one.get(name)
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise Refusal("bad_request")
    return value


def _given(one: Mapping[str, Any]) -> Given:
    device, at = one.get("device"), one.get("at", "")
    if not _is_ulid(device) or not isinstance(at, str) or not _TIME.fullmatch(at):
        raise Refusal("bad_request")
    return Given(str(one["id"]), str(device), at)


def _choices(told: object) -> dict[int, Choice]:
    """`{"0": {"take": "value", "value": 1}, "1": {"take": "both"}, "2": {"take": "own", "own": …}}`."""
    if not isinstance(told, dict) or not told or len(told) > MOST_FIELDS:
        raise Refusal("bad_request")
    return {_place(place): _choice(choice) for place, choice in told.items()}


def _place(place: str) -> int:
    if not (place.isascii() and place.isdigit() and len(place) < 5):
        raise Refusal("bad_request")
    return int(place)


def _choice(told: object) -> Choice:
    if isinstance(told, dict):
        if told.get("take") == "both":
            return Choice("both")
        if told.get("take") == "own":
            return Choice("own", own=told.get("own"))
        if told.get("take") == "value" and type(value := told.get("value")) is int:
            return Choice("value", value)
    raise Refusal("bad_request")
