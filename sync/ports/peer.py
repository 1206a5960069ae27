"""A CouchDB behind us, to which requests for plain databases are handed on as they are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """Status, headers without those of one connection, and the body as it comes."""

    status: int
    headers: Mapping[str, str]
    body: AsyncIterator[bytes]


class Peer(Protocol):
    def ask(
        self, method: str, db: str, path: str, query: str, headers: Mapping[str, str], body: AsyncIterator[bytes] | None
    ) -> AbstractAsyncContextManager[PeerAnswer]:
        """`path` is what follows the database, escaped, with its leading slash or empty; `headers` by lower-case name.

        Raises Refusal `store_unavailable` where there is no answer.
        """
        ...
