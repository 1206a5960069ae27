"""What an office is told while it writes, in words; and what a schedule that is sent again says of its changes, by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from server.pages.words import day_or, say_in
from sync.ports import Json
from sync.usecases.office.notes import CHANGES, Note, NoteKind


@dataclass(frozen=True, slots=True)
class NoteLines:
    title: str
    lines: tuple[str, ...]


def note_lines(notes: Iterable[Note], lang: str) -> tuple[NoteLines, ...]:
    """One block a kind of note, in their order, nothing twice."""
    say = say_in(lang)
    told: dict[NoteKind, list[str]] = {}
    for note in notes:
        rows = (" ".join(filter(None, (what, day_or(day), time))) for what, day, time in note.rows)
        told.setdefault(note.kind, []).extend([" – ".join(rows)] if note.kind == "same_time" else rows)
    return tuple(NoteLines(say(f"note_{kind}"), tuple(dict.fromkeys(lines))) for kind, lines in told.items())


def with_changes_told(answers: Json, sent: Json | None, notes: Iterable[Note], lang: str) -> Json:
    """The answers of a schedule with what differs from the one `sent` written into its note of changes, after what was typed there
    now. What the note said of the version before is no change of this one."""
    if sent is None:
        return answers
    found = note_lines([one for one in notes if one.kind in CHANGES], lang)
    lines = [f"{block.title}: {line}" for block in found for line in block.lines]
    typed, before = str(answers.get("change_note", "")), str(sent.get("answers", {}).get("change_note", ""))
    kept = "" if typed == before else typed
    text = "\n".join(filter(None, (kept, *(line for line in lines if line not in kept))))
    rest = {name: value for name, value in answers.items() if name != "change_note"}
    return {**rest, "change_note": text} if text else rest
