"""What reviews and score sheets of one unit tell, a row a month: a province over three years is 72,000 rows, and not half a million.

What differs from paper to paper is kept as words, each with an end sign, so that SQLite strings together the words of a thousand cells and
they are counted at once: bands as `own band, official band`; lost points as `template, version, criterion, hundredths of a point` and a sheet
itself as `template, version, "", 0`; decisions as `days, accepted, first revision`; what was mended as `days`.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from sync.domain.measures.ratings import Weakness
from sync.domain.measures.reviewing import Reviewed
from sync.ports import Turn
from sync.ports.board import Ratings

_END, _PART = "\x1e", "\x1f"
_MEETINGS = """SELECT month, sum(CASE WHEN present >= 0 AND expected > 0 THEN min(present, expected) ELSE 0 END),
    sum(CASE WHEN present >= 0 AND expected > 0 THEN expected ELSE 0 END), coalesce(sum(present >= 0 AND expected > 0), 0)
  FROM meetings WHERE unit = ? AND type = 'regular' GROUP BY month"""
_BANDS = "SELECT month, band, official FROM meetings WHERE unit = ? AND type = 'regular' AND band <> '' ORDER BY number"
_SHEETS = "SELECT month, template, version, '', 0 FROM sheets WHERE unit = ? AND type = 'regular' ORDER BY id"
_LOST = """SELECT month, template, version, code, CAST(round((max - points) * 100) AS INTEGER)
  FROM lost WHERE unit = ? AND type = 'regular' ORDER BY id, code"""


COLUMNS = "unit, month, present, expected, rolls, bands, lost, decided, mended"


def months_of(db: sqlite3.Connection, unit: str, turns: Iterable[Turn]) -> Iterator[tuple[object, ...]]:
    """Rows of the table `monthly`. A meeting counts in its month, a decision in the one it was made in."""
    rolls = {month: counts for month, *counts in db.execute(_MEETINGS, (unit,))}
    bands, lost, decided, mended = (defaultdict[str, list[str]](list) for _ in range(4))
    for month, *told in db.execute(_BANDS, (unit,)):
        bands[month].append(_word(*told))
    for query in (_SHEETS, _LOST):
        for month, *told in db.execute(query, (unit,)):
            lost[month].append(_word(*told))
    for one in turns:
        if one.decided_at:
            decided[one.decided_at[:7]].append(_word("" if one.lag is None else one.lag, int(one.decision == "accepted"), int(one.first)))
        if one.decision == "returned" and one.mended is not None:
            mended[one.decided_at[:7]].append(_word(one.mended))
    for month in sorted({*rolls, *bands, *lost, *decided, *mended}):
        yield unit, month, *rolls.get(month, (0, 0, 0)), *("".join(some.get(month, ())) for some in (bands, lost, decided, mended))


def ratings_in(bands: str, lost: str) -> Ratings:
    """From the words of many months of many units."""
    both = sorted((own, official, count) for (own, official), count in _counted(bands))
    by_band: dict[str, int] = {}
    for own, _, count in both:
        by_band[own] = by_band.get(own, 0) + count
    sheets: dict[tuple[str, int], int] = {}
    found: dict[tuple[str, int, str], list[int]] = {}
    for (template, version, code, hundredths), count in _counted(lost):
        if not code:
            sheets[template, int(version)] = count
            continue
        sums = found.setdefault((template, int(version), code), [0, 0])
        sums[0], sums[1] = sums[0] + count, sums[1] + count * int(hundredths)
    weak = (Weakness(*key, count, hundredths / 100, sheets.get(key[:2], 0)) for key, (count, hundredths) in sorted(found.items()))
    return Ratings(by_band, tuple(one for one in both if one[1]), tuple(weak))


def reviewed_in(decided: str, mended: str) -> Reviewed:
    all_ = accepted = firsts = first_accepted = 0
    lags: dict[int, int] = {}
    for (lag, agreed, first), count in _counted(decided):
        all_, accepted, firsts = all_ + count, accepted + count * int(agreed), firsts + count * int(first)
        first_accepted += count * int(agreed) * int(first)
        if lag:
            lags[int(lag)] = lags.get(int(lag), 0) + count
    return Reviewed(all_, accepted, firsts, first_accepted, lags, {int(days): count for (days,), count in _counted(mended)})


def _word(*parts: object) -> str:
    return f"{_PART.join(map(str, parts))}{_END}"


def _counted(text: str) -> Iterator[tuple[list[str], int]]:
    """Each different word once, in its parts, and how often it stands there."""
    for word, count in Counter(text.split(_END)).items():
        if word:
            yield word.split(_PART), count
