"""Messages reach a push service as the RFCs say, and whatever it does the sender comes back and says what happened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from server.push.addresses import PublicOnly
from server.push.keys import PushKeys, rotate
from server.push.sender import WebPushSender
from sync.domain.reminders.endpoints import PushHosts, is_public
from sync.domain.reminders.message import Message
from sync.domain.reminders.subscription import Subscription
from tests.support.clock import FixedClock
from tests.support.reminders.push_service import DROP, HANG, Answer, PushService

MESSAGE = Message('{"web_push":8030,"notification":{"title":"Sắp đến hạn"}}'.encode(), 3_600, "chu-de", "high")


@dataclass
class Desk:
    service: PushService
    sender: WebPushSender
    keys: PushKeys
    clock: FixedClock

    def phone(self, token: str = "panh", *, key: str = "") -> Subscription:
        mine = self.keys.find(key) if key else self.keys.newest
        assert mine
        made = self.service.subscribe(token, mine.public)
        return Subscription("panh", "s", "", made["endpoint"], made["keys"]["p256dh"], made["keys"]["auth"], mine.id, "")


@asynccontextmanager
async def a_desk(tmp_path: Path, seconds: float = 15) -> AsyncIterator[Desk]:
    clock = FixedClock("2026-11-23T10:00:00+07:00")
    keys = PushKeys.open(tmp_path, clock.now())
    async with PushService(lambda: clock.now().timestamp()).running() as service:
        timeout = aiohttp.ClientTimeout(total=seconds)
        sender = WebPushSender(keys, PushHosts((), service.origin), "mailto:a@example.vn", clock, timeout)
        try:
            yield Desk(service, sender, keys, clock)
        finally:
            await sender.close()


async def test_a_message_arrives_encrypted_and_vouched_for(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        answer = await desk.sender.send(desk.phone(), MESSAGE)
        assert (answer.outcome, answer.status, desk.service.wrong) == ("accepted", 201, [])
        [got] = desk.service.browsers["panh"].messages
        assert got.told["notification"]["title"] == "Sắp đến hạn"
        assert (got.ttl, got.urgency, got.topic) == (3_600, "high", "chu-de")


async def test_a_newer_message_of_a_topic_takes_the_place_of_the_older_one(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        phone = desk.phone()
        for _ in range(3):
            await desk.sender.send(phone, MESSAGE)
        assert len(desk.service.browsers["panh"].waiting) == 1


async def test_a_phone_of_an_old_key_is_still_reached_after_a_rotation(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        old, first = desk.phone("old"), desk.keys.newest.id
        rotate(tmp_path, desk.clock.now())
        assert desk.keys.newest.id != first
        new = desk.phone("new")
        assert [(await desk.sender.send(one, MESSAGE)).outcome for one in (old, new)] == ["accepted", "accepted"]
        assert desk.service.wrong == []


async def test_a_signature_is_made_anew_before_it_runs_out(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        phone = desk.phone()
        for _ in range(6):
            assert (await desk.sender.send(phone, MESSAGE)).outcome == "accepted"
            desk.clock.move(hours=5)
        assert desk.service.wrong == []


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        (404, "gone"), (410, "gone"), (413, "too_large"), (500, "failed"), (502, "failed"), (400, "refused"), (401, "refused"),
        (403, "refused"), ((429, {"Retry-After": "120"}), "throttled"), ((307, {"Location": "/elsewhere"}), "refused"),
        ((301, {"Location": "/elsewhere"}), "refused"), (DROP, "unreachable"),
    ],
)  # fmt: skip
async def test_whatever_the_service_answers_is_told(tmp_path: Path, told: Answer, outcome: str) -> None:
    async with a_desk(tmp_path) as desk:
        phone = desk.phone()
        desk.service.answers["panh"] = [told]
        answer = await desk.sender.send(phone, MESSAGE)
        assert answer.outcome == outcome and desk.service.wrong == []
        assert answer.retry_after == ("120" if outcome == "throttled" else None)
        assert desk.service.requests["panh"] <= 2, "aiohttp may send again over a new connection where the old one was closed"


async def test_a_service_that_hangs_is_given_up(tmp_path: Path) -> None:
    async with a_desk(tmp_path, seconds=0.3) as desk:
        phone = desk.phone()
        desk.service.answers["panh"] = [HANG]
        assert (await desk.sender.send(phone, MESSAGE)).outcome == "timeout"


async def test_a_host_that_is_not_allowed_is_never_called(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        phone = desk.phone()
        elsewhere = Subscription("panh", "s", "", "http://127.0.0.1:1/x", phone.p256dh, phone.auth, phone.key, "")
        assert (await desk.sender.send(elsewhere, MESSAGE)).outcome == "forbidden_host"
        assert desk.service.requests == {}


async def test_connections_are_kept(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        phones = [desk.phone(f"p{number}") for number in range(200)]
        answers = await asyncio.gather(*(desk.sender.send(one, MESSAGE) for one in phones))
        assert {one.outcome for one in answers} == {"accepted"}
        assert desk.service.most_at_once <= 50


class Rebinding(AbstractResolver):
    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(self, host: str, port: int = 0, family: object = None) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host=one, port=port, family=2, proto=0, flags=0) for one in self.addresses]

    async def close(self) -> None:
        pass


async def test_a_name_that_leads_into_our_own_network_is_not_called() -> None:
    with pytest.raises(OSError):
        await PublicOnly(Rebinding("10.1.2.3", "127.0.0.1", "169.254.169.254", "::1")).resolve("fcm.googleapis.com", 443)
    kept = await PublicOnly(Rebinding("10.1.2.3", "142.250.1.1")).resolve("fcm.googleapis.com", 443)
    assert [one["host"] for one in kept] == ["142.250.1.1"]


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "127.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1%eth0", "fc00::1",
     "::ffff:10.0.0.1", "100.64.0.1", "224.0.0.1", "nonsense"],
)  # fmt: skip
def test_an_address_of_no_public_network_is_none(address: str) -> None:
    assert not is_public(address)
