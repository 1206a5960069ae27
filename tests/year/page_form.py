"""The forms of an HTML page as a browser would send them: what stands in each field, without any button.

Reads only what our own pages use; for tests that fill in a form and send it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class PageForm:
    """One form: where it goes, its fields by name, and the `value` of each button by its name."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: set[tuple[str, str]] = field(default_factory=set)


def forms_of(page: str) -> list[PageForm]:
    """All forms of a page, in order."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._open: PageForm | None = None
        self._select = ""
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = PageForm(told.get("action", ""))
            self.forms.append(self._open)
        elif self._open is not None:
            self._field(self._open, tag, told)

    def _field(self, form: PageForm, tag: str, told: dict[str, str]) -> None:
        name, value = told.get("name", ""), told.get("value", "")
        if tag == "button":
            form.buttons.add((name, value))
        elif tag == "input" and (told.get("type") not in ("checkbox", "radio") or "checked" in told):
            form.fields[name] = value
        elif tag == "textarea":
            self._textarea, form.fields[name] = name, ""
        elif tag == "select":
            self._select = name
            form.fields.setdefault(name, "")
        elif tag == "option" and "selected" in told:
            form.fields[self._select] = value

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._textarea:
            self._open.fields[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._textarea = ""
