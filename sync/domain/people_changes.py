"""What may be done to accounts and the roles in them: pure, over `account` documents of the database `accounts`.

A role that was held is never removed, it ends: who wrote what in which office can be told for ever.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sync.domain.accounts import ROLES, USERNAME, Grant, account_id
from sync.domain.text import fold
from sync.domain.unit_changes import Wrong, tidy, wrong_name
from sync.domain.units import UNIT_TYPES, Unit

Json = dict[str, Any]
_COMMITTEES = frozenset(("commune", "district", "province"))
_CELL = frozenset(("cell",))
_TEAM = frozenset(("observer_team", "commune"))
ROLE_HOMES: Mapping[str, frozenset[str]] = {
    "secretary": _CELL, "deputy_secretary": _CELL, "note_taker": _CELL, "assessor": _CELL,
    "commune_officer": frozenset(("commune",)), "commune_leader": frozenset(("commune",)),
    "observer": _TEAM, "team_leader": _TEAM,
    "organisation_board": _COMMITTEES, "standing_board": _COMMITTEES, "administrator": frozenset(UNIT_TYPES),
}  # fmt: skip
"""By role, the types of unit it is held in."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """An account to be made."""

    username: str
    name: str
    phone: str = ""


def username_of(name: str) -> str:
    """A user name from a Vietnamese one: "Lò Văn Panh" gives `lo-van-panh`; "" where nothing is left."""
    return re.sub(r"[^a-z0-9]+", "-", fold(tidy(name))).strip("-")[:40].rstrip("-")


def free_username(name: str, taken: Set[str]) -> str:
    """`username_of`, with a number where somebody has it."""
    wanted = username_of(name)
    if wanted not in taken:
        return wanted
    return next(found for place in range(2, len(taken) + 3) if (found := f"{wanted[:36].rstrip('-')}-{place}") not in taken)


def wrong_with_person(new: NewPerson) -> list[Wrong]:
    """What is wrong with an account to be made, by itself."""
    wrongs = []
    if problem := wrong_name(new.name):
        wrongs.append(Wrong("name", problem))
    if not USERNAME.fullmatch(new.username):
        wrongs.append(Wrong("username", "username_malformed", {"username": new.username[:60]}))
    if not re.fullmatch(r"[+0-9 ().-]{0,30}", new.phone):
        wrongs.append(Wrong("phone", "phone_malformed"))
    return wrongs


def new_account(new: NewPerson, password_hash: str) -> Json:
    """The document; without a hash nobody can log in with it."""
    return {
        "_id": account_id(new.username), "kind": "account", "username": new.username, "name": tidy(new.name), "lang": "vi",
        "phone": new.phone.strip(), "roles": [], "password_hash": password_hash,
    }  # fmt: skip


def grants_of(document: Json) -> list[Grant]:
    """The roles of an account, as they stand in it."""
    return [Grant(row["role"], row["unit"], date.fromisoformat(row["from"]), _day(row.get("to"))) for row in document["roles"]]


def wrong_with_grant(document: Json, grant: Grant, unit: Unit | None) -> list[Wrong]:
    """What is wrong with giving this role to this account."""
    if grant.role not in ROLES:
        return [Wrong("role", "role_unknown", {"role": grant.role[:60]})]
    if unit is None:
        return [Wrong("unit", "unit_unknown", {"id": grant.unit[:60]})]
    wrongs = []
    if unit.type not in ROLE_HOMES[grant.role]:
        wrongs.append(Wrong("role", "role_not_in_type", {"unit": unit.names[-1].value}))
    if grant.last is not None and grant.last < grant.first:
        wrongs.append(Wrong("to", "ends_before_it_begins", {"unit": unit.names[-1].value}))
    if unit.valid_to is not None and grant.first > unit.valid_to:
        wrongs.append(Wrong("from", "not_on_that_day", {"unit": unit.names[-1].value, "day": f"{grant.first:%d/%m/%Y}"}))
    if grant.first < unit.valid_from:
        wrongs.append(Wrong("from", "not_on_that_day", {"unit": unit.names[-1].value, "day": f"{grant.first:%d/%m/%Y}"}))
    if any(one.role == grant.role and one.unit == grant.unit and _meet(one, grant) for one in grants_of(document)):
        wrongs.append(Wrong("from", "role_overlaps", {"name": str(document["name"])}))
    return wrongs


def with_grant(document: Json, grant: Grant) -> Json:
    """The account with one role more."""
    row = {
        "role": grant.role,
        "unit": grant.unit,
        "from": grant.first.isoformat(),
        "to": grant.last.isoformat() if grant.last else None,
    }
    return document | {"roles": [*document["roles"], row]}


def ending(document: Json, grant: Grant, last: date) -> tuple[Json, list[Wrong]]:
    """The account in which that role ends with the day `last`."""
    if grant not in grants_of(document):
        return document, [Wrong("role", "role_not_held", {"name": str(document["name"])})]
    if last < grant.first:
        return document, [Wrong("to", "role_begins_later", {"day": f"{grant.first:%d/%m/%Y}"})]
    if grant.last is not None and grant.last < last:
        return document, [Wrong("to", "role_has_ended", {"day": f"{grant.last:%d/%m/%Y}"})]
    place = grants_of(document).index(grant)
    rows = [row | {"to": last.isoformat()} if at == place else row for at, row in enumerate(document["roles"])]
    return document | {"roles": rows}, []


def deactivated(document: Json, today: date) -> Json:
    """The account without a password, its roles ended yesterday; roles that have not begun fall away."""
    yesterday = today - timedelta(days=1)
    rows = []
    for row, grant in zip(document["roles"], grants_of(document), strict=True):
        if grant.first > yesterday:
            continue
        rows.append(row if grant.last is not None and grant.last <= yesterday else row | {"to": yesterday.isoformat()})
    return document | {"roles": rows, "password_hash": "", "deactivated_on": today.isoformat()}


def _meet(one: Grant, other: Grant) -> bool:
    return (other.last is None or one.first <= other.last) and (one.last is None or other.first <= one.last)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
