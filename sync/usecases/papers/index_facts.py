"""What the index of sent papers keeps of a document. Pure: the same leaves give the same facts, whatever came before.

Never fails on a document, however odd: what cannot be read is left out. Drafts are not in it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

from sync.domain.kinds import KINDS
from sync.domain.lifecycle import record_of
from sync.domain.reviews import DECISIONS
from sync.forms.catalogue import Catalogue
from sync.ports import Gone, Json, ReceiptFacts
from sync.ports.paper_index import Decided, Indexed, SentPaper
from sync.usecases.papers.paper_lines import searched

LISTED = frozenset(KINDS) - {"review", "rework"}
"""Kinds that are papers of their own. A review stands beside the paper it is about, a rework is a draft for ever."""
_VIET_NAM = timezone(timedelta(hours=7))
"""Facts carry one offset, so that times compare as text. Viet Nam has had no other since 1975."""
_MONTH = re.compile(r":(\d{4}-(?:0[1-9]|1[0-2]))(?![0-9])")


def indexed(unit: str, id: str, leaves: list[Json], catalogue: Catalogue) -> Indexed:
    """The facts of the document `id` in the workspace of `unit`, from all its leaves, winner first."""
    record, kind = record_of(leaves), id.partition(":")[0]
    if record is None:
        return Gone(unit, id)
    if kind == "receipt":
        return _receipt(unit, id, record)
    if record.get("state") != "sent":
        return Gone(unit, id)
    if kind == "review":
        return _review(unit, id, record)
    return _paper(unit, id, kind, record, catalogue) if kind in LISTED else Gone(unit, id)


def _paper(unit: str, id: str, kind: str, record: Json, catalogue: Catalogue) -> SentPaper:
    month, done_at, version = _MONTH.search(id), _moment(record, "done_at"), record.get("version")
    answers = record.get("answers")
    held = _day(answers.get("date")) if isinstance(answers, dict) else ""
    return SentPaper(
        unit, id, kind, _text(record, "_rev"), _text(record, "form"), version if isinstance(version, int) else 0,
        month[1] if month else "", held or done_at[:10], _text(record, "author"), done_at, searched(record, catalogue),
    )  # fmt: skip


def _review(unit: str, id: str, record: Json) -> Indexed:
    answers = record.get("answers")
    told = answers if isinstance(answers, dict) else {}
    if told.get("decision") not in DECISIONS:
        return Gone(unit, id)
    return Decided(unit, id, _text(told, "target"), _text(told, "target_rev"), told["decision"], _moment(record, "done_at"))


def _receipt(unit: str, id: str, record: Json) -> Indexed:
    rows = record.get("papers")
    found = [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []
    papers = tuple((_text(one, "paper"), _text(one, "rev"), _text(one, "number")) for one in found)
    return ReceiptFacts(unit, id, _moment(record, "received_at"), papers) if papers else Gone(unit, id)


def _text(document: Json, name: str) -> str:
    value = document.get(name)
    return value if isinstance(value, str) else ""


def _moment(document: Json, name: str) -> str:
    try:
        moment = datetime.fromisoformat(_text(document, name))
        return moment.astimezone(_VIET_NAM).isoformat(timespec="milliseconds") if moment.tzinfo else ""
    except (ValueError, OverflowError):
        return ""


def _day(value: object) -> str:
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) and len(value) == 10 else ""
    except ValueError:
        return ""
