"""What is wrong with a form definition itself: told whole, before it is published, so that no phone meets it.

Looks at the definition only; knows no answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sync.forms.expressions import ExpressionWrong, compile_expression
from sync.forms.model import RESERVED, Definition, Field
from sync.forms.problem_words import FormProblem

_NAME = re.compile(r"[a-z][a-z0-9_]*")
PAGES = ("read", "check")
"""Addresses of a paper on the phone that a section may not be called by."""
_OF_ROWS = ("count", "sum")
_NAMES_A_FIELD = ("answer", *_OF_ROWS, "total", "band")


def problems_of(definition: Definition) -> list[str]:
    """Every problem as an English sentence that begins with the place; empty when the definition may be published."""
    return [one.in_("en") for one in wrongs_of(definition)]


def wrongs_of(definition: Definition) -> list[FormProblem]:
    """The same with codes, to be told in any language."""
    found = _twice("section", [section.name for section in definition.sections])
    found += _twice("field", [field.name for section in definition.sections for field in section.fields])
    found += [FormProblem(section.name, "not_a_section_name") for section in definition.sections if section.name in PAGES]
    top = definition.fields()
    for section in definition.sections:
        found += _expression(section.name, section.relevant, top, ())
        for field in section.fields:
            found += _field(field.name, field, top, None)
    return found


def _twice(what: str, names: list[str]) -> list[FormProblem]:
    return [FormProblem(name, "named_twice", {"what": what}) for name in sorted({name for name in names if names.count(name) > 1})]


def _field(place: str, field: Field, top: Mapping[str, Field], row: Sequence[str] | None) -> Iterator[FormProblem]:
    """`row` names the fields of the row this one stands in; None at the top."""
    if not _NAME.fullmatch(field.name) or field.name in RESERVED:
        yield FormProblem(place, "not_a_field_name")
    for member, belongs in (
        ("choices", field.type == "choice"),
        ("fields", field.type == "repeat" and row is None),
        ("template", field.type == "scores"),
        ("max_photos", field.type == "photos"),
    ):
        if bool(getattr(field, member)) != belongs:
            yield FormProblem(place, "needs" if belongs else "may_not_have", {"member": member})
    if field.type == "scores" and (row is not None or field.template_version is None):
        yield FormProblem(place, "scores_at_top")
    if field.type == "photos" and row is not None:
        yield FormProblem(place, "photos_at_top")
    yield from _twice(f"{place} choice", [choice.value for choice in field.choices])
    yield from _bounds(place, field)
    inner = [one.name for one in field.fields]
    yield from _twice(f"{place} column", list(field.columns))
    yield from (FormProblem(place, "column_unknown", {"name": name}) for name in field.columns if name not in inner)
    yield from _twice(f"{place} field", inner)
    rules = [*field.warnings, *([field.constraint] if field.constraint else [])]
    for expression in (field.relevant, field.required, field.calculate, *(rule.test for rule in rules)):
        yield from _expression(place, expression, top, row or ())
    for one in field.fields:
        yield from _field(f"{place}.{one.name}", one, top, inner)


def _bounds(place: str, field: Field) -> Iterator[FormProblem]:
    if (field.min is not None or field.max is not None) and field.type not in ("integer", "decimal"):
        yield FormProblem(place, "bounds_of_numbers")
    if field.max_length is not None and field.type not in ("text", "paragraph"):
        yield FormProblem(place, "length_of_text")
    if field.min is not None and field.max is not None and field.min > field.max:
        yield FormProblem(place, "min_above_max")
    if field.min_rows > field.max_rows:
        yield FormProblem(place, "rows_above")
    if field.calculate is not None and (field.required is not False or field.type in ("repeat", "scores", "photos")):
        yield FormProblem(place, "calculated_not_asked")


def _expression(place: str, expression: Any, top: Mapping[str, Field], row: Sequence[str]) -> Iterator[FormProblem]:
    try:
        compile_expression(expression)
    except ExpressionWrong as error:
        yield FormProblem(place, "expression", {"why": str(error)})
        return
    yield from _names(place, expression, top, row)


def _names(place: str, expression: Any, top: Mapping[str, Field], row: Sequence[str]) -> Iterator[FormProblem]:
    """Names an expression asks for that are not there; what counts or sums rows looks at the rows of its repeat."""
    if not isinstance(expression, list):
        return
    operator, first = expression[0], expression[1]
    if operator in _NAMES_A_FIELD and (not isinstance(first, str) or first not in top):
        yield FormProblem(place, "no_field", {"name": first})
    elif operator == "row" and first not in row:
        yield FormProblem(place, "no_field_in_row", {"name": first})
    elif operator in _OF_ROWS:
        row = [one.name for one in top[first].fields]
    for part in expression[1:]:
        yield from _names(place, part, top, row)
