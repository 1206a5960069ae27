"""What a meeting brings into the national handbook app, ready to upload: the short texts its fields ask for, and what is to be done by when.

Before the meeting, a day ahead at the latest: the notice and the programme. After it, within two days: the signed minutes, the resolution,
the score (Hướng dẫn 42-HD/BTCTW; criteria 3.5, 4.8 and 8.3 of the scoring table in use).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from server.exports.sheets.heads import meeting_subject
from server.exports.sheets.of_paper import BANDS
from server.exports.sheets.sections import day_in_words, person_name, rows_of
from sync.domain.documents import MeetingKey
from sync.forms.catalogue import Catalogue
from sync.ports import Json
from sync.usecases.read_facts import scored_sheet

BEFORE, AFTER = "1-truoc-buoi-hop", "2-sau-buoi-hop"
LONGEST = 1_500
"""Signs of a short text, so that it fits the app's field."""


def steps_text(unit: str, key: MeetingKey, day: date, files: list[str]) -> str:
    """What to do with the pack, as a text file."""
    lines = [
        f"{unit}: {meeting_subject(key)}, ngày {day:%d/%m/%Y}", "",
        f"1. Chậm nhất ngày {day - timedelta(days=1):%d/%m/%Y}: đăng các tệp trong thư mục {BEFORE} lên sổ tay đảng viên điện tử.",
        f"2. Chậm nhất ngày {day + timedelta(days=2):%d/%m/%Y}: đăng các tệp trong thư mục {AFTER}.",
        "3. Chép nội dung tệp noi-dung.txt của từng thư mục vào ô nội dung.",
        "4. Đăng xong, ghi ngày đăng và người đăng vào mục “Sổ tay đảng viên điện tử” của buổi họp trên Sổ Họp: phiếu chấm điểm lấy từ đó.",
        "", "Tài liệu nội bộ. Không đăng văn bản có dấu chỉ mức độ mật.", "", "Có trong gói:", *(f"- {name}" for name in files),
    ]  # fmt: skip
    return "\r\n".join(lines) + "\r\n"


def before_text(unit: str, key: MeetingKey, plan: Json) -> str:
    """The notice in short."""
    start, place = plan.get("start_time"), plan.get("place")
    lines = [f"{unit} thông báo: {meeting_subject(key)[:1].lower()}{meeting_subject(key)[1:]}."]
    lines.append(f"Thời gian: {start if isinstance(start, str) else ''} ngày {day_in_words(plan.get('date'))}.".replace("  ", " "))
    lines += [f"Địa điểm: {place}."] if isinstance(place, str) and place else []
    lines += [f"Chủ trì: đồng chí {who}."] if (who := person_name(plan.get("chair"))) else []
    lines += [f"Chuyên đề: {theme}."] if isinstance(theme := plan.get("theme"), str) and theme else []
    agenda = [str(row.get("text", "")) for row in rows_of(plan.get("agenda"))]
    lines += ["Chương trình:", *(f"{place_}. {text}" for place_, text in enumerate(agenda, 1))] if agenda else []
    return shortened(lines)


def after_text(unit: str, key: MeetingKey, minutes: Json, roll: Json, sheet: Json | None, catalogue: Catalogue) -> str:
    """The meeting's result in short."""
    lines = [f"{unit}: kết quả {meeting_subject(key)[:1].lower()}{meeting_subject(key)[1:]}, ngày {day_in_words(minutes.get('date'))}."]
    present, base = roll.get("present"), roll.get("base")
    lines += [f"Có mặt: {present}/{base} đảng viên."] if isinstance(present, int) and isinstance(base, int) else []
    lines += [f"Kết luận: {text}"] if isinstance(text := minutes.get("conclusion"), str) and text else []
    tasks = [_task(row) for row in rows_of(minutes.get("conclusions"))]
    lines += ["Việc phải làm:", *(f"- {text}" for text in tasks)] if tasks else []
    if (scored := scored_sheet(sheet, catalogue) if sheet else None) is not None:
        points = f"{scored.total:g}".replace(".", ",")
        lines.append(f"Tự chấm: {points} điểm, xếp loại {BANDS.get(scored.band, scored.band)}.")
    return shortened(lines)


def shortened(lines: list[str]) -> str:
    """The lines as one text; what is too long for the app's field is cut at a word, and says so."""
    text = "\r\n".join(line.strip() for line in lines if line.strip())
    if len(text) <= LONGEST:
        return text + "\r\n"
    return text[: LONGEST - 40].rsplit(" ", 1)[0] + " … (xem tiếp trong tệp đính kèm)\r\n"


def _task(row: dict[str, Any]) -> str:
    who, by = person_name(row.get("who")), day_in_words(row.get("by"))
    return str(row.get("what", "")) + (f" (đồng chí {who}" + (f", xong ngày {by})" if by else ")") if who else "")
