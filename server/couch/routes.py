"""CouchDB's HTTP API under `/couch`: which path is whose, and the frame every request stands in.

One plain ASGI endpoint that reads the raw path, because an escaped slash in the id of a document is no slash of the path.
Every refusal leaves here in CouchDB's shape, whatever went wrong. Who may is `authorise`'s to say, what is taken in is
`accept`'s; nothing here stores a document by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from starlette.convertors import PathConvertor, register_url_convertor
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from server.couch.answers import Answer, CouchError, error_of
from server.couch.databases.all_docs import AllDocs
from server.couch.databases.database import Database
from server.couch.databases.find import Find
from server.couch.databases.forwarded import Forwarded
from server.couch.databases.functions import Functions
from server.couch.databases.machine import Machine
from server.couch.databases.upkeep import Upkeep
from server.couch.documents.attachments import Attachments
from server.couch.documents.bulk import BulkDocs, BulkGet, RevsDiff
from server.couch.documents.document import Document
from server.couch.documents.local import Local
from server.couch.feeds.feed import FEEDS_PER_PERSON, Feeds
from server.couch.reading import Reading, Sees
from server.couch.request import Accept, Asked, Authorise, Handler, Handlers, Intent, raw_names, unescaped
from server.security.refused_log import note_refused
from sync.domain.accounts import Person
from sync.domain.documents import is_workspace
from sync.domain.errors import Problem, Refusal
from sync.ports import DocumentStore
from sync.ports.peer import Peer

ANYBODY = Person("", "", (), lang="en")
_LOG_IN = {"WWW-Authenticate": 'Basic realm="so-hop", charset="UTF-8"'}
_OPEN = ("", "_up")
"""Paths of the server that need no log-in."""
_INDEXES = ("_all_docs", "_design_docs", "_local_docs")
"""Whatever follows these but `queries` is a file of a document of that name, which there never is."""
_FUNCTIONS = ("_view", "_show", "_list", "_update", "_rewrite", "_info", "_search", "_search_info", "_nouveau")
"""What follows a design document's id in paths that run its functions."""


class _AnyName(PathConvertor):
    """The rest of a path with whatever signs: a name may hold line breaks."""

    regex = "(?s:.*)"


def couch_routes(door: CouchDoor) -> list[Route]:
    """Where the door stands."""
    register_url_convertor("any_name", _AnyName())
    return [Route("/couch/{path:any_name}", door), Route("/couch", door)]


