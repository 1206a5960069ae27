"""Writes the shipped Word templates: `python -m server.exports.documents.make`. A test compares them with what lies in `templates/`.

A4, margins 20, 20, 30 and 15 mm, Times New Roman 14 pt, first line 10 mm, lines of 18 pt, page numbers top centre but not on the
first page (HD 05-HD/VPTW, and HD 36-HD/VPTW before it). An office changes the files in Word, not this.
"""

from __future__ import annotations

import io
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from server.exports.documents.shipped import NAMES, PaperTemplate, shipped_file
from server.exports.documents.styles import add_styles, named
from server.exports.sheets.layouts import LAYOUTS, Layout

_SHEET = (
    ("Body", "{%p for text in AT.opening %}"), ("Body", "{{ text }}"), ("Body", "{%p endfor %}"),
    ("Body", "{%p for section in AT.sections %}"), ("SheetSection", "{{ section.title }}"),
    ("Body", "{%p for block in section.blocks %}"),
    ("Body", "{%p if block.line %}"), ("Body", "{{ block.label }}: {{ block.line }}"), ("Body", "{%p else %}"),
    ("Body", "{%p if block.label %}"), ("SheetLabel", "{{ block.label }}"), ("Body", "{%p endif %}"),
    ("Body", "{%p for text in block.paragraphs %}"), ("Body", "{{ text }}"), ("Body", "{%p endfor %}"),
    ("Body", "{%p if block.table %}"), ("Body", "{{p block.table }}"), ("Body", "{%p endif %}"),
    ("Body", "{%p endif %}"), ("Body", "{%p endfor %}"), ("Body", "{%p endfor %}"),
    ("Body", "{%p for text in AT.closing %}"), ("SheetClosing", "{{ text }}"), ("Body", "{%p endfor %}"),
)  # fmt: skip
"""The body of a sheet: a style and a text a paragraph."""


def make(one: PaperTemplate, layout: Layout) -> bytes:
    """The template as a file."""
    document = Document()
    for element in list(document.element.body)[:-1]:
        document.element.body.remove(element)
    add_styles(document, layout, one.compact)
    _page(document, one)
    if one.book:
        _cover(document)
        _control(document, "{%p for sheet in sheets %}")
        document.add_paragraph(style=named("SheetPageBreak"))
        _sheet(document, "sheet")
        _control(document, "{%p endfor %}")
    else:
        _sheet(document, "")
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "Sổ Họp", one.vi, layout.source
    properties.created = properties.modified = datetime(2026, 5, 27)
    properties.last_modified_by, properties.revision = "", 1
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _sheet(document: Any, name: str) -> None:
    """`name`: of the sheet in the template, "" where the whole document is one."""
    at = f"{name}." if name else ""
    _head(document, at)
    document.add_paragraph("{{ AT.title }}".replace("AT.", at), style=named("SheetTitle"))
    _control(document, "{%p if AT.about %}".replace("AT.", at))
    document.add_paragraph("{{ AT.about }}".replace("AT.", at), style=named("SheetSubject"))
    _control(document, "{%p endif %}")
    document.add_paragraph("-----", style=named("SheetCentre"))
    for style, text in _SHEET:
        document.add_paragraph(text.replace("AT.", at), style=named(style))
    _feet(document, at)


def _head(document: Any, at: str) -> None:
    table = _pair(document, (70, 95))
    left, right = table.rows[0].cells
    _fill(left, [("SheetCentre", "{{ AT.above }}"), ("SheetIssuer", "{{ AT.issuer }}"), ("SheetCentre", "*"),
                 ("SheetCentre", "{%p if AT.number %}"), ("SheetCentre", "{{ AT.number }}"), ("SheetCentre", "{%p endif %}")], at)  # fmt: skip
    _fill(right, [("SheetParty", "ĐẢNG CỘNG SẢN VIỆT NAM"), ("SheetPlace", "{{ AT.place_date }}")], at)


