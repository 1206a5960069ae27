"""Secrets are made once, readable by their owner alone, and a password is hashed as CouchDB hashes it."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

from deploy.make_secrets import HASH, PASSWORD, hashed, make


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("ascii") for path in folder.iterdir()}


def test_every_secret_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    assert len(make(folder)) == 5
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_what_is_there_stays(tmp_path: Path) -> None:
    make(tmp_path / "secrets")
    before = contents(tmp_path / "secrets")
    assert make(tmp_path / "secrets") == []
    assert contents(tmp_path / "secrets") == before


def test_a_new_password_changes_the_password_and_its_hash_alone(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    make(folder)
    before, inodes = contents(folder), {path.name: path.stat().st_ino for path in folder.iterdir()}
    make(folder, new_password=True)
    after = contents(folder)
    assert {name for name in after if after[name] != before[name]} == {PASSWORD, HASH}
    assert {path.name: path.stat().st_ino for path in folder.iterdir()} == inodes, "a container has the file itself mounted"


def test_the_hash_is_of_the_password_beside_it(tmp_path: Path) -> None:
    make(tmp_path / "secrets")
    found = contents(tmp_path / "secrets")
    scheme, _, rest = found[HASH].strip()[1:].partition("-")
    key, salt, rounds = rest.split(",")
    assert scheme == "pbkdf2:sha256"
    assert hashlib.pbkdf2_hmac("sha256", found[PASSWORD].strip().encode(), salt.encode(), int(rounds)).hex() == key


def test_a_hash_is_what_couchdb_3_5_accepted() -> None:
    assert hashed("secret", "0" * 32).endswith("," + "0" * 32 + ",600000")
    assert hashed("secret", "0" * 32) != hashed("secret", "1" * 32)
