"""What `_explain` tells of a query: the index it would go by, the others with the reason why not, and the keys it would ask for
(CouchDB documentation, "/{db}/_explain")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sync.mango.bookmark import NOWHERE
from sync.mango.index import PRIMARY, Index
from sync.mango.normal_form import fields_of
from sync.mango.planner import Plan
from sync.mango.query import Query
from sync.mango.ranges import Range, field_ranges, indexable_fields

Json = dict[str, Any]
_MOST = "<MAX>"


def explain(db: str, query: Query, plan: Plan, indexes: Sequence[Index]) -> Json:
    """The whole answer."""
    told: Json = {
        "dbname": db,
        "index": plan.index.to_json() if plan.index else None,
        "partitioned": False,
        "selector": query.selector,
        "opts": _options(query),
        "limit": query.limit,
        "skip": query.skip,
        "fields": list(query.fields),
        "index_candidates": _candidates(query, plan, indexes),
        "selector_hints": [_hints(query)],
    }
    if plan.index is not None:
        told |= {"mrargs": _arguments(query, plan, plan.index), "covering": covers(plan.index, _needed(query))}
    return told


def covers(index: Index, fields: Sequence[str]) -> bool:
    """Whether an index alone could answer; `fields` empty: the whole document is wanted."""
    return index is not PRIMARY and bool(fields) and set(fields) <= {"_id", *index.columns}


def _needed(query: Query) -> list[str]:
    return [*query.fields, *fields_of(query.selector)] if query.fields else []


def _options(query: Query) -> Json:
    return {
        "use_index": list(query.use_index),
        "bookmark": query.bookmark or NOWHERE,
        "limit": query.limit,
        "skip": query.skip,
        "sort": query.sort,
        "fields": list(query.fields),
        "partition": "",
        "r": query.r,
        "conflicts": query.conflicts,
        "stale": "ok" if query.stale else False,
        "update": query.update,
        "stable": query.stable,
        "execution_stats": query.execution_stats,
        "allow_fallback": query.allow_fallback,
    }


def _candidates(query: Query, plan: Plan, indexes: Sequence[Index]) -> list[Json]:
    """The indexes that were not chosen, each with its first reason and its rank."""
    chosen_kind = [index.place for index in plan.candidates]
    wanted = [index.place for index in plan.wanted]
    usable = [index.place for index in plan.usable]
    partial = [place for place, reason in plan.unusable.items() if reason == "is_partial"]
    groups = [
        [place for place in wanted if place not in chosen_kind],
        [place for place in usable if place not in wanted],
        [place for place in plan.unusable if place not in partial],
        partial,
    ]
    rank = max(1, len(plan.candidates))
    ranks = {place: number for number, place in enumerate(chosen_kind)}
    for group, before in zip(groups, [[], *groups], strict=False):
        rank += bool(before)
        ranks |= dict.fromkeys(group, rank)
    told = []
    for index in sorted(indexes, key=lambda index: index.place, reverse=True):
        if index == plan.index:
            continue
        reason = plan.unusable.get(index.place) or _reason(index, plan, groups)
        analysis = {
            "usable": index.place not in plan.unusable,
            "reasons": [{"name": reason}],
            "ranking": ranks[index.place],
            "covering": None if index is PRIMARY else covers(index, query.fields),
        }
        told.append({"index": index.to_json(), "analysis": analysis})
    return told


def _reason(index: Index, plan: Plan, groups: list[list[tuple[str, str]]]) -> str:
    if index.place in groups[0]:
        return "unfavored_type"
    if index.place in groups[1]:
        return "excluded_by_user"
    if plan.overlaps[plan.candidates.index(index)] < plan.narrowing:
        return "less_overlap"
    return "too_many_fields" if len(index.columns) > len(plan.candidates[0].columns) else "alphabetically_comes_after"


def _hints(query: Query) -> Json:
    seen = indexable_fields(query.selector)
    return {
        "type": "json",
        "indexable_fields": seen,
        "unindexable_fields": sorted({field for field in fields_of(query.selector) if field not in seen}),
    }


def _arguments(query: Query, plan: Plan, index: Index) -> Json:
    start, end = _keys(query, plan, index)
    if query.descending:
        start, end = end, start
    return {
        "include_docs": query.r == 1 and not covers(index, _needed(query)),
        "view_type": "map",
        "reduce": False,
        "partition": None,
        "start_key": start,
        "end_key": end,
        "direction": "rev" if query.descending else "fwd",
        "stable": query.stable or query.stale,
        "update": query.update and not query.stale,
        "conflicts": True if query.conflicts else "undefined",
    }


def _keys(query: Query, plan: Plan, index: Index) -> tuple[Any, Any]:
    if plan.nothing:
        return None, None
    if index is PRIMARY:
        [only] = plan.ranges
        least = "" if "_id" in field_ranges(query.selector) else None
        return (least if only.low.open else only.low.value), (_MOST if only.high.open else only.high.value)
    return _lows(plan.ranges), _highs(plan.ranges)


def _lows(ranges: Sequence[Range]) -> list[Any]:
    told: list[Any] = []
    for one in ranges:
        if one.low.open:
            break
        told.append(one.low.value)
    return told


def _highs(ranges: Sequence[Range]) -> list[Any]:
    told: list[Any] = []
    for one in ranges:
        if one.high.open:
            return [*told, _MOST]
        told.append(one.high.value)
    return [*told, _MOST]
