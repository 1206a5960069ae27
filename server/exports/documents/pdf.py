"""PDF files, made from the Word file by the machine's LibreOffice: what is printed is then the very layout that Word shows.

One at a time, within a bounded time, with a profile folder of its own that nothing else uses, without our environment (which may
hold secrets), without macros, and without a network where the machine lets us take it away. What the files say lies in a folder of
mode 700 for the seconds of the work and nowhere else.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile
from pathlib import Path

from sync.domain.errors import Refusal

NAMES = ("soffice", "libreoffice")
NONE = "none"
"""The setting that says there shall be none, whatever the machine has."""
SECONDS = 120.0
MOST_WAITING = 12
_REGISTRY = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""
"""No macros, and no file or address that a document names is read."""


def find_office(setting: str) -> str | None:
    """The command that is LibreOffice: the one set, else the machine's, None without. `setting` as SOHOP_OFFICE."""
    if setting == NONE:
        return None
    if setting:
        return shutil.which(setting)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class PdfMaker:
    """Call it with a Word file. `command` None: there is no LibreOffice here."""

    def __init__(self, command: str | None, seconds: float = SECONDS) -> None:
        self._command = command
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._home: Path | None = None
        self._apart: list[str] | None = None

    @property
    def is_here(self) -> bool:
        return self._command is not None

    async def __call__(self, document: bytes) -> bytes:
        """The PDF. Raises Refusal `pdf_not_here`, `pdf_busy` where too many wait, `pdf_failed`."""
        if self._command is None:
            raise Refusal("pdf_not_here")
        if self._waiting >= MOST_WAITING:
            raise Refusal("pdf_busy")
        self._waiting += 1
        try:
            async with self._turn:
                return await self._convert(self._command, document)
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        """Remove the profile folder."""
        self._forget()

    async def _convert(self, command: str, document: bytes) -> bytes:
        home = self._profile()
        with tempfile.TemporaryDirectory(prefix="sohop-pdf-") as folder:
            source, made = Path(folder) / "paper.docx", Path(folder) / "paper.pdf"
            await asyncio.to_thread(source.write_bytes, document)
            arguments = [
                *await self._without_network(), command, f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless",
                "--norestore", "--nolockcheck", "--nodefault", "--convert-to", "pdf:writer_pdf_Export", "--outdir", folder, str(source),
            ]  # fmt: skip
            ended = await self._run(arguments, home)
            if not ended or not made.exists():
                self._forget()
                raise Refusal("pdf_failed")
            return await asyncio.to_thread(made.read_bytes)

    async def _run(self, arguments: list[str], home: Path) -> bool:
        """Whether the command ended well in time. LibreOffice is a launcher and a worker: both are ended together."""
        env = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
        null = asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(
            *arguments, stdin=null, stdout=null, stderr=null, env=env, cwd=home, start_new_session=True
        )
        try:
            return await asyncio.wait_for(process.wait(), self._seconds) == 0
        except TimeoutError:
            return False
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()

    async def _without_network(self) -> list[str]:
        """`unshare` puts the command into a network of its own with nothing in it, where the machine allows that to us."""
        if self._apart is None:
            found = shutil.which("unshare")
            apart = [found, "--map-root-user", "--net", "--"] if found else []
            self._apart = apart if apart and await self._run([*apart, "true"], self._profile()) else []
        return self._apart

    def _profile(self) -> Path:
        if self._home is None:
            self._home = Path(tempfile.mkdtemp(prefix="sohop-office-"))
            user = self._home / "profile" / "user"
            user.mkdir(parents=True)
            (user / "registrymodifications.xcu").write_text(_REGISTRY, "utf-8")
        return self._home

    def _forget(self) -> None:
        """A profile that was cut off in the middle is not used again."""
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)
            self._home = None
