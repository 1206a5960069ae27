"""Bodies kept as JSON, read in whole or only as far as they tell who may read them: see `leaves_of` of `sync.ports.DocumentStore`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from sync.domain.drafts import TELLING
from sync.ports import Json

Unpack = Callable[[bytes | str], Json]

decode: Unpack = msgspec.json.Decoder(dict[str, Any]).decode
_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_any = msgspec.json.Decoder().decode


def unpack(text: bytes | str) -> Json:
    """A body of which only that is read which tells who may read it."""
    body: Json = _members(text)
    for name in body:
        if name in TELLING or name[:1] == "_":
            body[name] = _any(body[name])
    return body
