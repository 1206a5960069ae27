"""How a resolution opens: at which meeting it was adopted, who was there, who chaired (HD 42-HD/BTCTW, the pattern in use)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.exports.sheets.heads import meeting_subject
from server.exports.sheets.sections import person_name
from sync.domain.documents import meeting_of
from sync.usecases.read_paper import PaperView

TOLD_IN_RESOLUTION = frozenset(
    ("number", "issued_on", "place", "title", "meeting", "members", "present", "chair", "note_taker", "on_behalf_of",
     "signer_office")
)  # fmt: skip


def resolution_opening(view: PaperView, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """A sentence or two; nothing that was not answered."""
    lines = []
    told = answers.get("meeting")
    key = meeting_of(told) if isinstance(told, str) else None
    if key is not None:
        lines.append(f"Căn cứ kết quả cuộc họp: {meeting_subject(key)[:1].lower()}{meeting_subject(key)[1:]} của {view.unit.name(view.day)}.")
    members, present = answers.get("members"), answers.get("present")
    if isinstance(members, int) and isinstance(present, int):
        lines.append(f"Tổng số đảng viên: {members}. Có mặt: {present}/{members}.")
    people = (("chair", "Chủ trì"), ("note_taker", "Người ghi biên bản"))
    named = [f"{role}: đồng chí {who}" for field, role in people if (who := person_name(answers.get(field)))]
    if named:
        lines.append("; ".join(named) + ".")
    return tuple(lines)
