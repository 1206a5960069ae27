"""An archive: a folder, or the same as a .tar.gz, of files and a manifest with the SHA-256 of each.

Appears whole or not at all: made under a temporary name beside the final one, flushed to the disk, then renamed. Everything
read from one is checked against the manifest first, and no name that the manifest does not hold is ever written.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import secrets
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from sync.usecases.moving.failure import MoveFailed

MANIFEST = "manifest.json"
FORMAT = 1
TAR = ".tar.gz"
_CHUNK = 1024 * 1024
_LONGEST_MANIFEST = 64 * 1024 * 1024
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?")


@dataclass(frozen=True, slots=True)
class Database:
    """What the manifest tells of one database; `seq` is the place of its feed up to which everything is in the archive."""

    name: str
    uuid: str
    documents: int
    deletions: int
    seq: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class File:
    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in an archive. `store` is `sqlite` (the embedded store's file) or `lines` (databases as lines of JSON)."""

    version: str
    made_at: str
    store: str
    databases: tuple[Database, ...]
    files: tuple[File, ...] = ()


@contextmanager
def drafted(final: Path) -> Iterator[Path]:
    """A folder beside `final` to make it in, with everything in it gone afterwards. Raises MoveFailed where `final` is there."""
    if final.exists() and not (final.is_dir() and not any(final.iterdir())):
        raise MoveFailed(f"{final} is there already and is not empty; nothing is ever written over")
    final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = final.with_name(f".{final.name}.part-{secrets.token_hex(4)}")
    draft.mkdir(mode=0o700)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def finish(ready: Path, final: Path) -> None:
    """Flush a file or folder to the disk and give it its name."""
    for path in [ready, *ready.rglob("*")] if ready.is_dir() else [ready]:
        _sync(path)
    ready.rename(final)
    _sync(final.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def seal(folder: Path, manifest: Manifest) -> Manifest:
    """Write the manifest of everything in `folder`, and make all of it readable by the owner alone."""
    files = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        path.chmod(0o600)
        with path.open("rb") as opened:
            files.append(
                File(path.relative_to(folder).as_posix(), path.stat().st_size, hashlib.file_digest(opened, "sha256").hexdigest())
            )
    whole = Manifest(manifest.version, manifest.made_at, manifest.store, manifest.databases, tuple(files))
    told = {"product": "sohop", "format": FORMAT, **asdict(whole)}
    path = folder / MANIFEST
    path.touch(0o600)
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return whole


def pack(folder: Path, tar: Path) -> None:
    """A sealed folder as a .tar.gz, the manifest first."""
    with os.fdopen(os.open(tar, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
            names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
            for name in sorted(names, key=lambda name: (name != MANIFEST, name)):
                archive.add(folder / name, name, filter=_nobody)
        file.flush()
        os.fsync(file.fileno())


def _nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def unpack(archive: Path, into: Path) -> Manifest:
    """Copy what an archive holds into the empty folder `into`, every byte checked.

    Raises MoveFailed for what is no archive, damaged, cut short or of a newer version."""
    if not archive.exists():
        raise MoveFailed(f"there is nothing in {archive}")
    try:
        if archive.is_dir():
            with (archive / MANIFEST).open("rb") as opened:
                manifest = read_manifest(opened.read(_LONGEST_MANIFEST))
            for file in manifest.files:
                with (archive / file.name).open("rb") as opened:
                    _copy(opened, file, into)
            return manifest
        return _unpack_tar(archive, into)
    except FileNotFoundError as missing:
        raise MoveFailed(f"{archive} is no whole archive: {Path(str(missing.filename)).name} is missing") from None
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise MoveFailed(f"{archive} is damaged or cut short ({error})") from None


def _unpack_tar(archive: Path, into: Path) -> Manifest:
    with tarfile.open(archive, "r:gz") as tar:
        first = tar.next()
        told = tar.extractfile(first) if first is not None and first.name == MANIFEST and first.isreg() else None
        if told is None:
            raise MoveFailed(f"{archive} does not begin with a manifest: it is no archive of ours")
        manifest = read_manifest(told.read(_LONGEST_MANIFEST))
        missing = {file.name: file for file in manifest.files}
        while (member := tar.next()) is not None:
            file, opened = missing.pop(member.name, None), tar.extractfile(member)
            if file is None or opened is None or not member.isreg():
                raise MoveFailed(f"{archive} holds {member.name!r}, of which its manifest knows nothing")
            _copy(opened, file, into)
        while tar.fileobj is not None and tar.fileobj.read(_CHUNK):
            pass  # to its end, where the checksum of the whole is
        if missing:
            raise MoveFailed(f"{archive} is cut short: {', '.join(sorted(missing))} is missing")
        return manifest


def read_manifest(text: bytes) -> Manifest:
    """Raises MoveFailed."""
    try:
        told: dict[str, Any] = json.loads(text)
        if told["product"] != "sohop":
            raise MoveFailed("the archive is of another product")
        if told["format"] > FORMAT:
            raise MoveFailed(f"the archive was made by a newer version ({told['version']}); restore it with that one")
        databases = tuple(Database(**one) for one in told["databases"])
        files = tuple(File(**one) for one in told["files"])
        manifest = Manifest(told["version"], told["made_at"], told["store"], databases, files)
    except (ValueError, KeyError, TypeError):
        raise MoveFailed("the manifest is damaged") from None
    if manifest.store not in ("sqlite", "lines") or not all(_NAME.fullmatch(one.name) for one in manifest.files):
        raise MoveFailed("the manifest is damaged")
    return manifest


def _copy(source: IO[bytes], file: File, into: Path) -> None:
    path = into / file.name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    sha256, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        while piece := source.read(_CHUNK):
            size += len(piece)
            if size > file.bytes:
                break
            sha256.update(piece)
            target.write(piece)
    if (size, sha256.hexdigest()) != (file.bytes, file.sha256):
        raise MoveFailed(f"{file.name} in the archive is damaged: its SHA-256 is not that of the manifest")
