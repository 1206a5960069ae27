"""Who signs a paper, and who gets it.

By HD 05-HD/VPTW: minutes are signed left by who wrote them and right by who chaired; other papers of a cell right, `T/M CHI BỘ`
over the office; a deputy signs so too, never in the secretary's place. An office that is not known is left to be written by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from server.exports.sheets.layouts import Layout
from server.exports.sheets.parts import Signature
from server.exports.sheets.sections import person_name
from sync.domain.units import Unit
from sync.usecases.read_paper import PaperView

OfficeOf = Callable[[Any], str]
"""The office of a person as an answer names him: `Bí thư`, or "" where it is not known."""
_UNKNOWN = "…………………"
_ASKED = {"cell": "T/M chi bộ", "commune": "T/M đảng ủy", "district": "T/M ban thường vụ", "province": "T/M ban thường vụ"}
_ISSUED = frozenset(("resolution", "thematic_plan", "four_good", "month_schedule", "model_plan", "meeting", "orientation"))
"""Kinds that an organisation issues: signed on its behalf, with recipients."""
_PAIRS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "visit": (("Xác nhận của chi bộ", "confirmed_by"), ("Người dự", "observer_name")),
    "inspection": (("Đại diện đơn vị được kiểm tra", "unit_signer"), ("Người kiểm tra", "signer")),
    "amendment": (("Người ghi", "note_taker"), ("Chủ trì", "chair")),
    "assignment": (("Người phân công", "assigned_by"),),
    "team_report": (("Tổ trưởng", "signer"),),
    "period_report": ((_UNKNOWN, "signer"),),
    "urge": (("Người đôn đốc", "sent_by"),),
    "urge_answer": (("Người trả lời", "answered_by"),),
}
_WITH_RECIPIENTS = _ISSUED | {"team_report", "period_report"}


def signatures_of(view: PaperView, answers: Mapping[str, Any], layout: Layout, office_of: OfficeOf) -> tuple[Signature, ...]:
    """From left to right."""
    kind = str(view.paper.get("kind"))
    if kind == "minutes":
        return (Signature("Người ghi biên bản", person_name(answers.get("note_taker"))),
                Signature(layout.chair, person_name(answers.get("chair"))))  # fmt: skip
    if kind in _PAIRS:
        return tuple(Signature(role, _name(answers.get(field))) for role, field in _PAIRS[kind])
    if kind in ("roll_call", "score_sheet"):
        return _of_meeting(view, kind)
    return (on_behalf(view.unit, answers, office_of),) if kind in _ISSUED else ()


def on_behalf(unit: Unit, answers: Mapping[str, Any], office_of: OfficeOf) -> Signature:
    """For the cell or the committee."""
    signer = answers.get("signer")
    before = "T/M chi ủy" if answers.get("on_behalf_of") == "committee" else _ASKED.get(unit.type, "")
    office = answers.get("signer_office")
    return Signature(office if isinstance(office, str) and office else office_of(signer) or _UNKNOWN, person_name(signer), before)


def recipients_of(view: PaperView, answers: Mapping[str, Any], layout: Layout) -> tuple[str, ...]:
    """The lines under `Nơi nhận`; the file that keeps a copy stands last."""
    if str(view.paper.get("kind")) not in _WITH_RECIPIENTS:
        return ()
    told = answers.get("recipients")
    lines = [line.strip().lstrip("-").strip() for line in told.split("\n")] if isinstance(told, str) else list(view.unit.recipients)
    lines = [line.rstrip(",;.") for line in lines if line.strip("-,;. ")]
    if not lines and view.committee is not None:
        lines = [view.committee.name(view.day)]
    kept = layout.kept_by_cell if view.unit.type == "cell" else "Lưu."
    lines = [line for line in lines if not line.lower().startswith("lưu")]
    return (*(f"- {line}," for line in lines), f"- {kept}")


def _of_meeting(view: PaperView, kind: str) -> tuple[Signature, ...]:
    """Papers of a meeting name nobody themselves: who wrote and who scored stands in the minutes or the plan."""
    known: dict[str, Any] = {}
    for other in ("meeting", "minutes"):
        answers = view.others.get(other, {}).get("answers")
        known |= answers if isinstance(answers, dict) else {}
    left = ("Người theo dõi, chấm điểm", "assessor") if kind == "score_sheet" else ("Người điểm danh", "note_taker")
    return (Signature(left[0], person_name(known.get(left[1]))), Signature("Chủ trì", person_name(known.get("chair"))))


def _name(value: Any) -> str:
    return value if isinstance(value, str) else person_name(value)
