"""Answers for every question of a form, so that a new version can be tried and seen as it prints. They mean nothing."""

from __future__ import annotations

from typing import Any

from sync.forms.catalogue import Catalogue
from sync.forms.model import Definition, Field

DAY = "2026-01-15"
_PLAIN: dict[str, Any] = {
    "text": "…………", "paragraph": "……………………………………", "integer": 1, "decimal": 1, "date": DAY, "time": "19:30", "month": DAY[:7],
    "yes_no": True, "person": {"name": "…………"},
}  # fmt: skip


def sample_answers(definition: Definition, catalogue: Catalogue) -> dict[str, Any]:
    """One answer a question, one row a list; what is calculated, and what points to something else, is left out."""
    answers: dict[str, Any] = {}
    for one in definition.fields().values():
        if one.calculate is None and (value := _value(one, catalogue)) is not None:
            answers[one.name] = value
    return answers


def _value(one: Field, catalogue: Catalogue) -> Any:
    if one.type == "choice":
        return one.choices[0].value
    if one.type == "repeat":
        row = {inner.name: value for inner in one.fields if (value := _value(inner, catalogue)) is not None}
        return [{"_id": "1", **row}]
    if one.type == "scores":
        template = catalogue.template(one.template or "", one.template_version or 0)
        items = template.items() if template else {}
        return {code: {"points": item.points_allowed()[0]} for code, item in items.items()}
    if one.type in ("integer", "decimal"):
        return one.min if one.min is not None else one.max if one.max is not None else 1
    return _PLAIN.get(one.type)
