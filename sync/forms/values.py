"""One answer by itself: is it of its field's type, and within its bounds? Mirrored in pwa/forms/values.js."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from sync.domain.documents import UNIT_ID
from sync.domain.kinds import LONGEST_ID
from sync.domain.photos import DIGEST, MAX_BYTES, MEDIA_TYPE
from sync.domain.text import is_blank, nfc
from sync.forms.model import Field

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
PAPER = re.compile(rf"(?=.{{1,{LONGEST_ID}}}\Z)[a-z][a-z_]*:[A-Za-z0-9][A-Za-z0-9:._-]*")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_PHOTO = frozenset(("digest", "bytes", "type", "taken_at"))
EXACT = 2**53
"""Beyond it JavaScript cannot tell one whole number from the next."""
Wrong = tuple[str, dict[str, Any]]
"""An error code of `sync.domain.errors` and the data of its sentence."""


def clean(field: Field, value: Any) -> tuple[Any, Wrong | None]:
    """The value as it is kept (NFC; None when empty) and what is wrong with it by itself. Not for repeats and scores."""
    if value is None or (isinstance(value, str) and is_blank(value)):
        return None, None
    cleaner = CLEANERS.get(field.type)
    return cleaner(field, value) if cleaner is not None else (None, ("wrong_type", {}))


def _text(field: Field, value: Any) -> tuple[Any, Wrong | None]:
    if not isinstance(value, str):
        return None, ("wrong_type", {})
    text = nfc(value)
    limit = field.length_limit()
    return text, ("too_long", {"maximum": limit}) if len(text) > limit else None


def _like(pattern: re.Pattern[str], value: Any) -> tuple[Any, Wrong | None]:
    return (value, None) if isinstance(value, str) and pattern.fullmatch(value) else (None, ("wrong_type", {}))


def _number(field: Field, value: Any) -> tuple[Any, Wrong | None]:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= EXACT:
        return None, ("wrong_type", {})
    if value == int(value):
        value = int(value)
    elif field.type == "integer":
        return None, ("wrong_type", {})
    if field.min is not None and value < field.min:
        return value, ("too_small", {"minimum": _plain(field.min)})
    if field.max is not None and value > field.max:
        return value, ("too_large", {"maximum": _plain(field.max)})
    return value, None


def _plain(bound: float) -> float | int:
    return int(bound) if bound == int(bound) else bound


def _date(_: Field, value: Any) -> tuple[Any, Wrong | None]:
    return (value, None) if isinstance(value, str) and _is_day(value) else (None, ("bad_date", {}))


def _is_day(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _yes_no(_: Field, value: Any) -> tuple[Any, Wrong | None]:
    return (value, None) if isinstance(value, bool) else (None, ("wrong_type", {}))


def _time(_: Field, value: Any) -> tuple[Any, Wrong | None]:
    fits = isinstance(value, str) and TIME.fullmatch(value)
    return (value, None) if fits else (None, ("bad_time", {}))


def _choice(field: Field, value: Any) -> tuple[Any, Wrong | None]:
    for choice in field.choices:
        if choice.value == value:
            return value, None
    return None, ("not_a_choice", {})


def _person(_: Field, value: Any) -> tuple[Any, Wrong | None]:
    """A member of the cell (`member`: his document's id) or somebody by name: `{"member"?: …, "name": …}`."""
    if not isinstance(value, dict) or not value.keys() <= {"member", "name"} or not isinstance(value.get("name"), str):
        return None, ("wrong_type", {})
    if not isinstance(value.get("member", ""), str) or len(value["name"]) > 120:
        return None, ("wrong_type", {})
    if is_blank(value["name"]):
        return None, None
    return {**value, "name": nfc(value["name"])}, None


def _photos(field: Field, value: Any) -> tuple[Any, Wrong | None]:
    """The photos by their digests, each once; the bytes travel by themselves."""
    if value == []:
        return None, None
    if not isinstance(value, list) or not all(_is_photo(one) for one in value):
        return None, ("wrong_type", {})
    if len({one["digest"] for one in value}) < len(value):
        return None, ("wrong_type", {})
    kept = [{**one, "bytes": int(one["bytes"])} for one in value]
    most = field.max_photos or 0
    return kept, ("too_many_photos", {"maximum": most}) if len(kept) > most else None


def _is_photo(one: Any) -> bool:
    if not isinstance(one, dict) or one.keys() != _PHOTO or one["type"] != MEDIA_TYPE:
        return False
    digest, size, taken = one["digest"], one["bytes"], one["taken_at"]
    if not isinstance(digest, str) or not DIGEST.fullmatch(digest) or not isinstance(taken, str):
        return False
    if isinstance(size, bool) or not isinstance(size, (int, float)) or not 1 <= size <= MAX_BYTES or size != int(size):
        return False
    moment = _MOMENT.fullmatch(taken)
    return moment is not None and _is_day(moment[1])


CLEANERS: dict[str, Callable[[Field, Any], tuple[Any, Wrong | None]]] = {
    "text": _text,
    "paragraph": _text,
    "integer": _number,
    "decimal": _number,
    "yes_no": _yes_no,
    "date": _date,
    "time": _time,
    "month": lambda _, value: _like(MONTH, value),
    "unit": lambda _, value: _like(UNIT_ID, value),
    "paper": lambda _, value: _like(PAPER, value),
    "choice": _choice,
    "person": _person,
    "photos": _photos,
}
"""By type of field: as `clean`, for a value that is neither missing nor a blank text. Repeats and scores have none."""
