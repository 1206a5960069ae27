"""The questions of a form as a page draws them: one `Question` a field, with its value, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.pages.writing.posted import NOT_ASKED
from sync.domain.errors import FieldError
from sync.forms.expressions import Context, compile_expression
from sync.forms.model import Definition, Field
from sync.ports import Json

Options = tuple[tuple[str, str], ...]
"""(value, words) of what may be chosen."""
INPUTS = {"integer": "text", "decimal": "text", "date": "date", "time": "time", "month": "month", "text": "text", "person": "text"}


@dataclass(frozen=True, slots=True)
class Question:
    """`path` is the name of the input, `told` what the form's check calls it; `input` an HTML input type, `textarea`, `select` or `rows`."""

    path: str
    told: str
    label: str
    hint: str
    input: str
    value: str
    required: bool
    longest: int
    figures: bool
    options: Options = ()
    wrong: tuple[str, ...] = ()
    warning: str = ""
    reason: str = ""
    rows: tuple[Row, ...] = ()
    most_rows: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    questions: tuple[Question, ...]
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the form."""

    title: str
    hint: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a form is drawn with. `options`: what may be chosen for a field of type `unit` or `paper`."""

    lang: str
    answers: Json
    findings: tuple[FieldError, ...]
    options: Callable[[Field], Options]
    _by_path: Mapping[str, list[FieldError]] = field(default_factory=dict)

    @classmethod
    def of(cls, lang: str, answers: Json, findings: Iterable[FieldError], options: Callable[[Field], Options]) -> Drawing:
        told = tuple(findings)
        by_path: dict[str, list[FieldError]] = {}
        for one in told:
            by_path.setdefault(one.path, []).append(one)
        return cls(lang, answers, told, options, by_path)

    def parts(self, definition: Definition) -> tuple[Part, ...]:
        """The sections that apply, with their questions."""
        whole = Context(self.answers)
        found = []
        for section in definition.sections:
            asked = [one for one in section.fields if one.type not in NOT_ASKED and one.calculate is None and _holds(one, whole)]
            if asked and _true(section.relevant, whole):
                questions = tuple(self._question(one, f"answers.{one.name}", self.answers.get(one.name), whole) for one in asked)
                found.append(Part(section.title.in_(self.lang), section.hint.in_(self.lang) if section.hint else "", questions))
        return tuple(found)

    def _question(self, one: Field, path: str, value: Any, context: Context, told_at: str | None = None) -> Question:
        told = told_at or path
        errors = self._by_path.get(told, [])
        reasons = self.answers.get("reasons")
        rows = tuple(self._rows(one, path, value)) if one.type == "repeat" else ()
        return Question(
            path=path,
            told=told,
            label=one.label.in_(self.lang),
            hint=one.hint.in_(self.lang) if one.hint else "",
            input=_input(one),
            value=_text(value),
            required=_true(one.required, context),
            longest=one.length_limit(),
            figures=one.type in ("integer", "decimal"),
            options=self._options(one),
            wrong=tuple(error.message for error in errors if error.code != "warning"),
            warning=next((error.message for error in errors if error.code == "warning"), ""),
            reason=str(reasons.get(told, "")) if isinstance(reasons, dict) else "",
            rows=rows,
            most_rows=one.max_rows,
        )

    def _rows(self, repeat: Field, path: str, value: Any) -> Iterable[Row]:
        for place, row in enumerate(value if isinstance(value, list) else ()):
            if not isinstance(row, dict):
                continue
            context, told_at = Context(self.answers, row), f"{path}.{place}"
            questions = tuple(
                self._question(one, f"{path}.{row['_id']}.{one.name}", row.get(one.name), context, f"{told_at}.{one.name}")
                for one in repeat.fields
                if _holds(one, context)
            )
            yield Row(str(row["_id"]), questions, tuple(error.message for error in self._by_path.get(told_at, [])))

    def _options(self, one: Field) -> Options:
        if one.type == "choice":
            return tuple((choice.value, choice.label.in_(self.lang)) for choice in one.choices)
        if one.type == "yes_no":
            return (("yes", "Có"), ("no", "Không")) if self.lang == "vi" else (("yes", "Yes"), ("no", "No"))
        return self.options(one) if one.type in ("unit", "paper") else ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to put right, as a link to its place."""

    path: str
    label: str
    message: str


def findings_of(definition: Definition, told: Iterable[FieldError], lang: str) -> tuple[Finding, ...]:
    """What the form's check told, with the words of the fields it is about."""
    return tuple(Finding(one.path, _label(definition, one.path, lang), one.message) for one in told)


def _label(definition: Definition, path: str, lang: str) -> str:
    """`answers.rows.1.what` as the words of the list, the number of the row and the words of its field."""
    _, name, *rest = path.split(".")
    one = definition.fields().get(name)
    if one is None:
        return name
    inner = next((field for field in one.fields if rest[1:] == [field.name]), None)
    words = [one.label.in_(lang), str(int(rest[0]) + 1) if rest and rest[0].isdecimal() else "", inner.label.in_(lang) if inner else ""]
    return ", ".join(filter(None, words))


def _input(one: Field) -> str:
    if one.type == "repeat":
        return "rows"
    if one.type == "paragraph":
        return "textarea"
    return INPUTS.get(one.type, "select")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return str(value.get("name", ""))
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return "" if value is None or isinstance(value, list) else str(value)


def _holds(one: Field, context: Context) -> bool:
    return _true(one.relevant, context)


def _true(expression: Any, context: Context) -> bool:
    return compile_expression(expression)(context) is True
