"""The words of the pages about Word templates, Vietnamese and English side by side."""

from __future__ import annotations

PAPER_TEMPLATES: dict[str, tuple[str, str]] = {
    "templates_title": ("Mẫu in Word", "Word templates"),
    "templates_about": (
        "Mỗi loại giấy in ra theo một mẫu Word. Tải mẫu về, sửa trong Word (phông chữ, lề, câu chữ cố định), rồi tải lên lại. "
        "Chỗ {{{{ … }}}} và {{% … %}} là nơi máy điền, đừng xóa.",
        "Each paper is printed by a Word template. Take it, change it in Word (fonts, margins, fixed sentences), and upload it again. "
        "{{{{ … }}}} and {{% … %}} are where the paper's words come: keep them.",
    ),
    "templates_layout": ("Thể thức theo {source}", "Layout by {source}"),
    "template_shipped": ("mẫu có sẵn", "comes with the product"),
    "template_own": ("mẫu riêng, {by} tải lên lúc {at}", "your own, uploaded by {by}, {at}"),
    "template_take": ("Tải mẫu đang dùng", "Take the one in use"),
    "template_change": ("Đổi mẫu", "Change"),
    "template_put": ("Tải mẫu mới lên", "Upload a new one"),
    "template_put_button": ("Kiểm tra và dùng mẫu này", "Check and use it"),
    "template_put_about": ("Máy điền thử một giấy mẫu trước khi nhận.", "It is filled with a sample paper before it is taken."),
    "template_file": ("Tệp Word (.docx), không quá 500 kB", "Word file (.docx), 500 kB at most"),
    "template_back": ("Dùng lại mẫu có sẵn", "Go back to the one that comes with the product"),
    "template_back_button": ("Bỏ mẫu riêng", "Give the own one up"),
}  # fmt: skip
