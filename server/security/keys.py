"""The server's secret keys, one file each in `<data>/keys`, made at the first start and readable by the owner alone; and beside them,
once the signing key was changed, the public ones of all that were ever used.

Never prints or logs a secret key. Losing the folder loses no paper: old receipts keep their number, new ones get another key id.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.security.public_keys import PublicKey, PublicKeys, key_id, public_key_of, read_keys, trusted
from server.security.secret_files import make_once, replace

FOLDER = "keys"
RECEIPT_FILE = "receipt-ed25519"
PUBLIC_FILE = "receipt-public-keys.json"
"""All public keys that receipts were ever signed with, the oldest first; there once the key was changed."""
SECRET_FILE = "server-secret"  # noqa: S105 - the name of a file


class ReceiptSigner:
    """Implements `sync.ports.Signer`: Ed25519 (RFC 8032)."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key: bytes = self._key.public_key().public_bytes_raw()

    @property
    def key_id(self) -> str:
        """The first 8 hex digits of the public key's SHA-256."""
        return key_id(self.public_key)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


@dataclass(frozen=True, slots=True)
class Keys:
    """All keys of one server."""

    signer: ReceiptSigner
    public: PublicKeys
    _secret: bytes = field(repr=False)

    def derived(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose, so that no two uses share one (HMAC-SHA-256 over the purpose)."""
        return hmac.digest(self._secret, purpose.encode(), hashlib.sha256)

    @classmethod
    def open(cls, data: Path, secret: bytes = b"") -> Keys:
        """Read the keys, making those that are missing; a given `secret` stands in for the kept one.

        Raises OSError where the folder cannot be used."""
        folder = data / FOLDER
        for path in (data, folder):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        signer = ReceiptSigner(_read(folder / RECEIPT_FILE))
        return cls(signer, trusted(_public(folder, signer)), secret or _read(folder / SECRET_FILE))


def public_keys_in(data: Path) -> PublicKeys:
    """The public keys of a data folder, which is not changed; none where there is no key yet. Raises OSError for a spoilt file."""
    folder = data / FOLDER
    signer = ReceiptSigner(_written(folder / RECEIPT_FILE)) if (folder / RECEIPT_FILE).exists() else None
    return trusted(_public(folder, signer))


def rotate(data: Path, at: datetime) -> PublicKey:
    """Make a new signing key, vouched for by the present one, which stays known by its public part and is gone otherwise.

    Servers sign with it from their next start on. Raises OSError where there is no key yet or the folder cannot be used.
    """
    folder = data / FOLDER
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        before = ReceiptSigner(_written(folder / RECEIPT_FILE))
        seed = secrets.token_bytes(32)
        bare = public_key_of(ReceiptSigner(seed).public_key)
        since = at.isoformat(timespec="seconds")
        made = msgspec.structs.replace(bare, since=since, by=before.key_id)
        signature = base64.urlsafe_b64encode(before.sign(made.vouched())).rstrip(b"=").decode()
        made = msgspec.structs.replace(made, signature=signature)
        known = [one for one in _public(folder, before) if one.by != before.key_id]
        # The public part first: a receipt must never be signed with a key that nobody can look up.
        replace(folder / PUBLIC_FILE, json.dumps([msgspec.to_builtins(one) for one in (*known, made)], indent=1).encode() + b"\n")
        replace(folder / RECEIPT_FILE, base64.b64encode(seed) + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)
    return made


def _public(folder: Path, signer: ReceiptSigner | None) -> list[PublicKey]:
    """What the folder tells of its public keys; the present one is always among them."""
    known: list[PublicKey] = []
    path = folder / PUBLIC_FILE
    if path.exists():
        try:
            known = read_keys(path.read_text("ascii"))
        except ValueError as error:
            raise OSError(f"{path}: {error}") from None
    if signer is not None and all(one.key != signer.key_id for one in known):
        known.append(public_key_of(signer.public_key))
    return known


def _read(path: Path) -> bytes:
    try:
        return _written(path)
    except FileNotFoundError:
        make_once(path, base64.b64encode(secrets.token_bytes(32)) + b"\n")
        return _written(path)


def _written(path: Path) -> bytes:
    key = base64.b64decode(path.read_text("ascii"), validate=False)
    if len(key) != 32:
        raise OSError(f"{path} does not hold a key of 32 bytes")
    return key
