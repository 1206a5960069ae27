"""Files opened: workbooks as offices have them, CSV in its dialects, and everything that is no file of ours."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from server.pages.administration.workbook import LARGEST_FILE, LARGEST_UNPACKED, as_csv, as_xlsx, open_file
from sync.forms.catalogue import Catalogue
from sync.usecases.administration.tables import MOST_COLUMNS, MOST_ROWS, tables_of

UNITS, PEOPLE, _ = tables_of(Catalogue.load())


def a_book(*rows: list[Any], merge: str = "", title: str = "Đơn vị") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def codes(data: bytes, name: str = "a.xlsx") -> list[str]:
    return [one.code for one in open_file(name, data)[1]]


def test_cells_become_text_and_days_are_written_the_vietnamese_way() -> None:
    book = a_book(["Tên", "Ngày"], ["Chi bộ", date(2026, 7, 1)], [], [12, datetime(2026, 7, 2, 8, 30)], [1.5, True])
    sheets, troubles = open_file("a.xlsx", book)
    assert troubles == [] and sheets[0].name == "Đơn vị"
    assert sheets[0].rows == (
        (1, ("Tên", "Ngày")),
        (2, ("Chi bộ", "01/07/2026")),
        (4, ("12", "02/07/2026")),
        (5, ("1.5", "True")),
    )


def test_merged_cells_formulas_and_errors_are_told_with_their_places() -> None:
    book = a_book(["a", "b"], ["x", "=A1"], ["=1/0", "y"], ["#N/A", "z"], merge="A5:B6")
    told = [(one.sheet, one.row, one.column, one.code, dict(one.data)) for one in open_file("a.xlsx", book)[1]]
    assert told == [
        ("Đơn vị", 0, "", "merged_cells", {"cells": "A5:B6"}), ("Đơn vị", 2, "B", "formula", {}), ("Đơn vị", 3, "A", "formula", {}),
        ("Đơn vị", 4, "A", "cell_error", {"text": "#N/A"}),
    ]  # fmt: skip


def test_all_sheets_are_read() -> None:
    book = Workbook()
    for title in ("hai", "ba"):
        book.create_sheet(title).append(["x"])
    assert [(sheet.name, len(sheet.rows)) for sheet in open_file("a.xlsx", saved(book))[0]] == [
        ("Sheet", 0),
        ("hai", 1),
        ("ba", 1),
    ]


def test_nothing_far_away_is_left_out_unseen() -> None:
    for place, code in (("A1048576", "too_many_rows"), ("XFD2", "too_many_columns"), ("AE1", "too_many_columns")):
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet["A1"], sheet[place] = "x", "y"
        assert codes(saved(book)) == [code], place


def test_cells_that_are_only_painted_count_for_nothing() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "x"
    for place in ("XFD2", "A1048576"):
        sheet[place].font = Font(bold=True)
    sheets, troubles = open_file("a.xlsx", saved(book))
    assert troubles == [] and sheets[0].rows == ((1, ("x",)),)


def test_too_many_columns_are_told() -> None:
    assert codes(a_book(["x"] * (MOST_COLUMNS + 1))) == ["too_many_columns"]
    assert codes(",".join(["x"] * (MOST_COLUMNS + 1)).encode(), "a.csv") == ["too_many_columns"]


def test_reading_stops_soon_after_the_last_row_that_may_be() -> None:
    text = "a,b\n" + "x,y\n" * (3 * MOST_ROWS)
    sheets, _ = open_file("a.csv", text.encode())
    assert MOST_ROWS < len(sheets[0].rows) <= MOST_ROWS + 2


def test_a_file_that_unpacks_to_more_than_is_taken_is_not_unpacked() -> None:
    bomb = packed({"[Content_Types].xml": b"<Types/>", "xl/worksheets/sheet1.xml": b"0" * (LARGEST_UNPACKED + 1)})
    assert len(bomb) < LARGEST_FILE and codes(bomb) == ["file_unpacks_too_large"]
    assert codes(packed({f"{number}.xml": b"" for number in range(501)})) == ["file_unpacks_too_large"]


@pytest.mark.parametrize(
    "data",
    [b"PK", b"PK\x03\x04" + b"x" * 100, packed({"a.txt": b"x"}), a_book(["x"])[:-60], b"\x89PNG\r\n\x1a\n\xff", b'"never closed',
     packed({"[Content_Types].xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><Types>&a;</Types>'})],
    ids=["two bytes", "no archive", "no workbook", "cut off", "a picture", "an open quote", "entities"],
)  # fmt: skip
def test_what_cannot_be_read_is_told(data: bytes) -> None:
    assert codes(data) == ["file_unreadable"]


def test_a_file_too_large_or_empty_is_told() -> None:
    assert codes(b"x" * (LARGEST_FILE + 1)) == ["file_too_large"]
    assert codes(b"") == ["file_missing"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_its_dialects(encoding: str, delimiter: str) -> None:
    text = delimiter.join(("Tên", "Ngày")) + "\r\n\r\n" + delimiter.join(('"Nà ""Đon"""', "01/07/2026")) + "\r\n"
    sheets, troubles = open_file("don-vi.csv", text.encode(encoding))
    assert troubles == [] and sheets[0].name == "don-vi"
    assert [row for _, row in sheets[0].rows] == [("Tên", "Ngày"), ('Nà "Đon"', "01/07/2026")]


ROW = {"unit": "x1", "unit_name": '=HYPERLINK("http://sohop.test")', "type": "Xã", "cell_type": "", "parent": "", "from": "01/07/2026", "to": "",
       "contact_name": "@Lò", "contact_phone": "+84 900 000 001", "contact_email": ""}  # fmt: skip


def test_nothing_that_is_given_out_is_run_as_a_formula() -> None:
    book = load_workbook(io.BytesIO(as_xlsx([(UNITS, [ROW])], "vi")))
    assert {cell.data_type for row in book["Đơn vị"].iter_rows() for cell in row if cell.value is not None} == {"s"}
    cells = as_csv(UNITS, [ROW], "vi").decode("utf-8-sig").splitlines()[1]
    assert "\"'=HYPERLINK" in cells and ",'@Lò,'+84 900 000 001" in cells


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_is_given_out_is_read_again(lang: str) -> None:
    sheets, troubles = open_file("a.xlsx", as_xlsx([(UNITS, [ROW]), (PEOPLE, [])], lang))
    assert troubles == [] and [sheet.name for sheet in sheets] == [getattr(one, lang) for one in (UNITS, PEOPLE)]
    assert sheets[0].rows[1][1][:2] == ("x1", '=HYPERLINK("http://sohop.test")')


def test_one_long_text_named_by_every_cell_is_refused() -> None:
    book = a_book(*[["x" * 900] * MOST_COLUMNS for _ in range(200)])
    assert len(book) < LARGEST_FILE and codes(book) == ["file_unpacks_too_large"]
