"""The one composition root: every part of the server is made and joined here; `opening.py` beside it opens the store.

The order from outside in: headers and the answer to failures, forgery check, compression, Starlette's routes; the typed
API is Litestar, mounted at /api. Nothing is opened before `build` is called.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
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
from server.compression import Compressed
from server.couch.accept import CouchAccept
from server.couch.access import CouchAccess, sees
from server.couch.routes import CouchDoor
from server.errors import Errors
from server.exports.documents.pdf import PdfMaker, find_office
from server.exports.exports import Exports
from server.machine import MachineClock, MachineIds, random_id
from server.opening import PAPER_INDEX_FILE, READ_MODEL_FILE, open_store
from server.pages.administration.desk import DeskParts
from server.pages.administration.routes import administration_routes, desk_parts
from server.pages.frame import PageParts
from server.pages.log_in import LogInPage
from server.pages.receipts.routes import receipt_routes
from server.pages.routes import page_routes
from server.pages.search import SearchPages
from server.pages.set_up import SetUpPage
from server.rendering import Renderer
from server.replication.exchange import ExchangeDoor
from server.replication.photos import PhotosDoor
from server.security.cookies import Cookies
from server.security.csrf import Forms, SameOrigin
from server.security.identity import Identity
from server.security.keys import Keys
from server.security.outermost import Outermost
from server.security.passwords import Argon2Passwords
from server.security.published_keys import PublishedKeys
from server.security.refused_log import RefusedLog, note_paper
from server.security.sessions import Sessions
from server.security.throttle import Throttle
from server.settings import Settings
from server.worker.deliver import Deliverer
from server.worker.follow import Follower
from server.worker.index import Indexer
from server.worker.merge import Merger
from server.worker.number import Numberer
from server.worker.oblige import Obliger
from server.worker.post import PublicPost
from server.worker.rounds import Rounds
from server.worker.tell import Teller
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, IdSource, PasswordHasher
from sync.ports.post import Post
from sync.rules.catalogue import Rules
from sync.stores.couchdb.peer import CouchPeer
from sync.stores.couchdb.store import CouchStore
from sync.stores.sqlite.paper_index import SqlitePaperIndex
from sync.stores.sqlite.read_model import SqliteReadModel
from sync.usecases.accept_papers import AcceptPapers
from sync.usecases.board.list_measures import ListMeasures
from sync.usecases.board.settle_units import SettleUnits
from sync.usecases.cursor import Cursors
from sync.usecases.deliver_papers import DeliverPapers
from sync.usecases.directory import Directory
from sync.usecases.exchange import Exchange
from sync.usecases.forms.paper_templates import PaperTemplates
from sync.usecases.forms.published import PublishedForms
from sync.usecases.history.bodies import KeptBodies
from sync.usecases.history.keep import KeepPapers
from sync.usecases.list_people import ListPeople
from sync.usecases.log_in import LogIn
from sync.usecases.machines.administer_webhooks import AdministerWebhooks
from sync.usecases.machines.find_machine import FindMachine
from sync.usecases.machines.tell_webhook import TellWebhook
from sync.usecases.merging.answer_question import AnswerQuestion
from sync.usecases.merging.resolve_paper import ResolvePaper
from sync.usecases.merging.take_answers import TakeAnswers
from sync.usecases.numbering.give_number import GiveNumber
from sync.usecases.obligations.deadlines import Deadlines
from sync.usecases.obligations.judge_on_time import JudgeOnTime
from sync.usecases.obligations.list_owed import ListOwed
from sync.usecases.obligations.make_records import MakeRecords
from sync.usecases.obligations.read_owed import ReadOwed
from sync.usecases.obligations.set_deadlines import SetDeadlines
from sync.usecases.papers.export_papers import ExportPapers
from sync.usecases.papers.list_papers import ListPapers
from sync.usecases.papers.read_revisions import ReadRevisions
from sync.usecases.papers.search_papers import SearchPapers
from sync.usecases.phones.note_phone import NotePhone
from sync.usecases.photos.read_photo import ReadPhoto
from sync.usecases.photos.take_photo import TakePhoto
from sync.usecases.read_paper import ReadPaper
from sync.usecases.reviewing.review_paper import ReviewPaper
from sync.usecases.set_up import SetUp

DEFINITIONS = Path(sync.__file__).parent / "forms" / "definitions"
RULES = Path(sync.__file__).parent / "rules"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the doors and pages are made of."""

    settings: Settings
    store: DocumentStore
    clock: Clock
    ids: IdSource
    passwords: PasswordHasher
    directory: Directory
    keys: Keys
    published: PublishedKeys
    cookies: Cookies
    sessions: Sessions
    identity: Identity
    forms: Forms
    renderer: Renderer
    accept: AcceptPapers
    catalogue: Catalogue
    published_forms: PublishedForms
    set_up: SetUp
    read_model: SqliteReadModel
    follower: Follower
    deadlines: Deadlines
    owed: ReadOwed
    obliger: Obliger
    deliverer: Deliverer
    merger: Merger
    numberer: Numberer
    rounds: Rounds
    teller: Teller
    index: SqlitePaperIndex
    indexer: Indexer
    search: SearchPapers
    answers: TakeAnswers
    machines: FindMachine
    webhooks: AdministerWebhooks
    peer: CouchPeer | None
    exports: Exports


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
            Route("/sync", ExchangeDoor(exchange, parts.identity.person_of, parts.clock, note_phone), methods=["POST"]),
            *PhotosDoor(take, look, parts.identity.person_of).routes(),
            *log_in.routes(),
            *set_up.routes(),
            *page_routes(replace(self._pages(), app_version=assets.version)),
            *receipt_routes(self._pages(), parts.published, parts.settings.url),
            Route("/search", SearchPages(self._pages(), parts.search, self.doors.cursors).show, methods=["GET"]),
            *administration_routes(self._desk()),
            Route("/couch", couch),
            Route("/couch/{path:path}", couch),
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
        )

    def _desk(self) -> DeskParts:
        parts = self.parts
        return desk_parts(self._pages(), parts.passwords, parts.sessions, parts.identity, parts.deadlines, parts.webhooks)

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
        async with self._api.started():
            runs = (self.parts.rounds.run, self.parts.obliger.run, self.parts.teller.run)
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


