"""A digest as a message: its words in both languages, never over 3 kB, never longer kept than it is worth."""

from __future__ import annotations

import json
from typing import get_args
from unicodedata import is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.domain.obligations.rules import Words
from sync.domain.reminders.digest import Digest, Item, ItemKind
from sync.domain.reminders.message import LARGEST, Message, message_of, path_of, topic_of
from sync.domain.reminders.rules import Quiet
from sync.domain.reminders.words import body_of, title_of
from tests.support.reminders.declarative import read

TITLE = Words("Sinh hoạt thường kỳ và gửi biên bản", "Hold the regular meeting and send its minutes")
NOW, QUIET = "2026-11-28T07:30:00.000+07:00", Quiet("21:00", "07:00")
KINDS: tuple[ItemKind, ...] = get_args(ItemKind)


def an_item(kind: ItemKind, number: int = 0, name: str = "Chi bộ bản Nà Đon", title: Words = TITLE) -> Item:
    due = "2026-11-30T23:59:59.999+07:00" if kind in ("owed", "finished") else "2026-11-20T23:59:59.999+07:00"
    return Item(kind, f"unit-{number}", name, f"obligation:x:{number}", title, "2026-11-28", due, f"minutes:2026-11:regular:{number + 1}", 2, "14:00")


def a_message(*items: Item, lang: str = "vi", expires: str = "2026-11-30T23:59:59.999+07:00", short: bool = False) -> Message:
    digest = Digest("panh", "2026-11-28", 1, NOW, "directive-824:1", lang, items, len(items), expires)
    return message_of(digest, items, len(items), NOW, "https://sohop.example.vn", QUIET, short=short)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["vi", "en", "fr"])
def test_every_kind_has_its_words_in_every_language(kind: ItemKind, lang: str) -> None:
    one = an_item(kind)
    for text in (title_of([one], lang), body_of([one], lang), body_of([one, one], lang)):
        assert text.strip() and "{" not in text and is_normalized("NFC", text)
    assert (title_of([one], lang) == title_of([one], "vi")) is (lang != "en")
    for word in ("đồng bộ", "tải lên", "sync", "upload", "push"):
        assert word not in f"{title_of([one], lang)} {body_of([one], lang)}".lower()


def test_the_words_say_what_it_is_by_when_and_what_to_do() -> None:
    assert title_of([an_item("finished")], "vi") == "Đã ghi xong, chưa gửi: Sinh hoạt thường kỳ và gửi biên bản"
    assert body_of([an_item("finished")], "vi") == "Chi bộ bản Nà Đon. Mở ứng dụng khi có sóng để gửi. Hạn: ngày 30/11/2026."
    two = [an_item("overdue"), an_item("owed", 1)]
    assert title_of(two, "vi") == "2 việc cần làm"
    assert body_of(two, "vi").splitlines() == [
        "Quá hạn 20/11/2026: Sinh hoạt thường kỳ và gửi biên bản (Chi bộ bản Nà Đon)",
        "Hạn 30/11/2026: Sinh hoạt thường kỳ và gửi biên bản (Chi bộ bản Nà Đon)",
    ]
    seven = [an_item("owed", number) for number in range(7)]
    assert len(body_of(seven, "vi").splitlines()) == 5 and body_of(seven, "vi").endswith("và 3 việc khác")


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.text(max_size=400)), min_size=1, max_size=40), st.sampled_from(["vi", "en"]))
def test_a_payload_is_never_over_3_kb_whatever_units_are_called(told: list[tuple[ItemKind, str]], lang: str) -> None:
    items = [an_item(kind, number, name, Words(name, name)) for number, (kind, name) in enumerate(told)]
    message = a_message(*items, lang=lang)
    assert len(message.payload) < LARGEST
    shown = read(message.payload)
    assert (shown.lang, shown.badge, shown.mutable, shown.tag) == (lang, len(items), False, message.topic)
    assert shown.title == title_of(items, lang) and shown.body in {body_of(items, lang, most) for most in range(5)}
    path, _, reminder = shown.navigate.removeprefix("https://sohop.example.vn").rpartition("reminder=")
    assert reminder == "reminder:panh:2026-11-28:1" if path else shown.navigate == f"https://sohop.example.vn{path_of(items)}"
    assert not path or path[:-1] == path_of(items)
    plain = json.loads(message.payload)
    assert plain["web_push"] == 8030 and plain["notification"]["data"] == {"reminder": "reminder:panh:2026-11-28:1", "quiet": ["21:00", "07:00"]}


