"""GET /units/{unit}/papers/{paper}/receipt: the receipt of a sent paper, to read out, to print and to keep; `.svg` is its QR, `.json`
all of it, with which `python -m server receipt` checks it where there is no network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated

from starlette.requests import Request
from starlette.responses import Response

from server.pages.frame import NO_STORE, Frame, Link, PageParts, Visit, answer, begin
from server.pages.paper_names import paper_name
from server.pages.receipts.qr import qr_svg
from server.pages.words import moment_word
from sync.domain.errors import Refusal
from sync.domain.proofs.receipt_text import address_of
from sync.ports import Json
from sync.usecases.read_paper import PaperView, ReadPaper


@dataclass(frozen=True, slots=True)
class ReceiptPage(Frame):
    """What `receipts/receipt.html` needs."""

    title: Annotated[str, "what the paper is called, and its unit"]
    number: Annotated[str, "the short number"]
    received_at: Annotated[str, "when the server had made it safe"]
    on_time: Annotated[str, "whether that was by the last day, empty where nothing was owed"]
    revision: Annotated[str, "the revision that was signed"]
    digest: Annotated[str, "SHA-256 of what it says"]
    key: Annotated[str, "id of the key that signed"]
    paper_href: Annotated[str, "address of the paper"]
    check_href: Annotated[str, "address at which anybody checks it"]


class ReceiptPages:
    """`server`: the address people type."""

    def __init__(self, parts: PageParts, server: str) -> None:
        self._parts = parts
        self._server = server
        self._read = ReadPaper(parts.store, parts.directory, parts.clock)

    async def show(self, request: Request) -> Response:
        visit, view, receipt = await self._receipt(request)
        here = f"/units/{view.unit.id}/papers/{view.paper['_id']}"
        name = paper_name(str(view.paper["_id"]), self._parts.catalogue, visit.lang)
        down = tuple(Link(one.href, one.text) for one in visit.way_down(view.unit.id, visit.today))
        frame = visit.frame(())
        say = frame["say"]
        on_time = {True: say("receipt_on_time"), False: say("receipt_late")}
        page = ReceiptPage(
            **{**frame, "crumbs": (*down, Link(here, name), Link(f"{here}/receipt", say("receipt_title"), True))},
            title=f"{name}, {view.unit.name(view.day)}",
            number=str(receipt["number"]),
            received_at=moment_word(str(receipt["received_at"])),
            on_time=on_time[receipt["on_time"]] if "on_time" in receipt else "",
            revision=str(receipt["rev"]),
            digest=str(receipt["digest"]),
            key=str(receipt["key"]),
            paper_href=here,
            check_href=address_of(receipt, ""),
        )
        return answer(visit, "receipts/receipt.html", page)

    async def picture(self, request: Request) -> Response:
        _, _, receipt = await self._receipt(request)
        return Response(qr_svg(address_of(receipt, self._server)), media_type="image/svg+xml", headers=NO_STORE)

    async def whole(self, request: Request) -> Response:
        _, _, receipt = await self._receipt(request)
        name = f"bien-nhan-{receipt['number']}.json"
        headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(json.dumps(receipt, ensure_ascii=False, indent=1), media_type="application/json", headers=headers)

    async def _receipt(self, request: Request) -> tuple[Visit, PaperView, Json]:
        """Raises Refusal `not_found` where there is none, or none this person may see."""
        visit = await begin(self._parts, request)
        view = await self._read(visit.person, request.path_params["unit"], request.path_params["paper"])
        if view.receipt is None:
            raise Refusal("not_found")
        return visit, view, view.receipt
