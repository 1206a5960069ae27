"""Lists for Excel: numbers are numbers, days are days, and what people typed is never run."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from openpyxl import load_workbook

from server.exports.lists.table import Column, ListTable, as_csv, as_xlsx, csv_text, day_of, table_of

COLUMNS = (Column("Tên", "Name"), Column("Điểm", "Points", "number"), Column("Ngày", "Day", "day"), Column("Nhận lúc", "Received", "moment"))
AT = datetime(2026, 11, 4, 8, 15, tzinfo=timezone(timedelta(hours=7)))
TABLE = table_of("Xếp loại 11/2026", COLUMNS, [("Lò Văn Panh", 92.5, date(2026, 11, 3), AT), ("", None, None, None)])
FORMULAS = ("=1+2", '=HYPERLINK("http://x","y")', "+84 900", "-2", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0")


def opened(table: ListTable) -> Any:
    return load_workbook(io.BytesIO(as_xlsx(table, "vi"))).worksheets[0]


def test_numbers_days_and_moments_have_their_types_in_excel() -> None:
    name, points, day, moment = opened(TABLE)[2]
    assert (name.value, name.data_type) == ("Lò Văn Panh", "s")
    assert (points.value, points.data_type) == (92.5, "n")
    assert (day.value, day.is_date, day.number_format) == (datetime(2026, 11, 3), True, "dd/mm/yyyy")
    assert (moment.value, moment.number_format) == (datetime(2026, 11, 4, 8, 15), "dd/mm/yyyy hh:mm")


def test_the_head_stays_in_sight_and_nothing_stands_where_nothing_is_known() -> None:
    sheet = opened(TABLE)
    assert sheet.title == "Xếp loại 11 2026" and sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:D3"
    assert [cell.value for cell in sheet[1]] == ["Tên", "Điểm", "Ngày", "Nhận lúc"]
    assert [cell.value for cell in sheet[3]] == [None] * 4


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_is_a_text_in_excel(text: str) -> None:
    cell = opened(table_of("x", COLUMNS[:1], [(text,)]))["A2"]
    assert cell.data_type == "s" and cell.value.strip() == text.strip()


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_is_a_text_in_csv(text: str) -> None:
    told = as_csv(table_of("x", COLUMNS[:1], [(text,)]), "vi").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(told, newline="")))[1] == [f"'{text}"]


def test_csv_begins_with_a_byte_order_mark_and_keeps_numbers_and_days_plain() -> None:
    told = as_csv(TABLE, "en")
    assert told.startswith(b"\xef\xbb\xbfName,Points,Day,Received\r\n")
    assert told.decode("utf-8-sig").splitlines()[1] == "Lò Văn Panh,92.5,2026-11-03,2026-11-04 08:15"


def test_a_number_below_nought_stays_a_number() -> None:
    assert csv_text(-2) == "-2" and csv_text(-2.5) == "-2.5" and csv_text("-2") == "'-2"


def test_markup_and_signs_that_no_file_holds_are_harmless() -> None:
    sheet = opened(table_of("[x]:*?/\\'" + "y" * 40, COLUMNS[:1], [("<b>&\x00\x0b\ufffe" + "dài " * 20_000,)]))
    assert len(sheet.title) <= 31 and sheet["A2"].value.startswith("<b>&dài")


def test_an_empty_list_and_five_hundred_columns_open() -> None:
    assert opened(table_of("", COLUMNS, [])).max_row == 1
    wide = tuple(Column(f"Cột {place}", f"{place}") for place in range(500))
    assert opened(table_of("rộng", wide, [tuple(range(500))])).max_column == 500


def test_what_is_no_day_is_written_as_it_stands() -> None:
    assert day_of("2026-02-30") == "2026-02-30"
    assert csv_text(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01 00:00"
