"""A call: that somebody above spoke with a cell, or tried to, about what it owes; and what came of it. Only ever added, never changed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sync.domain.errors import FieldError
from sync.domain.text import is_blank, nfc

CallOutcome = Literal["reached", "promised", "no_answer", "sms", "email"]
BY_HAND: tuple[CallOutcome, ...] = ("reached", "promised", "no_answer")
"""What a person writes down; the others are written by what sends."""
LONGEST = 500
_FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Call:
    """`by`: user name; `by_name`: as he was called then; `at`: ISO 8601; `promised_for`: the day until which it was promised, "" without."""

    id: str
    unit: str
    by: str
    by_name: str
    at: str
    outcome: CallOutcome
    promised_for: str = ""
    text: str = ""

    def to_document(self) -> dict[str, Any]:
        return {
            "_id": self.id, "kind": "call", "unit": self.unit, "by": self.by, "by_name": self.by_name, "at": self.at,
            "outcome": self.outcome, "promised_for": self.promised_for, "text": self.text,
        }  # fmt: skip

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Call:
        names = ("unit", "by", "by_name", "at", "outcome", "promised_for", "text")
        return cls(document["_id"], *(document[name] for name in names))


def problems(outcome: str, promised_for: str, text: str, today: date) -> tuple[FieldError, ...]:
    """What is wrong with what a person has written down."""
    wrong = []
    if outcome not in BY_HAND:
        wrong.append(FieldError("outcome", "not_a_choice" if outcome else "required", "Hãy chọn một mục."))
    if len(text) > LONGEST:
        wrong.append(FieldError("text", "too_long", f"Dài quá {LONGEST} ký tự."))
    if outcome == "promised" or promised_for:
        try:
            day = date.fromisoformat(promised_for)
        except ValueError:
            wrong.append(FieldError("promised_for", "bad_date", "Ngày không đúng."))
        else:
            if not today <= day <= today + _FURTHEST:
                wrong.append(FieldError("promised_for", "bad_date", "Ngày hẹn phải từ hôm nay đến một năm nữa."))
    return tuple(wrong)


def plain(text: str) -> str:
    """A note as it is kept: one line, in one form."""
    return "" if is_blank(text) else " ".join(nfc(text).split())
