"""The one composition root: every part of the server is made and joined here; `opening.py` beside it opens the store.

Nothing is opened before `build` is called.
"""

from __future__ import annotations

from collections.abc import Callable

from server.assets import folder
from server.exports.documents.pdf import PdfMaker, find_office
from server.exports.exports import Exports
from server.machine import MachineClock, MachineIds, random_id
from server.opening import PAPER_INDEX_FILE, READ_MODEL_FILE, begun_at, open_store
from server.parts import Parts
from server.push.reminding import reminding_parts
from server.rendering import Renderer
from server.security.cookies import Cookies
from server.security.csrf import Forms
from server.security.identity import Identity
from server.security.keys import Keys
from server.security.passwords import Argon2Passwords
from server.security.published_keys import PublishedKeys
from server.security.refused_log import note_paper
from server.security.sessions import Sessions
from server.security.throttle import Throttle
from server.settings import Settings
from server.site import Site
from server.worker.deliver import Deliverer
from server.worker.finish import Finisher
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
from sync.stores.couchdb.store import CouchStore
from sync.stores.sqlite.paper_index import SqlitePaperIndex
from sync.stores.sqlite.read_model import SqliteReadModel
from sync.usecases.accept_papers import AcceptPapers
from sync.usecases.board.settle_units import SettleUnits
from sync.usecases.deliver_papers import DeliverPapers
from sync.usecases.directory import Directory
from sync.usecases.forms.paper_templates import PaperTemplates
from sync.usecases.forms.published import PublishedForms
from sync.usecases.history.bodies import KeptBodies
from sync.usecases.history.keep import KeepPapers
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
from sync.usecases.obligations.make_records import MakeRecords
from sync.usecases.obligations.read_owed import ReadOwed
from sync.usecases.papers.search_papers import SearchPapers
from sync.usecases.set_up import SetUp


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
    keys, store = Keys.open(settings.data, settings.secret), store or open_store(settings, serving=True)
    directory, rules, catalogue = Directory(store), Rules.load(), Catalogue.load()
    deadlines = Deadlines(store, directory, rules)
    published_forms = PublishedForms(store, catalogue, clock)
    read_model = SqliteReadModel(settings.data / READ_MODEL_FILE)
    index = SqlitePaperIndex(settings.data / PAPER_INDEX_FILE)
    cookies, reminding = Cookies(settings.https), reminding_parts(settings, store, deadlines, catalogue, rules, clock)
    sessions = Sessions(store, clock, ids, settings.session_days, reminding["subscriptions"].forget_session)
    keep = KeepPapers(store, keys.signer, clock, begun_at(settings, store))
    judge, bodies = JudgeOnTime(store, deadlines), KeptBodies(store)
    accept = AcceptPapers(store, directory, catalogue, clock, keep, published_forms, note_paper, judge)
    post, secret_of = post or PublicPost(), webhook_secrets(keys)
    questions = AnswerQuestion(store, directory, catalogue, bodies, clock, keep)
    merger = Merger(store, ResolvePaper(store, catalogue, bodies, keep))
    finisher = Finisher(keep)
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
            accept=accept, keep=keep,
            catalogue=catalogue, published_forms=published_forms, read_model=read_model, deadlines=deadlines,
            set_up=SetUp(store, passwords, clock, ids),
            owed=ReadOwed(store, directory, deadlines, clock),
            obliger=Obliger(store, MakeRecords(store, deadlines), clock),
            merger=merger, numberer=numberer, deliverer=deliverer, finisher=finisher, follower=follower, indexer=indexer, index=index,
            rounds=Rounds(store, (finisher, merger, numberer, deliverer, follower, indexer), take_in=lambda: accept.is_at_work),
            teller=Teller(store, TellWebhook(store, directory, clock, secret_of, post, random_id()), clock),
            search=SearchPapers(index, store, directory, catalogue, clock),
            answers=TakeAnswers(questions, store, clock, note_paper),
            machines=FindMachine(store, clock),
            webhooks=AdministerWebhooks(store, directory, clock, ids, secret_of, post),
            **reminding,
            peer=store.peer if isinstance(store, CouchStore) else None,
            exports=Exports(PaperTemplates(store, directory, clock), PdfMaker(find_office(settings.office))),
        )
    )  # fmt: skip


def webhook_secrets(keys: Keys) -> Callable[[str, int], bytes]:
    """The secret of a webhook, by its id and which of its secrets it is."""
    return lambda id, number: keys.derived(f"webhook {id} {number}")
