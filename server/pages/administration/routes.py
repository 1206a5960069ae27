"""The addresses of the administrator's pages, and of everybody's own password."""

from __future__ import annotations

import asyncio

from starlette.routing import Route

from server.pages.administration.deadlines import DeadlinesDesk
from server.pages.administration.desk import DeskParts
from server.pages.administration.forms.draft import DraftDesk
from server.pages.administration.forms.list import FormsDesk
from server.pages.administration.forms.preview import PreviewDesk
from server.pages.administration.handover import HandoverDesk
from server.pages.administration.inbox import InboxDesk
from server.pages.administration.machines.list import MachinesDesk
from server.pages.administration.machines.webhooks import WebhooksDesk
from server.pages.administration.own_password import OwnPasswordPage
from server.pages.administration.paper_templates.page import PaperTemplatesDesk
from server.pages.administration.people import PeopleDesk
from server.pages.administration.tables import TablesDesk
from server.pages.administration.unit_deadlines import UnitDeadlinesDesk
from server.pages.administration.units import UnitsDesk
from server.pages.frame import PageParts
from server.security.identity import Identity
from server.security.sessions import Sessions
from sync.ports import PasswordHasher
from sync.usecases.administration.export_tables import ExportTables
from sync.usecases.administration.import_tables import ImportTables
from sync.usecases.administration.inbox import Inbox
from sync.usecases.administration.people import AdministerPeople
from sync.usecases.administration.units import AdministerUnits
from sync.usecases.forms.administer import AdministerForms
from sync.usecases.history.keep import KeepPapers
from sync.usecases.machines.administer_machines import AdministerMachines
from sync.usecases.machines.administer_webhooks import AdministerWebhooks
from sync.usecases.obligations.deadlines import Deadlines
from sync.usecases.obligations.preview_deadlines import PreviewDeadlines
from sync.usecases.obligations.set_deadlines import SetDeadlines


def desk_parts(
    pages: PageParts,
    passwords: PasswordHasher,
    sessions: Sessions,
    identity: Identity,
    deadlines: Deadlines,
    webhooks: AdministerWebhooks,
    keep: KeepPapers,
) -> DeskParts:
    """The use cases behind these pages."""
    turn = asyncio.Lock()
    store, directory, clock, ids = pages.store, pages.directory, pages.clock, pages.ids
    settle = SetDeadlines(store, directory, deadlines, clock, ids)
    return DeskParts(
        pages=pages,
        units=AdministerUnits(store, directory, clock, turn),
        people=AdministerPeople(store, directory, passwords, clock, ids),
        inbox=Inbox(store, directory, clock, pages.accept),
        imports=ImportTables(store, directory, pages.catalogue, clock, ids, keep, turn),
        exports=ExportTables(store, directory, pages.catalogue, clock),
        sessions=sessions,
        identity=identity,
        deadlines=deadlines,
        settle=settle,
        preview=PreviewDeadlines(store, deadlines, settle, clock),
        forms=AdministerForms(store, directory, pages.published, clock),
        machines=AdministerMachines(store, directory, clock, ids),
        webhooks=webhooks,
    )


def administration_routes(parts: DeskParts) -> list[Route]:
    units, people, handover, tables = UnitsDesk(parts), PeopleDesk(parts), HandoverDesk(parts), TablesDesk(parts)
    own, inbox = OwnPasswordPage(parts), InboxDesk(parts)
    forms, drafts, previews = FormsDesk(parts), DraftDesk(parts), PreviewDesk(parts)
    papers = PaperTemplatesDesk(parts)
    deadlines, unit_deadlines = DeadlinesDesk(parts), UnitDeadlinesDesk(parts)
    machines, webhooks = MachinesDesk(parts), WebhooksDesk(parts)
    return [
        Route("/administration/units", units.tree, methods=["GET"]),
        Route("/administration/units/{unit}", units.show, methods=["GET"]),
        Route("/administration/units/{unit}", units.take, methods=["POST"]),
        Route("/administration/people", people.list, methods=["GET"]),
        Route("/administration/people", people.add, methods=["POST"]),
        Route("/administration/people/{username}", people.show, methods=["GET"]),
        Route("/administration/people/{username}", people.take, methods=["POST"]),
        Route("/administration/handover", handover.show, methods=["GET"]),
        Route("/administration/handover", handover.take, methods=["POST"]),
        Route("/administration/inbox", inbox.list, methods=["GET"]),
        Route("/administration/inbox/{unit}", inbox.show, methods=["GET"]),
        Route("/administration/inbox/{unit}", inbox.take, methods=["POST"]),
        Route("/administration/inbox/{unit}/{id}.json", inbox.give, methods=["GET"]),
        Route("/administration/tables", tables.show, methods=["GET"]),
        Route("/administration/tables", tables.take, methods=["POST"]),
        Route("/administration/tables/{file}", tables.give, methods=["GET"]),
        Route("/administration/deadlines", deadlines.show, methods=["GET"]),
        Route("/administration/deadlines/{unit}", unit_deadlines.show, methods=["GET"]),
        Route("/administration/deadlines/{unit}", unit_deadlines.take, methods=["POST"]),
        Route("/administration/forms", forms.show, methods=["GET"]),
        Route("/administration/forms/{what}/{name}", drafts.show, methods=["GET"]),
        Route("/administration/forms/{what}/{name}", drafts.take, methods=["POST"]),
        Route("/administration/forms/{what}/{name}/{version}.json", previews.give, methods=["GET"]),
        Route("/administration/forms/{what}/{name}/{version}", previews.show, methods=["GET"]),
        Route("/administration/paper-templates", papers.list, methods=["GET"]),
        Route("/administration/paper-templates/{layout}/{name}.docx", papers.give, methods=["GET"]),
        Route("/administration/paper-templates/{layout}/{name}", papers.show, methods=["GET"]),
        Route("/administration/paper-templates/{layout}/{name}", papers.take, methods=["POST"]),
        Route("/administration/machines", machines.show, methods=["GET"]),
        Route("/administration/machines", machines.take, methods=["POST"]),
        Route("/administration/webhooks", webhooks.show, methods=["GET"]),
        Route("/administration/webhooks", webhooks.take, methods=["POST"]),
        Route("/me/password", own.show, methods=["GET"]),
        Route("/me/password", own.take, methods=["POST"]),
    ]
