"""The first administrator of an empty store, through a link that works once and for seven days.

Only the SHA-256 of the link's token is stored (`setup:first-administrator` in `accounts`). The link is spent before the
account is made: of two people who open it at once, one is refused. A crash in between leaves no account, and the next
start of the server makes a new link. The link names the unit that is being made, so that one which a crash has left without anybody in it
gives way to the one that is made then.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.domain.accounts import USERNAME, account_id
from sync.domain.documents import UNIT_ID, workspace
from sync.domain.errors import FieldError, Problem, Refusal
from sync.domain.units import UNIT_TYPES
from sync.ports import Clock, DocumentStore, IdSource, Json, PasswordHasher, Write
from sync.usecases.directory import ACCOUNTS, UNITS
from sync.usecases.log_in import LONGEST_PASSWORD

SHORTEST_PASSWORD = 10
LONGEST_NAME = 120
LINK_DAYS = 7
_LINK = "setup:first-administrator"


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """What the set-up page asks: the person, and the unit at the top of the tree."""

    name: str
    username: str
    password: str
    unit_name: str
    unit_type: str


class SetUp:
    """Makes the link, checks it, spends it."""

    def __init__(self, store: DocumentStore, passwords: PasswordHasher, clock: Clock, ids: IdSource) -> None:
        self._store = store
        self._passwords = passwords
        self._clock = clock
        self._ids = ids

    async def is_needed(self) -> bool:
        """Whether nobody has an account yet."""
        return not await self._store.range(ACCOUNTS, "account:", "account;", limit=1)

    async def is_done(self) -> bool:
        """Whether somebody has used a link: the store belongs to real people."""
        link = await self._store.read(ACCOUNTS, _LINK)
        return link is not None and link["used_at"] is not None

    async def make_link_token(self) -> str | None:
        """A new token that replaces any older one; None when the store has accounts."""
        if not await self.is_needed():
            return None
        token = self._ids.token()
        expires = self._clock.now() + timedelta(days=LINK_DAYS)
        before = await self._store.read(ACCOUNTS, _LINK)
        link = {"_id": _LINK, "kind": "setup", "token_hash": _hash(token), "expires_at": expires.isoformat(), "used_at": None}
        await self._put(ACCOUNTS, link | {"begun": (before or {}).get("begun", [])})
        return token

    async def check(self, token: str) -> Json:
        """The stored link of a token that may still be used. Raises Refusal `set_up_done` or `set_up_link_invalid`."""
        if not await self.is_needed():
            raise Refusal("set_up_done")
        link = await self._store.read(ACCOUNTS, _LINK)
        if link is None or link["used_at"] or not hmac.compare_digest(link["token_hash"], _hash(token)):
            raise Refusal("set_up_link_invalid")
        if datetime.fromisoformat(link["expires_at"]) <= self._clock.now():
            raise Refusal("set_up_link_invalid")
        return link

    async def __call__(self, token: str, asked: FirstAdministrator, lang: str = "vi") -> str:
        """Make unit, account and link's end; gives the id of the unit.

        Raises Refusal as `check`, or `answers_invalid` with sentences in `lang`."""
        link = await self.check(token)
        _check(asked, lang)
        hashed = await self._passwords.hash(asked.password)
        now = self._clock.now()
        unit, left = unit_id_of(asked.unit_name), link.get("begun", [])
        begun = {"used_at": now.isoformat(), "begun": sorted({*left, unit})}
        spent = (await self._store.write(ACCOUNTS, [Write(link | begun, mode="edit")]))[0]
        if spent.error:
            raise Refusal("set_up_done")
        await self._take_away([one for one in left if one != unit])
        today = now.date().isoformat()
        await self._put(UNITS, {
            "_id": f"unit:{unit}", "kind": "unit", "unit": unit, "type": asked.unit_type,
            "names": [{"name": _tidy(asked.unit_name), "from": today, "to": None}], "parents": [],
            "valid_from": today, "valid_to": None, "predecessors": [],
        })  # fmt: skip
        await self._store.create_database(workspace(unit))
        await self._put(ACCOUNTS, {
            "_id": account_id(asked.username), "kind": "account", "username": asked.username, "name": _tidy(asked.name),
            "lang": "vi", "roles": [{"role": "administrator", "unit": unit, "from": today, "to": None}],
            "password_hash": hashed,
        })  # fmt: skip
        return unit

    async def _take_away(self, units: list[str]) -> None:
        """What earlier tries have left; their workspaces are empty, and nobody reaches them."""
        for unit in units:
            if (present := await self._store.read(UNITS, f"unit:{unit}")) is not None:
                await self._put(UNITS, {"_id": present["_id"], "_deleted": True})

    async def _put(self, db: str, document: Json) -> None:
        present = await self._store.read(db, document["_id"])
        body = document | ({"_rev": present["_rev"]} if present else {})
        written = (await self._store.write(db, [Write(body, mode="edit")]))[0]
        if written.error:
            raise Refusal(written.error)


def unit_id_of(name: str) -> str:
    """A unit id from a Vietnamese name: "Đảng bộ xã Bình Lư" gives `dang-bo-xa-binh-lu`."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    dashed = re.sub(r"[^a-z0-9]+", "-", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    return dashed.strip("-")[:60].rstrip("-")


def _check(asked: FirstAdministrator, lang: str) -> None:
    wrong = []
    for path, text in (("name", asked.name), ("unit_name", asked.unit_name)):
        if not _tidy(text):
            wrong.append(_field(lang, path, "required"))
        elif len(text) > LONGEST_NAME:
            wrong.append(_field(lang, path, "too_long", maximum=LONGEST_NAME))
        elif any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
            wrong.append(_field(lang, path, "text_malformed"))
    if _tidy(asked.unit_name) and not UNIT_ID.fullmatch(unit_id_of(asked.unit_name)):
        wrong.append(_field(lang, "unit_name", "text_malformed"))
    if asked.unit_type not in UNIT_TYPES:
        wrong.append(_field(lang, "unit_type", "not_a_choice"))
    if not USERNAME.fullmatch(asked.username):
        wrong.append(_field(lang, "username", "username_malformed"))
    if len(asked.password) < SHORTEST_PASSWORD:
        wrong.append(_field(lang, "password", "password_weak", minimum=SHORTEST_PASSWORD))
    elif len(asked.password) > LONGEST_PASSWORD:
        wrong.append(_field(lang, "password", "too_long", maximum=LONGEST_PASSWORD))
    if wrong:
        raise Refusal("answers_invalid", tuple(wrong))


def _field(lang: str, path: str, code: str, **data: int) -> FieldError:
    told = Problem(code, data).to_json(lang)
    return FieldError(path, code, f"{told['message']} {told['action']}")


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
