"""What a paper is called on a page: by its id, in words a person uses. Never shows a raw id."""

from __future__ import annotations

from server.pages.words import month_word, say_in
from sync.domain.documents import meeting_of, target_of
from sync.domain.kinds import KINDS
from sync.forms.catalogue import Catalogue


def paper_name(id: str, catalogue: Catalogue, lang: str = "vi") -> str:
    """`minutes:2026-11:regular:1` as `Biên bản 11/2026`; what is no paper gives ""."""
    if target := target_of(id):
        return paper_name(target, catalogue, lang)
    kind, _, rest = id.partition(":")
    if kind not in KINDS:
        return ""
    if key := meeting_of(id):
        name = f"{say_in(lang)(kind)} {month_word(key.month)}"
        return name if key.number == 1 else f"{name} ({key.number})"
    title = catalogue.latest(kind).title.in_(lang)
    if kind == "resolution":
        return f"{title} {month_word(rest[:7])}"
    if rest.isdigit() and len(rest) == 4:
        return f"{title.removesuffix(' năm')} năm {rest}" if lang == "vi" else f"{title} {rest}"
    if len(rest) == 7 and rest[4] == "-" and rest[5:].isdigit():
        return f"{title} {month_word(rest)}"
    return title
