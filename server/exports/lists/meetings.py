"""The meetings of some cells as a list, as the read model tells them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from server.exports.lists.rollup import ENGLISH_BANDS, type_word
from server.exports.lists.table import Column, ListTable, Value, day_of, moment_of, table_of
from server.exports.sheets.of_paper import BANDS
from sync.ports import MeetingFacts

COLUMNS = (
    Column("Chi bộ", "Cell", width=34), Column("Tháng", "Month", width=10), Column("Loại buổi họp", "Meeting", width=14),
    Column("Lần", "Number", "number", 6), Column("Ngày họp", "Held on", "day", 13), Column("Có mặt", "Present", "number", 9),
    Column("Phải có mặt", "Expected", "number", 12), Column("Tỷ lệ có mặt (%)", "Attendance (%)", "number", 13),
    Column("Điểm", "Points", "number", 9), Column("Tự xếp loại", "Own band", width=13), Column("Nhận lúc", "Received", "moment", 18),
    Column("Số biên nhận", "Receipt", width=14),
)  # fmt: skip


def meetings_table(meetings: Iterable[MeetingFacts], names: Mapping[str, str], lang: str) -> ListTable:
    """`names`: of the cells by id."""
    title = "Meetings" if lang == "en" else "Các cuộc họp"
    return table_of(title, COLUMNS, [_row(one, names, lang) for one in meetings])


def _row(one: MeetingFacts, names: Mapping[str, str], lang: str) -> tuple[Value, ...]:
    bands = ENGLISH_BANDS if lang == "en" else BANDS
    sound = one.present is not None and bool(one.expected) and one.present <= (one.expected or 0)
    rate = round(100 * (one.present or 0) / (one.expected or 1), 1) if sound else None
    return (
        names.get(one.unit, one.unit), one.month, type_word(one.type, lang), one.number, day_of(one.held_on) if one.held_on else None,
        one.present, one.expected, rate, one.total, bands.get(one.band, ""), moment_of(one.received_at) if one.received_at else None, one.receipt,
    )  # fmt: skip
