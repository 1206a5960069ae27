"""The notice of a meeting, from its plan: when, where, who chairs, what is on the programme (HD 42-HD/BTCTW: to every member and
to the assigned committee member, a day before at the latest).
"""

from __future__ import annotations

from typing import Any

from server.exports.sheets.heads import issuers, meeting_subject, place_date, place_of
from server.exports.sheets.layouts import layout_on
from server.exports.sheets.of_paper import Known, numbered
from server.exports.sheets.parts import Block, Sheet, SheetSection
from server.exports.sheets.sections import person_name, rows_of
from server.exports.sheets.signing import on_behalf
from sync.usecases.read_paper import PaperView

_DAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def notice_of(view: PaperView, known: Known, secretary: str) -> Sheet:
    """`view`: of a plan (`meeting`). `secretary`: his name, "" where it is not known."""
    answers = view.paper.get("answers")
    answers = answers if isinstance(answers, dict) else {}
    layout = layout_on(view.day)
    above, issuer = issuers(view.unit, view.committee, view.day)
    committee = view.committee.name(view.day) if view.committee else ""
    subject = meeting_subject(view.key) if view.key else ""
    sections = (SheetSection("Thời gian, địa điểm", tuple(_when(view, answers))), *_programme(answers), *_preparation(answers))
    kept = layout.kept_by_cell
    return Sheet(
        above=above, issuer=issuer, number="Số ……-TB/CB", place_date=place_date(place_of(committee), view.day),
        title="Thông báo", about=subject,
        opening=(f"{view.unit.name(view.day)} kính báo và kính mời các đồng chí dự {subject[:1].lower()}{subject[1:]} như sau:",),
        sections=numbered(sections),
        closing=("Đề nghị các đồng chí dự đầy đủ, đúng giờ; đồng chí nào không dự được thì báo trước cho đồng chí chủ trì.",),
        signatures=(on_behalf(view.unit, {"signer": {"name": secretary}}, known.office_of),),
        recipients=("- Các đồng chí đảng viên,", *((f"- {committee},",) if committee else ()),
                    "- Cấp ủy viên được phân công dự,", f"- {kept}"),
        template="notice", layout=layout,
    )  # fmt: skip


def _when(view: PaperView, answers: dict[str, Any]) -> list[Block]:
    start, place = answers.get("start_time"), answers.get("place")
    hour = f"{start[:2]} giờ {start[3:]}, " if isinstance(start, str) and len(start) == 5 else ""
    blocks = [Block("Thời gian", (f"{hour}{_DAYS[view.day.weekday()]}, ngày {view.day:%d/%m/%Y}",))]
    if isinstance(place, str) and place:
        blocks.append(Block("Địa điểm", (place,)))
    for field, label in (("chair", "Chủ trì"), ("note_taker", "Người ghi biên bản")):
        if who := person_name(answers.get(field)):
            blocks.append(Block(label, (f"đồng chí {who}",)))
    if isinstance(theme := answers.get("theme"), str) and theme:
        blocks.append(Block("Chuyên đề", (theme,)))
    return blocks


def _programme(answers: dict[str, Any]) -> tuple[SheetSection, ...]:
    rows = [(str(row.get("text", "")), person_name(row.get("presenter"))) for row in rows_of(answers.get("agenda"))]
    if not rows:
        return ()
    heads = ("TT", "Nội dung", "Người trình bày")
    table = Block(heads=heads, rows=tuple((str(place), *row) for place, row in enumerate(rows, 1)))
    return (SheetSection("Chương trình", (table,)),)


def _preparation(answers: dict[str, Any]) -> tuple[SheetSection, ...]:
    rows = [(str(row.get("what", "")), person_name(row.get("who"))) for row in rows_of(answers.get("prepared"))]
    if not rows:
        return ()
    table = Block(heads=("TT", "Chuẩn bị gì", "Ai chuẩn bị"), rows=tuple((str(place), *row) for place, row in enumerate(rows, 1)))
    return (SheetSection("Chuẩn bị", (table,)),)
