"""GET /units/{unit}/papers/{meeting}.pack.zip: all that goes into the national handbook app for a meeting, in two folders, with short texts to
copy and a leaf that says what to do by when. Drafts are not in it, nor what the person may not read.
"""

from __future__ import annotations

import asyncio
import io
import zipfile

from starlette.requests import Request
from starlette.responses import Response

from server.exports.exports import file_name
from server.exports.handbook import AFTER, BEFORE, after_text, before_text, steps_text
from server.exports.known import known_of, secretary_of
from server.exports.sheets.notice import notice_of
from server.pages.frame import PageParts, begin
from server.pages.outputs.files import file_answer
from server.pages.outputs.paper_files import paper_as_word
from sync.domain.accounts import Person
from sync.domain.documents import MeetingKey, meeting_of, paper_id, workspace
from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.kinds import MEETING_CHAIN
from sync.ports import Json
from sync.usecases.read_paper import PaperView, ReadPaper

_NAMES = {"meeting": "ke-hoach", "minutes": "bien-ban", "score_sheet": "phieu-cham-diem"}


class PackFiles:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._read = ReadPaper(parts.store, parts.directory, parts.clock)

    async def give(self, request: Request) -> Response:
        """Raises Refusal `not_found` where nothing of the meeting was sent, or nothing may be read."""
        visit = await begin(self._parts, request)
        unit, key = request.path_params["unit"], meeting_of(request.path_params["meeting"])
        views = await self._views(visit.person, unit, key) if key else {}
        if key is None or not views.keys() & {"meeting", "minutes"}:
            raise Refusal("not_found")
        any_view = views.get("minutes") or views["meeting"]
        told = {kind: _answers(view.paper) for kind, view in views.items()}
        files = await self._words(views)
        name = any_view.unit.name(any_view.day)
        if "meeting" in views:
            files[f"{BEFORE}/noi-dung.txt"] = before_text(name, key, told["meeting"]).encode("utf-8-sig")
        if "minutes" in views:
            sheet = views["score_sheet"].paper if "score_sheet" in views else None
            text = after_text(name, key, told["minutes"], told.get("roll_call", {}), sheet, self._parts.catalogue)
            files[f"{AFTER}/noi-dung.txt"] = text.encode("utf-8-sig")
        leaf = steps_text(name, key, any_view.day, sorted(files))
        data = await asyncio.to_thread(_zipped, {"doc-truoc.txt": leaf.encode("utf-8-sig"), **files})
        return file_answer(data, file_name("so-tay", key.month, key.type, str(key.number), unit, ending="zip"))

    async def _views(self, person: Person, unit: str, key: MeetingKey) -> dict[str, PaperView]:
        """The meeting's papers by kind; resolutions by their ids."""
        start = f"resolution:{key.month}:{key.type}:{key.number}"
        try:
            ids = [id for id, _ in await self._parts.store.index(workspace(unit), f"{start}:", f"{start};")]
        except NoSuchDatabase:
            return {}
        found: dict[str, PaperView] = {}
        for id in (*(paper_id(kind, key) for kind in MEETING_CHAIN), *ids):
            try:
                found[id if id in ids else id.partition(":")[0]] = await self._read(person, unit, id)
            except Refusal:
                continue
        return found

    async def _words(self, views: dict[str, PaperView]) -> dict[str, bytes]:
        """Each paper as Word, and as PDF where this server makes any."""
        parts, files = self._parts, dict[str, bytes]()
        if plan := views.get("meeting"):
            sheet = notice_of(plan, await known_of(parts.store, parts.directory, plan), await secretary_of(parts.store, plan.unit.id))
            files[f"{BEFORE}/thong-bao.docx"] = await parts.exports.word(sheet)
            files[f"{BEFORE}/{_NAMES['meeting']}.docx"] = await paper_as_word(parts, plan)
        for kind in ("minutes", "score_sheet"):
            if view := views.get(kind):
                files[f"{AFTER}/{_NAMES[kind]}.docx"] = await paper_as_word(parts, view)
        for place, id in enumerate((id for id in views if id.startswith("resolution:")), 1):
            files[f"{AFTER}/nghi-quyet-{place}.docx"] = await paper_as_word(parts, views[id])
        if parts.exports.pdf.is_here:
            for name in list(files):
                files[name.replace(".docx", ".pdf")] = await parts.exports.pdf(files[name])
        return files


def _answers(paper: Json) -> Json:
    answers = paper.get("answers")
    return answers if isinstance(answers, dict) else {}


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()
