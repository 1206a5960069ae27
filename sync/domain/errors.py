"""The one table of errors: stable code, Vietnamese and English sentence, what to do next.

Codes are never reused. `server/errors.py` adds the HTTP status; the phone shows the sentence of the code. A sentence may
hold `{name}` fields, filled from the data of the error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """One row of the table."""

    code: str
    vi: str
    action_vi: str
    en: str
    action_en: str


_ROWS = (
    # whole requests
    ErrorRow("bad_json", "Dữ liệu gửi lên không đọc được.", "Hãy thử gửi lại. Nếu vẫn lỗi, báo cho đảng ủy xã.",
             "The request body is not JSON.", "Send valid JSON in UTF-8."),
    ErrorRow("bad_request", "Yêu cầu không đúng.", "Hãy thử lại. Nếu vẫn lỗi, báo cho đảng ủy xã.",
             "The request is not understood.", "Read `message` and mend the request."),
    ErrorRow("body_too_large", "Dữ liệu gửi lên quá lớn.", "Máy sẽ tự chia nhỏ và gửi lại.",
             "The body is larger than this door takes.", "Send less at a time."),
    ErrorRow("encoding_unknown", "Kiểu nén dữ liệu không đúng.", "Hãy cập nhật ứng dụng.",
             "The content encoding is not gzip, deflate or identity, or does not inflate.", "Send gzip, deflate or plain."),
    ErrorRow("media_type", "Kiểu dữ liệu không đúng.", "Hãy cập nhật ứng dụng.",
             "The content type is not application/json.", "Send application/json."),
    ErrorRow("session_missing", "Cần đăng nhập lại.", "Giấy tờ vẫn còn nguyên trên máy này. Hãy đăng nhập rồi gửi lại.",
             "There is no valid session.", "Log in again."),
    ErrorRow("token_wrong", "Mã truy cập không đúng, đã thu hồi hoặc hết hạn.", "Hãy xin quản trị cấp mã mới.",
             "The token is wrong, revoked or has run out.", "Ask an administrator for a new one."),
    ErrorRow("scope_missing", "Mã truy cập này không được đọc phần này.", "Hãy xin quản trị cấp mã có quyền {scope}.",
             "This token may not read this.", "Ask an administrator for a token with the scope {scope}."),
    ErrorRow("credentials_wrong", "Tên đăng nhập hoặc mật khẩu không đúng.", "Hãy kiểm tra rồi nhập lại.",
             "Wrong user name or password.", "Check both and try again."),
    ErrorRow("too_many_tries", "Nhập sai quá nhiều lần.", "Hãy chờ {seconds} giây rồi thử lại.",
             "Too many failed log-ins.", "Wait {seconds} seconds."),
    ErrorRow("forgery_suspected", "Trang đã mở quá lâu hoặc được gửi từ nơi khác.", "Hãy mở lại trang rồi làm lại.",
             "The CSRF token is missing or wrong, or the request comes from another site.", "Reload the page and try again."),
    ErrorRow("not_found", "Không tìm thấy.", "Hãy kiểm tra lại đường dẫn.", "There is nothing here.", "Check the address."),
    ErrorRow("method_not_allowed", "Thao tác này không dùng được ở đây.", "Hãy quay lại trang trước.",
             "This address does not take that method.", "Use a method of the `Allow` header."),
    ErrorRow("forbidden", "Đồng chí không có quyền xem hoặc sửa nội dung này.", "Nếu cần, hãy liên hệ đảng ủy xã.",
             "This person may not do that here.", "Ask whoever keeps the roles of this unit."),
    ErrorRow("cursor_invalid", "Dấu vị trí không hợp lệ.", "Máy sẽ tự tải lại từ đầu, không mất giấy tờ nào.",
             "The cursor was not made by this server.", "Start again with an empty cursor."),
    ErrorRow("internal", "Máy chủ gặp lỗi.", "Giấy tờ vẫn còn trên máy này. Máy sẽ tự gửi lại sau.",
             "The server failed.", "Try again later; the log has the details."),
    ErrorRow("pdf_not_here", "Máy chủ này chưa có LibreOffice nên không làm được tệp PDF.",
             "Hãy tải tệp Word, hoặc mở giấy rồi in ra PDF từ trình duyệt.",
             "There is no LibreOffice on this server, so it makes no PDF.", "Take the Word file, or print the page to PDF from the browser."),
    ErrorRow("pdf_busy", "Đang có nhiều người cùng lấy tệp PDF.", "Hãy chờ một phút rồi thử lại, hoặc tải tệp Word.",
             "Too many PDF files are being made.", "Try again in a minute, or take the Word file."),
    ErrorRow("pdf_failed", "Không làm được tệp PDF này.", "Hãy tải tệp Word. Nếu vẫn lỗi, báo cho quản trị.",
             "LibreOffice made no PDF of this paper, or took too long.", "Take the Word file; tell an administrator."),
    ErrorRow("template_fails", "Mẫu Word của giấy này có lỗi.", "Hãy báo cho quản trị sửa mẫu hoặc dùng lại mẫu có sẵn.",
             "The Word template of this paper does not work.", "An administrator has to mend it, or go back to the shipped one."),
    ErrorRow("set_up_done", "Hệ thống đã được thiết lập.", "Hãy đăng nhập.", "The first administrator exists.", "Log in."),
    ErrorRow("set_up_link_invalid", "Đường dẫn thiết lập không đúng hoặc đã hết hạn.",
             "Hãy khởi động lại máy chủ để có đường dẫn mới.",
             "The set-up link is wrong, used or older than seven days.", "Restart the server: it prints a new one."),
    ErrorRow("password_weak", "Mật khẩu quá ngắn.", "Hãy dùng ít nhất {minimum} ký tự.",
             "The password is too short.", "Use at least {minimum} characters."),
    ErrorRow("username_malformed", "Tên đăng nhập không đúng.", "Chỉ dùng chữ thường không dấu, số và dấu gạch ngang.",
             "The user name is malformed.", "Use lower-case ASCII letters, digits and hyphens."),
    ErrorRow("photo_malformed", "Tệp này không phải là ảnh nhận được.", "Hãy chụp lại.",
             "The upload is not a JPEG, or is larger than 200 kB.", "Send a smaller JPEG."),
    ErrorRow("upload_offset_wrong", "Phần ảnh gửi lên không nối đúng chỗ.", "Máy sẽ tự gửi tiếp từ đúng chỗ.",
             "The chunk does not begin where the upload stands.", "Go on from `Upload-Offset` of this answer."),
    ErrorRow("push_not_set_up", "Máy chủ chưa gửi được lời nhắc đến máy.", "Không cần làm gì: việc cần làm vẫn hiện khi mở ứng dụng.",
             "Reminders by push are switched off on this server.", "See SOHOP_PUSH_HOSTS in docs/settings.md."),
    ErrorRow("push_endpoint_refused", "Máy này dùng một dịch vụ nhắc việc mà máy chủ không gửi đến.",
             "Không cần làm gì: việc cần làm vẫn hiện khi mở ứng dụng.",
             "The endpoint is not the https address of a push service that is allowed here.",
             "See SOHOP_PUSH_HOSTS in docs/settings.md."),
    ErrorRow("push_subscription_wrong", "Không bật được lời nhắc trên máy này.", "Hãy mở lại ứng dụng rồi thử lại.",
             "A key of the subscription is malformed, or was made with a key that this server does not have.",
             "See `fields`; ask /api/push/key and subscribe again."),
    # stores
    ErrorRow("no_such_database", "Không tìm thấy sổ của đơn vị này.", "Hãy liên hệ đảng ủy xã.",
             "There is no such database.", "Check the unit's id."),
    ErrorRow("conflict", "Giấy này vừa được sửa ở nơi khác.", "Hãy mở lại rồi sửa tiếp.",
             "Document update conflict.", "Read the latest revision and try again."),
    ErrorRow("attachment_missing", "Thiếu tệp đính kèm.", "Nội dung đã được giữ lại. Máy sẽ gửi lại cả tệp.",
             "An attachment is told as a stub, but no ancestor that is stored has it.", "Send the attachment's bytes."),
    ErrorRow("attachment_digest_wrong", "Tệp đính kèm bị hỏng trên đường gửi.", "Máy sẽ tự gửi lại.",
             "The bytes of an attachment do not have the digest they came with.", "Send the attachment again."),
    ErrorRow("store_unavailable", "Máy chủ tạm thời chưa ghi được.", "Giấy tờ vẫn còn nguyên trên máy này. Máy sẽ tự gửi lại sau.",
             "The store cannot be reached, or cannot be written to, for now.", "Try again later; the log has the details."),
    # single documents
    ErrorRow("document_malformed", "Giấy này không đúng cấu trúc.", "Nội dung đã được giữ lại. Hãy cập nhật ứng dụng rồi gửi lại.",
             "The document is not an object of the expected shape.", "Compare it with the envelope in docs/architecture.md."),
    ErrorRow("document_too_large", "Giấy này quá dài.", "Hãy rút gọn nội dung rồi gửi lại.",
             "The document is larger than 512 KiB.", "Shorten it."),
    ErrorRow("nesting_too_deep", "Giấy này không đúng cấu trúc.", "Hãy cập nhật ứng dụng rồi gửi lại.",
             "The document nests deeper than 32 levels.", "Flatten it."),
    ErrorRow("id_malformed", "Mã của giấy này không đúng.", "Nội dung đã được giữ lại. Hãy báo cho đảng ủy xã.",
             "The document id is malformed or does not fit its kind.", "See the table of ids in docs/architecture.md."),
    ErrorRow("kind_unknown", "Máy chủ chưa biết loại giấy này.", "Nội dung đã được giữ lại và sẽ được nhận khi máy chủ cập nhật.",
             "The kind of paper is unknown here.", "It is kept in the inbox until this kind is known."),
    ErrorRow("version_unknown", "Máy chủ chưa biết mẫu này.", "Nội dung đã được giữ lại và sẽ được nhận khi máy chủ cập nhật.",
             "The form version is unknown here.", "It is kept in the inbox until the version is known."),
    ErrorRow("unit_unknown", "Không có đơn vị này.", "Hãy báo cho đảng ủy xã.", "There is no such unit.", "Check `unit`."),
    ErrorRow("not_your_unit", "Đồng chí không ghi loại giấy này ở đơn vị này.", "Nội dung đã được giữ lại. Hãy báo cho đảng ủy xã.",
             "This person has no role in the paper's unit that may write it.", "Ask whoever keeps the roles of that unit."),
    ErrorRow("author_forged", "Người ghi không khớp với người đăng nhập.", "Hãy đăng nhập đúng tài khoản đã ghi giấy này.",
             "`author` is not the person of this session.", "Log in as the author."),
    ErrorRow("server_only", "Loại giấy này chỉ máy chủ được ghi.", "Không cần làm gì.",
             "Only the server writes this kind.", "Do not send it."),
    ErrorRow("text_malformed", "Có ký tự không hợp lệ trong nội dung.", "Hãy xóa ký tự lạ rồi gửi lại.",
             "A string holds a lone surrogate or a control character.", "Remove it."),
    ErrorRow("text_not_nfc", "Chữ có dấu chưa đúng chuẩn.", "Hãy cập nhật ứng dụng rồi gửi lại.",
             "A string is not in Unicode normal form C.", "Normalise to NFC and send again."),
    ErrorRow("number_unsafe", "Có con số quá lớn.", "Hãy kiểm tra lại các con số.",
             "A number cannot be held exactly by JavaScript.", "Use numbers up to 2^53."),
    ErrorRow("revision_malformed", "Dấu bản ghi không đúng.", "Nội dung đã được giữ lại. Hãy báo cho đảng ủy xã.",
             "`_rev` or `_revisions` is malformed, or they disagree.", "See \"Revisions\" in docs/architecture.md."),
    ErrorRow("revision_untrue", "Nội dung không khớp với dấu bản ghi.", "Nội dung đã được giữ lại. Hãy mở lại giấy này và gửi lại.",
             "The revision id is not the hash of the content.", "Compute it again."),
    ErrorRow("revision_history_contradicts", "Lịch sử bản ghi không khớp.", "Nội dung đã được giữ lại. Hãy báo cho đảng ủy xã.",
             "A known revision would get another parent.", "Send the history the revision was made with."),
    ErrorRow("lifecycle", "Giấy này đã gửi nên không sửa được nữa.", "Nội dung đã được giữ lại. Hãy ghi thành bản bổ sung.",
             "That state may not follow the present one.", "Signed minutes change only by amendment."),
    ErrorRow("approved_already", "Giấy này đã được duyệt nên không sửa được nữa.",
             "Nội dung đã được giữ lại. Muốn thay đổi, hãy lập đề nghị bổ sung, sửa đổi.",
             "The paper has been approved and is frozen.", "Propose an amendment."),
    ErrorRow("kind_not_here", "Loại giấy này không thuộc sổ của đơn vị này.", "Nội dung đã được giữ lại. Hãy báo cho đảng ủy xã.",
             "A unit of this type keeps no papers of this kind.", "See sync/domain/kinds.py for where a kind lives."),
    ErrorRow("review_wrong", "Ý kiến này không dùng được cho giấy đó.", "Hãy mở lại giấy rồi cho ý kiến.",
             "The review names no sent paper, or a decision that this kind does not take.", "Read the paper again and decide."),
    ErrorRow("review_stale", "Giấy này vừa có bản mới hơn.", "Hãy xem bản mới rồi cho ý kiến.",
             "The review is about a revision that is not the latest one sent.", "Read the newest revision and decide."),
    ErrorRow("not_your_decision", "Đồng chí không có quyền duyệt giấy này.", "Hãy chuyển cho người có thẩm quyền.",
             "This person may review the paper, but not take this decision.", "Leave the decision to who may take it."),
    ErrorRow("time_malformed", "Ngày giờ không đúng.", "Hãy kiểm tra ngày giờ trên máy.",
             "A time is not ISO 8601 with offset.", "Send e.g. 2026-11-03T21:40:00+07:00."),
    ErrorRow("inbox_full", "Tháng này đồng chí đã gửi quá nhiều giấy không nhận được, nên máy chủ không giữ thêm.",
             "Giấy vẫn còn trên máy này. Hãy gọi cho đảng ủy xã.",
             "This person has had so many documents refused this month that no more are kept.",
             "Keep the document where it is, and find out why so many are refused."),
    ErrorRow("answers_invalid", "Còn chỗ chưa đúng trong giấy này.", "Hãy sửa những chỗ được đánh dấu rồi gửi lại.",
             "The answers break rules of the form.", "See `fields`."),
    ErrorRow("answers_recomputed", "Số tính trên máy khác số tính ở máy chủ.", "Máy chủ dùng số đã tính lại.",
             "A computed value differs from the server's.", "None: the finding tells both values."),
    ErrorRow("meeting_type_differs", "Trong giấy ghi loại buổi họp khác với buổi họp mà giấy thuộc về.",
             "Hãy xem giấy thuộc buổi họp nào; nếu nhầm, hãy lập biên bản sửa đổi.",
             "The paper names another type of meeting than its id.", "Look which meeting it belongs to; amend it."),
    ErrorRow("last_version", "Không còn bản nào khác để lập giấy mới.", "Hãy ban hành bản mới trước rồi mới thôi dùng bản này.",
             "No other version would be in force.", "Publish a new version first, then retire this one."),
    ErrorRow("message_off", "Chưa gửi được tin cho đơn vị này từ đây.", "Hãy gọi điện, hoặc hỏi quản trị về địa chỉ và cách gửi tin.",
             "This way of sending is not set up, or the unit has no address for it.", "Set it up (docs/settings.md), or give the unit an address."),
    ErrorRow("message_failed", "Tin chưa gửi đi được.", "Đã ghi vào nhật ký. Hãy gọi điện, hoặc thử lại sau.",
             "The gateway or the mail server did not take the message; the log of calls says why.", "See the log; try again later."),
    ErrorRow("nothing_overdue", "Đơn vị này không còn giấy nào quá hạn.", "Không cần nhắc nữa.",
             "The unit owes nothing overdue.", "There is nothing to remind of."),
    # single answers: the form engines give these, in Python and in JavaScript alike
    ErrorRow("required", "Chưa ghi mục này.", "Hãy ghi vào.", "An answer is required.", "Answer it."),
    ErrorRow("wrong_type", "Nội dung không đúng kiểu.", "Hãy nhập lại.", "The answer has the wrong type.", "See the form."),
    ErrorRow("unknown_field", "Có mục không thuộc mẫu này.", "Hãy cập nhật ứng dụng.", "The form has no such field.", "Remove it."),
    ErrorRow("not_a_choice", "Lựa chọn không có trong danh sách.", "Hãy chọn lại.", "Not one of the choices.", "Choose one."),
    ErrorRow("too_long", "Dài quá {maximum} ký tự.", "Hãy rút gọn.", "Longer than {maximum} characters.", "Shorten it."),
    ErrorRow("too_small", "Nhỏ hơn {minimum}.", "Hãy kiểm tra lại.", "Less than {minimum}.", "Check it."),
    ErrorRow("too_large", "Lớn hơn {maximum}.", "Hãy kiểm tra lại.", "More than {maximum}.", "Check it."),
    ErrorRow("too_few", "Cần ít nhất {minimum} dòng.", "Hãy thêm vào.", "At least {minimum} rows.", "Add rows."),
    ErrorRow("too_many", "Nhiều nhất {maximum} dòng.", "Hãy bớt đi.", "At most {maximum} rows.", "Remove rows."),
    ErrorRow("too_many_photos", "Nhiều nhất {maximum} ảnh.", "Hãy bớt đi.", "At most {maximum} photos.", "Remove photos."),
    ErrorRow("bad_date", "Ngày không đúng.", "Hãy ghi theo mẫu ngày/tháng/năm.", "Not a date.", "Use YYYY-MM-DD."),
    ErrorRow("bad_time", "Giờ không đúng.", "Hãy ghi theo mẫu giờ:phút.", "Not a clock time.", "Use HH:MM."),
    ErrorRow("duplicate_row", "Một dòng bị ghi hai lần.", "Hãy xóa bớt một dòng.", "Two rows have one id.", "Remove one."),
    ErrorRow("constraint", "Chưa hợp lý.", "Hãy kiểm tra lại.", "A constraint of the form is broken.", "See its message."),
    ErrorRow("warning", "Nên xem lại.", "Có thể gửi, nhưng hãy ghi lý do.", "A soft rule of the form is broken.", "Give a reason."),
)

TABLE: Mapping[str, ErrorRow] = {row.code: row for row in _ROWS}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One answer that breaks a rule: `path` is dotted from the paper, e.g. `answers.votes.0.for`."""

    path: str
    code: str
    message: str

    def to_json(self) -> dict[str, str]:
        return {"path": self.path, "code": self.code, "message": self.message}


@dataclass(frozen=True, slots=True)
class Problem:
    """One error as told to a caller; `data` fills the sentence."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[FieldError, ...] = ()

    def to_json(self, lang: str = "vi") -> dict[str, Any]:
        """The one JSON shape every door answers with."""
        row = TABLE[self.code]
        message, action = (row.vi, row.action_vi) if lang == "vi" else (row.en, row.action_en)
        return {
            "code": self.code,
            "message": message.format_map(self.data),
            "action": action.format_map(self.data),
            "fields": [one.to_json() for one in self.fields],
        }


class Refusal(Exception):
    """Something that may not be done; carries the `Problem` to tell."""

    def __init__(self, code: str, fields: tuple[FieldError, ...] = (), **data: Any) -> None:
        super().__init__(code)
        self.problem = Problem(code, data, fields)


class NoSuchDatabase(Refusal):
    """The named database does not exist."""

    def __init__(self, name: str) -> None:
        super().__init__("no_such_database", name=name)
