"""The project's own files: what git tracks or would track, never what is installed or generated."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def files() -> tuple[str, ...]:
    """Paths from the root, sorted. Where there is no git (an unpacked archive), every file outside folders that are made."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            encoding="utf-8",
        ).stdout.split("\0")
        return tuple(sorted(path for path in listed if path and (ROOT / path).is_file()))
    made = {"node_modules", "data", "__pycache__"}
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return tuple(sorted(path.as_posix() for path in found if not made.intersection(path.parts) and path.parts[0][0] != "."))


def under(*folders: str, suffix: str = "") -> list[str]:
    """The files below these folders whose name ends so."""
    return [path for path in files() if path.startswith(tuple(f"{one}/" for one in folders)) and path.endswith(suffix)]


def folders() -> set[str]:
    """Every folder that holds a file, with its parents."""
    return {parent.as_posix() for path in files() for parent in Path(path).parents} - {"."}


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")
