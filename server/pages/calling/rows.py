"""A cell to call, as the page tells it: words and links for what `sync/usecases/calls/read_call_list.py` found."""

from __future__ import annotations

from dataclasses import dataclass

from server.pages.words import Say, day_or, day_word, moment_word
from sync.domain.calls.call import Call
from sync.domain.calls.message import Channel, telephone
from sync.usecases.calls.read_call_list import Callee, Overdue


@dataclass(frozen=True, slots=True)
class OverdueLine:
    """`on_phone`: that a paper for it has been begun, "" otherwise."""

    text: str
    on_phone: str


@dataclass(frozen=True, slots=True)
class CallRow:
    """`last`: the newest call in words; `channels`: what can be sent from here, with its words; `here`: address of its forms."""

    id: str
    name: str
    parent: str
    contact: str
    phone: str
    phone_href: str
    streak: str
    overdue: tuple[OverdueLine, ...]
    heard: str
    silent: bool
    reminded: str
    urged: str
    last: str
    here: str
    channels: tuple[tuple[Channel, str], ...]


def call_row(one: Callee, unit: str, unit_name: str, channels: tuple[Channel, ...], say: Say, lang: str) -> CallRow:
    digits = telephone(one.contact_phone)
    address = {"sms": digits, "email": one.contact_email}
    return CallRow(
        id=one.id,
        name=one.name,
        parent=one.parent if one.parent != unit_name else "",
        contact=one.contact_name,
        phone=one.contact_phone,
        phone_href=f"tel:{digits}" if digits else "",
        streak=say("calls_streak", months=one.streak) if one.streak > 1 else "",
        overdue=tuple(
            OverdueLine(
                say("calls_overdue", what=duty_words(row, lang), day=day_word(row.due), days=row.days),
                say("calls_on_phone") if row.draft else "",
            )
            for row in one.overdue
        ),
        heard=say("heard", at=moment_word(one.heard)) if one.heard else say("heard_never"),
        silent=one.silent,
        reminded=_reminded(one, say),
        urged=say("calls_urged", times=one.urged, day=day_or(one.urged_on)) if one.urged else "",
        last=call_words(one.call, say) if one.call else "",
        here=f"/units/{unit}/calls/{one.id}",
        channels=tuple((channel, say(f"calls_{channel}")) for channel in channels if address[channel] and one.overdue),
    )


def duty_words(row: Overdue, lang: str) -> str:
    """`Gửi biên bản (11/2026)`."""
    year, _, part = row.period.partition("-")
    return f"{row.title.en if lang == 'en' else row.title.vi} ({f'{part}/{year}' if part else year})"


def _reminded(one: Callee, say: Say) -> str:
    if one.shown_at and one.shown_at >= one.reminded_at:
        return say("calls_shown", at=moment_word(one.reminded_at or one.shown_at))
    return say("calls_reminded", at=moment_word(one.reminded_at)) if one.reminded_at else say("calls_unreminded")


def call_words(call: Call, say: Say) -> str:
    """`12/11/2026 Nguyễn Thị Hòa: hẹn gửi ngày 15/11/2026. Máy hỏng.`"""
    what = say("call_promised_for", day=day_or(call.promised_for)) if call.promised_for else say(f"call_{call.outcome}")
    text = f"{what}. {call.text}" if call.text else f"{what}."
    return say("calls_last", day=moment_word(call.at), by=call.by_name, what=text)
