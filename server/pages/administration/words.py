"""The words of the administrator's pages, Vietnamese and English side by side, beside those that every office page has."""

from __future__ import annotations

from typing import Any

from server.pages.administration.forms.words import FORMS
from server.pages.administration.machines.words import MACHINES
from server.pages.administration.paper_templates.words import PAPER_TEMPLATES
from server.pages.administration.words_deadlines import DEADLINES
from server.pages.administration.words_wrong import WRONG
from server.pages.words import LANGUAGES, WORDS, Say
from sync.usecases.administration.tables import CELL_WORDS, ROLE_WORDS, UNIT_WORDS

OWN: dict[str, tuple[str, str]] = {
    "sections": ("Các trang quản trị", "Pages of administration"),
    "units_title": ("Các đơn vị", "Units"),
    "people_title": ("Người dùng", "People"),
    "handover_title": ("Bàn giao", "Handing over"),
    "tables_title": ("Nhập và xuất bảng", "Tables in and out"),
    "password_title": ("Mật khẩu của tôi", "My password"),
    "inbox_title": ("Giấy tờ chưa nhận được", "Papers that were refused"),
    "to_mend": ("Còn {count} chỗ chưa đúng. Chưa có gì thay đổi.", "{count} things are not right. Nothing has been changed."),
    "done": ("Đã ghi.", "Done."),
    "units_about": ("Cây đơn vị ngày {day}.", "The units as they stood on {day}."),
    "day": ("Ngày", "Day"),
    "show": ("Xem", "Show"),
    "other_units": ("Đã kết thúc hoặc chưa bắt đầu vào ngày này", "Ended, or not begun, on this day"),
    "below_title": ("Các đơn vị bên dưới", "The units below"),
    "none": ("Chưa có.", "None."),
    "history": ("Lịch sử", "History"),
    "from": ("Từ ngày", "From"),
    "to": ("Đến hết ngày", "To and including"),
    "change": ("Thay đổi", "Change"),
    "history_name": ("Tên: {text}", "Name: {text}"),
    "history_parent": ("Trực thuộc: {text}", "Under: {text}"),
    "history_exists": ("Hoạt động", "In being"),
    "predecessors": ("Tiền thân", "Made from"),
    "successors": ("Kế tục", "Went on as"),
    "until_further": ("nay", "now"),
    "papers_stay": (
        "Giấy tờ đã lập vẫn ở sổ của đơn vị đã lập ra nó. Vai trò của mọi người cũng giữ nguyên cho đến khi được kết thúc ở trang người dùng.",
        "Papers stay in the book of the unit they were made in. Roles stay as well, until they are ended on the page of the person.",
    ),
    "create": ("Thêm đơn vị trực thuộc", "Add a unit below"),
    "rename": ("Đổi tên", "Rename"),
    "move": ("Chuyển về đơn vị cấp trên khác", "Move under another unit"),
    "merge": ("Sáp nhập, hợp nhất", "Merge"),
    "split": ("Chia tách", "Split"),
    "close": ("Kết thúc hoạt động", "Close"),
    "create_button": ("Thêm đơn vị", "Add the unit"),
    "rename_button": ("Đổi tên", "Rename"),
    "move_button": ("Chuyển đơn vị", "Move the unit"),
    "merge_button": ("Sáp nhập", "Merge"),
    "split_button": ("Chia tách", "Split"),
    "close_button": ("Kết thúc đơn vị", "Close the unit"),
    "unit_name": ("Tên đơn vị", "Name of the unit"),
    "unit_id": ("Mã đơn vị", "Id of the unit"),
    "unit_id_hint": ("Để trống thì máy đặt theo tên. Mã không đổi được về sau.", "Left empty, it is made from the name. It can never be changed."),
    "unit_type": ("Cấp", "Type"),
    "cell_type": ("Loại chi bộ", "Type of cell"),
    "cell_type_hint": ("Chỉ chọn khi đơn vị là chi bộ.", "Only for a cell."),
    "new_name": ("Tên mới", "New name"),
    "new_parent": ("Đơn vị cấp trên mới", "The unit above"),
    "merge_sources": ("Sáp nhập đơn vị này với", "Merge this unit with"),
    "merge_into": ("Thành", "Into"),
    "merge_new": ("Một đơn vị mới, tên ghi dưới đây", "A new unit, named below"),
    "merge_new_name": ("Tên đơn vị mới", "Name of the new unit"),
    "part_name": ("Tên đơn vị mới thứ {place}", "Name of new unit {place}"),
    "goes_on": ("Đơn vị này sau khi chia tách", "This unit after the split"),
    "goes_on_yes": ("Vẫn hoạt động, các đơn vị mới tách ra từ nó", "Goes on, the new units leave it"),
    "goes_on_no": ("Kết thúc, các đơn vị mới thay cho nó", "Ends, the new units take its place"),
    "last_day": ("Ngày hoạt động cuối cùng", "Last day"),
    "people_about": ("Những người có vai trò ở các đơn vị của đồng chí.", "Who holds roles in your units."),
    "people_of": ("Những người có vai trò ở {unit}.", "Who holds roles in {unit}."),
    "person_add": ("Thêm người dùng", "Add a person"),
    "person_name": ("Họ và tên", "Full name"),
    "username": ("Tên đăng nhập", "User name"),
    "username_hint": ("Để trống thì máy đặt theo họ tên, không dấu.", "Left empty, it is made from the name, without marks."),
    "telephone": ("Điện thoại", "Telephone"),
    "role": ("Vai trò", "Role"),
    "in_unit": ("Ở đơn vị", "In the unit"),
    "last_role_day": ("Đến hết ngày, để trống nếu chưa định", "To and including, empty for until further notice"),
    "person_add_button": ("Thêm người dùng", "Add the person"),
    "roles_title": ("Vai trò", "Roles"),
    "give": ("Giao thêm vai trò", "Give a role"),
    "give_button": ("Giao vai trò", "Give the role"),
    "end": ("Kết thúc vai trò", "End a role"),
    "end_button": ("Kết thúc vai trò", "End the role"),
    "reset": ("Cấp lại mật khẩu", "Give a new password"),
    "reset_about": (
        "Mật khẩu cũ hết hiệu lực, mọi máy của người này phải đăng nhập lại. Giấy tờ trên máy vẫn còn nguyên.",
        "The old password ends and every device has to log in again. Papers on the phones stay as they are.",
    ),
    "reset_button": ("Cấp mật khẩu mới", "Give a new password"),
    "deactivate": ("Ngừng tài khoản", "Deactivate"),
    "deactivate_about": (
        "Mọi vai trò kết thúc từ hôm nay, không đăng nhập được nữa. Giấy tờ đã gửi vẫn ghi tên người này.",
        "Every role ends today and nobody can log in with it. Papers that were sent keep this name.",
    ),
    "deactivate_button": ("Ngừng tài khoản", "Deactivate"),
    "deactivated": ("Tài khoản đã ngừng từ ngày {day}.", "Deactivated on {day}."),
    "no_password": ("Chưa có mật khẩu. Hãy cấp mật khẩu để người này đăng nhập.", "Has no password yet. Give one so that this person can log in."),
    "told_password": ("Mật khẩu mới của {username}", "The new password of {username}"),
    "told_once": (
        "Chỉ hiện một lần ở đây. Hãy ghi lại, đưa tận tay và nhắc người nhận đổi ngay ở trang “Mật khẩu của tôi”.",
        "It is shown here once. Write it down, hand it over, and ask for it to be changed at once on the page “My password”.",
    ),
    "phones_title": ("Các máy đang đăng nhập", "Where this person is logged in"),
    "device": ("Máy", "Device"),
    "last_seen": ("Liên hệ lần cuối", "Last contact"),
    "lock": ("Khóa máy", "Lock"),
    "lock_of": ("Khóa máy {device}, liên hệ lần cuối {at}", "Lock {device}, last contact {at}"),
    "lock_about": (
        "Máy bị khóa phải đăng nhập lại mới gửi và nhận được. Giấy tờ chưa gửi vẫn nằm trong máy.",
        "A locked device has to log in again before it sends or gets anything. Papers not yet sent stay on it.",
    ),
    "handover_about": (
        "Vai trò của người cũ kết thúc ngày hôm trước, người mới bắt đầu từ ngày bàn giao. Giấy tờ người cũ gửi sau đó không bị mất: "
        "chúng được giữ trong mục giấy tờ chưa nhận được của đơn vị, và vẫn mang tên người cũ.",
        "The role ends the day before for the one and begins on the day for the other. What the old phone sends afterwards is not lost: "
        "it is kept among the papers that were refused, under the name of who wrote it.",
    ),
    "handover": ("Bàn giao vai trò", "Hand a role over"),
    "handover_role": ("Vai trò bàn giao", "The role"),
    "handover_to": ("Người nhận đã có tài khoản", "To somebody who has an account"),
    "handover_new": ("Hoặc người nhận mới: họ và tên", "Or to somebody new: full name"),
    "handover_button": ("Bàn giao", "Hand over"),
    "handover_done": ("Đã bàn giao.", "Handed over."),
    "old_password": ("Mật khẩu đang dùng", "Present password"),
    "new_password": ("Mật khẩu mới", "New password"),
    "new_password_hint": ("Ít nhất {count} ký tự.", "At least {count} characters."),
    "again_password": ("Gõ lại mật khẩu mới", "The new password again"),
    "password_change": ("Đổi mật khẩu", "Change the password"),
    "password_about": ("Các máy khác của đồng chí sẽ phải đăng nhập lại.", "Your other devices will have to log in again."),
    "inbox_about": (
        "Những giấy tờ gửi đến sổ của {unit} mà chưa nhận được. Chúng được giữ nguyên ở đây.",
        "Papers sent to the book of {unit} that were refused. They are kept here whole.",
    ),
    "inbox_no_unit": (
        "Những giấy tờ gửi lên mà không ghi đơn vị, hoặc ghi một đơn vị không có. Chúng được giữ nguyên ở đây.",
        "Papers that named no unit, or one that there is not. They are kept here whole.",
    ),
    "inboxes_about": (
        "Giấy tờ các máy gửi lên mà máy chủ chưa nhận vào sổ được. Không giấy nào bị mất: mỗi giấy nằm ở đây cùng lý do, chờ người phụ trách xem.",
        "What phones sent and the server could not take in. Nothing is lost: each lies here with the reason until somebody in charge looks at it.",
    ),
    "inboxes_none": ("Không có giấy nào đang chờ xem.", "Nothing waits."),
    "inbox_waiting": ("{count} giấy đang chờ xem", "{count} wait"),
    "no_such_unit": ("Không rõ đơn vị ({id})", "No such unit ({id})"),
    "inbox_earlier": ("Trang trước", "The page before"),
    "inbox_later": ("Trang sau", "The next page"),
    "inbox_empty": ("Không có giấy tờ nào bị từ chối.", "Nothing was refused."),
    "refused_paper": ("Mã giấy", "Id of the paper"),
    "refused_at": ("Gửi lúc", "Sent at"),
    "refused_by": ("Người gửi", "Sent by"),
    "refused_why": ("Lý do", "Reason"),
    "refused_retry": ("Thử nhận lại", "Try again"),
    "refused_dismiss": ("Bỏ qua, không nhận", "Put aside"),
    "refused_reason": ("Lý do bỏ qua", "Reason for putting it aside"),
    "refused_file": ("Tải về (JSON)", "Download (JSON)"),
    "refused_accepted": ("Đã nhận vào sổ lúc {at}.", "Taken into the book at {at}."),
    "refused_dismissed": ("Đã bỏ qua lúc {at} ({by}). Lý do: {reason}", "Put aside at {at} ({by}). Reason: {reason}"),
    "refused_says": ("Nội dung", "What it says"),
    "to_inbox": ("Giấy tờ chưa nhận được của đơn vị", "Papers of the unit that were refused"),
    "to_people": ("Người dùng của đơn vị", "People of the unit"),
    "tables_about": (
        "Nhận tệp XLSX hoặc CSV (UTF-8) đến 5 MB và 10.000 dòng, dòng đầu là tên cột như trong tệp xuất ra. Máy kiểm tra trước, chưa ghi gì.",
        "Takes XLSX or CSV (UTF-8) up to 5 MB and 10,000 rows, columns named in the first row. It is checked first; nothing is written.",
    ),
    "import_check": ("Nhập từ tệp", "Take in a file"),
    "import_file": ("Tệp XLSX hoặc CSV", "XLSX or CSV file"),
    "import_check_button": ("Kiểm tra tệp", "Check the file"),
    "import_apply": ("Tệp không có lỗi", "The file has no problems"),
    "import_apply_about": ("Khi ghi, hoặc cả tệp được nhận, hoặc không có gì thay đổi.", "Either the whole file is taken in, or nothing changes."),
    "import_apply_button": ("Ghi vào hệ thống", "Take it in"),
    "import_counts": ("{table}: thêm {made}, sửa {changed}, giữ nguyên {same}.", "{table}: {made} new, {changed} changed, {same} as they are."),
    "import_done": ("Đã nhận cả tệp.", "The whole file has been taken in."),
    "import_passwords": (
        "Người dùng mới chưa có mật khẩu. Hãy cấp cho từng người ở trang người dùng.",
        "New people have no password yet. Give each one on the page of the person.",
    ),
    "import_more": ("Chỉ hiện {shown} chỗ đầu trong {all}.", "The first {shown} of {all} are shown."),
    "sheet": ("Trang tính", "Sheet"),
    "row": ("Dòng", "Row"),
    "column": ("Cột", "Column"),
    "problem": ("Chỗ chưa đúng", "Problem"),
    "export": ("Xuất ra tệp", "Give out a file"),
    "export_all": ("Tất cả, một tệp XLSX", "All of it, one XLSX file"),
    "export_csv": ("{table}, tệp CSV", "{table}, CSV file"),
}  # fmt: skip


ALL = OWN | DEADLINES | FORMS | PAPER_TEMPLATES | MACHINES | WRONG
"""Of all these pages."""


def say_here(lang: str) -> Say:
    """The speaker of a language; knows the words of every office page as well. Raises KeyError for a word that is not there."""
    place = LANGUAGES.index(lang)

    def say(word: str, /, **fields: Any) -> str:
        return (ALL.get(word) or WORDS[word])[place].format_map(fields)

    return say


def type_word(type: str, lang: str) -> str:
    return UNIT_WORDS[type][LANGUAGES.index(lang)]


def cell_word(type: str, lang: str) -> str:
    return CELL_WORDS[type][LANGUAGES.index(lang)]


def role_word(role: str, lang: str) -> str:
    """A role in words; one that is no longer known as it stands."""
    return ROLE_WORDS[role][LANGUAGES.index(lang)] if role in ROLE_WORDS else role
