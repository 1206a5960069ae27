"""Papers in which words occur, with or without their tone marks, for one person: the newest first, each with the line that tells most.

What is shown is read in the store, where the person's right to see it is asked once more: the index only says where to look.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sync.domain.access import may_see
from sync.domain.accounts import Person
from sync.domain.documents import workspace
from sync.domain.errors import NoSuchDatabase
from sync.domain.lifecycle import record_of
from sync.domain.text import fold, nfc
from sync.domain.units import UnitTree
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, Json
from sync.ports.paper_index import PaperIndex, PaperRow, PlaceInOrder, place_of
from sync.usecases.directory import Directory
from sync.usecases.papers.list_papers import PapersAsked
from sync.usecases.papers.paper_lines import lines_of, title_of, words_in
from sync.usecases.papers.where_to_look import PlacesToLook

LONGEST_QUERY = 200
"""Characters; of a longer one the rest is not asked."""
MOST_TERMS = 12
SHORTEST_BEGIN = 3
"""Letters."""
_AROUND = 60
"""Characters shown before and behind the first word."""
_QUOTED = re.compile(r'["“”„]([^"“”„]*)["“”„]?|(\S+)')


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a paper, cut around the words that were found: parts, of which every second one is a word that was asked for."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """`line` None: only the name of the paper fits."""

    row: PaperRow
    unit_name: str
    title: str
    line: Line | None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`terms`: what was asked, folded, none where there was no word in it; `next`: where the next page begins, None at the end."""

    terms: tuple[str, ...]
    found: tuple[FoundPaper, ...]
    next: PlaceInOrder | None


def terms_of(query: str) -> tuple[str, ...]:
    """The terms of a query: single words, and words in quotation marks that stand beside each other."""
    found = []
    for quoted, bare in _QUOTED.findall(nfc(query)[:LONGEST_QUERY]):
        if term := " ".join(words_in(quoted or bare)):
            found.append(term)
    return tuple(found[:MOST_TERMS])


def is_begun(terms: tuple[str, ...]) -> bool:
    """Whether the last term may be the beginning of a word: one of two letters begins half of all words, and is a word itself."""
    return bool(terms) and len(terms[-1].rpartition(" ")[2]) >= SHORTEST_BEGIN


class SearchPapers:
    def __init__(
        self, index: PaperIndex, store: DocumentStore, directory: Directory, catalogue: Catalogue, clock: Clock
    ) -> None:
        self._index = index
        self._store = store
        self._directory = directory
        self._catalogue = catalogue
        self._clock = clock
        self._places = PlacesToLook()

    async def __call__(
        self, person: Person, query: str, asked: PapersAsked, after: PlaceInOrder | None, limit: int
    ) -> SearchPage:
        """Raises Refusal `unit_unknown`, `forbidden`."""
        tree, today = await self._directory.units(), self._clock.now().date()
        within, terms = self._places(person, tree, today, asked.unit, asked.below, asked.kinds), terms_of(query)
        if not terms or not within:
            return SearchPage(terms, (), None)
        rows = await self._index.find(within, terms, asked.filter, after, limit + 1, begun=is_begun(terms))
        records = await self._records(rows[:limit])
        found = [
            self._found(row, paper, terms, tree, today)
            for row in rows[:limit]
            if (paper := records.get((row.unit, row.id))) is not None and may_see(person, paper, row.unit, tree, today)
        ]
        return SearchPage(terms, tuple(found), place_of(rows[limit - 1], "newest") if len(rows) > limit else None)

    async def _records(self, rows: list[PaperRow]) -> dict[tuple[str, str], Json]:
        """The sent records, as they lie in the store now."""
        found: dict[tuple[str, str], Json] = {}
        for unit in dict.fromkeys(row.unit for row in rows):
            ids = [row.id for row in rows if row.unit == unit]
            try:
                leaves = await self._store.leaves_of(workspace(unit), ids)
            except NoSuchDatabase:
                continue
            for id, some in leaves.items():
                record = record_of(some)
                if record is not None and record.get("state") == "sent":
                    found[unit, id] = record
        return found

    def _found(self, row: PaperRow, paper: Json, terms: tuple[str, ...], tree: UnitTree, today: date) -> FoundPaper:
        unit = tree.get(row.unit)
        return FoundPaper(
            row, unit.name(today) if unit else row.unit, title_of(paper, self._catalogue),
            best_line(lines_of(paper, self._catalogue), terms),
        )  # fmt: skip


def best_line(lines: list[str], terms: tuple[str, ...]) -> Line | None:
    """The first of the lines with the most terms in it; None where there is none in any."""
    begun = len(terms) - 1 if is_begun(terms) else len(terms)
    patterns = [_pattern(term, begun=place == begun) for place, term in enumerate(terms)]
    best, most = "", 0
    for line in map(nfc, lines):
        folded = _folded(line)
        hits = sum(pattern.search(folded) is not None for pattern in patterns)
        if hits > most:
            best, most = line, hits
    return _cut(best, re.compile("|".join(one.pattern for one in patterns))) if most else None


def _pattern(term: str, *, begun: bool) -> re.Pattern[str]:
    words = r"[\W_]+".join(map(re.escape, term.split(" ")))
    return re.compile(rf"(?<![^\W_]){words}" + ("" if begun else r"(?![^\W_])"))


def _folded(line: str) -> str:
    """As `fold`, sign by sign, so that a place in one is the place in the other."""
    return "".join((fold(sign) or " ")[0] for sign in line)


def _cut(line: str, pattern: re.Pattern[str]) -> Line:
    spans = [(one.start(), one.end()) for one in pattern.finditer(_folded(line))]
    start, end = max(0, spans[0][0] - _AROUND), min(len(line), spans[0][1] + _AROUND)
    parts, at = [], start
    for first, last in spans:
        if first >= end:
            break
        parts += [line[at:first], line[first : min(last, end)]]
        at = min(last, end)
    parts.append(line[at:end])
    parts[0] = ("…" if start else "") + parts[0]
    parts[-1] += "…" if end < len(line) else ""
    return Line(tuple(parts))
