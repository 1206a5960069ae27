"""The one-page status report of a unit for a month: figures beside those of the month before, the units below, whom to call. Black on
white, one page whatever there is: what does not fit is counted.
"""

from __future__ import annotations

from server.exports.sheets.heads import issuers, place_date, place_of
from server.exports.sheets.layouts import layout_on
from server.exports.sheets.of_paper import numbered
from server.exports.sheets.parts import Block, Sheet, SheetSection
from sync.domain.units import Unit
from sync.usecases.read_unit import BelowRow, CellRow, Sums, UnitView

MOST_BELOW, MOST_CALLS, LONGEST_NAME = 6, 6, 44


def status_sheet(view: UnitView, committee: Unit | None) -> Sheet:
    """`committee`: the unit above on the day of the report."""
    now, before = view.sums[-1], view.sums[-2]
    above, issuer = issuers(view.unit, committee, view.day)
    sections = [SheetSection("Biên bản họp thường kỳ", (_figures(now, before),))]
    if view.below:
        sections.append(SheetSection("Các đơn vị bên dưới", _below(view.below)))
    sections.append(SheetSection("Cần gọi, đôn đốc", _calls(view)))
    moment = f"{view.as_of[8:10]}/{view.as_of[5:7]}/{view.as_of[:4]} {view.as_of[11:16]}" if view.as_of else "chưa có"
    return Sheet(
        above=above, issuer=issuer, number="", place_date=place_date(place_of(view.name), view.day),
        title="Báo cáo nhanh", about=f"Tình hình sinh hoạt chi bộ {_month(now.month).lower()}",
        opening=(f"Số liệu đến {moment}. Chưa có tin của {len(view.unheard)}/{len(view.cells)} chi bộ; thiếu có thể vì máy chưa có sóng để gửi.",),
        sections=numbered(sections), closing=(), signatures=(), template="status_report", layout=layout_on(view.day),
    )  # fmt: skip


def _figures(now: Sums, before: Sums) -> Block:
    names = (("Chi bộ phải có đến nay", "expected"), ("Đã nhận", "received"), ("Đúng hạn", "on_time"), ("Nhận trễ", "late"), ("Còn thiếu", "missing"))
    rows = [(word, str(getattr(now, name)), str(getattr(before, name))) for word, name in names]
    rows += [
        ("Tỷ lệ đã nhận", share(now.received, now.expected), share(before.received, before.expected)),
        ("Tỷ lệ đúng hạn", share(now.on_time, now.expected), share(before.on_time, before.expected)),
    ]
    return Block("", heads=("Chỉ tiêu", _month(now.month), _month(before.month)), rows=tuple(rows), numbers=frozenset((1, 2)))


def _below(rows: tuple[BelowRow, ...]) -> tuple[Block, ...]:
    told = sorted(rows, key=lambda one: (-one.sums[-1].missing, one.name))
    lines = tuple((_clipped(one.name), *_counts(one.sums[-1])) for one in told[:MOST_BELOW])
    table = Block("", heads=("Đơn vị", "Phải có", "Đúng hạn", "Trễ", "Thiếu", "Đã nhận"), rows=lines, numbers=frozenset(range(1, 6)))
    more = len(told) - len(lines)
    return (table, Block("", (f"Còn {more} đơn vị khác, thiếu ít hơn.",))) if more > 0 else (table,)


def _counts(one: Sums) -> tuple[str, ...]:
    return (str(one.expected), str(one.on_time), str(one.late), str(one.missing), share(one.received, one.expected))


def _calls(view: UnitView) -> tuple[Block, ...]:
    if not view.to_call:
        return (Block("", ("Không còn chi bộ nào quá hạn.",)),)
    lines = tuple(_call(one, view) for one in view.to_call[:MOST_CALLS])
    table = Block("", heads=("Chi bộ", "Thiếu", "Quá hạn", "Người liên hệ", "Điện thoại"), rows=lines)
    more = len(view.to_call) - len(lines)
    return (table, Block("", (f"Còn {more} chi bộ khác quá hạn.",))) if more > 0 else (table,)


def _call(one: CellRow, view: UnitView) -> tuple[str, ...]:
    days = (view.today - one.owed_since).days if one.owed_since else 0
    return (_clipped(one.name), f"{one.streak} tháng", f"{days} ngày", _clipped(one.contact_name, 22), _clipped(one.contact_phone, 14))


def _clipped(name: str, longest: int = LONGEST_NAME) -> str:
    """One line of the table."""
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def share(part: int, whole: int) -> str:
    """In per cent, to one digit; nothing of nothing."""
    return f"{round(100 * part / whole, 1):g}%".replace(".", ",") if whole else "–"


def _month(month: str) -> str:
    return f"Tháng {int(month[5:])}/{month[:4]}"
