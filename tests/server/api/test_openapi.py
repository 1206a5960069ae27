"""Whatever the OpenAPI document allows to be asked, and whatever it does not: every answer is one that it announces, every failure has the
one shape, and nothing fails inside. Asked by schemathesis of a real server, the same every time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest
import schemathesis
import schemathesis.errors
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from sync.domain.errors import TABLE
from sync.stores.sqlite.store import SqliteStore
from tests.server.api.reading import reading, token
from tests.support.server import Server
from tests.support.world import LAI_CHAU, NA_DON

SEED = 824
EXAMPLES = {"machine": 12, "officer": 4, "administrator": 4, "stranger": 2}
"""For each operation, rightly and wrongly asked, by asker: the whole takes about a minute of one core."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
LONGEST_ADDRESS = 60_000
KNOWN = {"unit_id": NA_DON, "paper_id": "meeting:2026-11:regular:1"}
"""What is there, so that not everything that is asked for is nowhere."""


@dataclass
class Served:
    server: Server
    headers: dict[str, dict[str, str]]


async def fill(folder: Path) -> dict[str, dict[str, str]]:
    """Units, people and papers; and how each asker proves who he is."""
    async with reading(folder, store=SqliteStore(folder / "sohop.sqlite"), at="2026-11-23T10:00:00+07:00") as site:
        sessions = site.site.parts.sessions
        headers = {"machine": {"Authorization": f"Bearer {await token(site, LAI_CHAU)}"}, "stranger": {}}
        for asker, username in (("officer", "binh-lu-dang-uy"), ("administrator", "quan-tri")):
            headers[asker] = {"Cookie": f"sohop={await sessions.begin(username, 'thử')}"}
        return headers


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    headers = asyncio.run(fill(folder))
    server = Server(folder)
    server.start()
    yield Served(server, headers)
    server.stop()


@pytest.mark.parametrize("asker", EXAMPLES)
def test_every_answer_is_one_that_is_announced(served: Served, asker: str) -> None:
    api = schemathesis.openapi.from_url(f"{served.server.url}/api/schema/openapi.json", wait_for_schema=10)
    wrong, asked = list[str](), 0
    for result in api.get_all_operations():
        operation = result.ok()
        if asker in ("officer", "administrator") and operation.label == "DELETE /session":
            continue  # whoever logs out is a stranger from then on
        for mode in GenerationMode:
            try:
                cases = operation.as_strategy(generation_mode=mode)
                ask(cases, served, asker)
                asked += 1
            except Unsatisfiable:
                continue  # what takes nothing cannot be asked wrongly
            except (AssertionError, schemathesis.errors.SchemathesisError, FailureGroup) as failure:
                wrong.append(f"{operation.label}, {mode.value}: {failure}")
    assert asked > 30 and not wrong, "\n\n".join(wrong)


def ask(cases: st.SearchStrategy[schemathesis.Case], served: Served, asker: str) -> None:
    """Ask one operation, the same every time."""

    @hypothesis.seed(SEED)
    @hypothesis.settings(
        max_examples=EXAMPLES[asker], deadline=None, database=None, phases=[hypothesis.Phase.generate], report_multiple_bugs=False,
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    @hypothesis.given(case=cases, known=st.booleans())
    def once(case: schemathesis.Case, known: bool) -> None:
        if known:
            case.path_parameters |= {name: value for name, value in KNOWN.items() if name in case.path_parameters}
        if len(case.as_curl_command()) > LONGEST_ADDRESS:
            return  # the parser of HTTP reads no longer one, and refuses it before anybody is asked
        response = case.call(headers=served.headers[asker])
        case.validate_response(response, checks=CHECKS)
        if response.status_code >= 400:
            told = response.json()
            assert set(told) == {"error"} and set(told["error"]) == {"code", "message", "action", "fields"}, case.as_curl_command()
            assert told["error"]["code"] in TABLE and told["error"]["code"] != "internal", case.as_curl_command()
        if asker == "stranger" and response.status_code < 400:
            assert case.path in ("/receipt-key", "/push/key"), "nothing but public keys is told to whoever asks"

    once()
