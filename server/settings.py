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

PREFIX = "SOHOP_"
TESTS = "SOHOP_TEST_"


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
        default=2, metadata=_about("CouchDB: shards (q) of a new database. Workspaces are small: few.", _count)
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
        return cls(**given)

    @property
    def url(self) -> str:
        """Where people find the server."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")

    def shown(self) -> list[tuple[str, str]]:
        """Names and values for people to read, secrets hidden."""
        rows = []
        for one in fields(self):
            value = getattr(self, one.name)
            rows.append((variable(one), ("(set)" if value else "(not set)") if not one.repr else str(value)))
        return rows


def variable(setting: Field[Any]) -> str:
    """The environment variable of a field."""
    return PREFIX + setting.name.upper()


def _default(setting: Field[Any]) -> str:
    return "" if setting.default in (b"", None) else str(setting.default)


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
