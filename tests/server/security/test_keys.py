"""The keys of a server: made once, kept, readable by nobody else."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from server.security.keys import FOLDER, PUBLIC_FILE, RECEIPT_FILE, Keys, public_keys_in, rotate
from server.security.public_keys import public_key_of, read_keys, trusted


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


AT = datetime.fromisoformat("2026-12-01T08:00:00+07:00")


def test_a_new_key_signs_from_the_next_start_on_and_the_old_one_is_still_known(tmp_path: Path) -> None:
    before = Keys.open(tmp_path).signer
    old = before.sign(b"paper")
    rotate(tmp_path, AT)
    keys = Keys.open(tmp_path)
    assert keys.signer.key_id != before.key_id
    assert keys.public.verify(before.key_id, old, b"paper") is True
    assert keys.public.verify(before.key_id, old, b"papers") is False
    assert keys.public.verify(keys.signer.key_id, keys.signer.sign(b"x"), b"x") is True
    assert keys.public.verify("00000000", old, b"paper") is None
    told = keys.public.told()
    assert [one["key"] for one in told] == [before.key_id, keys.signer.key_id]
    assert told[0]["until"] == told[1]["since"] == "2026-12-01T08:00:00+07:00" and "until" not in told[1]


def test_three_keys_one_after_the_other_and_every_file_for_the_owner_alone(tmp_path: Path) -> None:
    ids = [Keys.open(tmp_path).signer.key_id]
    ids += [rotate(tmp_path, AT).key for _ in range(2)]
    assert list(public_keys_in(tmp_path).keys) == ids
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / FOLDER).iterdir()} == {0o600}


def test_a_change_that_was_cut_off_leaves_a_folder_that_works(tmp_path: Path) -> None:
    first = Keys.open(tmp_path).signer
    secret = (tmp_path / FOLDER / RECEIPT_FILE).read_bytes()
    rotate(tmp_path, AT)
    (tmp_path / FOLDER / RECEIPT_FILE).write_bytes(secret)
    assert Keys.open(tmp_path).signer.key_id == first.key_id
    last = rotate(tmp_path, AT)
    assert list(public_keys_in(tmp_path).keys) == [first.key_id, last.key]


def test_a_key_from_elsewhere_counts_only_when_a_trusted_one_vouches_for_it(tmp_path: Path) -> None:
    Keys.open(tmp_path / "a")
    anchor = public_keys_in(tmp_path / "a")
    rotate(tmp_path / "a", AT)
    rotate(tmp_path / "a", AT)
    all = list(public_keys_in(tmp_path / "a").keys.values())
    assert list(anchor.joined(reversed(all)).keys) == [one.key for one in all]
    stranger = public_key_of(Keys.open(tmp_path / "b").signer.public_key)
    assert list(anchor.joined([stranger]).keys) == list(anchor.keys)
    assert list(trusted([stranger]).joined(all).keys) == [stranger.key]


def test_what_a_server_answers_can_be_read_as_a_file_of_keys_and_nothing_else(tmp_path: Path) -> None:
    Keys.open(tmp_path)
    rotate(tmp_path, AT)
    keys = public_keys_in(tmp_path)
    answer = {"key": "x", "keys": keys.told()}
    assert trusted(read_keys(json.dumps(answer))).keys == keys.keys
    assert trusted(read_keys((tmp_path / FOLDER / PUBLIC_FILE).read_text())).keys == keys.keys
    for wrong in ("", "{}", "[]", "nothing", json.dumps([{**keys.told()[0], "key": "00000000"}])):
        with pytest.raises(ValueError, match="no public keys"):
            read_keys(wrong)
