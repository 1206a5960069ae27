"""What can be wrong with a form or a scoring template before it is published, in both languages: one table, by code.

Says nothing about answers; their errors are in sync/domain/errors.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

WORDS: dict[str, tuple[str, str]] = {
    "not_json": ("không đọc được JSON ở dòng {line}, cột {column}", "no JSON at line {line}, column {column}"),
    "too_large": ("bản thảo lớn quá {maximum} kB", "the draft is larger than {maximum} kB"),
    "too_deep": ("lồng nhau quá {maximum} lớp", "nested deeper than {maximum}"),
    "text_malformed": ("có ký tự lạ không nhìn thấy, hoặc dấu chưa đúng chuẩn NFC", "there are unwanted characters, or text that is not NFC"),
    "member_unknown": ("không có mục “{member}” ở đây", "there is no member {member} here"),
    "member_missing": ("thiếu mục “{member}”", "the member {member} is missing"),
    "wrong_kind": ("giá trị không đúng kiểu, cần {kind}", "a value of the wrong type, {kind} is needed"),
    "not_one_of": ("“{text}” không có trong: {choices}", "{text} is none of {choices}"),
    "vietnamese_missing": ("thiếu chữ tiếng Việt", "the Vietnamese text is missing"),
    "english_missing": ("thiếu chữ tiếng Anh", "the English text is missing"),
    "empty": ("không được để trống", "may not be empty"),
    "not_a_day": ("không phải là ngày dạng YYYY-MM-DD", "no day as YYYY-MM-DD"),
    "too_many_parts": ("nhiều quá {maximum} phần", "more than {maximum} parts"),
    "not_this_form": ("phải là “{meant}” như mẫu đang sửa", "must be {meant} as the form it follows"),
    "field_removed": ("câu hỏi này có ở bản trước mà bản này bỏ mất. Muốn thôi hỏi thì giữ lại và ghi \"relevant\": false",
                      "the version before asks this and it was removed. To ask it no more, keep it with \"relevant\": false"),
    "field_type_changed": ("bản trước là kiểu {before}, không đổi kiểu được. Hãy đặt tên câu hỏi mới",
                           "it was of type {before} and keeps it. Give the new question a name of its own"),
    "choice_removed": ("bản trước có lựa chọn “{value}”, bản này bỏ mất", "the version before has the choice {value} and it was removed"),
    "template_unknown": ("chưa có bảng điểm {id}, bản {version}", "there is no scoring template {id}, version {version}"),
    "fails": ("chạy thử không được, hãy xem lại các biểu thức", "a trial run fails, look at the expressions"),
    "nothing_changed": ("không khác gì bản {version}", "nothing differs from version {version}"),
    "named_twice": ("tên này dùng hai lần", "{what} named twice"),
    "not_a_section_name": ("không đặt tên phần như vậy được", "not a name for a section"),
    "not_a_field_name": ("không đặt tên câu hỏi như vậy được", "not a name for a field"),
    "needs": ("kiểu này cần có “{member}”", "needs {member}"),
    "may_not_have": ("kiểu này không được có “{member}”", "may not have {member}"),
    "scores_at_top": ("bảng điểm không nằm trong danh sách và phải ghi rõ bản", "scores stand at the top and name a template's version"),
    "photos_at_top": ("ảnh không nằm trong danh sách", "photos stand at the top"),
    "column_unknown": ("trong dòng không có câu hỏi “{name}” để in", "there is no field {name} in the row to print"),
    "bounds_of_numbers": ("chỉ số mới có min và max", "only numbers have min and max"),
    "length_of_text": ("chỉ chữ mới có max_length", "only text has max_length"),
    "min_above_max": ("min lớn hơn max", "min is above max"),
    "rows_above": ("min_rows lớn hơn max_rows", "min_rows is above max_rows"),
    "calculated_not_asked": ("đã tính tự động thì không hỏi", "what is calculated is not asked for"),
    "expression": ("biểu thức không đúng: {why}", "{why}"),
    "no_field": ("không có câu hỏi “{name}”", "there is no field {name}"),
    "no_field_in_row": ("trong dòng không có câu hỏi “{name}”", "there is no field {name} in the row"),
    "sum_differs": ("các tiêu chí cộng lại được {sum}, không phải {maximum}", "the criteria add up to {sum}, not {maximum}"),
    "code_twice": ("có mã dùng hai lần", "a code is used twice"),
    "best_is_not_maximum": ("mức cao nhất không bằng điểm tối đa", "the best option is not the maximum"),
    "bands_not_in_order": ("các mức xếp loại phải giảm dần đến 0", "the bands do not go down to 0 in order"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One problem: `place` in the definition ("" for all of it), the code of its sentence and what fills it."""

    place: str
    code: str
    data: Mapping[str, Any] = field(default_factory=dict)

    def in_(self, lang: str) -> str:
        """`place: sentence`."""
        vi, en = WORDS[self.code]
        sentence = (en if lang == "en" else vi).format_map(self.data)
        return f"{self.place}: {sentence}" if self.place else sentence
