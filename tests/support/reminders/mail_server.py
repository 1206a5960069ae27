"""A mail server that speaks enough of SMTP (RFC 5321, with AUTH LOGIN and PLAIN of RFC 4954) to take what we send, or to refuse it."""

from __future__ import annotations

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass
class MailServer:
    """`refuse`: a line that answers RCPT, "" to take all; `password`: asked for where there is one; `taken`: what came."""

    refuse: str = ""
    password: str = ""
    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)


@contextmanager
def mail_server(**how: str) -> Iterator[MailServer]:
    told = MailServer(**how)  # type: ignore[arg-type]  # only the two texts are ever given

    class Line(socketserver.StreamRequestHandler):
        def say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

        def handle(self) -> None:
            self.say("220 mail.test")
            logged_in = not told.password
            while line := self.rfile.readline().decode().strip():
                word = line.split()[0].upper()
                if word == "EHLO":
                    self.say("250-mail.test\r\n250-SMTPUTF8\r\n250 AUTH PLAIN" if told.password else "250-mail.test\r\n250 SMTPUTF8")
                elif word == "AUTH":
                    logged_in = base64.b64decode(line.split()[2]).split(b"\0")[2].decode() == told.password
                    self.say("235 welcome" if logged_in else "535 no")
                elif word == "RCPT":
                    told.receivers.append(line[8:].strip("<> "))
                    self.say("530 log in" if not logged_in else told.refuse or "250 ok")
                elif word == "DATA":
                    self.say("354 go on")
                    lines = iter(self.rfile.readline, b".\r\n")
                    body = b"".join(one.removeprefix(b".") if one.startswith(b"..") else one for one in lines)
                    parsed = message_from_bytes(body, policy=default)
                    assert isinstance(parsed, EmailMessage)
                    told.taken.append(parsed)
                    self.say("250 taken")
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Line) as server:
        told.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield told
        server.shutdown()
