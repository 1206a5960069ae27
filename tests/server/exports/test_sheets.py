"""What a printed paper says: its head, who signs, who gets it, and which layout its day asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from server.exports.sheets.heads import head_of, organisation, place_date
from server.exports.sheets.layouts import HD_05, HD_36, layout_on
from server.exports.sheets.of_paper import Known, roman, sheet_of
from server.exports.sheets.parts import Sheet
from sync.domain.documents import meeting_of
from sync.domain.numbering.official import OfficialNumber
from sync.domain.units import Dated, Unit
from sync.forms.catalogue import Catalogue
from sync.usecases.read_paper import PaperView

CATALOGUE = Catalogue.load()
CELL = Unit("na-don", "cell", (Dated("Chi bộ bản Nà Đon", date(2020, 1, 1)),))
COMMUNE = Unit("binh-lu", "commune", (Dated("Đảng ủy xã Bình Lư", date(2020, 1, 1)),), recipients=("Đảng ủy viên", "Lưu VP"))
PROVINCE = Unit("lai-chau", "province", (Dated("Tỉnh ủy Lai Châu", date(2020, 1, 1)),))


def view(id: str, answers: dict[str, Any], unit: Unit = CELL, above: Unit | None = COMMUNE, day: str = "2026-12-03") -> PaperView:
    kind = id.partition(":")[0]
    paper = {"_id": id, "kind": kind, "form": kind, "version": CATALOGUE.latest(kind).version, "answers": answers}
    return PaperView(unit, above, date.fromisoformat(day), meeting_of(id), paper, None, {kind: paper}, "")


def sheet(id: str, answers: dict[str, Any], office: str = "", **more: Any) -> Sheet:
    return sheet_of(view(id, answers, **more), CATALOGUE, Known(office_of=lambda _: office))


RESOLUTION = {
    "number": 5, "issued_on": "2026-12-04", "place": "Nà Đon", "title": "nhiệm vụ tháng 12 năm 2026", "members": 14, "present": 12,
    "meeting": "meeting:2026-12:regular:1", "chair": {"name": "Lò Văn Panh"}, "content": "Làm đường.", "for": 12, "against": 0,
    "on_behalf_of": "cell", "signer": {"name": "Lò Văn Panh"}, "recipients": "Đảng ủy xã Bình Lư,\n- Đảng viên chi bộ;\n",
}  # fmt: skip


def test_a_resolution_has_its_number_place_and_day_without_a_colon() -> None:
    made = sheet("resolution:2026-12:regular:1:1", RESOLUTION)
    assert (made.above, made.issuer) == ("Đảng bộ xã Bình Lư", "Chi bộ bản Nà Đon")
    assert (made.number, made.place_date) == ("Số 05-NQ/CB (đề nghị)", "Nà Đon, ngày 04 tháng 12 năm 2026")
    assert (made.title, made.about) == ("Nghị quyết", "nhiệm vụ tháng 12 năm 2026")
    assert made.opening[0] == "Căn cứ kết quả cuộc họp: sinh hoạt thường kỳ tháng 12/2026 của Chi bộ bản Nà Đon."
    assert made.opening[1] == "Tổng số đảng viên: 14. Có mặt: 12/14."


def test_the_number_the_server_has_given_stands_whatever_was_proposed() -> None:
    id = "resolution:2026-12:regular:1:1"
    given = replace(view(id, RESOLUTION), number=OfficialNumber(id, 6, 5, "resolution:2026-12:regular:1:2"))
    assert sheet_of(given, CATALOGUE).number == "Số 06-NQ/CB"


def test_recipients_stand_one_on_a_line_and_the_cells_own_file_last() -> None:
    made = sheet("resolution:2026-12:regular:1:1", RESOLUTION)
    assert made.recipients == ("- Đảng ủy xã Bình Lư,", "- Đảng viên chi bộ,", "- Lưu Chi bộ.")


def test_a_deputy_signs_on_behalf_of_the_cell_and_never_in_the_secretarys_place() -> None:
    [signed] = sheet("resolution:2026-12:regular:1:1", RESOLUTION, office="Phó bí thư").signatures
    assert (signed.before, signed.role, signed.name) == ("T/M chi bộ", "Phó bí thư", "Lò Văn Panh")


def test_an_office_that_is_not_known_is_left_to_be_written_by_hand() -> None:
    [signed] = sheet("month_schedule:2026-12", {"signer": {"name": "Nguyễn Thị Hòa"}}, unit=COMMUNE, above=PROVINCE).signatures
    assert signed.before == "T/M đảng ủy" and set(signed.role) == {"…"}


def test_minutes_are_signed_left_by_who_wrote_and_right_by_who_chaired() -> None:
    answers = {"chair": {"name": "Lò Văn Panh"}, "note_taker": {"name": "Lò Thị Ính"}}
    newer = sheet("minutes:2026-12:regular:1", answers)
    older = sheet("minutes:2026-03:regular:1", answers, day="2026-03-03")
    assert [(one.role, one.name) for one in newer.signatures] == [
        ("Người ghi biên bản", "Lò Thị Ính"), ("Chủ trì hội nghị", "Lò Văn Panh"),
    ]  # fmt: skip
    assert (newer.layout, older.layout) == (HD_05, HD_36)
    assert older.signatures[1].role == "Chủ trì"


@pytest.mark.parametrize(("day", "layout"), [("2018-05-01", HD_36), ("2026-05-26", HD_36), ("2026-05-27", HD_05), ("2030-01-01", HD_05)])
def test_a_paper_keeps_the_layout_of_its_day(day: str, layout: object) -> None:
    assert layout_on(date.fromisoformat(day)) is layout


def test_a_committees_notice_stands_under_the_organisation_above_and_names_its_recipients() -> None:
    answers = {"month": "2026-12", "number": "12", "issued_on": "2026-12-01", "meetings": [
        {"_id": "1", "cell": "na-don", "date": "2026-12-03", "start_time": "19:30", "place": "Nhà văn hóa"},
        {"_id": "2", "cell": "pa-pe", "date": "2026-12-04", "start_time": "19:30", "place": "Nhà văn hóa"},
    ]}  # fmt: skip
    made = sheet("month_schedule:2026-12", answers, unit=COMMUNE, above=PROVINCE)
    assert (made.above, made.issuer, made.number) == ("Đảng bộ tỉnh Lai Châu", "Đảng ủy xã Bình Lư", "Số 12-TB/ĐU")
    assert made.about == "Lịch sinh hoạt chi bộ và chương trình công tác tháng 12/2026"
    assert made.closing == ("Tổng số: 2 buổi sinh hoạt của 2 chi bộ.",)
    assert made.recipients == ("- Đảng ủy viên,", "- Lưu.")


def test_a_report_of_the_board_is_issued_by_the_board() -> None:
    made = head_of(view("period_report:2026-01-01:2026-06-30", {"number": "07"}, PROVINCE, None), {"number": "07"}, "Báo cáo")
    assert (made.above, made.issuer, made.number) == ("Tỉnh ủy Lai Châu", "Ban Tổ chức", "Số 07-BC/BTCTU")
    assert made.about == "Tình hình sinh hoạt chi bộ từ ngày 01/01/2026 đến ngày 30/06/2026"


def test_a_number_that_was_typed_whole_stands_as_typed() -> None:
    made = sheet("month_schedule:2026-12", {"number": "12-TB/ĐU"}, unit=COMMUNE, above=PROVINCE)
    assert made.number == "Số 12-TB/ĐU"


def test_the_head_names_the_organisation_and_not_its_committee() -> None:
    assert organisation("Huyện ủy Tam Đường") == "Đảng bộ huyện Tam Đường"
    assert organisation("Đảng ủy xã Bình Lư") == "Đảng bộ xã Bình Lư"


@pytest.mark.parametrize(("day", "told"), [("2026-01-09", "ngày 09 tháng 01 năm 2026"), ("2026-02-10", "ngày 10 tháng 02 năm 2026"),
                                           ("2026-03-01", "ngày 01 tháng 3 năm 2026")])  # fmt: skip
def test_small_days_and_the_first_two_months_have_a_nought_before(day: str, told: str) -> None:
    assert place_date("", date.fromisoformat(day)) == told


def test_sections_are_counted_in_roman_figures_and_not_twice() -> None:
    made = sheet("resolution:2026-12:regular:1:1", RESOLUTION)
    assert [one.title for one in made.sections] == ["I- Nhiệm vụ tháng tới", "II- Biểu quyết"]
    assert [roman(one) for one in (1, 4, 9, 14, 40, 99)] == ["I", "IV", "IX", "XIV", "XL", "XCIX"]


def test_what_only_the_program_reads_is_not_printed() -> None:
    rows = [{"_id": "1", "username": "to-vien-1", "name": "Nguyễn Thị Hòa", "cell": "na-don", "date": "2026-12-03"}]
    [section] = sheet("assignment:2026-12", {"rows": rows}, unit=COMMUNE, above=PROVINCE).sections
    assert "to-vien-1" not in str(section.blocks)


@pytest.mark.parametrize("kind", sorted({one.form for one in CATALOGUE.definitions.values()}))
def test_every_kind_of_paper_has_a_sheet(kind: str) -> None:
    ids = {"month_schedule": "2026-12", "thematic_plan": "2026", "four_good": "2026", "model_plan": "2026", "assignment": "2026-12",
           "team_report": "2026-H1", "period_report": "2026-01-01:2026-06-30", "visit": "na-don:2026-12:regular:1:to-vien"}  # fmt: skip
    made = sheet(f"{kind}:{ids.get(kind, '2026-12:regular:1')}", {})
    assert made.title and made.issuer
