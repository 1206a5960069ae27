"""A real Chromium with a profile of its own, which can be killed like an app that the phone throws out of memory."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Playwright, Request

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
PHONE = {"width": 360, "height": 640}
OFFICE = {"width": 1366, "height": 768}


def chromium_path() -> str:
    found = os.environ.get("SOHOP_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "no Chromium here: run the tests with `make test`, which finds or installs one"
    return found


def pictures() -> Path | None:
    """The folder that `SOHOP_TEST_PICTURES` names, where screenshots are kept; None where none are wanted."""
    named = os.environ.get("SOHOP_TEST_PICTURES")
    if named is None:
        return None
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def open_profile(
    playwright: Playwright,
    profile: Path,
    *,
    size: dict[str, int] = PHONE,
    bypass_csp: bool = False,
    bus: str = "",
    flags: Sequence[str] = FLAGS,
) -> BrowserContext:
    """Open (or open again) the browser of one phone; `bus`: the address of a session bus, to which it hands its notifications."""
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=chromium_path(), args=list(flags), viewport=size, locale="vi-VN",  # type: ignore[arg-type]
        timezone_id="Asia/Ho_Chi_Minh", bypass_csp=bypass_csp, env={**os.environ, "LANGUAGE": "vi", **({"DBUS_SESSION_BUS_ADDRESS": bus} if bus else {})},
    )  # fmt: skip
    context.set_default_timeout(60_000)
    return context


def kill_profile(profile: Path) -> None:
    """SIGKILL every process of the profile."""
    found = subprocess.run(["pgrep", "-f", str(profile)], capture_output=True, text=True, check=False).stdout.split()
    for pid in found:
        if int(pid) != os.getpid():
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
    (profile / "SingletonLock").unlink(missing_ok=True)


@contextmanager
def watched(context: BrowserContext, own: str) -> Iterator[list[str]]:
    """Collects console errors, page errors and requests to other hosts. When what it watches over fails, it prints them, and what became
    of every exchange."""
    wrong: list[str] = []
    told: list[str] = []

    def of_exchange(request: Request, what: str) -> None:
        if urlsplit(request.url).path == "/sync":
            told.append(f"{datetime.now():%T.%f} {what}")

    context.on("console", lambda message: wrong.append(f"console: {message.text}") if message.type == "error" else None)
    context.on("weberror", lambda error: wrong.append(f"page: {error.error}"))
    context.on(
        "request",
        lambda request: wrong.append(f"foreign: {request.url}") if not request.url.startswith((own, "data:", "blob:")) else None,
    )
    context.on("request", lambda request: of_exchange(request, "exchange begun"))
    context.on("response", lambda response: of_exchange(response.request, f"answered {response.status}"))
    context.on("requestfinished", lambda request: of_exchange(request, "exchange ended"))
    context.on("requestfailed", lambda request: of_exchange(request, f"exchange failed: {request.failure}"))
    try:
        yield wrong
    except BaseException:
        print(f"{datetime.now():%T.%f} failed", "seen in the browser:", *wrong, "exchanges:", *told, sep="\n")
        raise