class CouchDoor:
    """ASGI endpoint for everything under `/couch`. `uuid`: 32 hex digits that name this server for ever; `new_id` makes ids
    for documents that come without one; `sees`: which leaves a person may read of a workspace (None: all)."""

    def __init__(
        self,
        store: DocumentStore,
        authorise: Authorise,
        accept: Accept,
        *,
        uuid: str,
        new_id: Callable[[], str],
        sees: Sees | None = None,
        feeds_per_person: int = FEEDS_PER_PERSON,
        peer: Peer | None = None,
    ) -> None:
        self._forwarded = Forwarded(peer) if peer is not None else None
        self._authorise = authorise
        self._new_id = new_id
        reading = Reading(store, sees)
        self._machine = _machine(Machine(store, uuid, new_id))
        self._database = _database(Database(store), Document(reading, accept))
        self._resources = _resources(store, reading, accept, Feeds(reading, feeds_per_person))
        document, local = Document(reading, accept), Local(store)
        self._document: Handlers = {
            "GET": ("read", document.get), "PUT": ("write", document.put), "DELETE": ("write", document.delete),
            "COPY": ("write", document.copy),
        }  # fmt: skip
        files = Attachments(reading, accept)
        self._attachment: Handlers = {"GET": ("read", files.get), "PUT": ("write", files.put), "DELETE": ("write", files.delete)}
        self._local: Handlers = {"GET": ("read", local.get), "PUT": ("read", local.put), "DELETE": ("read", local.delete)}
        self._local_file: Handlers = dict.fromkeys(("GET", "PUT", "DELETE"), ("read", local.no_attachments))
        self._function: Handlers = dict.fromkeys(("GET", "POST", "PUT"), ("read", Functions(reading).call))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        answer = Answer(send, gzip="gzip" in headers.get("accept-encoding", ""), head_only=scope["method"] == "HEAD")
        try:
            await self._handle(scope, receive, headers, answer)
        except CouchError as error:
            if answer.started:
                raise
            await answer.json(error.body, error.status, error.headers)
        except Refusal as refusal:
            if answer.started:
                raise  # cut short: only a closed connection can say so
            await _refuse(answer, refusal.problem)

    async def _handle(self, scope: Scope, receive: Receive, headers: Mapping[str, str], answer: Answer) -> None:
        path = _segments(scope)
        if self._forwarded is not None and path and not path[0].startswith("_") and not is_workspace(path[0]):
            person = await self._authorise(scope, path[0], "administer")
            await self._forwarded.handle(
                Asked(person, path[0], "", (), scope["method"], headers, {}, scope, receive, answer, self._new_id)
            )
            return
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        db, id, rest, handlers = self._find(path, method)
        if method not in handlers:
            allowed = ",".join(sorted({*handlers, *(["HEAD"] if "GET" in handlers else [])}))
            raise CouchError(405, "method_not_allowed", f"Only {allowed} allowed", {"Allow": allowed})
        intent, handle = handlers[method]
        person = await self._person(scope, headers, db, id, intent)
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        await handle(Asked(person, db, id, rest, method, headers, query, scope, receive, answer, self._new_id))

    async def _person(self, scope: Scope, headers: Mapping[str, str], db: str, id: str, intent: Intent) -> Person:
        if not db and id in _OPEN:
            return ANYBODY
        try:
            return await self._authorise(scope, db, intent)
        except Refusal as refusal:
            if not db and refusal.problem.code == "session_missing":
                if id == "_session" and "authorization" not in headers:
                    return ANYBODY
                note_refused(refusal.problem)
                raise CouchError(401, "unauthorized", "You are not a server admin.", _LOG_IN) from None
            raise

    def _find(self, path: list[str], method: str) -> tuple[str, str, tuple[str, ...], Handlers]:
        """(database, id of a document, what follows, handlers). Raises CouchError."""
        if not path or path[0].startswith("_"):
            name = path[0] if path else ""
            found = self._machine.get(name)
            if found is None and len(path) == 1 and method == "PUT":
                return name, "", (), self._database
            if found is None:
                raise CouchError(404, "not_found", "Database does not exist.")
            return "", name, tuple(path[1:]), found
        db, *rest = path
        if not rest:
            return db, "", (), self._database
        first, *more = rest
        if first == "_design" and more:
            return self._design(db, more)
        if first.startswith("_design/"):
            return self._design(db, [first.removeprefix("_design/"), *more])
        if first.startswith("_local/"):
            first, more = "_local", [first.removeprefix("_local/"), *more]
        if first == "_local" and not more:
            return db, "", (), self._local
        if first == "_local":
            return db, more[0], tuple(more[1:]), self._local_file if more[1:] else self._local
        if more == ["queries"] and f"{first}/queries" in self._resources:
            return db, "", (), self._resources[f"{first}/queries"]
        if first in self._resources and not (more and first in _INDEXES):
            return db, "", tuple(more), self._resources[first]
        return db, first, tuple(more), self._attachment if more else self._document

    def _design(self, db: str, path: list[str]) -> tuple[str, str, tuple[str, ...], Handlers]:
        id, *more = path
        if more and more[0] in _FUNCTIONS:
            return db, f"_design/{id}", tuple(more), self._function
        return db, f"_design/{id}", tuple(more), self._attachment if more else self._document


