"""OData, as Excel and Power BI ask for it: metadata, filters, orders, pages that lead on, and words for what is not offered."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from server.api.odata import reading as pages
from server.api.odata.filtering import FilterWrong, filter_of
from server.api.odata.model import PAPERS, SETS
from tests.server.api.reading import machine, reading
from tests.support.world import BINH_LU, NA_DON, PA_PE

AT = "/api/odata"
EDM = "{http://docs.oasis-open.org/odata/ns/edm}"
ROW: dict[str, Any] = {
    "unit": NA_DON, "unit_name": "Chi bộ bản Nà Đon", "id": "meeting:2026-11:regular:1", "kind": "meeting", "version": 3, "day": "2026-11-03",
    "done_at": "2026-11-03T21:41:00.000+07:00", "status": "sent", "receipt": None, "month": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("kind eq 'meeting'", True), ("kind ne 'meeting'", False), ("version gt 2", True), ("version ge 3.0", True), ("version lt -1", False),
        ("version le 3", True),
        ("day eq 2026-11-03", True), ("day gt 2026-11-03", False), ("done_at lt 2026-11-03T14:41:00.001Z", True),
        ("done_at eq 2026-11-03T14:41:00Z", True),
        ("receipt eq null", True), ("receipt ne null", False), ("receipt gt 'a'", False), ("null eq null", True), ("not (kind eq 'x')", True),
        ("not not true", True),
        ("kind eq 'x' or version eq 3", True), ("kind eq 'x' or version eq 3 and day eq 2020-01-01", False),
        ("(kind eq 'x' or version eq 3) and true", True),
        ("contains(unit_name,'Nà Đon')", True), ("startswith(unit_name, 'Chi')", True), ("endswith(id,':1')", True), ("contains(receipt,'x')", False),
        ("not contains(receipt,'x')", False), ("tolower(kind) eq 'meeting'", True), ("toupper(kind) eq 'MEETING'", True), ("length(kind) eq 7", True),
        ("year(day) eq 2026 and month(day) eq 11 and day(day) eq 3", True), ("year(done_at) eq 2026", True), ("date(done_at) eq 2026-11-03", True),
        ("kind in ('x','meeting')", True), ("version in (1, 2)", False), ("unit_name eq 'it''s'", False), ("contains(unit_name,'''')", False),
        ("trim(kind) eq 'meeting'", True),
    ],
)  # fmt: skip
def test_a_filter_asks_what_it_says(text: str, fits: bool) -> None:
    assert filter_of(text, PAPERS)(ROW) is fits


@pytest.mark.parametrize(
    "text",
    ["kind", "kind eq", "eq 'x'", "kind eq 'x", "kind = 'x'", "nothing eq 1", "kind eq 1", "version eq 'x'", "day gt 3", "kind eq 'x' and",
    "(kind eq 'x'", "kind eq 'x')",
     "contains(kind)", "contains(kind,'x','y')", "contains(version,'x')", "nothing(kind)", "kind eq 'x' xor true", "version",
     "day eq 2026-02-30", "not version",
     "done_at eq 2026-11-03T99:00:00Z", "kind in ()", "kind in 'x'", "'x' and 'y'", "__import__('os')", "kind eq 'x';", "(" * 30 + "true" + ")" * 30,
     "not " * 5 + "3", "length(" * 30 + "kind" + ")" * 30, "true or " * 400 + "true", "kind add 1 eq 2", "\u0000", "year(day eq 1"],
)  # fmt: skip
def test_what_is_no_filter_is_told_in_words(text: str) -> None:
    with pytest.raises(FilterWrong, match=r"."):
        filter_of(text, PAPERS)


async def rows(client: httpx.AsyncClient, address: str) -> list[dict[str, Any]]:
    """All pages, as Excel follows them."""
    found: list[dict[str, Any]] = []
    while address:
        answer = await client.get(address)
        assert answer.status_code == 200 and answer.headers["odata-version"] == "4.0", answer.text
        found += answer.json()["value"]
        address = answer.json().get("@odata.nextLink", "")
    return found


async def test_the_metadata_names_every_column_that_rows_have(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        client = await machine(server)
        tree = ElementTree.fromstring((await client.get(f"{AT}/$metadata")).text)
        told = {one.get("Name"): {column.get("Name") for column in one.iter(f"{EDM}Property")} for one in tree.iter(f"{EDM}EntityType")}
        service = (await client.get(f"{AT}/")).json()
        assert [one["url"] for one in service["value"]] == [one.name for one in SETS]
        for one in SETS:
            found = await rows(client, f"{AT}/{one.name}")
            assert found and all(set(row) == told[one.entity] for row in found), one.name
            keys = [tuple(str(row[key]) for key in one.keys) for row in found]
            assert keys == sorted(set(keys)), "each row has a key of its own, and they are in order"


@pytest.mark.parametrize("name", [one.name for one in SETS])
@pytest.mark.parametrize("size", [1, 3])
async def test_pages_together_are_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, size: int) -> None:
    async with reading(tmp_path) as server:
        client = await machine(server)
        whole = await rows(client, f"{AT}/{name}")
        monkeypatch.setattr(pages, "PAGE", size)
        assert await rows(client, f"{AT}/{name}") == whole
        assert await rows(client, f"{AT}/{name}?$top=2&$skip=1") == whole[1:3]
        assert int((await client.get(f"{AT}/{name}/$count")).text) == len(whole)
        column = "unit" if name != "Units" else "name"
        down = await rows(client, f"{AT}/{name}?$orderby={column} desc")
        assert [one[column] for one in down] == sorted((one[column] for one in whole), reverse=True)
        assert await rows(client, f"{AT}/{name}?$orderby={column} desc&$top=2&$skip=1") == down[1:3]


async def test_a_page_that_has_done_enough_leads_on_without_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_EXAMINED", 1)
    async with reading(tmp_path) as server:
        client = await machine(server)
        assert [one["unit"] for one in await rows(client, f"{AT}/Papers?$filter=unit eq '{PA_PE}'&$top=1")] == [PA_PE]
        assert len(await rows(client, f"{AT}/Obligations?$filter=kind eq 'minutes'")) > 2


async def test_the_order_of_keys_is_not_bounded_and_another_one_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_SORTED", 2)
    monkeypatch.setattr(pages, "PAGE", 2)
    async with reading(tmp_path) as server:
        client = await machine(server)
        assert len(await rows(client, f"{AT}/Papers?$orderby=unit,id asc")) == len(await rows(client, f"{AT}/Papers?$orderby=unit")) == 4
        first = (await client.get(f"{AT}/Papers?$orderby=day")).json()
        assert len(first["value"]) == 2
        answer = await client.get(first["@odata.nextLink"])
        assert answer.status_code == 400 and answer.json()["error"]["fields"][0]["path"] == "$orderby"


async def test_filters_columns_and_counts_go_together(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        client = await machine(server)
        answer = await client.get(f"{AT}/Papers", params={"$filter": "status eq 'returned'", "$select": "unit,day", "$count": "true", "other": "x"})
        told = answer.json()
        assert told["value"] == [{"unit": NA_DON, "day": "2026-11-03"}] and told["@odata.count"] == 1
        assert told["@odata.context"].endswith("/$metadata#Papers(unit,day)")
        assert (await client.get(f"{AT}/Papers/$count", params={"$filter": "month eq '2026-12'"})).text == "2"
        assert (await client.get(f"{AT}/Papers?$filter=month eq '1999-01'")).json()["value"] == []
        assert (await client.get(f"{AT}/Papers?$top=0")).json()["value"] == []


@pytest.mark.parametrize(
    ("query", "name"),
    [("$expand=x", "$expand"), ("$search=x", "$search"), ("$apply=x", "$apply"), ("$compute=x", "$compute"), ("$filter=kind eq", "$filter"),
    ("$select=x", "$select"),
     ("$orderby=x", "$orderby"), ("$orderby=kind up", "$orderby"), ("$top=-1", "top"), ("$top=x", "top"), ("$skip=1.5", "skip"),
     ("$count=x", "count"),
     ("$format=atom", "$format"), ("$top=1&$top=2", "$top"), ("$orderby=a,b,c,d,e,f", "$orderby")],
)  # fmt: skip
async def test_what_is_not_offered_is_told_in_the_one_shape(tmp_path: Path, query: str, name: str) -> None:
    async with reading(tmp_path) as server:
        answer = await (await machine(server)).get(f"{AT}/Papers?{query}")
        error = answer.json()["error"]
        assert answer.status_code == 400 and error["code"] == "bad_request" and name in error["fields"][0]["path"], answer.text


async def test_a_link_leads_on_for_its_own_question_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE", 1)
    async with reading(tmp_path) as server:
        client = await machine(server)
        link = (await client.get(f"{AT}/Papers?$filter=version eq 1")).json()["@odata.nextLink"]
        assert (await client.get(link)).status_code == 200
        for other in (link.replace("Papers", "Obligations"), link.replace("eq", "ne"), f"{link}x", f"{link}&$orderby=kind"):
            assert (await client.get(other)).status_code == 400, other


async def test_a_machine_reads_the_sets_of_its_scopes_and_units(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        client = await machine(server, NA_DON, ("papers",))
        assert {one["unit"] for one in await rows(client, f"{AT}/Papers")} == {NA_DON}
        for one in SETS:
            for end in ("", "/$count"):
                assert (await client.get(f"{AT}/{one.name}{end}")).status_code == (200 if one.name == "Papers" else 403)
        assert (await client.get(f"{AT}/")).status_code == (await client.get(f"{AT}/$metadata")).status_code == 200
        officer = await server.phone("binh-lu-dang-uy")
        assert {one["unit"] for one in await rows(officer, f"{AT}/Meetings")} == {NA_DON, PA_PE}
        assert {one["unit"] for one in await rows(officer, f"{AT}/People")} == {NA_DON, PA_PE, BINH_LU}


async def test_a_spreadsheet_is_asked_for_its_password(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        for client in (server.client(), server.client(authorization="Bearer sohop_wrong")):
            for path in ("/", "/$metadata", "/Papers"):
                answer = await client.get(AT + path)
                assert answer.status_code == 401 and answer.headers["www-authenticate"].startswith("Basic ")
        assert "www-authenticate" not in (await server.client().get("/api/papers")).headers
