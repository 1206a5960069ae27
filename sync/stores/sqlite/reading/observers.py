"""Planned and made visits, matched by cell, meeting and observer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sync.domain.measures.observing import Observed

PLANNED = """SELECT p.cell, p.meeting, p.observer, min(p.day) FROM json_each(:units) u CROSS JOIN planned p ON p.cell = u.value
  WHERE p.meeting BETWEEN :first AND :last GROUP BY p.cell, p.meeting, p.observer"""
VISITS = """SELECT v.cell, v.month || ':' || v.type || ':' || v.number, v.observer, max(coalesce(v.attended, 0))
  FROM json_each(:units) u CROSS JOIN papers v INDEXED BY visits_by_cell ON v.cell = u.value
  WHERE v.kind = 'visit' AND v.state = 'sent' AND v.month BETWEEN :first AND :last GROUP BY 1, 2, 3"""


def observed(planned: Iterable[tuple[Any, ...]], visits: Iterable[tuple[Any, ...]], cells: int, today: str) -> Observed:
    """`today` `YYYY-MM-DD`: a visit planned for today or later, of which nothing was told, is still ahead."""
    told = {tuple(row[:3]): bool(row[3]) for row in visits}
    plan = {tuple(row[:3]): str(row[3]) for row in planned}
    made = sum(told.get(one) is True for one in plan)
    excused = sum(told.get(one) is False for one in plan)
    ahead = sum(one not in told and day >= today for one, day in plan.items())
    attended = {one for one, there in told.items() if there}
    return Observed(
        planned=len(plan),
        made=made,
        excused=excused,
        missed=len(plan) - made - excused - ahead,
        ahead=ahead,
        unplanned=len(attended - plan.keys()),
        seen=len({cell for cell, _, _ in attended}),
        cells=cells,
    )
