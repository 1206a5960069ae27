"""Does plain JSON have the shape of a form or a scoring template? Tells every place where it has not, not only the first.

Reads the shape from the structs themselves (`model.py`, `scoring.py`), so that both always agree. Knows nothing of what a form means.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import inspect

from sync.forms.model import Text
from sync.forms.problem_words import FormProblem

MOST_PARTS = 400
"""Of one list: sections of a form, fields of a section, criteria of a group."""
_KINDS = {inspect.StrType: "text", inspect.IntType: "1", inspect.FloatType: "1.5", inspect.BoolType: "true/false"}


def wrongs_of_shape(value: Any, struct: type[msgspec.Struct]) -> list[FormProblem]:
    """Every place where `value` is not what `struct` asks for; empty when it can be converted."""
    return list(_walk("", value, inspect.type_info(struct)))


def _walk(place: str, value: Any, wanted: inspect.Type) -> Iterator[FormProblem]:
    if isinstance(wanted, inspect.AnyType):
        return
    if isinstance(wanted, inspect.UnionType):
        if value is None and any(isinstance(one, inspect.NoneType) for one in wanted.types):
            return
        wanted = next(one for one in wanted.types if not isinstance(one, inspect.NoneType))
    if isinstance(wanted, inspect.StructType):
        yield from _struct(place, value, wanted)
    elif isinstance(wanted, inspect.VarTupleType):
        yield from _list(place, value, wanted)
    elif isinstance(wanted, inspect.LiteralType):
        if not isinstance(value, str) or value not in wanted.values:
            yield FormProblem(place, "not_one_of", {"text": _short(value), "choices": ", ".join(map(str, wanted.values))})
    elif not _plain(value, wanted):
        yield FormProblem(place, "wrong_kind", {"kind": _KINDS.get(type(wanted), "text")})


def _struct(place: str, value: Any, wanted: inspect.StructType) -> Iterator[FormProblem]:
    if not isinstance(value, dict):
        yield FormProblem(place, "wrong_kind", {"kind": "{…}"})
        return
    known = {one.encode_name: one for one in wanted.fields}
    yield from (FormProblem(place, "member_unknown", {"member": _short(name)}) for name in value if name not in known)
    if wanted.cls is Text:
        yield from _text(place, value)
        return
    for name, one in known.items():
        if name in value:
            yield from _walk(f"{place}.{name}" if place else name, value[name], one.type)
        elif one.required:
            yield FormProblem(place, "member_missing", {"member": name})


def _text(place: str, value: dict[str, Any]) -> Iterator[FormProblem]:
    for lang, code in (("vi", "vietnamese_missing"), ("en", "english_missing")):
        if not isinstance(value.get(lang), str) or not value[lang].strip():
            yield FormProblem(place, code)


def _list(place: str, value: Any, wanted: inspect.VarTupleType) -> Iterator[FormProblem]:
    if not isinstance(value, list):
        yield FormProblem(place, "wrong_kind", {"kind": "[…]"})
        return
    if len(value) > MOST_PARTS:
        yield FormProblem(place, "too_many_parts", {"maximum": MOST_PARTS})
        return
    for number, one in enumerate(value, 1):
        yield from _walk(f"{place} {_named(one) or number}", one, wanted.item_type)


def _named(value: Any) -> str:
    """A part is called by its own name where it has one."""
    found = (
        next((value[name] for name in ("name", "code", "value") if isinstance(value.get(name), str)), "")
        if isinstance(value, dict)
        else ""
    )
    return _short(found)


def _plain(value: Any, wanted: inspect.Type) -> bool:
    if isinstance(wanted, inspect.FloatType):
        return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if isinstance(wanted, inspect.IntType):
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, bool if isinstance(wanted, inspect.BoolType) else str)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
