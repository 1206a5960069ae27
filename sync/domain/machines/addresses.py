"""Which addresses of the internet our server may be sent to by somebody's webhook: public ones, over https, and nothing else. Pure.

Whoever names an address has the server knock there, from within our network: so never at the machine itself, its neighbours, or a
cloud's metadata (OWASP, "Server-Side Request Forgery Prevention Cheat Sheet").
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

LONGEST_URL = 500
"""Characters."""
_NAT64 = IPv6Network("64:ff9b::/96")
"""An address of the old internet in the new one (RFC 6052)."""
_GIVEN_OUT = IPv6Network("2000::/3")
"""All of the new internet that was ever given out (RFC 4291, section 2.4); the rest carries old addresses, or is local."""


def is_public(address: str) -> bool:
    """Whether an IP address is of the public internet; what is no address is not. An address that carries another one is judged by it."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return found.is_global and not found.is_multicast
    if found.ipv4_mapped is not None:
        return is_public(str(found.ipv4_mapped))
    if found.scope_id or not found.is_global or not (found in _GIVEN_OUT or found in _NAT64):
        return False
    return all(is_public(str(one)) for one in _within(found))


def _within(found: IPv6Address) -> list[IPv4Address]:
    """The old addresses that a new one carries: those of 6to4 and Teredo tunnels, and of NAT64."""
    carried = [found.sixtofour, *(found.teredo or ())]
    if found in _NAT64:
        carried.append(IPv4Address(int(found) & 0xFFFFFFFF))
    return [one for one in carried if one is not None]


def wrong_with_url(url: str) -> str:
    """What is wrong with the address of a webhook: a code, "" when nothing is. Names are looked up only when something is sent."""
    if not url:
        return "required"
    if len(url) > LONGEST_URL or not url.isascii() or any(ord(sign) <= 32 or ord(sign) == 127 for sign in url) or "\\" in url:
        return "url_malformed"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "url_malformed"
    if parts.scheme != "https":
        return "url_not_https"
    if not host or parts.username is not None or parts.password is not None or parts.fragment or parts.port == 0:
        return "url_malformed"
    if _is_literal(host):
        return "" if is_public(host) else "url_private"
    # A last part that is no word is read as a number by some resolvers: 127.1, 0x7f.1, 2130706433.
    last = host.rstrip(".").rpartition(".")[2]
    if "." not in host.rstrip(".") or not last or last[0].isdigit() or last in ("localhost", "local", "internal"):
        return "url_private"
    return ""


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
