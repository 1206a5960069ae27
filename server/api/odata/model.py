"""The entity sets: which columns they have, of which type, by what a row is known; and the document that says so (`$metadata`, OData
CSDL 4.0). Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import quoteattr

Type = Literal["String", "Int32", "Double", "Boolean", "Date", "DateTimeOffset"]
NAMESPACE = "SoHop"
_REQUIRED = ' Nullable="false"'


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: Type = "String"


@dataclass(frozen=True, slots=True)
class EntitySet:
    """`scope`: what a machine needs to read it. Keys are strings or whole numbers, and rows come by them."""

    name: str
    entity: str
    scope: str
    keys: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        return next((one for one in self.columns if one.name == name), None)


def _columns(text: str) -> tuple[Column, ...]:
    """`name` or `name:Type`, parted by blanks."""
    types: dict[str, Type] = {"i": "Int32", "f": "Double", "b": "Boolean", "d": "Date", "t": "DateTimeOffset"}
    parts = (one.partition(":") for one in text.split())
    return tuple(Column(name, types.get(type, "String")) for name, _, type in parts)


UNITS = EntitySet("Units", "Unit", "units", ("id",), _columns(
    "id name type cell_type parent parent_name valid_from:d valid_to:d"
))  # fmt: skip
PEOPLE = EntitySet("People", "Role", "people", ("username", "role", "unit", "first"), _columns(
    "username name role unit unit_name first last:d"
))  # fmt: skip
PAPERS = EntitySet("Papers", "Paper", "papers", ("unit", "id"), _columns(
    "unit unit_name id kind rev form version:i month day:d author done_at:t received_at:t receipt status decided_at:t changed_at:t"
))  # fmt: skip
OBLIGATIONS = EntitySet("Obligations", "Obligation", "obligations", ("unit", "due_at", "id"), _columns(
    "unit unit_name id rule title_vi title_en source basis kind period opens_at:t due_at due_day:d days_left:i status clock received_at:t "
    "done_at:t paper reason overtaken_by"
))  # fmt: skip
MEETINGS = EntitySet("Meetings", "Meeting", "measures", ("unit", "month", "type", "number"), _columns(
    "unit unit_name month type number:i held_on:d minutes done_at:t received_at:t receipt total:f band present:i expected:i"
))  # fmt: skip
MEASURES = EntitySet("Measures", "Measure", "measures", ("unit", "month"), _columns(
    "unit unit_name month expected:i received:i on_time:i late:i late_by_network:i missing:i open:i exempt:i completeness:i timeliness:i "
    "punctuality:i fair_timeliness:i"
))  # fmt: skip
SETS = (UNITS, PEOPLE, PAPERS, OBLIGATIONS, MEETINGS, MEASURES)


def metadata() -> str:
    """The `$metadata` document."""
    types, sets = [], []
    for one in SETS:
        keys = "".join(f"<PropertyRef Name={quoteattr(key)}/>" for key in one.keys)
        columns = "".join(
            f"<Property Name={quoteattr(column.name)} Type={quoteattr(f'Edm.{column.type}')}{_REQUIRED if column.name in one.keys else ''}/>"
            for column in one.columns
        )
        types.append(f"<EntityType Name={quoteattr(one.entity)}><Key>{keys}</Key>{columns}</EntityType>")
        sets.append(f'<EntitySet Name={quoteattr(one.name)} EntityType="{NAMESPACE}.{one.entity}"/>')
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">'
        f'<edmx:DataServices><Schema Namespace="{NAMESPACE}" xmlns="http://docs.oasis-open.org/odata/ns/edm">'
        f'{"".join(types)}<EntityContainer Name="Container">{"".join(sets)}</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>\n'
    )
