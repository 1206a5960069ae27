"""XLSX and CSV files opened as sheets of text, within bounds, and tables written out again.

Nothing of a file is trusted: it may unpack to more than it is, name rows that are not there, hold formulas and merged cells.
Never follows links, runs formulas or reads what lies outside the given bytes.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sync.usecases.administration.tables import MOST_COLUMNS, MOST_ROWS, Sheet, Table, Trouble

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 50 * 1024 * 1024
MOST_SIGNS = 4_000_000
"""Of all cells together: one long text may be named by every cell of a small workbook."""
MOST_PARTS = 500
MOST_SHEETS = 20
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_FILLED = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})([0-9]{1,7})"[^>/]*>\s*<(?!/|(?:\w+:)?v\s*/|(?:\w+:)?v></)')
_FORMULA_LIKE = ("=", "+", "-", "@")


def open_file(name: str, data: bytes) -> tuple[list[Sheet], list[Trouble]]:
    """The sheets of a file and what is wrong with it as a file. Takes seconds for a large one: not for the event loop."""
    if len(data) > LARGEST_FILE:
        return [], [Trouble("", 0, "", "file_too_large")]
    if not data:
        return [], [Trouble("", 0, "", "file_missing")]
    sheets, troubles = _open_xlsx(data) if data.startswith(b"PK") else _open_csv(name, data)
    if sum(len(text) for sheet in sheets for _, texts in sheet.rows for text in texts) > MOST_SIGNS:
        return [], [Trouble("", 0, "", "file_unpacks_too_large")]
    return sheets, troubles


def _open_xlsx(data: bytes) -> tuple[list[Sheet], list[Trouble]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                return [], [Trouble("", 0, "", "file_unpacks_too_large")]
            if any(b"<!DOCTYPE" in archive.read(part)[:2048] for part in parts if part.filename.endswith((".xml", ".rels"))):
                return [], [Trouble("", 0, "", "file_unreadable")]
            return _read_book(archive, data)
    except Exception:  # a damaged workbook makes openpyxl, zlib and expat raise whatever they met
        return [], [Trouble("", 0, "", "file_unreadable")]


def _read_book(archive: zipfile.ZipFile, data: bytes) -> tuple[list[Sheet], list[Trouble]]:
    import openpyxl  # type: ignore[import-untyped]  # not before somebody asks: it takes long to import; it carries no types

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    sheets: list[Sheet] = []
    troubles: list[Trouble] = []
    try:
        for page in book.worksheets[:MOST_SHEETS]:
            rows: list[tuple[int, tuple[str, ...]]] = []
            part = archive.read(page._worksheet_path)
            troubles += [Trouble(page.title, 0, "", "merged_cells", {"cells": one.decode()}) for one in _MERGED.findall(part)]
            troubles += _outside(page.title, part)
            # Within bounds, because a sheet may claim a million rows that are not there.
            for number, cells in enumerate(page.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS), 1):
                texts = tuple(_cell(page.title, number, place, cell, troubles) for place, cell in enumerate(cells, 1))
                if any(texts):
                    rows.append((number, texts))
            sheets.append(_sheet(page.title, rows))
    finally:
        book.close()
    return sheets, troubles


def _outside(sheet: str, part: bytes) -> Iterator[Trouble]:
    """Whether anything is written beyond the rows and columns that are read."""
    import openpyxl

    last_column = openpyxl.utils.get_column_letter(MOST_COLUMNS).encode()
    wide = deep = False
    for match in _FILLED.finditer(part):
        wide = wide or (len(match[1]), match[1]) > (len(last_column), last_column)
        deep = deep or int(match[2]) > MOST_ROWS + 1
    if wide:
        yield Trouble(sheet, 0, "", "too_many_columns", {"maximum": f"{MOST_COLUMNS}"})
    if deep:
        yield Trouble(sheet, 0, "", "too_many_rows", {"maximum": f"{MOST_ROWS}"})


def _cell(sheet: str, row: int, column: int, cell: Any, troubles: list[Trouble]) -> str:
    import openpyxl

    value, place = cell.value, openpyxl.utils.get_column_letter(column)
    if value is None:
        return ""
    if cell.data_type == "f":
        troubles.append(Trouble(sheet, row, place, "formula"))
        return ""
    if cell.data_type == "e":
        troubles.append(Trouble(sheet, row, place, "cell_error", {"text": str(value)[:20]}))
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _open_csv(name: str, data: bytes) -> tuple[list[Sheet], list[Trouble]]:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
        head = text.partition("\n")[0]
        delimiter = max(",;\t", key=head.count)
        rows: list[tuple[int, tuple[str, ...]]] = []
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            if any(cell.strip() for cell in cells):
                rows.append((number, tuple(cells)))
            if len(rows) > MOST_ROWS + 1:
                break
    except (UnicodeError, csv.Error):
        return [], [Trouble("", 0, "", "file_unreadable")]
    wide = any(any(texts[MOST_COLUMNS:]) for _, texts in rows)
    troubles = [Trouble("", 0, "", "too_many_columns", {"maximum": f"{MOST_COLUMNS}"})] if wide else []
    return [_sheet(name.removesuffix(".csv")[:60], rows)], troubles


def _sheet(name: str, rows: list[tuple[int, tuple[str, ...]]]) -> Sheet:
    """Without the empty cells at the end of each row."""
    return Sheet(name, tuple((number, _filled(texts[:MOST_COLUMNS])) for number, texts in rows))


def _filled(texts: tuple[str, ...]) -> tuple[str, ...]:
    last = max((place for place, text in enumerate(texts, 1) if text.strip()), default=0)
    return texts[:last]


def as_xlsx(tables: Sequence[tuple[Table, Sequence[dict[str, str]]]], lang: str) -> bytes:
    """One sheet each. Every cell is text: nothing in it is taken for a formula."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for table, rows in tables:
        sheet = book.create_sheet(getattr(table, lang))
        sheet.freeze_panes = "A2"
        for texts in _texts(table, rows, lang):
            cells = []
            for text in texts:
                cell = openpyxl.cell.WriteOnlyCell(sheet, value=text)
                cell.data_type, cell.number_format = "s", "@"
                cells.append(cell)
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(table: Table, rows: Sequence[dict[str, str]], lang: str) -> bytes:
    """UTF-8 with a byte order mark, by which spreadsheets know it. An apostrophe keeps text from being run as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for texts in _texts(table, rows, lang):
        writer.writerow([f"'{text}" if text.startswith(_FORMULA_LIKE) else text for text in texts])
    return out.getvalue().encode("utf-8-sig")


def _texts(table: Table, rows: Sequence[dict[str, str]], lang: str) -> Iterator[list[str]]:
    yield [getattr(column, lang) for column in table.columns]
    for row in rows:
        yield [row[column.name] for column in table.columns]
