"""CouchDB bare, at the address of SOHOP_TEST_COUCHDB_URL: it runs already, is only asked, and is left as it was found."""

from __future__ import annotations

import base64
import json
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from bench.couch.peer import Peer
from bench.couch.process import listener

_HERE = ("127.0.0.1", "localhost", "::1")


def bare(address: str) -> Peer:
    """The peer at `address` (http://USER:PASSWORD@HOST:PORT). Raises OSError when it does not answer."""
    parts = urlsplit(address)
    port = parts.port or 5984
    url = f"http://{parts.hostname}:{port}"
    name = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}".encode()
    headers = {"Authorization": f"Basic {base64.b64encode(name).decode()}"}
    version = _ask(f"{url}/", headers)["version"]
    pid = listener(port) if parts.hostname in _HERE else None
    return Peer(f"CouchDB {version}", url, headers, (pid,) if pid else (), _folders(url, headers, pid) if pid else ())


def settings(address: str, prefix: str, folder: Path) -> dict[str, str]:
    """The settings with which our server keeps its store there; the password goes into a file in `folder`."""
    parts = urlsplit(address)
    password = folder / "couchdb-password"
    password.touch(mode=0o600)
    password.write_text(unquote(parts.password or ""))
    store = f"{parts.scheme}://{parts.username or ''}@{parts.hostname}:{parts.port or 5984}/"
    return {"SOHOP_STORE": store, "SOHOP_STORE_PREFIX": prefix, "SOHOP_STORE_PASSWORD_FILE": str(password)}


def shape(peer: Peer) -> str:
    """How the node is set in what decides about many databases at once. Raises OSError."""
    config = f"{peer.url}/_node/_local/_config"
    open_files = _ask(f"{config}/couchdb", peer.headers).get("max_dbs_open", "500")
    shards = _ask(f"{config}/cluster", peer.headers).get("q", "2")
    return f"CouchDB keeps {open_files} files open (max_dbs_open); bare, its databases have {shards} shards, behind our server one."


def drop_all(peer: Peer, prefix: str) -> None:
    """Delete every database whose name begins so. Raises OSError."""
    for name in _ask(f"{peer.url}/_all_dbs", peer.headers):
        if name.startswith(prefix):
            _ask(f"{peer.url}/{quote(name, safe='')}", peer.headers, "DELETE")


def _folders(url: str, headers: dict[str, str], pid: int) -> tuple[Path, ...]:
    """Where its files are, when it says so and they can be read. What it says may be relative to where it runs."""
    try:
        folder = Path(f"/proc/{pid}/cwd").resolve() / _ask(f"{url}/_node/_local/_config/couchdb/database_dir", headers)
        return (folder / "shards",) if (folder / "shards").is_dir() else ()
    except OSError:
        return ()


def _ask(url: str, headers: dict[str, str], method: str = "GET") -> Any:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers, method=method), timeout=30) as answer:
        return json.load(answer)
