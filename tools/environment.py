"""The project's own Python environment in `.venv`, from the locks. Nothing outside the checkout is touched."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

TOP = Path(__file__).parent.parent
VENV = TOP / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCKS = TOP / "locks"


class SetUpFailed(Exception):
    """Something the job needs cannot be had; the message says what and what to do."""


def say(text: str) -> None:
    print(text, flush=True)


def run(*command: str | Path, cwd: Path = TOP, quiet: bool = False, env: dict[str, str] | None = None) -> int:
    """Run a command to its end; its exit code."""
    out = subprocess.DEVNULL if quiet else None
    return subprocess.run([str(part) for part in command], cwd=cwd, stdout=out, stderr=out, env=env, check=False).returncode


def python(*arguments: str, replace: bool = False) -> int:
    """Run the environment's Python; with `replace` this process becomes it."""
    if replace and os.name != "nt":
        sys.stdout.flush()
        os.chdir(TOP)
        os.execv(PYTHON, [str(PYTHON), *arguments])
    return run(PYTHON, *arguments)


def install(lock: str) -> None:
    """Make `.venv` hold what `locks/<lock>.txt` pins. A stamp of the lock makes the next start quick.

    Raises SetUpFailed where packages cannot be had.
    """
    text = (LOCKS / f"{lock}.txt").read_bytes()
    stamp, told = VENV / f"installed-{lock}", hashlib.sha256(text + sys.version.encode()).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == told:
        return
    if not PYTHON.exists():
        say("Making the environment .venv …")
        try:
            venv.create(VENV, with_pip=True)
        except (OSError, subprocess.CalledProcessError):
            raise SetUpFailed("Python cannot make an environment here. On Debian: apt-get install python3-venv") from None
    say(f"Installing what locks/{lock}.txt pins …")
    if not _with_uv(lock) and run(PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", LOCKS / f"{lock}.txt"):
        raise SetUpFailed("the packages could not be installed; is there a network to a Python package registry?")
    stamp.write_text(told)


def _with_uv(lock: str) -> bool:
    """Install with uv, which is several times faster than pip; False where it cannot be had."""
    uv = BIN / ("uv.exe" if os.name == "nt" else "uv")
    if not uv.exists() and run(PYTHON, "-m", "pip", "install", "-q", "uv", quiet=True):
        return False
    env = {**os.environ, "VIRTUAL_ENV": str(VENV), "UV_SYSTEM_CERTS": "1"}
    if certificates := os.environ.get("PIP_CERT"):
        env.setdefault("SSL_CERT_FILE", certificates)
    return run(uv, "pip", "install", "-q", "--require-hashes", "-r", LOCKS / f"{lock}.txt", env=env) == 0


def lock() -> int:
    """Pin the dependencies of pyproject.toml anew, for all Pythons and machines, with hashes and without addresses."""
    install("run")
    uv = BIN / "uv"
    for name, extra in (("run", []), ("test", ["--extra", "test"])):
        command: list[str | Path] = [uv, "pip", "compile", "-q", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url",
                   "--no-header", *extra, "pyproject.toml", "-o", LOCKS / f"{name}.txt"]  # fmt: skip
        if code := run(*command):
            return code
    return 0
