"""kill -9 at random moments of either side of a replication, or of both: a PouchDB with its files on disk, and our server. They go on from
what is on their disks; in the end both hold the same, and everything that either had acknowledged, once.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from server.security.passwords import Argon2Passwords
from tests.support.couch.couch_peer import CouchPeer
from tests.support.couch.store_behind import drop_all, in_couchdb, store_behind
from tests.support.node import node
from tests.support.server import Server
from tests.support.world import PASSWORD, make_world

KILLS = int(os.environ.get("SOHOP_TEST_KILLS", "6"))
SEED = int(os.environ.get("SOHOP_TEST_SEED", "0")) or random.randrange(2**31)
SCRIPT = Path(__file__).parents[2] / "pwa" / "stranger" / "killed.js"
ADMIN, DB = "quan-tri", "plain"
SIDES = ("here", "there")


class Peer:
    """A PouchDB in a process of its own, with its files in `folder`."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._url = f"{server.url.replace('://', f'://{ADMIN}:{PASSWORD}@')}/couch/{DB}"
        self._folder = folder
        self._said = folder / "said"
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = 0

    @property
    def acknowledged(self) -> dict[str, str]:
        """Revisions by id: what was told of each new document, in this process and those before it."""
        whole, _, _ = self._said.read_text().rpartition("\n")
        return {id: rev for _, id, rev in (line.split() for line in whole.splitlines())}

    def start(self) -> None:
        """Unless it runs."""
        if self._process is None:
            self._turn += 1
            with self._said.open("ab") as said:
                self._process = subprocess.Popen([node(), str(SCRIPT), self._url, str(self._folder), str(SEED + 2 * self._turn)], stdout=said)

    def until_both_have_edited(self) -> None:
        before, end = self._counts(), time.monotonic() + 120
        while not all(now > then for now, then in zip(self._counts(), before, strict=True)):
            assert time.monotonic() < end, "one side takes no edits"
            assert self._process is not None and self._process.poll() is None, "the peer ended by itself"
            time.sleep(0.02)

    def kill(self) -> None:
        assert self._process is not None and self._process.poll() is None, "the peer ended by itself"
        self.stop()
        with self._said.open("r+b") as said:  # a line that was not said to its end is none
            said.truncate(said.read().rfind(b"\n") + 1)

    def stop(self) -> None:
        """If it runs."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def end(self) -> dict[str, Any]:
        """What both sides hold once they are in step."""
        done = subprocess.run(
            [node(), str(SCRIPT), self._url, str(self._folder), "0", "end"], capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr
        report: dict[str, Any] = json.loads(done.stdout)
        return report

    def _counts(self) -> list[int]:
        told = self.acknowledged
        return [sum(id.startswith(side) for id in told) for side in SIDES]


def _replicate_through_kills(server: Server, peer: Peer, chance: random.Random) -> None:
    """The server, the peer, and both, in turn. Who is killed alone leaves the other at its work."""
    for turn in range(KILLS):
        peer.start()
        peer.until_both_have_edited()
        time.sleep(chance.uniform(0, 0.8))  # where in their work a kill comes is chance
        if turn % 3 != 1:
            server.kill()
            time.sleep(chance.uniform(0, 0.2))
        if turn % 3 != 0:
            peer.kill()
        if turn % 3 != 1:
            server.start()
    peer.start()
    peer.until_both_have_edited()
    peer.kill()


@pytest.mark.parametrize("store", ["embedded", "couchdb"])
async def test_both_sides_go_on_from_their_disks_and_end_equal(store: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    print(f"SOHOP_TEST_SEED={SEED}")
    settings = in_couchdb(request.getfixturevalue("couchdb_url"), tmp_path) if store == "couchdb" else {}
    server, folder = Server(tmp_path, settings=settings), tmp_path / "peer"
    folder.mkdir()
    peer = Peer(server, folder)
    try:
        async with store_behind(server) as behind:
            await make_world(behind, Argon2Passwords())
        await asyncio.to_thread(_story, server, peer)
    finally:
        await asyncio.to_thread(peer.stop)
        await asyncio.to_thread(server.stop)
        if store == "couchdb":
            await drop_all(server)


def _story(server: Server, peer: Peer) -> None:
    server.start()
    assert CouchPeer(server.url, ADMIN, PASSWORD).ask("PUT", DB)[0] == 201
    _replicate_through_kills(server, peer, random.Random(SEED))
    report = peer.end()
    assert report["local"] == report["remote"]
    assert report["again"] == {"read": 0, "written": 0}
    leaves = {one["id"]: [leaf["rev"] for leaf in one["leaves"]] for one in report["remote"]}
    assert {id: leaves.get(id) for id in peer.acknowledged} == {id: [rev] for id, rev in peer.acknowledged.items()}
    print(f"{len(peer.acknowledged)} new documents acknowledged, {len(leaves)} documents there")
