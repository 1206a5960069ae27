"""What the read model keeps of a document. Pure: the same leaves give the same facts, whatever came before.

Never fails on a document, however odd: what cannot be read is left out. Drafts give only that they are there. Total and
band are computed here by the template of the sheet's own form version; what the phone wrote is not believed.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

from sync.domain.documents import meeting_of
from sync.domain.kinds import MEETING_CHAIN, PAPER_KINDS
from sync.domain.lifecycle import record_of
from sync.forms.catalogue import Catalogue
from sync.forms.scoring import Scored, check_scores, score
from sync.ports import Fact, Gone, Json, PaperFacts, ReceiptFacts

_VIET_NAM = timezone(timedelta(hours=7))
"""Facts carry one offset, so that times compare as text. Viet Nam has had no other since 1975."""


def facts_of(unit: str, id: str, leaves: list[Json], catalogue: Catalogue) -> Fact:
    """The facts of the document `id` in the workspace of `unit`, from all its leaves, winner first."""
    record = record_of(leaves)
    if record is None:
        return Gone(unit, id)
    kind = id.partition(":")[0]
    if kind == "receipt":
        return _receipt(unit, id, record)
    return _paper(unit, id, kind, record, catalogue) if kind in PAPER_KINDS else Gone(unit, id)


def _receipt(unit: str, id: str, record: Json) -> Fact:
    told = record.get("papers")
    rows = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    papers = tuple((_text(one, "paper"), _text(one, "rev"), _text(one, "number")) for one in rows)
    if not papers:
        return Gone(unit, id)
    return ReceiptFacts(unit, id, _moment(record, "received_at"), papers)


def _paper(unit: str, id: str, kind: str, record: Json, catalogue: Catalogue) -> PaperFacts:
    key = meeting_of(id) if kind in MEETING_CHAIN else None
    facts: dict[str, Any] = {"month": key.month, "type": key.type, "number": key.number} if key else {}
    if record.get("state") == "sent":
        facts["done_at"] = _moment(record, "done_at")
        answers = record.get("answers")
        if isinstance(answers, dict):
            facts |= _told(kind, record, answers, catalogue)
    return PaperFacts(unit, id, kind, _text(record, "state"), _text(record, "_rev"), _moment(record, "saved_at"), **facts)


def _told(kind: str, record: Json, answers: Json, catalogue: Catalogue) -> dict[str, Any]:
    match kind:
        case "meeting" | "minutes":
            return {"held_on": _day(answers.get("date"))}
        case "score_sheet":
            scored = scored_sheet(record, catalogue)
            return {"total": scored.total, "band": scored.band} if scored else {}
        case "roll_call":
            return {"present": _count(answers.get("present")), "expected": _count(answers.get("base"))}
        case _:
            return {}


def scored_sheet(paper: Json, catalogue: Catalogue) -> Scored | None:
    """Total, band and lines of a score sheet by the template of its form version; None where there is no such form."""
    form, version, answers = paper.get("form"), paper.get("version"), paper.get("answers")
    if not isinstance(form, str) or not isinstance(version, int) or not isinstance(answers, dict):
        return None
    definition = catalogue.get(form, version)
    fields = definition.fields().values() if definition else ()
    field = next((one for one in fields if one.type == "scores"), None)
    template = catalogue.template(field.template or "", field.template_version or 0) if field else None
    if field is None or template is None:
        return None
    sheet = answers.get(field.name)
    kept, _ = check_scores(template, sheet if isinstance(sheet, dict) else {})
    return score(template, kept, answers)


def _text(document: Json, name: str) -> str:
    value = document.get(name)
    return value if isinstance(value, str) else ""


def _moment(document: Json, name: str) -> str:
    try:
        moment = datetime.fromisoformat(_text(document, name))
        return moment.astimezone(_VIET_NAM).isoformat(timespec="seconds") if moment.tzinfo else ""
    except (ValueError, OverflowError):
        return ""


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _day(value: object) -> str:
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) and len(value) == 10 else ""
    except ValueError:
        return ""
