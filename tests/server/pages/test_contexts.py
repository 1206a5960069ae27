"""Every page's context says what its fields are, and is exactly what the template uses; every word is used and complete."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from string import Formatter
from typing import Annotated, get_args, get_origin, get_type_hints

import pytest
from jinja2 import meta

from server.assets import folder
from server.pages.board.context import BoardPage, GroupsPage, LightsPage, RowsPage
from server.pages.board.words import OWN
from server.pages.calling.contact import ContactPage
from server.pages.calling.funnel import STEPS, FunnelPage
from server.pages.calling.own_calendar import OwnCalendarPage
from server.pages.calling.page import CallPage, CallsPage
from server.pages.desk import DeskPage
from server.pages.frame import Frame
from server.pages.history.page import HistoryPage
from server.pages.outputs.page import OutputsPage, SheetPage
from server.pages.paper import PaperPage
from server.pages.papers import MeetingsPage
from server.pages.receipts.receipt import ReceiptPage
from server.pages.recipients import RecipientsPage
from server.pages.reviewing.queue import QueuePage
from server.pages.search import SearchResults
from server.pages.words import WORDS
from server.pages.writing.figures import FigurePage
from server.pages.writing.page import WritingPage
from server.rendering import Renderer
from sync.domain.calls.call import CallOutcome
from sync.domain.calls.message import Channel
from sync.domain.obligations.standing import STATUSES
from sync.domain.reviews import STANDINGS
from sync.usecases.office.notes import NoteKind
from sync.usecases.reports.rows import HOW

TEMPLATES = folder("templates")
PAGES: list[tuple[str, type[Frame]]] = [
    ("board.html", BoardPage), ("board_rows.html", RowsPage), ("groups.html", GroupsPage), ("lights.html", LightsPage),
    ("papers.html", MeetingsPage), ("paper.html", PaperPage), ("write_paper.html", WritingPage), ("reviews.html", QueuePage),
    ("desk.html", DeskPage), ("recipients.html", RecipientsPage), ("search.html", SearchResults),
    ("outputs/figure_rows.html", FigurePage), ("outputs/list.html", OutputsPage), ("outputs/sheet.html", SheetPage),
    ("history/paper.html", HistoryPage), ("receipts/receipt.html", ReceiptPage),
    ("calling/calls.html", CallsPage), ("calling/call.html", CallPage), ("calling/reminders.html", FunnelPage),
    ("calling/contact.html", ContactPage), ("calling/own_calendar.html", OwnCalendarPage),
]  # fmt: skip
BOARD = ("board.html", "board_rows.html", "groups.html", "lights.html", *(f"board/{one.name}" for one in sorted(TEMPLATES.glob("board/*.html"))))
MINE = (*BOARD, "base.html", "papers.html", "paper.html", "_sheet.html", "write_paper.html", "_question.html", "desk.html",
        "recipients.html", "reviews.html", "_review.html", "search.html", "history/paper.html", "receipts/receipt.html", "outputs/figure_rows.html",
        "outputs/list.html", "outputs/sheet.html", "calling/calls.html", "calling/call.html", "calling/contact.html",
        "calling/own_calendar.html", "calling/reminders.html")


def used(template: str) -> set[str]:
    """The free names of a template. Imported macros count as free to Jinja2 where a block uses them."""
    environment, source = Renderer(TEMPLATES).environment, (TEMPLATES / template).read_text()
    names = " ".join(re.findall(r"{% from \"[\w/]+\.html\" import ([\w, ]+) %}", source))
    imported = set(re.findall(r"\w+", names)) | set(re.findall(r"{% macro (\w+)", source))
    return meta.find_undeclared_variables(environment.parse(source)) - imported


@pytest.mark.parametrize(("template", "page"), PAGES)
def test_the_context_is_what_the_template_uses(template: str, page: type[Frame]) -> None:
    assert used(template) | used("base.html") == {one.name for one in fields(page)}


@pytest.mark.parametrize("page", [page for _, page in PAGES])
def test_every_field_says_what_it_is(page: type[Frame]) -> None:
    hints = get_type_hints(page, include_extras=True)
    for one in fields(page):
        assert get_origin(hints[one.name]) is Annotated, one.name


@pytest.mark.parametrize("word", sorted({*WORDS, *OWN}))
def test_a_word_has_both_languages_with_the_same_fields(word: str) -> None:
    vietnamese, english = (WORDS | OWN)[word]
    assert vietnamese and english
    assert _fields(vietnamese) == _fields(english)


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_every_word_a_template_says_is_there() -> None:
    for name in MINE:
        for word in re.findall(r'say\("(\w+)"', (TEMPLATES / name).read_text()):
            assert word in WORDS or (name in BOARD and word in OWN), f"{name}: {word}"


def test_no_word_is_left_over() -> None:
    sources = [TEMPLATES / name for name in MINE] + sorted(Path(__file__).parents[3].glob("server/pages/**/*.py"))
    text = "".join(path.read_text() for path in sources if path.name != "words.py")
    made = tuple(f"{start}{end}" for start, ends in (("type_", "regular thematic committee extraordinary"), ("band_", "good fair average poor"))
                 for end in ends.split())  # fmt: skip
    made = (*made, *(f"standing_{one}" for one in ("draft", "received", *STANDINGS)), *(f"decide_{one}" for one in STANDINGS))
    made = (*made, *(f"note_{one}" for one in get_args(NoteKind)))
    made = (*made, *(f"duty_{one}" for one in (*STATUSES, *HOW)))
    assert {f"duty_{one}" for one in HOW} <= WORDS.keys()
    made = (*made, *(f"funnel_{one}" for one in STEPS), *(f"call_{one}" for one in get_args(CallOutcome)), *(f"calls_{one}" for one in get_args(Channel)))
    kinds = ("handbook_upload", "meeting", "roll_call", "minutes", "score_sheet", "on_time", "late", "missing", "not_due", "not_expected")
    assert [word for word in WORDS if f'"{word}"' not in text and word not in (*made, *kinds)] == []


def test_no_word_of_the_dashboards_is_left_over() -> None:
    sources = [TEMPLATES / name for name in BOARD] + sorted(Path(__file__).parents[3].glob("server/pages/board/*.py"))
    text = "".join(path.read_text() for path in sources if not path.name.startswith("words"))
    made = ("status_", "is_", "of_", "light_", "type_", "observers_", "push_", "change_", "age_", "decision_")
    left = [word for word in OWN if f'"{word}"' not in text and f"'{word}'" not in text]
    assert [word for word in left if not word.startswith(made)] == []


def test_no_word_of_the_dashboards_hides_another() -> None:
    assert OWN.keys() & WORDS.keys() == set()
