"""What the read model keeps of a document. Pure: the same leaves give the same facts, whatever came before.

Never fails on a document, however odd: what cannot be read is left out. Drafts give only that they are there.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

from sync.domain.documents import MEETING_CHAIN, PAPER_KINDS, meeting_of
from sync.domain.lifecycle import record_of
from sync.ports import Fact, Gone, Json, PaperFacts, ReceiptFacts

_VIET_NAM = timezone(timedelta(hours=7))
"""Facts carry one offset, so that times compare as text. Viet Nam has had no other since 1975."""


def facts_of(unit: str, id: str, leaves: list[Json]) -> Fact:
    """The facts of the document `id` in the workspace of `unit`, from all its leaves, winner first."""
    record = record_of(leaves)
    if record is None:
        return Gone(unit, id)
    kind = id.partition(":")[0]
    if kind == "receipt":
        received = _moment(record, "received_at")
        return ReceiptFacts(unit, id, _text(record, "paper"), _text(record, "rev"), received, _text(record, "number"))
    return _paper(unit, id, kind, record) if kind in PAPER_KINDS else Gone(unit, id)


def _paper(unit: str, id: str, kind: str, record: Json) -> PaperFacts:
    key = meeting_of(id) if kind in MEETING_CHAIN else None
    facts: dict[str, Any] = {"month": key.month, "type": key.type, "number": key.number} if key else {}
    if record.get("state") == "sent":
        facts["done_at"] = _moment(record, "done_at")
        answers = record.get("answers")
        if isinstance(answers, dict):
            facts |= _told(kind, answers)
    return PaperFacts(unit, id, kind, _text(record, "state"), _text(record, "_rev"), _moment(record, "saved_at"), **facts)


def _told(kind: str, answers: Json) -> dict[str, Any]:
    match kind:
        case "meeting" | "minutes":
            return {"held_on": _day(answers.get("date"))}
        case "score_sheet":
            return {"total": _number(answers.get("total")), "band": _text(answers, "band")}
        case "roll_call":
            return _attendance(answers)
        case _:
            return {}


def _attendance(answers: Json) -> dict[str, Any]:
    present, expected = _number(answers.get("present_count")), _number(answers.get("expected_count"))
    return {"present": None if present is None else int(present), "expected": None if expected is None else int(expected)}


def _text(document: Json, name: str) -> str:
    value = document.get(name)
    return value if isinstance(value, str) else ""


def _moment(document: Json, name: str) -> str:
    try:
        moment = datetime.fromisoformat(_text(document, name))
        return moment.astimezone(_VIET_NAM).isoformat(timespec="seconds") if moment.tzinfo else ""
    except (ValueError, OverflowError):
        return ""


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _day(value: object) -> str:
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) and len(value) == 10 else ""
    except ValueError:
        return ""
