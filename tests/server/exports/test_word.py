"""Word files: what people typed stands in them as typed, templates can do nothing but show, and the shipped ones are those made."""

from __future__ import annotations

import contextlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from jinja2.exceptions import SecurityError, UndefinedError

from server.exports.documents.context import clean, context_of
from server.exports.documents.make import make
from server.exports.documents.pdf import PdfMaker
from server.exports.documents.shipped import NAMES, PaperTemplate, shipped_file
from server.exports.documents.tables import column_widths
from server.exports.documents.word import fill
from server.exports.exports import Exports, file_name
from server.exports.sheets.layouts import HD_05, LAYOUTS, Layout
from server.exports.sheets.parts import Block, Sheet, SheetSection, Signature
from sync.domain.errors import Refusal
from sync.stores.memory import MemoryStore
from sync.usecases.forms.paper_templates import PaperTemplates
from tests.support.clock import FixedClock
from tests.support.world import make_world

WIDTH = 9354
TABLE = Block("Việc", heads=("TT", "Việc", "Số"), rows=(("1", "Phát đường", "3"), ("2", "=1+2 <b>đậm</b>", "10")), numbers=frozenset((2,)))
SHEET = Sheet(
    above="Đảng bộ xã Bình Lư", issuer="Chi bộ bản Nà Đon", number="Số 05-NQ/CB", place_date="Nà Đon, ngày 03 tháng 12 năm 2026",
    title="Nghị quyết", about="nhiệm vụ tháng 12", opening=("Mở đầu.",),
    sections=(SheetSection("I- Việc", (Block("Ngắn", ("một dòng",)), Block("Dài", ("Đoạn một.", "Đoạn hai.")), TABLE)),),
    closing=("Kết thúc.",), signatures=(Signature("Bí thư", "Lò Văn Panh", "T/M chi bộ"),), recipients=("- Lưu Chi bộ.",),
    template="resolution",
)  # fmt: skip


def texts(data: bytes) -> list[str]:
    """Every paragraph of the body and of its tables, in reading order of each."""
    document = Document(io.BytesIO(data))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return [one.text for part in (document, *cells) for one in part.paragraphs]


def filled(sheet: Sheet, template: bytes | None = None) -> bytes:
    return fill(template or shipped_file(sheet.layout, sheet.template).read_bytes(), lambda width: context_of(sheet, width), strict=True)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.folder)
