"""Receipts say what they say about one very revision, and each can be checked alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.domain.canonical import canonical
from sync.domain.proofs.receipts import Receipts, leaf, levels_over, number_of, path_in, root_from, statement
from tests.support.proofs.receipts import a_receipt

PAPER = ("minutes:2026-11:regular:1", "2-" + "a" * 32)


def number(digest: str = "0" * 64, at: str = "2026-11-10T08:00:00.000+07:00") -> str:
    return number_of(canonical(statement("na-don", *PAPER, digest, at)))


def test_the_number_is_short_and_can_be_read_out() -> None:
    told = number()
    assert len(told) == 9 and told[4] == "-"
    assert not set(told) & set("ILOU")


def test_other_content_or_another_time_gives_another_number() -> None:
    assert len({number(), number("1" * 64), number(at="2026-11-10T08:00:00.001+07:00")}) == 3


def test_receipts_given_later_come_later_by_their_id() -> None:
    times = ("2026-11-10T08:00:00.000+07:00", "2026-11-10T08:00:00.001+07:00", "2026-11-10T02:00:00.000+00:00")
    ids = [a_receipt("na-don", PAPER, received_at=at)["_id"] for at in times]
    assert ids == sorted(ids)


def test_one_paper_of_many_is_found_with_its_own_number_and_drift() -> None:
    document = a_receipt("na-don", PAPER, ("roll_call:2026-11:regular:1", "1-b"), received_at="2026-11-10T08:00:00+07:00", drift_ms=5)
    receipts = Receipts(document)
    assert receipts.places()["roll_call:2026-11:regular:1", "1-b"] == 1 and ("roll_call:2026-11:regular:1", "2-b") not in receipts.places()
    told = receipts.of(1)
    assert (told["number"], told["drift_ms"], told["size"]) == (document["papers"][1]["number"], 5, 2)


@given(st.integers(1, 40), st.data())
def test_every_path_leads_to_the_root_and_no_other_statement_does(size: int, data: st.DataObject) -> None:
    texts = [str(one).encode() for one in range(size)]
    levels = levels_over([leaf(text) for text in texts])
    root, index = levels[-1][0], data.draw(st.integers(0, size - 1))
    path = path_in(levels, index)
    assert root_from(texts[index], index, size, path) == root
    assert root_from(b"other", index, size, path) != root
    assert root_from(texts[index], (index + 1) % size, size, path) != root or size == 1
    assert root_from(texts[index], index, size, [*path, root]) != root
    assert root_from(texts[index], size, size, path) is None


def test_the_tree_is_that_of_certificate_transparency() -> None:
    """The empty-input leaf and the roots of the first entries, from the reference tests of RFC 6962's authors."""
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    roots = {
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    for size, root in roots.items():
        assert levels_over([leaf(bytes.fromhex(one)) for one in inputs[:size]])[-1][0].hex() == root
