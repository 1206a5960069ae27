"""The server's secret keys, one file each in `<data>/keys`, made at the first start and readable by the owner alone.

Never prints or logs a key. Losing the folder loses no paper: old receipts keep their number, new ones get another key id.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FOLDER = "keys"
RECEIPT_FILE = "receipt-ed25519"
SECRET_FILE = "server-secret"  # noqa: S105 - the name of a file


class ReceiptSigner:
    """Implements `sync.ports.Signer`: Ed25519 (RFC 8032)."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key: bytes = self._key.public_key().public_bytes_raw()

    @property
    def key_id(self) -> str:
        """The first 8 hex digits of the public key's SHA-256."""
        return hashlib.sha256(self.public_key).hexdigest()[:8]

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    def public_json(self) -> dict[str, str]:
        """What anybody may know, base64url without padding."""
        text = base64.urlsafe_b64encode(self.public_key).rstrip(b"=").decode()
        return {"key": self.key_id, "algorithm": "Ed25519", "public_key": text}


@dataclass(frozen=True, slots=True)
class Keys:
    """All keys of one server."""

    signer: ReceiptSigner
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
        return cls(ReceiptSigner(_read(folder / RECEIPT_FILE)), secret or _read(folder / SECRET_FILE))


def _read(path: Path) -> bytes:
    try:
        return _written(path)
    except FileNotFoundError:
        _make(path)
        return _written(path)


def _written(path: Path) -> bytes:
    key = base64.b64decode(path.read_text("ascii"), validate=False)
    if len(key) != 32:
        raise OSError(f"{path} does not hold a key of 32 bytes")
    return key


def _make(path: Path) -> None:
    # A whole file appears at once: two servers that start together must end with one key.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(32)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
