"""Answers that the app gives itself: a published form cannot say so, therefore they are listed here, as in `pwa/forms/by-the-app.js`.

Decides only what is shown and what is asked, never what is kept or sent.
"""

from __future__ import annotations

from typing import Any

from sync.forms.expressions import Context, compile_expression
from sync.forms.model import Field

KEPT = {
    "meeting": ("meeting_type", "plan_item"), "minutes": ("meeting_type",), "task": ("source_row",), "amendment": ("target_rev",),
    "handbook_upload": ("final_due",),
    "visit": ("meeting_type", "planned_on", "observer", "assignment", "assigned_by", "assigned_on"),
}  # fmt: skip
"""Ids and days behind a paper, of no use to who reads it: folded away."""
SETTLED = {"amendment": ("target",), "visit": ("cell", "meeting", "observer_name")}
"""What the paper is about: settled when it is begun, and read like any other answer."""


def is_kept(form: str, field: Field) -> bool:
    """Whether the app keeps this answer for itself."""
    return field.name in KEPT.get(form, ())


def is_asked(form: str, field: Field, answers: dict[str, Any]) -> bool:
    """Whether a person is asked for it: not where it is calculated or the app answers, but for what must be there and is not."""
    if field.calculate is not None:
        return False
    if not is_kept(form, field) and field.name not in SETTLED.get(form, ()):
        return True
    return answers.get(field.name) in (None, "", []) and compile_expression(field.required)(Context(answers)) is True
