"""Answers as a posted form holds them: `answers.title`, `answers.rows.<row>.what`, and `row:answers.rows:<row>` with the place of
the row. Reads what fits its field and leaves the rest for the form's check to tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.domain.text import nfc
from sync.forms.by_the_app import is_asked
from sync.forms.model import Definition, Field
from sync.ports import Json

_NUMBERS = ("integer", "decimal")
NOT_ASKED = ("scores", "photos")
"""Field types that office pages do not ask for; what a paper holds of them stays."""


def posted_answers(definition: Definition, fields: Mapping[str, str], before: Json) -> Json:
    """The answers of a posted form. `before`: the answers it was drawn from."""
    answers: Json = {}
    for name, one in definition.fields().items():
        path = f"answers.{name}"
        if one.type in NOT_ASKED or one.calculate is not None or (path not in fields and not is_asked(definition.form, one, before)):
            value = before.get(name)
        elif one.type == "repeat":
            value = _rows(one, path, fields)
        else:
            value = _value(one, fields.get(path, ""))
        if value not in (None, []):
            answers[name] = value
    reasons = {key[len("reason:") :]: nfc(text).strip() for key, text in fields.items() if key.startswith("reason:") and text.strip()}
    return {**answers, "reasons": reasons} if reasons else answers


def row_ids(path: str, fields: Mapping[str, str]) -> list[str]:
    """The rows of a repeat, in the order they stood."""
    start = f"row:{path}:"
    found = [(int(place), key[len(start) :]) for key, place in fields.items() if key.startswith(start) and place.isdecimal()]
    return [id for _, id in sorted(found)]


def _rows(repeat: Field, path: str, fields: Mapping[str, str]) -> list[Json]:
    rows = []
    for id in row_ids(path, fields):
        row: Json = {"_id": id}
        for one in repeat.fields:
            value = _value(one, fields.get(f"{path}.{id}.{one.name}", ""))
            if value is not None:
                row[one.name] = value
        rows.append(row)
    return rows


def _value(field: Field, text: str) -> Any:
    """What a person typed, as its field keeps it; unreadable numbers stay text, so that the check tells them."""
    text = nfc(text.replace("\r\n", "\n")).strip()
    if not text:
        return None
    if field.type == "yes_no":
        return {"yes": True, "no": False}.get(text)
    if field.type == "person":
        return {"name": text}
    if field.type in _NUMBERS:
        plain = text.replace(" ", "").replace(",", ".")
        try:
            number = float(plain)
        except ValueError:
            return text
        return int(number) if number.is_integer() else number
    return text