def _feet(document: Any, at: str) -> None:
    _control(document, "{%p if AT.right or AT.recipients %}".replace("AT.", at))
    table = _pair(document, (82, 83))
    left, right = table.rows[0].cells
    _fill(left, [
        ("SheetRecipients", "{%p if AT.left %}"), ("SheetSigner", "{{ AT.left.role }}"), ("SheetName", "{{ AT.left.name }}"),
        ("SheetRecipients", "{%p endif %}"),
        ("SheetRecipients", "{%p if AT.recipients %}"), ("SheetRecipientsHead", "Nơi nhận:"),
        ("SheetRecipients", "{%p for line in AT.recipients %}"), ("SheetRecipients", "{{ line }}"), ("SheetRecipients", "{%p endfor %}"),
        ("SheetRecipients", "{%p endif %}"),
    ], at, keep_last=True)  # fmt: skip
    _fill(right, [
        ("SheetRecipients", "{%p if AT.right %}"),
        ("SheetRecipients", "{%p if AT.right.before %}"), ("SheetSigner", "{{ AT.right.before }}"),
        ("SheetOffice", "{{ AT.right.role }}"), ("SheetRecipients", "{%p else %}"), ("SheetSigner", "{{ AT.right.role }}"),
        ("SheetRecipients", "{%p endif %}"), ("SheetName", "{{ AT.right.name }}"), ("SheetRecipients", "{%p endif %}"),
    ], at, keep_last=True)  # fmt: skip
    _control(document, "{%p endif %}")


def _cover(document: Any) -> None:
    for style, text in (("SheetCentre", "{{ above }}"), ("SheetIssuer", "{{ issuer }}"), ("SheetCover", "{{ title }}"), ("SheetSubject", "{{ about }}")):
        document.add_paragraph(text, style=named(style))
    document.add_paragraph("{%p for text in opening %}", style=named("Body"))
    document.add_paragraph("{{ text }}", style=named("Body"))
    document.add_paragraph("{%p endfor %}", style=named("Body"))
    document.add_paragraph("{{p contents }}", style=named("Body"))


def _pair(document: Any, millimetres: tuple[int, int]) -> Any:
    """Two cells side by side without lines, that stay on one page."""
    page = document.sections[0]
    wide = (page.page_width - page.left_margin - page.right_margin) / sum(millimetres)
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    table.style = named("SheetPair")
    for place, share in enumerate(millimetres):
        table.columns[place].width = table.rows[0].cells[place].width = int(wide * share)
    row = table.rows[0]._tr.get_or_add_trPr()
    row.append(OxmlElement("w:cantSplit"))
    return table


def _fill(cell: Any, lines: list[tuple[str, str]], at: str, keep_last: bool = False) -> None:
    """A cell ends with a paragraph, whatever of the others is left when the document is made."""
    first = cell.paragraphs[0]
    for place, (style, text) in enumerate(lines):
        paragraph = first if place == 0 else cell.add_paragraph()
        paragraph.style = named(style)
        paragraph.add_run(text.replace("AT.", at))
    if keep_last:
        cell.add_paragraph(style=named("SheetNothing"))


def _control(document: Any, text: str) -> None:
    document.add_paragraph(text, style=named("Body"))


def _page(document: Any, one: PaperTemplate) -> None:
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE if one.wide else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = (Mm(297), Mm(210)) if one.wide else (Mm(210), Mm(297))
    page.top_margin = page.bottom_margin = Mm(20)
    page.left_margin, page.right_margin = Mm(30), Mm(15)
    page.header_distance = page.footer_distance = Mm(9)
    page.different_first_page_header_footer = True
    number = page.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    _field(number, "PAGE")
    page.first_page_header.paragraphs[0].text = ""
    for footer in (page.footer, page.first_page_footer):
        footer.paragraphs[0].style = named("SheetFooter")
        footer.paragraphs[0].add_run("Tài liệu nội bộ")


def _field(paragraph: Any, instruction: str) -> None:
    for kind, text in (("begin", ""), ("", instruction), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(14)
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def write(layouts: tuple[Layout, ...] = LAYOUTS) -> int:
    for layout in layouts:
        for one in NAMES:
            path: Path = shipped_file(layout, one.name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(make(one, layout))
    return 0


if __name__ == "__main__":
    sys.exit(write())
