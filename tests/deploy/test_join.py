"""Nodes are joined once, in CouchDB's order, and a second run changes nothing."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from deploy.couchdb.join import Cluster, JoinFailed, Node

PASSWORD = "không"


class FakeNodes(ThreadingHTTPServer):
    """Three CouchDB nodes behind one door on loopback, as far as `_cluster_setup` and `_membership` go (CouchDB 3.5)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.state = "cluster_disabled"
        self.members = ["one@127.0.0.1"]
        self.done: list[str] = []
        self.wrong_password = False

    def set_up(self, body: dict[str, Any]) -> str | None:
        """What CouchDB refuses, or None."""
        action = body["action"]
        if action == "enable_cluster" and self.state != "cluster_disabled":
            return "Cluster is already enabled"
        if action != "enable_cluster" and self.state == "cluster_disabled":
            return "Cluster is not enabled."
        if action == "enable_cluster":
            self.state = "cluster_enabled"
        elif action == "add_node":
            self.members.append(f"{body['name']}@{body['host']}")
        else:
            self.state = "cluster_finished"
        self.done.append(action)
        return None


class Answers(BaseHTTPRequestHandler):
    server: FakeNodes

    def answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def refused(self) -> bool:
        expected = base64.b64encode(f"sohop:{PASSWORD}".encode()).decode()
        wrong = self.server.wrong_password or self.headers["Authorization"] != f"Basic {expected}"
        if wrong:
            self.answer(401, {"error": "unauthorized", "reason": "Name or password is incorrect."})
        return wrong

    def do_GET(self) -> None:
        if self.path == "/_up":
            self.answer(200, {"status": "ok"})
        elif not self.refused():
            if self.path == "/_membership":
                self.answer(200, {"all_nodes": self.server.members, "cluster_nodes": self.server.members})
            else:
                self.answer(200, {"state": self.server.state})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.refused():
            reason = self.server.set_up(body)
            self.answer(*(201, {"ok": True}) if reason is None else (400, {"error": "bad_request", "reason": reason}))

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def nodes() -> Iterator[FakeNodes]:
    with FakeNodes() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def cluster(nodes: FakeNodes, said: list[str] | None = None) -> Cluster:
    port = nodes.server_address[1]
    wanted = [Node.read(f"{name}@127.0.0.1:{port}") for name in ("one", "two", "three")]
    return Cluster(wanted, "sohop", PASSWORD, (said if said is not None else []).append)


def test_nodes_are_enabled_added_and_finished_in_this_order(nodes: FakeNodes) -> None:
    cluster(nodes).join(5)
    assert nodes.done == ["enable_cluster", "add_node", "add_node", "finish_cluster"]
    assert nodes.members == ["one@127.0.0.1", "two@127.0.0.1", "three@127.0.0.1"]


def test_a_second_run_changes_nothing(nodes: FakeNodes) -> None:
    cluster(nodes).join(5)
    nodes.done.clear()
    cluster(nodes).join(5)
    assert nodes.done == []


def test_a_run_that_was_cut_off_is_finished_by_the_next(nodes: FakeNodes) -> None:
    nodes.state = "cluster_enabled"
    nodes.members.append("two@127.0.0.1")
    cluster(nodes).join(5)
    assert nodes.done == ["add_node", "finish_cluster"]


def test_a_node_that_was_not_asked_for_is_no_success(nodes: FakeNodes) -> None:
    nodes.members.append("stranger@127.0.0.1")
    with pytest.raises(JoinFailed, match="do not see each other"):
        cluster(nodes).join(0)


def test_a_refusal_says_why_and_never_the_password(nodes: FakeNodes) -> None:
    nodes.wrong_password = True
    said: list[str] = []
    with pytest.raises(JoinFailed, match="401 unauthorized") as failure:
        cluster(nodes, said).join(5)
    assert PASSWORD not in str(failure.value) + "".join(said)


def test_a_node_that_does_not_answer_is_named() -> None:
    with FakeNodes() as server:
        port = server.server_address[1]
    with pytest.raises(JoinFailed, match=r"gone@127\.0\.0\.1 does not answer"):
        Cluster([Node("gone", "127.0.0.1", port)], "sohop", PASSWORD).join(0)


@pytest.mark.parametrize("text", ["", "couchdb", "couchdb@", "@host", "couchdb@host:door"])
def test_what_is_no_node_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Node.read(text)
