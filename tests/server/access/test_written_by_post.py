"""What is sent to the office's writing page, walked: every role, every kind, every unit. A form with a good token writes nothing where
the table gives no right, and leaves one line in the log."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from sync.domain.access import may
from sync.domain.accounts import ROLES
from sync.domain.kinds import KINDS
from sync.usecases.directory import Directory
from tests.server.access.roles import TYPES, UNITS_WALKED, contents, draft, everybody, username
from tests.server.administration.desk import bare_token


@pytest.mark.parametrize("role", ROLES)
async def test_a_form_sent_by_whom_the_table_does_not_name_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("server.security.refused_log.MOST_A_MINUTE", 100_000)
    async with everybody(tmp_path) as site:
        directory = Directory(site.store)
        person, tree, today = await directory.person(username(role)), await directory.units(), site.clock.now().date()
        assert person is not None
        office = await site.office(username(role))
        token, before, walked = await bare_token(office), await contents(site), 0
        for unit in UNITS_WALKED:
            for kind in KINDS:
                if TYPES[unit] in KINDS[kind].homes and may(person, "write", unit, tree, today, kind):
                    continue
                walked += 1
                caplog.clear()
                with caplog.at_level(logging.WARNING, "sohop.refused"):
                    form = {"form_token": token, "base": "", "do": "keep" if walked % 2 else "send"}
                    answer = await office.post(f"/units/{unit}/write/{draft(kind, unit, role)['_id']}", data=form)
                assert answer.status_code in (403, 404), (kind, unit, answer.status_code)
                assert len([one for one in caplog.records if one.name == "sohop.refused"]) == 1, (kind, unit)
        assert walked > len(KINDS)
        assert await contents(site) == before
