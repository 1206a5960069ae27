"""At which criteria a score sheet takes points off, by the template of its own form version. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sync.forms.catalogue import Catalogue
from sync.forms.scoring import Template
from sync.ports import Json
from sync.usecases.read_facts import scored_sheet


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points taken off at one criterion, with the reason the cell wrote, "" without."""

    code: str
    label: str
    points: float
    out_of: float
    note: str


def deductions_of(sheet: Json, catalogue: Catalogue) -> Iterator[Deduction]:
    """In the order of the template; what was not answered is not among them."""
    scored = scored_sheet(sheet, catalogue)
    template, given = _template(sheet, catalogue)
    if scored is None or template is None:
        return
    for code, item in template.items().items():
        points = scored.lines.get(code)
        if points is not None and points < item.max:
            line = given.get(code)
            note = line.get("note") if isinstance(line, dict) else ""
            yield Deduction(code, item.label.vi, item.max - points, item.max, note if isinstance(note, str) else "")


def _template(sheet: Json, catalogue: Catalogue) -> tuple[Template | None, dict[str, Any]]:
    version, answers = sheet.get("version"), sheet.get("answers")
    definition = catalogue.get(str(sheet.get("form")), version if isinstance(version, int) else 0)
    field = next((one for one in definition.fields().values() if one.type == "scores"), None) if definition else None
    if field is None or not isinstance(answers, dict):
        return None, {}
    given = answers.get(field.name)
    return catalogue.template(field.template or "", field.template_version or 0), given if isinstance(given, dict) else {}
