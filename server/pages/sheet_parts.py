"""The parts of a printed paper, as `templates/_sheet.html` takes them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A labelled text (`paragraphs`) or a labelled table (`heads` and `rows`); `numbers`: places of the columns of figures."""

    label: str = ""
    paragraphs: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SheetSection:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: his part in the meeting, and his name."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole paper. `number` "" for papers that carry none."""

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
