"""Whom to call in a unit: name, telephone and e-mail address of its contact, changed one unit at a time by whoever administers the unit, and by
the committee above it that reviews its papers and calls it about them.

Kept in the unit's own document, as the table of units does (`import_tables.py`); no paper changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.calls.message import EMAIL, telephone
from sync.domain.errors import Refusal
from sync.domain.unit_changes import NotPossible, Wrong, tidy, wrong_name
from sync.domain.units import Unit
from sync.ports import Clock, DocumentStore, Json, Write
from sync.usecases.directory import UNITS, Directory

LONGEST_EMAIL = 254
"""RFC 5321, 4.5.3.1.3, without the angle brackets."""
_DIGITS = range(8, 16)
"""A number with its area code, at most as long as ITU-T E.164 has it."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Each is "" where it is not known."""

    name: str = ""
    phone: str = ""
    email: str = ""

    @classmethod
    def typed(cls, name: str, phone: str, email: str) -> Contact:
        """As it is kept: single blanks, and none around."""
        return cls(tidy(name), tidy(phone), email.strip())

    def wrongs(self) -> list[Wrong]:
        found = []
        if self.name and (problem := wrong_name(self.name)):
            found.append(Wrong("name", problem))
        if self.phone and not (re.fullmatch(r"[+0-9 ().-]{1,30}", self.phone) and len(telephone(self.phone).lstrip("+")) in _DIGITS):
            found.append(Wrong("phone", "phone_malformed"))
        if self.email and not (len(self.email) <= LONGEST_EMAIL and EMAIL.fullmatch(self.email)):
            found.append(Wrong("email", "email_malformed"))
        return found


class UnitContacts:
    """Every call raises Refusal `not_found` for a unit that is not there or of which the person may know nothing, `forbidden`."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    async def of(self, person: Person, unit_id: str) -> tuple[Unit, Contact]:
        """The unit with its contact, for who may change it."""
        tree, today = await self._directory.units(), self._clock.now().date()
        unit = tree.get(unit_id)
        administers = may(person, "administer", unit_id, tree, today)
        oversees = may(person, "oversee", unit_id, tree, today)
        if unit is None or not (administers or oversees):
            raise Refusal("not_found")
        if not administers and not may(person, "write", unit_id, tree, today, "review"):
            raise Refusal("forbidden")
        return unit, Contact(unit.contact_name, unit.contact_phone, unit.contact_email)

    async def set(self, person: Person, unit_id: str, contact: Contact) -> None:
        """All of it; what is empty is taken away. Raises also NotPossible with the fields that are wrong, and Refusal `conflict` where
        somebody else has just changed the unit."""
        await self.of(person, unit_id)
        if wrongs := contact.wrongs():
            raise NotPossible(wrongs)
        document = await self._store.read(UNITS, f"unit:{unit_id}")
        if document is None:
            raise Refusal("not_found")
        told: Json = {"name": contact.name, "phone": contact.phone, "email": contact.email}
        if {"name": "", "phone": "", "email": "", **(document.get("contact") or {})} == told:
            return
        [written] = await self._store.write(UNITS, [Write({**document, "contact": told}, mode="edit")])
        if written.error is not None:
            raise Refusal(written.error)
