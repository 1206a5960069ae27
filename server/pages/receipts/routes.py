"""The addresses of receipts."""

from __future__ import annotations

from starlette.routing import Route

from server.pages.frame import PageParts
from server.pages.receipts.check import CheckPages
from server.pages.receipts.receipt import ReceiptPages
from server.security.published_keys import PublishedKeys
from sync.ports.paper_index import PaperIndex


def receipt_routes(parts: PageParts, keys: PublishedKeys, index: PaperIndex, server: str) -> list[Route]:
    """`server`: the address people type, which stands in the QR."""
    pages, check = ReceiptPages(parts, server), CheckPages(parts, keys, index)
    paper = "/units/{unit}/papers/{paper}/receipt"
    return [
        Route(paper, pages.show, methods=["GET"]),
        Route(f"{paper}.svg", pages.picture, methods=["GET"]),
        Route(f"{paper}.json", pages.whole, methods=["GET"]),
        Route("/receipts/check", check.show, methods=["GET"]),
        Route("/receipts/check", check.take, methods=["POST"]),
    ]
