"""Tables that are given out as they are made: CSV (RFC 4180, UTF-8 with a byte order mark, by which spreadsheets know it) and JSON lines
(one object a line). No cell is run as a formula by whoever opens it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import msgspec
from litestar.response import Stream

from server.api.paging import wrong_parameter

MOST_COLUMNS = 100
LONGEST_COLUMNS = 8_000
"""Characters of `columns`."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the begin of a formula (OWASP, "CSV Injection")."""
CSV, LINES = "text/csv; charset=utf-8", "application/jsonl"
Row = Mapping[str, Any]
Portions = AsyncIterator[Sequence[Row]]


def columns_asked(asked: str, known: Sequence[str], prefix: str = "") -> tuple[str, ...]:
    """The columns that `asked` names, parted by commas; all known ones where it names none. Names that begin with `prefix` are taken as
    they are. Raises Refusal `bad_request`."""
    named = [one.strip() for one in asked.split(",") if one.strip()]
    if len(named) > MOST_COLUMNS:
        raise wrong_parameter("columns", f"names {len(named)} columns; {MOST_COLUMNS} at most")
    for one in named:
        if one not in known and not (prefix and one.startswith(prefix) and len(one) > len(prefix)):
            raise wrong_parameter("columns", f"there is no column {one[:60]!r}")
    if len(set(named)) < len(named):
        raise wrong_parameter("columns", "names a column twice")
    return tuple(named) or tuple(known)


async def as_csv(name: str, columns: Sequence[str], portions: Portions) -> Stream:
    """A file that is sent as it is made. What the first portion raises is raised here, before anything is sent."""
    return await _stream(f"{name}.csv", CSV, _csv(columns, portions))


async def as_lines(name: str, columns: Sequence[str], portions: Portions) -> Stream:
    """As `as_csv`."""
    return await _stream(f"{name}.jsonl", LINES, _lines(columns, portions))


async def _stream(name: str, media_type: str, pieces: AsyncIterator[bytes]) -> Stream:
    first = await anext(pieces)

    async def all_() -> AsyncIterator[bytes]:
        yield first
        async for piece in pieces:
            yield piece

    return Stream(all_(), media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


async def _csv(columns: Sequence[str], portions: Portions) -> AsyncIterator[bytes]:
    head = "\ufeff" + _rows([columns])
    async for rows in portions:
        yield (head + _rows([[cell(row.get(one)) for one in columns] for row in rows])).encode()
        head = ""


async def _lines(columns: Sequence[str], portions: Portions) -> AsyncIterator[bytes]:
    async for rows in portions:
        yield b"".join(msgspec.json.encode({one: row.get(one) for one in columns}) + b"\n" for row in rows)


def _rows(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def cell(value: Any) -> str:
    """A value as the text of a cell. Numbers stay numbers; text that a spreadsheet would run begins with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    text = text.replace("\0", "")
    return f"'{text}" if text.startswith(_FORMULA) else text
