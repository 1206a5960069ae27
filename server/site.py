"""The whole server as one ASGI application: its doors and pages over the parts, and what runs beside the requests.

The order from outside in: headers and the answer to failures, forgery check, compression, Starlette's routes; the typed API is
Litestar, mounted at /api.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

import sync
from server.api.doors import Doors
from server.api.late import LateApi
from server.api.page_cursors import PageCursors
from server.assets import Assets, folder
from server.calendars.door import CalendarDoor
from server.compression import Compressed
from server.couch.accept import CouchAccept
from server.couch.access import CouchAccess, sees
from server.couch.routes import CouchDoor, couch_routes
from server.errors import Errors
from server.machine import random_id
from server.messages.senders import senders_of
from server.pages.administration.desk import DeskParts
from server.pages.administration.routes import administration_routes, desk_parts
from server.pages.frame import PageParts
from server.pages.log_in import LogInPage
from server.pages.receipts.routes import receipt_routes
from server.pages.routes import page_routes
from server.pages.search import SearchPages
from server.pages.set_up import SetUpPage
from server.parts import Parts
from server.replication.exchange import ExchangeDoor
from server.replication.photos import PhotosDoor
from server.security.csrf import SameOrigin
from server.security.outermost import Outermost
from server.security.refused_log import RefusedLog
from sync.stores.couchdb.store import CouchStore
from sync.usecases.board.list_measures import ListMeasures
from sync.usecases.calendars.address import CalendarAddress
from sync.usecases.calendars.read_calendar import ReadCalendar
from sync.usecases.cursor import Cursors
from sync.usecases.exchange import Exchange
from sync.usecases.list_people import ListPeople
from sync.usecases.obligations.list_owed import ListOwed
from sync.usecases.obligations.set_deadlines import SetDeadlines
from sync.usecases.papers.export_papers import ExportPapers
from sync.usecases.papers.list_papers import ListPapers
from sync.usecases.papers.read_revisions import ReadRevisions
from sync.usecases.phones.note_phone import NotePhone
from sync.usecases.photos.read_photo import ReadPhoto
from sync.usecases.photos.take_photo import TakePhoto
from sync.usecases.read_paper import ReadPaper
from sync.usecases.reminders.take_events import TakeEvents
from sync.usecases.reviewing.review_paper import ReviewPaper

DEFINITIONS = Path(sync.__file__).parent / "forms" / "definitions"
RULES = Path(sync.__file__).parent / "rules"



class Site:
    """The whole server as one ASGI application."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        errors = Errors(parts.renderer)
        self.doors = self._doors()
        self._api = LateApi(self.doors)
        inner = Starlette(
            routes=self._routes(),
            exception_handlers=errors.starlette_handlers(),
            lifespan=lambda _: self.started(),
        )
        guarded = SameOrigin(Compressed(inner), parts.settings.public_url)
        self._app: ASGIApp = RefusedLog(Outermost(guarded, errors.answer, https=parts.settings.https))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def _routes(self) -> list[BaseRoute]:
        parts = self.parts
        cursors = Cursors(parts.keys.derived("cursor"))
        exchange = Exchange(
            parts.store, parts.directory, parts.deadlines, parts.accept, cursors, parts.clock, parts.published_forms, parts.answers
        )
        log_in = LogInPage(parts.identity, parts.sessions, parts.forms, parts.cookies, parts.renderer, parts.clock)
        set_up = SetUpPage(parts.set_up, parts.sessions, parts.forms, parts.cookies, parts.renderer)
        assets = Assets(folder("pwa"), DEFINITIONS, RULES)
        take = TakePhoto(parts.store, parts.directory, parts.clock)
        look = ReadPhoto(parts.store, parts.directory, parts.catalogue, parts.clock)
        couch = self._couch()
        note_phone = NotePhone(parts.store, parts.directory, parts.clock)
        return [
            # Starlette tries one route after the other, so first the doors that are asked most often.
            Route("/sync", ExchangeDoor(exchange, parts.identity.person_of, parts.clock, note_phone), methods=["POST"]),
            *couch_routes(couch),
            *PhotosDoor(take, look, parts.identity.person_of).routes(),
            *log_in.routes(),
            *set_up.routes(),
            *self._calendars().routes(),
            *page_routes(replace(self._pages(), app_version=assets.version)),
            *receipt_routes(self._pages(), parts.published, parts.index, parts.settings.url),
            Route("/search", SearchPages(self._pages(), parts.search, self.doors.cursors).show, methods=["GET"]),
            *administration_routes(self._desk()),
            Route("/app", _to_app, methods=["GET"]),
            Route("/app/{path:path}", assets, methods=["GET"]),
            Mount("/api", app=self._api),
        ]

    def _doors(self) -> Doors:
        parts = self.parts
        store, directory, clock = parts.store, parts.directory, parts.clock
        papers = ListPapers(parts.index, directory, clock)
        return Doors(
            identity=parts.identity,
            sessions=parts.sessions,
            cookies=parts.cookies,
            directory=directory,
            signer=parts.keys.signer,
            keys=parts.published,
            clock=clock,
            deadlines=parts.deadlines,
            owed=parts.owed,
            settle=SetDeadlines(store, directory, parts.deadlines, clock, parts.ids),
            forms=parts.published_forms,
            push_keys=parts.push_keys,
            subscriptions=parts.subscriptions,
            take_events=TakeEvents(store, clock),
            wishes=parts.wishes,
            calendars=CalendarAddress(store, directory, clock, parts.ids),
            url=parts.settings.url,
            machines=parts.machines,
            cursors=PageCursors(parts.keys.derived("page")),
            papers=papers,
            read_paper=ReadPaper(store, directory, clock),
            reviews=ReviewPaper(store, directory, parts.accept, parts.catalogue, clock),
            revisions=ReadRevisions(store, directory, clock),
            search=parts.search,
            people=ListPeople(store, directory, clock),
            list_owed=ListOwed(parts.owed, directory, clock),
            export_papers=ExportPapers(papers, store, directory, clock),
            read_model=parts.read_model,
            measures=ListMeasures(parts.read_model, directory, clock),
            public_url=parts.settings.public_url,
        )

    def _pages(self) -> PageParts:
        parts = self.parts
        return PageParts(
            store=parts.store,
            read_model=parts.read_model,
            directory=parts.directory,
            clock=parts.clock,
            person_of=parts.identity.person_of,
            forms=parts.forms,
            renderer=parts.renderer,
            catalogue=parts.catalogue,
            deadlines=parts.deadlines,
            published=parts.published_forms,
            accept=parts.accept,
            ids=parts.ids,
            exports=parts.exports,
            messages=senders_of(parts.settings),
            url=parts.settings.url,
        )

    def _calendars(self) -> CalendarDoor:
        parts = self.parts
        read = ReadCalendar(parts.store, parts.read_model, parts.directory, parts.owed, parts.clock)
        addresses = CalendarAddress(parts.store, parts.directory, parts.clock, parts.ids)
        return CalendarDoor(addresses, read, parts.clock, parts.settings.url)

    def _desk(self) -> DeskParts:
        parts = self.parts
        return desk_parts(self._pages(), parts.passwords, parts.sessions, parts.identity, parts.deadlines, parts.webhooks, parts.keep)

    def _couch(self) -> CouchDoor:
        parts = self.parts
        authorise = CouchAccess(parts.store, parts.identity.person_of, parts.directory, parts.clock)
        accept = CouchAccept(parts.store, parts.accept)
        uuid = parts.keys.derived("couch")[:16].hex()
        return CouchDoor(parts.store, authorise, accept, uuid=uuid, new_id=random_id, sees=sees, peer=parts.peer)

    @asynccontextmanager
    async def started(self) -> AsyncIterator[None]:
        """From the start of the server to its end: what runs beside the requests runs in here."""
        if isinstance(self.parts.store, CouchStore):
            await self.parts.store.prepare()
        await self.parts.directory.prepare()
        await self.parts.published.publish()
        await self.parts.published_forms.refresh()
        with suppress(Exception):  # before phones come with the same papers again; what cannot be finished now is tried again in every round
            await self.parts.finisher.catch_up()
        async with self._api.started():
            runs = (self.parts.rounds.run, self.parts.obliger.run, self.parts.teller.run, self.parts.reminder.run)
            workers = [asyncio.create_task(run()) for run in runs]
            try:
                yield
            finally:
                for worker in workers:
                    worker.cancel()
                await asyncio.gather(*workers, return_exceptions=True)
                await self.parts.exports.pdf.close()
                await self.parts.read_model.close()
                await self.parts.index.close()
                await self.parts.store.close()


async def _to_app(_: Request) -> Response:
    return RedirectResponse("/app/", 308)
