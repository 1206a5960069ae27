"""Papers as files: a sheet becomes a Word file of its own template, and that a PDF.

An administrator's template comes before the shipped one. The work is done beside the event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from server.exports.documents.context import clean, context_of, table_of
from server.exports.documents.pdf import PdfMaker
from server.exports.documents.shipped import shipped_file, template_named
from server.exports.sheets.layouts import Layout
from server.exports.sheets.parts import Block, Sheet
from sync.domain.errors import Refusal
from sync.usecases.forms.paper_templates import PaperTemplates

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Exports:
    """Makes files of sheets. `pdf` raises as `PdfMaker` does; all raise Refusal `template_fails` for a template that is no good."""

    def __init__(self, templates: PaperTemplates, pdf: PdfMaker) -> None:
        self.templates = templates
        self.pdf = pdf

    async def word(self, sheet: Sheet, answers: Mapping[str, Any] | None = None) -> bytes:
        """The Word file. `answers`: what a template may name besides, as `documents/context.py` `answers_of` gives it."""
        template = await self._template(sheet.layout, sheet.template)
        more = {"answers": {}, "rows": {}} | dict(answers or {})
        return await self._fill(template, lambda width: context_of(sheet, width) | more)

    async def book(self, cover: Sheet, contents: Block, sheets: Sequence[Sheet]) -> bytes:
        """Many papers as one Word file: a cover, its contents, then each on a new page."""
        template = await self._template(cover.layout, cover.template)

        def context(width: int) -> Mapping[str, Any]:
            papers = [context_of(one, width) for one in sheets]
            return context_of(cover, width) | {"contents": table_of(contents, width), "sheets": papers, "answers": {}, "rows": {}}

        return await self._fill(template, context)

    async def _template(self, layout: Layout, name: str) -> bytes:
        name = template_named(name).name
        own = await self.templates.own(layout.folder, name)
        return own.data if own is not None else await asyncio.to_thread(shipped_file(layout, name).read_bytes)

    async def _fill(self, template: bytes, context: Any) -> bytes:
        try:
            return await asyncio.to_thread(_filled, template, context)
        except Exception as error:  # whatever a template makes Jinja, docxtpl and lxml meet
            raise Refusal("template_fails") from error


def _filled(template: bytes, context: Any) -> bytes:
    from server.exports.documents.word import fill  # not before somebody asks: docxtpl takes long to import

    return fill(template, context)


def file_name(*parts: str, ending: str) -> str:
    """An ASCII name for a download, from words and ids."""
    text = "-".join(clean(part) for part in parts if part)
    return "".join(one if one.isascii() and (one.isalnum() or one in "-.") else "-" for one in text).strip("-.") + f".{ending}"
