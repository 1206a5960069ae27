"""The Word templates that come with the product: `templates/papers/<layout>/<name>.docx`, one a paper.

`NAMES` lists them; a paper without a template of its own is made of `paper`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from server.assets import folder
from server.exports.sheets.layouts import Layout


@dataclass(frozen=True, slots=True)
class PaperTemplate:
    """`wide`: on its side; `compact`: smaller tables, closer lines; `form`: the form whose answers it may name, "" for what is reckoned from many papers."""

    name: str
    vi: str
    en: str
    wide: bool = False
    compact: bool = False
    form: str = ""
    book: bool = False


NAMES = (
    PaperTemplate("minutes", "Biên bản", "Minutes", form="minutes"),
    PaperTemplate("resolution", "Nghị quyết", "Resolution", form="resolution"),
    PaperTemplate("notice", "Thông báo sinh hoạt", "Notice of a meeting", form="meeting"),
    PaperTemplate("meeting", "Kế hoạch sinh hoạt", "Meeting plan", form="meeting"),
    PaperTemplate("roll_call", "Danh sách điểm danh", "Roll call", form="roll_call"),
    PaperTemplate("score_sheet", "Phiếu chấm điểm", "Score sheet", form="score_sheet"),
    PaperTemplate("month_schedule", "Thông báo lịch sinh hoạt tháng", "Notice of the month's schedule", wide=True, form="month_schedule"),
    PaperTemplate("thematic_plan", "Kế hoạch chuyên đề năm", "Yearly thematic plan", form="thematic_plan"),
    PaperTemplate("model_plan", "Kế hoạch sinh hoạt mẫu", "Plan of model meetings", form="model_plan"),
    PaperTemplate("assignment", "Phân công dự sinh hoạt", "Assignment of observers", wide=True, form="assignment"),
    PaperTemplate("four_good", "Chi bộ bốn tốt", "Four-good cell", form="four_good"),
    PaperTemplate("visit", "Phiếu dự sinh hoạt", "Observer's form", form="visit"),
    PaperTemplate("team_report", "Báo cáo của tổ", "Team's report", form="team_report"),
    PaperTemplate("period_report", "Báo cáo định kỳ", "Period report", form="period_report"),
    PaperTemplate("rating_rollup", "Tổng hợp xếp loại tháng", "The month's rating roll-up", wide=True, compact=True),
    PaperTemplate("status_report", "Báo cáo tình hình một trang", "One-page status report", compact=True),
    PaperTemplate("meeting_book", "Sổ họp năm", "Yearly meeting book", book=True),
    PaperTemplate("paper", "Giấy tờ khác", "Any other paper"),
)


def template_named(name: str) -> PaperTemplate:
    """Of a name that has no template, the one of other papers."""
    return next((one for one in NAMES if one.name == name), NAMES[-1])


def shipped_file(layout: Layout, name: str) -> Path:
    return folder("templates") / "papers" / layout.folder / f"{template_named(name).name}.docx"
