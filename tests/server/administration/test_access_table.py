"""Who gets through which door of administration: every role against every page and form."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sync.domain.accounts import ROLES
from sync.ports import Write
from tests.server.administration.desk import DEADLINES, HANDOVER, INBOX, OWN, PEOPLE, TABLES, UNITS, bare_token, site
from tests.support.site import Running
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON

assert site
READ = (
    UNITS,
    f"{UNITS}/{NA_DON}",
    PEOPLE,
    f"{PEOPLE}/na-don-bi-thu",
    HANDOVER,
    TABLES,
    f"{TABLES}/all.xlsx",
    f"{TABLES}/people.csv",
    DEADLINES,
    f"{DEADLINES}/{NA_DON}",
)
WRITE: tuple[tuple[str, Mapping[str, str]], ...] = (
    (f"{UNITS}/{NA_DON}", {"do": "rename", "name": "x", "from": "2026-12-01"}),
    (f"{UNITS}/{BINH_LU}", {"do": "create", "name": "x1", "type": "cell", "cell_type": "village", "from": "2026-12-01"}),
    (PEOPLE, {"name": "Lò A", "role": "secretary", "unit": NA_DON, "from": "2026-12-01"}),
    (f"{PEOPLE}/na-don-bi-thu", {"do": "reset"}),
    (f"{PEOPLE}/na-don-bi-thu", {"do": "give", "role": "administrator", "unit": NA_DON, "from": "2026-12-01"}),
    (f"{PEOPLE}/na-don-bi-thu", {"do": "end", "held": f"secretary|{NA_DON}|2020-01-01|", "to": "2026-12-01"}),
    (f"{PEOPLE}/na-don-bi-thu", {"do": "deactivate"}),
    (f"{PEOPLE}/na-don-bi-thu", {"do": "lock", "session": "x"}),
    (HANDOVER, {"held": f"na-don-bi-thu|secretary|{NA_DON}|2020-01-01|", "new": "pa-pe-bi-thu", "from": "2026-12-01"}),
    (
        f"{DEADLINES}/{NA_DON}",
        {"do": "waive", "obligation": "obligation:regular_minutes:2026-11", "reason": "x"},
    ),
    (TABLES, {"do": "apply"}),
)
READS_INBOX = {"administrator", "commune_leader", "organisation_board"}


async def hold(site: Running, role: str, unit: str) -> None:
    """Give the officer of the world this role and no other."""
    account = await site.store.read("accounts", "account:binh-lu-dang-uy")
    assert account is not None
    roles = [{"role": role, "unit": unit, "from": "2020-01-01", "to": None}]
    await site.store.write("accounts", [Write(account | {"roles": roles}, mode="edit")])


async def kept(site: Running) -> object:
    """Units and accounts as they read; sessions come and go."""
    accounts = await site.store.range("accounts", "account:", "account;")
    return [await site.store.range("units"), await site.store.range("rules"), accounts, await site.store.databases()]


@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
@pytest.mark.parametrize("unit", [LAI_CHAU, NA_DON])
async def test_no_other_role_gets_through(site: Running, role: str, unit: str) -> None:
    await hold(site, role, unit)
    client = await site.office()
    token, before = await bare_token(client), await kept(site)
    for path in READ:
        assert (await client.get(path)).status_code == 403, path
    for path, fields in WRITE:
        assert (await client.post(path, data={"form_token": token, **fields})).status_code == 403, (path, fields)
    assert (await client.get(f"{INBOX}/{NA_DON}")).status_code == (200 if role in READS_INBOX else 403)
    assert (await client.get(OWN)).status_code == 200
    assert await kept(site) == before


async def test_an_administrator_of_the_unit_or_above_gets_through(site: Running) -> None:
    await hold(site, "administrator", BINH_LU)
    client = await site.office()
    for path in (*READ, f"{INBOX}/{NA_DON}"):
        assert (await client.get(path)).status_code == 200, path
    for path in (f"{UNITS}/{LAI_CHAU}", f"{PEOPLE}/quan-tri", f"{INBOX}/{LAI_CHAU}"):
        assert (await client.get(path)).status_code == 403, path


async def test_an_administrator_beside_or_below_does_not(site: Running) -> None:
    await hold(site, "administrator", "chi-bo-ban-pa-pe")
    client = await site.office()
    token, before = await bare_token(client), await kept(site)
    for path, fields in WRITE[:-1]:
        assert (await client.post(path, data={"form_token": token, **fields})).status_code == 403, (path, fields)
    for path in (f"{UNITS}/{NA_DON}", f"{PEOPLE}/na-don-bi-thu", f"{INBOX}/{NA_DON}"):
        assert (await client.get(path)).status_code == 403, path
    assert await kept(site) == before


async def test_the_token_of_somebody_else_is_worth_nothing(site: Running) -> None:
    mine, other = await site.office("quan-tri"), await site.office("binh-lu-dang-uy")
    answer = await mine.post(
        f"{UNITS}/{NA_DON}", data={"form_token": await bare_token(other), "do": "close", "last": "2026-12-01"}
    )
    assert answer.status_code == 403
