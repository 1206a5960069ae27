"""Our door answers as CouchDB 3.5.0 did, request by request, save where the table below says why not."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.couch.differences import DIFFERENCES
from tests.server.couch.record import scenario
from tests.support.couch.plain_couch import our_couch
from tests.support.shapes import Shapes
from tests.support.transcript import CHAPTERS, Player, load, named


@pytest.fixture(scope="module")
def plain_couch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("plain")
    with our_couch(folder) as address:
        yield address


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_answers_are_couchdbs(chapter: str, plain_couch: str) -> None:
    steps, shapes, player = load(chapter), Shapes(), Player(plain_couch)
    player.clear(steps)
    unexplained, unused = [], {key for key in DIFFERENCES if key[0] == chapter}
    for name, one in named(steps):
        for difference in differences(shapes, one["answer"], player.play(one)):
            allowed = [key for key in DIFFERENCES if _fits(key, chapter, name, difference)]
            unused -= set(allowed)
            if not allowed:
                unexplained.append(f"{name}\n    {difference}")
    player.close()
    assert not unexplained, "\n".join(unexplained)
    assert not unused, f"these differences are no more: {unused}"


def differences(shapes: Shapes, recorded: dict[str, Any], told: dict[str, Any]) -> Iterable[str]:
    """All differences, save two kinds: where CouchDB crashes over a bad request, any refusal will do; and where it says which
    methods there are, ours may be more."""
    if recorded["status"] == 500:
        return [] if 400 <= told["status"] < 500 else [f"status: 500 ≠ {told['status']}"]
    if recorded["status"] == told["status"] == 405 and allowed(recorded) <= allowed(told):
        recorded, told = without_methods(recorded), without_methods(told)
    return shapes.differences(recorded, told)


def allowed(answer: dict[str, Any]) -> set[str]:
    return set(answer["headers"]["allow"].replace(" ", "").split(","))


def without_methods(answer: dict[str, Any]) -> dict[str, Any]:
    headers = {name: value for name, value in answer["headers"].items() if name != "allow"}
    return {**answer, "headers": headers, **({"body": {**answer["body"], "reason": "Only …"}} if "body" in answer else {})}


def _fits(key: tuple[str, str, str], chapter: str, name: str, difference: str) -> bool:
    place = difference.partition(": ")[0]
    return key[0] in (chapter, "*") and fnmatch.fnmatchcase(name, key[1]) and fnmatch.fnmatchcase(place, key[2])


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_recording_is_of_the_present_scenario(chapter: str) -> None:
    assert [{key: value for key, value in one.items() if key != "answer"} for one in load(chapter)] == scenario(chapter)
