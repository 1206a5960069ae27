"""What the server is made of: every part by its name, joined in `app.py`."""

from __future__ import annotations

from dataclasses import dataclass

from server.exports.exports import Exports
from server.push.keys import PushKeys
from server.rendering import Renderer
from server.security.cookies import Cookies
from server.security.csrf import Forms
from server.security.identity import Identity
from server.security.keys import Keys
from server.security.published_keys import PublishedKeys
from server.security.sessions import Sessions
from server.settings import Settings
from server.worker.deliver import Deliverer
from server.worker.finish import Finisher
from server.worker.follow import Follower
from server.worker.index import Indexer
from server.worker.merge import Merger
from server.worker.number import Numberer
from server.worker.oblige import Obliger
from server.worker.remind import Reminder
from server.worker.rounds import Rounds
from server.worker.tell import Teller
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, IdSource, PasswordHasher
from sync.stores.couchdb.peer import CouchPeer
from sync.stores.sqlite.paper_index import SqlitePaperIndex
from sync.stores.sqlite.read_model import SqliteReadModel
from sync.usecases.accept_papers import AcceptPapers
from sync.usecases.directory import Directory
from sync.usecases.forms.published import PublishedForms
from sync.usecases.history.keep import KeepPapers
from sync.usecases.machines.administer_webhooks import AdministerWebhooks
from sync.usecases.machines.find_machine import FindMachine
from sync.usecases.merging.take_answers import TakeAnswers
from sync.usecases.obligations.deadlines import Deadlines
from sync.usecases.obligations.read_owed import ReadOwed
from sync.usecases.papers.search_papers import SearchPapers
from sync.usecases.reminders.personal_wishes import PersonalWishes
from sync.usecases.reminders.subscriptions import Subscriptions
from sync.usecases.set_up import SetUp


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
    keep: KeepPapers
    catalogue: Catalogue
    published_forms: PublishedForms
    set_up: SetUp
    read_model: SqliteReadModel
    follower: Follower
    deadlines: Deadlines
    owed: ReadOwed
    obliger: Obliger
    deliverer: Deliverer
    finisher: Finisher
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
    push_keys: PushKeys
    subscriptions: Subscriptions
    reminder: Reminder
    wishes: PersonalWishes
    peer: CouchPeer | None
    exports: Exports
