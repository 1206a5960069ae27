"""One commune through a year: a whole server in this process, its clock, and whoever has logged in, by phone or browser.

Everything is set up through the administrator's pages, and nothing here reaches into the store but to read the end state.
"""

from __future__ import annotations

import random
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

import httpx

from server.settings import Settings
from server.worker.deliver import Deliverer
from server.worker.oblige import Obliger
from sync.forms.catalogue import Catalogue
from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.site import PAGE, Running, running
from tests.year import places
from tests.year.desks import Desk
from tests.year.page_form import forms_of
from tests.year.phones import CarriedPhone
from tests.year.places import SEED, Village

BEGIN = "2026-01-01T07:00:00+07:00"
PASSWORD = "mật khẩu của người quản trị"
HERE = timezone(timedelta(hours=7))
TABLES = "/administration/tables"


@dataclass
class Commune:
    """`exercised`: by row of the directive, the steps that have come to their end; `duties`, `tasks`: papers of which a later month
    speaks again."""

    running: Running
    cells: list[Village] = field(default_factory=places.villages)
    base: Village = field(default_factory=places.base_cell)
    catalogue: Catalogue = field(default_factory=Catalogue.load)
    ids: CountingIds = field(default_factory=CountingIds)
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    exercised: dict[str, list[str]] = field(default_factory=dict)
    duties: str = ""
    tasks: list[str] = field(default_factory=list)
    _passwords: dict[str, str] = field(default_factory=dict)
    _phones: dict[str, CarriedPhone] = field(default_factory=dict)
    _desks: dict[str, Desk] = field(default_factory=dict)

    @property
    def clock(self) -> FixedClock:
        return self.running.clock

    def cell(self, slug: str) -> Village:
        return next(one for one in self.cells if one.slug == slug)

    async def at(self, day: str, time: str = "08:00") -> None:
        """Go on to that hour, and let the workers do what they would have done by then."""
        self.go_on(day, time)
        await self.settle()

    def go_on(self, day: str, time: str) -> None:
        """Go on to that hour on a server whose workers are busy elsewhere."""
        until = datetime.fromisoformat(f"{day}T{time}:00").replace(tzinfo=HERE)
        assert until >= self.clock.now(), f"{day} {time} is over: it is {self.clock.now()}"
        self.clock.move(seconds=(until - self.clock.now()).total_seconds())

    async def settle(self) -> None:
        """What was merged, records of what is owed, copies and the read model as they are a moment later."""
        parts = self.running.site.parts
        await parts.merger.catch_up()
        await self._obliger.catch_up()
        await self._deliverer.catch_up()
        await parts.follower.catch_up()

    @property
    def _obliger(self) -> Obliger:
        return self.running.site.parts.obliger

    @property
    def _deliverer(self) -> Deliverer:
        return self.running.site.parts.deliverer

    async def phone(self, username: str) -> CarriedPhone:
        """This person's phone, logged in when it is first asked for."""
        if username not in self._phones:
            client = self.running.client()
            told = {"username": username, "password": self._passwords[username], "device": f"{username}-phone"}
            answer = await client.post("/api/session", json=told)
            assert answer.status_code == 200, answer.text
            phone = self._phones[username] = CarriedPhone(
                username, answer.json()["account"]["name"], client, self.clock, self.ids, self.catalogue
            )
            await phone.sync()
        return self._phones[username]

    async def desk(self, username: str) -> Desk:
        """This person's browser, logged in when it is first asked for, and again when nobody has used it for too long."""
        known, now = self._desks.get(username), self.clock.now()
        if known is not None and now - known.used < timedelta(days=Settings(data=Path()).session_days):
            known.used = now
            return known
        client = known.client if known is not None else self.running.client(**PAGE)
        form = next(one for one in forms_of((await client.get("/log-in")).text) if "password" in one.fields)
        told = {**form.fields, "username": username, "password": self._passwords[username]}
        assert (await client.post("/log-in", data=told)).status_code == 303
        self._desks[username] = Desk(username, client, now)
        return self._desks[username]

    async def set_up(self) -> None:
        """The first administrator by the one-time link, then units, people and members from files, then a password for everybody."""
        client = self.running.client(**PAGE)
        token = await self.running.site.parts.set_up.make_link_token()
        [form] = forms_of((await client.get(f"/set-up?token={token}")).text)
        told = {"name": "Trần Văn Quản", "username": places.ADMINISTRATOR, "password": PASSWORD,
                "unit_name": "Tỉnh ủy Lai Châu", "unit_type": "province"}  # fmt: skip
        assert (await client.post("/set-up", data=form.fields | told)).status_code == 303
        desk = self._desks[places.ADMINISTRATOR] = Desk(places.ADMINISTRATOR, client, self.clock.now())
        self._passwords[places.ADMINISTRATOR] = PASSWORD
        for table in (places.unit_table, places.people_table, places.member_table):
            await _take_in(client, table(self.cells, self.base))
        people = await desk.open("/administration/people")
        for username in dict.fromkeys(re.findall(r'href="/administration/people/([a-z0-9-]+)"', people.text)):
            if username != places.ADMINISTRATOR:
                self._passwords[username] = await _new_password(desk, username)
        await self.settle()


async def _take_in(client: httpx.AsyncClient, table: str) -> None:
    """A dry run, then the file as it was checked."""
    token = next(form.fields["form_token"] for form in forms_of((await client.get(TABLES)).text) if "form_token" in form.fields)
    file = {"file": ("bang.csv", table.encode("utf-8-sig"))}
    checked = await client.post(TABLES, data={"form_token": token, "do": "check"}, files=file)
    assert checked.status_code == 200, checked.text
    applied = await client.post(TABLES, data={"form_token": token, "do": "apply"})
    assert applied.status_code == 303, applied.text


async def _new_password(desk: Desk, username: str) -> str:
    path = f"/administration/people/{username}"
    fields = (await desk.open(path)).form("do", None).fields
    answer = await desk.post(path, {**fields, "do": "reset"}, status=200)
    found = re.search(r'class="new-password">([a-z2-9-]{14})<', answer.text)
    assert found is not None, username
    return found[1]


@asynccontextmanager
async def commune(data: Path) -> AsyncIterator[Commune]:
    """A commune that was set up on 1 January 2026; its server ends with the context."""
    async with running(data, empty=True, following=False, at=BEGIN) as started:
        made = Commune(started)
        await made.set_up()
        try:
            yield made
        finally:
            for client in [one.client for one in made._phones.values()] + [one.client for one in made._desks.values()]:
                await client.aclose()
