"""Remind a cell by text message or e-mail, by hand, from the call list: what is overdue in one short text, to the contact of the unit; written
down in the log of calls whatever became of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from sync.domain.accounts import Person
from sync.domain.calls.call import Call
from sync.domain.calls.message import Channel, Message, telephone, without_marks
from sync.domain.errors import Refusal
from sync.domain.obligations.clock import day_of, millis
from sync.ports import Clock
from sync.ports.messages import MessageSender
from sync.usecases.calls.call_log import CallLog
from sync.usecases.directory import Directory
from sync.usecases.obligations.read_owed import Owed, ReadOwed

MOST_NAMED = 3


class SendMessage:
    """`senders`: by channel, those that are set up; empty where none is."""

    def __init__(self, senders: Mapping[Channel, MessageSender], log: CallLog, owed: ReadOwed, directory: Directory, clock: Clock) -> None:
        self.senders = senders
        self._log = log
        self._owed = owed
        self._directory = directory
        self._clock = clock

    async def __call__(self, person: Person, unit_id: str, channel: Channel) -> Call:
        """Raises Refusal `not_found`; `message_off` where the channel is not set up or the unit has no address for it; `nothing_overdue`;
        `message_failed` where nobody took it, which is written down too."""
        await self._log.check(person, unit_id)
        tree, today = await self._directory.units(), day_of(millis(self._clock.now()))
        unit, sender = tree.get(unit_id), self.senders.get(channel)
        to = "" if unit is None else telephone(unit.contact_phone) if channel == "sms" else unit.contact_email
        if unit is None or sender is None or not to:
            raise Refusal("message_off")
        overdue = [one for one in await self._owed.owed_by(person, [unit_id]) if one.standing.status == "overdue" and one.standing.overtaken_by is None]
        if not overdue:
            raise Refusal("nothing_overdue")
        text = text_of(unit.name(today), overdue)
        handed = await sender.send(Message(to, without_marks(text) if channel == "sms" else text, "Sổ Họp: giấy tờ quá hạn"))
        call = await self._log.sent(person, unit_id, channel, text if handed.ok else f"Chưa gửi được ({handed.why}): {text}")
        if not handed.ok:
            raise Refusal("message_failed")
        return call


def text_of(name: str, overdue: list[Owed]) -> str:
    """What is said, the longest overdue first."""
    rows = sorted(overdue, key=lambda one: one.standing.due_at)
    named = "; ".join(f"{one.obligation.title.vi} ({_period(one.obligation.period)}), quá {-one.standing.days_left} ngày" for one in rows[:MOST_NAMED])
    more = f"; và {len(rows) - MOST_NAMED} việc nữa" if len(rows) > MOST_NAMED else ""
    return f"Sổ Họp: {name} còn thiếu: {named}{more}. Đề nghị đồng chí gửi, hoặc báo nếu cần giúp."


def _period(key: str) -> str:
    year, _, part = key.partition("-")
    return f"{part}/{year}" if part else year
