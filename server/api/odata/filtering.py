"""`$filter`: a text of OData's expression language (OData 4.0, URL Conventions, 5.1.1), or rather the part of it that docs/api.md lists,
becomes a question that can be put to a row. Pure.

Types are checked before any row is seen. Nothing of the text is ever run: a filter is bounded in length and depth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from server.api.odata.model import EntitySet, Type

Row = Mapping[str, Any]
LONGEST = 2_000
DEEPEST = 20
_TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:[^']|'')*')"
    r"|(?P<moment>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d))"
    r"|(?P<date>\d{4}-\d\d-\d\d)"
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>[(),]))"
)
_KINDS: dict[Type, str] = {"String": "string", "Int32": "number", "Double": "number", "Boolean": "boolean", "Date": "date", "DateTimeOffset": "moment"}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "gt": lambda one, other: one > other, "ge": lambda one, other: one >= other,
    "lt": lambda one, other: one < other, "le": lambda one, other: one <= other,
}  # fmt: skip
_FUNCTIONS: dict[str, tuple[tuple[str, ...], str, Callable[..., Any]]] = {
    "contains": (("string", "string"), "boolean", lambda one, other: other in one),
    "startswith": (("string", "string"), "boolean", lambda one, other: one.startswith(other)),
    "endswith": (("string", "string"), "boolean", lambda one, other: one.endswith(other)),
    "tolower": (("string",), "string", lambda one: one.lower()),
    "toupper": (("string",), "string", lambda one: one.upper()),
    "trim": (("string",), "string", lambda one: one.strip()),
    "length": (("string",), "number", len),
    "year": (("day",), "number", lambda one: one.year),
    "month": (("day",), "number", lambda one: one.month),
    "day": (("day",), "number", lambda one: one.day),
    "date": (("moment",), "date", lambda one: one.date()),
}
"""Name to the types of its arguments, of its value, and what it does. `day` is a date or a moment."""


class FilterWrong(Exception):
    """What is wrong with a filter, in words."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of an expression: its type, and its value for a row; a missing value is None."""

    type: str
    of: Callable[[Row], Any]


def filter_of(text: str, entity_set: EntitySet) -> Callable[[Row], bool]:
    """The question that `text` asks of rows of this set. Raises FilterWrong."""
    if len(text) > LONGEST:
        raise FilterWrong(f"is longer than {LONGEST} characters")
    reader = _Reader(_tokens(text), entity_set)
    part = reader.any_of()
    if reader.peek()[0] != "end":
        raise FilterWrong(f"{reader.peek()[1]!r} was not expected")
    if part.type != "boolean":
        raise FilterWrong("asks nothing that is true or false")
    return lambda row: part.of(row) is True


def read_value(type: Type, value: Any) -> Any:
    """A value of a row as it is compared."""
    if value is None or not isinstance(value, str):
        return value
    if type == "Date":
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if type == "DateTimeOffset" else value


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise FilterWrong(f"cannot be read from {text[at : at + 20]!r} on")
        found.append((match.lastgroup or "", match[match.lastgroup or ""]))
        at = match.end()
    return [*found, ("end", "its end")]


