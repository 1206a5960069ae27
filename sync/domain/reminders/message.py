"""A digest as one push message: Declarative Web Push (W3C Push API, "declarative push message"), which a service worker reads as well."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from sync.domain.kinds import MEETING_CHAIN
from sync.domain.obligations.clock import millis
from sync.domain.reminders.digest import Digest, Item
from sync.domain.reminders.rules import LONGEST_TTL_DAYS, Quiet
from sync.domain.reminders.words import MOST_LINES, body_of, title_of

LARGEST = 3_000
"""Bytes of a payload; push services need only take 4,096 with what the encryption adds (RFC 8030, 7.2; RFC 8291)."""
Urgency = Literal["very-low", "low", "normal", "high"]


@dataclass(frozen=True, slots=True)
class Message:
    """`payload`: JSON in UTF-8, to be encrypted. `ttl`: seconds for which the push service keeps it. `topic`: what it takes the place of
    (RFC 8030, 5.2 to 5.4)."""

    payload: bytes
    ttl: int
    topic: str
    urgency: Urgency


def message_of(digest: Digest, items: Sequence[Item], owed: int, now: str, site: str, quiet: Quiet, *, short: bool = False) -> Message:
    """`items` and `owed` as they are now; `site`: the server's address without a slash at its end.
    `short`: with no more than its title. The badge is told twice: the specification reads it beside the notification, the worker and
    browsers made before it was written read it within."""
    topic = topic_of(items[0])
    data = {"reminder": digest.id, "quiet": [quiet.from_, quiet.to]}
    path = path_of(items)
    # By this the app tells that it was opened from here, where the worker was not asked.
    told_by = f"{'&' if '?' in path else '?'}reminder={quote(digest.id, safe=':')}" if path.startswith("/app/") else ""
    more = {"lang": digest.lang, "navigate": f"{site}{path}{told_by}", "tag": topic, "app_badge": owed, "data": data}
    for lines in range(0 if short else MOST_LINES, -1, -1):
        told = {"title": title_of(items, digest.lang), "body": "" if short else body_of(items, digest.lang, lines), **more}
        message = {"web_push": 8030, "notification": told, "app_badge": owed}
        payload = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
        if len(payload) < LARGEST:
            break
    ttl = min(max((millis(digest.expires_at) - millis(now)) // 1000, 60), LONGEST_TTL_DAYS * 86_400)
    return Message(payload, ttl, topic, _urgency(items, now))


def topic_of(item: Item) -> str:
    """32 signs of base64url: the most a topic may have. It tells a push service nothing of what it is about."""
    return base64.urlsafe_b64encode(hashlib.sha256(item.key.encode()).digest())[:32].decode()


def path_of(items: Sequence[Item]) -> str:
    """Where a tap leads: of one thing to its paper, of several to the list of tasks, in the unit they are about; of units below to the
    office's page."""
    if all(one.kind == "below" for one in items):
        return f"/units/{quote(items[0].unit)}"
    paper = items[0].paper if len(items) == 1 else ""
    kind, _, key = paper.partition(":")
    units = {one.unit for one in items}
    there = f"?unit={quote(items[0].unit, safe='')}" if len(units) == 1 else ""
    if items[0].kind == "returned" and paper:
        return f"/app/papers/{quote(paper, safe=':')}/read{there}"
    if kind in MEETING_CHAIN:
        return f"/app/meetings/{quote(key, safe=':')}{there}"
    return f"/app/papers/{quote(paper, safe=':')}{there}" if paper else f"/app/{there}"


def _urgency(items: Sequence[Item], now: str) -> Urgency:
    """`high` on the last day: push services wake a sleeping phone for it alone (RFC 8030, 5.3)."""
    return "high" if any(one.kind in ("owed", "finished") and one.due_at[:10] == now[:10] for one in items) else "normal"


def plain(message: Message) -> dict[str, Any]:
    """The payload as it was written."""
    told: dict[str, Any] = json.loads(message.payload)
    return told
