"""Papers and obligations as files: whole, streamed, and with nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from server.api.tables import cell
from sync.usecases.papers import export_papers
from tests.server.api.reading import a_meeting, machine, reading, send
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON, PA_PE


def table(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


async def test_a_table_of_papers_has_a_row_for_each_in_the_order_of_their_ids(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        answer = await (await machine(server)).get("/api/export/papers.csv")
        rows = table(answer.text)
        assert [(one["unit"], one["id"], one["status"]) for one in rows] == [
            (NA_DON, "meeting:2026-11:regular:1", "returned"), (NA_DON, "meeting:2026-12:regular:1", "sent"),
            (PA_PE, "meeting:2026-11:regular:1", "sent"), (PA_PE, "meeting:2026-12:regular:1", "sent"),
        ]  # fmt: skip
        assert answer.headers["content-type"] == "text/csv; charset=utf-8" and "papers.csv" in answer.headers["content-disposition"]
        assert rows[0]["unit_name"] == "Chi bộ bản Nà Đon" and answer.headers["cache-control"] == "no-store"


async def test_many_portions_are_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_papers, "PORTION", 1)
    async with reading(tmp_path) as server:
        client = await machine(server)
        assert len(table((await client.get("/api/export/papers.csv")).text)) == 4
        lines = (await client.get("/api/export/papers.jsonl?answers=true")).text.splitlines()
        assert [json.loads(line)["answers"]["date"] for line in lines] == ["2026-11-03", "2026-12-03"] * 2


async def test_nothing_in_a_table_is_run_as_a_formula(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        await send(server, a_meeting(NA_DON, "2026-10", "=HYPERLINK(\"http://x\")"))
        text = (await (await machine(server)).get(f"/api/export/papers.csv?columns=id,answers.place&unit={NA_DON}")).text
        assert table(text)[0]["answers.place"] == "'=HYPERLINK(\"http://x\")"


@pytest.mark.parametrize(
    ("value", "told"),
    [("=1", "'=1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\t=1", "'\t=1"), ("\r=1", "'\r=1"), ("＝1", "'＝1"), (-1, "-1"), (1.5, "1.5"),
     (None, ""), (True, "true"), (["=a"], '["=a"]'), ("a=1", "a=1"), ("", ""), ("a\0b", "ab"), ("\0=1", "'=1")],
)  # fmt: skip
def test_a_cell_is_text_or_a_number(value: object, told: str) -> None:
    assert cell(value) == told


@pytest.mark.parametrize(
    ("columns", "told"),
    [(",".join(f"answers.c{n}" for n in range(500)), "500"), ("unit,nothing", "nothing"), ("unit,unit", "twice"), ("answers.", "answers."),
    ("x" * 8001, "")],
)
async def test_columns_that_cannot_be_given_are_told(tmp_path: Path, columns: str, told: str) -> None:
    async with reading(tmp_path) as server:
        answer = await (await machine(server)).get("/api/export/papers.csv", params={"columns": columns})
        error = answer.json()["error"]
        assert answer.status_code == 400 and error["code"] == "bad_request" and told in error["fields"][0]["message"]


async def test_a_filter_that_matches_nothing_gives_a_table_without_rows(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        client = await machine(server)
        for name in ("papers", "obligations"):
            assert table((await client.get(f"/api/export/{name}.csv?first=2090-01-01")).text) == []
            assert (await client.get(f"/api/export/{name}.jsonl?first=2090-01-01")).text == ""
        assert table((await client.get(f"/api/export/papers.csv?unit={BINH_LU}&below=false")).text) == []


async def test_what_may_not_be_read_is_not_given_out(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        client = await machine(server, NA_DON, ("papers",))
        assert {one["unit"] for one in table((await client.get("/api/export/papers.csv")).text)} == {NA_DON}
        for path, status in (("papers.csv?unit=chi-bo-ban-pa-pe", 403), ("obligations.csv", 403), ("papers.jsonl?unit=khong-co", 404)):
            assert (await client.get(f"/api/export/{path}")).status_code == status, path
        assert (await server.client().get("/api/export/papers.csv")).status_code == 401


async def test_obligations_are_given_out_with_numbers_as_numbers(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        client = await machine(server, LAI_CHAU)
        listed, cursor = [], ""
        while True:
            page = (await client.get("/api/obligations", params={"limit": 7, "cursor": cursor})).json()
            listed += page["items"]
            if (cursor := page["next"]) is None:
                break
        rows = table((await client.get("/api/export/obligations.csv")).text)
        assert [(one["unit"], one["id"], str(one["days_left"])) for one in listed] == [(one["unit"], one["id"], one["days_left"]) for one in rows]
        assert rows and rows[0]["title_vi"] and json.loads(rows[0]["receivers"]) == listed[0]["receivers"]
        lines = (await client.get("/api/export/obligations.jsonl?columns=unit,days_left")).text.splitlines()
        assert [json.loads(one)["days_left"] for one in lines] == [one["days_left"] for one in listed]


@pytest.mark.parametrize("query", ["status=due", "status=due&status=overdue", "kind=minutes", "rule=regular_minutes",
"last=2026-11-30", f"unit={PA_PE}"])
async def test_obligations_are_narrowed(tmp_path: Path, query: str) -> None:
    async with reading(tmp_path) as server:
        rows = (await (await machine(server)).get(f"/api/obligations?limit=500&{query}")).json()["items"]
        name, _, value = query.partition("&")[0].partition("=")
        fits = {"status": lambda one: one["status"] in ("due",
        "overdue"), "kind": lambda one: one["kind"] == value, "rule": lambda one: one["rule"] == value,
                "last": lambda one: one["due_at"] < "2026-12-01", "unit": lambda one: one["unit"] == PA_PE}  # fmt: skip
        assert rows and all(fits[name](one) for one in rows)
