"""The questions of a form as a page draws them: one `Question` a field, with its value, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.pages.words import day_or, month_word, number_word
from server.pages.writing.choices import Choices, Options, follows, picks_observer
from server.pages.writing.posted import NOT_ASKED
from sync.domain.errors import FieldError
from sync.forms.by_the_app import is_asked, is_kept
from sync.forms.expressions import Context, compile_expression
from sync.forms.model import Definition, Field
from sync.ports import Json

INPUTS = {"integer": "text", "decimal": "text", "date": "date", "time": "time", "month": "month", "text": "text", "person": "text"}

FEW_ROWS = 3
"""Rows that all stand open; of more, those with something to do."""
LONGEST_LINE = 160


Facts = tuple[tuple[str, str], ...]
"""(words of a question, its answer as it is read)."""


@dataclass(frozen=True, slots=True)
class Question:
    """`path` is the name of the input, `told` what the form's check calls it; `input` an HTML input type, `textarea`, `select` or `rows`,
    or `hidden` for what follows from another question."""

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
    """`told`: what it says, in a line; `open`: whether something in it is still to be done."""

    id: str
    told: str
    open: bool
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
    """What a form is drawn with. `choices`: what may be chosen for a field of type `unit` or `paper`, and for an observer."""

    lang: str
    kind: str
    answers: Json
    findings: tuple[FieldError, ...]
    choices: Choices
    _by_path: Mapping[str, list[FieldError]] = field(default_factory=dict)

    @classmethod
    def of(cls, lang: str, kind: str, answers: Json, findings: Iterable[FieldError], choices: Choices) -> Drawing:
        told = tuple(findings)
        by_path: dict[str, list[FieldError]] = {}
        for one in told:
            by_path.setdefault(one.path, []).append(one)
        return cls(lang, kind, answers, told, choices, by_path)

    def parts(self, definition: Definition) -> tuple[Part, ...]:
        """The sections that apply, with their questions."""
        whole = Context(self.answers)
        found = []
        for section in definition.sections:
            asked = [one for one in section.fields if one.type not in NOT_ASKED and self._is_asked(definition, one) and _holds(one, whole)]
            if asked and _true(section.relevant, whole):
                drawn = (self._question(one, f"answers.{one.name}", self.answers.get(one.name), whole) for one in asked)
                questions = tuple(one for one in drawn if one.input != "select" or one.options or one.required)
                found.append(Part(section.title.in_(self.lang), section.hint.in_(self.lang) if section.hint else "", questions))
        return tuple(found)

    def by_the_app(self, definition: Definition) -> tuple[Facts, Facts]:
        """What is not asked because the app has answered it: what the paper is about, and what only stands behind it."""
        whole = Context(self.answers)
        about: list[tuple[str, str]] = []
        behind: list[tuple[str, str]] = []
        for name, one in definition.fields().items():
            value = self.answers.get(name)
            if value is None or one.calculate is not None or one.type in NOT_ASKED or self._is_asked(definition, one):
                continue
            said = _read(self._question(one, f"answers.{name}", value, whole), one.type)
            (behind if is_kept(definition.form, one) else about).append((one.label.in_(self.lang), said))
        return tuple(about), tuple(behind)

    def _is_asked(self, definition: Definition, one: Field) -> bool:
        """What is told to be wrong is asked, whoever answered it."""
        told = one.calculate is None and f"answers.{one.name}" in self._by_path
        return told or is_asked(definition.form, one, self.answers)

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
            input=self._input(one),
            value=_text(value),
            required=_true(one.required, context),
            longest=one.length_limit(),
            figures=one.type in ("integer", "decimal"),
            options=self._options(one, _text(value)),
            wrong=tuple(error.message for error in errors if error.code != "warning"),
            warning=next((error.message for error in errors if error.code == "warning"), ""),
            reason=str(reasons.get(told, "")) if isinstance(reasons, dict) else "",
            rows=rows,
            most_rows=one.max_rows,
        )

    def _rows(self, repeat: Field, path: str, value: Any) -> Iterable[Row]:
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        for place, row in enumerate(rows):
            context, told_at = Context(self.answers, row), f"{path}.{place}"
            questions = tuple(
                self._question(one, f"{path}.{row['_id']}.{one.name}", row.get(one.name), context, f"{told_at}.{one.name}")
                for one in repeat.fields
                if _holds(one, context)
            )
            wrong = tuple(error.message for error in self._by_path.get(told_at, []))
            todo = bool(wrong) or any(_to_do(question) for question in questions)
            yield Row(str(row["_id"]), self._line(repeat, questions), todo or len(rows) <= FEW_ROWS, questions, wrong)

    def _line(self, repeat: Field, questions: Iterable[Question]) -> str:
        """A row in a line: what its printed columns hold."""
        by_name = {one.path.rpartition(".")[2]: one for one in questions}
        types = {one.name: one.type for one in repeat.fields}
        asked = [by_name[name] for name in repeat.columns or by_name if name in by_name]
        said = [_read(one, types[one.path.rpartition(".")[2]]) for one in asked if one.value]
        line = " · ".join(said)
        return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE].rstrip()}…"

    def _input(self, one: Field) -> str:
        if one.type == "repeat":
            return "rows"
        if follows(self.kind, one):
            return "hidden"
        if one.type == "paragraph":
            return "textarea"
        return "select" if picks_observer(self.kind, one) else INPUTS.get(one.type, "select")

    def _options(self, one: Field, value: str) -> Options:
        if one.type == "choice":
            return tuple((choice.value, choice.label.in_(self.lang)) for choice in one.choices)
        if one.type == "yes_no":
            return (("yes", "Có"), ("no", "Không")) if self.lang == "vi" else (("yes", "Yes"), ("no", "No"))
        return self.choices(one, value) if one.type in ("unit", "paper") or picks_observer(self.kind, one) else ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to put right, as a link to its place."""

    path: str
    label: str
    message: str


