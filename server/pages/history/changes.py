"""A change of a paper in words: where, what stood there, what stands there now. Names and labels come from the forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from server.exports.sheets.sections import Told, text_of
from server.pages.words import Say, number_word
from sync.forms.model import Definition, Field
from sync.merging.changes import Change

_NOTES = {"added": "history_added", "removed": "history_removed", "moved": "history_moved"}
LONGEST_ROW = 60
"""Characters of a row's name."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """`before` and `after` are lines; none where nothing stood or stands there. `note`: what happened, where the two do not tell."""

    where: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    note: str


class InWords:
    """Of one version. `forms`: the definitions before and after; of both a field is found, the newer one first."""

    def __init__(self, forms: Iterable[Definition | None], told: Told, say: Say, lang: str) -> None:
        self._told, self._say, self._lang = told, say, lang
        self._fields: dict[str, Field] = {}
        for definition in forms:
            self._fields |= definition.fields() if definition is not None else {}

    def in_order(self, changes: Iterable[Change]) -> list[Change]:
        """As the form asks; what it does not know comes last."""
        places = {name: place for place, name in enumerate(self._fields)}
        return sorted(changes, key=lambda one: places.get(one.path[0], len(places)))

    def line(self, change: Change, before: Mapping[str, Any], after: Mapping[str, Any]) -> ChangeLine:
        """`before`, `after`: the answers of both versions, in which the names of rows are found."""
        name, *rest = change.path
        field = self._fields.get(name)
        where, inner = [field.label.in_(self._lang) if field else name], field
        if rest and field is not None and field.type == "scores":
            where.append(self._criterion(field, rest[0]))
        elif rest:
            where.append(self._row_name(field, name, rest[0], (after, before)))
            if len(rest) > 1:
                inner = next((one for one in field.fields if one.name == rest[1]), None) if field is not None else None
                where.append(inner.label.in_(self._lang) if inner else rest[1])
        new = not before and change.what == "added"
        note = "" if new else self._say(_NOTES[change.what]) if change.what in _NOTES else ""
        if change.what == "moved":
            return ChangeLine(": ".join(filter(None, where)), (), (), note)
        as_row = field is not None and field.type == "repeat" and len(change.path) == 2
        lines = [self._row(field, value) if as_row and field else self._lines(inner, value) for value in (change.before, change.after)]
        return ChangeLine(": ".join(filter(None, where)), lines[0], lines[1], note)

    def _lines(self, field: Field | None, value: Any) -> tuple[str, ...]:
        if value is None:
            return ()
        if field is not None and field.type == "photos" and isinstance(value, list):
            return (self._say("history_photos", count=len(value)),)
        if field is not None and field.type == "repeat" and isinstance(value, list):
            return tuple(line for row in value for line in self._row(field, row))
        if isinstance(value, dict) and ("points" in value or "note" in value):
            points = value.get("points")
            figure = number_word(points, self._lang) if isinstance(points, (int, float)) else "–"
            return tuple(filter(None, (figure, str(value.get("note") or ""))))
        text = text_of(field, value, self._told) if field is not None else ""
        return tuple(line for line in (text or _plain(value)).split("\n") if line.strip())

    def _row(self, field: Field, value: Any) -> tuple[str, ...]:
        if not isinstance(value, dict):
            return ()
        cells = [(one.label.in_(self._lang), text_of(one, value.get(one.name), self._told)) for one in field.fields]
        return tuple(f"{label}: {' '.join(text.split())}" for label, text in cells if text)

    def _row_name(self, field: Field | None, name: str, id: str, versions: Iterable[Mapping[str, Any]]) -> str:
        for answers in versions:
            rows = answers.get(name)
            for place, row in enumerate(rows if isinstance(rows, list) else (), 1):
                if isinstance(row, dict) and row.get("_id") == id:
                    texts = (text_of(one, row.get(one.name), self._told) for one in (field.fields if field is not None else ()))
                    text = " ".join(next((text for text in texts if text), "").split())
                    return (text if len(text) <= LONGEST_ROW else f"{text[:LONGEST_ROW].rstrip()}…") or str(place)
        return ""

    def _criterion(self, field: Field, code: str) -> str:
        template = self._told.catalogue.template(field.template or "", field.template_version or 0)
        items = [item for group in template.groups for item in group.items] if template else []
        return next((f"{code} {item.label.in_(self._lang)}" for item in items if item.code == code), code)


def _plain(value: Any) -> str:
    """What no form knows any more, as text."""
    if isinstance(value, dict):
        return "; ".join(_plain(one) for name, one in value.items() if name != "_id")
    if isinstance(value, list):
        return "\n".join(map(_plain, value))
    return str(value)
