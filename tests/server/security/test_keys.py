"""The keys of a server: made once, kept, readable by nobody else."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from server.security.keys import FOLDER, RECEIPT_FILE, Keys


def test_the_second_start_reads_the_keys_of_the_first(tmp_path: Path) -> None:
    first, second = Keys.open(tmp_path), Keys.open(tmp_path)
    assert first.signer.public_key == second.signer.public_key
    assert first.derived("cursor") == second.derived("cursor")
    assert first.derived("cursor") != first.derived("forms")


def test_only_the_owner_can_read_the_files(tmp_path: Path) -> None:
    Keys.open(tmp_path)
    folder = tmp_path / FOLDER
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert len(list(folder.iterdir())) == 2


def test_servers_that_start_together_end_with_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: Keys.open(tmp_path), range(8)))
    assert len({one.signer.public_key for one in keys}) == 1
    assert len({one.derived("x") for one in keys}) == 1


def test_a_signature_is_ed25519(tmp_path: Path) -> None:
    signer = Keys.open(tmp_path).signer
    Ed25519PublicKey.from_public_bytes(signer.public_key).verify(signer.sign(b"paper"), b"paper")
    assert len(signer.key_id) == 8


def test_a_given_secret_stands_in_for_the_kept_one(tmp_path: Path) -> None:
    one, other = Keys.open(tmp_path / "a", b"s" * 32), Keys.open(tmp_path / "b", b"s" * 32)
    assert one.derived("cursor") == other.derived("cursor")


def test_a_spoilt_key_file_stops_the_start(tmp_path: Path) -> None:
    Keys.open(tmp_path)
    (tmp_path / FOLDER / RECEIPT_FILE).write_text("c2hvcnQ=\n")
    with pytest.raises(OSError, match=RECEIPT_FILE):
        Keys.open(tmp_path)


def test_keys_do_not_show_themselves(tmp_path: Path) -> None:
    keys = Keys.open(tmp_path)
    assert "_secret" not in repr(keys)
