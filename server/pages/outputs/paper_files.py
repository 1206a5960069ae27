"""GET /units/{unit}/papers/{paper}.docx and .pdf: one sent paper as it is printed; …/papers/{meeting}.notice.docx and .pdf: the notice
of a planned meeting.
"""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from server.exports.documents.context import answers_of
from server.exports.exports import file_name
from server.exports.known import known_of, secretary_of
from server.exports.sheets.notice import notice_of
from server.exports.sheets.of_paper import sheet_of
from server.exports.sheets.sections import Told
from server.pages.frame import PageParts, begin
from server.pages.outputs.files import file_answer, sheet_file, word_or_pdf
from server.pages.paper_names import paper_name
from sync.domain.errors import Refusal
from sync.domain.text import fold
from sync.usecases.read_paper import PaperView, ReadPaper


class PaperFiles:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._read = ReadPaper(parts.store, parts.directory, parts.clock)

    async def give(self, request: Request) -> Response:
        view = await self._view(request)
        word = await paper_as_word(self._parts, view)
        ending = request.path_params["ending"]
        name = paper_name(str(view.paper["_id"]), self._parts.catalogue)
        return file_answer(await word_or_pdf(self._parts.exports, word, ending), file_name(fold(name), view.unit.id, ending=ending))

    async def notice(self, request: Request) -> Response:
        view = await self._view(request)
        if view.paper.get("kind") != "meeting":
            raise Refusal("not_found")
        known = await known_of(self._parts.store, self._parts.directory, view)
        sheet = notice_of(view, known, await secretary_of(self._parts.store, view.unit.id))
        ending = request.path_params["ending"]
        data = await sheet_file(self._parts.exports, sheet, ending)
        return file_answer(data, file_name("thong bao", str(view.key.month if view.key else ""), view.unit.id, ending=ending))

    async def _view(self, request: Request) -> PaperView:
        visit = await begin(self._parts, request)
        return await self._read(visit.person, request.path_params["unit"], request.path_params["paper"])


async def paper_as_word(parts: PageParts, view: PaperView) -> bytes:
    """A paper by its template."""
    known = await known_of(parts.store, parts.directory, view)
    answers = view.paper.get("answers")
    version = view.paper.get("version")
    definition = parts.catalogue.get(str(view.paper.get("form")), version if isinstance(version, int) else 0)
    named = await asyncio.to_thread(
        answers_of, definition, answers if isinstance(answers, dict) else {}, Told(parts.catalogue, known.unit_name)
    )
    return await parts.exports.word(sheet_of(view, parts.catalogue, known), named)
