"""/api/forms: versions of forms and scoring templates that administrators have published, for the phones that fill them in."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Response, get
from litestar.di import NamedDependency

from server.api.doors import Doors
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.forms.draft import plain_of

KEEP = {"Cache-Control": "private, max-age=31536000, immutable"}
"""A published version never changes."""


class OneVersion(msgspec.Struct):
    """`what`: `form` or `scoring`. Papers begin with it from `first` (`YYYY-MM-DD`, "" for a version of the product) to `last`,
    null while it is not retired."""

    what: str
    name: str
    version: int
    first: str
    last: str | None


class Published(msgspec.Struct):
    """`digest` is what the exchange tells as `forms`."""

    digest: str
    versions: list[OneVersion]


class FormsController(Controller):
    path = "/forms"
    tags = ("forms",)

    @get()
    async def list_forms(self, person: NamedDependency[Person], doors: NamedDependency[Doors]) -> Published:
        """All that was published or retired."""
        await doors.forms.refresh()
        rows = [OneVersion(one.what, one.name, one.version, one.first, one.last) for one in doors.forms.versions]
        return Published(doors.forms.digest, rows)

    @get("/{what:str}/{name:str}/{version:int}")
    async def one_form(
        self, what: str, name: str, version: int, person: NamedDependency[Person], doors: NamedDependency[Doors]
    ) -> Response[dict[str, Any]]:
        """One version, as the files under /app/forms/ are. Error: `not_found`, also for versions of the product."""
        await doors.forms.refresh()
        found = doors.forms.plain(what, name, version)
        if found is None:
            raise Refusal("not_found")
        return Response(plain_of(found), headers=KEEP)
