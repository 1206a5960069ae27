"""The papers of the golden pages, and the command that draws those anew: python -m tests.server.exports.golden

The pages lie in `tests/fixtures/papers/`; look at them after drawing them anew, for they are what the papers shall look like.
"""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from server.exports.documents.context import context_of
from server.exports.documents.pdf import PdfMaker, find_office
from server.exports.documents.shipped import shipped_file
from server.exports.documents.word import fill
from server.exports.sheets.notice import notice_of
from server.exports.sheets.of_paper import Known, sheet_of
from server.exports.sheets.parts import Sheet
from server.exports.sheets.rollup import rollup_sheet
from server.exports.sheets.status import status_sheet
from sync.domain.documents import MeetingKey, meeting_of
from sync.domain.numbering.official import OfficialNumber
from sync.domain.units import Dated, Unit
from sync.forms.catalogue import Catalogue
from sync.usecases.read_paper import PaperView
from sync.usecases.read_unit import BelowRow, CellRow, Mark, Sums, UnitView
from sync.usecases.reports.deductions import Deduction
from sync.usecases.reports.rating_rollup import Rated, RatingRollup
from tests.server.exports.pages import pages_of

PAGES = Path(__file__).parents[2] / "fixtures/papers"
CATALOGUE = Catalogue.load()
CELL = Unit("na-don", "cell", (Dated("Chi bộ bản Nà Đon", date(2020, 1, 1)),))
COMMUNE = Unit("binh-lu", "commune", (Dated("Đảng ủy xã Bình Lư", date(2020, 1, 1)),), recipients=("Các chi bộ trực thuộc", "Tổ dự sinh hoạt"))
PROVINCE = Unit("lai-chau", "province", (Dated("Tỉnh ủy Lai Châu", date(2020, 1, 1)),))
KNOWN = Known(lambda id: {"na-don": "Chi bộ bản Nà Đon", "pa-pe": "Chi bộ bản Pa Pe"}.get(id, ""), lambda _: "Bí thư")


NUMBERED = "resolution:2026-12:regular:1:1"


def who(name: str) -> dict[str, str]:
    return {"name": name}


