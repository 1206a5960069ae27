"""GET and POST /receipts/check: anybody checks a receipt, by its QR, its JSON or a file of it; who is logged in also by its number, and
is told whether the server's paper still says what was signed.

Needs no session: a receipt tells what it tells, and the keys are public. Of the paper itself nothing is told to who may not read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.pages.administration.upload import uploaded
from server.pages.frame import NO_STORE, PageParts
from server.pages.outside import language_of, outside_page
from server.pages.paper_names import paper_name
from server.pages.words import moment_word
from server.security.csrf import FIELD
from server.security.published_keys import PublishedKeys
from sync.domain.accounts import Person
from sync.domain.proofs.receipt_check import Verify, fault_in, fault_in_document, plain_number
from sync.domain.proofs.receipt_text import CHECK, read_receipt
from sync.ports import Json
from sync.ports.paper_index import PaperIndex
from sync.usecases.receipts.check_receipt import CheckReceipt, each_of

LARGEST_FILE, LARGEST_TEXT = 1024 * 1024, 128 * 1024
MOST_TOLD = 100
"""Papers of a whole receipt document that are told one by one."""
_MARGIN = 4096


@dataclass(frozen=True, slots=True)
class Genuine:
    """What one genuine receipt says. `kept`: a word for how the server's paper stands, "" where that is not told; `href` of the paper."""

    number: str
    paper: str
    unit: str
    received_at: str
    on_time: bool | None
    revision: str
    key: str
    kept: str
    href: str


class CheckPages:
    def __init__(self, parts: PageParts, keys: PublishedKeys, index: PaperIndex) -> None:
        self._parts = parts
        self._keys = keys
        self._check = CheckReceipt(parts.store, index, parts.directory, parts.clock)

    async def show(self, request: Request) -> Response:
        text = request.query_params.get("r", "")
        return await self._page(request, text, shown=False) if text else self._answer(request)

    async def take(self, request: Request) -> Response:
        _, file, fields = await uploaded(self._parts.forms, request, LARGEST_FILE + LARGEST_TEXT, LARGEST_TEXT)
        text = file.decode("utf-8", "replace") if file else fields.get("receipt", "")
        return await self._page(request, text.strip())

    async def _page(self, request: Request, text: str, shown: bool = True) -> Response:
        """`shown`: whether the text stands in the form again."""
        person = await self._parts.person_of(request.scope)
        typed = text if shown and len(text) <= _MARGIN else ""
        if number := plain_number(text):
            if person is None:
                return self._answer(request, typed, fault="number_needs_login")
            found: list[Any] = await self._check.numbered(person, number)
            if not found:
                return self._answer(request, typed, fault="no_such_number")
        else:
            try:
                found = [read_receipt(text)]
            except ValueError:
                return self._answer(request, typed, fault="malformed")
        verify = (await self._keys.all()).verify
        for one in found:
            if fault := _fault(one, verify):
                return self._answer(request, typed, fault=fault)
        receipts = [one for told in found for one in each_of(told)][:MOST_TOLD]
        lang = language_of(request.scope)
        return self._answer(request, typed, genuine=[await self._told(one, person, lang) for one in receipts])

    async def _told(self, receipt: Json, person: Person | None, lang: str) -> Genuine:
        unit, paper = str(receipt["unit"]), str(receipt["paper"])
        known = (await self._parts.directory.units()).get(unit)
        kept = await self._check.kept(person, receipt) if person is not None else None
        try:
            at = moment_word(str(receipt["received_at"]))
        except ValueError:
            at = str(receipt["received_at"])
        return Genuine(
            str(receipt["number"]), paper_name(paper, self._parts.catalogue, lang) or paper,
            known.name(self._parts.clock.now().date()) if known is not None else unit, at, receipt.get("on_time"),
            str(receipt["rev"]), str(receipt["key"]), kept or "", f"/units/{unit}/papers/{paper}" if kept in ("same", "newer") else "",
        )  # fmt: skip

    def _answer(self, request: Request, text: str = "", fault: str = "", genuine: list[Genuine] | None = None) -> Response:
        token, cookie = self._parts.forms.prepare(request.scope)
        page = outside_page(
            self._parts.renderer, request.scope, "receipts/check.html", 200, NO_STORE,
            form_field=FIELD, form_token=token, here=CHECK, text=text, fault=fault, genuine=genuine or [],
        )  # fmt: skip
        if cookie:
            page.headers.append("Set-Cookie", cookie)
        return page


def _fault(told: Any, verify: Verify) -> str:
    whole = isinstance(told, dict) and "papers" in told and "paper" not in told
    return fault_in_document(told, verify) if whole else fault_in(told, verify)
