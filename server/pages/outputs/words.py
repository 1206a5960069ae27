"""The words of the pages on which papers and lists are taken home, Vietnamese and English side by side."""

from __future__ import annotations

OUTPUTS: dict[str, tuple[str, str]] = {
    "files_title": ("Lấy giấy này", "Take this paper"),
    "file_docx": ("Tệp Word", "Word file"),
    "file_pdf": ("Tệp PDF", "PDF file"),
    "notice_docx": ("Thông báo buổi họp, tệp Word", "Notice of the meeting, Word file"),
    "notice_pdf": ("Thông báo buổi họp, tệp PDF", "Notice of the meeting, PDF file"),
    "no_pdf": (
        "Máy chủ này chưa có LibreOffice nên không làm tệp PDF. Tải tệp Word, hoặc bấm In rồi chọn “Lưu thành PDF”.",
        "This server has no LibreOffice and makes no PDF. Take the Word file, or print and choose “Save as PDF”.",
    ),
    "file_xlsx": ("Tệp Excel", "Excel file"),
    "file_csv": ("Tệp CSV", "CSV file"),
    "outputs_title": ("Báo cáo, danh sách để lấy về", "Reports and lists to take"),
    "outputs_link": ("Báo cáo, danh sách", "Reports and lists"),
    "outputs_month": ("Tháng", "Month"),
    "outputs_show": ("Xem", "Show"),
    "output_look": ("Xem, in", "Look, print"),
    "output_status": ("Báo cáo nhanh một trang", "One-page status report"),
    "output_status_about": ("Số liệu của tháng bên cạnh tháng trước, đơn vị bên dưới, chi bộ cần gọi.",
                            "The month beside the one before, the units below, whom to call."),
    "output_rollup": ("Tổng hợp đánh giá, xếp loại", "Rating roll-up"),
    "output_rollup_about": ("Điểm, xếp loại từng buổi họp của tháng và lý do trừ điểm.", "Points and band of each meeting, and what was taken off."),
    "output_book": ("Sổ họp chi bộ năm {year}", "Meeting book of {year}"),
    "output_book_about": ("Mọi biên bản đã ký của năm, kèm bản bổ sung, đính chính.", "All signed minutes of the year, with what was added later."),
    "output_committee_book": ("Sổ họp chi ủy năm {year}", "Committee's book of {year}"),
    "output_members": ("Danh sách đảng viên", "Members"),
    "output_cells": ("Danh sách chi bộ, 12 tháng", "Cells, twelve months"),
    "output_cells_about": ("Mỗi chi bộ một dòng: liên hệ, có tin lần cuối, tình hình biên bản từng tháng.",
                           "A row a cell: contact, last heard from, how each month stands."),
    "output_meetings": ("Các cuộc họp năm {year}", "Meetings of {year}"),
    "output_meetings_about": ("Mỗi cuộc họp một dòng: ngày, số có mặt, điểm, xếp loại, biên nhận.", "A row a meeting: day, attendance, points, band, receipt."),
    "output_owed": ("Việc phải làm, đúng hạn, quá hạn", "What is owed"),
}  # fmt: skip
