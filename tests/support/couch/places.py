"""Places in a feed without the tag that our door adds to them, so that tests can say 2 and mean it."""

from __future__ import annotations

from typing import Any

_PLACES = ("seq", "last_seq", "update_seq", "purge_seq")


def untagged(value: Any) -> Any:
    """`value` with every place of a feed as its number alone."""
    if isinstance(value, list):
        return [untagged(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: one.partition("-")[0] if name in _PLACES and isinstance(one, str) else untagged(one) for name, one in value.items()
    }
