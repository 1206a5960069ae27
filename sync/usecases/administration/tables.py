"""The tables that are taken in from a workbook or CSV file and given out again: their columns, their words, one row read.

Pure: a file has been opened and its cells are text before anything here sees them. The first row of a sheet names the columns,
in Vietnamese, English or by the name used here; which table it is follows from the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from unicodedata import category

from sync.domain.accounts import ROLES
from sync.domain.text import fold
from sync.domain.unit_changes import tidy
from sync.domain.units import CELL_TYPES, UNIT_TYPES
from sync.forms.catalogue import Catalogue

MOST_ROWS = 10_000
MOST_COLUMNS = 30
LONGEST_CELL = 1_000
FIRST_YEAR, LAST_YEAR = 1930, 2200
_SPECIAL = re.compile(r"^'(?=[=+\-@'])")
"""The sign put before text that a spreadsheet would take for a formula (OWASP, "CSV Injection")."""


@dataclass(frozen=True, slots=True)
class Column:
    """`choices`: value to its words, Vietnamese first; no choices: free text, or a day."""

    name: str
    vi: str
    en: str
    required: bool = False
    day: bool = False
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    vi: str
    en: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as text: rows with their numbers as the spreadsheet counts them, days written `dd/mm/yyyy`."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One problem of a file and its place; `row` 0 and `column` "" where it is about a whole sheet or row."""

    sheet: str
    row: int
    column: str
    code: str
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """One row read: values by column name; a day as ISO 8601; "" where nothing was written."""

    sheet: str
    number: int
    values: dict[str, str]
    heads: Mapping[str, str]

    def day(self, column: str) -> date | None:
        return date.fromisoformat(self.values[column]) if self.values[column] else None

    def trouble(self, column: str, code: str, /, **data: str) -> Trouble:
        return Trouble(self.sheet, self.number, self.heads.get(column, ""), code, data)


UNIT_WORDS: Mapping[str, tuple[str, str]] = {
    "province": ("Tỉnh", "Province"), "district": ("Huyện", "District"), "commune": ("Xã", "Commune"),
    "cell": ("Chi bộ", "Cell"), "observer_team": ("Tổ dự sinh hoạt", "Observer team"),
}  # fmt: skip
CELL_WORDS: Mapping[str, tuple[str, str]] = {
    "village": ("Bản, tổ dân phố", "Village"), "school": ("Trường học", "School"), "office": ("Cơ quan", "Office"),
    "health": ("Y tế", "Health"), "police": ("Công an", "Police"), "military": ("Quân sự", "Military"),
}  # fmt: skip
ROLE_WORDS: Mapping[str, tuple[str, str]] = {
    "secretary": ("Bí thư chi bộ", "Cell secretary"),
    "deputy_secretary": ("Phó bí thư chi bộ", "Deputy cell secretary"),
    "note_taker": ("Thư ký cuộc họp", "Note-taker"),
    "assessor": ("Người chấm điểm", "Assessor"),
    "commune_officer": ("Cán bộ văn phòng đảng ủy xã", "Officer of the commune's committee"),
    "commune_leader": ("Lãnh đạo đảng ủy xã", "Leader of the commune's committee"),
    "observer": ("Đảng viên được phân công dự sinh hoạt", "Observer"),
    "team_leader": ("Tổ trưởng tổ dự sinh hoạt", "Leader of an observer team"),
    "organisation_board": ("Ban tổ chức", "Organisation board"),
    "standing_board": ("Ban thường vụ", "Standing board"),
    "administrator": ("Quản trị hệ thống", "Administrator"),
}
assert (set(UNIT_WORDS), set(CELL_WORDS), set(ROLE_WORDS)) == (set(UNIT_TYPES), set(CELL_TYPES), set(ROLES))


def tables_of(catalogue: Catalogue) -> tuple[Table, ...]:
    """Units, people, members: in the order in which they are taken in."""
    member = {field.name: field for section in catalogue.latest("member").sections for field in section.fields}

    def choices(name: str) -> dict[str, tuple[str, str]]:
        return {one.value: (one.label.vi, one.label.en) for one in member[name].choices or ()}

    unit = Column("unit", "Mã đơn vị", "Unit id", required=True)
    first, last = Column("from", "Từ ngày", "From", required=True, day=True), Column("to", "Đến ngày", "To", day=True)
    name = Column("name", "Họ và tên", "Full name", required=True)
    return (
        Table("units", "Đơn vị", "Units", (
            Column("unit", "Mã đơn vị", "Unit id"), Column("unit_name", "Tên đơn vị", "Name of the unit", required=True),
            Column("type", "Cấp", "Type", required=True, choices=UNIT_WORDS),
            Column("cell_type", "Loại chi bộ", "Type of cell", choices=CELL_WORDS),
            Column("parent", "Mã đơn vị cấp trên", "Unit above"), first, last,
            Column("contact_name", "Người liên hệ", "Contact"), Column("contact_phone", "Điện thoại", "Telephone"),
            Column("contact_email", "Thư điện tử", "E-mail"),
        )),
        Table("people", "Người dùng", "People", (
            Column("username", "Tên đăng nhập", "User name"), name, Column("phone", "Điện thoại", "Telephone"),
            Column("role", "Vai trò", "Role", required=True, choices=ROLE_WORDS), unit, first, last,
        )),
        Table("members", "Đảng viên", "Members", (
            Column("member", "Mã đảng viên", "Member id"), unit, name,
            Column("status", "Diện", "Status", required=True, choices=choices("status")),
            Column("member_role", "Chức vụ", "Office", choices=choices("role")),
        )),
    )  # fmt: skip


