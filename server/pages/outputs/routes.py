"""The addresses of what is taken home. Those with an ending stand before the pages whose ids would match them too."""

from __future__ import annotations

from starlette.routing import Route

from server.pages.frame import PageParts
from server.pages.outputs.lists import ListFiles
from server.pages.outputs.pack import PackFiles
from server.pages.outputs.page import OutputsPages
from server.pages.outputs.paper_files import PaperFiles
from server.pages.outputs.reckoned import ReckonedFiles


def output_routes(parts: PageParts) -> list[Route]:
    papers, reckoned, lists, page = PaperFiles(parts), ReckonedFiles(parts), ListFiles(parts), OutputsPages(parts)
    addresses = (
        ("papers/{meeting}.pack.zip", PackFiles(parts).give),
        ("papers/{paper}.notice.{ending}", papers.notice),
        ("papers/{paper}.{ending}", papers.give),
        ("roll-up/{month}.{ending}", reckoned.rollup),
        ("status/{month}.{ending}", reckoned.status),
        ("book/{year}.{ending}", reckoned.cell_book),
        ("committee-book/{year}.{ending}", reckoned.committee_book),
        ("lists/{name}.{ending}", lists.give),
        ("outputs", page.show),
        ("roll-up/{month}", page.rollup),
        ("status/{month}", page.status),
    )
    return [Route(f"/units/{{unit}}/{address}", give, methods=["GET"]) for address, give in addresses]
