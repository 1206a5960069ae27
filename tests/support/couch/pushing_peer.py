"""What a replicator does to a server that may die at any moment: sends, keeps what was acknowledged, and sends the same again
when no answer came. Each `Pusher` is one thread's; `look` says what the server must hold of it.
"""

from __future__ import annotations

import http.client
import random
from dataclasses import dataclass, field
from typing import Any

from tests.support.couch.couch_peer import CouchPeer, digest, revision

DB = "plain"
BROKEN = (OSError, http.client.HTTPException)


@dataclass
class Pusher:
    """Pushes documents, checkpoints, attachments; purges and compacts now and then. `next` is the number of what is on its way."""

    name: str
    peer: CouchPeer
    chance: random.Random
    next: int = 0
    documents: dict[str, str] = field(default_factory=dict)
    """Acknowledged: id → revision."""
    files: dict[str, bytes] = field(default_factory=dict)
    """Acknowledged: id → the bytes of its attachment `trang 1.jpg`."""
    purged: set[str] = field(default_factory=set)
    checkpoint: int = -1

    def push(self) -> None:
        """One step, until it is acknowledged or the line breaks (raises OSError, HTTPException). What it sends depends on its
        number alone, so that a second try sends the same."""
        steps = (self._bulk, self._multipart, self._bulk, self._attachment, self._bulk, self._purge)
        steps[self.next % len(steps)](self.next)
        self._ok("PUT", f"{DB}/_local/{self.name}", {"last": self.next}, 201)
        self.checkpoint = self.next
        if self.next % 9 == 8:
            self._ok("POST", f"{DB}/_compact", {}, 202)
        self.next += 1

    def _ok(self, method: str, path: str, body: Any, status: int) -> Any:
        told = self.peer.ask(method, path, body)
        assert told[0] == status, (method, path, told)
        return told[1]

    def _bulk(self, number: int) -> None:
        """Ten new documents and a second revision of some earlier one."""
        docs = []
        for place in range(10):
            id = f"{self.name}:{number}:{place}"
            docs.append({"_id": id, "_rev": revision(1, id), "text": "Chi bộ thống nhất. " * 20})
        for old in sorted(id for id in self.documents if id.startswith(f"{self.name}:{number - 2}:"))[:3]:
            second = revision(2, old)
            history = {"start": 2, "ids": [second[2:], revision(1, old)[2:]]}
            docs.append({"_id": old, "_rev": second, "_revisions": history, "text": "Chi bộ sửa."})
        assert self._ok("POST", f"{DB}/_bulk_docs", {"docs": docs, "new_edits": False}, 201) == []
        self.documents |= {doc["_id"]: doc["_rev"] for doc in docs}

    def _multipart(self, number: int) -> None:
        """A document with two attachments, one of which every pusher sends."""
        id = f"{self.name}:photo:{number}"
        document = {"_id": id, "_rev": revision(1, id), "_revisions": {"start": 1, "ids": [revision(1, id)[2:]]}}
        mine = self._bytes(number)
        status, told = self.peer.put_with_files(DB, document, {"trang 1.jpg": mine, "dau.png": b"of all" * 999})
        assert status == 201, told
        self.documents[id], self.files[id] = document["_rev"], mine

    def _attachment(self, number: int) -> None:
        """`PUT /{db}/{id}/{name}`, which makes the revision itself: whether it arrived has to be asked."""
        id, mine = f"{self.name}:one:{number}", self._bytes(number)
        status, told = self.peer.ask("PUT", f"{DB}/{id}/trang%201.jpg", mine, Content_Type="image/jpeg")
        if status == 409:
            _, told = self.peer.ask("GET", f"{DB}/{id}")
            assert told["_attachments"]["trang 1.jpg"]["digest"] == digest(mine), told
        else:
            assert status == 201, told
        self.documents[id], self.files[id] = told.get("rev") or told["_rev"], mine

    def _purge(self, number: int) -> None:
        """The document with attachments of four steps ago, and one of the last ten."""
        gone = [f"{self.name}:photo:{number - 4}", f"{self.name}:{number - 1}:9"]
        asked = {id: [self.documents[id]] for id in gone if id in self.documents}
        self._ok("POST", f"{DB}/_purge", asked, 201)
        for id in asked:
            del self.documents[id]
            self.files.pop(id, None)
            self.purged.add(id)

    def _bytes(self, number: int) -> bytes:
        return b"\xff\xd8\xff" + random.Random(f"{self.name}{number}").randbytes(20_000 + number)

    def look(self) -> None:
        """Assert that everything acknowledged is there, once, and what was purged is not."""
        rows = self.peer.ask("POST", f"{DB}/_all_docs", {"keys": sorted({*self.documents, *self.purged})})[1]["rows"]
        told = {row["key"]: row.get("value", {}).get("rev") for row in rows}
        wrong = {id: (rev, told[id]) for id, rev in self.documents.items() if not self._is(id, rev, told[id])}
        assert not wrong, f"acknowledged and lost: {wrong}"
        assert not {id for id in self.purged if told[id]}, "purged and there again"
        status, local = self.peer.ask("GET", f"{DB}/_local/{self.name}")
        assert (status, local.get("last", -1) >= self.checkpoint) == (200, True) or self.checkpoint < 0, local
        for id, mine in self.files.items():
            status, data = self.peer.ask("GET", f"{DB}/{id}/trang%201.jpg")
            assert (status, data == mine) == (200, True) or self._is_on_its_way(id), f"the attachment of {id} is not whole"

    def _is(self, id: str, rev: str, told: str | None) -> bool:
        """What was sent and not acknowledged may have arrived: the next revision, or the purge."""
        return told == rev or told == revision(2, id) or (told is None and self._is_on_its_way(id))

    def _is_on_its_way(self, id: str) -> bool:
        return self.next % 6 == 5 and id in (f"{self.name}:photo:{self.next - 4}", f"{self.name}:{self.next - 1}:9")
