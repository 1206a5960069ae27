"""CouchDB's replication protocol as routes: whatever speaks it (PouchDB, CouchDB) can replicate with a workspace.

Who may is `authorise`'s to say, what is taken in is `accept`'s; nothing here stores a paper by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.routing import BaseRoute, Route

from server.couch.bulk import Accept, BulkDocs, BulkGet, RevsDiff
from server.couch.database import Database, Welcome
from server.couch.document import Document
from server.couch.feed import FEEDS_PER_PERSON, Feeds
from server.couch.local import Local
from server.couch.reading import Reading, Sees
from server.couch.request import Authorise, Door, Handler, Intent
from sync.ports import DocumentStore

Handlers = Mapping[str, tuple[Intent, Handler]]


def couch_routes(
    store: DocumentStore,
    authorise: Authorise,
    accept: Accept,
    *,
    uuid: str,
    sees: Sees | None = None,
    feeds_per_person: int = FEEDS_PER_PERSON,
) -> list[BaseRoute]:
    """The routes under `/couch`. `uuid`: 32 hex digits that name this server for ever; `sees`: which leaves a person may
    read of the workspaces he may enter (None: all)."""
    reading = Reading(store, sees)
    database, local, feeds, document = Database(store), Local(store), Feeds(reading, feeds_per_person), Document(reading, accept)
    addresses: list[tuple[str, Handlers]] = [
        ("/couch/{db}", {"GET": ("read", database.get), "PUT": ("read", database.put)}),
        ("/couch/{db}/", {"GET": ("read", database.get), "PUT": ("read", database.put)}),
        ("/couch/{db}/_changes", {"GET": ("read", feeds.get), "POST": ("read", feeds.post)}),
        ("/couch/{db}/_revs_diff", {"POST": ("read", RevsDiff(store).post)}),
        ("/couch/{db}/_bulk_get", {"POST": ("read", BulkGet(reading).post)}),
        ("/couch/{db}/_bulk_docs", {"POST": ("write", BulkDocs(store, accept).post)}),
        ("/couch/{db}/_ensure_full_commit", {"POST": ("read", database.full_commit)}),
        ("/couch/{db}/_local/{id:path}",
         {"GET": ("read", local.get), "PUT": ("read", local.put), "DELETE": ("read", local.delete)}),
        ("/couch/{db}/{id:path}",
         {"GET": ("read", document.get), "PUT": ("write", document.put), "DELETE": ("write", document.delete)}),
    ]  # fmt: skip
    welcome = Welcome(uuid)
    return [
        Route("/couch", welcome),
        Route("/couch/", welcome),
        *(Route(path, Door(authorise, handlers)) for path, handlers in addresses),
    ]
