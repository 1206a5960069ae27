"""Pages that are seen without a session: their words in both languages, and what `_outside.html` needs.

The language is that of the address (`?lang=en`), else of the cookie that the office pages keep, else Vietnamese.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse
from starlette.types import Scope

from server.pages.frame import LANGUAGE_COOKIE, NO_STORE
from server.pages.words import LANGUAGES
from server.rendering import Renderer

WORDS: dict[str, tuple[str, str]] = {
    "log_in": ("Đăng nhập", "Log in"),
    "username": ("Tên đăng nhập", "User name"),
    "password": ("Mật khẩu", "Password"),
    "forgotten": (
        "Quên mật khẩu? Hãy gọi cho văn phòng đảng ủy xã để được cấp lại.",
        "Forgotten your password? Call the office of the commune's party committee for a new one.",
    ),
    "for_phones": ("Đồng chí ghi sổ họp bằng điện thoại?", "Do you keep the meeting book on a phone?"),
    "open_phone": ("Mở Sổ Họp trên điện thoại", "Open Sổ Họp for phones"),
    "set_up": ("Thiết lập lần đầu", "First set-up"),
    "set_up_about": (
        "Trang này chỉ dùng được một lần. Hãy tạo người quản trị đầu tiên và đơn vị cao nhất trong hệ thống.",
        "This page works once. Name the first administrator and the unit at the top of the tree.",
    ),
    "name": ("Họ và tên", "Full name"),
    "name_hint": ("Ví dụ: Lò Văn Panh", "For example: Lò Văn Panh"),
    "username_hint": (
        "Chữ thường không dấu, số và dấu gạch ngang. Ví dụ: lo-van-panh",
        "Lower-case letters without marks, digits and hyphens. For example: lo-van-panh",
    ),
    "password_hint": ("Ít nhất {count} ký tự", "At least {count} characters"),
    "unit_name": ("Tên đơn vị", "Name of the unit"),
    "unit_name_hint": ("Ví dụ: Đảng bộ xã Bình Lư", "For example: Đảng bộ xã Bình Lư"),
    "unit_type": ("Đơn vị thuộc cấp nào?", "What kind of unit is it?"),
    "province": ("Tỉnh", "Province"),
    "district": ("Huyện", "District"),
    "commune": ("Xã, thị trấn", "Commune or township"),
    "cell": ("Chi bộ", "Cell"),
    "create": ("Tạo và vào hệ thống", "Create and enter"),
    "check_title": ("Kiểm tra biên nhận", "Check a receipt"),
    "check_about": (
        "Máy chủ ký vào biên nhận khi đã giữ an toàn giấy gửi lên. Sửa một chữ là chữ ký không còn đúng.",
        "The server signs a receipt once a paper is safe. Change one letter, and the signature is wrong.",
    ),
    "check_text": ("Số biên nhận, hoặc nội dung biên nhận", "Number of the receipt, or the receipt itself"),
    "check_text_hint": ("Ví dụ: 7K3M-2QXD", "For example: 7K3M-2QXD"),
    "check_file": ("Hoặc chọn tệp biên nhận (.json)", "Or choose the receipt as a file (.json)"),
    "check_do": ("Kiểm tra", "Check"),
    "check_offline": (
        "Không có mạng vẫn kiểm tra được, bằng lệnh receipt và khóa công khai của máy chủ.",
        "Without a network the command receipt and the public keys of the server do the same.",
    ),
    "check_genuine": ("Biên nhận đúng", "The receipt is genuine"),
    "check_paper": ("Giấy", "Paper"),
    "check_unit": ("Đơn vị", "Unit"),
    "check_received": ("Máy chủ nhận lúc", "Received at"),
    "check_on_time": ("đúng hạn", "on time"),
    "check_late": ("sau hạn", "late"),
    "check_kept": ("Giấy trên máy chủ", "The paper on the server"),
    "check_kept_same": ("Đúng như lúc ký, đang dùng.", "Says what was signed, and is in use."),
    "check_kept_newer": ("Đúng như lúc ký; sau đó đã có bản mới hơn.", "Says what was signed; a newer version has come since."),
    "check_kept_differs": ("KHÁC với lúc ký. Hãy báo người quản trị.", "DIFFERS from what was signed. Tell the administrator."),
    "check_kept_gone": ("Không còn trên máy chủ. Hãy báo người quản trị.", "Is not on the server. Tell the administrator."),
    "check_revision": ("Bản đã ký", "Revision signed"),
    "check_key": ("Khóa đã ký", "Key that signed"),
    "check_malformed": ("Đây không phải biên nhận, hoặc bị thiếu một phần.", "This is no receipt, or part of it is missing."),
    "check_number": ("KHÔNG ĐÚNG: số không khớp với nội dung biên nhận.", "NOT GENUINE: the number does not belong to what it says."),
    "check_path": ("KHÔNG ĐÚNG: biên nhận đã bị sửa.", "NOT GENUINE: the receipt was changed."),
    "check_key_unknown": (
        "KHÔNG XÁC NHẬN ĐƯỢC: biên nhận ký bằng khóa mà máy chủ này không biết.",
        "NOT CONFIRMED: it is signed with a key that is not known here.",
    ),
    "check_signature": ("KHÔNG ĐÚNG: biên nhận đã bị sửa, chữ ký không khớp.", "NOT GENUINE: the receipt was changed; the signature is not for this."),
    "check_next": ("Hãy quét lại mã, hoặc xin lại biên nhận nơi đã in.", "Scan the code again, or ask whoever printed it for the receipt."),
    "check_number_needs_login": ("Tra theo số thì cần đăng nhập.", "To look a number up, log in."),
    "check_next_number_needs_login": ("Quét mã hoặc chọn tệp thì không cần.", "A scanned code or a file needs no log-in."),
    "check_no_such_number": (
        "Không có biên nhận nào mang số này trong các đơn vị đồng chí được xem.", "No receipt has this number in the units you may read.",
    ),
    "check_next_no_such_number": ("Hãy hỏi lại từng chữ, từng số.", "Ask for it again, sign by sign."),
    "to_start": ("Về trang đầu", "To the first page"),
    "error_code": ("Mã lỗi", "Error code"),
    "other_language": ("English", "Tiếng Việt"),
}


def language_of(scope: Scope) -> str:
    """`vi` or `en`."""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[-1]
    kept = cookie_parser(Headers(scope=scope).get("cookie", "")).get(LANGUAGE_COOKIE)
    return next((lang for lang in (asked, kept) if lang in LANGUAGES), LANGUAGES[0])


def outside_page(
    renderer: Renderer, scope: Scope, template: str, status: int = 200, headers: dict[str, str] | None = None, **values: Any
) -> HTMLResponse:
    """Render a page of this kind; a language asked for in the address is kept for the next pages."""
    lang = language_of(scope)
    place = LANGUAGES.index(lang)

    def say(word: str, **fields: Any) -> str:
        return WORDS[word][place].format_map(fields)

    query = parse_qs(scope["query_string"].decode("latin-1"))
    other = LANGUAGES[1 - place]
    # The answer to a posted form has an address that cannot be asked for again.
    other_href = "" if scope["method"] == "POST" else "?" + urlencode(query | {"lang": [other]}, doseq=True)
    page = renderer.render(template, lang=lang, say=say, other_lang=other, other_href=other_href, **values)
    answer = HTMLResponse(page, status, headers or NO_STORE)
    if query.get("lang", [""])[-1] == lang:
        answer.set_cookie(LANGUAGE_COOKIE, lang, max_age=31_536_000, httponly=True, samesite="strict")
    return answer
