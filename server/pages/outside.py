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
