"""The words of a digest, in Vietnamese and English. Days are told by their dates: a message may be read days after it was sent."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sync.domain.reminders.digest import Item

MOST_LINES = 4
LONGEST_TITLE, LONGEST_NAME = 90, 60
_PERIOD = re.compile(r"[a-z_]+:([0-9]{4})(?:-([0-9]{2}))?(?::|\Z)")

_TITLES = {
    "vi": {
        "owed": "Cần làm: {title}",
        "finished": "Đã ghi xong, chưa gửi: {title}",
        "finished_late": "Đã ghi xong, chưa gửi, đã quá hạn: {title}",
        "overdue": "Quá hạn: {title}",
        "returned": "Cần sửa và gửi lại: {title}{period}",
        "assigned": "Đồng chí được phân công dự sinh hoạt",
        "meeting": "Họp ngày {due}: {unit}",
        "below": "{count} đơn vị quá hạn: {title}",
        "many": "{count} việc cần làm",
    },
    "en": {
        "owed": "To do: {title}",
        "finished": "Finished, not sent: {title}",
        "finished_late": "Finished, not sent, overdue: {title}",
        "overdue": "Overdue: {title}",
        "returned": "To mend and send again: {title}{period}",
        "assigned": "You are assigned to observe meetings",
        "meeting": "Meeting on {due}: {unit}",
        "below": "{count} units are overdue: {title}",
        "many": "{count} things to do",
    },
}
_BODIES = {
    "vi": {
        "owed": "{unit}. Gửi chậm nhất ngày {due}.",
        "finished": "{unit}. Mở ứng dụng khi có sóng để gửi. Hạn: ngày {due}.",
        "finished_late": "{unit}. Hạn là ngày {due}. Giấy đã có trên máy: mở ứng dụng khi có sóng để gửi.",
        "overdue": "{unit}. Hạn là ngày {due}. Nếu đã làm xong, hãy gửi khi có sóng; nếu chưa, hãy làm sớm.",
        "returned": "{unit}. Cấp trên đã xem và trả lại ngày {day}. Mở ra để đọc góp ý.",
        "assigned": "{count} buổi; buổi gần nhất ngày {due}.",
        "meeting": "{at}{place}",
        "below": "Hạn sớm nhất là ngày {due}. Mở danh sách để gọi từng nơi.",
        "below_one": "Hạn là ngày {due}. Mở danh sách để gọi.",
        "more": "và {count} việc khác",
    },
    "en": {
        "owed": "{unit}. Send it by {due}.",
        "finished": "{unit}. Open the app where there is a signal and send it. Last day: {due}.",
        "finished_late": "{unit}. The last day was {due}. It is on the phone: open the app where there is a signal and send it.",
        "overdue": "{unit}. The last day was {due}. If it is done, send it where there is a signal; if not, do it soon.",
        "returned": "{unit}. It was read and returned on {day}. Open it to see what was said.",
        "assigned": "{count} meetings; the next on {due}.",
        "meeting": "{at}{place}",
        "below": "The first of the last days was {due}. Open the list to call them.",
        "below_one": "The last day was {due}. Open the list to call.",
        "more": "and {count} more",
    },
}
_LINES = {
    "vi": {
        "owed": "Hạn {due}: {title}",
        "finished": "Đã ghi xong, chưa gửi, hạn {due}: {title}",
        "finished_late": "Đã ghi xong, chưa gửi, quá hạn {due}: {title}",
        "overdue": "Quá hạn {due}: {title}",
        "returned": "Cần sửa, trả lại {day}: {title}{period}",
        "assigned": "Được phân công dự {count} buổi",
        "meeting": "Họp {due} {at}: {unit}",
        "below": "{count} đơn vị quá hạn: {title}",
    },
    "en": {
        "owed": "By {due}: {title}",
        "finished": "Finished, not sent, by {due}: {title}",
        "finished_late": "Finished, not sent, overdue since {due}: {title}",
        "overdue": "Overdue since {due}: {title}",
        "returned": "To mend, returned {day}: {title}{period}",
        "assigned": "Assigned to {count} meetings",
        "meeting": "Meeting {due} {at}: {unit}",
        "below": "{count} units overdue: {title}",
    },
}


def title_of(items: Sequence[Item], lang: str) -> str:
    """One line: of one thing what it is, of several how many."""
    words = _TITLES[_known(lang)]
    if len(items) > 1:
        return words["many"].format(count=len(items))
    return _cut(words[_word(items[0])].format(**_places(items[0], lang)), LONGEST_TITLE)


def body_of(items: Sequence[Item], lang: str, most: int = MOST_LINES) -> str:
    """Of one thing by when and what to do; of several a line each, `most` of them and how many more there are."""
    lang = _known(lang)
    if len(items) == 1:
        one = items[0]
        return _BODIES[lang]["below_one" if one.kind == "below" and one.count == 1 else _word(one)].format(**_places(one, lang))
    units = len({one.unit for one in items if one.kind != "meeting"})
    lines = [_line(one, lang, named=units > 1 and one.kind not in ("meeting", "assigned", "below")) for one in items[:most]]
    if len(items) > most:
        lines.append(_BODIES[lang]["more"].format(count=len(items) - most))
    return "\n".join(lines)


def _line(item: Item, lang: str, *, named: bool) -> str:
    line = _LINES[lang][_word(item)].format(**_places(item, lang)).replace(" :", ":")
    return _cut(f"{line} ({_cut(item.unit_name, LONGEST_NAME)})" if named else line, LONGEST_TITLE + LONGEST_NAME)


def _word(item: Item) -> str:
    """What is finished and not sent after its last day is told so: it was never late in the eyes of who wrote it."""
    return "finished_late" if item.kind == "finished" and item.due_at[:10] < item.day else item.kind


def _period(paper: str, lang: str) -> str:
    """Of a paper that comes every month or year, which one it is: `, tháng 03/2027`."""
    found = _PERIOD.match(paper)
    if found is None:
        return ""
    year, month = found.groups()
    if lang == "en":
        return f", {month}/{year}" if month else f", {year}"
    return f", tháng {month}/{year}" if month else f", năm {year}"


def _places(item: Item, lang: str) -> dict[str, object]:
    title = item.title.vi if _known(lang) == "vi" else item.title.en
    return {
        "title": title,
        "unit": _cut(item.unit_name, LONGEST_NAME),
        "due": _date(item.due_at),
        "day": _date(item.day),
        "count": item.count,
        "at": item.at,
        "period": _period(item.paper, _known(lang)),
        "place": f", {_cut(title, LONGEST_NAME)}" if item.at and title else title,
    }


def _date(at: str) -> str:
    """`dd/mm/yyyy`; "" where there is no day."""
    day = at[:10].split("-")
    return "/".join(reversed(day)) if len(day) == 3 else ""


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _known(lang: str) -> str:
    return lang if lang in _TITLES else "vi"
