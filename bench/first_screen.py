"""What must cross the wire before the first screen can be used, after brotli: the page, its styles, its preloaded modules."""

from __future__ import annotations

import re
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # the package carries no types

PWA = Path(__file__).parent.parent / "pwa"
AIM, CEILING = 40 * 1024, 60 * 1024
_NAMED = re.compile(r'(?:href|src)="/app/([^"]+\.(?:css|js))"')
_IMPORTED = re.compile(r"^\s*(?:import|export)\b[^;]*?from '([^']+)'", re.MULTILINE)


def files() -> list[Path]:
    """index.html, what it names, and everything those modules import statically; the texts in Vietnamese; the icons."""
    index = PWA / "index.html"
    found = {index, PWA / "i18n" / "vi.json", PWA / "icons" / "icons.svg"}
    waiting = [PWA / name for name in _NAMED.findall(index.read_text("utf-8"))]
    while waiting:
        file = waiting.pop().resolve()
        if file not in found:
            found.add(file)
            if file.suffix == ".js":
                waiting += [file.parent / name for name in _IMPORTED.findall(file.read_text("utf-8"))]
    return sorted(found)


def preloaded() -> set[Path]:
    """The modules index.html names, so that none is found only after another has arrived."""
    return {(PWA / name).resolve() for name in _NAMED.findall((PWA / "index.html").read_text("utf-8"))}


def size() -> int:
    """Bytes after brotli 11, each file by itself, as they are sent."""
    return sum(len(brotli.compress(file.read_bytes(), quality=11)) for file in files())


def measure() -> list[tuple[str, str]]:
    return [("code of the first usable screen, brotli", f"{size() / 1024:.1f} kB in {len(files())} files")]
