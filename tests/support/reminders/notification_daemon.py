"""The part of a desktop that shows notifications and takes taps on them: a session bus of its own, and on it the service
org.freedesktop.Notifications (freedesktop.org, "Desktop Notifications Specification" 1.2), to which a Chromium in the same environment
hands what it would show a person. A tap is a real one: the browser lets the service worker open a window for it.
"""

from __future__ import annotations

import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

NAME, PLACE = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
PROGRAM = shutil.which("dbus-daemon")
_CAPABILITIES = ["actions", "body", "persistence"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A notification as a person sees it; `actions`: what may be tapped, by its words."""

    id: int
    title: str
    body: str
    actions: dict[str, str]


class NotificationDaemon:
    """`address`: of the bus, for DBUS_SESSION_BUS_ADDRESS of a browser."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._shown: queue.Queue[Shown] = queue.Queue()
        self._taps: queue.Queue[tuple[int, str]] = queue.Queue()
        self._closed: set[int] = set()
        self._stop = threading.Event()
        self._ready = threading.Event()
        self._last = 0
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        assert self._ready.wait(10), "the bus does not answer"

    def next(self) -> Shown:
        """The next notification, waited for."""
        return self._shown.get(timeout=60)

    def is_closed(self, shown: Shown) -> bool:
        return shown.id in self._closed

    def tap(self, shown: Shown, words: str = "") -> None:
        """Tap the button with these words, or the notification itself."""
        self._taps.put((shown.id, shown.actions[words] if words else "default"))

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(10)

    def _serve(self) -> None:
        with open_dbus_connection(bus=self.address) as bus:
            bus.send_and_get_reply(message_bus.RequestName(NAME))
            self._ready.set()
            while not self._stop.is_set():
                self._tell_taps(bus)
                try:
                    asked = bus.receive(timeout=0.05)
                except TimeoutError:
                    continue
                if asked.header.message_type is MessageType.method_call:
                    bus.send(self._answer(asked))

    def _tell_taps(self, bus: DBusConnection) -> None:
        while not self._taps.empty():
            bus.send(new_signal(DBusAddress(PLACE, interface=NAME), "ActionInvoked", "us", self._taps.get()))

    def _answer(self, asked: Message) -> Message:
        match asked.header.fields[HeaderFields.member]:
            case "GetCapabilities":
                return new_method_return(asked, "as", (_CAPABILITIES,))
            case "GetServerInformation":
                return new_method_return(asked, "ssss", ("sohop-tests", "sohop", "1", "1.2"))
            case "Notify":
                return new_method_return(asked, "u", (self._notify(asked.body),))
            case "CloseNotification":
                self._closed.add(asked.body[0])
        return new_method_return(asked)

    def _notify(self, body: tuple[Any, ...]) -> int:
        replaces, title, text, actions = body[1], body[3], body[4], body[5]
        if not replaces:
            self._last += 1
        id = replaces or self._last
        self._shown.put(Shown(id, title, text, dict(zip(actions[1::2], actions[::2], strict=True))))
        return int(id)


@contextmanager
def notification_daemon() -> Iterator[NotificationDaemon]:
    """A bus and the service on it, until the end of the block."""
    assert PROGRAM, "no dbus-daemon on this machine"
    command = [PROGRAM, "--session", "--nofork", "--nopidfile", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        daemon = NotificationDaemon(process.stdout.readline().strip())
        try:
            yield daemon
        finally:
            daemon.stop()
            process.terminate()