@pytest.mark.parametrize("one", NAMES, ids=lambda one: one.name)
def test_a_shipped_template_is_what_the_program_makes(one: PaperTemplate, layout: Layout) -> None:
    def parts(data: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    assert parts(shipped_file(layout, one.name).read_bytes()) == parts(make(one, layout)), "python -m server.exports.documents.make"


def test_the_word_file_says_what_the_sheet_says() -> None:
    told = texts(filled(SHEET))
    for text in ("ĐẢNG BỘ XÃ BÌNH LƯ", "CHI BỘ BẢN NÀ ĐON", "ĐẢNG CỘNG SẢN VIỆT NAM", "Số 05-NQ/CB", "NGHỊ QUYẾT", "nhiệm vụ tháng 12", "-----",
                 "I- Việc", "Ngắn: một dòng", "Dài", "Đoạn hai.", "Phát đường", "Kết thúc.", "T/M CHI BỘ", "BÍ THƯ", "Lò Văn Panh", "Nơi nhận:",
                 "- Lưu Chi bộ."):  # fmt: skip
        assert text in told, text


@pytest.mark.parametrize(
    "name", ["<b>Lò</b> & Panh", "{{ 7*7 }}{% raw %}", "{%p if x %}", "]]> <w:p/>", "=HYPERLINK(\"http://x\")", "Lò\u0000\u000b Panh\ufffe", "ừ\u0301"]
)
def test_a_name_with_markup_stands_as_it_was_typed(name: str) -> None:
    sheet = replace(SHEET, issuer=name, closing=(name,), signatures=(Signature("Bí thư", name),),
                    sections=(SheetSection("I- Việc", (replace(TABLE, rows=(("1", name, name),)), Block("Dài", (name, name)))),))  # fmt: skip
    told = texts(filled(sheet))
    assert told.count(clean(name)) >= 4


@pytest.mark.parametrize("one", [one for one in NAMES if not one.book], ids=lambda one: one.name)
def test_a_template_holds_no_name_that_nothing_is_said_for(one: PaperTemplate) -> None:
    bare = replace(SHEET, number="", about="", opening=(), sections=(), closing=(), signatures=(), recipients=(), template=one.name)
    for sheet in (replace(SHEET, template=one.name), bare, replace(SHEET, template=one.name, signatures=(SHEET.signatures[0],) * 2)):
        assert "NGHỊ QUYẾT" in texts(filled(sheet))


def test_columns_share_the_width_of_the_page() -> None:
    widths = column_widths(TABLE.heads, TABLE.rows, WIDTH)
    assert WIDTH - 3 <= sum(widths) <= WIDTH
    assert widths[0] <= widths[2] < widths[1]


def test_five_hundred_columns_still_fit_the_page() -> None:
    heads = tuple(f"Cột {place}" for place in range(500))
    assert sum(column_widths(heads, (heads,), WIDTH)) <= WIDTH
    wide = replace(SHEET, sections=(SheetSection("I- Rộng", (Block("", heads=heads, rows=(heads,)),)),))
    assert "Cột 499" in texts(filled(wide))


def a_template(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "line", ["{{ ''.__class__.__mro__ }}", "{{ title.__init__.__globals__ }}", "{{ opening.append('x') }}", "{{ cycler.__init__ }}"]
)
def test_a_template_reaches_nothing_but_texts(line: str) -> None:
    with contextlib.suppress(SecurityError, UndefinedError):
        assert "".join(texts(filled(SHEET, a_template(line)))) == ""


async def exports(store: MemoryStore) -> Exports:
    directory = await make_world(store)
    return Exports(PaperTemplates(store, directory, FixedClock("2026-12-03T10:00:00+07:00")), PdfMaker(None))


async def test_without_libreoffice_a_pdf_is_refused_in_words() -> None:
    made = await exports(MemoryStore())
    with pytest.raises(Refusal) as told:
        await made.pdf(b"")
    assert told.value.problem.code == "pdf_not_here"


async def test_many_papers_make_one_book() -> None:
    made = await exports(MemoryStore())
    cover = replace(SHEET, title="Sổ họp chi bộ", about="Năm 2026", template="meeting_book", sections=(), closing=())
    data = await made.book(cover, TABLE, [replace(SHEET, title="Biên bản"), replace(SHEET, title="Biên bản", layout=HD_05)])
    told = texts(data)
    assert told.count("BIÊN BẢN") == 2 and "SỔ HỌP CHI BỘ" in told and "Phát đường" in told


def test_a_file_has_a_name_that_every_machine_takes() -> None:
    assert file_name("bien ban 11/2026", "chi-bo-ban-na-don", ending="docx") == "bien-ban-11-2026-chi-bo-ban-na-don.docx"
    assert file_name('../"x', ending="pdf") == "x.pdf"


def test_every_shipped_template_lies_where_it_is_looked_for() -> None:
    for layout in LAYOUTS:
        folder = shipped_file(layout, "paper").parent
        assert {path.name for path in folder.iterdir()} == {f"{one.name}.docx" for one in NAMES}
        assert Path(shipped_file(layout, "a_kind_without_one")).name == "paper.docx"


def test_a_context_holds_texts_and_lists_alone() -> None:
    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for one in value.values():
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)
        else:
            assert value is None or isinstance(value, str) or type(value).__name__ == "TableXml", type(value)

    walk(context_of(SHEET, WIDTH))
