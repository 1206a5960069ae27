"""Whether a file is a Word template that works: looked at as a file, then filled with a sample. Nothing of it is trusted.

Refused are macros, embedded objects and anything that a document would fetch from elsewhere when it is opened or made into a PDF. What
stands in the sample and not in the result is told, for a paper must not lose what people wrote.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from docx import Document
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError

from server.exports.documents.context import answers_of, context_of, table_of
from server.exports.documents.shipped import PaperTemplate
from server.exports.documents.word import fill
from server.exports.sheets.parts import Block, Sheet, SheetSection, Signature
from server.exports.sheets.sections import Told
from sync.forms.catalogue import Catalogue

LARGEST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 300
_FOREIGN = ("vbaproject", "activex", "embeddings/", "oleobject")
_EXTERNAL = re.compile(rb'<(?:\w+:)?Relationship\s[^>]*TargetMode\s*=\s*["\']External["\'][^>]*>', re.IGNORECASE)
_HYPERLINK = b"/hyperlink"
_FETCHES = re.compile(rb"INCLUDE(?:TEXT|PICTURE)|\bDDE(?:AUTO)?\b|\bLINK\s", re.IGNORECASE)
_MARKS = {
    "above": "Zxđảng bộ", "issuer": "Zxchi bộ", "number": "Zxsố 05", "place_date": "Zxnơi, ngày", "title": "Zxtên loại", "about": "Zxtrích yếu",
    "opening": "Zxmở đầu", "section": "Zxmục", "line": "Zxdòng ngắn", "paragraph": "Zxđoạn dài", "table": "Zxô bảng", "closing": "Zxkết thúc",
    "left": "Zxký trái", "right": "Zxký phải", "recipients": "Zxnơi nhận",
}  # fmt: skip
BODY = ("opening", "section", "line", "paragraph", "table", "closing")
"""What a template may not leave out, for people wrote it."""


@dataclass(frozen=True, slots=True)
class TemplateProblem:
    """`code` with what fills its sentence."""

    code: str
    data: Mapping[str, str]


def problem_of(data: bytes, one: PaperTemplate, catalogue: Catalogue) -> TemplateProblem | None:
    """What is wrong with the file, None where it can be used. Takes seconds: not for the event loop."""
    return _as_file(data) or _filled(data, one, catalogue)


def _as_file(data: bytes) -> TemplateProblem | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                return TemplateProblem("template_too_large", {})
            names = [part.filename.lower() for part in parts]
            if "word/document.xml" not in names:
                return TemplateProblem("template_no_word", {})
            if any(sign in name for name in names for sign in _FOREIGN):
                return TemplateProblem("template_active", {})
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    text = archive.read(part)
                    outside = [one for one in _EXTERNAL.findall(text) if _HYPERLINK not in one]
                    if b"<!DOCTYPE" in text[:2048] or outside or _FETCHES.search(b"".join(re.findall(rb"<w:instrText[^>]*>[^<]*|w:instr=\"[^\"]*", text))):
                        return TemplateProblem("template_active", {})
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return TemplateProblem("template_no_word", {})
    return None


def _filled(data: bytes, one: PaperTemplate, catalogue: Catalogue) -> TemplateProblem | None:
    try:
        made = fill(data, lambda width: sample_context(one, catalogue, width), strict=True)
        told = "\n".join(_texts(made))
    except (TemplateSyntaxError, UndefinedError, SecurityError) as error:
        return TemplateProblem("template_wrong", {"why": str(error)[:200]})
    except Exception as error:  # whatever a damaged document makes lxml, docxtpl and Jinja meet
        return TemplateProblem("template_wrong", {"why": type(error).__name__})
    missing = [name for name in BODY if _MARKS[name].lower() not in told.lower()]
    return TemplateProblem("template_leaves_out", {"names": ", ".join(missing)}) if missing else None


def sample_context(one: PaperTemplate, catalogue: Catalogue, width: int) -> dict[str, Any]:
    """Every name that a paper's template may use, each with a mark that is found again."""
    table = Block(_MARKS["table"], heads=("TT", "Việc"), rows=(("1", _MARKS["table"]),))
    blocks = (Block("Ngắn", (_MARKS["line"],)), Block("Dài", (_MARKS["paragraph"], "x")), table)
    sheet = Sheet(
        _MARKS["above"], _MARKS["issuer"], _MARKS["number"], _MARKS["place_date"], _MARKS["title"], _MARKS["about"], (_MARKS["opening"],),
        (SheetSection(_MARKS["section"], blocks),), (_MARKS["closing"],),
        (Signature(_MARKS["left"], "x"), Signature(_MARKS["right"], "x", "x")), (_MARKS["recipients"],),
    )  # fmt: skip
    definition = catalogue.latest(one.form) if one.form else None
    context = context_of(sheet, width) | answers_of(definition, {}, Told(catalogue))
    if one.book:
        context |= {"contents": table_of(table, width), "sheets": [context_of(replace(sheet, title="x"), width)]}
    return context


def _texts(data: bytes) -> list[str]:
    document = Document(io.BytesIO(data))
    return [text.text or "" for text in document.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")]
