"""A file as an answer: never kept by a browser, never opened in the page, under a name that says what it is."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from server.exports.exports import WORD, Exports
from server.exports.sheets.parts import Sheet
from server.pages.frame import NO_STORE
from sync.domain.errors import Refusal

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
ZIP = "application/zip"
MEDIA = {"docx": WORD, "pdf": PDF, "xlsx": XLSX, "csv": CSV, "zip": ZIP}


def file_answer(data: bytes, name: str) -> Response:
    """`name`: with its ending, which tells the media type."""
    headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{name}"; filename*=UTF-8\'\'{quote(name)}'}
    return Response(data, media_type=MEDIA[name.rpartition(".")[2]], headers=headers)


async def word_or_pdf(exports: Exports, word: bytes, ending: str) -> bytes:
    """Raises Refusal as `PdfMaker` does, and `not_found` for another ending."""
    match ending:
        case "docx":
            return word
        case "pdf":
            return await exports.pdf(word)
        case _:
            raise Refusal("not_found")


async def sheet_file(exports: Exports, sheet: Sheet, ending: str) -> bytes:
    return await word_or_pdf(exports, await exports.word(sheet), ending)
