"""A paper as it is printed: head, body, signatures and recipients. The words are Vietnamese whatever the language of the page,
for they are the record.

`sheet_of` chooses: minutes and resolutions open with sentences, every other paper follows its form definition.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from server.exports.sheets.heads import head_of
from server.exports.sheets.layouts import layout_on
from server.exports.sheets.minutes import TOLD_BY_SENTENCES, minutes_body
from server.exports.sheets.parts import Sheet, SheetSection
from server.exports.sheets.resolution import TOLD_IN_RESOLUTION, resolution_opening
from server.exports.sheets.sections import Told, day_in_words, person_name, rows_of, sections_of
from server.exports.sheets.signing import recipients_of, signatures_of
from sync.forms.catalogue import Catalogue
from sync.ports import Json
from sync.usecases.read_facts import scored_sheet
from sync.usecases.read_paper import PaperView

_SIGNED = frozenset(("signer", "recipients", "number", "issued_on"))
TOLD_ELSEWHERE = {
    "minutes": TOLD_BY_SENTENCES,
    "score_sheet": frozenset(("total", "band")),
    "amendment": frozenset(("target_rev", "chair", "note_taker")),
    "resolution": TOLD_IN_RESOLUTION | _SIGNED,
    "thematic_plan": _SIGNED | {"year"},
    "model_plan": _SIGNED | {"year"},
    "four_good": frozenset(("year",)),
    "month_schedule": _SIGNED | {"month"},
    "assignment": frozenset(("month", "assigned_by")),
    "team_report": _SIGNED | {"period", "year", "team"},
    "period_report": _SIGNED | {"from", "to"},
    "inspection": frozenset(("signer", "unit_signer")),
    "visit": frozenset(("observer", "observer_name", "confirmed_by")),
    "orientation": _SIGNED | {"title"},
    "good_practice": frozenset(("title",)),
}
"""Of a score sheet the total is told as reckoned here, never as the phone wrote it."""
BANDS = {"good": "Tốt", "fair": "Khá", "average": "Trung bình", "poor": "Kém"}
_NUMBERED = re.compile(r"^[IVX]+\. ")


@dataclass(frozen=True, slots=True)
class Known:
    """What a sheet needs besides the paper: how a unit was called on its day, and which office a person holds."""

    unit_name: Callable[[str], str] = lambda _: ""
    office_of: Callable[[Any], str] = lambda _: ""


def sheet_of(view: PaperView, catalogue: Catalogue, known: Known = Known()) -> Sheet:
    """The sheet of any paper."""
    kind = str(view.paper.get("kind"))
    answers = view.paper.get("answers")
    answers = answers if isinstance(answers, dict) else {}
    definition = catalogue.get(str(view.paper.get("form")), _version(view.paper))
    told = Told(catalogue, known.unit_name)
    sections = sections_of(definition, answers, told, TOLD_ELSEWHERE.get(kind, frozenset())) if definition else ()
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    rating = _rating(view.others.get("score_sheet"), catalogue) if kind in ("minutes", "score_sheet") else ""
    if kind == "minutes":
        opening, closing = minutes_body(view, answers, rating)
    elif kind == "resolution":
        opening = resolution_opening(view, answers)
    elif kind == "score_sheet":
        closing = (*filter(None, (rating,)), *uploads_of(view.others.get("handbook_upload")))
    elif kind == "month_schedule":
        closing = (_sum_of_schedule(answers),)
    layout = layout_on(view.day)
    head = head_of(view, answers, definition.title.vi if definition else "")
    return Sheet(
        above=head.above, issuer=head.issuer, number=head.number, place_date=head.place_date, title=head.title, about=head.about,
        opening=opening,
        sections=numbered(sections),
        closing=closing,
        signatures=signatures_of(view, answers, layout, known.office_of),
        recipients=recipients_of(view, answers, layout),
        template=kind,
        rating=rating,
        layout=layout,
    )  # fmt: skip


def numbered(sections: Iterable[SheetSection]) -> tuple[SheetSection, ...]:
    """Headings as HD 05-HD/VPTW counts them: `I- Mở đầu`."""
    return tuple(
        SheetSection(f"{roman(place)}- {_NUMBERED.sub('', one.title)}", one.blocks) for place, one in enumerate(sections, 1)
    )


def roman(number: int) -> str:
    """Up to 399, more than any paper has."""
    text = ""
    for value, sign in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            text, number = text + sign, number - value
    return text


def _rating(sheet: Json | None, catalogue: Catalogue) -> str:
    scored = scored_sheet(sheet, catalogue) if sheet else None
    if scored is None:
        return ""
    points = f"{scored.total:g}".replace(".", ",")
    return f"Chi bộ tự chấm: {points} điểm, xếp loại {BANDS.get(scored.band, scored.band)}."


def uploads_of(upload: Json | None) -> tuple[str, ...]:
    """What stands of a meeting in the national handbook app: evidence for the criteria about it."""
    answers = upload.get("answers") if upload else None
    if not isinstance(answers, dict):
        return ()
    told = []
    for name, word in (("material", "tài liệu đăng trước buổi họp"), ("final", "văn bản chính thức đăng")):
        day, who = day_in_words(answers.get(f"{name}_on")), person_name(answers.get(f"{name}_by"))
        told += [f"{word} ngày {day}" + (f", đồng chí {who}" if who else "")] if day else []
    return (f"Sổ tay đảng viên điện tử: {'; '.join(told)}.",) if told else ()


def _sum_of_schedule(answers: Json) -> str:
    rows = rows_of(answers.get("meetings"))
    cells = {row.get("cell") for row in rows if row.get("cell")}
    return f"Tổng số: {len(rows)} buổi sinh hoạt của {len(cells)} chi bộ."


def _version(paper: Json) -> int:
    version = paper.get("version")
    return version if isinstance(version, int) else 0
