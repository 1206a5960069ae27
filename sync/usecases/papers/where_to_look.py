"""In which units and for which kinds a person may look for papers, narrowed to what he asks for."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from datetime import date

from sync.domain.access import may, readable
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.domain.units import Unit, UnitTree
from sync.ports.paper_index import Within
from sync.usecases.papers.index_facts import LISTED

_REMEMBERED = 200


def where_to_look(
    person: Person, tree: UnitTree, day: date, unit: str = "", below: bool = True, kinds: Iterable[str] = ()
) -> list[Within]:
    """All that this person may read, or of it what `unit` names, with the units below it or without. Raises Refusal `unit_unknown`,
    `forbidden` for a unit of which he may read nothing, neither itself nor below."""
    allowed = readable(person, tree, day)
    asked = frozenset(kinds) & LISTED or (frozenset() if kinds else LISTED)
    if unit:
        units = units_of(tree, unit, day, below)
        if not any(one in allowed for one in units):
            raise Refusal("forbidden")
        allowed = {one: allowed[one] for one in units if one in allowed}
    grouped: defaultdict[frozenset[str], list[str]] = defaultdict(list)
    for one, held in allowed.items():
        grouped[held & asked].append(one)
    return [Within(tuple(sorted(units)), tuple(sorted(held))) for held, units in grouped.items() if held]


class PlacesToLook:
    """`where_to_look`, remembered while units and rights stay as they are: it goes through every unit there is."""

    def __init__(self) -> None:
        self._tree: UnitTree | None = None
        self._kept: OrderedDict[tuple[object, ...], list[Within]] = OrderedDict()

    def __call__(
        self, person: Person, tree: UnitTree, day: date, unit: str = "", below: bool = True, kinds: tuple[str, ...] = ()
    ) -> list[Within]:
        """Raises as `where_to_look`."""
        if tree is not self._tree:
            self._tree = tree
            self._kept.clear()
        key = person.grants, day, unit, below, kinds
        if key not in self._kept:
            self._kept[key] = where_to_look(person, tree, day, unit, below, kinds)
            while len(self._kept) > _REMEMBERED:
                self._kept.popitem(last=False)
        return self._kept[key]


def units_seen(person: Person, tree: UnitTree, day: date, unit: str = "", below: bool = True) -> list[Unit]:
    """The units in which this person works or which he oversees, by id; or of them what `unit` names. Raises as `where_to_look`."""
    asked = units_of(tree, unit, day, below) if unit else list(tree.units)
    seen = [one for one in asked if any(may(person, action, one, tree, day) for action in ("enter", "oversee"))]
    if unit and not seen:
        raise Refusal("forbidden")
    return [tree.units[one] for one in sorted(seen)]


def units_of(tree: UnitTree, unit: str, day: date, below: bool) -> list[str]:
    """The unit, and with `below` all under it on that day; of a dissolved one, what comes from it. Raises Refusal `unit_unknown`."""
    found = tree.get(unit)
    if found is None:
        raise Refusal("unit_unknown")
    if not below:
        return [unit]
    if found.exists(day):
        return [one for one in tree.units if tree.is_under(one, unit, day)]
    return [one for one in tree.units if tree.was_under(one, unit)]