class _Reader:
    """Recursive descent, the loosest first: or, and, not, comparison."""

    def __init__(self, tokens: list[tuple[str, str]], entity_set: EntitySet) -> None:
        self._tokens = tokens
        self._at = 0
        self._set = entity_set
        self._depth = 0

    def peek(self) -> tuple[str, str]:
        return self._tokens[self._at]

    def any_of(self) -> _Part:
        """Pieces parted by `or`."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise FilterWrong(f"is nested deeper than {DEEPEST}")
        part = self._all_of()
        while self._takes("name", "or"):
            part = _both(part, self._all_of(), "or")
        self._depth -= 1
        return part

    def _all_of(self) -> _Part:
        part = self._one()
        while self._takes("name", "and"):
            part = _both(part, self._one(), "and")
        return part

    def _one(self) -> _Part:
        negations = 0
        while self._takes("name", "not"):
            negations += 1
        part = self._compared()
        if negations:
            _require(part, "boolean", "not")
        return part if negations % 2 == 0 else _Part("boolean", lambda row: None if part.of(row) is None else not part.of(row))

    def _compared(self) -> _Part:
        left = self._operand()
        kind, word = self.peek()
        if kind == "name" and word in ("eq", "ne", *_COMPARE):
            self._at += 1
            return _comparison(left, word, self._operand())
        if kind == "name" and word == "in":
            self._at += 1
            return self._in(left)
        return left

    def _in(self, left: _Part) -> _Part:
        self._expect("(")
        ones = [_comparison(left, "eq", self._operand())]
        while self._takes("sign", ","):
            ones.append(_comparison(left, "eq", self._operand()))
        self._expect(")")
        return _Part("boolean", lambda row: any(one.of(row) for one in ones))

    def _operand(self) -> _Part:
        kind, text = self.peek()
        self._at += 1
        match kind:
            case "sign" if text == "(":
                part = self.any_of()
                self._expect(")")
                return part
            case "string":
                return _constant("string", text[1:-1].replace("''", "'"))
            case "number":
                return _constant("number", float(text) if any(sign in text for sign in ".eE") else int(text))
            case "date" | "moment":
                return _constant(kind, _time(kind, text))
            case "name" if text in ("true", "false"):
                return _constant("boolean", text == "true")
            case "name" if text == "null":
                return _constant("null", None)
            case "name" if self._takes("sign", "("):
                return self._function(text)
            case "name":
                return self._column(text)
        raise FilterWrong(f"{text!r} was not expected")

    def _function(self, name: str) -> _Part:
        known = _FUNCTIONS.get(name)
        if known is None:
            raise FilterWrong(f"there is no function {name[:40]!r}")
        types, type, does = known
        self._depth += 1
        if self._depth > DEEPEST:
            raise FilterWrong(f"is nested deeper than {DEEPEST}")
        given = [self._operand()]
        while self._takes("sign", ","):
            given.append(self._operand())
        self._depth -= 1
        self._expect(")")
        if len(given) != len(types):
            raise FilterWrong(f"{name} takes {len(types)} values")
        for one, wanted in zip(given, types, strict=True):
            _require(one, wanted, name)

        def of(row: Row) -> Any:
            values = [one.of(row) for one in given]
            return None if any(value is None for value in values) else does(*values)

        return _Part(type, of)

    def _column(self, name: str) -> _Part:
        column = self._set.column(name)
        if column is None:
            raise FilterWrong(f"{self._set.name} has no {name[:40]!r}")
        type = column.type
        return _Part(_KINDS[type], lambda row: read_value(type, row.get(name)))

    def _takes(self, kind: str, text: str) -> bool:
        if self.peek() != (kind, text):
            return False
        self._at += 1
        return True

    def _expect(self, sign: str) -> None:
        if not self._takes("sign", sign):
            raise FilterWrong(f"{sign!r} was expected, not {self.peek()[1][:40]!r}")


def _constant(type: str, value: Any) -> _Part:
    return _Part(type, lambda _: value)


def _time(kind: str, text: str) -> date | datetime:
    try:
        if kind == "date":
            return date.fromisoformat(text)
        return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise FilterWrong(f"{text!r} is no {kind}") from None


def _require(part: _Part, type: str, where: str) -> None:
    fits = part.type in ("date", "moment") if type == "day" else part.type == type
    if not fits and part.type != "null":
        raise FilterWrong(f"{where} takes a {type}, not a {part.type}")


def _both(left: _Part, right: _Part, word: str) -> _Part:
    for one in (left, right):
        _require(one, "boolean", word)
    if word == "or":
        return _Part("boolean", lambda row: left.of(row) is True or right.of(row) is True)
    return _Part("boolean", lambda row: left.of(row) is True and right.of(row) is True)


def _comparison(left: _Part, word: str, right: _Part) -> _Part:
    if "null" not in (left.type, right.type) and left.type != right.type:
        raise FilterWrong(f"a {left.type} cannot be compared with a {right.type}")
    if word == "eq":
        return _Part("boolean", lambda row: left.of(row) == right.of(row))
    if word == "ne":
        return _Part("boolean", lambda row: left.of(row) != right.of(row))
    compare = _COMPARE[word]

    def of(row: Row) -> bool:
        one, other = left.of(row), right.of(row)
        return one is not None and other is not None and compare(one, other)

    return _Part("boolean", of)
