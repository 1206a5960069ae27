"""Figures beside those of the period before, and what is weakest, as rows of a report's form. Pure.

A comparison is left out where neither period has the figure. What is worst stands first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sync.ports import Json
from sync.usecases.reports.rows import percent

MOST_WEAK = 8
Told = Sequence[tuple[str, str]]
"""Fields and what their figures are called."""


def comparisons(told: Told, now: Mapping[str, Any], before: Mapping[str, Any]) -> list[Json]:
    """Rows `what`, `now`, `before`, `change`."""
    rows: list[Json] = []
    for name, words in told:
        present, past = now.get(name), before.get(name)
        if present is None and past is None:
            continue
        row: Json = {"_id": f"c{len(rows) + 1}", "what": words}
        row |= {"now": present} if present is not None else {}
        row |= {"before": past} if past is not None else {}
        if present is not None and past is not None:
            row["change"] = round(present - past, 1)
        rows.append(row)
    return rows


def weakest(meetings: Iterable[Any]) -> list[Json]:
    """The criteria at which points were taken off most often: rows `what`, `times`, `of` (meetings rated), `rate`."""
    rated = [row["deducted"] for row in meetings if isinstance(row, dict) and isinstance(row.get("deducted"), dict)]
    times = Counter(code for deducted in rated for code in deducted)
    words = {code: label for deducted in rated for code, label in deducted.items()}
    found = sorted(times, key=lambda code: (-times[code], code))[:MOST_WEAK]
    return [
        {"_id": f"w{place}", "what": f"{code} {words[code]}"[:300], "times": times[code], "of": len(rated), "rate": percent(times[code], len(rated))}
        for place, code in enumerate(found, 1)
    ]
