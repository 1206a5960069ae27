"""Write a new version of a form or a scoring template: keep a draft, look at what is wrong with it, publish it, retire a version.

What is published is the same for every unit, so it takes an administrator of all of them. A version is written once and never
changed; publishing the same draft again finds that nothing has changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec

from sync.domain import access
from sync.domain.accounts import Person
from sync.domain.errors import FieldError, Problem, Refusal
from sync.domain.text import is_blank, nfc
from sync.forms.catalogue import OWN_FROM
from sync.forms.draft import LARGEST, Drafted, as_text, plain_of, read_form, read_template
from sync.forms.model import Definition
from sync.forms.scoring import Template
from sync.ports import Clock, DocumentStore, Json, Write
from sync.usecases.directory import FORMS, Directory
from sync.usecases.forms.published import PublishedForms

What = Literal["form", "scoring"]
WHATS: tuple[What, ...] = ("form", "scoring")
LONGEST_REASON = 500
_TEMPLATE_ID = re.compile(r"[a-z][a-z0-9-]{0,59}")


@dataclass(frozen=True, slots=True)
class FormDraft:
    """`text`: as typed, or the newest version where nobody has begun; `rev`: "" then; `by`, `at`: who kept it last and when."""

    text: str
    rev: str = ""
    by: str = ""
    at: str = ""


class AdministerForms:
    """Each call raises Refusal `forbidden`, and `not_found` for a form that is not there."""

    def __init__(self, store: DocumentStore, directory: Directory, published: PublishedForms, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._published = published
        self._catalogue = published.catalogue
        self._clock = clock

    async def require(self, person: Person) -> None:
        """Raises Refusal unless the person administers every unit at the top."""
        tree, day = await self._directory.units(), self._clock.now().date()
        tops = [unit for unit in tree.units.values() if unit.exists(day) and unit.parent(day) is None]
        if not tops or not all(access.may(person, "administer", one.id, tree, day) for one in tops):
            raise Refusal("forbidden")
        await self._published.refresh()

    async def draft(self, person: Person, what: What, name: str) -> FormDraft:
        """The draft of the next version."""
        await self.require(person)
        before = self.newest(what, name)
        kept = await self._store.read(FORMS, _draft_id(what, name))
        if kept is None:
            return FormDraft(as_text(before) if before is not None else "")
        return FormDraft(str(kept["text"]), str(kept["_rev"]), str(kept["by"]), str(kept["at"]))

    async def keep(self, person: Person, what: What, name: str, text: str, rev: str) -> None:
        """Keep a draft as it was typed, whatever is wrong with it. Raises also `answers_invalid` and `conflict`."""
        await self.require(person)
        self.newest(what, name)
        if len(text.encode("utf-8", "replace")) > LARGEST:
            raise Refusal("answers_invalid", (_error("text", "too_long", maximum=LARGEST),))
        body = {"_id": _draft_id(what, name), "kind": "form_draft", "what": what, "name": name, "text": text, **self._signed(person)}
        await self._write(body | ({"_rev": rev} if rev else {}))

    async def drop(self, person: Person, what: What, name: str, rev: str) -> None:
        """Give a draft up. Raises also `conflict`."""
        await self.require(person)
        await self._write({"_id": _draft_id(what, name), "_rev": rev, "_deleted": True})

    def read(self, what: What, name: str, text: str) -> Drafted:
        """What a draft says and what is wrong with it, held against the newest version."""
        before = self.newest(what, name)
        if isinstance(before, Definition):
            return read_form(text, before, self._catalogue)
        return read_template(text, name, before)

    def newest(self, what: What, name: str) -> Definition | Template | None:
        """The version with the highest number, in force or not; None for a scoring template that would be new."""
        if what == "form":
            versions = [one for one in self._catalogue.definitions.values() if one.form == name]
            if not versions:
                raise Refusal("not_found")
            return max(versions, key=lambda one: one.version)
        templates = [one for one in self._catalogue.templates.values() if one.id == name]
        if not templates and not _TEMPLATE_ID.fullmatch(name):
            raise Refusal("not_found")
        return max(templates, key=lambda one: one.version, default=None)

    async def publish(self, person: Person, what: What, name: str, first: date, rev: str) -> int:
        """Publish the kept draft `rev`; papers begin with it on `first`. Gives its version. Raises also `answers_invalid` when
        anything is wrong with it, and `conflict` when the draft has changed meanwhile or another version was just published."""
        draft = await self.draft(person, what, name)
        if not rev or draft.rev != rev:
            raise Refusal("conflict")
        if first < self._clock.now().date():
            raise Refusal("answers_invalid", (_error("first", "bad_date"),))
        read = self.read(what, name, draft.text)
        one = read.definition or read.template
        if read.problems or one is None:
            raise Refusal("answers_invalid", (_error("text", "constraint"),))
        before = self.newest(what, name)
        version = max(OWN_FROM, before.version + 1 if before is not None else OWN_FROM)
        says = plain_of(msgspec.structs.replace(one, version=version, valid_from=first.isoformat()))
        id = f"version:{what}:{name}:{version}"
        body = {"_id": id, "kind": "form_version", "what": what, "name": name, "version": version, "says": says}
        await self._write(body | self._signed(person))
        # From here on it is published: a crash leaves the draft, which then differs in nothing and is given up.
        await self._published.refresh()
        await self._store.write(FORMS, [Write({"_id": _draft_id(what, name), "_rev": rev, "_deleted": True}, mode="edit")])
        return version

    async def retire(self, person: Person, what: What, name: str, version: int, last: date, reason: str) -> None:
        """No paper begins with the version after `last`; those begun go on with it. Raises also `answers_invalid`, and
        `conflict` when it is retired already."""
        await self.require(person)
        found = self._catalogue.get(name, version) if what == "form" else self._catalogue.template(name, version)
        if found is None:
            raise Refusal("not_found")
        wrong = []
        if is_blank(reason):
            wrong.append(_error("reason", "required"))
        elif len(reason) > LONGEST_REASON:
            wrong.append(_error("reason", "too_long", maximum=LONGEST_REASON))
        if last < self._clock.now().date():
            wrong.append(_error("last", "bad_date"))
        elif not self._others(found, last):
            wrong.append(_error("version", "last_version"))
        if wrong:
            raise Refusal("answers_invalid", tuple(wrong))
        body = {"_id": f"retired:{what}:{name}:{version}", "kind": "form_retired", "what": what, "name": name, "version": version}
        await self._write(body | {"last": last.isoformat(), "reason": nfc(reason)} | self._signed(person))
        await self._published.refresh()

    def _others(self, one: Definition | Template, last: date) -> bool:
        """Whether papers could begin with another version the day after."""
        if isinstance(one, Template):
            return True  # which template counts is said by the form that names it
        after = date.fromordinal(last.toordinal() + 1).isoformat()
        return bool(set(self._catalogue.in_force(one.form, after)) - {one.version})

    def _signed(self, person: Person) -> Json:
        return {"by": person.username, "at": self._clock.now().isoformat(timespec="milliseconds")}

    async def _write(self, body: Json) -> None:
        [written] = await self._store.write(FORMS, [Write(body, mode="edit")])
        if written.error is not None:
            raise Refusal(written.error)


def _draft_id(what: What, name: str) -> str:
    return f"draft:{what}:{name}"


def _error(path: str, code: str, **data: int) -> FieldError:
    return FieldError(path, code, str(Problem(code, data).to_json()["message"]))
