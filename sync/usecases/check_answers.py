"""Check what a sent paper says, by its own form version: hard errors refuse it, soft ones become notes of a finding."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sync.domain.errors import FieldError, Problem
from sync.domain.kinds import MEETING_CHAIN, PATTERNS
from sync.forms.catalogue import Catalogue
from sync.forms.check import check
from sync.forms.glance import is_right
from sync.forms.model import Definition
from sync.forms.prepared import prepared
from sync.ports import Json


class Findings(msgspec.Struct, frozen=True):
    """`problem` refuses the paper; `notes` are what the server noticed in a paper it accepts."""

    problem: Problem | None = None
    notes: tuple[FieldError, ...] = ()


def check_answers(catalogue: Catalogue, paper: Json) -> Findings:
    """Structure and rules of a sent paper, whose texts are NFC; its computed values are computed again."""
    definition = catalogue.get(paper["form"], paper["version"])
    if definition is None or definition.kind != paper["kind"]:
        return Findings(Problem("version_unknown"))
    if is_right(definition, paper["answers"]):
        return Findings(notes=tuple(_type_differs(definition, paper)))
    checked = check(definition, paper["answers"], templates=catalogue.template)
    if checked.errors:
        return Findings(Problem("answers_invalid", fields=tuple(checked.errors)))
    notes = list(checked.warnings)
    for name, value in checked.calculated.items():
        if name in paper["answers"] and paper["answers"][name] != value:
            told = f"Máy tính {paper['answers'][name]}, máy chủ tính {value}."
            notes.append(FieldError(f"answers.{name}", "answers_recomputed", told))
    notes += _type_differs(definition, paper)
    return Findings(notes=tuple(notes))


def _type_differs(definition: Definition, paper: Json) -> Iterator[FieldError]:
    """A meeting's paper that says another type of meeting than its id does; left empty it says a regular one."""
    if paper["kind"] not in MEETING_CHAIN or "meeting_type" not in prepared(definition).fields:
        return
    match = PATTERNS[paper["kind"]].fullmatch(paper["_id"])
    if match is None:
        return
    if (paper["answers"].get("meeting_type") or "regular") != match["type"]:
        told = Problem("meeting_type_differs")
        yield FieldError("answers.meeting_type", told.code, str(told.to_json()["message"]))
