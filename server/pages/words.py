"""The words of the office pages, Vietnamese and English side by side; both are complete (a test compares them with the
templates). Official words as in docs/glossary.md. A sentence may hold `{name}` fields.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from server.pages.calling.words import CALLING
from server.pages.outputs.words import OUTPUTS

LANGUAGES = ("vi", "en")
Say = Callable[..., str]

WORDS: dict[str, tuple[str, str]] = {
    "product": ("Sổ Họp", "Sổ Họp"),
    "to_content": ("Đến nội dung", "To the content"),
    "log_out": ("Đăng xuất", "Log out"),
    "other_language": ("English", "Tiếng Việt"),
    "administration": ("Quản trị", "Administration"),
    "search_title": ("Tìm trong giấy tờ", "Search the papers"),
    "search_words": ("Từ cần tìm", "Words"),
    "search_hint": (
        "Gõ có dấu hay không dấu đều được. Nhiều từ thì giấy tờ phải có đủ các từ; đặt trong ngoặc kép nếu các từ đi liền nhau.",
        "With or without tone marks. All words have to occur; put words in quotation marks where they stand beside each other.",
    ),
    "search_narrow": ("Chọn loại giấy và thời gian", "Kind of paper, and days"),
    "search_kind": ("Loại giấy", "Kind"),
    "search_first": ("Từ ngày", "From"),
    "search_last": ("Đến hết ngày", "To and including"),
    "search_button": ("Tìm", "Search"),
    "search_nothing": ("Không có giấy tờ nào có đủ các từ này.", "No paper has all these words."),
    "search_wordless": ("Hãy gõ ít nhất một chữ hoặc một số.", "Type a letter or a digit at least."),
    "search_places": ("Đơn vị", "Units"),
    "search_found": ("Giấy tờ, mới nhất ở trên", "Papers, the newest first"),
    "search_more": ("Xem tiếp", "More"),
    "my_password": ("Mật khẩu của tôi", "My password"),
    "my_units": ("Đơn vị của tôi", "My units"),
    "where": ("Vị trí", "Where you are"),
    "month": ("Tháng {month}", "{month}"),
    "as_of": ("Số liệu đến {at}.", "Data as of {at}."),
    "not_yet": ("Chưa có số liệu.", "No data yet."),
    "by_origin": (
        "Đơn vị này đã kết thúc hoạt động. Dưới đây là các chi bộ có gốc từ đây.",
        "This unit has been dissolved. Below are the cells that come from it.",
    ),
    "unit": ("Đơn vị", "Unit"),
    "matrix_title": ("Từng chi bộ, 12 tháng", "Every cell, 12 months"),
    "matrix_about": (
        "Biên bản họp thường kỳ. Chi bộ cần chú ý nhất ở trên cùng. Chạm vào ô để mở biên bản.",
        "Minutes of regular meetings. Cells that need most attention come first. A mark opens the minutes.",
    ),
    "cell": ("Chi bộ", "Cell"),
    "no_cells": ("Chưa có chi bộ nào ở đây.", "There are no cells here yet."),
    "on_time": ("đúng hạn", "on time"),
    "late": ("muộn", "late"),
    "missing": ("thiếu", "missing"),
    "not_due": ("chưa đến hạn", "not yet due"),
    "not_expected": ("không phải nộp", "not expected"),
    "points": ("{points} điểm", "{points} points"),
    "call_title": ("Cần gọi", "To call"),
    "call_none": ("Không còn chi bộ nào quá hạn.", "No cell is overdue."),
    "call_overdue": ("Thiếu {streak} tháng liền, quá hạn {days} ngày", "Missing {streak} months in a row, {days} days overdue"),
    "call_overdue_once": ("Quá hạn {days} ngày", "{days} days overdue"),
    "secretary": ("Bí thư", "Secretary"),
    "no_phone": ("chưa có số điện thoại", "no telephone number"),
    "heard": ("Có tin lần cuối {at}", "Last heard from {at}"),
    "heard_never": ("Chưa có tin lần nào", "Never heard from"),
    "unheard_title": ("Chưa có tin trong tháng", "Not heard from this month"),
    "papers_title": ("Các cuộc họp", "Meetings"),
    "papers_empty": ("Chưa nhận được giấy tờ nào.", "No paper has been received yet."),
    "papers_empty_next": ("Giấy tờ chi bộ đã gửi sẽ nằm ở đây.", "What the cell has sent will lie here."),
    "meeting": ("Kế hoạch họp", "Meeting plan"),
    "roll_call": ("Điểm danh", "Roll call"),
    "minutes": ("Biên bản", "Minutes"),
    "score_sheet": ("Phiếu chấm điểm", "Score sheet"),
    "handbook_upload": ("Đăng lên sổ tay đảng viên điện tử", "Put into the handbook app"),
    "type_regular": ("Họp thường kỳ", "Regular meeting"),
    "type_thematic": ("Họp chuyên đề", "Thematic meeting"),
    "type_committee": ("Họp chi ủy", "Committee meeting"),
    "type_extraordinary": ("Họp đột xuất", "Extraordinary meeting"),
    "type_of_month": ("{type} tháng {month}", "{type}, {month}"),
    "held_column": ("Ngày họp", "Held on"),
    "papers_column": ("Giấy tờ đã gửi", "Papers sent"),
    "attendance": ("Có mặt", "Present"),
    "score": ("Điểm", "Score"),
    "received_column": ("Nhận lúc", "Received"),
    "stamp": ("ĐÃ NHẬN", "RECEIVED"),
    "other_papers": ("Giấy tờ cùng cuộc họp", "Papers of this meeting"),
    "this_paper": ("đang xem", "shown here"),
    "done_at": ("Ghi xong trên máy", "Finished on the phone"),
    "author": ("Người gửi", "Sent by"),
    "rating": ("Tự chấm", "Own score"),
    "band_good": ("Tốt", "Good"),
    "band_fair": ("Khá", "Fair"),
    "band_average": ("Trung bình", "Average"),
    "band_poor": ("Kém", "Poor"),
    "photos": ("Ảnh sổ giấy", "Photos of the paper book"),
    "photo_of": ("Ảnh trang sổ {place}, mở to", "Page {place} of the book, open large"),
    "photos_missing": ("{count} ảnh chưa tới", "{count} photos have not arrived"),
    "desk_title": ("Giấy tờ của cơ quan", "Papers of the office"),
    "desk_more": ("Chỉ hiện {count} giấy mới nhất.", "Only the newest {count} are shown."),
    "calendar_title": ("Lịch của tôi", "My calendar"),
    "calendar_about": ("Hạn gửi và buổi họp hiện trong lịch của điện thoại hoặc máy tính, tự cập nhật.",
                       "Deadlines and meetings show in the calendar of the phone or computer and keep themselves up to date."),
    "calendar_address": ("Địa chỉ lịch", "Address of the calendar"),
    "calendar_secret": ("Ai có địa chỉ này thì xem được lịch của đồng chí. Chỉ hiện lần này: hãy chép vào ứng dụng lịch ngay.",
                        "Whoever has this address sees your calendar. It is shown this once: copy it into the calendar now."),
    "calendar_present": ("Đã có địa chỉ, tạo lúc {at}. Tạo mới thì địa chỉ cũ hết dùng.", "There is an address, made {at}. A new one ends it."),
    "calendar_make": ("Tạo địa chỉ lịch", "Make an address"),
    "calendar_anew": ("Tạo địa chỉ mới", "Make a new address"),
    "calendar_drop": ("Thu hồi địa chỉ", "Take the address back"),
    "calendar_dropped": ("Đã thu hồi. Địa chỉ cũ không xem được nữa.", "Taken back. The old address shows nothing any more."),
    "recipients_title": ("Nơi nhận", "Recipients"),
    "recipients_label": ("Giấy tờ của đơn vị gửi cho", "The unit's papers go to"),
    "recipients_hint": ("Mỗi nơi một dòng. Giấy mới có mục “Nơi nhận” sẽ ghi sẵn danh sách này, người soạn vẫn sửa được.",
                        "One on each line. New papers that name recipients begin with this list; whoever writes may change it."),
    "recipients_keep": ("Lưu danh sách", "Keep the list"),
    "recipients_kept": ("Đã lưu danh sách nơi nhận.", "The list is kept."),
    "recipients_link": ("Danh sách nơi nhận", "Recipients of papers"),
    "desk_link": ("Soạn giấy tờ", "Write papers"),
    "write_new": ("Lập mới", "Write a new one"),
    "work_over": ("Sửa, gửi lại", "Change and send again"),
    "go_on_reworking": ("Đang sửa dở, làm tiếp", "Being changed: go on"),
    "standing_draft": ("Nháp", "Draft"),
    "gather": ("Lấy lại lịch các chi bộ đã gửi", "Take the cells' plans anew"),
    "note_same_time": ("Một người, hai buổi họp trùng giờ", "One person, two meetings at the same time"),
    "note_cell_twice": ("Một buổi họp phân công hai người", "One meeting with two people assigned"),
    "note_not_an_observer": ("Người này chưa có vai trò dự sinh hoạt", "This person holds no role of an observer"),
    "note_no_schedule": ("Chi bộ chưa gửi lịch", "Cells that have sent no plan"),
    "note_added": ("Thêm so với bản đã gửi", "Added since the one sent"),
    "note_removed": ("Bỏ so với bản đã gửi", "Taken out since the one sent"),
    "note_moved": ("Đổi ngày, giờ, nơi họp", "Another day, hour or place"),
    "note_changed": ("Đổi chi tiết", "Details changed"),
    "sent_before": ("Bản đã gửi", "What was sent"),
    "draft_kept": ("Đã lưu nháp.", "The draft is kept."),
    "keep_draft": ("Lưu nháp", "Keep as draft"),
    "send_paper": ("Gửi", "Send"),
    "to_mend": ("Còn {count} chỗ cần sửa trước khi gửi", "{count} things to put right before it is sent"),
    "reason_label": ("Lý do vẫn để như vậy", "Why it stays like this"),
    "row_empty": ("Dòng mới, chưa ghi", "New row, nothing written yet"),
    "add_row": ("Thêm dòng", "Add a row"),
    "remove_row": ("Bỏ dòng {place}", "Remove row {place}"),
    "standing_sent": ("Đã gửi", "Sent"),
    "standing_received": ("Đã nhận, chờ ý kiến", "Received, waits for a review"),
    "standing_returned": ("Trả lại: cần sửa", "Returned: to be mended"),
    "standing_accepted": ("Đồng ý", "Accepted"),
    "standing_approved": ("Đã duyệt", "Approved"),
    "standing_verified": ("Đã thẩm định", "Verified"),
    "standing_recognised": ("Đã công nhận", "Recognised"),
    "mark_paper": ("Chọn {paper}, {unit}", "Mark {paper}, {unit}"),
    "mark_column": ("Chọn", "Mark"),
    "mark_all": ("Chọn cả trang", "Mark the whole page"),
    "accept_marked": ("Đồng ý các giấy đã chọn", "Accept the marked papers"),
    "accepted_count": ("Đã đồng ý {count} giấy.", "{count} papers accepted."),
    "accepted_not": ("Chưa làm được với các giấy sau:", "These could not be accepted:"),
    "decide_returned": ("Trả lại để sửa", "Return to be mended"),
    "decide_accepted": ("Đồng ý", "Accept"),
    "decide_approved": ("Duyệt", "Approve"),
    "decide_verified": ("Thẩm định đạt", "Verify"),
    "decide_recognised": ("Công nhận", "Recognise"),
    "opinions": ("Ý kiến của cấp trên", "What was said of it above"),
    "of_earlier": ("(về bản gửi trước)", "(of an earlier version)"),
    "review_title": ("Cho ý kiến về giấy này", "Review this paper"),
    "review_about": (
        "Ý kiến về tận máy của chi bộ, đúng từng mục. Giấy đã gửi vẫn giữ nguyên.",
        "The comments reach the cell's phone, each at its field. The paper itself stays as it was sent.",
    ),
    "general_comment": ("Ý kiến chung", "Comment on the whole"),
    "comment_by_field": ("Ghi ý kiến vào từng mục", "Comment on single fields"),
    "comment_here": ("Ý kiến về mục này", "Comment on this field"),
    "official_band": ("Cấp trên xếp loại", "Official band"),
    "official_about": ("Đứng bên cạnh mức chi bộ tự xếp, không thay mức đó.", "Stands beside the cell's own band, never over it."),
    "official_none": ("chưa xếp", "not given"),
    "queue_title": ("Giấy chờ ý kiến", "Papers that wait for a review"),
    "queue_count": ("{count} giấy đang chờ. Giấy chờ lâu nhất ở trên cùng.", "{count} papers wait. The longest waiting come first."),
    "queue_empty": ("Không có giấy nào đang chờ.", "No paper waits."),
    "queue_empty_next": ("Giấy chi bộ gửi lên sẽ nằm ở đây cho đến khi có ý kiến.", "What a cell sends lies here until it is reviewed."),
    "queue_refused": ("Giấy gửi lên mà máy chủ chưa nhận được", "Papers that were refused"),
    "queue_choose": ("Ở đây có nhiều chi bộ. Hãy chọn một đơn vị.", "There are many cells here. Choose a unit."),
    "every_kind": ("Tất cả ({count})", "All ({count})"),
    "paper": ("Giấy tờ", "Paper"),
    "waiting_column": ("Đã chờ", "Has waited"),
    "waits_today": ("hôm nay", "since today"),
    "waits_days": ("{days} ngày", "{days} days"),
    "page_before": ("Trang trước", "Page before"),
    "page_after": ("Trang sau", "Next page"),
    **OUTPUTS,
    "history_title": ("Lịch sử của giấy", "History of the paper"),
    "history_link": ("Lịch sử: ai đã sửa gì", "History: who changed what"),
    "history_paper": ("Xem giấy", "See the paper"),
    "history_about": (
        "Mỗi lần lưu mà máy chủ nhận được là một bản. Không bản nào bị xóa hay sửa.",
        "Every save that reached the server is a version. None is ever changed or removed.",
    ),
    "history_version": ("Bản thứ {number}", "Version {number}"),
    "history_now": ("đang dùng", "in use"),
    "history_draft": ("Nháp", "Draft"),
    "history_sent": ("Đã gửi", "Sent"),
    "history_deleted": ("Đã xóa", "Deleted"),
    "history_form": ("Mẫu bản {version}", "Form version {version}"),
    "history_by_merge": ("máy chủ ghép từ nhiều người ghi", "put together by the server from what several wrote"),
    "history_office": ("ghi tại văn phòng", "written at an office"),
    "history_phone": ("máy …{device}", "phone …{device}"),
    "history_written": ("Giờ trên máy", "Time on the device"),
    "history_corrected": ("Giờ trên máy, đã chỉnh", "Time on the device, put right"),
    "history_received": ("Máy chủ nhận", "Received by the server"),
    "history_nothing": ("Nội dung không đổi.", "The content did not change."),
    "history_where": ("Mục", "Where"),
    "history_before": ("Trước", "Before"),
    "history_after": ("Sau", "After"),
    "history_added": ("thêm", "added"),
    "history_removed": ("bỏ", "removed"),
    "history_moved": ("đổi thứ tự", "in another order"),
    "history_photos": ("{count} ảnh", "{count} photos"),
    "history_restore": ("Dùng lại bản thứ {number}", "Restore version {number}"),
    "history_restored": ("Đã dùng lại bản cũ, thành một bản mới.", "The old version is in use again, as a new one."),
    "receipt_title": ("Biên nhận", "Receipt"),
    "receipt_link": ("Biên nhận, có mã để kiểm tra", "Receipt, with a code to check it"),
    "receipt_read_out": ("Số này đọc được qua điện thoại để đảng ủy xã tra.", "This number can be read out on the telephone."),
    "receipt_qr": ("Mã QR của biên nhận {number}", "QR code of receipt {number}"),
    "receipt_scan": (
        "Quét mã để kiểm tra. Toàn bộ biên nhận nằm trong mã, kiểm tra được cả khi không có mạng.",
        "Scan the code to check it. It holds the whole receipt, which can be checked without a network too.",
    ),
    "receipt_on_time": ("Nhận đúng hạn.", "Received on time."),
    "receipt_late": ("Nhận sau hạn.", "Received late."),
    "receipt_revision": ("Bản đã nhận", "Revision received"),
    "receipt_digest": ("Dấu nội dung (SHA-256)", "Digest of the content (SHA-256)"),
    "receipt_key": ("Khóa đã ký", "Key that signed"),
    "receipt_check": ("Kiểm tra biên nhận này", "Check this receipt"),
    "receipt_keep": ("Tải biên nhận về", "Keep the receipt as a file"),
    "number_moved": (
        "Số {proposed} đã thuộc về nghị quyết khác, nên nghị quyết này mang số {number}. Bản đã in với số {proposed} phải in lại.",
        "Number {proposed} belongs to another resolution: this one is {number}. Copies printed as {proposed} have to be printed again.",
    ),
    "number_also": (
        "Một nghị quyết khác cũng đã đề nghị số {number} và nay mang số {other}. Có thể đã có bản in trùng số, hãy kiểm tra.",
        "Another resolution had proposed {number} too and is {other} now. Copies of it with this number may have been printed: check them.",
    ),
    "all_meetings": ("Các cuộc họp của chi bộ", "All meetings of the cell"),
    **CALLING,
}  # fmt: skip


def say_in(lang: str) -> Say:
    """The speaker of a language. Raises KeyError for a word that is not there."""
    place = LANGUAGES.index(lang)

    def say(word: str, /, **fields: Any) -> str:
        return WORDS[word][place].format_map(fields)

    return say


def month_word(month: str) -> str:
    """`2026-11` as `11/2026`."""
    return f"{month[5:]}/{month[:4]}"


def day_word(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def day_or(text: str) -> str:
    """An ISO day as `10/11/2026`; what is no day as it stands."""
    try:
        return day_word(date.fromisoformat(text))
    except ValueError:
        return text


def moment_word(at: str | datetime) -> str:
    """An ISO time as `10/11/2026 08:15`; "" for nothing."""
    if isinstance(at, str):
        if not at:
            return ""
        at = datetime.fromisoformat(at)
    return f"{at:%d/%m/%Y %H:%M}"


def number_word(number: float, lang: str) -> str:
    """A figure with the decimal mark of the language, whole as it was typed: `92,5`, `1500000`."""
    text = f"{number:.6f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if lang == "vi" else text
