"""The addresses of the dashboards, of the rows behind them, and of what is saved for them."""

from __future__ import annotations

from starlette.routing import Route

from server.pages.board.news import NewsPages
from server.pages.board.page import BoardPages, Duties
from server.pages.board.rows import RowsPages
from server.pages.board.saved import SavedPages
from server.pages.frame import PageParts
from sync.usecases.board.groups import Groups
from sync.usecases.board.lights import Lights
from sync.usecases.board.read_board import ReadBoard
from sync.usecases.board.read_rows import ReadRows


def board_routes(parts: PageParts) -> list[Route]:
    groups = Groups(parts.store, parts.directory, parts.clock, parts.ids)
    lights = Lights(parts.store, parts.directory, parts.clock)
    read = ReadBoard(parts.read_model, parts.directory, parts.deadlines, lights, parts.clock)
    duties = Duties(parts.deadlines)
    boards = BoardPages(parts, read, groups, lights, duties)
    rows = RowsPages(parts, ReadRows(read, parts.read_model), groups, duties)
    saved = SavedPages(parts, groups, lights)
    return [
        Route("/units/{unit}", boards.of_unit, methods=["GET"]),
        Route("/units/{unit}/board", boards.of_unit, methods=["GET"]),
        Route("/units/{unit}/rows", rows.of_unit, methods=["GET"]),
        Route("/units/{unit}/news", NewsPages(parts).show, methods=["GET"]),
        Route("/units/{unit}/groups", saved.groups, methods=["GET"]),
        Route("/units/{unit}/groups", saved.make_group, methods=["POST"]),
        Route("/units/{unit}/lights", saved.lights, methods=["GET"]),
        Route("/units/{unit}/lights", saved.set_lights, methods=["POST"]),
        Route("/groups/{group}", boards.of_group, methods=["GET"]),
        Route("/groups/{group}/rows", rows.of_group, methods=["GET"]),
        Route("/groups/{group}/drop", saved.drop_group, methods=["POST"]),
    ]
