"""Documents with their attachments as MIME parts of an answer (RFC 2046, RFC 2387), laid out as CouchDB 3.5 does.

Written piece by piece, so that the attachments of one revision at most are in memory. Nothing here knows a store or a connection.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping

from server.couch.answers import as_json
from sync.ports import Attachment, Json

_UNSAFE = re.compile(r'[\x00-\x1f\x7f"]')


def new_boundary() -> str:
    """A boundary that is in no attachment, but for a chance of 2^-128."""
    return secrets.token_hex(16)


def accepts(header: str | None, media: str) -> bool:
    """Whether `Accept` takes a media type (RFC 9110 §12.5.1). None, no such header, takes everything."""
    if header is None:
        return True
    best = (0, True)
    for one in header.lower().split(","):
        name, *parameters = (part.strip() for part in one.split(";"))
        fits = {media: 3, media.partition("/")[0] + "/*": 2, "*/*": 1}.get(name, 0)
        refused = any(re.fullmatch(r"q=0(\.0*)?", parameter) for parameter in parameters)
        best = max(best, (fits, not refused))
    return best[0] > 0 and best[1]


def quoted(text: str) -> str:
    """`text` for a header: what could end it is escaped as browsers do in forms; names without such characters stay."""
    return _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", text)


def related(document: Json, files: Mapping[str, Attachment], boundary: str) -> tuple[str, Iterator[bytes]]:
    """(media type, pieces) of a document with the bytes of `files`, in the order of its attachments; the others stay stubs.
    Without any it is plain JSON, as with CouchDB."""
    if not files:
        return "application/json", iter([as_json(document).encode()])
    return f'multipart/related; boundary="{boundary}"', _related(document, files, boundary)


def _related(document: Json, files: Mapping[str, Attachment], boundary: str) -> Iterator[bytes]:
    mark = f"--{boundary}\r\n"
    names = [name for name in document["_attachments"] if name in files]
    told = dict(document["_attachments"])
    for name in names:
        one = files[name]
        told[name] = {
            "content_type": one.content_type,
            "revpos": one.revpos,
            "digest": one.digest,
            "length": one.length,
            "follows": True,
        }
    yield f"{mark}Content-Type: application/json\r\n\r\n{as_json({**document, '_attachments': told})}\r\n".encode()
    for name in names:
        one = files[name]
        head = f'Content-Disposition: attachment; filename="{quoted(name)}"\r\nContent-Type: {quoted(one.content_type)}\r\n'
        yield f"{mark}{head}Content-Length: {len(one.data)}\r\n\r\n".encode()
        yield one.data
        yield b"\r\n"
    yield f"--{boundary}--".encode()


class Mixed:
    """Revisions as parts of one body: what `open_revs` answers, or `_bulk_get` (`bulk`), which adds ids and lays out its lines
    a little otherwise. Each revision is JSON, or multipart/related within when it comes with files."""

    def __init__(self, boundary: str, *, inner: str | None = None, bulk: bool = False) -> None:
        self._inner = inner or new_boundary()
        self._bulk = bulk
        self._boundary = boundary
        self._begun = False

    def part(self, row: Json, files: Mapping[str, Attachment]) -> Iterator[bytes]:
        """The pieces of a row of the JSON answer: `{"ok": document}`, `{"missing": rev}` or `{"error": {…}}`."""
        line_end = "\r\n" if self._begun or self._bulk else ""
        self._begun = True
        document = row.get("ok")
        if document is None:
            media, pieces = 'application/json; error="true"', iter([as_json(row.get("error", row)).encode()])
        else:
            media, pieces = related(document, files, self._inner)
        ids = (
            f"X-Doc-Id: {quoted(document['_id'])}\r\nX-Rev-Id: {document['_rev']}\r\n"
            if self._bulk and document and files
            else ""
        )
        yield f"{line_end}--{self._boundary}\r\n{ids}Content-Type: {media}\r\n\r\n".encode()
        yield from pieces

    def end(self) -> bytes:
        """The last piece."""
        if not self._begun:
            return b"" if self._bulk else f"--{self._boundary}--".encode()
        return f"\r\n--{self._boundary}--".encode() + (b"\r\n" if self._bulk else b"")
