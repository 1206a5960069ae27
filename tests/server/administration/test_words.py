"""The administrator's pages: contexts are what the templates use, every word is there in both languages and is used."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from string import Formatter
from typing import Annotated, get_origin, get_type_hints

import pytest
from jinja2 import meta

from server.assets import folder
from server.pages.administration.deadlines import DeadlinesPage
from server.pages.administration.desk import DeskFrame
from server.pages.administration.forms.draft import DraftPage
from server.pages.administration.forms.list import FormsPage
from server.pages.administration.forms.preview import PreviewPage
from server.pages.administration.handover import HandoverPage
from server.pages.administration.inbox import InboxesPage, InboxPage
from server.pages.administration.machines.list import MachinesPage
from server.pages.administration.machines.webhooks import WebhooksPage
from server.pages.administration.paper_templates.page import PaperTemplatesPage
from server.pages.administration.people import PeoplePage, PersonPage
from server.pages.administration.tables import TablesPage
from server.pages.administration.unit_deadlines import UnitDeadlinesPage
from server.pages.administration.units import UnitHistoryPage, UnitsPage
from server.pages.administration.words import ALL
from server.pages.administration.words_wrong import WRONG
from server.pages.words import WORDS
from server.rendering import Renderer

TEMPLATES = folder("templates")
HERE = TEMPLATES / "administration"
ROOT = Path(__file__).parents[3]
PAGES: list[tuple[str, type[DeskFrame]]] = [
    ("_desk.html", DeskFrame), ("handover.html", HandoverPage), ("inbox.html", InboxPage), ("inboxes.html", InboxesPage), ("people.html", PeoplePage),
    ("person.html", PersonPage), ("tables.html", TablesPage), ("units.html", UnitsPage), ("unit.html", UnitHistoryPage),
    ("deadlines.html", DeadlinesPage), ("unit_deadlines.html", UnitDeadlinesPage),
    ("paper_templates.html", PaperTemplatesPage), ("forms.html", FormsPage), ("form_draft.html", DraftPage), ("form_preview.html", PreviewPage),
    ("machines.html", MachinesPage), ("webhooks.html", WebhooksPage),
]  # fmt: skip
BY_VALUE = ("basis_", "owes_", "every_", "shift_", "type_", "scope_", "event_", "webhook_", "why_")
"""Said with a value of a rule at the end."""
SOURCES = [*HERE.glob("*.html"), *(ROOT / "server/pages/administration").rglob("*.py")]
CODES = [ROOT / one for one in ("sync/domain", "sync/usecases/administration", "sync/usecases/machines", "server/pages/administration",
                                 "server/exports/documents")]


def used(template: str) -> set[str]:
    source = (TEMPLATES / template).read_text()
    imported = set(re.findall(r"import (?:\w+ as )?(\w+) %}", source)) | set(re.findall(r"{% macro (\w+)", source))
    return meta.find_undeclared_variables(Renderer(TEMPLATES).environment.parse(source)) - imported


@pytest.mark.parametrize(("template", "page"), PAGES)
def test_the_context_is_what_the_template_uses(template: str, page: type[DeskFrame]) -> None:
    all_ = used(f"administration/{template}") | used("administration/_desk.html") | used("base.html")
    assert all_ == {one.name for one in fields(page)}


@pytest.mark.parametrize("page", [page for _, page in PAGES])
def test_every_field_says_what_it_is(page: type[DeskFrame]) -> None:
    hints = get_type_hints(page, include_extras=True)
    assert all(get_origin(hints[one.name]) is Annotated for one in fields(page))


@pytest.mark.parametrize("word", sorted(ALL))
def test_a_word_has_both_languages_with_the_same_fields(word: str) -> None:
    vietnamese, english = ALL[word]
    assert vietnamese and english
    assert {name for _, name, _, _ in Formatter().parse(vietnamese)} == {name for _, name, _, _ in Formatter().parse(english)}


def test_every_word_that_is_said_is_there_and_none_is_left_over() -> None:
    text = "".join(path.read_text() for path in SOURCES if not path.name.startswith("words"))
    said = set(re.findall(r'\bsay\("(\w+)"', text))
    assert said - ALL.keys() - WORDS.keys() == set()
    assert [word for word in ALL.keys() - WRONG.keys() if f'"{word}"' not in text and not word.startswith(BY_VALUE)] == []


def test_every_problem_has_its_sentence_and_every_sentence_its_problem() -> None:
    text = "".join(path.read_text() for folder_ in CODES for path in folder_.rglob("*.py") if not path.name.startswith("words"))
    told = set(re.findall(r'(?:Wrong|Trouble)\([^()]*?"(\w+)"(?:, \{|\)|, \()', text))
    assert {code for code in told if f"wrong_{code}" not in WRONG} - {"required"} <= {"name", "username", "phone", "from", "to"}
    assert [word for word in WRONG if f'"{word.removeprefix("wrong_")}"' not in text] == []
