"""The forms of an HTML page as a browser would send them: what stands in each field, without any button.

Reads only what our own templates write, where values stand in double quotes and every sign that means something is escaped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

_TAG = re.compile(r"<(/?)(form|input|textarea|select|option|button)\b([^>]*)>([^<]*)")
_ATTRIBUTE = re.compile(r'([a-z-]+)(?:="([^"]*)")?')


@dataclass
class PageForm:
    """One form: where it goes, its fields by name, and (name, value) of each button."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: set[tuple[str, str]] = field(default_factory=set)


def forms_of(page: str) -> list[PageForm]:
    """All forms of a page, in order."""
    forms: list[PageForm] = []
    open_, select = False, ""
    for end, tag, attributes, text in _TAG.findall(page):
        if tag == "form":
            open_ = not end
            forms += [PageForm(_attributes(attributes).get("action", ""))] if open_ else []
        elif open_ and not end:
            told = _attributes(attributes)
            select = told.get("name", "") if tag == "select" else select
            _take(forms[-1], tag, told, select, text)
    return forms


def _take(form: PageForm, tag: str, told: dict[str, str], select: str, text: str) -> None:
    name, value = told.get("name", ""), told.get("value", "")
    if tag == "button":
        form.buttons.add((name, value))
    elif tag == "input" and (told.get("type") not in ("checkbox", "radio") or "checked" in told):
        form.fields[name] = value
    elif tag == "textarea":
        form.fields[name] = unescape(text)
    elif tag == "select":
        form.fields[name] = ""
    elif tag == "option" and "selected" in told:
        form.fields[select] = value


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}