MINUTES: dict[str, Any] = {
    "date": "2026-12-03", "started_at": "19:30", "place": "Nhà văn hóa bản Nà Đon", "chair": who("Lò Văn Panh"), "note_taker": who("Lò Thị Ính"),
    "assessor": who("Sùng A Chu"), "opening_note": "Đồng chí Lò Văn Panh nêu lý do cuộc họp, giới thiệu đại biểu.", "programme_adopted": True,
    "current_affairs": "Thông tin thời sự tháng 11; phổ biến Chỉ thị 50-CT/TW về nâng cao chất lượng sinh hoạt chi bộ.",
    "documents": [{"_id": "1", "number": "50-CT/TW", "title": "Nâng cao chất lượng sinh hoạt chi bộ", "date": "2025-07-23"}],
    "ideology": "Đảng viên yên tâm công tác. Nhân dân phấn khởi vì lúa mùa được, còn lo đường vào khu sản xuất sạt lở.",
    "follow_up": [
        {"_id": "1", "task": "Phát dọn đường nội đồng", "who": who("Sùng A Chu"), "due": "2026-11-20", "result": "done"},
        {"_id": "2", "task": "Vận động ba hộ làm chuồng trại xa nhà", "who": who("Lò Thị Ính"), "due": "2026-11-30", "result": "partly", "note": "còn một hộ"},
    ],
    "next_month": "Làm đất vụ xuân, che chắn chuồng trại chống rét, chuẩn bị tết vui tươi, tiết kiệm.",
    "speeches": [{"_id": "1", "speaker": who("Vàng A Sáng"), "gist": "Đề nghị chia nhóm hộ trông nhau chống rét cho trâu bò."},
                 {"_id": "2", "speaker": who("Tao Thị Hom"), "gist": "Nhất trí, phụ nữ nhận việc che chắn cho các hộ neo người."}],
    "conclusion": "Chi bộ thống nhất các nhiệm vụ tháng 12 như đã thảo luận.",
    "conclusions": [{"_id": "1", "what": "Chia nhóm hộ chống rét", "who": who("Vàng A Sáng"), "by": "2026-12-10"},
                    {"_id": "2", "what": "Sửa đoạn đường sạt vào khu sản xuất", "who": who("Sùng A Chu"), "by": "2026-12-25"}],
    "votes": [{"_id": "1", "question": "Kết luận của chủ trì", "method": "open", "for": 12, "against": 0, "other": 0}],
    "ended_at": "21:10", "weaknesses": "Ít đồng chí trẻ phát biểu.", "remedy": "Giao đồng chí trẻ chuẩn bị ý kiến trước.", "read_and_adopted": True,
}  # fmt: skip
ROLL_CALL: dict[str, Any] = {
    "members": [{"_id": "1", "name": "Lò Văn Panh", "status": "official", "presence": "present"},
                {"_id": "2", "name": "Giàng A Páo", "status": "official", "presence": "absent_excused", "reason": "ill"}],
    "total_official": 2, "base": 2, "present": 1,
}  # fmt: skip
RESOLUTION: dict[str, Any] = {
    "number": 5, "issued_on": "2026-12-04", "place": "Nà Đon", "title": "về nhiệm vụ tháng 12 năm 2026", "members": 14, "present": 12,
    "meeting": "meeting:2026-12:regular:1", "chair": who("Lò Văn Panh"), "note_taker": who("Lò Thị Ính"),
    "review": "Tư tưởng đảng viên ổn định. Thu hoạch xong lúa mùa, năng suất khá. Nộp đảng phí đủ.",
    "previous_tasks": [{"_id": "1", "task": "Phát dọn đường nội đồng", "who": who("Sùng A Chu"), "result": "done"}],
    "content": "Làm đất vụ xuân đúng khung thời vụ.\nChe chắn chuồng trại, dự trữ thức ăn cho trâu bò.",
    "tasks": [{"_id": "1", "what": "Chia nhóm hộ chống rét", "who": who("Vàng A Sáng"), "by": "2026-12-10", "report_at": "họp tháng 1/2027"}],
    "implementation": "Chi ủy phân công đảng viên phụ trách nhóm hộ; bí thư theo dõi, báo cáo đảng ủy.",
    "self_total": 92.5, "self_band": "good", "official_members": 13, "official_present": 12, "for": 12, "against": 0, "for_rate": 100,
    "on_behalf_of": "cell", "signer": who("Lò Văn Panh"), "recipients": "Đảng ủy xã Bình Lư\nĐảng viên chi bộ",
}  # fmt: skip
PLAN: dict[str, Any] = {
    "date": "2026-12-03", "start_time": "19:30", "place": "Nhà văn hóa bản Nà Đon", "chair": who("Lò Văn Panh"), "note_taker": who("Lò Thị Ính"),
    "agenda": [{"_id": "1", "text": "Thông tin thời sự, văn bản mới", "presenter": who("Lò Văn Panh")},
               {"_id": "2", "text": "Kết quả thực hiện nghị quyết tháng 11, nhiệm vụ tháng 12", "presenter": who("Lò Văn Panh")},
               {"_id": "3", "text": "Thảo luận, kết luận, biểu quyết"}],
}  # fmt: skip
SCHEDULE: dict[str, Any] = {
    "month": "2026-12", "number": "12", "issued_on": "2026-12-01", "signer": who("Nguyễn Thị Hòa"),
    "meetings": [
        {"_id": "1", "cell": "na-don", "meeting_type": "regular", "date": "2026-12-03", "start_time": "19:30", "place": "Nhà văn hóa bản Nà Đon",
         "members": 14, "chair": who("Lò Văn Panh"), "phone": "0900 000 001"},
        {"_id": "2", "cell": "pa-pe", "meeting_type": "regular", "date": "2026-12-04", "start_time": "20:00", "place": "Nhà văn hóa bản Pa Pe",
         "members": 11, "chair": who("Vàng A Sáng"), "phone": "0900 000 002", "note": "họp liền chuyên đề"},
    ],
    "work_programme": [{"_id": "1", "from": "2026-12-07", "to": "2026-12-11", "what": "Kiểm tra sổ họp các chi bộ bản", "who": "Ban Xây dựng Đảng"}],
}  # fmt: skip


def view(id: str, answers: dict[str, Any], unit: Unit = CELL, above: Unit = COMMUNE, day: str = "2026-12-03", **others: dict[str, Any]) -> PaperView:
    papers = {kind: paper(f"{kind}:{id.partition(':')[2]}", told) for kind, told in others.items()}
    one = paper(id, answers)
    return PaperView(unit, above, date.fromisoformat(day), meeting_of(id), one, None, {str(one["kind"]): one, **papers}, "")


