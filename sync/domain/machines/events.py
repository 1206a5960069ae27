"""What a machine is told of papers: sent, returned, accepted. Taken from an entry of the history, so that nothing is told that is not
safe, and nothing that is safe is left out. Pure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sync.domain.kinds import KINDS

EventType = Literal["paper.sent", "paper.returned", "paper.accepted"]
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)
PING = "ping"
"""The type of a message that only tries an address out."""
_DECIDED: dict[str, EventType] = {
    "returned": "paper.returned", "accepted": "paper.accepted", "approved": "paper.accepted", "verified": "paper.accepted",
    "recognised": "paper.accepted",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """`id` is the same whenever the same is told again; `at`: when the server accepted it, ISO 8601. `decision` and `review`: of what a
    reviewer decided about this revision, "" for a paper that was sent."""

    id: str
    type: EventType
    at: str
    unit: str
    paper: str
    kind: str
    rev: str
    decision: str = ""
    review: str = ""

    def body(self) -> bytes:
        """The message: no words of the paper, only what to ask for."""
        data = {"unit": self.unit, "paper": self.paper, "kind": self.kind, "rev": self.rev, "href": f"/api/units/{self.unit}/papers/{self.paper}"}
        if self.review:
            data |= {"decision": self.decision, "review": self.review}
        return json.dumps({"type": self.type, "timestamp": self.at, "data": data}, ensure_ascii=False, separators=(",", ":")).encode()


def events_in(entry: dict[str, Any]) -> Iterator[Event]:
    """The events of one entry of the history (`sync/domain/proofs/history.py`), in its order. What cannot be read is passed over."""
    unit, at, rows = entry.get("unit"), entry.get("received_at"), entry.get("papers")
    if not isinstance(unit, str) or not isinstance(at, str) or not isinstance(rows, list):
        return
    for row in rows:
        if isinstance(row, dict) and not row.get("deleted") and (event := _event(unit, at, row)) is not None:
            yield event


def _event(unit: str, at: str, row: dict[str, Any]) -> Event | None:
    id, rev = str(row.get("id")), str(row.get("rev"))
    kind = id.partition(":")[0]
    try:
        document = json.loads(row.get("text", ""))
    except (ValueError, TypeError):
        return None
    if not isinstance(document, dict) or document.get("state") != "sent" or kind not in KINDS or kind == "rework":
        return None
    if kind != "review":
        return Event(_id("paper.sent", unit, id, rev), "paper.sent", at, unit, id, kind, rev)
    answers = document.get("answers")
    answers = answers if isinstance(answers, dict) else {}
    target, decision = str(answers.get("target", "")), str(answers.get("decision", ""))
    type = _DECIDED.get(decision)
    if type is None or not target:
        return None
    about = str(answers.get("target_rev", ""))
    return Event(_id(type, unit, id, rev), type, at, unit, target, target.partition(":")[0], about, decision, id)


def _id(*parts: str) -> str:
    return "msg_" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
