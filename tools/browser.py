"""A Chromium for the tests: the machine's own, else Debian's package, else Playwright's; WebKit and Firefox where they can be had."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tools.environment import BIN, SetUpFailed, run, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DEBIAN = ("chromium", "chromium-l10n", "fonts-noto-core")
WEBKIT = ("webkit2gtk-driver", "xvfb")
FIREFOX = ("firefox-esr", "dbus-daemon", "libnotify4")
"""The last two are what it shows notifications by."""


def chromium() -> str:
    """The path of a Chromium. Raises SetUpFailed where none can be had: the tests are never skipped for it."""
    if named := os.environ.get("SOHOP_TEST_CHROMIUM"):
        return named
    if found := _on_path():
        return found
    if may_install():
        say("No Chromium here: installing Debian's …")
        apt(*DEBIAN)
        if found := _on_path():
            return found
    say("Trying Playwright's own Chromium …")
    if run(BIN / "playwright", "install", "chromium", quiet=True) == 0:
        homes = Path.home() / ".cache" / "ms-playwright"
        for found_path in sorted(homes.glob("chromium-*/chrome-linux*/chrome")):
            return str(found_path)
    raise SetUpFailed(
        "the tests need a Chromium and none could be had. Install one (Debian: apt-get install chromium) or set SOHOP_TEST_CHROMIUM to its path."
    )


def webkit() -> bool:
    """Whether WebKitGTK's driver and a virtual screen are here; tries to install them where that is allowed."""
    if not (shutil.which("WebKitWebDriver") and shutil.which("Xvfb")) and may_install():
        say("Installing Debian's WebKit driver …")
        apt(*WEBKIT)
    return bool(shutil.which("WebKitWebDriver") and shutil.which("Xvfb"))


def firefox() -> bool:
    """Whether a Firefox is here that can show notifications; tries to install Debian's where that is allowed."""
    if not _has_firefox() and may_install():
        say("Installing Debian's Firefox …")
        apt(*FIREFOX)
    return _has_firefox()


def _has_firefox() -> bool:
    named = os.environ.get("SOHOP_TEST_FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    return bool(named and shutil.which("dbus-daemon"))


def _on_path() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def may_install() -> bool:
    """Whether we are root on a Debian."""
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt(*names: str) -> None:
    """Install packages; whether it went well shows in what is there afterwards."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", "-qq", quiet=True, env=env)
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *names, quiet=True, env=env)
