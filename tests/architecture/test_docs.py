"""The documentation says what is so: folders, links, words, commands and checksums."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath
from posixpath import normpath

import pytest

from sync.domain.accounts import ROLES
from sync.domain.kinds import MEETING_TYPES, PAPER_KINDS, SERVER_KINDS
from sync.domain.lifecycle import STATES
from sync.domain.units import CELL_TYPES, UNIT_TYPES
from tests.architecture.tree import ROOT, files, folders, text

PAGES = [path for path in files() if path.endswith(".md")]
LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")
NO_PART_OF_THE_PROGRAM = {"docs", ".github"}
"""Top folders that need no line in docs/architecture.md; those with a dot hold settings of tools."""


def table(page: str, heading: str) -> str:
    return re.split(r"^## ", text(page).split(f"## {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def rows(page: str, heading: str) -> dict[str, str]:
    """First cell, without its back-ticks, to the whole line."""
    return {found[1].rstrip("/"): found[0] for found in re.finditer(r"^\| `([^`]+)` \|.*$", table(page, heading), re.MULTILINE)}


def slug(heading: str) -> str:
    """As GitHub makes anchors of headings."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize(("page", "heading"), [("README.md", "Map"), ("docs/architecture.md", "Where things live")])
def test_every_folder_that_is_named_is_there(page: str, heading: str) -> None:
    named = rows(page, heading)
    assert named
    assert {one for one in named if not (ROOT / one).exists()} == set()


def test_every_folder_of_the_program_is_in_the_architecture() -> None:
    named = rows("docs/architecture.md", "Where things live")
    tops = {one for one in folders() if "/" not in one and not one.startswith(".")} - NO_PART_OF_THE_PROGRAM
    assert {one for one in tops if one not in named and not any(name.startswith(f"{one}/") for name in named)} == set()
    for top in ("sync", "server", "pwa", "tests"):
        said = "".join(line for name, line in named.items() if name == top or name.startswith(f"{top}/"))
        inner = {one.split("/")[1] for one in folders() if one.count("/") == 1 and one.startswith(f"{top}/")}
        mirrored = {"sync", "server", "pwa"} if top == "tests" else set()
        assert {one for one in inner - mirrored if f"{one}/" not in said} == set(), f"folders of {top}/ that nobody explains"


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for link in LINK.findall(re.sub(r"```.*?```", "", text(page), flags=re.DOTALL)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = normpath(str(PurePosixPath(page).parent / path)) if path else page
        assert (ROOT / target).exists(), f"{page} links to {link}"
        if anchor:
            assert anchor in map(slug, re.findall(r"^#+ (.*)$", text(target), re.MULTILINE)), f"{page} links to {link}"


def phone_states() -> list[str]:
    found = re.search(r"@typedef \{([^}]*)\} State", text("pwa/store/state.js"))
    assert found
    return re.findall(r"'(\w+)'", found[1])


@pytest.mark.parametrize(
    "word", [*PAPER_KINDS, *SERVER_KINDS, *ROLES, *STATES, *MEETING_TYPES, *UNIT_TYPES, *CELL_TYPES, *phone_states()]
)
def test_every_word_of_the_program_is_in_the_glossary(word: str) -> None:
    assert f"`{word}`" in text("docs/glossary.md")


def test_every_address_is_in_the_glossary() -> None:
    addresses = text("docs/glossary.md").split("## Addresses", 1)[1]
    named = re.findall(r"`/([\w-]+)", addresses)
    assert set(named) == routes()


def routes() -> set[str]:
    """The first part of every route the server is composed of."""
    found = set[str]()
    for source in (path for path in files() if path.startswith("server/") and path.endswith(".py")):
        found |= set(re.findall(r"(?:Route|Mount)\(\s*\"/([\w-]+)", text(source)))
    return found


def test_every_make_target_that_is_named_is_there() -> None:
    targets = set(re.findall(r"^([a-z][\w-]*):", text("Makefile"), re.MULTILINE))
    for page in PAGES:
        named = re.findall(r"(?:^|`)(?:\$ )?make ([a-z][\w-]*)", text(page), re.MULTILINE)
        assert set(named) <= targets, page


def test_what_is_vendored_is_what_was_taken() -> None:
    readme = text("pwa/vendor/README.md")
    sums = dict(re.findall(r"^\| `([^`]+)` \|.*`([0-9a-f]{64})` \|$", readme, re.MULTILINE))
    taken = {Path(path).name for path in files() if path.startswith("pwa/vendor/") and path.endswith(".js")}
    assert set(sums) == taken
    for name, digest in sums.items():
        assert hashlib.sha256((ROOT / "pwa/vendor" / name).read_bytes()).hexdigest() == digest, name


def test_decisions_are_numbered_one_by_one() -> None:
    numbers = [int(path.split("/")[-1][:4]) for path in files() if re.match(r"docs/decisions/\d{4}-", path)]
    assert numbers == list(range(1, len(numbers) + 1))
