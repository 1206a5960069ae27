"""E-mail by SMTP (RFC 5321), with TLS: from the first byte on at `smtps://`, by STARTTLS at `smtp://`, which is not gone without unless the mail
server is this very machine. One connection a message: they are few and sent by hand.
"""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sync.domain.calls.message import EMAIL, Channel, Handed, Message

SECONDS = 20.0
_HERE = frozenset(("127.0.0.1", "::1", "localhost"))


@dataclass(frozen=True, slots=True)
class MailServer:
    """`user`: "" where none is asked for; `sender`: the address in From."""

    host: str
    port: int
    tls: bool
    user: str
    sender: str

    @classmethod
    def of(cls, url: str, sender: str) -> MailServer:
        """Raises ValueError for what is no `smtp://` or `smtps://` address, and for a sender that is no e-mail address."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.password or parts.path.strip("/") or parts.query:
            raise ValueError("smtp://user@host:587 or smtps://user@host:465, without a password")
        if not EMAIL.fullmatch(sender):
            raise ValueError("an e-mail address to send from")
        tls = parts.scheme == "smtps"
        return cls(parts.hostname, parts.port or (465 if tls else 587), tls, unquote(parts.username or ""), sender)


class SmtpMessages:
    """Obeys `sync.ports.messages.MessageSender`. `password`: a file whose first line it is, read at each use."""

    channel: Channel = "email"

    def __init__(self, server: MailServer, password: Path | None, *, trust: Callable[[], ssl.SSLContext] = ssl.create_default_context) -> None:
        self._server = server
        self._password = password
        self._trust = trust

    async def send(self, message: Message) -> Handed:
        if not EMAIL.fullmatch(message.to):
            return Handed(False, "address")
        return await asyncio.to_thread(self._send, self._written(message))

    def _written(self, message: Message) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = Address("Sổ Họp", addr_spec=self._server.sender)
        mail["To"] = Address(addr_spec=message.to)
        mail["Subject"] = " ".join(message.subject.split())
        mail["Date"] = formatdate(localtime=True)
        mail["Message-ID"] = make_msgid(domain=self._server.sender.partition("@")[2])
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday reply comes back
        mail.set_content(message.text + "\n")
        return mail

    def _send(self, mail: EmailMessage) -> Handed:
        at = self._server
        try:
            opened = (
                smtplib.SMTP_SSL(at.host, at.port, timeout=SECONDS, context=self._trust())
                if at.tls
                else smtplib.SMTP(at.host, at.port, timeout=SECONDS)
            )
            with opened as line:
                line.ehlo()
                if not at.tls and (line.has_extn("starttls") or at.host not in _HERE):
                    line.starttls(context=self._trust())
                    line.ehlo()
                if at.user:
                    line.login(at.user, self._secret())
                line.send_message(mail)
        except smtplib.SMTPResponseException as error:
            return Handed(False, f"SMTP {error.smtp_code}")
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return Handed(False, type(error).__name__)
        return Handed(True)

    def _secret(self) -> str:
        if self._password is None:
            return ""
        return self._password.read_text("utf-8").partition("\n")[0]
