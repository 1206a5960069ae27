"""What the app answers itself, at the office as on the phone."""

from __future__ import annotations

import re
from pathlib import Path

from sync.forms.by_the_app import KEPT, SETTLED, is_asked, is_kept
from sync.forms.catalogue import Catalogue

TWIN = Path(__file__).parents[3] / "pwa/forms/by-the-app.js"
VISIT = Catalogue.load().latest("visit").fields()
ABOUT = {"cell": "na-don", "meeting": "meeting:2026-11:regular:1", "observer": "to-vien", "observer_name": "Nguyễn Văn Tài"}


def test_phone_and_office_know_the_same_answers_for_the_apps_own() -> None:
    for name, ours in (("KEPT", KEPT), ("SETTLED", SETTLED)):
        [told] = re.findall(rf"const {name} = {{(.*?)}};", TWIN.read_text(), re.DOTALL)
        theirs = {form: tuple(re.findall(r"'(\w+)'", names)) for form, names in re.findall(r"(\w+): \[([^\]]*)\]", told)}
        assert theirs == ours


def test_every_name_that_is_listed_is_there_in_the_form() -> None:
    catalogue = Catalogue.load()
    for listed in (KEPT, SETTLED):
        for form, names in listed.items():
            assert set(names) <= set(catalogue.latest(form).fields()), form


def test_what_must_be_there_and_is_not_is_asked_for_all_the_same() -> None:
    asked = [name for name in (*KEPT["visit"], *SETTLED["visit"]) if is_asked("visit", VISIT[name], ABOUT)]
    assert asked == [] and is_asked("visit", VISIT["attended"], ABOUT)
    assert is_asked("visit", VISIT["cell"], {**ABOUT, "cell": ""}) and not is_asked("visit", VISIT["planned_on"], {})
    assert is_kept("visit", VISIT["observer"]) and not is_kept("visit", VISIT["cell"])
