"""A definition made ready to check many papers: its expressions compiled to closures, what never changes worked out once.

Kept for as long as the program runs, by the identity of the definition: definitions are read once and never change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sync.forms.expressions import Evaluate, compile_expression
from sync.forms.model import Definition, Field, Rule
from sync.forms.values import CLEANERS, Wrong


@dataclass(frozen=True, slots=True)
class ReadyRule:
    test: Evaluate
    rule: Rule


@dataclass(frozen=True, slots=True)
class ReadyField:
    """`relevant` and `required` are true, false or a closure. `quiet`: nothing can be told of it while it has no answer;
    `plain`: nor when it has one that is right by itself. `fields`, `by_name` and `members`: of a repeat's rows, `_id` among the members.
    `longest`: code points, of a text."""

    field: Field
    name: str
    type: str
    relevant: Any
    required: Any
    constraint: ReadyRule | None
    warnings: tuple[ReadyRule, ...]
    calculate: Evaluate | None
    fields: tuple[ReadyField, ...]
    by_name: dict[str, ReadyField]
    members: frozenset[str]
    quiet: bool
    plain: bool
    longest: int
    cleaner: Callable[[Field, Any], tuple[Any, Wrong | None]] | None


@dataclass(frozen=True, slots=True)
class Ready:
    """`sections`: (relevant, fields) in order; `fields` are those of all sections, by name."""

    definition: Definition
    fields: dict[str, ReadyField]
    calculated: tuple[ReadyField, ...]
    sections: tuple[tuple[Any, tuple[ReadyField, ...]], ...]


_READY: dict[int, Ready] = {}
"""By the identity of the definition, which is held beside it, so that its identity is never another's."""


def prepared(definition: Definition) -> Ready:
    """The definition, ready. Raises ExpressionWrong the first time for one with an expression that does not compile."""
    known = _READY.get(id(definition))
    if known is None or known.definition is not definition:
        known = _READY[id(definition)] = _prepare(definition)
    return known


def _prepare(definition: Definition) -> Ready:
    sections = tuple((_ready(one.relevant), tuple(map(_field, one.fields))) for one in definition.sections)
    fields = {one.name: one for _, some in sections for one in some}
    return Ready(definition, fields, tuple(one for one in fields.values() if one.calculate is not None), sections)


def _field(one: Field) -> ReadyField:
    constraint = None if one.constraint is None else _rule(one.constraint)
    warnings = tuple(map(_rule, one.warnings))
    required = _ready(one.required)
    calculate = None if one.calculate is None else compile_expression(one.calculate)
    inner = tuple(map(_field, one.fields))
    by_name = {field.name: field for field in inner}
    relevant, quiet = _ready(one.relevant), required is False and not warnings
    plain = relevant is True and constraint is None and not warnings and one.type not in ("repeat", "scores")
    longest = one.length_limit() if one.type in ("text", "paragraph") else 0
    return ReadyField(
        one, one.name, one.type, relevant, required, constraint, warnings, calculate, inner, by_name, frozenset((*by_name, "_id")), quiet, plain,
        longest,
        CLEANERS.get(one.type),
    )


def _rule(rule: Rule) -> ReadyRule:
    return ReadyRule(compile_expression(rule.test), rule)


def _ready(expression: Any) -> Any:
    """True and false as they are; what else stands for itself is neither, as an expression that is not true."""
    if isinstance(expression, list):
        return compile_expression(expression)
    return expression is True
