"""The addresses of the office pages."""

from __future__ import annotations

from starlette.routing import Route

from server.pages.board.routes import board_routes
from server.pages.calling.contact import ContactPages
from server.pages.calling.funnel import FunnelPages
from server.pages.calling.own_calendar import OwnCalendarPages
from server.pages.calling.page import CallingPages
from server.pages.desk import DeskPages
from server.pages.frame import PageParts
from server.pages.history.page import HistoryPages
from server.pages.outputs.routes import output_routes
from server.pages.paper import PaperPages
from server.pages.papers import MeetingsPages
from server.pages.recipients import RecipientsPages
from server.pages.reviewing.queue import QueuePages
from server.pages.writing.figures import FigurePages
from server.pages.writing.page import WritingPages


def page_routes(parts: PageParts) -> list[Route]:
    """All of them; `Refusal`s that they raise are for the handlers of `server/errors.py`."""
    writing = WritingPages(parts)
    papers = PaperPages(parts)
    queue = QueuePages(parts)
    recipients = RecipientsPages(parts)
    calling = CallingPages(parts)
    history = HistoryPages(parts)
    contact = ContactPages(parts)
    calendar = OwnCalendarPages(parts)
    return [
        Route("/me/calendar", calendar.show, methods=["GET"]),
        Route("/me/calendar", calendar.take, methods=["POST"]),
        Route("/units/{unit}/desk", DeskPages(parts).show, methods=["GET"]),
        Route("/units/{unit}/write/{paper}/rows/{figure}", FigurePages(parts).show, methods=["GET"]),
        Route("/units/{unit}/write/{paper}", writing.show, methods=["GET"]),
        Route("/units/{unit}/write/{paper}", writing.take, methods=["POST"]),
        Route("/units/{unit}/recipients", recipients.show, methods=["GET"]),
        Route("/units/{unit}/recipients", recipients.take, methods=["POST"]),
        *board_routes(parts),
        Route("/units/{unit}/calls", calling.show, methods=["GET"]),
        Route("/units/{unit}/calls/{cell}", calling.show_one, methods=["GET"]),
        Route("/units/{unit}/calls/{cell}", calling.take, methods=["POST"]),
        Route("/units/{unit}/contact", contact.show, methods=["GET"]),
        Route("/units/{unit}/contact", contact.take, methods=["POST"]),
        Route("/units/{unit}/reminders", FunnelPages(parts).show, methods=["GET"]),
        Route("/units/{unit}/reviews", queue.show, methods=["GET"]),
        Route("/units/{unit}/reviews", queue.take, methods=["POST"]),
        Route("/units/{unit}/papers", MeetingsPages(parts).show, methods=["GET"]),
        *output_routes(parts),
        Route("/units/{unit}/papers/{paper}", papers.show, methods=["GET"]),
        Route("/units/{unit}/papers/{paper}/history", history.show, methods=["GET"]),
        Route("/units/{unit}/papers/{paper}/restore", history.take, methods=["POST"]),
        Route("/units/{unit}/papers/{paper}/review", papers.take, methods=["POST"]),
    ]
