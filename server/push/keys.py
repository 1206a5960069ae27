"""The keys by which push services know our server (VAPID, RFC 8292): P-256, in one file of the data folder that its owner alone reads.

A subscription holds only with the key it was made with. So a new key does not take the place of the old one: both are kept, each phone
is sent to with its own, and takes the new one when it next opens the app. An old key is removed once no phone needs it.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.security.keys import FOLDER
from server.security.secret_files import make_once, replace

FILE = "push-vapid.json"
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256 (NIST SP 800-186, 3.2.1.3)."""


class PushKey(msgspec.Struct, frozen=True):
    """`id`: the first 8 hex digits of the public key's SHA-256. `secret`: base64url of 32 bytes, never shown."""

    id: str
    made_at: str
    secret: str

    def __repr__(self) -> str:
        return f"PushKey({self.id})"

    def private(self) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(int.from_bytes(_unpadded(self.secret), "big"), ec.SECP256R1())

    @property
    def public(self) -> str:
        """The uncompressed point as base64url without padding: what a browser is given as `applicationServerKey`."""
        return _padless(_point(self.private()))


class _File(msgspec.Struct):
    keys: list[PushKey]


class PushKeys:
    """The keys of one data folder, the oldest first; looked up again when the file has changed, so that a server need not be started
    again after a rotation."""

    def __init__(self, data: Path) -> None:
        self._path = data / FOLDER / FILE
        self._known: tuple[int, list[PushKey]] = (-1, [])

    @classmethod
    def open(cls, data: Path, at: datetime) -> PushKeys:
        """Make the first key where there is none. Raises OSError where the folder cannot be used or the file is spoilt."""
        folder = data / FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (folder / FILE).exists():
            make_once(folder / FILE, _content([_fresh(at)]))
        keys = cls(data)
        keys.all()
        return keys

    def all(self) -> list[PushKey]:
        """Raises OSError for a file that is missing or spoilt."""
        changed = self._path.stat().st_mtime_ns
        if self._known[0] != changed:
            self._known = changed, _read(self._path)
        return self._known[1]

    @property
    def newest(self) -> PushKey:
        return self.all()[-1]

    def find(self, id: str) -> PushKey | None:
        return next((one for one in self.all() if one.id == id), None)


def rotate(data: Path, at: datetime) -> PushKey:
    """Make a further key, which phones are given from now on. Raises OSError where there is none yet."""
    with _held(data) as path:
        made = _fresh(at)
        replace(path, _content([*_read(path), made]))
    return made


def retire(data: Path, id: str) -> bool:
    """Remove an old key; False where there is none of that id, or it is the newest. Phones that were made with it are reached no more."""
    with _held(data) as path:
        keys = _read(path)
        if id not in [one.id for one in keys[:-1]]:
            return False
        replace(path, _content([one for one in keys if one.id != id]))
    return True


@contextmanager
def _held(data: Path) -> Iterator[Path]:
    """The file, while nobody else changes it."""
    handle = os.open(data / FOLDER, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield data / FOLDER / FILE
        os.fsync(handle)
    finally:
        os.close(handle)


def _fresh(at: datetime) -> PushKey:
    number = secrets.randbelow(_ORDER - 1) + 1
    private = ec.derive_private_key(number, ec.SECP256R1())
    id = hashlib.sha256(_point(private)).hexdigest()[:8]
    return PushKey(id, at.isoformat(timespec="seconds"), _padless(number.to_bytes(32, "big")))


def _read(path: Path) -> list[PushKey]:
    try:
        keys = msgspec.json.decode(path.read_bytes(), type=_File).keys
        if not keys or any(len(_unpadded(one.secret)) != 32 for one in keys):
            raise ValueError("no keys of 32 bytes")
        for one in keys:
            one.private()
    except ValueError as error:
        raise OSError(f"{path} is spoilt: {type(error).__name__}") from None
    return keys


def _content(keys: list[PushKey]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(_File(keys))) + b"\n"


def _point(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _padless(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
