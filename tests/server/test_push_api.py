"""/api/push: a phone has itself reminded, and tells what became of it."""

from __future__ import annotations

import base64
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.push.keys import FILE, retire, rotate
from server.settings import Settings
from sync.domain.reminders.digest import Digest, Item
from sync.domain.reminders.subscription import MOST_OF_A_PERSON
from sync.ports import Write
from sync.usecases.directory import PUSH, REMINDERS
from tests.support.site import Running, running
from tests.support.world import NA_DON

ENDPOINT = "https://fcm.googleapis.com/fcm/send/panh"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def browser_keys() -> dict[str, str]:
    point = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {"p256dh": base64url(point), "auth": base64url(bytes(16))}


def subscription(server: Running, endpoint: str = ENDPOINT, **more: Any) -> dict[str, Any]:
    key = server.site.parts.push_keys.newest.id
    return {"device": "điện thoại của Panh", "endpoint": endpoint, "keys": browser_keys(), "key": key, "replaces": None, **more}


async def held(server: Running) -> list[str]:
    return sorted(one["endpoint"] for one in await server.store.range(PUSH))


async def test_a_phone_is_given_the_key_and_is_kept_once(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        key = (await server.client().get("/api/push/key")).json()
        assert base64.urlsafe_b64decode(key["key"] + "=")[0] == 4 and len(key["id"]) == 8
        assert stat.S_IMODE((tmp_path / "keys" / FILE).stat().st_mode) == 0o600
        phone = await server.phone()
        for _ in range(2):
            assert (await phone.post("/api/push/subscriptions", json=subscription(server))).status_code == 204
        [kept] = await server.store.range(PUSH)
        assert (kept["username"], kept["device"], kept["key"]) == ("na-don-bi-thu", "điện thoại của Panh", key["id"])


async def test_an_endpoint_that_the_browser_renewed_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        phone = await server.phone()
        await phone.post("/api/push/subscriptions", json=subscription(server))
        await phone.post("/api/push/subscriptions", json=subscription(server, f"{ENDPOINT}-2", replaces=ENDPOINT))
        assert await held(server) == [f"{ENDPOINT}-2"]


async def test_nobody_takes_away_the_phone_of_another(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        panh, sang = await server.phone(), await server.phone("pa-pe-bi-thu")
        await panh.post("/api/push/subscriptions", json=subscription(server))
        assert (await sang.request("DELETE", "/api/push/subscriptions", json={"endpoint": ENDPOINT})).status_code == 204
        await sang.post("/api/push/subscriptions", json=subscription(server, f"{ENDPOINT}-sang", replaces=ENDPOINT))
        assert await held(server) == [ENDPOINT, f"{ENDPOINT}-sang"]
        assert (await panh.request("DELETE", "/api/push/subscriptions", json={"endpoint": ENDPOINT})).status_code == 204
        assert await held(server) == [f"{ENDPOINT}-sang"]


async def test_a_browser_in_which_another_logs_in_is_his_alone(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        await (await server.phone()).post("/api/push/subscriptions", json=subscription(server))
        await (await server.phone("pa-pe-bi-thu")).post("/api/push/subscriptions", json=subscription(server))
        assert [one["username"] for one in await server.store.range(PUSH)] == ["pa-pe-bi-thu"]


async def test_log_out_and_an_ended_session_end_the_reminders(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        first, second = await server.phone(), await server.phone()
        await first.post("/api/push/subscriptions", json=subscription(server))
        await second.post("/api/push/subscriptions", json=subscription(server, f"{ENDPOINT}-2"))
        assert (await first.delete("/api/session")).status_code == 204
        assert await held(server) == [f"{ENDPOINT}-2"]
        await server.site.parts.sessions.end_all("na-don-bi-thu")
        assert await held(server) == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/x", "https://evil.example/x", "https://127.0.0.1/x", "https://[::1]/x", "https://10.0.0.1/",
        "https://fcm.googleapis.com:8443/x", "https://user@fcm.googleapis.com/x", "https://fcm.googleapis.com.evil.example/x",
        "https://push.apple.com/x", "https://xpush.apple.com/x", "http://127.0.0.1:8000/x", "https://fcm.googleapis.com\\@evil.example/x",
        "https://fcm.googleapis.com@evil.example/", "file:///etc/passwd", "https://localhost/x", "https://2130706433/x",
        "https://fcm.googleapis.com/x#y", "https://fcm.googleapis.com/\n", "", "https://fcm.googleapis.com:99999/x",
    ],
)  # fmt: skip
async def test_an_address_that_is_no_known_push_service_is_refused(tmp_path: Path, endpoint: str) -> None:
    async with running(tmp_path) as server:
        answer = await (await server.phone()).post("/api/push/subscriptions", json=subscription(server, endpoint))
        assert answer.status_code == 422 and answer.json()["error"]["code"] == "push_endpoint_refused"
        assert await held(server) == []


@pytest.mark.parametrize("wrong", ["short", "off the curve", "auth", "no base64", "compressed"])
async def test_a_key_that_is_none_is_refused_with_its_name(tmp_path: Path, wrong: str) -> None:
    keys = browser_keys()
    point = base64.urlsafe_b64decode(keys["p256dh"] + "=")
    keys |= {
        "short": {"p256dh": base64url(point[:64])},
        "off the curve": {"p256dh": base64url(point[:-1] + bytes([point[-1] ^ 1]))},
        "auth": {"auth": base64url(bytes(15))},
        "no base64": {"p256dh": "+/" * 40},
        "compressed": {"p256dh": base64url(b"\2" + point[1:33])},
    }[wrong]
    async with running(tmp_path) as server:
        answer = await (await server.phone()).post("/api/push/subscriptions", json=subscription(server, keys=keys))
        assert answer.status_code == 422
        [field] = answer.json()["error"]["fields"]
        assert field["path"] == ("keys.auth" if wrong == "auth" else "keys.p256dh")


async def test_thousands_of_phones_of_one_person_are_ten(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        subscriptions, keys = server.site.parts.subscriptions, [server.site.parts.push_keys.newest.id]
        body = subscription(server)
        phone = await server.phone()
        await phone.post("/api/push/subscriptions", json=body)
        made = (await subscriptions.of_everybody())["na-don-bi-thu"][0]
        for number in range(2_000):
            server.clock.move(seconds=1)
            await subscriptions.keep(_with_endpoint(made, f"{ENDPOINT}/{number}"), keys)
        assert await held(server) == sorted(f"{ENDPOINT}/{number}" for number in range(2_000 - MOST_OF_A_PERSON, 2_000))


def _with_endpoint(one: Any, endpoint: str) -> Any:
    return type(one)(one.username, one.session, one.device, endpoint, one.p256dh, one.auth, one.key, one.heard_at)


async def test_a_new_key_keeps_the_phones_of_the_old_one_until_it_is_retired(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        phone = await server.phone()
        old = (await phone.get("/api/push/key")).json()["id"]
        await phone.post("/api/push/subscriptions", json=subscription(server))
        rotate(tmp_path, server.clock.now())
        new = (await phone.get("/api/push/key")).json()["id"]
        assert new != old and [one.id for one in server.site.parts.push_keys.all()] == [old, new]
        assert await held(server) == [ENDPOINT]
        body = subscription(server, f"{ENDPOINT}-2", key=old)
        assert (await phone.post("/api/push/subscriptions", json=body)).status_code == 204, "it was made a moment before"
        assert not retire(tmp_path, new) and retire(tmp_path, old)
        assert (await phone.post("/api/push/subscriptions", json=body)).json()["error"]["fields"][0]["path"] == "key"


async def test_push_can_be_switched_off(tmp_path: Path) -> None:
    async with running(tmp_path, settings=Settings(data=tmp_path, push_hosts=())) as server:
        phone = await server.phone()
        assert (await phone.get("/api/push/key")).json()["error"]["code"] == "push_not_set_up"
        assert (await phone.get("/api/push/key")).status_code == 404
        assert (await phone.post("/api/push/subscriptions", json=subscription(server))).status_code == 404


async def test_a_stranger_has_no_phone(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        client = server.client()
        assert (await client.post("/api/push/subscriptions", json=subscription(server))).status_code == 401
        assert (await client.post("/api/push/events", json=[])).status_code == 401


async def a_digest(server: Running, username: str = "na-don-bi-thu") -> str:
    words = {"vi": "Biên bản", "en": "Minutes"}
    item = Item("owed", NA_DON, "Chi bộ bản Nà Đon", "obligation:regular_minutes:2026-11", words, "2026-11-23")  # type: ignore[arg-type]
    made = Digest(username, "2026-11-23", 1, "2026-11-23T07:00:00.000+07:00", "directive-824:1", "vi", (item,), 1, "2026-11-30")
    await server.store.write(REMINDERS, [Write(made.to_document(), mode="edit")])
    return made.id


async def test_what_became_of_a_digest_is_kept_once_however_often_and_late_it_is_told(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        id, phone = await a_digest(server), await server.phone()
        events = [
            {"reminder": id, "event": "opened", "at": "2026-11-23T08:10:00+07:00"},
            {"reminder": id, "event": "shown", "at": "2026-11-23T08:00:00+07:00"},
            {"reminder": id, "event": "later", "at": "1970-01-01T00:00:00Z"},
            {"reminder": "reminder:na-don-bi-thu:2020-01-01:1", "event": "shown", "at": "2026-11-23T08:00:00+07:00"},
        ]
        for _ in range(3):
            assert (await phone.post("/api/push/events", json=events)).status_code == 204
        kept = await server.store.read(REMINDERS, id)
        assert kept is not None and kept["_rev"].startswith("2-")
        assert kept["shown_at"] == "2026-11-23T08:00:00.000+07:00" and kept["opened_at"] == "2026-11-23T08:10:00.000+07:00"
        assert kept["later_at"] == "2026-11-23T07:00:00.000+07:00", "not before it was made"


async def test_nobody_tells_of_what_another_was_sent(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        id = await a_digest(server)
        other = await server.phone("pa-pe-bi-thu")
        event = {"reminder": id, "event": "opened", "at": "2026-11-23T08:10:00+07:00"}
        assert (await other.post("/api/push/events", json=[event])).status_code == 204
        assert (await server.store.read(REMINDERS, id) or {})["_rev"].startswith("1-")


async def test_more_than_fifty_events_and_malformed_ones_are_refused(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        phone = await server.phone()
        event = {"reminder": "reminder:x:2026-11-23:1", "event": "shown", "at": "soon"}
        assert (await phone.post("/api/push/events", json=[event] * 50)).status_code == 204
        assert (await phone.post("/api/push/events", json=[event] * 51)).status_code in (400, 413)
        assert (await phone.post("/api/push/events", json=[event | {"event": "eaten"}])).status_code == 400
        assert (await phone.post("/api/push/events", json={"x": 1})).status_code == 400


async def test_a_person_says_when_and_of_what_he_wants_to_be_told(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        phone = await server.phone()
        assert (await phone.get("/api/push/wishes")).json() == {"first": "", "meetings": True}
        for first in ("09:30", "18:00", ""):
            assert (await phone.put("/api/push/wishes", json={"first": first, "meetings": False})).status_code == 204
            assert (await phone.get("/api/push/wishes")).json() == {"first": first, "meetings": False}
        for first in ("22:00", "06:59", "9:30", "soon"):
            answer = await phone.put("/api/push/wishes", json={"first": first, "meetings": False})
            assert answer.status_code == 422 and answer.json()["error"]["fields"][0]["path"] == "first"
        assert (await (await server.phone("pa-pe-bi-thu")).get("/api/push/wishes")).json() == {"first": "", "meetings": True}
        await phone.post("/api/push/subscriptions", json=subscription(server))
        assert len(await server.site.parts.subscriptions.of_everybody()) == 1
