"""The rules of the look that a machine can check: contrast, where colours come from, icons and classes that exist."""

from __future__ import annotations

import re

import pytest

from server.assets import folder

PWA, TEMPLATES = folder("pwa"), folder("templates")
STYLES = PWA / "styles"
GROUNDS = ("ground", "sheet", "good-ground", "late-ground", "alarm-ground", "wait-ground")
INKS = ("ink", "soft", "red", "good", "late", "alarm", "moving")


def palettes() -> dict[str, dict[str, str]]:
    text = (STYLES / "tokens.css").read_text()
    light, dark = text.split("prefers-color-scheme: dark")
    found = {name: dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", part)) for name, part in (("light", light), ("dark", dark))}
    assert all(set(GROUNDS + INKS) <= colours.keys() for colours in found.values())
    return found


def luminance(colour: str) -> float:
    """WCAG 2.2, "relative luminance"."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_seven_to_one_on_every_ground(scheme: str) -> None:
    colours = palettes()[scheme]
    for ink in INKS:
        for ground in GROUNDS:
            assert contrast(colours[ink], colours[ground]) >= 7, (ink, ground)
    for ground in GROUNDS:
        assert contrast(colours["edge"], colours[ground]) >= 3, ground


def test_colours_are_named_in_the_tokens_alone() -> None:
    for sheet in STYLES.glob("*.css"):
        if sheet.name not in ("tokens.css", "print.css"):
            assert not re.search(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(", re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)), (
                sheet.name
            )


def test_every_icon_that_is_named_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([a-z-]+)"', (PWA / "icons/icons.svg").read_text()))
    listed = re.search(r"Names: `([a-z\s-]+)`", (STYLES / "README.md").read_text())
    assert listed and set(listed[1].split()) == drawn
    for template in TEMPLATES.glob("**/*.html"):
        assert set(re.findall(r'icon\("([a-z-]+)"\)', template.read_text())) <= drawn, template.name


def test_every_class_of_the_readme_and_the_templates_is_styled() -> None:
    styled = set(re.findall(r"\.([a-z][a-z0-9-]*)", "".join(sheet.read_text() for sheet in STYLES.glob("*.css"))))
    for source in [STYLES / "README.md", *TEMPLATES.glob("*.html"), *TEMPLATES.glob("board/*.html")]:
        named = {
            one
            for group in re.findall(r'class="([^"]*)"', source.read_text())
            for one in re.sub(r"{[{%].*?[}%]}", " ", group).split()
        }
        assert named - styled - {"office", "call-name"} == set(), source.name


def test_pages_carry_no_style_or_script_of_their_own() -> None:
    for template in TEMPLATES.glob("**/*.html"):
        own = re.sub(r'<script type="module" src="/app/[a-z/-]+\.js"></script>', "", template.read_text())
        assert not re.search(r"<style|<script|\sstyle=|\son[a-z]+=|https?://", own), template.name
