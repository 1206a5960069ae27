"""The two doors at which a Chromium registers itself for push (checkin, registration), so that a phone in a test gets a real
subscription with real keys and no network. Its endpoint is that of the real push service, where nothing is ever sent.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support.chromium import FLAGS

ENDPOINTS = ("https://fcm.googleapis.com/", "https://jmt17.google.com/")
"""Whose a subscription may be: Chromium gives some of its browsers the second (seen in Chromium 156)."""
_CHECKIN = b"\x08\x01" + b"\x39" + (1).to_bytes(8, "little") + b"\x41" + (2).to_bytes(8, "little")
"""AndroidCheckinResponse (chromium, google_apis/gcm/protocol/checkin.proto): stats_ok, android_id, security_token."""


@contextmanager
def registration() -> Iterator[list[str]]:
    """The flags of a browser that registers here."""
    tokens = itertools.count(1)

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            kind, body = ("application/x-protobuf", _CHECKIN) if self.path == "/checkin" else ("text/plain", f"token=sohop-{next(tokens)}".encode())
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        kept = [flag for flag in FLAGS if flag != "--disable-background-networking"]
        yield [*kept, f"--gcm-checkin-url={url}/checkin", f"--gcm-registration-url={url}/register"]
        server.shutdown()
