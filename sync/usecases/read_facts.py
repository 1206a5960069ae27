"""What the read model keeps of a document. Pure: the same leaves give the same facts, whatever came before.

Never fails on a document, however odd: what cannot be read is left out. Drafts give only that they are there. Total and
band are computed here by the template of the sheet's own form version; what the phone wrote is not believed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

from sync.domain.canonical import canonical
from sync.domain.documents import meeting_of
from sync.domain.kinds import MEETING_CHAIN, PAPER_KINDS, PATTERNS
from sync.domain.lifecycle import record_of
from sync.domain.reviews import DECISIONS
from sync.forms.catalogue import Catalogue
from sync.forms.scoring import Scored, Template, check_scores, score
from sync.ports import (
    AssignmentFacts,
    Fact,
    Gone,
    Json,
    LostPoints,
    PaperFacts,
    PhoneFacts,
    PlannedVisit,
    ReceiptFacts,
    RecordFacts,
    ReviewFacts,
    SheetFacts,
)

_VIET_NAM = timezone(timedelta(hours=7))
"""Facts carry one offset, so that times compare as text. Viet Nam has had no other since 1975."""


def facts_of(unit: str, id: str, leaves: list[Json], catalogue: Catalogue) -> Fact:
    """The facts of the document `id` in the workspace of `unit`, from all its leaves, winner first."""
    record = record_of(leaves)
    if record is None:
        return Gone(unit, id)
    kind = id.partition(":")[0]
    match kind:
        case "receipt":
            return _receipt(unit, id, record)
        case "review":
            return _review(unit, id, record)
        case "obligation":
            return _record(unit, id, record)
        case "rework":
            return Gone(unit, id)
    return _paper(unit, id, kind, record, catalogue) if kind in PAPER_KINDS else Gone(unit, id)


def phone_facts_of(id: str, record: Json | None) -> Fact:
    """The facts of a document of the database `phones`."""
    told = record.get("phone") if record else None
    if record is None or not id.startswith("phone:") or not isinstance(told, dict):
        return Gone("", id)
    units = record.get("units")
    return PhoneFacts(
        "", id, _text(record, "username"), tuple(one for one in units if isinstance(one, str)) if isinstance(units, list) else (),
        _moment(record, "seen_at"), _text(told, "version"), _count(told.get("unsent")), _count(record.get("drift_ms")),
        _count(told.get("storage_free")), _text(told, "push"),
    )  # fmt: skip


def _receipt(unit: str, id: str, record: Json) -> Fact:
    told = record.get("papers")
    rows = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    papers = tuple((_text(one, "paper"), _text(one, "rev"), _text(one, "number")) for one in rows)
    if not papers:
        return Gone(unit, id)
    return ReceiptFacts(unit, id, _moment(record, "received_at"), papers, _count(record.get("drift_ms")))


def _review(unit: str, id: str, record: Json) -> Fact:
    """Of a sent review that says about which revision it decides; whatever word an office has for accepting, it is `accepted`."""
    answers = record.get("answers")
    if record.get("state") != "sent" or not isinstance(answers, dict) or answers.get("decision") not in DECISIONS:
        return Gone(unit, id)
    decision = "returned" if answers["decision"] == "returned" else "accepted"
    at = _moment(record, "done_at") or _moment(record, "saved_at")
    return ReviewFacts(
        unit, id, _text(answers, "target"), _text(answers, "target_rev"), decision, _text(answers, "official_band"), at
    )  # fmt: skip


def _record(unit: str, id: str, record: Json) -> Fact:
    body = record.get("obligation")
    return RecordFacts(unit, id, canonical(body).decode()) if isinstance(body, dict) else Gone(unit, id)


def _paper(unit: str, id: str, kind: str, record: Json, catalogue: Catalogue) -> Fact:
    facts = _meeting(kind, id)
    answers = record.get("answers") if record.get("state") == "sent" else None
    if record.get("state") == "sent":
        facts["done_at"] = _moment(record, "done_at")
    scored = _scored(record, catalogue) if kind == "score_sheet" and isinstance(answers, dict) else None
    if scored is not None:
        facts |= {"total": scored[1].total, "band": scored[1].band}
    elif isinstance(answers, dict):
        facts |= _told(kind, answers)
    paper = PaperFacts(unit, id, kind, _text(record, "state"), _text(record, "_rev"), _moment(record, "saved_at"), **facts)
    if scored is not None:
        return SheetFacts(paper, scored[0].id, scored[0].version, tuple(_lost(*scored)))
    if kind == "assignment" and isinstance(answers, dict):
        return AssignmentFacts(paper, tuple(_planned(answers)))
    return paper


def _meeting(kind: str, id: str) -> dict[str, Any]:
    """The meeting a paper is about, as its id tells it."""
    if kind == "visit" and (match := PATTERNS["visit"].fullmatch(id)):
        key = {"month": match["month"], "type": match["type"], "number": int(match["number"])}
        return {**key, "cell": match["cell"], "observer": match["observer"]}
    meeting = meeting_of(id) if kind in MEETING_CHAIN else None
    return {"month": meeting.month, "type": meeting.type, "number": meeting.number} if meeting else {}


def _told(kind: str, answers: Json) -> dict[str, Any]:
    match kind:
        case "meeting" | "minutes":
            return {"held_on": _day(answers.get("date"))}
        case "roll_call":
            return {"present": _count(answers.get("present")), "expected": _count(answers.get("base"))}
        case "visit":
            return {"attended": answers.get("attended") is True, "held_on": _day(answers.get("date"))}
        case _:
            return {}


def _planned(answers: Json) -> Iterator[PlannedVisit]:
    rows = answers.get("rows")
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    for place, row in enumerate(rows, 1):
        if (meeting := meeting_of(_text(row, "meeting"))) is not None:
            yield PlannedVisit(_text(row, "cell"), str(meeting), _text(row, "username"), _text(row, "name"), _day(row.get("date")), place)


def _lost(template: Template, scored: Scored) -> Iterator[LostPoints]:
    """Criteria that apply and did not get all points; one without an answer got none."""
    for code, item in template.items().items():
        points = scored.lines.get(code)
        if code in scored.missing or (points is not None and points < item.max):
            yield LostPoints(template.id, template.version, code, points or 0.0, item.max)


def scored_sheet(paper: Json, catalogue: Catalogue) -> Scored | None:
    """Total, band and lines of a score sheet by the template of its form version; None where there is no such form."""
    found = _scored(paper, catalogue)
    return found[1] if found else None


def _scored(paper: Json, catalogue: Catalogue) -> tuple[Template, Scored] | None:
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
    return template, score(template, kept, answers)


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
