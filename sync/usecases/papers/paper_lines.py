"""What a paper says, a line each, as it is searched and as a line of it is shown beside what was found. Pure.

Numbers, days and what the form reckons are left out: nobody looks for words there. Mirrors pwa/pages/search/find.js.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sync.domain.text import fold
from sync.forms.catalogue import Catalogue
from sync.forms.model import Definition, Field

_WORD = re.compile(r"[^\W_]+")
_PARTED = {code: " " for code in range(128) if not chr(code).isalnum()}
"""Of a text in ASCII, as folded Vietnamese is: the same words, found faster."""
LONGEST_WORDS = 200_000
"""Characters of a paper that are searched: more than any paper of people has."""


def words_in(text: str) -> list[str]:
    """The folded words of a text, in order."""
    folded = fold(text)
    return folded.translate(_PARTED).split() if folded.isascii() else _WORD.findall(folded)


def title_of(paper: Mapping[str, Any], catalogue: Catalogue) -> str:
    """The name of its form, with the month or year in its id."""
    definition, id = _definition(paper, catalogue), str(paper.get("_id", ""))
    when = re.search(r":(\d{4})(?:-(\d{2}))?(?![0-9])", id)
    told = f"{when[2]}/{when[1]}" if when and when[2] else when[1] if when else ""
    return f"{definition.title.vi if definition else ''} {told}".strip()


def lines_of(paper: Mapping[str, Any], catalogue: Catalogue) -> list[str]:
    """Every line of text somebody wrote in it, in the order of the form."""
    answers, definition = paper.get("answers"), _definition(paper, catalogue)
    if not isinstance(answers, dict):
        return []
    told = _by_form(definition, answers) if definition else _anyhow(answers)
    return [line for text in told for line in map(str.strip, text.split("\n")) if line]


def searched(paper: Mapping[str, Any], catalogue: Catalogue) -> str:
    """All its words, folded, parted by spaces."""
    return " ".join(words_in("\n".join((title_of(paper, catalogue), *lines_of(paper, catalogue)))))[:LONGEST_WORDS]


def _definition(paper: Mapping[str, Any], catalogue: Catalogue) -> Definition | None:
    form, version = paper.get("form"), paper.get("version")
    return catalogue.get(form, version) if isinstance(form, str) and isinstance(version, int) else None


def _by_form(definition: Definition, answers: Mapping[str, Any]) -> Iterator[str]:
    for field in definition.fields().values():
        yield from _of_field(field, answers.get(field.name))


def _of_field(field: Field, value: Any) -> Iterable[str]:
    match field.type:
        case "text" | "paragraph" if isinstance(value, str):
            return [value]
        case "choice":
            return [choice.label.vi for choice in field.choices if choice.value == value]
        case "person" if isinstance(value, dict):
            return [value["name"]] if isinstance(value.get("name"), str) else []
        case "repeat" if isinstance(value, list):
            rows = [row for row in value if isinstance(row, dict)]
            return [text for row in rows for inner in field.fields for text in _of_field(inner, row.get(inner.name))]
        case "scores" if isinstance(value, dict):
            notes = (one.get("note") for one in value.values() if isinstance(one, dict))
            return [note for note in notes if isinstance(note, str)]
        case _:
            return []


def _anyhow(value: Any) -> Iterator[str]:
    """Of a form that is not known here: whatever text there is."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("_id", "id"):
                yield from _anyhow(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _anyhow(inner)
