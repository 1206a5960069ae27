"""A chain of history shows every change of an entry, of a text, and of their order."""

from __future__ import annotations

import copy
import hashlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sync.domain.proofs.history import Head, Recorded, after, break_in, make_entry

UNIT = "chi-bo-ban-na-don"


def recorded(text: str) -> Recorded:
    return Recorded("member:" + "0" * 26, "1-" + "a" * 32, "", hashlib.sha256(text.encode()).hexdigest(), text)


def chain(count: int) -> list[dict[str, Any]]:
    head, entries = Head(), []
    for n in range(count):
        told = {"received_at": f"2026-11-{n + 1:02}T08:00:00.000+07:00", "person": "na-don-bi-thu"}
        entry = make_entry(UNIT, head, told, [recorded(f'{{"n":{n}}}'), recorded(f'{{"m":{n}}}')])
        entries.append(entry)
        head = Head(entry["n"], entry["hash"])
    return entries


def first_break(entries: list[dict[str, Any]]) -> tuple[int, str] | None:
    head = Head()
    for place, entry in enumerate(entries):
        if wrong := break_in(entry, head):
            return place, wrong
        head = Head(entry["n"], entry["hash"])
    return None


def test_a_chain_that_nobody_touched_is_whole() -> None:
    assert first_break(chain(5)) is None
    assert [one["_id"] for one in chain(2)] == [f"{UNIT}:000000001", f"{UNIT}:000000002"]


@given(st.integers(0, 3), st.sampled_from(["person", "received_at", "previous", "n", "hash", "unit", "text", "digest", "rev", "order", "gone"]))
def test_whatever_is_altered_is_found_at_its_place(place: int, what: str) -> None:
    entries = copy.deepcopy(chain(5))
    if what in ("text", "digest", "rev"):
        row = entries[place]["papers"][1]
        row[what] = row[what][:-1] + "!"
    elif what == "order":
        entries[place], entries[place + 1] = entries[place + 1], entries[place]
    elif what == "gone":
        del entries[place]
    else:
        entries[place][what] = 7 if what == "n" else entries[place][what] + "0"
    found = first_break(entries)
    assert found is not None and found[0] == place


def test_an_entry_made_anew_after_a_change_no_longer_fits_the_next_one() -> None:
    entries = chain(3)
    forged = make_entry(UNIT, Head(1, entries[0]["hash"]), {"received_at": "x", "person": "y"}, [recorded("{}")])
    assert first_break([entries[0], forged, entries[2]]) == (2, "previous")


def test_an_entry_that_came_second_goes_behind_the_first() -> None:
    entries = chain(2)
    moved = after(entries[0], Head(2, entries[1]["hash"]))
    assert first_break([*entries, moved]) is None and moved["_id"].endswith(":000000003")


def test_what_is_no_entry_is_told_as_such() -> None:
    assert break_in({"n": 1, "previous": ""}, Head()) == "malformed"
    assert break_in({"n": 1, "previous": "", "papers": [7]}, Head()) == "malformed"
