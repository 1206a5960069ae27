"""The paragraph and table styles of the shipped Word templates, by name in Word.

Sizes: HD 36-HD/VPTW, annex 3, and HD 05-HD/VPTW, which keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.enum.style import WD_STYLE_TYPE as KIND
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING as SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from server.exports.sheets.layouts import HD_05, Layout

FONT = "Times New Roman"
_TABLES = {"SheetTable": "Bảng kẻ", "SheetPair": "Hai ô"}
_ALIGN = {"left": ALIGN.LEFT, "centre": ALIGN.CENTER, "both": ALIGN.JUSTIFY}


@dataclass(frozen=True, slots=True)
class Style:
    """`first_line` in millimetres; `line` the height of a line in points, 0 single; `keep`: with what follows."""

    id: str
    name: str
    size: float = 14
    bold: bool = False
    italic: bool = False
    underline: bool = False
    align: str = "left"
    first_line: float = 0
    before: float = 0
    after: float = 0
    line: float = 0
    keep: bool = False


def _styles(compact: bool = False) -> tuple[Style, ...]:
    cell, gap, space = (11, 1, 3) if compact else (12, 2, 6)
    return (
        Style("Body", "Nội dung", align="both", first_line=10, after=space, line=18),
        Style("SheetClosing", "Nội dung cuối", align="both", first_line=10, after=space, line=18, keep=True),
        Style("SheetCentre", "Giữa dòng", align="centre"),
        Style("SheetIssuer", "Cơ quan ban hành", bold=True, align="centre"),
        Style("SheetParty", "Tiêu đề Đảng", size=15, bold=True, underline=True, align="centre"),
        Style("SheetPlace", "Địa danh, ngày", italic=True, align="centre", before=6),
        Style("SheetTitle", "Tên loại văn bản", size=16, bold=True, align="centre", before=16),
        Style("SheetCover", "Tên sổ", size=26, bold=True, align="centre", before=150, after=12),
        Style("SheetSubject", "Trích yếu", bold=True, align="centre"),
        Style("SheetSection", "Mục", bold=True, align="both", first_line=10, before=space, after=space, line=18, keep=True),
        Style("SheetLabel", "Mục nhỏ", bold=True, italic=True, align="both", first_line=10, after=4, line=18, keep=True),
        Style("SheetCell", "Ô bảng", size=cell, before=gap, after=gap),
        Style("SheetHead", "Đầu bảng", size=cell, bold=True, align="centre", before=gap, after=gap),
        Style("SheetAfterTable", "Sau bảng", size=6),
        Style("SheetSigner", "Quyền hạn ký", bold=True, align="centre", keep=True),
        Style("SheetOffice", "Chức vụ ký", align="centre", keep=True),
        Style("SheetName", "Họ tên người ký", bold=True, align="centre", before=60),
        Style("SheetRecipientsHead", "Nơi nhận", underline=True, keep=True),
        Style("SheetRecipients", "Dòng nơi nhận", size=12),
        Style("SheetNothing", "Dòng trống nhỏ", size=2),
        Style("SheetFooter", "Chân trang", size=10, italic=True, align="centre"),
        Style("SheetPageBreak", "Sang trang", size=2),
    )


def named(id: str) -> str:
    """The name in Word of one of the styles."""
    return _TABLES[id] if id in _TABLES else next(one.name for one in _styles() if one.id == id)


def add_styles(document: Any, layout: Layout, compact: bool) -> None:
    """Replace the styles that python-docx brings by ours."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn(name), FONT)
    _language(normal)
    for one in _styles(compact):
        _paragraph(document, one, layout)
    for id, name in _TABLES.items():
        _table(document, id, name, lines=id == "SheetTable")


def _paragraph(document: Any, one: Style, layout: Layout) -> None:
    style = document.styles.add_style(one.id, KIND.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.element.find(qn("w:name")).set(qn("w:val"), one.name)
    style.quick_style = True
    style.font.size, style.font.bold, style.font.italic, style.font.underline = Pt(one.size), one.bold, one.italic, one.underline
    shape = style.paragraph_format
    shape.alignment, shape.keep_with_next = _ALIGN[one.align], one.keep
    shape.space_before, shape.space_after = Pt(one.before), Pt(one.after)
    if one.first_line:
        shape.first_line_indent = Mm(one.first_line)
    if one.line:
        # The newer rule fixes the height of a line, the older one only says how little it may be.
        shape.line_spacing_rule = SPACING.EXACTLY if layout is HD_05 else SPACING.AT_LEAST
        shape.line_spacing = Pt(one.line)
    else:
        shape.line_spacing = 1.0
    if one.id == "SheetPageBreak":
        shape.page_break_before = True


def _language(style: Any) -> None:
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(language)


def _table(document: Any, id: str, name: str, *, lines: bool) -> None:
    style = document.styles.add_style(id, KIND.TABLE)
    style.element.find(qn("w:name")).set(qn("w:val"), name)
    properties = OxmlElement("w:tblPr")
    if lines:
        borders = OxmlElement("w:tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            edge = OxmlElement(f"w:{side}")
            for attribute, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
                edge.set(qn(f"w:{attribute}"), value)
            borders.append(edge)
        properties.append(borders)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "70" if lines else "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.append(margins)
    style.element.append(properties)