def paper(id: str, answers: dict[str, Any]) -> dict[str, Any]:
    kind = id.partition(":")[0]
    return {"_id": id, "kind": kind, "form": kind, "version": CATALOGUE.latest(kind).version, "answers": answers}


def sheets() -> dict[str, Sheet]:
    """By the name of their pages."""
    minutes = view("minutes:2026-12:regular:1", MINUTES, roll_call=ROLL_CALL)
    older = view("minutes:2023-02:regular:1", MINUTES | {"date": "2023-02-03"}, day="2023-02-03", roll_call=ROLL_CALL)
    schedule = view("month_schedule:2026-12", SCHEDULE, COMMUNE, PROVINCE, "2026-12-01")
    return {
        "minutes": sheet_of(minutes, CATALOGUE, KNOWN),
        "minutes-hd-36": sheet_of(older, CATALOGUE, KNOWN),
        "resolution": sheet_of(replace(view(NUMBERED, RESOLUTION), number=OfficialNumber(NUMBERED, 5, 5)), CATALOGUE, KNOWN),
        "notice": notice_of(view("meeting:2026-12:regular:1", PLAN), KNOWN, "Lò Văn Panh"),
        "schedule": sheet_of(schedule, CATALOGUE, KNOWN),
        "rollup": rollup_sheet(rollup(), PROVINCE),
        "status": status_sheet(status("Đảng ủy xã Bình Lư", 9), PROVINCE),
    }  # fmt: skip


def rollup() -> RatingRollup:
    """Four cells: a good one with a reason, one whose band was changed above, one with a thematic meeting, one that sent nothing."""
    def cell(name: str) -> Unit:
        return Unit(name, "cell", (Dated(f"Chi bộ bản {name}", date(2020, 1, 1)),))

    off = Deduction("3.5", "Tài liệu lên sổ tay điện tử", 2, 2, "bản chưa có mạng")
    rows = (
        Rated(CELL, "Chi bộ bản Nà Đon", MeetingKey("2026-11", "regular", 1), "2026-11-03", 14, "score_sheet:2026-11:regular:1", 98, "good", "", (off,)),
        Rated(cell("Pa Pe"), "Chi bộ bản Pa Pe", MeetingKey("2026-11", "regular", 1), "2026-11-04", 11, "s", 90.5, "good", "fair",
              (off, Deduction("7", "Kết quả", 6, 30, ""))),
        Rated(cell("Thèn Thầu"), "Chi bộ bản Thèn Thầu", MeetingKey("2026-11", "thematic", 1), "2026-11-12", 9, "s", 73, "fair"),
        Rated(cell("Chu Va 8"), "Chi bộ bản Chu Va 8", None),
    )  # fmt: skip
    return RatingRollup(COMMUNE, "2026-11", date(2026, 11, 30), rows)


def status(name: str, count: int) -> UnitView:
    """A unit with as many units below and cells to call, under names as long as `name`."""
    months = tuple(f"2025-{month:02d}" for month in range(12, 13)) + tuple(f"2026-{month:02d}" for month in range(1, 12))
    sums = tuple(Sums(month, 30, 4, 3, 0) for month in months)
    marks = tuple(Mark(month, "missing", date(2026, 10, 5)) for month in months)
    cells = tuple(CellRow(f"c{place}", f"{name} {place}", "", "Lò Văn Panh", "0900 000 001", "", None, marks) for place in range(count))
    below = tuple(BelowRow(f"u{place}", f"{name} {place}", sums) for place in range(count))
    return UnitView(COMMUNE, "Đảng ủy xã Bình Lư", date(2026, 11, 28), date(2026, 11, 28), "2026-11-28T06:57:00+07:00", months, False,
                    cells=cells, below=below, sums=sums, next_due=None, next_due_cells=0, unheard=cells, to_call=cells)  # fmt: skip


def word_of(sheet: Sheet) -> bytes:
    return fill(shipped_file(sheet.layout, sheet.template).read_bytes(), lambda width: context_of(sheet, width))


async def draw() -> None:
    maker = PdfMaker(find_office(""))
    for name, sheet in sheets().items():
        pdf = await maker(word_of(sheet))
        for old in PAGES.glob(f"{name}-[0-9]*.png"):
            old.unlink()
        with tempfile.TemporaryDirectory() as folder:
            for page in pages_of(pdf, Path(folder), name):
                (PAGES / page.name).write_bytes(page.read_bytes())
    await maker.close()


if __name__ == "__main__":
    asyncio.run(draw())
