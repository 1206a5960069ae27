"""E-mail by SMTP, to a real mail server: taken, refused, and away."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.messages.smtp import MailServer, SmtpMessages
from sync.domain.calls.message import Handed, Message
from tests.support.reminders.mail_server import mail_server
from tests.support.server import free_port

MESSAGE = Message("bi-thu@nadon.example.vn", "Sổ Họp: còn thiếu biên bản.\n.một dòng bắt đầu bằng dấu chấm", "Giấy tờ\nquá hạn")


def messages(port: int, password: Path | None = None, user: str = "") -> SmtpMessages:
    return SmtpMessages(MailServer("127.0.0.1", port, False, user, "so-hop@example.vn"), password)


async def test_a_letter_arrives_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("mật khẩu dài\n", "utf-8")
    with mail_server() as server:
        assert await messages(server.port).send(MESSAGE) == Handed(True)
    [mail] = server.taken
    assert mail.get_content().splitlines() == MESSAGE.text.splitlines()
    assert (mail["Subject"], mail["To"], mail["Auto-Submitted"]) == ("Giấy tờ quá hạn", MESSAGE.to, "auto-generated")
    assert str(mail["From"]) == "Sổ Họp <so-hop@example.vn>"
    assert server.receivers == [MESSAGE.to]


async def test_the_password_is_read_from_its_file(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    with mail_server(password="mot-mat-khau-dai") as server:
        for text, handed in (("mot-mat-khau-dai\n", Handed(True)), ("khac\n", Handed(False, "SMTP 535"))):
            secret.write_text(text)
            assert await messages(server.port, secret, "sohop").send(MESSAGE) == handed
        assert await messages(server.port, tmp_path / "none", "sohop").send(MESSAGE) == Handed(False, "FileNotFoundError")
    assert len(server.taken) == 1


async def test_what_the_mail_server_refuses_and_a_line_that_is_down_are_told() -> None:
    with mail_server(refuse="550 nobody here") as server:
        told = await messages(server.port).send(MESSAGE)
        assert not told.ok
    assert not (await messages(free_port()).send(MESSAGE)).ok


async def test_no_letter_goes_to_what_is_no_address_and_none_without_tls_to_another_machine() -> None:
    with mail_server() as server:
        for to in ("", "bi-thu", "bi-thu@nadon", "a@b.vn\r\nBcc: c@d.vn", "a b@c.vn"):
            assert await messages(server.port).send(Message(to, "x")) == Handed(False, "address")
        elsewhere = SmtpMessages(MailServer("localhost.localdomain", server.port, False, "", "so-hop@example.vn"), None)
        assert not (await elsewhere.send(MESSAGE)).ok
    assert server.taken == []


@pytest.mark.parametrize("url", ["http://x", "smtp://", "smtp://u:p@h", "smtp://h/path", "smtps://h?x=1", "mail.example.vn"])
def test_what_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="smtp"):
        MailServer.of(url, "so-hop@example.vn")


def test_ports_are_those_of_the_scheme() -> None:
    assert MailServer.of("smtps://ai@mail.vn", "a@b.vn") == MailServer("mail.vn", 465, True, "ai", "a@b.vn")
    assert MailServer.of("smtp://mail.vn", "a@b.vn") == MailServer("mail.vn", 587, False, "", "a@b.vn")
