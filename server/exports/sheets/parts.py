"""The parts of a printed paper, as `templates/_sheet.html` and the Word templates take them."""

from __future__ import annotations

from dataclasses import dataclass

from server.exports.sheets.layouts import HD_05, Layout


@dataclass(frozen=True, slots=True)
class Block:
    """A labelled text (`paragraphs`) or a labelled table (`heads` and `rows`); `numbers`: places of the columns of figures. `anchor`: where
    a figure leads that was counted from this field; `row_anchors`: the same for each row."""

    label: str = ""
    paragraphs: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numbers: frozenset[int] = frozenset()
    anchor: str = ""
    row_anchors: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The text where it is short enough to stand behind its label."""
        one = self.paragraphs[0] if len(self.paragraphs) == 1 and not self.rows else ""
        return one if self.label and len(one) < 120 else ""


def field_anchor(field: str, row: str | int = "") -> str:
    """The place of a field on the page of its paper, of one of its rows (counted from 1), or of one criterion of a score sheet."""
    return f"field-{field}-{row}" if row else f"field-{field}"


@dataclass(frozen=True, slots=True)
class SheetSection:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: on whose behalf (`T/M chi bộ`, often nobody's), his part or office, and his name."""

    role: str
    name: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole paper. `template`: which Word template it is made of; `number` "" for papers that carry none; `signatures`: from
    left to right, a single one stands right; `recipients`: lines, none for papers that name none; `rating`: the sentence that tells the
    points and the band, "" without one."""

    above: str
    issuer: str
    number: str
    place_date: str
    title: str
    about: str
    opening: tuple[str, ...]
    sections: tuple[SheetSection, ...]
    closing: tuple[str, ...]
    signatures: tuple[Signature, ...]
    recipients: tuple[str, ...] = ()
    template: str = "paper"
    rating: str = ""
    layout: Layout = HD_05