def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    ids: IdSource | None = None,
    store: DocumentStore | None = None,
    passwords: PasswordHasher | None = None,
    post: Post | None = None,
) -> Site:
    """Make a server; what is not given is the real thing. The store is closed with the lifespan of the result.

    Raises OSError where the data folder cannot be used.
    """
    clock, ids, passwords = clock or MachineClock(), ids or MachineIds(), passwords or Argon2Passwords()
    keys, store = Keys.open(settings.data, settings.secret), store or open_store(settings)
    directory = Directory(store)
    deadlines = Deadlines(store, directory, Rules.load())
    catalogue = Catalogue.load()
    published_forms = PublishedForms(store, catalogue, clock)
    read_model = SqliteReadModel(settings.data / READ_MODEL_FILE)
    index = SqlitePaperIndex(settings.data / PAPER_INDEX_FILE)
    cookies, sessions = Cookies(settings.https), Sessions(store, clock, ids, settings.session_days)
    keep = KeepPapers(store, keys.signer, clock)
    judge, bodies = JudgeOnTime(store, deadlines), KeptBodies(store)
    post, secret_of = post or PublicPost(), webhook_secrets(keys)
    questions = AnswerQuestion(store, directory, catalogue, bodies, clock, keep)
    merger = Merger(store, ResolvePaper(store, catalogue, bodies, keep))
    numberer = Numberer(store, GiveNumber(store, clock))
    deliverer = Deliverer(store, DeliverPapers(store, directory, clock), clock)
    follower = Follower(store, read_model, catalogue, clock, SettleUnits(read_model, deadlines, clock), published_forms)
    indexer = Indexer(store, index, catalogue, clock, published_forms)
    return Site(
        Parts(
            settings=settings, store=store, clock=clock, ids=ids, passwords=passwords, directory=directory, keys=keys,
            published=PublishedKeys(store, keys.public),
            cookies=cookies, sessions=sessions,
            identity=Identity(directory, sessions, LogIn(store, passwords), Throttle(clock), cookies, clock),
            forms=Forms(keys.derived("forms"), cookies, ids),
            renderer=Renderer(folder("templates")),
            accept=AcceptPapers(store, directory, catalogue, clock, keep, published_forms, note_paper, judge),
            catalogue=catalogue, published_forms=published_forms, read_model=read_model, deadlines=deadlines,
            set_up=SetUp(store, passwords, clock, ids),
            owed=ReadOwed(store, directory, deadlines, clock),
            obliger=Obliger(store, MakeRecords(store, deadlines), clock),
            merger=merger, numberer=numberer, deliverer=deliverer, follower=follower, indexer=indexer, index=index,
            rounds=Rounds(store, (merger, numberer, deliverer, follower, indexer)),
            teller=Teller(store, TellWebhook(store, directory, clock, secret_of, post, random_id()), clock),
            search=SearchPapers(index, store, directory, catalogue, clock),
            answers=TakeAnswers(questions, store, clock, note_paper),
            machines=FindMachine(store, clock),
            webhooks=AdministerWebhooks(store, directory, clock, ids, secret_of, post),
            peer=store.peer if isinstance(store, CouchStore) else None,
            exports=Exports(PaperTemplates(store, directory, clock), PdfMaker(find_office(settings.office))),
        )
    )  # fmt: skip


def webhook_secrets(keys: Keys) -> Callable[[str, int], bytes]:
    """The secret of a webhook, by its id and which of its secrets it is."""
    return lambda id, number: keys.derived(f"webhook {id} {number}")