def _segments(scope: Scope) -> list[str]:
    """The names of the path after `/couch`, unescaped one by one. Raises CouchError for steps up or on the spot: what stands
    before a CouchDB behind us might walk them, out of the database, under the server's own log-in."""
    plain = [unescaped(name) for name in raw_names(scope)]
    if any(step in (".", "..") for name in plain for step in name.split("/")):
        raise CouchError(400, "bad_request", "The path holds a step that is no name.")
    return plain


async def _refuse(answer: Answer, problem: Problem) -> None:
    note_refused(problem)
    status, body = error_of(problem)
    more: dict[str, str] = {}
    if status == 401:
        more |= _LOG_IN
    elif "seconds" in problem.data:
        more["Retry-After"] = str(problem.data["seconds"])
    await answer.json(body, status, more)


def _machine(machine: Machine) -> Mapping[str, Handlers]:
    not_here: tuple[Intent, Handler] = ("administer", machine.not_here)
    return {
        "": {"GET": ("read", machine.welcome)},
        "_up": {"GET": ("read", machine.up)},
        "_uuids": {"GET": ("read", machine.uuids)},
        "_session": {"GET": ("read", machine.session), "POST": ("read", machine.no_cookies)},
        "_all_dbs": {"GET": ("administer", machine.all_dbs)},
        "_dbs_info": {"GET": ("administer", machine.dbs_info), "POST": ("administer", machine.dbs_info)},
        "_active_tasks": {"GET": ("administer", machine.active_tasks)},
        "_db_updates": {"GET": ("administer", machine.db_updates)},
        "_replicate": {"POST": not_here},
        "_node": {"GET": not_here, "PUT": not_here, "POST": not_here},
        "_cluster_setup": {"GET": not_here, "POST": not_here},
        "_membership": {"GET": not_here},
    }


def _database(database: Database, document: Document) -> Handlers:
    return {
        "GET": ("read", database.get), "PUT": ("read", database.put), "DELETE": ("administer", database.delete),
        "POST": ("write", document.post),
    }  # fmt: skip


def _resources(store: DocumentStore, reading: Reading, accept: Accept, feeds: Feeds) -> Mapping[str, Handlers]:
    """What stands beside the documents of a database."""
    ids, diff, upkeep, local, find = AllDocs(reading), RevsDiff(reading), Upkeep(store), Local(store), Find(reading, accept)
    return {
        "_find": {"POST": ("read", find.find)},
        "_explain": {"POST": ("read", find.explain)},
        "_index": {"GET": ("read", find.indexes), "POST": ("write", find.post_index), "DELETE": ("write", find.delete)},
        "_changes": {"GET": ("read", feeds.get), "POST": ("read", feeds.post)},
        "_revs_diff": {"POST": ("read", diff.post)},
        "_missing_revs": {"POST": ("read", diff.missing)},
        "_bulk_get": {"POST": ("read", BulkGet(reading).post)},
        "_bulk_docs": {"POST": ("write", BulkDocs(store, accept).post)},
        "_all_docs": {"GET": ("read", ids.get), "POST": ("read", ids.post)},
        "_all_docs/queries": {"POST": ("read", ids.queries)},
        "_design_docs": {"GET": ("read", ids.design), "POST": ("read", ids.design)},
        "_design_docs/queries": {"POST": ("read", ids.design_queries)},
        "_local_docs": {"GET": ("read", local.list), "POST": ("read", local.list)},
        "_local_docs/queries": {"POST": ("read", local.queries)},
        "_ensure_full_commit": {"POST": ("read", upkeep.full_commit)},
        "_security": {"GET": ("administer", upkeep.get_security), "PUT": ("administer", upkeep.put_security)},
        "_revs_limit": {"GET": ("administer", upkeep.get_revs_limit), "PUT": ("administer", upkeep.put_revs_limit)},
        "_purge": {"POST": ("administer", upkeep.purge)},
        "_purged_infos_limit": {"GET": ("administer", upkeep.get_purged_infos_limit)},
        "_compact": {"POST": ("administer", upkeep.compact)},
        "_view_cleanup": {"POST": ("administer", upkeep.view_cleanup)},
    }
