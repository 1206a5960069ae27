"""Who may be sent to a meeting: the observers of an office and of its teams, so that a leader picks a name instead of typing an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sync.domain.accounts import Person
from sync.domain.clashes import OBSERVING
from sync.domain.delivery import teams_of
from sync.domain.units import UnitTree
from sync.ports import DocumentStore, Json
from sync.usecases.directory import ACCOUNTS


@dataclass(frozen=True, slots=True)
class Observer:
    username: str
    name: str


async def observers_around(store: DocumentStore, unit: str, tree: UnitTree, day: date) -> list[Observer]:
    """Whoever observes for the unit or for a team directly below it on that day or later, by name."""
    places = {unit, *teams_of(unit, tree, day)}
    people = [Person.from_document(one) for one in await store.range(ACCOUNTS, "account:", "account;")]
    found = [Observer(one.username, one.name) for one in people if _observes(one, places, day)]
    return sorted(found, key=lambda one: (one.name, one.username))


def with_names(answers: Json, observers: list[Observer]) -> Json:
    """The answers of an assignment with the names of the people whose accounts its rows hold; of nobody known the row's own."""
    names = {one.username: one.name for one in observers}
    rows = answers.get("rows")
    if not isinstance(rows, list):
        return answers
    named = [{**row, "name": names[row["username"]]} if row.get("username") in names else row for row in rows]
    return {**answers, "rows": named}


def _observes(person: Person, places: set[str], day: date) -> bool:
    held = [one for one in person.grants if one.role in OBSERVING and one.unit in places]
    return any(one.last is None or one.last >= day for one in held)
