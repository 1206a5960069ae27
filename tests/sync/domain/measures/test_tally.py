"""What is counted from lines is what is counted one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.domain.measures.counts import Counts
from sync.domain.measures.streak import LETTERS
from sync.domain.measures.tally import Line, Tally, lines_of

NOW = "2026-11-20T10:00:00.000+07:00"
Owed = tuple[str, str, bool, str, str, str]
"""Unit, rule, whether internal, month, outcome, last moment."""
_owed = st.tuples(
    st.sampled_from(["a", "b"]), st.sampled_from(["minutes", "rating"]), st.booleans(),
    st.sampled_from(["2019-05", "2026-09", "2026-10", "2026-11", "2026-12", "2027-01"]), st.sampled_from(["on_time", "late", "late_by_network", "exempt", ""]),
    st.sampled_from(["2026-10-05T23:59:59.999+07:00", NOW, "2026-12-31T23:59:59.999+07:00"]),
)  # fmt: skip


def tally(owed: list[Owed], last: str = "9999-12") -> Tally:
    lines = [line for unit in ("a", "b") for line in lines_of(unit, [row[1:] for row in owed if row[0] == unit])]
    end = int(last[:4]) * 12 + int(last[5:])
    read = [line._replace(letters=line.letters[: end - line.first]) for line in lines if line.first < end]
    return Tally([Line(*one) for one in read], NOW)


def one_by_one(owed: list[Owed], key: Callable[[Owed], str], wanted: Callable[[Owed], bool]) -> dict[str, Counts]:
    found: dict[str, Counter[str]] = {}
    for row in owed:
        if wanted(row):
            _, _, _, _, outcome, due = row
            found.setdefault(key(row), Counter())[outcome or ("missing" if due < NOW else "open")] += 1
    return {
        name: Counts(one["on_time"], one["late"], one["late_by_network"], one["missing"], one["open"], one["exempt"]) for name, one in found.items()
    }


@given(st.lists(_owed, max_size=30), st.sampled_from([(), ("minutes",)]), st.sampled_from([("2026-10", "2026-11"), ("2019-05", "2027-01")]))
def test_lines_count_what_obligations_do(owed: list[Owed], rules: tuple[str, ...], period: tuple[str, str]) -> None:
    first, last = period
    told = tally(owed, last)

    def wanted(row: Owed) -> bool:
        return first <= row[3] <= last and (row[1] in rules if rules else not row[2])

    by_unit = one_by_one(owed, lambda row: row[0], wanted)
    assert told.by_month(rules, first, last) == one_by_one(owed, lambda row: row[3], wanted)
    assert told.by_unit(rules, first, last) == by_unit
    parts = told.of_parts(rules, first, last, [{"a", "b"}, {"b"}, {"none"}])
    assert parts == [by_unit.get("a", Counts()) + by_unit.get("b", Counts()), by_unit.get("b", Counts()), Counts()]
    assert told.by_rule(first, last) == one_by_one(owed, lambda row: row[1], lambda row: first <= row[3] <= last)


@given(st.lists(_owed, max_size=30))
def test_the_months_of_a_rule_stand_in_order_and_so_do_their_letters(owed: list[Owed]) -> None:
    told = tally(owed)
    months = told.months_of("minutes", "2019-05", "2027-01", {"a", "b"})
    for unit in ("a", "b"):
        mine = [row for row in owed if row[:2] == (unit, "minutes")]
        assert [month for month, _ in months.get(unit, ())] == sorted(row[3] for row in mine)
        assert told.letters_of("minutes", "2019-05", "2027-01").get(unit, "") == "".join(letter for _, letter in months.get(unit, ()))


def test_a_silent_year_is_one_line_and_a_long_silence_begins_another() -> None:
    one = lines_of("a", [("minutes", False, month, "on_time", "") for month in ("2024-01", "2025-06", "2031-01")])
    assert [(line.first, line.letters) for line in one] == [(2024 * 12, "t" + " " * 16 + "t"), (2031 * 12, "t")]


@pytest.mark.parametrize("letter", ["t", "l", "n", "m", "d", "x"])
def test_every_letter_has_a_word_on_the_matrix(letter: str) -> None:
    assert letter in LETTERS
