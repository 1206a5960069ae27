"""Check answers against a form definition: the same on the server as on the phone (pwa/forms/check.js).

Three passes: clean every value by itself; calculate; then drop what is not relevant and apply required, constraint and the
soft rules. Wrong values count as missing in expressions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.domain.errors import TABLE, FieldError
from sync.domain.text import is_blank, nfc
from sync.forms.expressions import Context
from sync.forms.model import RESERVED, Definition, Field
from sync.forms.prepared import ReadyField, ReadyRule, prepared
from sync.forms.scoring import Template, check_scores, score

Json = dict[str, Any]
TemplateOf = Callable[[str, int], Template | None]


@dataclass(slots=True)
class Checked:
    """What the check found. `answers` are as they are kept: NFC, without what is empty or not relevant, with what was
    calculated. `warnings` are soft rules broken without a reason given."""

    answers: Json = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)
    warnings: list[FieldError] = field(default_factory=list)
    calculated: Json = field(default_factory=dict)


def check(definition: Definition, answers: Mapping[str, Any], lang: str = "vi", templates: TemplateOf | None = None) -> Checked:
    """Check all answers of a paper. Paths in the result are dotted from the paper: `answers.votes.0.for`."""
    return _Checking(definition, answers, lang, templates or (lambda _id, _version: None)).run()


def _holds(ready: Any, context: Context) -> bool:
    """Whether what `prepared` made of an expression is true."""
    return ready is True or (ready is not False and ready(context) is True)


class _Checking:
    """One run over one paper."""

    def __init__(self, definition: Definition, answers: Mapping[str, Any], lang: str, templates: TemplateOf) -> None:
        self._ready = prepared(definition)
        self._given = answers
        self._lang = lang
        self._templates = templates
        self._wrong: dict[str, list[FieldError]] = {}
        self._unknown: dict[str, list[FieldError]] = {}
        self._values: Json = {}
        self._checked = Checked()
        self._reasons = _reasons_of(answers)
        self._whole = Context(self._values, {}, self._score)

    def run(self) -> Checked:
        fields, given = self._ready.fields, self._given
        self._clean_all(fields, given, self._values, "answers")
        for one in self._ready.calculated:
            if one.calculate is not None:
                self._values[one.name] = self._checked.calculated[one.name] = one.calculate(self._whole)
        for relevant, some in self._ready.sections:
            if _holds(relevant, self._whole):
                self._finish_all(some, self._values, self._checked.answers, "answers", self._whole)
        for name in given:
            if name not in fields and name not in RESERVED:
                self._tell(f"answers.{name}", "unknown_field")
        if self._reasons:
            self._checked.answers["reasons"] = self._reasons
        return self._checked

    def _score(self, name: str) -> tuple[float, str] | None:
        known = self._ready.fields.get(name)
        template = self._template(known.field) if known else None
        if template is None:
            return None
        scored = score(template, self._values.get(name) or {}, self._values)
        return scored.total, scored.band

    def _template(self, one: Field) -> Template | None:
        return self._templates(one.template, one.template_version or 0) if one.template else None

    def _clean_all(self, fields: Mapping[str, ReadyField], given: Mapping[str, Any], values: Json, at: str) -> None:
        """Clean what is given for some fields; most of it is short texts, and is told at a glance."""
        for name, value in given.items():
            one = fields.get(name)
            if one is None or value is None:
                continue
            if one.longest and type(value) is str and len(text := nfc(value)) <= one.longest:
                if not is_blank(text):
                    values[name] = text
            elif one.cleaner is None:
                values[name] = self._clean_many(one, value, at)
            elif type(value) is not str or not is_blank(value):
                values[name], wrong = one.cleaner(one.field, value)
                if wrong is not None:
                    path = f"{at}.{name}"
                    self._wrong.setdefault(path, []).append(self._error(path, wrong[0], wrong[1]))

    def _clean_many(self, one: ReadyField, value: Any, at: str) -> Any:
        """A repeat or a score sheet."""
        if one.type == "repeat":
            return self._clean_rows(one, value, f"{at}.{one.name}")
        return self._clean_scores(one.field, value, f"{at}.{one.name}")

    def _clean_rows(self, one: ReadyField, value: Any, path: str) -> Any:
        if value == []:
            return None
        if not isinstance(value, list):
            self._wrong[path] = [self._error(path, "wrong_type")]
            return None
        rows: list[Json] = []
        seen: set[str] = set()
        for place, row in enumerate(value[: one.field.max_rows + 1]):
            at = f"{path}.{place}"
            if not isinstance(row, dict) or not isinstance(row.get("_id"), str) or not row["_id"]:
                self._wrong.setdefault(at, []).append(self._error(at, "wrong_type"))
                rows.append({})
                continue
            if row["_id"] in seen:
                self._wrong.setdefault(at, []).append(self._error(at, "duplicate_row"))
            seen.add(row["_id"])
            if not row.keys() <= one.members:
                self._unknown[at] = [self._error(f"{at}.{name}", "unknown_field") for name in row if name not in one.members]
            cleaned: Json = {"_id": row["_id"]}
            self._clean_all(one.by_name, row, cleaned, at)
            rows.append(cleaned)
        return rows

    def _clean_scores(self, one: Field, value: Any, path: str) -> Any:
        if value == {}:
            return None
        template = self._template(one)
        if not isinstance(value, dict) or template is None:
            self._wrong[path] = [self._error(path, "wrong_type")]
            return None
        kept, wrong = check_scores(template, value)
        for code, problem in wrong.items():
            at = f"{path}.{code}"
            self._wrong[at] = [self._error(at, problem)]
        return kept

    def _finish_all(
        self, fields: Iterable[ReadyField], values: Mapping[str, Any], kept: Json, at: str, context: Context
    ) -> None:
        """Finish some fields; most have nothing to be looked at."""
        if self._wrong:
            for one in fields:
                self._finish(one, values, kept, at, context)
            return
        for one in fields:
            value = values.get(one.name)
            if value is None:
                if not one.quiet:
                    self._finish(one, values, kept, at, context)
            elif one.plain:
                kept[one.name] = value
            else:
                self._finish(one, values, kept, at, context)

    def _finish(self, one: ReadyField, values: Mapping[str, Any], kept: Json, at: str, context: Context) -> None:
        """Keep the relevant value of one field and apply its rules."""
        value = values.get(one.name)
        if not _holds(one.relevant, context):
            return
        path = f"{at}.{one.name}"
        if self._wrong:
            self._checked.errors.extend(self._wrong.get(path, ()))
        if one.type == "repeat":
            self._finish_rows(one, value, kept, path)
        else:
            if one.type == "scores":
                self._finish_scores(one.field, value, path)
            if value is not None:
                kept[one.name] = value
        if value in (None, []) and path not in self._wrong and _holds(one.required, context):
            self._tell(path, "required")
        if value is not None and one.constraint is not None:
            self._rule(one.constraint, context, path, "constraint", self._checked.errors)
        for rule in one.warnings:
            if path not in self._reasons:
                self._rule(rule, context, path, "warning", self._checked.warnings)

    def _finish_scores(self, one: Field, sheet: Mapping[str, Any] | None, path: str) -> None:
        """Every criterion that applies needs its points: a sheet half filled in would give a false total and band."""
        for wrong_path, errors in self._wrong.items():
            if wrong_path.startswith(f"{path}."):
                self._checked.errors.extend(errors)
        template = self._template(one)
        if sheet is not None and template is not None:
            for code in score(template, sheet, self._values).missing:
                if f"{path}.{code}" not in self._wrong:
                    self._tell(f"{path}.{code}", "required")

    def _finish_rows(self, one: ReadyField, rows: list[Json] | None, kept: Json, path: str) -> None:
        count = len(rows or ())
        if rows:
            kept[one.name] = []
        for place, row in enumerate(rows or ()):
            at = f"{path}.{place}"
            if self._wrong or self._unknown:
                self._checked.errors.extend(self._wrong.get(at, ()))
                self._checked.errors.extend(self._unknown.get(at, ()))
            kept_row: Json = {"_id": row["_id"]} if "_id" in row else {}
            if kept_row:
                context = Context(self._values, row, self._score)
                self._finish_all(one.fields, row, kept_row, at, context)
            kept[one.name].append(kept_row)
        if count > one.field.max_rows:
            self._tell(path, "too_many", {"maximum": one.field.max_rows})
        elif count and count < one.field.min_rows:
            self._tell(path, "too_few", {"minimum": one.field.min_rows})

    def _rule(self, ready: ReadyRule, context: Context, path: str, code: str, told: list[FieldError]) -> None:
        if ready.test(context) is not True:
            told.append(FieldError(path, code, ready.rule.message.in_(self._lang)))

    def _tell(self, path: str, code: str, data: Json | None = None) -> None:
        self._checked.errors.append(self._error(path, code, data))

    def _error(self, path: str, code: str, data: Json | None = None) -> FieldError:
        row = TABLE[code]
        return FieldError(path, code, (row.en if self._lang == "en" else row.vi).format_map(data or {}))


def _reasons_of(answers: Mapping[str, Any]) -> dict[str, str]:
    """Why soft rules were passed over, by path."""
    given = answers.get("reasons")
    if not isinstance(given, dict):
        return {}
    return {path: nfc(text) for path, text in given.items() if isinstance(text, str) and not is_blank(text)}