def read_sheets(sheets: Sequence[Sheet], tables: Sequence[Table]) -> tuple[dict[str, list[Row]], list[Trouble]]:
    """Every row of every sheet by table, and every trouble found by looking at single cells."""
    rows: dict[str, list[Row]] = {table.name: [] for table in tables}
    troubles: list[Trouble] = []
    if sum(len(sheet.rows) for sheet in sheets) - len(sheets) > MOST_ROWS:
        return rows, [Trouble("", 0, "", "too_many_rows", {"maximum": f"{MOST_ROWS}"})]
    for sheet in sheets:
        if not sheet.rows:
            continue
        table, places = _recognise(sheet.rows[0][1], tables)
        if table is None:
            troubles.append(Trouble(sheet.name, sheet.rows[0][0], "", "columns_unknown"))
            continue
        troubles += _wrong_head(sheet, table, places)
        heads = {column.name: sheet.rows[0][1][place] for column, place in places}
        for number, cells in sheet.rows[1:]:
            row = Row(sheet.name, number, dict.fromkeys((one.name for one in table.columns), ""), heads)
            for column, place in places:
                troubles += _read_cell(row, column, cells[place] if place < len(cells) else "")
            rows[table.name].append(row)
    if not any(rows.values()) and not troubles:
        troubles.append(Trouble("", 0, "", "nothing_there"))
    return rows, troubles


def _recognise(head: Sequence[str], tables: Sequence[Table]) -> tuple[Table | None, list[tuple[Column, int]]]:
    """The table that most columns are of, three at least, and where each of its columns stands."""
    folded = [_key(one) for one in head]
    best: tuple[Table | None, list[tuple[Column, int]]] = (None, [])
    for table in tables:
        found: list[tuple[Column, int]] = []
        for column in table.columns:
            names = {_key(one) for one in (column.name, column.vi, column.en)}
            place = next((at for at, one in enumerate(folded) if one in names), None)
            if place is not None:
                found.append((column, place))
        if len(found) > max(2, len(best[1])):
            best = (table, found)
    return best


def _wrong_head(sheet: Sheet, table: Table, places: Sequence[tuple[Column, int]]) -> Iterable[Trouble]:
    number, head = sheet.rows[0]
    found = {column.name for column, _ in places}
    for column in table.columns:
        if column.required and column.name not in found:
            yield Trouble(sheet.name, number, column.vi, "column_missing", {"column": column.vi})
    for place, text in enumerate(head):
        if text.strip() and place not in {taken for _, taken in places}:
            yield Trouble(sheet.name, number, text[:60], "column_unknown", {"column": text[:60]})


def _read_cell(row: Row, column: Column, text: str) -> Iterable[Trouble]:
    value = _SPECIAL.sub("", tidy(text))
    if not value:
        if column.required:
            yield row.trouble(column.name, "required")
        return
    if len(value) > LONGEST_CELL:
        yield row.trouble(column.name, "cell_too_long", maximum=f"{LONGEST_CELL}")
    elif any(category(sign) in ("Cc", "Cs", "Cf") for sign in value):
        yield row.trouble(column.name, "text_malformed")
    elif column.day:
        day = read_day(value)
        if day is None:
            yield row.trouble(column.name, "bad_day", text=value[:40])
        else:
            row.values[column.name] = day.isoformat()
    elif column.choices:
        chosen = next((one for one, words in column.choices.items() if _key(value) in {_key(one), *map(_key, words)}), None)
        if chosen is None:
            words = ", ".join(one[0] for one in column.choices.values())
            yield row.trouble(column.name, "not_a_choice", text=value[:40], choices=words)
        else:
            row.values[column.name] = chosen
    else:
        row.values[column.name] = value


def read_day(text: str) -> date | None:
    """`dd/mm/yyyy` (also with `.` or `-`) or `yyyy-mm-dd`; None for what is no day of the calendar or of no year of ours."""
    match = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text.strip(), re.ASCII)
    parts = (match[3], match[2], match[1]) if match else ()
    if not parts and (match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text.strip(), re.ASCII)):
        parts = (match[1], match[2], match[3])
    try:
        day = date(*map(int, parts)) if parts else None
    except ValueError:
        return None
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


@lru_cache(maxsize=4_096)
def _key(text: str) -> str:
    return re.sub(r"[\s_]+", " ", fold(tidy(text))).strip(" *")
