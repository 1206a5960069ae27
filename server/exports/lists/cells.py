"""The cells of a unit with how their minutes of twelve months stand, and what units owe, as lists."""

from __future__ import annotations

from collections.abc import Iterable

from server.exports.lists.table import Column, ListTable, Value, moment_of, table_of
from server.pages.words import say_in
from sync.usecases.obligations.read_owed import Owed
from sync.usecases.read_unit import CellRow, UnitView

_BEFORE = (
    Column("Chi bộ", "Cell", width=34), Column("Đơn vị cấp trên", "Under", width=28), Column("Người liên hệ", "Contact", width=22),
    Column("Điện thoại", "Telephone", width=16), Column("Có tin lần cuối", "Last heard from", "moment", 18),
    Column("Thiếu liền (tháng)", "Missing in a row", "number", 12), Column("Thiếu trong 12 tháng", "Missing of 12", "number", 12),
)  # fmt: skip
OWED = (
    Column("Đơn vị", "Unit", width=34), Column("Việc", "What", width=40), Column("Kỳ", "Period", width=12),
    Column("Hạn cuối", "Due", "moment", 18), Column("Tình hình", "How it stands", width=20), Column("Còn (ngày)", "Days left", "number", 10),
)  # fmt: skip


def cells_table(view: UnitView, lang: str) -> ListTable:
    months = tuple(Column(f"{month[5:]}/{month[:4]}", month, width=12) for month in view.months)
    title = "Cells" if lang == "en" else "Các chi bộ"
    return table_of(title, (*_BEFORE, *months), [_row(one, lang) for one in view.cells])


def _row(one: CellRow, lang: str) -> tuple[Value, ...]:
    marks = (say_in(lang)(mark.status) for mark in one.marks)
    return (one.name, one.parent, one.contact_name, one.contact_phone, one.heard, one.streak, one.missing, *marks)


def owed_table(owed: Iterable[Owed], lang: str) -> ListTable:
    say = say_in(lang)
    rows = []
    for one in owed:
        title = one.obligation.title.vi if lang == "vi" else one.obligation.title.en
        left = one.standing.days_left
        rows.append((one.unit_name, title, one.obligation.period, moment_of(one.standing.due_at), say(f"duty_{one.standing.status}"), left))
    return table_of("Owed" if lang == "en" else "Việc phải làm", OWED, rows)
