"""The shape of a form definition. XLSForm's words: relevant, constraint, calculate, required, repeat, choices.

A definition is data (`definitions/<form>/<version>.json`); a published version never changes.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

FieldType = Literal[
    "text",
    "paragraph",
    "integer",
    "decimal",
    "date",
    "time",
    "month",
    "yes_no",
    "choice",
    "person",
    "unit",
    "paper",
    "repeat",
    "scores",
    "photos",
]
RESERVED = ("reasons",)
"""Names beside the fields in `answers`: `reasons` holds, by path, why a soft rule was passed over."""


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence in both languages."""

    vi: str
    en: str

    def in_(self, lang: str) -> str:
        return self.en if lang == "en" else self.vi


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    value: str
    label: Text


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`test` must be true of the answers; else `message` is told."""

    test: Any
    message: Text


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question. `required` and `relevant` are true, false or an expression; lengths are in code points.

    `columns`: of a repeat, the fields of the row that stand in the printed table, in order; none means all of them.
    """

    name: str
    type: FieldType
    label: Text
    hint: Text | None = None
    required: Any = False
    relevant: Any = True
    constraint: Rule | None = None
    warnings: tuple[Rule, ...] = ()
    calculate: Any = None
    choices: tuple[Choice, ...] = ()
    min: float | None = None
    max: float | None = None
    max_length: int | None = None
    min_rows: int = 0
    max_rows: int = 300
    fields: tuple[Field, ...] = ()
    columns: tuple[str, ...] = ()
    max_photos: int | None = None
    template: str | None = None
    template_version: int | None = None

    def length_limit(self) -> int:
        return self.max_length or (20_000 if self.type == "paragraph" else 300)


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One short page of the form, or one step of a meeting."""

    name: str
    title: Text
    fields: tuple[Field, ...]
    hint: Text | None = None
    relevant: Any = True


class Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form in one version."""

    form: str
    version: int
    kind: str
    title: Text
    valid_from: str
    source: str
    sections: tuple[Section, ...]

    def fields(self) -> dict[str, Field]:
        """The fields by name, in order."""
        return {field.name: field for section in self.sections for field in section.fields}
