"""Any paper as sections of labelled texts and tables, in the order and with the labels of its form definition.

Shows only what was answered. Values that do not fit their field are left out rather than failing the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from server.exports.sheets.parts import Block, SheetSection, field_anchor
from server.pages.paper_names import paper_name
from server.pages.words import month_word, number_word
from sync.forms.catalogue import Catalogue
from sync.forms.model import Definition, Field
from sync.forms.scoring import Template

_FIGURES = ("integer", "decimal")
_FOR_THE_APP = frozenset(("username", "source_row", "path"))
"""Columns that only the program reads."""


@dataclass(frozen=True, slots=True)
class Told:
    """How what an answer only points to is called: scoring templates, papers, units."""

    catalogue: Catalogue
    unit_name: Callable[[str], str] = lambda _: ""


def sections_of(
    definition: Definition, answers: Mapping[str, Any], told: Told, leave_out: frozenset[str] = frozenset()
) -> tuple[SheetSection, ...]:
    """The answered sections; fields named in `leave_out` are told elsewhere."""
    found = []
    for section in definition.sections:
        fields = [field for field in section.fields if field.name not in leave_out]
        blocks = [block for field in fields if (block := _block(field, answers.get(field.name), told))]
        if len(blocks) == 1 and blocks[0].rows:
            blocks = [replace(blocks[0], label="")]
        if blocks:
            found.append(SheetSection(section.title.vi, tuple(blocks)))
    return tuple(found)


def _block(field: Field, value: Any, told: Told) -> Block | None:
    if field.type == "repeat":
        return _table(field, value, told)
    if field.type == "scores":
        template = told.catalogue.template(field.template or "", field.template_version or 0)
        return _scores(field.name, template, value) if template and isinstance(value, dict) else None
    text = text_of(field, value, told)
    lines = tuple(line.strip() for line in text.split("\n") if line.strip())
    return Block(field.label.vi, lines, anchor=field_anchor(field.name)) if text else None


def text_of(field: Field, value: Any, told: Told) -> str:
    """One answer in words; "" when there is none."""
    match field.type, value:
        case (("text" | "paragraph" | "time"), str()):
            return value
        case "date", str():
            return day_in_words(value)
        case "month", str():
            return month_word(value)
        case "unit", str():
            return told.unit_name(value)
        case "paper", str():
            return paper_name(value, told.catalogue)
        case "yes_no", bool():
            return "Có" if value else "Không"
        case (("integer" | "decimal"), int() | float()) if not isinstance(value, bool):
            return number_word(value, "vi")
        case "choice", str():
            return next((one.label.vi for one in field.choices if one.value == value), value)
        case "person", dict():
            return person_name(value)
        case _:
            return ""


def person_name(value: Any) -> str:
    """The name in an answer of type `person`."""
    name = value.get("name") if isinstance(value, dict) else None
    return name if isinstance(name, str) else ""


def rows_of(value: Any) -> list[dict[str, Any]]:
    """The rows of a repeat."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def day_in_words(value: Any) -> str:
    """`2026-11-03` as `03/11/2026`; another text as it stands, "" for what is none."""
    if not isinstance(value, str):
        return ""
    try:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    except ValueError:
        return value


def _table(field: Field, value: Any, told: Told) -> Block | None:
    by_name = {one.name: one for one in field.fields}
    columns = [by_name[name] for name in field.columns] or [one for one in field.fields if one.name not in _FOR_THE_APP]
    texts = [[text_of(column, row.get(column.name), told) for column in columns] for row in rows_of(value)]
    used = [place for place in range(len(columns)) if any(row[place] for row in texts)]
    if not used:
        return None
    heads = ("TT", *(columns[place].label.vi for place in used))
    figures = frozenset(at for at, place in enumerate(used, 1) if columns[place].type in _FIGURES)
    shown = tuple((str(number), *(row[place] for place in used)) for number, row in enumerate(texts, 1))
    anchors = tuple(field_anchor(field.name, number) for number in range(1, len(shown) + 1))
    return Block(field.label.vi, heads=heads, rows=shown, numbers=figures, anchor=field_anchor(field.name), row_anchors=anchors)


def _scores(name: str, template: Template, sheet: Mapping[str, Any]) -> Block | None:
    rows = []
    for group in template.groups:
        for item in group.items:
            line = sheet.get(item.code)
            points = line.get("points") if isinstance(line, dict) else None
            given = f"{points:g}".replace(".", ",") if isinstance(points, (int, float)) else "–"
            note = line.get("note", "") if isinstance(line, dict) else ""
            rows.append((item.code, item.label.vi, f"{item.max:g}", given, note if isinstance(note, str) else ""))
    notes = any(row[4] for row in rows)
    heads = ("Mã", "Tiêu chí", "Tối đa", "Điểm", "Lý do")
    shown = tuple(row if notes else row[:4] for row in rows)
    return Block(
        "", heads=heads if notes else heads[:4], rows=shown, numbers=frozenset((2, 3)), anchor=field_anchor(name),
        row_anchors=tuple(field_anchor(name, row[0]) for row in rows),
    )  # fmt: skip
