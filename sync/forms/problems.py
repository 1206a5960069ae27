"""What is wrong with a form definition itself: told whole, before it is published, so that no phone meets it.

Looks at the definition only; knows no answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sync.forms.expressions import ExpressionWrong, compile_expression
from sync.forms.model import RESERVED, Definition, Field

_NAME = re.compile(r"[a-z][a-z0-9_]*")
PAGES = ("read", "check")
"""Addresses of a paper on the phone that a section may not be called by."""
_OF_ROWS = ("count", "sum")
_NAMES_A_FIELD = ("answer", *_OF_ROWS, "total", "band")


def problems_of(definition: Definition) -> list[str]:
    """Every problem as a sentence that begins with the place; empty when the definition may be published."""
    found = _twice("section", [section.name for section in definition.sections])
    found += _twice("field", [field.name for section in definition.sections for field in section.fields])
    found += [f"{section.name}: not a name for a section" for section in definition.sections if section.name in PAGES]
    top = definition.fields()
    for section in definition.sections:
        found += _expression(section.name, section.relevant, top, ())
        for field in section.fields:
            found += _field(field.name, field, top, None)
    return found


def _twice(what: str, names: list[str]) -> list[str]:
    return [f"{name}: {what} named twice" for name in sorted({name for name in names if names.count(name) > 1})]


def _field(place: str, field: Field, top: Mapping[str, Field], row: Sequence[str] | None) -> Iterator[str]:
    """`row` names the fields of the row this one stands in; None at the top."""
    if not _NAME.fullmatch(field.name) or field.name in RESERVED:
        yield f"{place}: not a name for a field"
    for member, belongs in (
        ("choices", field.type == "choice"),
        ("fields", field.type == "repeat" and row is None),
        ("template", field.type == "scores"),
        ("max_photos", field.type == "photos"),
    ):
        if bool(getattr(field, member)) != belongs:
            yield f"{place}: {'needs' if belongs else 'may not have'} {member}"
    if field.type == "scores" and (row is not None or field.template_version is None):
        yield f"{place}: scores stand at the top and name a template's version"
    if field.type == "photos" and row is not None:
        yield f"{place}: photos stand at the top"
    yield from _twice(f"{place} choice", [choice.value for choice in field.choices])
    yield from _bounds(place, field)
    inner = [one.name for one in field.fields]
    yield from _twice(f"{place} column", list(field.columns))
    yield from (f"{place}: there is no field {name} in the row to print" for name in field.columns if name not in inner)
    yield from _twice(f"{place} field", inner)
    rules = [*field.warnings, *([field.constraint] if field.constraint else [])]
    for expression in (field.relevant, field.required, field.calculate, *(rule.test for rule in rules)):
        yield from _expression(place, expression, top, row or ())
    for one in field.fields:
        yield from _field(f"{place}.{one.name}", one, top, inner)


def _bounds(place: str, field: Field) -> Iterator[str]:
    if (field.min is not None or field.max is not None) and field.type not in ("integer", "decimal"):
        yield f"{place}: only numbers have min and max"
    if field.max_length is not None and field.type not in ("text", "paragraph"):
        yield f"{place}: only text has max_length"
    if field.min is not None and field.max is not None and field.min > field.max:
        yield f"{place}: min is above max"
    if field.min_rows > field.max_rows:
        yield f"{place}: min_rows is above max_rows"
    if field.calculate is not None and (field.required is not False or field.type in ("repeat", "scores", "photos")):
        yield f"{place}: what is calculated is not asked for"


def _expression(place: str, expression: Any, top: Mapping[str, Field], row: Sequence[str]) -> Iterator[str]:
    try:
        compile_expression(expression)
    except ExpressionWrong as error:
        yield f"{place}: {error}"
        return
    yield from _names(place, expression, top, row)


def _names(place: str, expression: Any, top: Mapping[str, Field], row: Sequence[str]) -> Iterator[str]:
    """Names an expression asks for that are not there; what counts or sums rows looks at the rows of its repeat."""
    if not isinstance(expression, list):
        return
    operator, first = expression[0], expression[1]
    if operator in _NAMES_A_FIELD and (not isinstance(first, str) or first not in top):
        yield f"{place}: there is no field {first}"
    elif operator == "row" and first not in row:
        yield f"{place}: there is no field {first} in the row"
    elif operator in _OF_ROWS:
        row = [one.name for one in top[first].fields]
    for part in expression[1:]:
        yield from _names(place, part, top, row)