@pytest.mark.parametrize(
    ("expires", "ttl"),
    [
        ("2026-11-28T23:59:59.999+07:00", 16 * 3600 + 30 * 60 - 1),
        ("2020-01-01T00:00:00.000+07:00", 60),
        ("9999-01-01T00:00:00.000+07:00", 28 * 86_400),
    ],
)
def test_it_is_kept_until_the_last_moment_never_for_nothing_and_never_for_ever(expires: str, ttl: int) -> None:
    assert a_message(an_item("owed"), expires=expires).ttl == ttl


def test_a_topic_is_what_a_push_service_takes_and_tells_it_nothing() -> None:
    one = topic_of(an_item("owed"))
    assert len(one) == 32 and "unit" not in one
    assert one == topic_of(an_item("overdue")) != topic_of(an_item("owed", 1)), "the same duty in other words is the same"


def test_a_tap_leads_to_the_paper_or_to_the_tasks() -> None:
    assert path_of([an_item("owed")]) == "/app/meetings/2026-11:regular:1?unit=unit-0"
    assert path_of([an_item("returned")]) == "/app/papers/minutes:2026-11:regular:1/read?unit=unit-0"
    assert path_of([an_item("owed"), an_item("owed", 1)]) == "/app/"
    assert path_of([an_item("owed"), an_item("returned")]) == "/app/?unit=unit-0"
    assert path_of([an_item("below")]) == "/units/unit-0"
    plan = Item("owed", "u", "U", "obligation:thematic_plan:2027", TITLE, "2026-11-28", "", "thematic_plan:2027")
    assert path_of([plan]) == "/app/papers/thematic_plan:2027?unit=u"


def test_what_a_browser_shows_by_itself_opens_an_address_of_any_paper_that_it_takes_for_one() -> None:
    odd = Item("returned", "bản & nà", "Chi bộ", "a", TITLE, "2026-11-28", "", 'amendment:x y"%<ạ>:1')
    for item in (odd, an_item("below"), an_item("assigned"), an_item("meeting")):
        assert read(a_message(item).payload).navigate.startswith("https://sohop.example.vn/")


def test_a_short_message_has_its_title_alone() -> None:
    assert json.loads(a_message(an_item("owed"), short=True).payload)["notification"]["body"] == ""


def test_what_lies_finished_on_a_phone_after_its_last_day_is_told_as_overdue_and_as_finished() -> None:
    late = Item("finished", "u", "Chi bộ bản Nà Đon", "obligation:x", TITLE, "2026-12-01", "2026-11-30T23:59:59.999+07:00")
    assert title_of([late], "vi") == "Đã ghi xong, chưa gửi, đã quá hạn: Sinh hoạt thường kỳ và gửi biên bản"
    assert body_of([late], "vi") == "Chi bộ bản Nà Đon. Hạn là ngày 30/11/2026. Giấy đã có trên máy: mở ứng dụng khi có sóng để gửi."
    assert body_of([late, late], "vi").splitlines()[0] == "Đã ghi xong, chưa gửi, quá hạn 30/11/2026: Sinh hoạt thường kỳ và gửi biên bản"


@pytest.mark.parametrize(
    ("paper", "which"),
    [("minutes:2026-11:regular:1", ", tháng 11/2026"), ("thematic_plan:2027", ", năm 2027"), ("month_schedule:2026-12", ", tháng 12/2026"),
     ("resolution:01JQ0000000000000000000001", ""), ("team_report:2027-H1", "")],
)  # fmt: skip
def test_what_was_returned_is_told_with_the_month_or_year_it_is_of(paper: str, which: str) -> None:
    one = Item("returned", "u", "Chi bộ", paper, Words("Biên bản sinh hoạt", "Minutes"), "2026-11-28", "", paper)
    assert title_of([one], "vi") == f"Cần sửa và gửi lại: Biên bản sinh hoạt{which}"
    assert body_of([one, one], "vi").splitlines()[0] == f"Cần sửa, trả lại 28/11/2026: Biên bản sinh hoạt{which}"


def test_units_that_are_late_with_several_last_days_are_told_the_first_of_them() -> None:
    one, many = an_item("below"), Item("below", "u", "Xã", "obligation:x", TITLE, "2026-11-28", "2026-11-20T23:59:59.999+07:00", count=7)
    assert body_of([many], "vi") == "Hạn sớm nhất là ngày 20/11/2026. Mở danh sách để gọi từng nơi."
    assert one.count == 2 and "sớm nhất" in body_of([one], "vi")
    single = Item("below", "u", "Xã", "obligation:x", TITLE, "2026-11-28", "2026-11-20T23:59:59.999+07:00", count=1)
    assert body_of([single], "vi") == "Hạn là ngày 20/11/2026. Mở danh sách để gọi."
