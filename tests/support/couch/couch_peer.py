"""A peer of CouchDB's door over plain HTTP: one kept connection, HTTP Basic, and the bodies a replicator sends.

Used where what happens on the wire is the point: killed servers, full disks, bad input.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
from collections.abc import Mapping
from string import punctuation
from typing import Any
from urllib.parse import quote, urlsplit

Json = dict[str, Any]
BOUNDARY = "eb0d2ad9f5a44b1f"


class CouchPeer:
    """One connection of one person. Raises OSError or http.client.HTTPException when the line or the server breaks."""

    def __init__(self, url: str, username: str, password: str) -> None:
        self.host = urlsplit(url).netloc
        self.basic = "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()
        self._connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """(status, JSON of the answer, or its bytes). `path` may hold letters as they are; `body`: bytes, anything else as JSON."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None and not isinstance(body, bytes):
            body, sent = json.dumps(body).encode(), {"Content-Type": "application/json", **sent}
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection(self.host, timeout=60)
            self._connection.request(
                method, f"/couch/{quote(path, safe=punctuation)}", body, {"Authorization": self.basic, **sent}
            )
            answer = self._connection.getresponse()
            data = answer.read()
        except BaseException:
            self.hang_up()
            raise
        told = answer.headers.get_content_type()
        return answer.status, json.loads(data) if told == "application/json" and data else data

    def hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def put_with_files(self, db: str, document: Json, files: Mapping[str, bytes]) -> tuple[int, Any]:
        """`PUT /{db}/{id}?new_edits=false` as multipart/related."""
        path = f"{db}/{quote(document['_id'], safe='')}?new_edits=false"
        kind = f'multipart/related; boundary="{BOUNDARY}"'
        return self.ask("PUT", path, multipart(document, files), Content_Type=kind)


def multipart(document: Json, files: Mapping[str, bytes]) -> bytes:
    """A document and its attachments as a multipart/related body (RFC 2387)."""
    stubs = {
        name: {"follows": True, "content_type": "image/jpeg", "length": len(data), "digest": digest(data), "revpos": 1}
        for name, data in files.items()
    }
    head = json.dumps({**document, "_attachments": stubs}).encode()
    parts = [b"Content-Type: application/json\r\n\r\n" + head]
    parts += [f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'.encode() + data for name, data in files.items()]
    mark = b"--" + BOUNDARY.encode()
    return b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--"


def digest(data: bytes) -> str:
    """CouchDB's name for an attachment's bytes."""
    return "md5-" + base64.b64encode(hashlib.md5(data).digest()).decode()


def revision(generation: int, seed: str) -> str:
    """A revision id as a foreign peer might make it: the same for the same seed."""
    return f"{generation}-{hashlib.md5(seed.encode()).hexdigest()}"
