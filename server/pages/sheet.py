"""A paper as it is printed: heading, title, body and signatures, by HD 05-HD/VPTW. The words are Vietnamese whatever the
language of the page, for they are the record.

`sheet_of` chooses: minutes have their own layout, every other paper follows its form definition.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from server.pages.sheet_minutes import TOLD_BY_SENTENCES, minutes_body
from server.pages.sheet_parts import Sheet, SheetSection, Signature
from server.pages.sheet_sections import Told, sections_of
from sync.domain.documents import MeetingKey
from sync.domain.numbering.official import NUMBERED, proposed_in, written
from sync.forms.catalogue import Catalogue
from sync.ports import Json
from sync.usecases.read_facts import scored_sheet
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
}
"""Of other kinds the title of the form."""
TOLD_ELSEWHERE = {
    "minutes": TOLD_BY_SENTENCES,
    "score_sheet": frozenset(("total", "band")),
    "amendment": frozenset(("target_rev",)),
    "resolution": frozenset(("number",)),
}
"""Of a score sheet the total is told as reckoned here, never as the phone wrote it."""
BANDS = {"good": "Tốt", "fair": "Khá", "average": "Trung bình", "poor": "Kém"}


def sheet_of(view: PaperView, catalogue: Catalogue, unit_name: Callable[[str], str] = lambda _: "") -> Sheet:
    """The sheet of any paper. `unit_name`: how a unit was called on the day of the paper."""
    kind = str(view.paper.get("kind"))
    answers = view.paper.get("answers")
    answers = answers if isinstance(answers, dict) else {}
    definition = catalogue.get(str(view.paper.get("form")), _version(view.paper))
    told = Told(catalogue, unit_name)
    sections = sections_of(definition, answers, told, TOLD_ELSEWHERE.get(kind, frozenset())) if definition else ()
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    if kind == "minutes":
        rating = _rating(view.others.get("score_sheet"), catalogue)
        opening, closing, signatures = minutes_body(view, answers, rating)
    elif kind == "score_sheet" and (rating := _rating(view.paper, catalogue)):
        closing = (rating,)
    committee = view.committee.name(view.day) if view.committee else ""
    return Sheet(
        above=organisation(committee),
        issuer=view.unit.name(view.day),
        number=_number(view, kind),
        place_date=_place_date(committee, view.day),
        title=TITLES.get(kind) or (definition.title.vi if definition else ""),
        about=_about(view.key) if view.key else _period(str(view.paper["_id"])),
        opening=opening,
        sections=tuple(SheetSection(f"{place}. {one.title}", one.blocks) for place, one in enumerate(sections, 1)),
        closing=closing,
        signatures=signatures,
    )


def _number(view: PaperView, kind: str) -> str:
    """The official number; until the server has given it, the one that is proposed says so."""
    if view.number is not None:
        return f"Số {written(view.number.number, str(view.paper['_id']))}"
    proposed = proposed_in(view.paper)
    if kind in NUMBERED and proposed is not None:
        return f"Số {written(proposed, str(view.paper['_id']))} (đề nghị)"
    return "Số ……-BB/CB" if kind == "minutes" else ""


def organisation(committee: str) -> str:
    """The heading names the party organisation, not its committee: `Đảng ủy xã …` stands there as `Đảng bộ xã …`."""
    return f"Đảng bộ {committee.removeprefix('Đảng ủy ')}" if committee.startswith("Đảng ủy ") else committee


def _place_date(committee: str, day: date) -> str:
    place = committee
    for start in ("Đảng ủy ", "Đảng bộ ", "xã ", "phường ", "thị trấn "):
        place = place.removeprefix(start)
    month = f"{day:%m}" if day.month < 3 else str(day.month)
    when = f"ngày {day:%d} tháng {month} năm {day.year}"
    return f"{place}, {when}" if place else when


def _about(key: MeetingKey) -> str:
    about = SUBJECTS[key.type].format(month=f"{int(key.month[5:])}/{key.month[:4]}")
    return about if key.number == 1 else f"{about} (lần {key.number})"


def _period(id: str) -> str:
    """The year or month a paper is about, where its id says so."""
    rest = id.partition(":")[2]
    if len(rest) == 4 and rest.isdigit():
        return f"Năm {rest}"
    return f"Tháng {int(rest[5:])}/{rest[:4]}" if len(rest) == 7 and rest[4] == "-" and rest[5:].isdigit() else ""


def _rating(sheet: Json | None, catalogue: Catalogue) -> str:
    scored = scored_sheet(sheet, catalogue) if sheet else None
    if scored is None:
        return ""
    points = f"{scored.total:g}".replace(".", ",")
    return f"Chi bộ tự chấm: {points} điểm, xếp loại {BANDS.get(scored.band, scored.band)}."


def _version(paper: Json) -> int:
    version = paper.get("version")
    return version if isinstance(version, int) else 0
