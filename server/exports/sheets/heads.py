"""The head of a paper: who issues it and under whom, its number and symbol, place and day, what it is and what it is about.

By HD 05-HD/VPTW: the organisation above in capitals, the issuer in bold ones, `Số 05-NQ/CB` without a colon, days below ten and
the months January and February with a nought before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sync.domain.documents import MeetingKey
from sync.domain.numbering.official import NUMBERED, proposed_in, written
from sync.domain.units import Unit
from sync.usecases.read_paper import PaperView

SUBJECTS = {
    "regular": "Sinh hoạt thường kỳ tháng {month}",
    "thematic": "Sinh hoạt chuyên đề tháng {month}",
    "committee": "Họp chi ủy tháng {month}",
    "extraordinary": "Sinh hoạt đột xuất tháng {month}",
}
TITLES = {
    "meeting": "Kế hoạch sinh hoạt",
    "roll_call": "Danh sách điểm danh",
    "minutes": "Biên bản",
    "score_sheet": "Phiếu chấm điểm",
    "resolution": "Nghị quyết",
    "thematic_plan": "Kế hoạch",
    "model_plan": "Kế hoạch",
    "month_schedule": "Thông báo",
    "four_good": "Bản tự đánh giá",
    "visit": "Phiếu dự sinh hoạt chi bộ",
    "team_report": "Báo cáo",
    "period_report": "Báo cáo",
    "inspection": "Biên bản kiểm tra",
}
"""Of other kinds the title of the form."""
_SYMBOLS = {
    "minutes": "BB", "resolution": "NQ", "thematic_plan": "KH", "model_plan": "KH", "month_schedule": "TB",
    "team_report": "BC", "period_report": "BC", "inspection": "BB",
}  # fmt: skip
_ISSUERS = {"cell": "CB", "commune": "ĐU", "district": "HU", "province": "TU"}
_BOARDS = {"commune": ("Ban Xây dựng Đảng", "BXDĐ"), "district": ("Ban Tổ chức", "BTCHU"), "province": ("Ban Tổ chức", "BTCTU")}
_ISSUED_ON = ("issued_on", "assigned_on", "agreed_on", "dated", "sent_on", "answered_on", "registered_on")
_ORGANISATIONS = (("Đảng ủy ", "Đảng bộ "), ("Tỉnh ủy ", "Đảng bộ tỉnh "), ("Huyện ủy ", "Đảng bộ huyện "))
_KINDS_OF_PLACE = ("Đảng ủy ", "Đảng bộ ", "Tỉnh ủy ", "Huyện ủy ", "xã ", "phường ", "thị trấn ", "tỉnh ", "huyện ")
_DOTS = "……"


@dataclass(frozen=True, slots=True)
class Head:
    above: str
    issuer: str
    number: str
    place_date: str
    title: str
    about: str


def head_of(view: PaperView, answers: Mapping[str, Any], form_title: str) -> Head:
    """`form_title`: of the form, for kinds that have no other."""
    kind = str(view.paper.get("kind"))
    above, issuer = issuers(view.unit, view.committee, view.day)
    if kind == "period_report":
        above, issuer = issuer, _BOARDS.get(view.unit.type, ("Ban Tổ chức", ""))[0]
    home = view.unit if view.unit.type in ("commune", "district", "province") else view.committee
    place = answers.get("place") if kind == "resolution" else None
    return Head(
        above, issuer, _number_of(view, kind, answers),
        place_date(str(place) if place else place_of(home.name(view.day) if home else ""), issued_on(answers) or view.day),
        TITLES.get(kind) or form_title,
        _about(view, kind, answers),
    )  # fmt: skip


def issuers(unit: Unit, committee: Unit | None, day: date) -> tuple[str, str]:
    """The two lines at the left: the organisation above, and who issues."""
    return organisation(committee.name(day)) if committee else "", unit.name(day)


def organisation(committee: str) -> str:
    """The head names the party organisation, not its committee: `Đảng ủy xã …` stands there as `Đảng bộ xã …`."""
    for start, instead in _ORGANISATIONS:
        if committee.startswith(start):
            return instead + committee.removeprefix(start)
    return committee


def place_of(name: str) -> str:
    """`Đảng ủy xã Bình Lư` lies in `Bình Lư`."""
    for start in _KINDS_OF_PLACE:
        name = name.removeprefix(start)
    return name


def place_date(place: str, day: date) -> str:
    month = f"{day:%m}" if day.month < 3 else str(day.month)
    when = f"ngày {day:%d} tháng {month} năm {day.year}"
    return f"{place}, {when}" if place else when


def issued_on(answers: Mapping[str, Any]) -> date | None:
    """The day the paper itself says it was issued on."""
    for name in _ISSUED_ON:
        value = answers.get(name)
        try:
            if isinstance(value, str):
                return date.fromisoformat(value)
        except ValueError:
            continue
    return None


def meeting_subject(key: MeetingKey) -> str:
    """`Sinh hoạt thường kỳ tháng 11/2026`."""
    about = SUBJECTS[key.type].format(month=f"{int(key.month[5:])}/{key.month[:4]}")
    return about if key.number == 1 else f"{about} (lần {key.number})"


def _number_of(view: PaperView, kind: str, answers: Mapping[str, Any]) -> str:
    """The official number; until the server has given it, the one that is proposed says so."""
    id = str(view.paper["_id"])
    if view.number is not None:
        return f"Số {written(view.number.number, id)}"
    proposed = proposed_in(view.paper) if kind in NUMBERED else None
    return f"Số {written(proposed, id)} (đề nghị)" if proposed is not None else _number(kind, view.unit, answers)


def _number(kind: str, unit: Unit, answers: Mapping[str, Any]) -> str:
    symbol = _SYMBOLS.get(kind)
    if symbol is None:
        return ""
    given = answers.get("number")
    issuer = _BOARDS.get(unit.type, ("", ""))[1] if kind == "period_report" else _ISSUERS.get(unit.type, "")
    text = f"{given:02d}" if isinstance(given, int) else given.strip() if isinstance(given, str) else ""
    if text and not text.isdigit():
        return f"Số {text.removeprefix('Số').strip()}"
    figure = f"{int(text):02d}" if text else _DOTS
    return f"Số {figure}-{symbol}/{issuer}" if issuer else f"Số {figure}-{symbol}"


def _about(view: PaperView, kind: str, answers: Mapping[str, Any]) -> str:
    rest = str(view.paper["_id"]).partition(":")[2]
    match kind:
        case "resolution" | "orientation" | "good_practice":
            return str(answers.get("title") or "")
        case "thematic_plan":
            return f"Sinh hoạt chuyên đề năm {rest}"
        case "model_plan":
            return f"Tổ chức sinh hoạt chi bộ mẫu năm {rest}"
        case "month_schedule":
            return f"Lịch sinh hoạt chi bộ và chương trình công tác {_period(rest).lower()}"
        case "four_good":
            return f"Thực hiện mô hình “chi bộ bốn tốt” năm {rest}"
        case "team_report":
            span = f"6 tháng đầu năm {rest[:4]}" if rest.endswith("H1") else f"năm {rest[:4]}"
            return f"Kết quả dự, theo dõi, hướng dẫn sinh hoạt chi bộ {span}"
        case "period_report":
            first, _, last = rest.partition(":")
            return f"Tình hình sinh hoạt chi bộ từ ngày {_day(first)} đến ngày {_day(last)}"
        case _:
            return meeting_subject(view.key) if view.key else _period(rest)


def _period(rest: str) -> str:
    """The year or month a paper is about, where its id says so."""
    if len(rest) == 4 and rest.isdigit():
        return f"Năm {rest}"
    return f"Tháng {int(rest[5:])}/{rest[:4]}" if len(rest) == 7 and rest[4] == "-" and rest[5:].isdigit() else ""


def _day(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text
