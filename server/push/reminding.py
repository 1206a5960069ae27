"""The parts of the server that remind people, joined: `server/app.py` takes them as they are."""

from __future__ import annotations

from typing import TypedDict

from server.machine import random_id
from server.push.keys import PushKeys
from server.push.sender import WebPushSender
from server.settings import Settings
from server.worker.remind import Reminder
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore
from sync.rules.catalogue import Rules
from sync.usecases.obligations.deadlines import RULE_SET, Deadlines
from sync.usecases.reminders.personal_wishes import PersonalWishes
from sync.usecases.reminders.subscriptions import Subscriptions


class Reminding(TypedDict):
    push_keys: PushKeys
    subscriptions: Subscriptions
    reminder: Reminder
    wishes: PersonalWishes


def reminding_parts(
    settings: Settings, store: DocumentStore, deadlines: Deadlines, catalogue: Catalogue, rules: Rules, clock: Clock
) -> Reminding:
    """Raises OSError where the keys of push cannot be kept in the data folder."""
    subscriptions = Subscriptions(store, clock, settings.push)
    push_keys = PushKeys.open(settings.data, clock.now())
    sender = WebPushSender(push_keys, settings.push, settings.push_sub, clock)
    told = rules.reminders_of(RULE_SET, clock.now().date())
    reminder = Reminder(store, deadlines, catalogue, told, subscriptions, sender, clock, random_id(), settings.url)
    return {"push_keys": push_keys, "subscriptions": subscriptions, "reminder": reminder, "wishes": PersonalWishes(store, told)}
