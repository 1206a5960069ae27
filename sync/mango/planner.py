"""Which index a query goes by, and what CouchDB would say about it (CouchDB documentation, "/{db}/_find" and "/{db}/_explain").

The choice decides the order of the answer, whether a sort is possible and which warnings come; the documents are found the
same way whatever is chosen, save that an index holds no document that lacks one of its fields or fails its partial filter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sync.mango.errors import MangoError
from sync.mango.index import PRIMARY, Index
from sync.mango.normal_form import Selector
from sync.mango.query import Query
from sync.mango.ranges import EVERYTHING, Range, field_ranges, indexable_fields

NO_INDEX = "No matching index found, create an index to optimize query time."
MANY_EXAMINED = (
    "The number of documents examined is high in proportion to the number of results returned. "
    "Consider adding a more specific index to improve this."
)
MANY = 10
"""Documents examined for each told, from which CouchDB warns."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a query is answered. `index` None: it cannot be (only `_explain` sees that)."""

    index: Index | None
    ranges: tuple[Range, ...] = ()
    """Of the first columns of the index."""
    nothing: bool = False
    """Nothing can match: CouchDB does not even look."""
    candidates: tuple[Index, ...] = ()
    """The usable indexes of the chosen kind, best first."""
    usable: tuple[Index, ...] = ()
    unusable: dict[tuple[str, str], str] = field(default_factory=dict)
    """By place: why an index cannot serve this query."""
    wanted: tuple[Index, ...] = ()
    """The usable indexes that `use_index` leaves."""
    overlaps: tuple[int, ...] = ()
    """Of the candidates: how many fields of the selector each would narrow down."""
    narrowing: int = 0
    """Fields of the selector that could be narrowed down at all."""
    id_range: Range = EVERYTHING
    """Where the ids of matching documents lie, whatever the index."""


def plan(query: Query, indexes: Sequence[Index], *, explain: bool = False) -> Plan:
    """Raises MangoError `no_usable_index`, `invalid_index`."""
    named = _named(indexes, query.use_index)
    unusable: dict[tuple[str, str], str] = {}
    usable: list[Index] = []
    for index in indexes:
        if index.partial and index not in named:
            unusable[index.place] = "is_partial"
            continue
        reason = _unfit(index, query)
        if reason:
            unusable[index.place] = "is_partial" if index.partial else reason
        else:
            usable.append(index)
    if not usable and not explain:
        raise MangoError("no_usable_index", "No index exists for this sort, try indexing by the sort fields.")
    wanted = _named(usable, query.use_index)
    if not wanted:
        if not query.allow_fallback and not (not query.use_index and len(usable) > 1):
            raise MangoError("invalid_index", _unknown(query.use_index))
        wanted = usable
    if not wanted:
        return Plan(None, unusable=unusable)
    kind = [index for index in wanted if index.ddoc is not None] or wanted
    ranges = field_ranges(query.selector)
    ids = ranges.get("_id", EVERYTHING)
    if kind[0].ddoc is None:
        ranges = {**ranges, "_id": ids}
    ordered = sorted(kind, key=lambda index: (-len(_prefix(index, ranges)), len(index.columns), index.place))
    best = _prefix(ordered[0], ranges)
    nothing = (len(best) == 1 and best[0].empty) or _asks_for_nothing(query.selector)
    overlaps = tuple([len(_prefix(index, ranges)) for index in ordered])
    return Plan(ordered[0], best, nothing, tuple(ordered), tuple(usable), unusable, tuple(wanted), overlaps, len(ranges), ids)


def warnings(query: Query, index: Index, examined: int, told: int) -> list[str]:
    """CouchDB's sentences about a query that was answered."""
    found = []
    if query.use_index and not _named([index], query.use_index):
        name = query.use_index[0].removeprefix("_design/")
        if len(query.use_index) == 1:
            found.append(f"_design/{name} was not used because it does not contain a valid index for this query.")
        else:
            found.append(f"_design/{name}, {query.use_index[1]} was not used because it is not a valid index for this query.")
    if index.ddoc is None:
        found.append(NO_INDEX)
    if examined > MANY * (told or 1):
        found.append(MANY_EXAMINED)
    return found


def _named(indexes: Sequence[Index], names: tuple[str, ...]) -> list[Index]:
    if not names:
        return []
    ddoc = names[0] if names[0].startswith("_design/") else f"_design/{names[0]}"
    return [one for one in indexes if one.ddoc == ddoc and (len(names) == 1 or one.name == names[1])]


def _unknown(names: tuple[str, ...]) -> str:
    if not names:
        return "You must specify an index with the `use_index` parameter."
    named = ", ".join([f"_design/{names[0].removeprefix('_design/')}", *names[1:]])
    return f"{named} specified by `use_index` could not be found or it is not suitable."


def _unfit(index: Index, query: Query) -> str:
    """Why the index cannot serve the query; "" when it can."""
    sort = list(query.sort)
    if index is PRIMARY:
        if not sort:
            return ""
        if "_id" not in indexable_fields(query.selector):
            return "field_mismatch"
        return "" if sort == ["_id"] else "sort_order_mismatch"
    if _still_missing(query.selector, set(index.columns) - set(sort) - {"_id", "_rev"}):
        return "field_mismatch"
    return "" if _can_sort(list(index.columns), sort, query.selector) else "sort_order_mismatch"


def _still_missing(selector: Selector, fields: set[str]) -> set[str]:
    """Of `fields`, those that a matching document need not have."""
    if not selector or not fields:
        return fields
    [(name, told)] = selector.items()
    if name == "$and":
        for one in told:
            fields = _still_missing(one, fields)
        return fields
    if name == "$or":
        return set().union(*[_still_missing(one, fields) for one in told])
    return fields if told == {"$exists": False} else fields - {name}


def _can_sort(columns: list[str], sort: list[str], selector: Selector) -> bool:
    while sort and columns and columns[0] != sort[0] and _constant(selector, columns[0]):
        columns = columns[1:]
    return columns[: len(sort)] == sort


def _constant(selector: Selector, field: str) -> bool:
    [(name, told)] = selector.items() if selector else [("", {})]
    if name == "$and":
        return any(_constant(one, field) for one in told)
    return name == field and "$eq" in told


def _prefix(index: Index, ranges: dict[str, Range]) -> tuple[Range, ...]:
    found = []
    for column in index.columns:
        if column not in ranges:
            break
        found.append(ranges[column])
    return tuple(found)


def _asks_for_nothing(selector: Selector) -> bool:
    """`{"$or": []}` alone finds nothing in CouchDB, though beside another condition it lets everything pass."""
    return any(selector == {operator: []} for operator in ("$and", "$or"))
