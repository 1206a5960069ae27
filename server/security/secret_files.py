"""Files that only their owner can read, and that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def make_once(path: Path, content: bytes) -> None:
    """Make a file unless it is there: two servers that start together must end with one key. Raises OSError."""
    draft = _draft(path, content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def replace(path: Path, content: bytes) -> None:
    """Make a file, or put another content in the place of the old one. Raises OSError."""
    os.replace(_draft(path, content), path)


def _draft(path: Path, content: bytes) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft
