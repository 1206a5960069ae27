"""Every setting of the server: read once from the environment, typed, passed down, never a global.

`docs/settings.md` and `.env.example` are written from the fields below (`python -m server settings --write`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from server.messages.gateway import Gateway
from server.messages.smtp import MailServer
from sync.domain.calls.message import EMAIL
from sync.domain.reminders.endpoints import PushHosts, is_host_pattern

PUSH_SERVICES = (
    "fcm.googleapis.com", "jmt17.google.com", "updates.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com",
)  # fmt: skip
"""Of Chromium on Android and elsewhere, Firefox, Safari and installed apps on iPhone, Edge."""
PREFIX = "SOHOP_"
TESTS = "SOHOP_TEST_"
PRINTED = "print"
"""Of a way to send messages: print them, as the harmless twin does."""


class SettingWrong(ValueError):
    """A setting that cannot be used; the text names it and says what it should be. Never holds a secret's value."""


def _path(text: str) -> Path:
    return Path(text).expanduser()


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise ValueError("a number from 0 to 65535")
    return int(text)


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 3660:
        raise ValueError("a number of days from 1 to 3660")
    return int(text)


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.username):
        raise ValueError("http:// or https://, a host, perhaps a port, and nothing more")
    return f"{parts.scheme}://{parts.netloc.lower()}" if text else ""


def _store(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("empty, or the http:// or https:// address of a CouchDB")
    if parts.password:
        raise ValueError("an address without a password, which goes into SOHOP_STORE_PASSWORD_FILE")
    return text


def _prefix(text: str) -> str:
    if text and not re.fullmatch(r"[a-z][a-z0-9_-]{0,31}", text):
        raise ValueError("lower-case letters, digits, - and _, beginning with a letter")
    return text


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 64:
        raise ValueError("a number from 1 to 64")
    return int(text)


def _level(text: str) -> str:
    if text not in ("debug", "info", "warning", "error"):
        raise ValueError("debug, info, warning or error")
    return text


def _push_hosts(text: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    if not all(is_host_pattern(name) for name in names):
        raise ValueError("names of hosts separated by commas, *.example.com for all below one; empty for no push")
    return names


def _push_contact(text: str) -> str:
    if text and not re.fullmatch(r"mailto:[^@\s]+@[\w-]+(\.[\w-]+)+|https://[\w-]+(\.[\w-]+)+", text, re.ASCII):
        raise ValueError("empty, mailto: and an address, or https:// and a host")
    return text


def _loopback(text: str) -> str:
    if text and not re.fullmatch(r"http://127\.0\.0\.1:[0-9]{1,5}", text):
        raise ValueError("empty, or http://127.0.0.1: and a port")
    return text


def _email(text: str) -> str:
    if text and text != PRINTED:
        try:
            MailServer.of(text, "somebody@example.vn")
        except ValueError as error:
            raise ValueError(f"empty, {PRINTED}, or {error}") from None
    return text


def _email_from(text: str) -> str:
    if text and not EMAIL.fullmatch(text):
        raise ValueError("empty, or an e-mail address")
    return text


def _sms(text: str) -> str:
    if text and text != PRINTED and "address" in Gateway(text, '{"to": "{to}", "text": "{text}"}').wrong():
        raise ValueError(f"empty, {PRINTED}, or an https:// address")
    return text


def _sms_body(text: str) -> str:
    if wrong := Gateway("https://example.vn", text).wrong():
        raise ValueError(wrong)
    return text


def _key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b"?"
    if text and len(key) != 32:
        raise ValueError("64 hexadecimal digits")
    return key


def _about(text: str, read: Callable[[str], Any] = str) -> dict[str, Any]:
    return {"about": text, "read": read}


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. `Settings.from_environment(os.environ)` is the way to get one; the defaults suit one machine."""

    data: Path = field(
        default=Path("data"),
        metadata=_about("Folder of everything that must be kept: the store and the keys. Back it up.", _path),
    )
    store: str = field(
        default="",
        metadata=_about(
            "Where papers are kept: empty for the embedded store in the data folder, or the address of a CouchDB 3, "
            "e.g. http://sohop@couch:5984/ (its password goes into SOHOP_STORE_PASSWORD_FILE).",
            _store,
        ),
    )
    store_password_file: Path | None = field(
        default=None,
        metadata=_about("File that holds the password of the CouchDB user in its first line. Read again when it is refused.", _path),
    )
    store_prefix: str = field(
        default="", metadata=_about("Begins the name of each of our databases in a CouchDB that others use too.", _prefix)
    )
    store_shards: int = field(
        default=1, metadata=_about("CouchDB: shards (q) of a new database. Workspaces are small: one.", _count)
    )
    store_copies: int = field(
        default=3, metadata=_about("CouchDB: copies (n) of a new database; a cluster of fewer nodes makes as many as it can.", _count)
    )
    host: str = field(
        default="127.0.0.1",
        metadata=_about("Address to listen on. Put a TLS proxy in front before opening it to a network."),
    )
    port: int = field(default=8000, metadata=_about("Port to listen on; 0 takes any free one.", _port))
    public_url: str = field(
        default="",
        metadata=_about(
            "The address people type, e.g. https://sohop.example.vn. With https the cookies become Secure and HSTS is sent. "
            "Empty: http with host and port.",
            _public_url,
        ),
    )
    proxies: str = field(
        default="",
        metadata=_about("Addresses of the proxies whose X-Forwarded-For is believed, separated by commas. Empty: none."),
    )
    session_days: int = field(
        default=180, metadata=_about("A session ends this many days after its last contact.", _days)
    )
    office: str = field(
        default="",
        metadata=_about(
            "The command that is LibreOffice, which makes PDF files of papers. Empty: `soffice` or `libreoffice` where the machine has it; "
            "`none`: no PDF files are made."
        ),
    )
    push_hosts: tuple[str, ...] = field(
        default=PUSH_SERVICES,
        metadata=_about(
            "Push services that reminders are sent to, by host, separated by commas; *.example.com allows every host below one. "
            "Empty: no push at all.",
            _push_hosts,
        ),
    )
    push_contact: str = field(
        default="",
        metadata=_about(
            "Whom a push service may write to about us, mailto:… or https://…; empty: SOHOP_PUBLIC_URL.", _push_contact
        ),
    )
    push_loopback: str = field(
        default="",
        metadata=_about(
            "For tests alone: a push service on this very machine that reminders may be sent to without TLS, "
            "http://127.0.0.1:<port>. Leave it empty.",
            _loopback,
        ),
    )
    email: str = field(
        default="",
        metadata=_about(
            "E-mail to cells from the call list: empty for none, `print` to print it instead, or the mail server, smtp://user@host:587 "
            "(STARTTLS) or smtps://user@host:465. Its password goes into SOHOP_EMAIL_PASSWORD_FILE.",
            _email,
        ),
    )
    email_from: str = field(default="", metadata=_about("The address e-mail is sent from. Needed with a mail server.", _email_from))
    email_password_file: Path | None = field(
        default=None, metadata=_about("File that holds the mail server's password in its first line. Read at each use.", _path)
    )
    sms: str = field(
        default="",
        metadata=_about(
            "Text messages to cells from the call list: empty for none, `print` to print them instead, or the https:// address of a "
            "gateway that takes one POST a message.",
            _sms,
        ),
    )
    sms_body: str = field(
        default='{"to": "{to}", "text": "{text}"}',
        metadata=_about("What is posted to the gateway, with {to} and {text} where they go: JSON, or a form (to={to}&text={text}).", _sms_body),
    )
    sms_headers_file: Path | None = field(
        default=None, metadata=_about("File of headers for the gateway, a line `Name: value` each, such as its key. Read at each use.", _path)
    )
    log_level: str = field(default="info", metadata=_about("debug, info, warning or error.", _level))
    secret: bytes = field(
        default=b"",
        repr=False,
        metadata=_about(
            "64 hexadecimal digits from which the keys of cursors and forms are derived. Only needed when several servers "
            "share one store; empty: made at the first start and kept in the data folder.",
            _key,
        ),
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Raises SettingWrong. Unknown `SOHOP_` names are refused too: they are misspellings (`SOHOP_TEST_` ones are the tests')."""
        names = {variable(one): one for one in fields(cls)}
        unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in names and not name.startswith(TESTS))
        if unknown:
            raise SettingWrong(f"{unknown[0]}: there is no such setting; see docs/settings.md")
        given = {}
        for name, one in names.items():
            if name in environment:
                try:
                    given[one.name] = one.metadata["read"](environment[name])
                except ValueError as error:
                    raise SettingWrong(f"{name}: should be {error}") from None
        made = cls(**given)
        if made.email not in ("", PRINTED) and not made.email_from:
            raise SettingWrong("SOHOP_EMAIL_FROM: should be an e-mail address where SOHOP_EMAIL names a mail server")
        return made

    @property
    def url(self) -> str:
        """Where people find the server."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def push(self) -> PushHosts:
        """Whom reminders may be sent to."""
        return PushHosts(self.push_hosts, self.push_loopback)

    @property
    def push_sub(self) -> str:
        """Whom a push service may write to about us (RFC 8292, 2.1). A server that has no https has only phones of its own machine."""
        host = urlsplit(self.public_url).hostname or ""
        return self.push_contact or (f"https://{host}" if self.https and "." in host else "https://localhost")

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")

    def shown(self) -> list[tuple[str, str]]:
        """Names and values for people to read, secrets hidden."""
        rows = []
        for one in fields(self):
            value = getattr(self, one.name)
            rows.append((variable(one), ("(set)" if value else "(not set)") if not one.repr else _text(value)))
        return rows


def variable(setting: Field[Any]) -> str:
    """The environment variable of a field."""
    return PREFIX + setting.name.upper()


def _default(setting: Field[Any]) -> str:
    return "" if setting.default in (b"", None) else _text(setting.default)


def _text(value: Any) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)


def as_markdown() -> str:
    """The text of `docs/settings.md`."""
    lines = [
        "# Settings", "",
        "The server reads its settings from the environment, once, at its start. Options of the command line come before them.",
        "This page is written by `python -m server settings --write` from `server/settings.py`; a test compares the two.", "",
        "| variable | default | what it is |", "|---|---|---|",
    ]  # fmt: skip
    for one in fields(Settings):
        lines.append(f"| `{variable(one)}` | {_code(_default(one))} | {one.metadata['about']} |")
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def as_example() -> str:
    """The text of `.env.example`."""
    lines = ["# Written by `python -m server settings --write`. What each line means: docs/settings.md", ""]
    lines += [f"#{variable(one)}={_default(one)}" for one in fields(Settings)]
    return "\n".join(lines) + "\n"
