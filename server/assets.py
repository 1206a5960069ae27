"""The phone's files under /app/: read whole at the start, so that a phone never gets half of one version.

Serves `pwa/`, the form definitions under /app/forms/, the rules of deadlines under /app/rules/, and `/app/precache.js`, the
list by which the service worker takes a version. Bodies are compressed once, when first asked for (brotli at its slowest,
else gzip), off the event loop.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import brotli  # type: ignore[import-untyped]  # the package carries no types
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sync.domain.errors import Refusal

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
"""A file of any other type is not served: notes and type declarations are for those who write code."""

_PACKED_ALREADY = frozenset((".png", ".ico", ".woff2"))
_SMALLEST_PACKED = 200
HASH_DIGITS = 16
_HASH = re.compile(rf"[0-9a-f]{{{HASH_DIGITS}}}")
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
PRECACHE = "precache.js"
_NOT_PRECACHED = frozenset(
    (PRECACHE, "sw.js", "styles/office.css", "styles/board.css", "styles/outside.css", "office/live.js")
)
"""The worker itself, and what only pages with a network use."""


def folder(name: str) -> Path:
    """Where `pwa` or `templates` lies: inside an installed package, else in the checkout."""
    packed = Path(__file__).parent / "_assets" / name
    return packed if packed.is_dir() else Path(__file__).parent.parent / name


@dataclass(slots=True)
class Asset:
    """One file. `hash` is the beginning of the SHA-256 of its body."""

    body: bytes
    suffix: str
    hash: str
    packed: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, body: bytes, suffix: str) -> Asset:
        return cls(body, suffix, hashlib.sha256(body).hexdigest()[:HASH_DIGITS])

    def encoded(self, accepted: str) -> tuple[str, bytes]:
        """The encoding to use for an Accept-Encoding header, and the body in it."""
        if self.suffix in _PACKED_ALREADY or len(self.body) < _SMALLEST_PACKED:
            return "", self.body
        offered = {part.partition(";")[0].strip() for part in accepted.split(",") if not part.replace(" ", "").endswith(";q=0")}
        encoding = next((one for one in ("br", "gzip") if one in offered), "")
        if encoding and encoding not in self.packed:
            self.packed[encoding] = (
                brotli.compress(self.body, quality=11) if encoding == "br" else gzip.compress(self.body, 9, mtime=0)
            )
        return encoding, self.packed.get(encoding, self.body)


class Assets:
    """All files under /app/, by their path below it."""

    def __init__(self, pwa: Path, definitions: Path, rules: Path) -> None:
        self.files = _read(pwa)
        for folder, data in (("forms", definitions), ("rules", rules)):
            self.files |= {f"{folder}/{path}": asset for path, asset in _read(data, (".json",)).items()}
        if "sw.js" not in self.files and "sw/sw.js" in self.files:
            self.files["sw.js"] = self.files.pop("sw/sw.js")
        self.files["forms/index.json"] = Asset.of(_forms_index(self.files), ".json")
        self.files["rules/index.json"] = Asset.of(_rules_index(self.files), ".json")
        self.files[PRECACHE] = Asset.of(self._precache(), ".js")

    def _precache(self) -> bytes:
        listed = sorted(path for path in self.files if path not in _NOT_PRECACHED)
        files = [{"url": f"/app/{path}", "hash": self.files[path].hash} for path in listed]
        every = sorted(f"{path} {asset.hash}" for path, asset in self.files.items())
        self.version = hashlib.sha256("\n".join(every).encode()).hexdigest()[:HASH_DIGITS]
        text = json.dumps({"version": self.version, "files": files}, separators=(",", ":"))
        return f"self.PRECACHE={text};\n".encode()

    def find(self, path: str) -> Asset | None:
        """The file at a path below /app/; the app's one page for every address that names no file."""
        found = self.files.get(path)
        if found is None and not PurePosixPath(path).suffix:
            found = self.files.get("index.html")
        return found

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI endpoint for GET and HEAD below /app/."""
        path = scope["path_params"]["path"]
        asset = self.find(path)
        named = _HASH.fullmatch(scope["query_string"].decode("latin-1"))
        # A phone that takes in one version must not be given a file of another.
        if asset is None or (named and named[0] != asset.hash):
            raise Refusal("not_found")
        headers = Headers(scope=scope)
        tag = f'"{asset.hash}"'
        answer = {
            "ETag": tag,
            "Cache-Control": FOREVER if named else ASK_AGAIN,
            "Content-Type": MEDIA_TYPES[asset.suffix],
            "Vary": "Accept-Encoding",
        }
        asked = {part.strip().removeprefix("W/") for part in headers.get("if-none-match", "").split(",")}
        if tag in asked:
            await Response(status_code=304, headers=answer)(scope, receive, send)
            return
        encoding, body = await asyncio.to_thread(asset.encoded, headers.get("accept-encoding", ""))
        if encoding:
            answer["Content-Encoding"] = encoding
        await Response(body, headers=answer)(scope, receive, send)


def _read(top: Path, suffixes: tuple[str, ...] = tuple(MEDIA_TYPES)) -> dict[str, Asset]:
    found = {}
    for file in sorted(top.rglob("*")) if top.is_dir() else ():
        path = file.relative_to(top)
        hidden = any(part.startswith(".") or part == "tests" for part in path.parts)
        if not hidden and file.suffix in suffixes and file.name not in _CONFIGURATION and file.is_file():
            found[path.as_posix()] = Asset.of(file.read_bytes(), file.suffix)
    return found


_CONFIGURATION = frozenset(("jsconfig.json", "tsconfig.json", "package.json"))


def _rules_index(files: dict[str, Asset]) -> bytes:
    """Every rule set and calendar: `{"rules": {"directive-824": [1]}, "holidays": {"vietnam": [1]}}`."""
    index: dict[str, dict[str, list[int]]] = {"rules": {}, "holidays": {}}
    for path in files:
        match path.removesuffix(".json").split("/"):
            case ["rules", name, version] if version.isdigit():
                index["rules"].setdefault(name, []).append(int(version))
            case ["rules", "holidays", country, version] if version.isdigit():
                index["holidays"].setdefault(country, []).append(int(version))
    sorted_ = {kind: {name: sorted(versions) for name, versions in sorted(found.items())} for kind, found in index.items()}
    return json.dumps(sorted_, separators=(",", ":")).encode()


def _forms_index(files: dict[str, Asset]) -> bytes:
    """Every definition: `{"forms": {"minutes": [1, 2]}, "scoring": {"<id>": [1]}}`."""
    forms: dict[str, list[int]] = {}
    scoring: dict[str, list[int]] = {}
    for path in files:
        match path.removesuffix(".json").split("/"):
            case ["forms", form, version] if version.isdigit():
                forms.setdefault(form, []).append(int(version))
            case ["forms", "scoring", template, version] if version.isdigit():
                scoring.setdefault(template, []).append(int(version))
    index = {
        kind: {name: sorted(versions) for name, versions in sorted(found.items())}
        for kind, found in (("forms", forms), ("scoring", scoring))
    }
    return json.dumps(index, separators=(",", ":")).encode()
