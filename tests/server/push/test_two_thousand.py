"""Two thousand reminders through a push service that fails in every way there is: what became of each is known, nobody gets one twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import aiohttp

from server.push.keys import PushKeys
from server.push.sender import WebPushSender
from sync.domain.reminders.endpoints import PushHosts
from sync.domain.reminders.outcomes import MOST_ATTEMPTS
from sync.domain.reminders.subscription import Subscription
from sync.ports import Write
from sync.usecases.directory import ACCOUNTS, PUSH
from tests.support.reminders.push_service import DROP, HANG, Answer, PushService
from tests.support.reminders.reminding import World, a_reminding_world
from tests.support.world import NA_DON

MANY = 2_000
BUSY: Answer = (429, {"Retry-After": "900"})
MODES: dict[str, tuple[list[Answer], str, list[str]]] = {
    "fine": ([201], "accepted", ["accepted"]),
    "unknown": ([404], "no_phone", ["gone"]),
    "gone": ([410], "no_phone", ["gone"]),
    "too large": ([413, 201], "accepted", ["too_large", "accepted"]),
    "busy": ([BUSY, 201], "accepted", ["throttled", "accepted"]),
    "stumbles": ([500, 502, 201], "accepted", ["failed", "failed", "accepted"]),
    "away": ([(503, {"Retry-After": "120"}), 201], "accepted", ["failed", "accepted"]),
    "hangs": ([HANG, 201], "accepted", ["timeout", "accepted"]),
    "drops": ([DROP, 201], "accepted", ["unreachable", "accepted"]),
    "refuses": ([400], "failed", ["refused"]),
    "leads away": ([(307, {"Location": "/elsewhere"})], "failed", ["refused"]),
    "always fails": ([500], "failed", ["failed"] * MOST_ATTEMPTS),
    "always large": ([413], "failed", ["too_large", "too_large"]),
}
"""By mode: what the service answers, one after the other, what becomes of the digest, and its attempts."""


def mode_of(number: int) -> str:
    """Twenty phones fail in each way there is, the others in none."""
    return list(MODES)[(number // 20 + 1) % len(MODES) if number < 20 * (len(MODES) - 1) else 0]


async def with_phones(world: World, service: PushService, keys: PushKeys) -> None:
    names = [f"nguoi-{number:04}" for number in range(MANY)]
    roles = [{"role": "secretary", "unit": NA_DON, "from": "2020-01-01", "to": None}]
    people = [
        {"_id": f"account:{name}", "kind": "account", "username": name, "name": name, "password_hash": "", "roles": roles, "lang": "vi"}
        for name in names
    ]
    sessions = [{"_id": f"session:{name}", "kind": "session", "username": name} for name in names]
    await world.store.write(ACCOUNTS, [Write(one, mode="edit") for one in (*people, *sessions)])
    phones = []
    for number, name in enumerate(names):
        made = service.subscribe(name, keys.newest.public)
        phones.append(Subscription(name, name, name, made["endpoint"], made["keys"]["p256dh"], made["keys"]["auth"], keys.newest.id, ""))
        service.answers[name] = list(MODES[mode_of(number)][0])
    await world.store.write(PUSH, [Write(one.to_document(), mode="edit") for one in phones])


async def test_what_became_of_each_is_known(tmp_path: Path) -> None:
    world = await a_reminding_world("2026-11-20T07:30:00+07:00")
    keys = PushKeys.open(tmp_path, world.clock.now())
    async with PushService(lambda: world.clock.now().timestamp()).running() as service:
        await with_phones(world, service, keys)
        hosts = PushHosts((), service.origin)
        sender = WebPushSender(keys, hosts, "mailto:a@example.vn", world.clock, aiohttp.ClientTimeout(total=6))
        worker = world.worker(sender, hosts)
        for _ in range(83):
            await worker.catch_up()
            world.clock.move(minutes=6)
        await sender.close()
        assert service.wrong == [] and service.most_at_once <= 50
        digests = {one.username: one for one in await world.digests() if one.username.startswith("nguoi-")}
        assert len(digests) == MANY
        told = Counter[tuple[str, str, str]]()
        for number in range(MANY):
            name, mode = f"nguoi-{number:04}", mode_of(number)
            digest, (_, result, outcomes) = digests[name], MODES[mode]
            made = [one.outcome for one in digest.attempts]
            told[mode, digest.result, " ".join(made)] += 1
            assert (digest.state, digest.result, made) == ("closed", result, outcomes), mode
            assert len(service.browsers[name].messages) == (1 if result == "accepted" else 0), mode
            assert service.requests[name] == len(made), mode
        assert sum(told.values()) == MANY and len(told) == len(MODES)
        kept = {one["username"] for one in await world.store.range(PUSH)}
        assert kept == {name for number in range(MANY) if MODES[mode_of(number)][1] != "no_phone" for name in [f"nguoi-{number:04}"]}
