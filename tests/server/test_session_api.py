"""/api: the phone's log-in, the units a person may see, the public key of receipts."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from server.api.odata.model import SETS
from tests.support.site import running
from tests.support.world import PASSWORD


async def test_a_phone_learns_who_it_serves_and_where(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        client = server.client()
        body = {"username": "na-don-bi-thu", "password": PASSWORD, "device": "điện thoại của Panh"}
        answer = await client.post("/api/session", json=body)
        assert answer.status_code == 200
        told = answer.json()
        assert told == {
            "account": {"username": "na-don-bi-thu", "name": "Lò Văn Panh", "lang": "vi"},
            "units": [{
                "id": "chi-bo-ban-na-don", "name": "Chi bộ bản Nà Đon", "type": "cell", "cell_type": "village",
                "parent_name": "Đảng ủy xã Bình Lư", "roles": ["secretary"],
                "deadlines": {"facts": {
                    "unit": "chi-bo-ban-na-don", "first": "2020-01-01", "last": None, "since": None,
                    "kinds": [{"kind": "cell", "first": "2020-01-01", "last": None}],
                    "receivers": [{"to": "committee", "unit": "binh-lu", "first": "2020-01-01", "last": None}],
                }},
                "beside": {"chi-bo-ban-pa-pe": "Chi bộ bản Pa Pe"},
            }],
            "now": "2026-11-23T10:00:00.000+07:00",
        }  # fmt: skip
        assert (await client.get("/api/session")).json() == told


async def test_log_out_ends_the_session_on_the_server(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        client = await server.phone()
        cookie = f"sohop={client.cookies['sohop']}"
        answer = await client.delete("/api/session")
        assert answer.status_code == 204 and "Max-Age=0" in answer.headers["set-cookie"]
        assert (await server.client(cookie=cookie).get("/api/session")).status_code == 401


async def test_an_officer_has_no_book_on_his_phone(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        client = await server.phone("binh-lu-dang-uy")
        assert (await client.get("/api/session")).json()["units"] == []


@pytest.mark.parametrize(
    ("username", "sees"),
    [
        ("na-don-bi-thu", ["chi-bo-ban-na-don"]),
        ("binh-lu-dang-uy", ["binh-lu", "chi-bo-ban-na-don", "chi-bo-ban-pa-pe"]),
        ("quan-tri", ["binh-lu", "chi-bo-ban-na-don", "chi-bo-ban-pa-pe", "lai-chau"]),
    ],
)
async def test_a_person_sees_the_units_his_roles_reach(tmp_path: Path, username: str, sees: list[str]) -> None:
    async with running(tmp_path) as server:
        client = await server.phone(username)
        assert [row["id"] for row in (await client.get("/api/units")).json()["items"]] == sees
        for unit in ("lai-chau", "binh-lu", "chi-bo-ban-na-don", "chi-bo-ban-pa-pe"):
            answer = await client.get(f"/api/units/{unit}")
            assert answer.status_code == (200 if unit in sees else 403), unit


async def test_a_unit_tells_its_children(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        told = (await (await server.phone("binh-lu-dang-uy")).get("/api/units/binh-lu")).json()
        assert [row["id"] for row in told["children"]] == ["chi-bo-ban-na-don", "chi-bo-ban-pa-pe"]
        assert told["parent"] == "lai-chau" and told["valid_to"] is None


async def test_anybody_can_check_a_receipt_with_the_public_key(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        told = (await server.client().get("/api/receipt-key")).json()
        key = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(told["public_key"] + "="))
        signer = server.site.parts.keys.signer
        key.verify(signer.sign(b"paper"), b"paper")
        assert told["key"] == signer.key_id


async def test_the_schema_names_every_address_below_its_mount(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        schema = (await server.client().get("/api/schema/openapi.json")).json()
        assert schema["servers"] == [{"url": "/api"}]
        below = ("obligations", "deadlines", *(f"deadlines/{one}" for one in ("overrides", "exemptions", "waivers", "endings")))
        of_unit = {f"/units/{{unit_id}}/{one}" for one in below}
        of_paper = {f"/units/{{unit_id}}/papers/{{paper_id}}{end}" for end in ("", "/revisions", "/revisions/{rev}", "/receipt")}
        files = {f"/export/{one}.{kind}" for one in ("papers", "obligations") for kind in ("csv", "jsonl")}
        odata = {f"/odata/{one.name}{end}" for one in SETS for end in ("", "/$count")} | {"/odata", "/odata/$metadata"}
        assert set(schema["paths"]) >= {
            "/session", "/units", "/units/{unit_id}", "/receipt-key", "/forms", "/forms/{what}/{name}/{version}", "/people", "/papers", "/search",
            "/obligations", "/measures", "/push/key", "/push/subscriptions", "/push/events", "/push/wishes", "/calendar",
        } | of_unit | of_paper | files | odata  # fmt: skip
        for path, item in schema["paths"].items():
            for method, operation in item.items():
                assert bool(operation["security"]) is (f"{method} {path}" not in ("post /session", "get /receipt-key", "get /push/key")), path
