"""A real Firefox with a profile of its own, driven over the WebSocket it opens itself (W3C WebDriver BiDi): no driver beside it, no download."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websocket import WebSocket, create_connection

PROGRAM = os.environ.get("SOHOP_TEST_FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
PREFERENCES: dict[str, bool | int | str] = {
    "app.normandy.enabled": False, "app.update.disabledForTesting": True, "browser.aboutwelcome.enabled": False,
    "browser.safebrowsing.malware.enabled": False, "browser.safebrowsing.phishing.enabled": False, "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore", "browser.startup.page": 0, "browser.tabs.firefox-view": False,
    "datareporting.policy.dataSubmissionEnabled": False, "dom.ipc.processCount": 1, "extensions.blocklist.enabled": False,
    "extensions.systemAddon.update.enabled": False, "intl.accept_languages": "vi", "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False, "services.settings.server": "data:,#remote-settings-dummy/v1", "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "https://localhost:1/", "trailhead.firstrun.didSeeAboutWelcome": True,
}  # fmt: skip
"""No word to Mozilla, no first pages."""


class Page:
    """One tab."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self._firefox = firefox
        self.context = context

    def goto(self, url: str) -> None:
        self._firefox.command("browsingContext.navigate", context=self.context, url=url, wait="interactive")

    def run(self, script: str, *arguments: Any) -> Any:
        """What this function gives, awaited; arguments and result are JSON. Raises AssertionError where it throws."""
        wrapped = f"async (texts) => JSON.stringify(await ({script})(...JSON.parse(texts)) ?? null)"
        told = self._firefox.command(
            "script.callFunction", functionDeclaration=wrapped, awaitPromise=True, target={"context": self.context}, userActivation=True,
            arguments=[{"type": "string", "value": json.dumps(arguments)}],
        )  # fmt: skip
        assert told["type"] == "success", told["exceptionDetails"]["text"]
        return json.loads(told["result"]["value"])

    def until(self, script: str, *arguments: Any) -> Any:
        """Ask again and again until the answer is true; gives it."""
        return wait_until(lambda: self._asked(script, *arguments), script)

    def see(self, selector: str, words: str = "") -> None:
        """Until such an element with these words is to be seen."""
        self.until(_with("return found !== undefined"), selector, words)

    def click(self, selector: str, words: str = "") -> None:
        self.see(selector, words)
        self.run(_with("found.click()"), selector, words)

    def fill(self, selector: str, text: str) -> None:
        self.see(selector)
        put = "found.value = text; found.dispatchEvent(new InputEvent('input', { bubbles: true })); found.dispatchEvent(new Event('change', { bubbles: true }))"
        self.run(_with(put), selector, "", text)

    @property
    def url(self) -> str:
        return str(self._asked("() => location.href"))

    def close(self) -> None:
        self._firefox.command("browsingContext.close", context=self.context)

    def _asked(self, script: str, *arguments: Any) -> Any:
        """As `run`; null where the page goes away meanwhile."""
        try:
            return self.run(script, *arguments)
        except Refused:  # the page it was asked of is gone
            return None


def _with(work: str) -> str:
    """A function of a selector, words, and a text, which does this to the first element that is seen and has the words."""
    find = "[...document.querySelectorAll(selector)].find((one) => one.checkVisibility() && one.textContent.includes(words))"
    return f"(selector, words, text) => {{ const found = {find}; {work} }}"


class Refused(AssertionError):
    """What the browser answers instead of doing it."""


class Firefox:
    """`pages()` are its tabs."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    def command(self, method: str, **parameters: Any) -> Any:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self._socket.recv())
            if told.get("id") == number:
                if told["type"] == "error":
                    raise Refused(f"{method}: {told['error']}: {told['message']}")
                return told["result"]

    def pages(self) -> list[Page]:
        return [Page(self, one["context"]) for one in self.command("browsingContext.getTree", maxDepth=0)["contexts"]]

    def new_page(self) -> Page:
        return Page(self, self.command("browsingContext.create", type="tab")["context"])

    def allow(self, origin: str, state: str) -> None:
        """What a person answers when he is asked for notifications: "granted", "denied" or "prompt"."""
        self.command("permissions.setPermission", descriptor={"name": "notifications"}, state=state, origin=origin)


def wait_until(question: Callable[[], Any], what: str, seconds: float = 90) -> Any:
    """Raises AssertionError when it never becomes true."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if told := question():
            return told
        time.sleep(0.05)
    raise AssertionError(f"never: {what}")


@contextmanager
def firefox(profile: Path, preferences: Mapping[str, bool | int | str] = {}, *, bus: str = "", display: str = "") -> Iterator[Firefox]:
    """Open (or open again) the browser of one phone; `bus`: the address of a session bus, to which it hands its notifications; `display`: a
    screen, "" for none."""
    assert PROGRAM, "no Firefox on this machine"
    profile.mkdir(parents=True, exist_ok=True)
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in {**PREFERENCES, **preferences}.items()]
    (profile / "user.js").write_text("\n".join(lines))
    env = {**os.environ, "TZ": "Asia/Ho_Chi_Minh", "MOZ_DISABLE_CONTENT_SANDBOX": "1", "LIBGL_ALWAYS_SOFTWARE": "1"}
    env |= {"DISPLAY": display} if display else {}
    env |= {"DBUS_SESSION_BUS_ADDRESS": bus} if bus else {}
    command = [PROGRAM, "--profile", str(profile), "--no-remote", "--remote-debugging-port=0", *([] if display else ["--headless"]), "about:blank"]
    with (profile / "said.log").open("w") as said:
        process = subprocess.Popen(command, env=env, stdout=said, stderr=said)
    socket = None
    try:
        door = wait_until(lambda: re.search(r"BiDi listening on (ws://\S+)", (profile / "said.log").read_text()), "WebDriver BiDi")[1]
        socket = create_connection(f"{door}/session", timeout=120, suppress_origin=True)
        opened = Firefox(socket)
        opened.command("session.new", capabilities={})
        yield opened
        # Closed as a person does it: what was killed has lost the last seconds of what pages stored.
        opened.command("browser.close")
        process.wait(30)
    finally:
        if socket is not None:
            socket.close()
        process.terminate()
        process.wait(30)
