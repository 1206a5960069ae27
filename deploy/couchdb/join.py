"""Joins CouchDB nodes to one cluster by `_cluster_setup`, once; run again it finds nothing to do. Standard library only.

    python join.py --user sohop --password-file FILE couchdb@one.example:5984 couchdb@two.example:5984 ...

Every node must be up already, with the same administrator, shared secret and Erlang cookie. Never removes a node, never
prints the password. Source: CouchDB documentation, "Cluster Set Up", "The Cluster Setup API".
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any


class JoinFailed(Exception):
    """The cluster could not be made whole; the text says what CouchDB answered."""


@dataclass(frozen=True, slots=True)
class Node:
    """One CouchDB node: its Erlang name is `name@host`, its door `http://host:port`."""

    name: str
    host: str
    port: int

    @classmethod
    def read(cls, text: str) -> Node:
        """From `name@host` or `name@host:port`. Raises ValueError."""
        name, at, rest = text.partition("@")
        host, _, port = rest.partition(":")
        if not (name and at and host):
            raise ValueError(f"{text}: should be name@host or name@host:port")
        return cls(name, host, int(port or 5984))

    def __str__(self) -> str:
        return f"{self.name}@{self.host}"


class Cluster:
    """The nodes as they should be, seen from the first of them."""

    def __init__(self, nodes: Sequence[Node], user: str, password: str, say: Callable[[str], None] = print) -> None:
        self._nodes = nodes
        self._user, self._password = user, password
        self._say = say

    def join(self, patience: float) -> None:
        """Wait until every node answers, `patience` seconds at most, then do what is missing. Raises JoinFailed."""
        until = time.monotonic() + patience
        for node in self._nodes:
            self._wait(partial(self._is_up, node), until, f"{node} does not answer")
        first = self._nodes[0]
        if self._state() == "cluster_disabled":
            everywhere = "0.0.0.0"  # noqa: S104 - CouchDB asks for it; the network around the nodes is closed
            self._set_up(first, {"action": "enable_cluster", "bind_address": everywhere, "node_count": len(self._nodes),
                                 "username": self._user, "password": self._password})  # fmt: skip
        known = set(self._membership()["cluster_nodes"])
        for node in self._nodes:
            if str(node) not in known:
                self._set_up(first, {"action": "add_node", "host": node.host, "port": node.port, "name": node.name,
                                     "username": self._user, "password": self._password})  # fmt: skip
                self._say(f"added {node}")
        self._wait(self._is_whole, until, "the nodes do not see each other")
        if self._state() != "cluster_finished":
            self._set_up(first, {"action": "finish_cluster"})
        self._say(f"{self._state()}: {', '.join(sorted(self._membership()['all_nodes']))}")

    def _is_up(self, node: Node) -> bool:
        return self._ask("GET", node, "/_up")[0] == 200

    def _is_whole(self) -> bool:
        """Whether the nodes that are expected, those connected and those asked for are the same."""
        seen = self._membership()
        return set(map(str, self._nodes)) == set(seen["all_nodes"]) == set(seen["cluster_nodes"])

    def _membership(self) -> dict[str, list[str]]:
        return self._good(*self._ask("GET", self._nodes[0], "/_membership"))

    def _state(self) -> str:
        return str(self._good(*self._ask("GET", self._nodes[0], "/_cluster_setup"))["state"])

    def _set_up(self, node: Node, body: dict[str, Any]) -> None:
        self._good(*self._ask("POST", node, "/_cluster_setup", body))

    def _good(self, status: int, answer: dict[str, Any]) -> dict[str, Any]:
        if status >= 300 or status == 0:
            raise JoinFailed(f"{self._nodes[0]} answered {status} {answer.get('error', '')}: {answer.get('reason', '')}")
        return answer

    def _ask(self, method: str, node: Node, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        """Status and answer; status 0 when there was none."""
        request = urllib.request.Request(f"http://{node.host}:{node.port}{path}", method=method)
        login = base64.b64encode(f"{self._user}:{self._password}".encode()).decode()
        request.add_header("Authorization", f"Basic {login}")
        request.add_header("Content-Type", "application/json")
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, data, timeout=30) as answer:  # noqa: S310
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                text = error.read()
            return error.code, json.loads(text) if text.startswith(b"{") else {"reason": text.decode(errors="replace")}
        except OSError as error:
            return 0, {"reason": str(error)}

    def _wait(self, done: Callable[[], bool], until: float, failure: str) -> None:
        while not done():
            if time.monotonic() > until:
                raise JoinFailed(failure)
            time.sleep(1)


def main() -> int:
    """0 when the cluster is whole, 1 when it is not."""
    parser = argparse.ArgumentParser(description="Join CouchDB nodes to one cluster")
    parser.add_argument("--user", default="sohop", help="the administrator, the same on every node")
    parser.add_argument("--password-file", type=Path, required=True)
    parser.add_argument("--patience", type=float, default=180, help="seconds to wait for nodes that do not answer yet")
    parser.add_argument("nodes", nargs="+", type=Node.read, metavar="name@host[:port]")
    options = parser.parse_args()
    password = options.password_file.read_text("ascii").strip()
    try:
        Cluster(options.nodes, options.user, password).join(options.patience)
    except JoinFailed as error:
        print(f"not joined: {error}", file=sys.stderr)  # noqa: T201 - the command's answer
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
