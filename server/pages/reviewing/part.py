"""The part of a paper's page that tells where the paper stands and takes a review of it: a comment beside every field, one about
the whole, and a button for each decision. Needs no JavaScript. Who may decide what is the use case's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from server.exports.sheets.sections import Told, rows_of, text_of
from server.pages.words import Say, moment_word
from sync.domain.reviews import decisions_for, takes_official_band
from sync.forms.catalogue import Catalogue
from sync.forms.model import Definition, Field
from sync.ports import Json
from sync.usecases.reviewing.review_paper import GENERAL, Opinion, Reviews

BANDS = ("good", "fair", "average", "poor")
LONGEST_SAID = 160
ICONS = {"sent": "sending", "received": "received", "returned": "returned"}
"""By standing; what was agreed to has that of `accepted`."""


@dataclass(frozen=True, slots=True)
class Comment:
    """`label`: of the field it is about, "" for the whole paper."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """One review. `before`: whether it was of an earlier revision."""

    word: str
    icon: str
    by: str
    at: str
    band: str
    comments: tuple[Comment, ...]
    before: bool

    @property
    def look(self) -> str:
        """The class of its word."""
        return f"state-{self.icon}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that may be commented on: its path, its label, what the paper says there, and what has been typed."""

    path: str
    label: str
    said: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class AskedPart:
    title: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """`base`: the revision it is drawn from; `decisions`: (value, words, whether it agrees); `bands`: (value, words), none where
    the kind takes no official band."""

    base: str
    general: str
    parts: tuple[AskedPart, ...]
    marked: bool
    decisions: tuple[tuple[str, str, bool], ...]
    bands: tuple[tuple[str, str], ...]
    band: str


@dataclass(frozen=True, slots=True)
class ReviewPart:
    """`standing` is "" for a kind that nobody reviews; `wrong`: why a review was not taken, with what to do."""

    standing: str
    icon: str
    by: str
    at: str
    official: str
    opinions: tuple[OpinionLine, ...]
    form: ReviewForm | None
    wrong: tuple[str, ...] = ()

    @property
    def look(self) -> str:
        """The class of its word."""
        return f"state-{self.icon}"


def review_part(
    paper: Json, received: bool, reviews: Reviews, catalogue: Catalogue, say: Say, lang: str, typed: Mapping[str, str] | None = None,
    wrong: tuple[str, ...] = (),
) -> ReviewPart:  # fmt: skip
    """`received`: whether the revision has its receipt; `typed`: the posted fields of a review that was not taken."""
    definition = catalogue.get(str(paper.get("form")), int(paper.get("version") or 0))
    labels = labels_of(definition, catalogue, lang) if definition else {}
    word = "received" if reviews.standing == "sent" and received else reviews.standing
    current = reviews.current
    return ReviewPart(
        standing=say(f"standing_{word}") if decisions_for(str(paper.get("kind"))) else "",
        icon=ICONS.get(word, "accepted"),
        by=current.by if current else "",
        at=moment_word(current.at) if current else "",
        official=say(f"band_{current.official_band}") if current and current.official_band in BANDS else "",
        opinions=tuple(_line(one, labels, say) for one in reviews.opinions),
        form=_form(paper, reviews, definition, catalogue, say, lang, typed or {}) if reviews.decisions and definition else None,
        wrong=wrong,
    )


def posted_comments(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """(path, text) of every comment in a posted form, the one about the whole paper first."""
    start = "comment:"
    return [(name[len(start) :], text) for name, text in fields.items() if name.startswith(start)]


def labels_of(definition: Definition, catalogue: Catalogue, lang: str) -> dict[str, str]:
    """How each path that may be commented on is called."""
    return {path: label for section in definition.sections for path, label, _ in _paths(section.fields, catalogue, lang)}


def _paths(fields: tuple[Field, ...], catalogue: Catalogue, lang: str) -> Iterator[tuple[str, str, Field]]:
    """(path, label, field); a score sheet may be commented on line by line, and nothing that only the app fills in."""
    for one in fields:
        path = f"answers.{one.name}"
        if one.name == "target_rev":
            continue
        yield path, one.label.in_(lang), one
        template = catalogue.template(one.template or "", one.template_version or 0) if one.type == "scores" else None
        for group in template.groups if template else ():
            for item in group.items:
                yield f"{path}.{item.code}", f"{item.code} {item.label.in_(lang)}", one


def _line(one: Opinion, labels: Mapping[str, str], say: Say) -> OpinionLine:
    band = say(f"band_{one.official_band}") if one.official_band in BANDS else ""
    told = say(f"standing_{one.decision}") if one.decision else ""
    comments = tuple(Comment(labels.get(path, ""), text) for path, text in one.comments)
    return OpinionLine(told, ICONS.get(one.decision, "accepted"), one.by, moment_word(one.at), band, comments, not one.is_current)


def _form(
    paper: Json, reviews: Reviews, definition: Definition, catalogue: Catalogue, say: Say, lang: str, typed: Mapping[str, str]
) -> ReviewForm:
    answers = paper.get("answers")
    answers = answers if isinstance(answers, dict) else {}
    told = Told(catalogue)
    parts = []
    for section in definition.sections:
        asked = tuple(
            Asked(path, label, _said(one, path, answers, told), typed.get(f"comment:{path}", ""))
            for path, label, one in _paths(section.fields, catalogue, lang)
            if one.calculate is None
        )
        if asked:
            parts.append(AskedPart(section.title.in_(lang), asked))
    decisions = tuple((one, say(f"decide_{one}"), one != "returned") for one in reviews.decisions)
    bands = tuple((one, say(f"band_{one}")) for one in BANDS) if takes_official_band(str(paper.get("kind"))) else ()
    current = reviews.current
    band = typed.get("official_band", current.official_band if current else "")
    marked = any(one.text for part in parts for one in part.asked)
    return ReviewForm(str(paper["_rev"]), typed.get(f"comment:{GENERAL}", ""), tuple(parts), marked, decisions, bands, band)


def _said(one: Field, path: str, answers: Mapping[str, Any], told: Told) -> str:
    """What the paper says there, in a line."""
    value = answers.get(one.name)
    if one.type == "scores":
        line = value.get(path.split(".", 2)[2]) if isinstance(value, dict) and path.count(".") > 1 else None
        points = line.get("points") if isinstance(line, dict) else None
        return f"{points:g}".replace(".", ",") if isinstance(points, (int, float)) and not isinstance(points, bool) else ""
    if one.type == "repeat":
        rows = [
            " · ".join(
                text for inner in one.fields if inner.name != "path" and (text := text_of(inner, row.get(inner.name), told))
            )
            for row in rows_of(value)
        ]
        text = "; ".join(row for row in rows if row)
    else:
        text = text_of(one, value, told)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SAID else f"{text[:LONGEST_SAID].rstrip()}…"
