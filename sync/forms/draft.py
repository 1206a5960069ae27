"""A new version of a form or a scoring template, as somebody has written it: read, and told everything that is wrong with it.

A version can only add to the one before: questions and choices stay, so that papers already begun, figures and other papers that
ask for an answer go on. Reads text only; keeps nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from unicodedata import category, is_normalized

import msgspec

from sync.forms.catalogue import Catalogue
from sync.forms.check import check
from sync.forms.model import Choice, Definition, Field
from sync.forms.problem_words import FormProblem
from sync.forms.problems import wrongs_of
from sync.forms.sample import sample_answers
from sync.forms.scoring import Template, score, suggestions
from sync.forms.shape import wrongs_of_shape

LARGEST = 256 * 1024
"""Bytes of a draft, in UTF-8."""
DEEPEST = 24
T = TypeVar("T", Definition, Template)


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a draft says; `problems` empty: it may be published. Exactly one of the others is there when it could be read."""

    problems: list[FormProblem] = field(default_factory=list)
    definition: Definition | None = None
    template: Template | None = None


def read_form(text: str, before: Definition, catalogue: Catalogue) -> Drafted:
    """A draft that follows `before`, the newest version of the form; its `version` is not looked at."""
    plain, wrong = _parse(text)
    if wrong:
        return Drafted(wrong)
    found = wrongs_of_shape(plain, Definition)
    definition = None if found else _convert(plain, Definition)
    if definition is None:
        return Drafted(found)
    for member in ("form", "kind"):
        if getattr(definition, member) != getattr(before, member):
            found.append(FormProblem(member, "not_this_form", {"meant": getattr(before, member)}))
    found += _about(definition)
    found += wrongs_of(definition)
    found += _removed(before, definition)
    found += _templates(definition, catalogue)
    if not found and _same(before, definition):
        found.append(FormProblem("", "nothing_changed", {"version": before.version}))
    if not found and not _runs(definition, catalogue):
        found.append(FormProblem("", "fails"))
    return Drafted(found, definition)


def read_template(text: str, id: str, before: Template | None) -> Drafted:
    """A draft of the scoring template `id`; `before`: its newest version, None for a new template."""
    plain, wrong = _parse(text)
    if wrong:
        return Drafted(wrong)
    found = wrongs_of_shape(plain, Template)
    template = None if found else _convert(plain, Template)
    if template is None:
        return Drafted(found)
    if template.id != id:
        found.append(FormProblem("id", "not_this_form", {"meant": id}))
    found += _about(template)
    found += template.wrongs()
    if not template.groups or any(not group.items for group in template.groups):
        found.append(FormProblem("groups", "empty"))
    if not found and before is not None and _same(before, template):
        found.append(FormProblem("", "nothing_changed", {"version": before.version}))
    if not found and not _scores(template):
        found.append(FormProblem("", "fails"))
    return Drafted(found, template=template)


def as_text(one: Definition | Template) -> str:
    """As somebody edits it: without what is only there by default."""
    return json.dumps(plain_of(one), ensure_ascii=False, indent=1)


def plain_of(one: Definition | Template) -> dict[str, Any]:
    """Plain JSON of it; members that say what is said anyway are left out, as in the published files."""
    return _sparse(one)  # type: ignore[no-any-return]  # a struct gives an object


def _sparse(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        told = {one.name: (one, getattr(value, one.name)) for one in msgspec.structs.fields(value)}
        return {name: _sparse(inner) for name, (one, inner) in told.items() if one.required or inner != one.default}
    return [_sparse(one) for one in value] if isinstance(value, (tuple, list)) else value


def _parse(text: str) -> tuple[Any, list[FormProblem]]:
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        return None, [FormProblem("", "too_large", {"maximum": LARGEST // 1024})]
    if _depth(text) > DEEPEST:
        return None, [FormProblem("", "too_deep", {"maximum": DEEPEST})]
    try:
        plain = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        return None, [FormProblem("", "not_json", {"line": error.lineno, "column": error.colno})]
    except ValueError:
        return None, [FormProblem("", "not_json", {"line": 1, "column": 1})]
    wrong = [FormProblem(place, "text_malformed") for place, one in _strings("", plain) if not _is_clean(one)]
    return plain, wrong


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _depth(text: str) -> int:
    """How deep brackets nest, told before it is parsed; a bracket within a string does not count."""
    deepest = here = 0
    quoted = escaped = False
    for sign in text:
        if quoted:
            quoted, escaped = (sign != '"' or escaped), (sign == "\\" and not escaped)
        elif sign == '"':
            quoted = True
        elif sign in "[{":
            here += 1
            deepest = max(deepest, here)
        elif sign in "]}":
            here -= 1
    return deepest


def _strings(place: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield place, name
            yield from _strings(f"{place}.{name}" if place else name, inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _strings(f"{place} {number}", inner)


def _is_clean(text: str) -> bool:
    return is_normalized("NFC", text) and not any(category(sign) in ("Cc", "Cs", "Cf") and sign != "\n" for sign in text)


def _convert(plain: Any, type: type[T]) -> T | None:
    return msgspec.convert(plain, type)


def _about(one: Definition | Template) -> Iterator[FormProblem]:
    if not one.source.strip():
        yield FormProblem("source", "empty")
    try:
        if date.fromisoformat(one.valid_from).isoformat() != one.valid_from:
            yield FormProblem("valid_from", "not_a_day")
    except ValueError:
        yield FormProblem("valid_from", "not_a_day")


def _removed(before: Definition, after: Definition) -> Iterator[FormProblem]:
    if not after.sections or any(not section.fields for section in after.sections):
        yield FormProblem("sections", "empty")
    yield from _removed_fields("", tuple(before.fields().values()), after.fields())


def _removed_fields(place: str, before: tuple[Field, ...], after: dict[str, Field]) -> Iterator[FormProblem]:
    for old in before:
        at, new = f"{place}{old.name}", after.get(old.name)
        if new is None:
            yield FormProblem(at, "field_removed")
        elif new.type != old.type:
            yield FormProblem(at, "field_type_changed", {"before": old.type})
        else:
            gone = {one.value for one in old.choices} - _values(new.choices)
            yield from (FormProblem(at, "choice_removed", {"value": value}) for value in sorted(gone))
            yield from _removed_fields(f"{at}.", old.fields, {one.name: one for one in new.fields})


def _values(choices: tuple[Choice, ...]) -> set[str]:
    return {one.value for one in choices}


def _templates(definition: Definition, catalogue: Catalogue) -> Iterator[FormProblem]:
    for one in definition.fields().values():
        id, version = one.template or "", one.template_version or 0
        if one.type == "scores" and catalogue.template(id, version) is None:
            yield FormProblem(one.name, "template_unknown", {"id": id, "version": version})


def _same(before: Definition | Template, after: Definition | Template) -> bool:
    dated = {"version": before.version, "valid_from": before.valid_from}
    return plain_of(before) == {**plain_of(after), **dated}


def _runs(definition: Definition, catalogue: Catalogue) -> bool:
    """Whether a paper can be checked by it: an empty one, and one with every question answered."""
    try:
        for answers in ({}, sample_answers(definition, catalogue)):
            check(definition, answers, templates=catalogue.template)
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError):
        return False
    return True


def _scores(template: Template) -> bool:
    try:
        score(template, {}, {})
        suggestions(template, {})
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError):
        return False
    return True
