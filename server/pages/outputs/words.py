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
}  # fmt: skip
