"""Notes on what is being written, a file each in the data folder: `sync.ports.begun`.

Against a killed process, not against a lost machine: nothing is fsynced, so a note costs no wait for a disk. Its process holds the file
locked, and the kernel lets go when that ends, however it ends (flock(2)): a note that can be locked is nobody's any more.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sync.ports import Json
from sync.ports.begun import Noted

_LOG = logging.getLogger(__name__)
_ENDING, _DRAFT = ".json", ".new"


class BegunFiles:
    """Obeys `sync.ports.begun.Begun`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._fails = False

    def note(self, what: Json) -> Noted:
        try:
            held = self._write(json.dumps(what, ensure_ascii=True).encode())
        except OSError:
            if not self._fails:
                _LOG.exception("nothing can be noted in %s: after a crash phones have to send again", self._folder)
            self._fails = True
            return _Nothing()
        self._fails = False
        return held

    def _write(self, text: bytes) -> _Held:
        """Nobody sees a note before it is locked and whole."""
        path = self._folder / f"{secrets.token_hex(8)}{_ENDING}"
        draft = path.with_suffix(_DRAFT)
        try:
            held = _Held(path, _made(draft))
        except FileNotFoundError:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            held = _Held(path, _made(draft))
        try:
            fcntl.flock(held.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with open(held.handle, "wb", closefd=False) as file:
                file.write(text)
            os.rename(draft, path)
        except OSError:
            draft.unlink(missing_ok=True)
            held.leave()
            raise
        return held

    def left(self) -> Iterator[tuple[Json, Noted]]:
        for draft in self._folder.glob(f"*{_DRAFT}"):
            if (begun := _take(draft)) is not None:  # its process was killed while it wrote it
                begun.end()
        for path in sorted(self._folder.glob(f"*{_ENDING}")):
            held = _take(path)
            if held is None:
                continue
            try:
                what = json.loads(path.read_bytes())
            except (OSError, ValueError):  # ended in this moment, or lost with the power
                held.end()
                continue
            yield what, held


class _Held:
    def __init__(self, path: Path, handle: int) -> None:
        self.path, self.handle = path, handle

    def end(self) -> None:
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
        self.leave()

    def leave(self) -> None:
        with suppress(OSError):
            os.close(self.handle)


class _Nothing:
    def end(self) -> None:
        pass

    def leave(self) -> None:
        pass


def _made(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)


def _take(path: Path) -> _Held | None:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return _Held(path, handle)
