"""The addresses of what is taken home. Those with an ending stand before the pages whose ids would match them too."""

from __future__ import annotations

from starlette.routing import Route

from server.pages.frame import PageParts
from server.pages.outputs.paper_files import PaperFiles


def output_routes(parts: PageParts) -> list[Route]:
    papers = PaperFiles(parts)
    return [
        *(
            Route(f"/units/{{unit}}/papers/{{paper}}.{what}{{ending}}", give, methods=["GET"])
            for what, give in (("notice.", papers.notice), ("", papers.give))
        ),
    ]
