"""Run the server in one process with uvicorn, and say on the screen where it is.

One worker: two processes that write to one SQLite file wait for each other (see docs/decisions). More servers share a
CouchDB store instead.
"""

from __future__ import annotations

import gc
import resource
import socket
import sys
from dataclasses import replace
from functools import partial
from urllib.parse import quote

import uvicorn

from server.app import build
from server.bounded_http import BoundedHttp
from server.data_lock import in_use
from server.demo_loading import load_demo, people_of
from server.settings import Settings
from server.site import Site

MOST_FILES = 65_536
_SWITCH = 0.0005
"""Seconds after which a thread that computes gives way. The thread that writes the store asks for its turn after every step of SQLite, and
with the usual 5 ms a busy loop kept it from the disk most of the time."""
_YOUNG = 10_000
"""Objects that are made before the garbage collector looks at the young ones; Python's 700 are less than a batch of papers."""


def serve(settings: Settings, *, demo: bool = False) -> int:
    """Listen until told to stop. Raises OSError; DataInUse while a command has the data folder alone."""
    with in_use(settings.data):
        return _serve(settings, demo=demo)


def _serve(settings: Settings, *, demo: bool) -> int:
    if demo and not load_demo(settings, partial(print, flush=True)):
        print(f"{settings.data} belongs to real people: no demo data goes there.", flush=True)
    listening = socket.create_server((settings.host, settings.port), family=_family(settings.host), reuse_port=False)
    settings = replace(settings, port=listening.getsockname()[1])
    site = build(settings)
    config = uvicorn.Config(
        site,
        loop="uvloop",
        http=BoundedHttp,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=settings.proxies or None,
        timeout_graceful_shutdown=5,
    )
    _take_many_connections()
    sys.setswitchinterval(_SWITCH)
    gc.collect()
    gc.freeze()  # modules and forms stay for ever: no collection need walk through them again
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
    server = _Announcing(config, site, demo=demo)
    server.run(sockets=[listening])
    return 0 if server.started else 1


def _take_many_connections() -> None:
    """Up to as many open files as this process may have: every phone and every waiting feed is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


class _Announcing(uvicorn.Server):
    """uvicorn, which prints the addresses once they answer."""

    def __init__(self, config: uvicorn.Config, site: Site, *, demo: bool) -> None:
        super().__init__(config)
        self._site = site
        self._demo = demo

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            url = self._site.parts.settings.url
            print(f"Sổ Họp: {url}\n  office   {url}/log-in\n  phone    {url}/app/")
            token = await self._site.parts.set_up.make_link_token()
            if token is not None:
                print(f"  set up   {url}/set-up?token={quote(token)}\n           (works once, for seven days)")
            if self._demo and (people := people_of(self._site.parts.settings.data)):
                print(f"Demo people (user name, password, what they show):\n{people}", end="")
            print("ready; Ctrl+C ends it", flush=True)