def findings_of(definition: Definition, told: Iterable[FieldError], lang: str) -> tuple[Finding, ...]:
    """What the form's check told, with the words of the fields it is about; of what follows from another question, that one."""
    found: dict[tuple[str, str], Finding] = {}
    for one in told:
        path = one.path.replace(".name", ".username") if _follows(definition, one.path) else one.path
        found.setdefault((path, one.message), Finding(path, _label(definition, path, lang), one.message))
    return tuple(found.values())


def _follows(definition: Definition, path: str) -> bool:
    name, *rest = path.split(".")[1:]
    outer = definition.fields().get(name)
    inner = next((one for one in outer.fields if rest[1:] == [one.name]), None) if outer else None
    return inner is not None and follows(definition.kind, inner)


def _label(definition: Definition, path: str, lang: str) -> str:
    """`answers.rows.1.what` as the words of the list, the number of the row and the words of its field."""
    _, name, *rest = path.split(".")
    one = definition.fields().get(name)
    if one is None:
        return name
    inner = next((field for field in one.fields if rest[1:] == [field.name]), None)
    words = [one.label.in_(lang), str(int(rest[0]) + 1) if rest and rest[0].isdecimal() else "", inner.label.in_(lang) if inner else ""]
    return ", ".join(filter(None, words))


def _to_do(question: Question) -> bool:
    asked = question.input != "hidden"
    return bool(question.wrong or question.warning) or (asked and question.required and not question.value)


def _read(question: Question, type: str) -> str:
    """An answer as it is read."""
    if question.options:
        return next((words for value, words in question.options if value == question.value), question.value)
    text = " ".join(question.value.split())
    if question.figures:
        return f"{question.label}: {text}"
    return {"date": day_or, "month": month_word}.get(type, str)(text)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return str(value.get("name", ""))
    if isinstance(value, float):
        return number_word(value, "vi")
    return "" if value is None or isinstance(value, list) else str(value)


def _holds(one: Field, context: Context) -> bool:
    return _true(one.relevant, context)


def _true(expression: Any, context: Context) -> bool:
    return compile_expression(expression)(context) is True
