"""A list with typed columns as XLSX, and as CSV in UTF-8 with a byte order mark, by which spreadsheets know it.

What people typed is never run: in XLSX every text is stored as a text, and in CSV a text that a spreadsheet would take for a formula
gets an apostrophe before it (OWASP, "CSV Injection"). CSV writes days as `2026-11-03` and numbers with a point, which every program
reads alike.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

Kind = Literal["text", "number", "day", "moment"]
Value = str | int | float | date | datetime | None
_FORMATS = {"day": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm", "text": "@"}
_RUN = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 32_767
"""Signs a cell of Excel holds."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in signs. A value that does not fit `kind` is written as a text."""

    vi: str
    en: str
    kind: Kind = "text"
    width: int = 16

    def in_(self, lang: str) -> str:
        return self.en if lang == "en" else self.vi


@dataclass(frozen=True, slots=True)
class ListTable:
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


def as_xlsx(table: ListTable, lang: str) -> bytes:
    """A workbook of one sheet whose head stays in sight and can be filtered."""
    import openpyxl  # type: ignore[import-untyped]  # not before somebody asks: it takes long to import; it carries no types

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(_NOT_IN_TITLE.sub(" ", table.title)[:31] or "1")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{openpyxl.utils.get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    for place, column in enumerate(table.columns, 1):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(place)].width = column.width
    heads = []
    for column in table.columns:
        cell = openpyxl.cell.WriteOnlyCell(sheet, value=column.in_(lang))
        cell.font, cell.alignment = openpyxl.styles.Font(bold=True), openpyxl.styles.Alignment(wrap_text=True, vertical="top")
        heads.append(cell)
    sheet.append(heads)
    for row in table.rows:
        sheet.append([_cell(sheet, column, value) for column, value in zip(table.columns, row, strict=True)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, column: Column, value: Value) -> Any:
    import openpyxl

    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        # Excel keeps no offset: what is written is the hour in Viet Nam, as the pages show it.
        cell = openpyxl.cell.WriteOnlyCell(sheet, value=value.replace(tzinfo=None))
        cell.number_format = _FORMATS["moment"]
    elif isinstance(value, date):
        cell = openpyxl.cell.WriteOnlyCell(sheet, value=value)
        cell.number_format = _FORMATS["day"]
    elif isinstance(value, int | float) and not isinstance(value, bool):
        cell = openpyxl.cell.WriteOnlyCell(sheet, value=value)
    else:
        cell = openpyxl.cell.WriteOnlyCell(sheet, value=_NOT_XML.sub("", str(value))[:_LONGEST])
        cell.data_type, cell.number_format = "s", _FORMATS["text"]
    return cell


def as_csv(table: ListTable, lang: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.in_(lang) for column in table.columns])
    for row in table.rows:
        writer.writerow([csv_text(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def csv_text(value: Value) -> str:
    """One cell of a CSV file."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")[:16]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    text = value.replace("\x00", "")
    return f"'{text}" if text.startswith(_RUN) else text


def day_of(text: str) -> date | str:
    """A day of ISO 8601, else the text as it stands."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def moment_of(text: str) -> datetime | str:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text


def table_of(title: str, columns: Sequence[Column], rows: Iterable[tuple[Value, ...]]) -> ListTable:
    return ListTable(title, tuple(columns), tuple(rows))
