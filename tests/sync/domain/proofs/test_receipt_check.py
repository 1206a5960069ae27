"""A receipt is genuine or it is not; whatever somebody pastes is judged and never fails."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.domain.proofs.receipt_check import FAULTS, fault_in, fault_in_document, plain_number
from sync.usecases.receipts.make_receipt import make_receipt
from tests.support.proofs.proven import Cell
from tests.support.signer import CountingSigner

SIGNER = CountingSigner()
PAPERS = [("minutes:2026-11:regular:1", "2-" + "a" * 32, "1" * 64), ("roll_call:2026-11:regular:1", "1-" + "b" * 32, "2" * 64)]
AT = datetime.fromisoformat("2026-11-10T08:00:00+07:00")


def checks(key: str, signature: bytes, message: bytes) -> bool | None:
    return Cell.checks(_holder, key, signature, message)  # type: ignore[arg-type]


class _Holder:
    signer = SIGNER


_holder = _Holder()
DOCUMENT, LEVELS = make_receipt(SIGNER, "na-don", PAPERS, AT, on_time={PAPERS[0][:2]: False})


def test_each_paper_of_a_genuine_receipt_is_genuine_alone() -> None:
    assert fault_in_document(DOCUMENT.document, checks) == ""
    assert [fault_in(DOCUMENT.of(place), checks) for place in range(2)] == ["", ""]
    assert DOCUMENT.of(0)["on_time"] is False and "on_time" not in DOCUMENT.of(1)


@pytest.mark.parametrize(
    "name", ["unit", "paper", "rev", "digest", "received_at", "number", "on_time", "signature", "key", "path", "index"]
)
def test_no_member_can_be_altered_unseen(name: str) -> None:
    told = dict(DOCUMENT.of(0))
    changes: dict[str, Any] = {"on_time": True, "path": ["0" * 64], "index": 1, "signature": "AAAA" + told["signature"][4:]}
    assert fault_in({**told, name: changes.get(name, told[name] if isinstance(told[name], bool) else f"{told[name]}0")}, checks)


def test_whether_it_came_in_time_cannot_be_left_out_or_made_up() -> None:
    told = dict(DOCUMENT.of(0))
    assert fault_in({name: value for name, value in told.items() if name != "on_time"}, checks) == "number"
    assert fault_in({**DOCUMENT.of(1), "on_time": True}, checks) == "number"


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(_json, st.sampled_from([*DOCUMENT.of(0), "papers"]))
def test_anything_is_judged(value: Any, name: str) -> None:
    for told in (value, {**DOCUMENT.of(0), name: value}, {**DOCUMENT.document, name: value}):
        assert fault_in(told, checks) in FAULTS
        assert fault_in_document(told, checks) in FAULTS


def test_a_signature_can_be_written_in_one_way_only() -> None:
    told = DOCUMENT.of(0)
    for other in (
        told["signature"] + "==",
        told["signature"] + "\n",
        told["signature"].replace("_", "/").replace("-", "+") + "!",
    ):
        assert fault_in({**told, "signature": other}, checks) == "malformed"


@pytest.mark.parametrize("typed", ["7k3m-2qxd", " 7K3M 2QXD ", "7k3m2qxd", "7K3M-2QXD"])
def test_a_number_is_read_as_people_type_it(typed: str) -> None:
    assert plain_number(typed) == "7K3M-2QXD"


def test_signs_that_look_alike_are_one_and_anything_else_is_no_number() -> None:
    assert plain_number("oooo-iill") == "0000-1111"
    assert [plain_number(one) for one in ("", "7K3M", "7K3M-2QXU", "7K3M-2QXD0", "bảy ka ba em")] == [""] * 5
