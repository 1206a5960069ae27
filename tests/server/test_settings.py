"""Settings: read once, typed, and documented by what is in the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.settings import Settings, SettingWrong, as_example, as_markdown

TOP = Path(__file__).parents[2]


def test_without_an_environment_the_defaults_hold() -> None:
    settings = Settings.from_environment({})
    assert settings == Settings()
    assert settings.url == "http://127.0.0.1:8000"


def test_each_value_gets_its_type() -> None:
    given = {"SOHOP_PORT": "0", "SOHOP_DATA": "/srv/sohop", "SOHOP_SESSION_DAYS": "30", "HOME": "/root"}
    settings = Settings.from_environment(given)
    assert (settings.port, settings.data, settings.session_days) == (0, Path("/srv/sohop"), 30)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SOHOP_PORT", "eight"),
        ("SOHOP_PORT", "65536"),
        ("SOHOP_PORT", "-1"),
        ("SOHOP_PORT", "٨٠"),
        ("SOHOP_SESSION_DAYS", "0"),
        ("SOHOP_PUBLIC_URL", "sohop.vn"),
        ("SOHOP_PUBLIC_URL", "ftp://sohop.vn"),
        ("SOHOP_PUBLIC_URL", "https://sohop.vn/under"),
        ("SOHOP_PUBLIC_URL", "https://name:word@sohop.vn"),
        ("SOHOP_LOG_LEVEL", "loud"),
        ("SOHOP_SECRET", "abc"),
        ("SOHOP_SECRET", "zz" * 32),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_a_secret_is_not_repeated(name: str, value: str) -> None:
    with pytest.raises(SettingWrong) as caught:
        Settings.from_environment({name: value})
    assert str(caught.value).startswith(f"{name}: ")
    assert name != "SOHOP_SECRET" or value not in str(caught.value)


def test_a_misspelt_setting_is_refused() -> None:
    with pytest.raises(SettingWrong, match="SOHOP_PROT"):
        Settings.from_environment({"SOHOP_PROT": "80"})


def test_a_secret_is_neither_in_the_repr_nor_in_what_doctor_shows() -> None:
    settings = Settings.from_environment({"SOHOP_SECRET": "ab" * 32})
    assert settings.secret == bytes.fromhex("ab" * 32)
    shown = repr(settings) + repr(settings.shown())
    assert "ab" * 32 not in shown and repr(settings.secret) not in shown
    assert ("SOHOP_SECRET", "(set)") in settings.shown()


def test_the_page_and_the_example_in_the_tree_are_the_ones_the_code_writes() -> None:
    assert (TOP / "docs" / "settings.md").read_text("utf-8") == as_markdown()
    assert (TOP / ".env.example").read_text("utf-8") == as_example()
