"""kill -9 of the server at random moments while peers push by CouchDB's protocol, purge and compact: what was acknowledged is
there, once and whole, and the counts are those of the rows."""

from __future__ import annotations

import hashlib
import os
import random
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from tests.e2e.small_world import small_world
from tests.support.couch.couch_peer import CouchPeer
from tests.support.couch.pushing_peer import BROKEN, DB, Pusher
from tests.support.server import Server
from tests.support.world import PASSWORD

KILLS = int(os.environ.get("SOHOP_TEST_KILLS", "4"))
SEED = int(os.environ.get("SOHOP_TEST_SEED", "0")) or random.randrange(2**32)


def test_what_a_pushing_peer_was_told_survives_kill_9_once_and_whole(tmp_path: Path) -> None:
    print(f"SOHOP_TEST_SEED={SEED}")
    chance = random.Random(SEED)
    small_world(tmp_path)
    server = Server(tmp_path)
    try:
        _push_and_kill(server, chance)
    finally:
        server.stop()
    _check_file(tmp_path / "sohop.sqlite")


def _push_and_kill(server: Server, chance: random.Random) -> None:
    server.start()
    pushers = [Pusher(name, CouchPeer(server.url, "quan-tri", PASSWORD), chance) for name in ("một", "hai", "ba")]
    assert pushers[0].peer.ask("PUT", DB)[0] == 201
    interrupted = 0
    for _ in range(KILLS):
        for pusher in pushers:  # the first request of each asks who it is, which takes longer than all the others
            pusher.push()
        with ThreadPoolExecutor(len(pushers)) as threads:
            running = [threads.submit(_push_until_it_breaks, pusher) for pusher in pushers]
            killer = threading.Timer(chance.uniform(0.02, 0.6), server.kill)
            killer.start()
            interrupted += sum(one.result() for one in running)
            killer.join()
        _check_file(server.data / "sohop.sqlite")
        server.start()
        for pusher in pushers:
            pusher.look()
    assert interrupted, "no request was ever cut: the test proved nothing"
    for pusher in pushers:  # each goes on where it was, as a replicator does
        pusher.push()
        pusher.look()
    _check_counts(pushers)
    for pusher in pushers:
        pusher.peer.hang_up()


def _push_until_it_breaks(pusher: Pusher) -> bool:
    """Whether a step was cut."""
    while True:
        try:
            pusher.push()
        except BROKEN:
            return True


def _check_counts(pushers: list[Pusher]) -> None:
    ask = pushers[0].peer.ask
    info, rows = ask("GET", DB)[1], ask("GET", f"{DB}/_all_docs")[1]
    feed = ask("GET", f"{DB}/_changes?style=all_docs")[1]
    kept = {id for pusher in pushers for id in pusher.documents}
    assert {row["id"] for row in rows["rows"]} == kept and rows["total_rows"] == len(kept)
    assert (info["doc_count"], info["doc_del_count"]) == (len(kept), 0)
    assert sorted(row["id"] for row in feed["results"]) == sorted(kept)
    assert all(len(row["changes"]) == 1 for row in feed["results"]), "a revision that was sent twice is there twice"
    # a purge moves the feed without leaving a row
    assert int(feed["last_seq"].partition("-")[0]) == int(info["update_seq"].partition("-")[0]) >= len(kept)


def _check_file(path: Path) -> None:
    """Straight from the file, before or after a server: every count, reference and content agrees."""
    with closing(sqlite3.connect(path)) as connection:
        ask = connection.execute
        assert ask("PRAGMA integrity_check").fetchall() == [("ok",)]
        counted = "SELECT db, count(*) FILTER (WHERE NOT deleted), count(*) FILTER (WHERE deleted) FROM documents GROUP BY db"
        told = "SELECT db, alive, gone FROM databases WHERE alive OR gone ORDER BY db"
        assert ask(f"{counted} ORDER BY db").fetchall() == ask(told).fetchall()
        assert not ask("SELECT 1 FROM documents JOIN databases d USING (db) WHERE documents.seq > d.seq").fetchall()
        for orphans in (
            "SELECT doc FROM bodies WHERE doc NOT IN (SELECT doc FROM documents)",
            "SELECT doc FROM attachments a WHERE NOT EXISTS (SELECT 1 FROM bodies b WHERE b.doc = a.doc AND b.rev = a.rev)",
            "SELECT blob FROM attachments WHERE blob NOT IN (SELECT blob FROM blobs)",
            "SELECT blob FROM blobs WHERE blob NOT IN (SELECT blob FROM attachments)",
            "SELECT doc FROM documents d WHERE NOT EXISTS (SELECT 1 FROM bodies b WHERE b.doc = d.doc AND b.rev = d.winner)",
        ):
            assert not ask(orphans).fetchall(), orphans
        assert all(hashlib.sha256(data).digest() == sha256 for sha256, data in ask("SELECT sha256, data FROM blobs"))
