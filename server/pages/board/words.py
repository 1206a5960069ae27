"""The words of the dashboards, Vietnamese and English side by side, beside those that every office page has."""

from __future__ import annotations

from typing import Any

from server.pages.board.words_blocks import BLOCKS
from server.pages.words import LANGUAGES, WORDS, Say

OWN: dict[str, tuple[str, str]] = {
    "period_one": ("Tháng {month}", "{month}"),
    "period_span": ("Từ tháng {first} đến tháng {last}", "{first} to {last}"),
    "quick": ("Chọn nhanh", "Quick choice"),
    "this_month": ("Tháng này", "This month"),
    "last_month": ("Tháng trước", "Last month"),
    "this_quarter": ("Quý này", "This quarter"),
    "this_half": ("6 tháng này", "This half-year"),
    "this_year": ("Năm nay", "This year"),
    "twelve": ("12 tháng qua", "Twelve months"),
    "filter": ("Chọn kỳ và nội dung", "Choose period and content"),
    "filter_from": ("Từ tháng", "From month"),
    "filter_to": ("Đến tháng", "To month"),
    "filter_shape": ("Theo sơ đồ đơn vị ngày", "Units as they stood on"),
    "filter_duty": ("Việc được tính", "What is counted"),
    "filter_type": ("Loại chi bộ", "Type of cell"),
    "filter_month_hint": ("Năm-tháng, ví dụ 2026-11", "Year-month, such as 2026-11"),
    "duty_all": ("mọi việc chỉ thị, hướng dẫn yêu cầu", "all that directive and guidance ask"),
    "type_all": ("mọi đơn vị", "all units"),
    "show": ("Xem", "Show"),
    "shape_told": ("Đơn vị theo sơ đồ ngày {day}.", "Units as they stood on {day}."),
    "duty_told": ("Đang tính: {duty}.", "Counted: {duty}."),
    "coverage": (
        "Có tin của {heard}/{cells} chi bộ từ {since}; nơi lâu chưa có tin nhất: {silence} ngày.",
        "{heard} of {cells} cells heard from since {since}; the longest silent one for {silence} days.",
    ),
    "coverage_never": (
        "Có tin của {heard}/{cells} chi bộ từ {since}; có nơi chưa có tin lần nào.",
        "{heard} of {cells} cells heard from since {since}; some were never heard from.",
    ),
    "coverage_all": ("Có tin của cả {cells} chi bộ từ {since}.", "All {cells} cells were heard from since {since}."),
    "missing_may_wait": ("Chưa có tin có thể là đã làm mà chưa gửi được.", "No word may mean done but not yet sent."),
    "told_as_of": ("Số liệu đến {at}; {coverage}", "As of {at}; {coverage}"),
    "groups": ("Nhóm đơn vị", "Groups of units"),
    "groups_about": (
        "Một nhóm gồm những đơn vị muốn xem cùng nhau, ví dụ các chi bộ của huyện cũ. Ai theo dõi đơn vị này đều thấy nhóm.",
        "A group holds units to be looked at together, such as the cells of a former district. Whoever oversees this unit sees it.",
    ),
    "groups_none": ("Chưa có nhóm nào.", "No group yet."),
    "group_new": ("Lập nhóm mới", "Make a group"),
    "group_name": ("Tên nhóm", "Name of the group"),
    "group_members": ("Đơn vị trong nhóm", "Units of the group"),
    "group_keep": ("Lưu nhóm", "Save the group"),
    "group_drop": ("Xóa nhóm", "Remove the group"),
    "group_drop_about": ("Chỉ xóa nhóm; giấy tờ và số liệu vẫn còn nguyên.", "Only the group goes; papers and figures stay."),
    "group_dropped": ("Đã xóa nhóm.", "The group was removed."),
    "lights_title": ("Ngưỡng đánh giá", "Thresholds"),
    "lights_now": ("Đạt từ {green} %, gần đạt từ {amber} %.", "On target from {green} %, close from {amber} %."),
    "lights_green": ("Đạt từ (%)", "On target from (%)"),
    "lights_amber": ("Gần đạt từ (%)", "Close from (%)"),
    "lights_keep": ("Lưu ngưỡng", "Keep the thresholds"),
    "lights_wrong": ("Hai số từ 1 đến 100, số đạt phải lớn hơn.", "Two numbers from 1 to 100, the first the larger."),
    "light_green": ("đạt", "on target"),
    "light_amber": ("gần đạt", "close"),
    "light_red": ("chưa đạt", "below target"),
    "light_grey": ("quá ít để đánh giá", "too few to judge"),
    "no_data": ("Chưa có số liệu trong kỳ này.", "No figures in this period."),
    "nothing_fits": ("Không có chi bộ nào hợp với lựa chọn này. Hãy đổi kỳ, ngày sơ đồ hoặc loại chi bộ.",
                     "No cell fits this choice. Change the period, the day or the type of cell."),
    "table_behind": ("Bảng số của hình", "The figures of the chart"),
    "of_number": ("{part}/{whole}", "{part} of {whole}"),
    "count": ("Số lượng", "Count"),
    "share": ("Tỷ lệ", "Share"),
    "news": ("Vừa có số liệu mới.", "New figures have come."),
    "news_reload": ("Có số liệu mới. Xem ngay", "There are new figures. Show them"),
    "page_of": ("Trang {page}/{pages}, {all} dòng", "Page {page} of {pages}, {all} rows"),
    "page_next": ("Trang sau", "Next page"),
    "page_last": ("Trang trước", "Page before"),
    "rows_back": ("Về bảng theo dõi", "Back to the dashboard"),
    "rows_all": ("Xem tất cả ({count})", "Show all ({count})"),
    "rows_none": ("Không có dòng nào.", "No rows."),
    "rows_what": ("Nội dung", "What"),
    "rows_due": ("Hạn cuối", "Last moment"),
    "rows_received": ("Nhận lúc", "Received"),
    "rows_status": ("Tình trạng", "Status"),
    "rows_about": ("Chi tiết", "Detail"),
    "rows_date": ("Ngày", "Day"),
    "rows_paper": ("Giấy tờ", "Paper"),
    "rows_overtaken": ("không đăng ký; buổi họp đã họp và đã gửi biên bản", "not registered; the meeting was held and reported"),
    "days_late": ("muộn {days} ngày", "{days} days late"),
    **BLOCKS,
}  # fmt: skip


def board_say(lang: str) -> Say:
    """The speaker of a language for these pages. Raises KeyError for a word that is not there."""
    place = LANGUAGES.index(lang)

    def say(word: str, /, **fields: Any) -> str:
        return (OWN.get(word) or WORDS[word])[place].format_map(fields)

    return say
