"""How a workspace stands: its obligations with what became of them, the turns of its papers with reviewers, its last sign of life.

Pure: the same facts and the same obligations give the same rows, in whatever order the facts came. What depends on the time of day is
left to whoever reads (`sync/domain/measures/status.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from sync.domain.obligations.exceptions import Waiver
from sync.domain.obligations.record import Obligation
from sync.domain.obligations.standing import PaperSeen, Standing, fulfils, status_of
from sync.domain.reviews import decisions_for
from sync.ports import OwedRow, PaperFacts, ReceivedRow, ReviewFacts, Turn, UnitStanding, WorkspaceFacts

_AT_LAST = "2999-12-31T00:00:00+07:00"
"""A moment by which every obligation is past: what is not done then is not done."""
_OUTCOMES = {"done_on_time": "on_time", "done_late": "late", "late_by_network": "late_by_network", "exempt": "exempt", "waived": "exempt"}
_NO_SIGN = ("review", "amendment")
"""Kinds that others write into a cell's book: no sign of life of the cell."""


def standing_of(unit: str, facts: WorkspaceFacts, obligations: Iterable[Obligation], waivers: Sequence[Waiver] = ()) -> UnitStanding:
    """`obligations`: frozen and computed ones of this unit, each once."""
    papers = {one.id: one for one in facts.papers}
    reviews = {(one.paper, one.rev): one for one in facts.reviews}
    came: defaultdict[str, list[ReceivedRow]] = defaultdict(list)
    for row in facts.receipts:
        came[row.paper].append(row)
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for id in sorted({*papers, *came}):
        by_kind[id.partition(":")[0]].append(id)
    seen = {id: list(_seen(papers.get(id), rows)) for id, rows in came.items()}
    owed = [_owed(one, _papers_for(one, by_kind), papers, seen, reviews, waivers) for one in obligations]
    turns = [turn for id, rows in sorted(came.items()) for turn in _turns(unit, id, rows, reviews)]
    return UnitStanding(tuple(sorted(owed, key=lambda one: (one.month, one.id))), tuple(turns), _heard(facts))


def _seen(paper: PaperFacts | None, rows: Iterable[ReceivedRow]) -> Iterator[PaperSeen]:
    """The phone's own time is that of the record: of older revisions it is not kept."""
    held_on = paper.held_on if paper is not None and paper.kind in ("minutes", "meeting") else ""
    for row in rows:
        done_at = paper.done_at if paper is not None and paper.rev == row.rev else ""
        yield PaperSeen(row.paper, "sent", done_at or None, row.received_at or None, row.drift_ms, held_on or None)


def _papers_for(one: Obligation, by_kind: Mapping[str, Sequence[str]]) -> list[str]:
    """The ids that may fulfil it, tell the day of its meeting, or show that the meeting was held without it."""
    found = []
    for pattern in one.papers:
        if "*" in pattern:
            start = pattern.partition("*")[0]
            found += [id for id in by_kind.get(one.kind, ()) if id.startswith(start)]
        else:
            found.append(pattern)
    if one.paper_id is not None and one.kind in ("meeting", "minutes", "score_sheet"):
        key = one.paper_id.partition(":")[2]
        found += [f"minutes:{key}", f"meeting:{key}"]
    return list(dict.fromkeys(found))


def _owed(
    one: Obligation,
    ids: Sequence[str],
    papers: Mapping[str, PaperFacts],
    seen: Mapping[str, Sequence[PaperSeen]],
    reviews: Mapping[tuple[str, str], ReviewFacts],
    waivers: Sequence[Waiver],
) -> OwedRow:
    rows = [row for id in ids for row in seen.get(id, ())]
    if not rows and not waivers and one.exempt is None:
        how = Standing(status="overdue", due_at=one.due_at, days_left=0)  # as `status_of` tells of most, which nobody has answered yet
    else:
        how = status_of(one, rows, _AT_LAST, waivers)
    mine = [papers[id] for id in ids if id in papers and fulfils(one, id)]
    paper = papers.get(how.paper or "")
    review = reviews.get((paper.id, paper.rev)) if paper is not None else None
    return OwedRow(
        unit=one.unit,
        id=one.id,
        rule=one.rule,
        basis=one.basis,
        kind=one.kind,
        period=one.period,
        month=one.period if len(one.period) == 7 and one.period[5].isdigit() else one.due_at[:7],
        opens_at=one.opens_at,
        due_at=how.due_at,
        outcome=_OUTCOMES.get(how.status, ""),
        received_at=how.received_at or "",
        paper=how.paper or "",
        days_late=_days_late(how),
        decision=review.decision if review is not None else "",
        draft=not how.paper and any(row.state == "draft" for row in mine),
        overtaken=how.overtaken_by is not None,
        reason=how.reason or "",
    )


def _days_late(how: Standing) -> int:
    if how.received_at is None or how.status == "done_on_time":
        return 0
    return max(0, (date.fromisoformat(how.received_at[:10]) - date.fromisoformat(how.due_at[:10])).days)


def _turns(unit: str, id: str, rows: Iterable[ReceivedRow], reviews: Mapping[tuple[str, str], ReviewFacts]) -> Iterator[Turn]:
    kind = id.partition(":")[0]
    if not decisions_for(kind):
        return
    first_of: dict[str, str] = {}
    for row in rows:
        first_of[row.rev] = min(first_of.get(row.rev, row.received_at), row.received_at)
    in_order = sorted(first_of.items(), key=lambda one: (one[1], one[0]))
    for place, (rev, at) in enumerate(in_order):
        review = reviews.get((id, rev))
        next_at = in_order[place + 1][1] if place + 1 < len(in_order) else ""
        decision, decided_at = (review.decision, review.decided_at) if review is not None else ("", "")
        mended = _days(decided_at, next_at) if decision == "returned" else None
        yield Turn(unit, id, rev, kind, at, decision, decided_at, next_at, place == 0, _days(at, decided_at), mended)


def _days(first: str, last: str) -> int | None:
    if not first or not last:
        return None
    return max(0, (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days)


def _heard(facts: WorkspaceFacts) -> str:
    saved = (one.saved_at for one in facts.papers if one.kind not in _NO_SIGN)
    received = (one.received_at for one in facts.receipts if not one.paper.startswith(_NO_SIGN))
    return max((*saved, *received), default="")
