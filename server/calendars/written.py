"""A person's calendar as a text that every calendar program reads: RFC 5545, with the names and the refreshing of RFC 7986. Times are in
UTC, so that no zone has to be explained; a deadline is a whole day with one alarm, at nine the morning before.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from icalendar import Alarm, Calendar, Event

from sync.usecases.calendars.read_calendar import LENGTH, Deadline, PersonsCalendar, Sitting

REFRESH = timedelta(hours=6)
_WORDS = {
    "vi": {"name": "Sổ Họp: {name}", "deadline": "Hạn gửi: {title} ({period})", "meeting": "{type}: {unit}", "visit": "Dự sinh hoạt: {unit}",
           "below": "{unit}: {type_lower}",
           "left_out": "Chỉ có các buổi gần nhất của chi bộ trực thuộc; còn {count} buổi xa hơn xem trên trang của đảng ủy.",
           "about": "{unit}. Hết ngày này là quá hạn.", "regular": "Sinh hoạt thường kỳ", "thematic": "Sinh hoạt chuyên đề", "committee": "Họp chi ủy",
           "extraordinary": "Họp đột xuất"},
    "en": {"name": "Sổ Họp: {name}", "deadline": "Due: {title} ({period})", "meeting": "{type}: {unit}", "visit": "Sit in with: {unit}",
           "below": "{unit}: {type_lower}",
           "left_out": "Only the nearest meetings of the cells below; {count} further ones are on the office pages.",
           "about": "{unit}. Overdue after this day.", "regular": "Regular meeting", "thematic": "Thematic meeting", "committee": "Committee meeting",
           "extraordinary": "Extraordinary meeting"},
}  # fmt: skip

_SUMMARY = {"own": "meeting", "visit": "visit", "below": "below"}
"""Of a cell below, its name first: calendars cut titles short, and every other word is the same."""


def ics_of(calendar: PersonsCalendar, *, name: str, lang: str, url: str, now: datetime) -> tuple[bytes, str]:
    """The text, and a tag that is the same as long as nothing in it has changed but the time it was made. `url`: of the server."""
    words = _WORDS[lang if lang in _WORDS else "vi"]
    host = url.partition("://")[2].partition(":")[0] or "sohop"
    events = [*(_deadline(one, words, lang, url, host) for one in calendar.deadlines), *(_sitting(one, words, url, host) for one in calendar.sittings)]
    tag = hashlib.sha256(b"".join(one.to_ical() for one in events) + f"{name} {calendar.left_out}".encode()).hexdigest()[:32]
    made = Calendar()
    made.add("prodid", "-//So Hop//sohop//VI")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for named in ("name", "x-wr-calname"):
        made.add(named, words["name"].format(name=name))
    if calendar.left_out:
        for named in ("description", "x-wr-caldesc"):
            made.add(named, words["left_out"].format(count=calendar.left_out))
    made.add("refresh-interval", REFRESH, {"value": "DURATION"})
    made.add("x-published-ttl", "PT6H")
    for event in events:
        event.add("dtstamp", now)
        made.add_component(event)
    return made.to_ical(), tag


def _deadline(one: Deadline, words: dict[str, str], lang: str, url: str, host: str) -> Event:
    title = one.title.en if lang == "en" else one.title.vi
    event = Event()
    event.add("uid", f"{one.about}@{one.unit}.{host}")
    event.add("summary", words["deadline"].format(title=title, period=_period(one.period)))
    event.add("description", words["about"].format(unit=one.unit_name))
    event.add("dtstart", one.day)
    event.add("dtend", one.day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("url", f"{url}/app/?unit={quote(one.unit)}")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words["deadline"].format(title=title, period=_period(one.period)))
    alarm.add("trigger", timedelta(hours=-15))
    event.add_component(alarm)
    return event


def _sitting(one: Sitting, words: dict[str, str], url: str, host: str) -> Event:
    event = Event()
    event.add("uid", f"{one.meeting}@{one.unit}.{host}")
    kind = words[one.type]
    event.add("summary", words[_SUMMARY[one.role]].format(unit=one.unit_name, type=kind, type_lower=kind[0].lower() + kind[1:]))
    if one.at is None:
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
    else:
        event.add("dtstart", one.at.astimezone(UTC))
        event.add("dtend", (one.at + LENGTH).astimezone(UTC))
    if one.place:
        event.add("location", one.place)
    event.add("url", url + _page(one))
    return event


def _page(one: Sitting) -> str:
    match one.role:
        case "own":
            return f"/app/meetings/{quote(one.meeting.partition(':')[2], safe=':')}?unit={quote(one.unit)}"
        case "visit":
            return "/app/"
        case "below":
            return f"/units/{quote(one.unit)}"


def _period(key: str) -> str:
    """`2026-12` as `12/2026`, `2026-Q4` as `Q4/2026`."""
    year, _, part = key.partition("-")
    return f"{part}/{year}" if part else year

