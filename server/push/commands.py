"""`keys push`: show the keys of push with the phones that need each, make a new one, remove an old one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from server.machine import MachineClock
from server.moving.places import place_of
from server.push.keys import PushKeys, retire, rotate
from server.settings import Settings, SettingWrong
from sync.domain.errors import NoSuchDatabase
from sync.domain.reminders.subscription import Subscription
from sync.usecases.directory import PUSH

Say = Callable[[str], None]


async def show_push_keys(settings: Settings, new: bool, say: Say) -> int:
    """Print the keys, the newest first, after making a new one where that is wanted or there is none. Raises OSError."""
    now = MachineClock().now()
    keys = PushKeys.open(settings.data, now)
    if new:
        made = rotate(settings.data, now)
        say(f"New key {made.id}. Running servers of this folder give it to phones at once; each phone takes it when its app is next opened,")
        say("and is reached with its old key until then. Servers on other machines need a copy of the file first.")
    phones = await _phones(settings)
    for key in reversed(keys.all()):
        say(f"{key.id}  made {key.made_at}  {phones[key.id]} phones  {key.public}")
    for id in sorted(set(phones) - {key.id for key in keys.all()}):
        say(f"{id}  is not here  {phones[id]} phones that cannot be reached until their app is opened")
    return 0


async def take_away(settings: Settings, id: str, anyway: bool, say: Say) -> int:
    """Remove an old key unless phones need it. Raises OSError, SettingWrong for what is no old key."""
    phones = (await _phones(settings))[id]
    if phones and not anyway:
        say(f"{phones} phones are still reached with {id} alone; each takes the new key when its app is next opened.")
        say("Wait, or say --anyway: they are not reached then until that happens.")
        return 1
    if not retire(settings.data, id):
        raise SettingWrong(f"{id} is no old key of push in {settings.data}; `keys push` lists them")
    say(f"{id} is removed." + (f" {phones} phones are not reached until their app is next opened." if phones else ""))
    return 0


async def _phones(settings: Settings) -> Counter[str]:
    """How many phones were made with each key."""
    place = place_of(settings)
    if not place.exists:
        return Counter()
    async with place.opened() as store:
        try:
            rows = await store.range(PUSH, "subscription:", "subscription;")
        except NoSuchDatabase:
            return Counter()
    return Counter(Subscription.from_document(one).key for one in rows)
