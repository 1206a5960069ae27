"""What the handlers of the API are given: the parts of the server they may use. Must not import Litestar, which is slow."""

from __future__ import annotations

from dataclasses import dataclass

from server.api.page_cursors import PageCursors
from server.push.keys import PushKeys
from server.security.cookies import Cookies
from server.security.identity import Identity
from server.security.keys import ReceiptSigner
from server.security.published_keys import PublishedKeys
from server.security.sessions import Sessions
from sync.ports import Clock, ReadModel
from sync.usecases.board.list_measures import ListMeasures
from sync.usecases.calendars.address import CalendarAddress
from sync.usecases.directory import Directory
from sync.usecases.forms.published import PublishedForms
from sync.usecases.list_people import ListPeople
from sync.usecases.machines.find_machine import FindMachine
from sync.usecases.obligations.deadlines import Deadlines
from sync.usecases.obligations.list_owed import ListOwed
from sync.usecases.obligations.read_owed import ReadOwed
from sync.usecases.obligations.set_deadlines import SetDeadlines
from sync.usecases.papers.export_papers import ExportPapers
from sync.usecases.papers.list_papers import ListPapers
from sync.usecases.papers.read_revisions import ReadRevisions
from sync.usecases.papers.search_papers import SearchPapers
from sync.usecases.read_paper import ReadPaper
from sync.usecases.reminders.personal_wishes import PersonalWishes
from sync.usecases.reminders.subscriptions import Subscriptions
from sync.usecases.reminders.take_events import TakeEvents
from sync.usecases.reviewing.review_paper import ReviewPaper


@dataclass(frozen=True, slots=True)
class Doors:
    """Made by `server/app.py`, injected as `doors`."""

    identity: Identity
    sessions: Sessions
    cookies: Cookies
    directory: Directory
    signer: ReceiptSigner
    keys: PublishedKeys
    clock: Clock
    deadlines: Deadlines
    owed: ReadOwed
    settle: SetDeadlines
    forms: PublishedForms
    machines: FindMachine
    cursors: PageCursors
    papers: ListPapers
    read_paper: ReadPaper
    reviews: ReviewPaper
    revisions: ReadRevisions
    search: SearchPapers
    people: ListPeople
    list_owed: ListOwed
    export_papers: ExportPapers
    read_model: ReadModel
    measures: ListMeasures
    public_url: str
    push_keys: PushKeys
    subscriptions: Subscriptions
    take_events: TakeEvents
    wishes: PersonalWishes
    calendars: CalendarAddress
    url: str
    """Where people find the server."""
