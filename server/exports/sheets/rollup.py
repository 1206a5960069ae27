"""The monthly rating roll-up as a printed sheet: a row a meeting, a cross under its band, why points were taken off."""

from __future__ import annotations

from collections import Counter

from server.exports.sheets.heads import issuers, meeting_subject, place_date, place_of
from server.exports.sheets.layouts import layout_on
from server.exports.sheets.of_paper import BANDS, numbered
from server.exports.sheets.parts import Block, Sheet, SheetSection, Signature
from sync.domain.units import Unit
from sync.usecases.reports.rating_rollup import Rated, RatingRollup

HEADS = ("TT", "Chi bộ", "Đảng viên", "Ngày họp", "Điểm", *BANDS.values(), "Xếp loại của đảng ủy", "Giải trình điểm trừ")


def rollup_sheet(told: RatingRollup, committee: Unit | None) -> Sheet:
    """`committee`: the unit above on that day."""
    above, issuer = issuers(told.unit, committee, told.day)
    month = f"{int(told.month[5:])}/{told.month[:4]}"
    rows = tuple(row_of(place, one) for place, one in enumerate(told.rows, 1))
    sent = [one for one in told.rows if one.total is not None]
    bands = Counter(one.band for one in sent)
    none = [one.name for one in told.rows if one.key is None]
    closing = [f"Đã chấm điểm: {len(sent)} buổi. " + "; ".join(f"{word}: {bands[band]}" for band, word in BANDS.items()) + "."]
    if none:
        closing.append(f"Chưa có phiếu, biên bản của tháng ({len(none)}): {', '.join(none)}.")
    table = Block("", heads=HEADS, rows=rows, numbers=frozenset((2, 4)))
    empty = Block("", ("Chưa có chi bộ nào ở đây.",))
    return Sheet(
        above=above, issuer=issuer, number="", place_date=place_date(place_of(told.unit.name(told.day)), told.day),
        title="Tổng hợp đánh giá, xếp loại", about=f"Chất lượng sinh hoạt chi bộ tháng {month}", opening=(),
        sections=numbered((SheetSection("Kết quả tự đánh giá, xếp loại của các chi bộ", (table if rows else empty,)),)),
        closing=tuple(closing) if rows else (),
        signatures=(Signature("Người lập biểu", ""), Signature("…………………", "", "T/M đảng ủy" if told.unit.type == "commune" else "")),
        template="rating_rollup", layout=layout_on(told.day),
    )  # fmt: skip


def row_of(place: int, one: Rated) -> tuple[str, ...]:
    crosses = tuple("x" if one.band == band else "" for band in BANDS)
    name = one.name if one.key is None or one.key.type == "regular" else f"{one.name} ({meeting_subject(one.key).split(' tháng')[0].lower()})"
    held = f"{one.held_on[8:]}/{one.held_on[5:7]}/{one.held_on[:4]}" if len(one.held_on) == 10 else ""
    return (str(place), name, _figure(one.members), held, _figure(one.total), *crosses, BANDS.get(one.official_band, ""), why(one))


def why(one: Rated) -> str:
    """`3.5 trừ 2 (chưa có mạng); 4.5 trừ 1`."""
    return "; ".join(f"{two.code} trừ {_figure(two.points)}" + (f" ({two.note})" if two.note else "") for two in one.deductions)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:g}".replace(".", ",")
