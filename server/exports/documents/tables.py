"""A table as WordprocessingML (ECMA-376 part 1, 17.4): columns as wide as what stands in them, the head repeated on every page.

Its looks come from the template: the table style `SheetTable` and the paragraph styles `SheetCell` and `SheetHead`.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

_SIGN, _BOLD, _PADDING = 122, 140, 160
"""How wide a sign of 12 pt usually is, a bold one of a head, and the margins of a cell, in twentieths of a point."""
_NARROW, _LEAST, _SHORT, _MOST = 500, 1100, 12 * _SIGN + _PADDING, 60
"""The narrowest column; the least a column of long texts gets; what counts as short; signs after which a text counts no more."""


class TableXml:
    """Given to a template as `{{p block.table }}`. Everything typed by people is escaped here."""

    def __init__(self, heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: frozenset[int], width: int) -> None:
        self._heads = heads
        self._rows = rows
        self._numbers = numbers
        self._widths = column_widths(heads, rows, width)

    def __html__(self) -> str:
        """Jinja takes what this gives as it stands."""
        width = sum(self._widths)
        grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in self._widths)
        return (
            '<w:tbl><w:tblPr><w:tblStyle w:val="SheetTable"/>'
            f'<w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
            + self._row(self._heads, head=True)
            + "".join(self._row(row) for row in self._rows)
            + '</w:tbl><w:p><w:pPr><w:pStyle w:val="SheetAfterTable"/></w:pPr></w:p>'
        )

    def _row(self, texts: Sequence[str], head: bool = False) -> str:
        properties = "<w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if head else "") + "</w:trPr>"
        cells = "".join(self._cell(place, text, head) for place, text in enumerate(texts))
        return f"<w:tr>{properties}{cells}</w:tr>"

    def _cell(self, place: int, text: str, head: bool) -> str:
        style = "SheetHead" if head else "SheetCell"
        side = '<w:jc w:val="right"/>' if place in self._numbers and not head else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{self._widths[place]}" w:type="dxa"/></w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{side}</w:pPr><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
        )


def column_widths(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Widths that add up to `width`: what is short gets what it needs, the rest is shared by the length of what stands there."""
    if len(heads) * _NARROW >= width:
        return [width // len(heads)] * len(heads)
    needs = [_need([head, *(row[place] for row in rows)]) for place, head in enumerate(heads)]
    short = [least if most <= _SHORT else 0 for least, most in needs]
    if sum(short) + _LEAST * short.count(0) > width or 0 not in short:
        return [width * most // sum(most for _, most in needs) for _, most in needs]
    free = width - sum(short)
    long = [0 if short[place] else max(least, most) for place, (least, most) in enumerate(needs)]
    return [short[place] or free * long[place] // sum(long) for place in range(len(heads))]


def _need(texts: Sequence[str]) -> tuple[int, int]:
    """Room for the longest word, and for the text where it shall not be broken more than it must."""
    head, *told = texts
    word = max((len(word) for text in told for word in text.split()), default=0)
    word = max(word, *(len(word) * _BOLD // _SIGN + 1 for word in [*head.split(), ""]))
    usual = max([len(one) for one in told if len(one) <= _MOST] or [0]) if told else 0
    longest = max(usual, min(_MOST, max(map(len, told), default=0)), min(len(head), 12))
    return max(_NARROW, max(word, longest if longest <= 12 else word) * _SIGN + _PADDING), longest * _SIGN + _PADDING
