"""The minutes in the order such a paper has: opening with attendance, the content, the end. Attendance comes from the roll call of
the same meeting, where it was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.exports.sheets.sections import person_name, rows_of
from sync.ports import Json
from sync.usecases.read_paper import PaperView

TOLD_BY_SENTENCES = frozenset(
    ("date", "started_at", "place", "chair", "note_taker", "assessor", "opening_note", "fee_note", "ended_at", "weaknesses",
     "remedy", "read_and_adopted", "committee_adopted", "meeting_type")
)  # fmt: skip
"""Fields that stand in the opening and the closing, and so not among the sections."""
REASONS = {"ill": "ốm", "work": "việc công", "family": "việc gia đình", "far": "đi làm xa", "other": "lý do khác"}


def minutes_body(view: PaperView, answers: Mapping[str, Any], rating: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Opening and closing. `rating`: the sentence of the score sheet, "" without one."""
    return tuple(_opening(view, answers)), tuple(_closing(answers, rating))


def _opening(view: PaperView, answers: Mapping[str, Any]) -> list[str]:
    started, place = _clock(answers.get("started_at")), answers.get("place")
    when = f"Hồi {started}, ngày {view.day:%d/%m/%Y}" if started else f"Ngày {view.day:%d/%m/%Y}"
    where = f", tại {place}" if isinstance(place, str) and place else ""
    committee = view.key is not None and view.key.type == "committee"
    who = f"chi ủy {_as_subject(view.unit.name(view.day))}" if committee else view.unit.name(view.day)
    lines = [f"{when}{where}, {who} họp."]
    lines += [] if committee else _attendance(view.others.get("roll_call"))
    for name, role in (("chair", "Chủ trì"), ("note_taker", "Người ghi biên bản"), ("assessor", "Người theo dõi, chấm điểm")):
        if who := person_name(answers.get(name)):
            lines.append(f"{role}: đồng chí {who}.")
    for name, about in (("opening_note", ""), ("fee_note", "Đảng phí: ")):
        if isinstance(text := answers.get(name), str) and text:
            lines.append(f"{about}{text}")
    return lines


def _attendance(roll_call: Json | None) -> list[str]:
    answers = roll_call.get("answers") if roll_call else None
    if not isinstance(answers, dict):
        return []
    rows = rows_of(answers.get("members"))
    lines = []
    statuses = (("total_official", "chính thức"), ("total_probationary", "dự bị"), ("total_temporary", "sinh hoạt tạm thời"))
    parts = [f"{word} {count}" for name, word in statuses if (count := _count(answers, name))]
    if rows:
        lines.append(f"Tổng số đảng viên: {len(rows)}" + (f" ({', '.join(parts)})." if parts else "."))
    for name, word in (("exempt", "Được miễn sinh hoạt"), ("away", "Tạm sinh hoạt nơi khác")):
        if count := _count(answers, name):
            lines.append(f"{word}: {count}.")
    if (present := _count(answers, "present")) is not None and (base := _count(answers, "base")):
        lines.append(f"Có mặt: {present}/{base}.")
    lines += _absent(rows)
    guests = [", ".join(part for part in (row.get("name"), row.get("title")) if isinstance(part, str) and part)
              for row in rows_of(answers.get("guests"))]  # fmt: skip
    if any(guests):
        lines.append(f"Đại biểu dự: {'; '.join(one for one in guests if one)}.")
    return lines


def _absent(rows: list[dict[str, Any]]) -> list[str]:
    """Each by name: never a bare number."""
    excused = [f"{row.get('name', '')} ({REASONS.get(str(row.get('reason')), 'không ghi lý do')})"
               for row in rows if row.get("presence") == "absent_excused"]  # fmt: skip
    unexcused = [str(row.get("name", "")) for row in rows if row.get("presence") == "absent_unexcused"]
    return [f"{word} ({len(names)}): {', '.join(names)}."
            for word, names in (("Vắng có lý do", excused), ("Vắng không lý do", unexcused)) if names]  # fmt: skip


def _closing(answers: Mapping[str, Any], rating: str) -> list[str]:
    lines = [rating] if rating else []
    for name, about in (("weaknesses", "Hạn chế: "), ("remedy", "Cách khắc phục: ")):
        if isinstance(text := answers.get(name), str) and text:
            lines.append(f"{about}{text}")
    told = [f"Cuộc họp kết thúc hồi {ended} cùng ngày."] if (ended := _clock(answers.get("ended_at"))) else []
    told += [f"Biên bản đã được đọc lại, {who} nhất trí thông qua." for name, who in _ADOPTED if answers.get(name) is True]
    return [*lines, " ".join(told)] if told else lines


_ADOPTED = (("read_and_adopted", "chi bộ"), ("committee_adopted", "chi ủy"))


def _as_subject(name: str) -> str:
    """`Chi bộ bản …` in the middle of a sentence."""
    return name[:1].lower() + name[1:]


def _clock(value: Any) -> str:
    if not isinstance(value, str) or len(value) != 5:
        return ""
    return f"{value[:2]} giờ {value[3:]}"


def _count(answers: Mapping[str, Any], name: str) -> int | None:
    value = answers.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
