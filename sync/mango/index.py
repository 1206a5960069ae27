"""Indexes as CouchDB keeps them: views of design documents whose language is `query`.

Nothing is built from them. What an index does here is to allow a sort, to say in which order answers come, and with its
partial filter which documents can be found through it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.mango.errors import MangoError, erlang
from sync.mango.normal_form import Selector, normal_form
from sync.mango.sort import Sort, columns_of, read_sort

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Index:
    """`ddoc` None: the primary index. `partial` is a normal form, {} for an index of all documents."""

    name: str
    ddoc: str | None = None
    columns: Sort = field(default_factory=dict)
    partial: Selector = field(default_factory=dict)
    definition: Json = field(default_factory=dict)
    """As it was asked for."""

    @property
    def place(self) -> tuple[str, str]:
        """Where it stands in a list of indexes."""
        return (self.ddoc or "", self.name)

    def to_json(self) -> Json:
        """As `_index` and `_explain` tell it."""
        if self.ddoc is None:
            return {"ddoc": None, "name": self.name, "type": "special", "def": {"fields": columns_of(self.columns)}}
        told: Json = {"fields": columns_of(self.columns)}
        if self.partial:
            told["partial_filter_selector"] = self.partial
        return {"ddoc": self.ddoc, "name": self.name, "type": "json", "partitioned": False, "def": told}

    def to_view(self) -> Json:
        """As the design document holds it."""
        return {
            "map": {"fields": self.columns, "partial_filter_selector": self.partial},
            "reduce": "_count",
            "options": {"def": self.definition},
        }


PRIMARY = Index("_all_docs", columns={"_id": "asc"})


def indexes_of(documents: Iterable[Mapping[str, Any]]) -> list[Index]:
    """The primary index and those of design documents, sorted. What is no index there is passed over."""
    found = [PRIMARY]
    for document in documents:
        views = document.get("views")
        if document.get("language") != "query" or not isinstance(views, dict):
            continue
        for name, view in views.items():
            index = _index(document["_id"], name, view)
            if index is not None:
                found.append(index)
    return sorted(found, key=lambda index: index.place)


def _index(ddoc: str, name: str, view: Any) -> Index | None:
    told: Any = view.get("map") if isinstance(view, dict) else None
    fields = told.get("fields") if isinstance(told, dict) else None
    if told is None or not isinstance(fields, dict) or not all(isinstance(one, str) for one in fields.values()):
        return None
    try:
        partial = normal_form(told.get("partial_filter_selector") or told.get("selector") or {})
    except MangoError:
        return None
    return Index(name, ddoc, fields, partial)


def new_index(told: Json) -> Index:
    """The index that a body of `POST _index` asks for. Raises MangoError."""
    definition, name, ddoc = _checked(told)
    if not isinstance(definition, dict):
        raise MangoError("invalid_index", f"JSON indexes must be an object, not: {erlang(definition)}")
    if "fields" not in definition:
        raise MangoError("missing_required_key", "Missing required key: fields")
    columns = read_sort(definition["fields"])
    partial = normal_form(definition.get("partial_filter_selector", {}))
    for key in definition:
        if key not in ("fields", "partial_filter_selector"):
            raise MangoError("invalid_key", f"Invalid key {key} for this request.")
    own = hashlib.sha1(json.dumps([definition, name, ddoc], separators=(",", ":")).encode(), usedforsecurity=False).hexdigest()
    ddoc = ddoc or own
    return Index(name or own, ddoc if ddoc.startswith("_design/") else f"_design/{ddoc}", columns, partial, definition)


def _checked(told: Json) -> tuple[Any, str | None, str | None]:
    if "index" not in told:
        raise MangoError("missing_required_key", "Missing required key: index")
    kind, parts = told.get("type", "json"), told.get("partitioned", False)
    for name in ("type", "name", "ddoc"):
        if name in told and name != "type" and told[name] == "":
            raise MangoError("invalid_empty_string", "Index name or ddoc cannot be empty string")
        if name in told and not isinstance(told[name], str):
            raise MangoError("invalid_string", f"Invalid string: {erlang(told[name])}")
    width = told.get("w", 2)
    if not isinstance(width, int) or isinstance(width, bool) or width < 1:
        raise MangoError("invalid_pos_integer", f"{erlang(width)} is not an integer greater than zero")
    for key in told:
        if key not in ("index", "type", "name", "ddoc", "w", "partitioned"):
            raise MangoError("invalid_key", f"Invalid key {key} for this request.")
    if kind in ("text", "nouveau"):
        raise MangoError("required index service unavailable", kind, 503)
    if kind != "json":
        raise MangoError("invalid_index", f"Invalid type for index: {kind}")
    if parts is not False:
        raise MangoError("invalid_partitioned_option", "Databases here have no partitions.")
    return told["index"], told.get("name"), told.get("ddoc")


def with_index(document: Json, index: Index) -> Json:
    """The design document (or `{"_id": …}` for a new one) with the index in it. Raises MangoError for one of another language."""
    if document.get("language", "query") != "query" or ("language" not in document and "_rev" in document):
        language = document.get("language")
        told = f"{{{erlang('language')},{erlang(language)}}}" if language is not None else "false"
        raise MangoError("invalid_ddoc_lang", f"Existing design doc has an invalid language: {told}")
    views = document.get("views") if isinstance(document.get("views"), dict) else {}
    return {**document, "language": "query", "views": {**(views or {}), index.name: index.to_view()}}


def without_index(document: Json, name: str) -> Json:
    """The design document without an index: a deletion when nothing else is in it."""
    views = {key: view for key, view in document["views"].items() if key != name}
    rest = {key: value for key, value in document.items() if key != "views"} | ({"views": views} if views else {})
    if not rest.keys() - {"_id", "_rev", "language"}:
        return {"_id": document["_id"], "_rev": document["_rev"], "_deleted": True}
    return rest
