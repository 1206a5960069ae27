"""The monthly rating roll-up as a list."""

from __future__ import annotations

from server.exports.lists.table import Column, ListTable, Value, day_of, table_of
from server.exports.sheets.of_paper import BANDS
from server.exports.sheets.rollup import why
from sync.usecases.reports.rating_rollup import Rated, RatingRollup

_TYPES = {"regular": ("thường kỳ", "regular"), "thematic": ("chuyên đề", "thematic"), "extraordinary": ("đột xuất", "extraordinary"),
          "committee": ("chi ủy", "committee")}  # fmt: skip
ENGLISH_BANDS = {"good": "Good", "fair": "Fair", "average": "Average", "poor": "Poor"}
COLUMNS = (
    Column("TT", "No.", "number", 6), Column("Chi bộ", "Cell", width=34), Column("Loại buổi họp", "Meeting", width=14),
    Column("Số đảng viên", "Members", "number", 12), Column("Ngày họp", "Held on", "day", 13), Column("Điểm", "Points", "number", 9),
    Column("Chi bộ tự xếp loại", "Own band", width=14), Column("Xếp loại của đảng ủy", "Official band", width=14),
    Column("Giải trình điểm trừ", "Points taken off", width=60),
)  # fmt: skip


def rollup_table(told: RatingRollup, lang: str) -> ListTable:
    bands = ENGLISH_BANDS if lang == "en" else BANDS
    title = f"Ratings {told.month}" if lang == "en" else f"Xếp loại {told.month}"
    return table_of(title, COLUMNS, [_row(place, one, bands, lang) for place, one in enumerate(told.rows, 1)])


def _row(place: int, one: Rated, bands: dict[str, str], lang: str) -> tuple[Value, ...]:
    held = day_of(one.held_on) if one.held_on else None
    type_ = type_word(one.key.type, lang) if one.key else ""
    return (place, one.name, type_, one.members, held, one.total, bands.get(one.band, ""), bands.get(one.official_band, ""), why(one))


def type_word(type_: str, lang: str) -> str:
    return _TYPES[type_][lang == "en"]
