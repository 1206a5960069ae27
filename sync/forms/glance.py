"""Whether nothing is wrong with the answers of a paper for certain, told at a glance: the types, bounds and patterns of all fields by one
call into C, then only the rules that can say something. A tenth of the work of `sync.forms.check`, which looks at what is doubtful.

It knows nothing that `check` does not: a test holds the two together on every golden case and on thousands of made-up papers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import NoneType
from typing import Annotated, Any, Literal

import msgspec

from sync.domain.documents import UNIT_ID
from sync.domain.text import BLANK
from sync.forms.expressions import Context, Evaluate
from sync.forms.model import Definition
from sync.forms.prepared import ReadyField, prepared
from sync.forms.values import EXACT, MONTH, PAPER, TIME

Json = dict[str, Any]

_WORDS = f"[^{re.escape(BLANK)}]"
"""Somebody has written something: what is blank counts as missing, and that is for `check` to say."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """Of a field: what can be told though its value is right by itself. `rows`: the same of the fields of its rows."""

    name: str
    relevant: Any
    required: Any
    constraint: Evaluate | None
    warnings: tuple[Evaluate, ...]
    rows: tuple[_Rules, ...]


@dataclass(frozen=True, slots=True)
class _Glance:
    """`shape`: the type that right answers have; `repeats`: the fields that hold rows; `sections`: (relevant, the rules of its fields)."""

    definition: Definition
    shape: Any
    repeats: tuple[str, ...]
    calculated: tuple[tuple[str, Evaluate], ...]
    sections: tuple[tuple[Any, tuple[_Rules, ...]], ...]


_GLANCES: dict[int, _Glance] = {}
"""By the identity of the definition, as in `sync.forms.prepared`."""


def is_right(definition: Definition, answers: Mapping[str, Any]) -> bool:
    """True only where `check` would tell no error and no warning, and calculate what stands there. Texts have to be NFC already."""
    known = _GLANCES.get(id(definition))
    if known is None or known.definition is not definition:
        known = _GLANCES[id(definition)] = _glance(definition)
    try:
        msgspec.convert(answers, known.shape)
    except msgspec.ValidationError:
        return False
    for name in known.repeats:
        rows = answers.get(name)
        if rows is not None and len(rows) > 1 and len({row["_id"] for row in rows}) < len(rows):
            return False
    values = dict(answers) if known.calculated else answers
    context = Context(values)
    for name, calculate in known.calculated:
        value = calculate(context)
        if name in answers and answers[name] != value:
            return False
        values[name] = value  # type: ignore[index]
    for relevant, some in known.sections:
        holds = relevant is True or relevant(context) is True
        if holds and not _keep_silent(some, values, context):
            return False
    return True


def _keep_silent(rules: Iterable[_Rules], values: Mapping[str, Any], context: Context) -> bool:
    for one in rules:
        value = values.get(one.name)
        if value is None:
            if one.required is False and not one.warnings:
                continue
        elif one.constraint is None and not one.warnings and not one.rows:
            continue
        if one.relevant is not True and one.relevant(context) is not True:
            continue
        if value is None:
            if one.required is True or (one.required is not False and one.required(context) is True):
                return False
        elif one.constraint is not None and one.constraint(context) is not True:
            return False
        for test in one.warnings:
            if test(context) is not True:
                return False
        if one.rows and value is not None:
            for row in value:
                if not _keep_silent(one.rows, row, Context(context.answers, row)):
                    return False
    return True


def _rules(one: ReadyField, told_by_shape: bool) -> _Rules:
    tests = tuple(rule.test for rule in one.warnings)
    constraint = None if one.constraint is None else one.constraint.test
    return _Rules(one.name, one.relevant, False if told_by_shape else one.required, constraint, tests, _all_rules(one.fields, shaped=True))


def _all_rules(fields: Iterable[ReadyField], *, shaped: bool) -> tuple[_Rules, ...]:
    """Of those fields that have any, and are not irrelevant for ever. `shaped`: what is always required is so by its type."""
    ready = (_rules(one, shaped and _is_always_required(one)) for one in fields if one.relevant is not False)
    return tuple(one for one in ready if one.required is not False or one.constraint or one.warnings or one.rows)


def _is_always_required(one: ReadyField) -> bool:
    return one.required is True and one.relevant is True and one.calculate is None


def _glance(definition: Definition) -> _Glance:
    ready = prepared(definition)
    sections = ((relevant, _all_rules(some, shaped=relevant is True)) for relevant, some in ready.sections if relevant is not False)
    calculated = tuple((one.name, one.calculate) for one in ready.calculated if one.calculate is not None)
    repeats = tuple(one.name for one in ready.fields.values() if one.type == "repeat")
    required = {one.name for relevant, some in ready.sections for one in some if relevant is True and _is_always_required(one)}
    shape = _struct("Answers", ready.fields.values(), required)
    return _Glance(definition, shape, repeats, calculated, tuple(one for one in sections if one[1]))


def _struct(name: str, fields: Iterable[ReadyField], required: Container[str], row: bool = False) -> Any:
    """A type with a member for each field. Names that Python reserves are fine: they are only told to the reader of the values."""
    types: list[tuple[str, Any, Any]] = []
    names = {}
    for place, one in enumerate(fields):
        type_ = _type_of(one, row)
        types.append((f"m{place}", type_, msgspec.NODEFAULT) if one.name in required else (f"m{place}", type_ | None, None))
        names[f"m{place}"] = one.name
    if row:
        types.append(("row", Annotated[str, msgspec.Meta(min_length=1)], msgspec.NODEFAULT))
        names["row"] = "_id"
    return msgspec.defstruct(name, types, kw_only=True, forbid_unknown_fields=True, rename=names, gc=False)


def _type_of(ready: ReadyField, row: bool) -> Any:
    """What a value that is right by itself is; None alone for what is left to `check`: score sheets, photos, rows in rows."""
    one = ready.field
    match one.type:
        case "text" | "paragraph":
            return Annotated[str, msgspec.Meta(max_length=one.length_limit(), pattern=_WORDS)]
        case "integer":
            low, high = (-EXACT if one.min is None else math.ceil(one.min)), (EXACT if one.max is None else math.floor(one.max))
            return Annotated[int, msgspec.Meta(ge=low, le=high)]
        case "decimal":
            least, most = (-EXACT if one.min is None else one.min), (EXACT if one.max is None else one.max)
            return Annotated[float, msgspec.Meta(ge=least, le=most)]
        case "yes_no":
            return bool
        case "date":
            return date
        case "time":
            return _like(TIME)
        case "month":
            return _like(MONTH)
        case "unit":
            return _like(UNIT_ID)
        case "paper":
            return _like(PAPER)
        case "choice":
            return Literal[*(choice.value for choice in one.choices)]
        case "person":
            return _Person
        case "repeat" if not row:
            row_: Any = _struct("Row", ready.fields, {inner.name for inner in ready.fields if _is_always_required(inner)}, row=True)
            return Annotated[list[row_], msgspec.Meta(min_length=max(1, one.min_rows), max_length=one.max_rows)]
        case _:
            return NoneType


def _like(pattern: re.Pattern[str]) -> Any:
    return Annotated[str, msgspec.Meta(pattern=rf"\A(?:{pattern.pattern})\Z")]


class _Person(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    name: Annotated[str, msgspec.Meta(max_length=120, pattern=_WORDS)]
    member: str = ""
