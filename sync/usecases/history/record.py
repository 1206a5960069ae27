"""What is written because papers of one unit were stored: their findings, one receipt for those that were sent, one entry of the
history for all. Nothing is said of a paper that the store refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sync.domain.proofs.history import HISTORY, Head, Recorded, make_entry
from sync.domain.proofs.receipts import Receipts
from sync.ports import Json, Signer, Write, Written
from sync.usecases.receipts.make_receipt import make_receipt

_EMPTY = Head()


@dataclass(frozen=True, slots=True)
class _Taken:
    recorded: Recorded
    sent: bool
    finding: Json | None


class Record:
    """Used once: `take` what will be stored, in order, then `also` with what became of it. `entry`, `receipts` with the tree `levels` over
    them, `beside`, which is all that as writes by database, and `errors` by (id, revision) hold what came of it. `on_time`, by (id,
    revision), is signed with the receipts of papers that were owed; set before `also`."""

    def __init__(
        self, signer: Signer, unit: str, person: str, at: datetime, drift_ms: int | None = None, head: Head = _EMPTY
    ) -> None:
        """`person`: the user name of who brings the papers; `drift_ms`: server time minus the clock of his phone; `head`: where the unit's
        history ended before it was looked up what is stored."""
        self._signer = signer
        self.unit = unit
        self._person = person
        self._at = at
        self._drift = drift_ms
        self.head = head
        self._taken: list[_Taken] = []
        self.entry: Json | None = None
        self.receipts: Receipts | None = None
        self.levels: list[list[bytes]] = []
        self.errors: dict[tuple[str, str], str] = {}
        self.beside: Mapping[str, Sequence[Write]] = {}
        self.on_time: Mapping[tuple[str, str], bool] = {}

    @property
    def at(self) -> datetime:
        """The moment at which its papers are received."""
        return self._at

    @property
    def size(self) -> int:
        """How many revisions were taken."""
        return len(self._taken)

    @property
    def keys(self) -> set[tuple[str, str]]:
        """(id, revision) of those."""
        return {(one.recorded.id, one.recorded.rev) for one in self._taken}

    def note(self) -> Json:
        """All that it takes to make the same record again, but the papers themselves; see `again`."""
        taken = [
            {"id": one.recorded.id, "rev": one.recorded.rev, "parent": one.recorded.parent, "digest": one.recorded.digest,
             "deleted": one.recorded.deleted, "sent": one.sent, "finding": one.finding}
            for one in self._taken
        ]  # fmt: skip
        told = {"unit": self.unit, "person": self._person, "at": self._at.isoformat(), "drift_ms": self._drift, "taken": taken}
        return told | {"on_time": [[*key, on_time] for key, on_time in self.on_time.items()]}

    @classmethod
    def again(cls, signer: Signer, note: Json, head: Head) -> Record:
        """The record of a note, without what it has taken."""
        record = cls(signer, note["unit"], note["person"], datetime.fromisoformat(note["at"]), note["drift_ms"], head)
        record.on_time = {(id, rev): on_time for id, rev, on_time in note["on_time"]}
        return record

    def take(self, recorded: Recorded, *, sent: bool, finding: Json | None = None) -> None:
        """One revision that is going to be stored; a receipt is given for a `sent` one."""
        self._taken.append(_Taken(recorded, sent, finding))

    def also(self, db: str, head: Head, written: Sequence[Written]) -> Mapping[str, Sequence[Write]]:
        """What to write behind the papers (see `sync.ports.DocumentStore.write_with`); `head` is where the unit's history ends. Nothing
        written: all of it was there before."""
        stored = []
        outcomes = written or [Written(one.recorded.id, one.recorded.rev) for one in self._taken]
        for taken, outcome in zip(self._taken, outcomes, strict=True):
            if outcome.error is None:
                stored.append(taken)
            else:
                self.errors[taken.recorded.id, taken.recorded.rev] = outcome.error
        if not stored:
            return {}
        told: Json = {"received_at": self._at.isoformat(timespec="milliseconds"), "person": self._person}
        if self._drift is not None:
            told["drift_ms"] = self._drift
        beside = [Write(taken.finding, mode="edit") for taken in stored if taken.finding is not None]
        sent = [(one.recorded.id, one.recorded.rev, one.recorded.digest) for one in stored if one.sent]
        if sent:
            self.receipts, self.levels = make_receipt(self._signer, self.unit, sent, self._at, self._drift, self.on_time)
            receipt = self.receipts.document
            told["receipt"] = {"id": receipt["_id"], "key": receipt["key"], "signature": receipt["signature"]}
            beside.append(Write(receipt, mode="edit"))
        self.entry = make_entry(self.unit, head, told, [one.recorded for one in stored], self.on_time)
        self.beside = {HISTORY: [Write(self.entry, mode="edit")]} | ({db: beside} if beside else {})
        return self.beside
