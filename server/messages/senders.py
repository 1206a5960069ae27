"""The ways of sending messages that the settings name, by channel; none that is not named."""

from __future__ import annotations

from server.messages.gateway import Gateway, GatewayMessages
from server.messages.printed import PrintedMessages
from server.messages.smtp import MailServer, SmtpMessages
from server.settings import PRINTED, Settings
from sync.domain.calls.message import Channel
from sync.ports.messages import MessageSender


def senders_of(settings: Settings) -> dict[Channel, MessageSender]:
    found: dict[Channel, MessageSender] = {}
    if settings.sms == PRINTED:
        found["sms"] = PrintedMessages("sms")
    elif settings.sms:
        found["sms"] = GatewayMessages(Gateway(settings.sms, settings.sms_body, settings.sms_headers_file))
    if settings.email == PRINTED:
        found["email"] = PrintedMessages("email")
    elif settings.email:
        found["email"] = SmtpMessages(MailServer.of(settings.email, settings.email_from), settings.email_password_file)
    return found
