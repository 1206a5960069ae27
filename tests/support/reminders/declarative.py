"""A declarative push message as a browser reads it that shows it by itself (W3C Push API, "Declarative push message", the parser; WebKit reads the
number for the badge in either place). Written from the specification, with none of our own code.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

_STRINGS, _ADDRESSES, _FLAGS = ("lang", "body", "tag"), ("image", "icon", "badge"), ("renotify", "silent", "requireInteraction")
_MOST = 2**63 - 1


@dataclass(frozen=True)
class Shown:
    """What the person sees, and what a tap on it opens."""

    title: str
    body: str
    lang: str
    tag: str
    navigate: str
    badge: int | None
    mutable: bool


def read(payload: bytes) -> Shown:
    """Raises AssertionError for what is handed to the service worker instead, with the step at which it failed."""
    message = json.loads(payload.decode("utf-8"))
    assert isinstance(message, dict), "a map"
    assert type(message.get("web_push")) is int and message["web_push"] == 8030, "web_push"
    told = message.get("notification")
    assert isinstance(told, dict), "notification"
    assert isinstance(told.get("title"), str) and told["title"], "title"
    assert is_address(told.get("navigate")), "navigate"
    assert told.get("dir", "auto") in ("auto", "ltr", "rtl"), "dir"
    for name in _STRINGS:
        assert isinstance(told.get(name, ""), str), name
    for name in _ADDRESSES:
        assert name not in told or is_address(told[name]), name
    for name in _FLAGS:
        assert isinstance(told.get(name, False), bool), name
    assert not told.get("renotify") or told.get("tag"), "renotify without a tag"
    assert not told.get("silent") or "vibrate" not in told, "silent and vibrating"
    for one in told.get("actions", []):
        assert isinstance(one, dict) and isinstance(one.get("action"), str) and isinstance(one.get("title"), str), "actions"
        assert is_address(one.get("navigate")), "an action that leads nowhere"
    badge, mutable = message.get("app_badge"), message.get("mutable", False)
    for one in (badge, told.get("app_badge")):
        assert one is None or (type(one) is int and 0 <= one <= _MOST), "app_badge"
    assert isinstance(mutable, bool), "mutable"
    return Shown(told["title"], told.get("body", ""), told.get("lang", ""), told.get("tag", ""), told["navigate"], badge, mutable)


def is_address(text: Any) -> bool:
    if not isinstance(text, str) or any(sign <= " " for sign in text):
        return False
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.hostname)
