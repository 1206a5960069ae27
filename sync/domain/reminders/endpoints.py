"""Which addresses a reminder may be sent to. A phone tells the address of its push service itself, so it is the word of a stranger: our
server must not be made to call whom he likes (OWASP, "Server-Side Request Forgery"). Pure; the addresses behind a name are looked at
when it is called (server/push/addresses.py).
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST_ENDPOINT = 2048
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")


@dataclass(frozen=True, slots=True)
class PushHosts:
    """`names`: hosts that are allowed, `*.example.com` for every host below one. `loopback`: the one origin on this very machine that is
    allowed over plain http, `http://127.0.0.1:<port>`; "" for none. Only tests have one."""

    names: tuple[str, ...]
    loopback: str = ""

    @property
    def none(self) -> bool:
        """Whether nothing can be sent at all."""
        return not self.names and not self.loopback

    def allows(self, endpoint: str) -> bool:
        """Whether this is the https address of an allowed host: a name, on the port of https, without user or fragment."""
        if len(endpoint) > LONGEST_ENDPOINT or not endpoint.isascii() or any(sign <= " " or sign == "\\" for sign in endpoint):
            return False
        try:
            parts = urlsplit(endpoint)
            port = parts.port
        except ValueError:
            return False
        if self.loopback and f"{parts.scheme}://{parts.netloc}" == self.loopback:
            return True
        host = parts.hostname or ""
        plain = parts.scheme == "https" and port in (None, 443) and "@" not in parts.netloc and not parts.fragment
        return plain and bool(_NAME.fullmatch(host)) and any(_fits(host, name) for name in self.names)


def origin_of(endpoint: str) -> str:
    """`https://host`, which may be logged; the rest of an endpoint is as good as a password."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def is_public(address: str) -> bool:
    """Whether an IP address lies in the public internet."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None) or ip
    return mapped.is_global and not mapped.is_multicast


def is_host_pattern(text: str) -> bool:
    """Whether this may stand in the list of allowed hosts."""
    return bool(_NAME.fullmatch(text.removeprefix("*.")))


def _fits(host: str, name: str) -> bool:
    return host.endswith(name[1:]) if name.startswith("*.") else host == name
