"""The order of JSON values (CouchDB documentation, "Views Collation"): null, false, true, numbers, strings, arrays, objects.

Strings follow Unicode's root order as far as Latin script, its accents and ASCII's signs go, by what letters are first, then by
accents, then by case (small before capital); any other character goes by its code point, after the letters. Never compares
by the rules of one language: a database has one order for everybody.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

Key = tuple[Any, ...]
"""Something Python compares as CouchDB compares the value it was made from."""

_SIGNS = (
    "\t\n\x0b\x0c\r\x85\u2028\u2029 ‾_‗-‐‒–—―⁓,;⁏:⁉!¡⁈⁇?¿‽.·⁕⁖⁘⁙⁚⁛⁜⁝⁞'‘’‚‛‹›\"“”„‟«»()[]{}⁅⁆‖§¶"
    "⁋@*⁎⁑/\\&⁊#%‰‱†‡•‣‧⁃⁌⁍⁗‴″′‷‶‵‸※‿⁔⁀⁐⁁⁂`´^¯¨¸°©®+±÷×<=>¬|¦~⁒⁄¤¢$£¥₠₡₢₣₤₥₦₧₩₪₫€₭₮₯₨"
)
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MARKS = (
    "\u0313\u0314\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0303\u0307\u0327\u0335\u0328\u0338\u0304\u030d\u030e\u0312\u0315"
    "\u031a\u0316\u0317\u0318\u0319\u031c\u031d\u031e\u031f\u0320\u0329\u032a\u032b\u032c\u032f\u0305\u0309\u030f\u0310\u0311\u031b\u0321\u0322\u0323\u0324\u0325\u0326\u032d\u032e"
)
"""Accents in their order."""

_PLACES = {sign: place for place, sign in enumerate(_SIGNS + _LETTERS, start=1)}
_WEIGHTS = {mark: weight for weight, mark in enumerate(_MARKS, start=1)}
_STRUCK = {"đ": "d\u0335", "ħ": "h\u0335", "ł": "l\u0335", "ø": "o\u0338"}
"""Letters with a stroke count as the letter with an accent, though Unicode does not take them apart."""
_SPELT = {"…": "...", "‥": "..", "‼": "!!", "æ": "ae", "œ": "oe", "ß": "ss", "ĳ": "ij"}
"""Signs that count as what they are short for."""
_PARTS = _STRUCK | _SPELT
_HIGHEST = 0x120000
"""U+FFFF comes after everything: it marks the end of a range of prefixes."""


def text_key(text: str) -> Key:
    """The key of one string."""
    if text.isascii() and text.isprintable():
        low = text.lower()
        capitals = () if low == text else tuple([one != small for one, small in zip(text, low, strict=True)])
        return (tuple([_PLACES[sign] for sign in low]), (), capitals)
    places: list[int] = []
    weights: list[int] = []
    variants: list[bool] = []
    for sign in unicodedata.normalize("NFC", text):
        more_places, more_weights, more_variants = _sign_key(sign)
        places += more_places
        weights += more_weights
        variants += more_variants
    return (tuple(places), tuple(weights) if any(weights) else (), tuple(variants) if any(variants) else ())


@lru_cache(maxsize=4096)
def _sign_key(sign: str) -> tuple[list[int], list[int], list[bool]]:
    """What one sign adds to the key: the places of letters, the weights of letters (0) and accents, and of each of these
    whether it is a capital or another variant."""
    places, weights, variants = [], [], []
    for one in unicodedata.normalize("NFD", sign):
        low = _small(one)
        for part in _PARTS.get(low, low):
            if unicodedata.combining(part):
                weights.append(_WEIGHTS.get(part, ord(part)))
            elif part in _PLACES or unicodedata.category(part) not in ("Cc", "Cf"):
                places.append(_place(part))
                weights.append(0)
            else:
                continue
            variants.append(low != one or low in _SPELT)
    return places, weights, variants


def _small(sign: str) -> str:
    if unicodedata.category(sign) == "Zs":
        return " "
    low = sign.lower()
    return low if len(low) == 1 else sign


def _place(sign: str) -> int:
    if sign == "\uffff":
        return _HIGHEST
    return _PLACES.get(sign) or len(_PLACES) + 1 + ord(sign)


def key(value: Any) -> Key:
    """The key of one JSON value."""
    if isinstance(value, str):
        return (4, text_key(value))
    if value is None:
        return (0,)
    if isinstance(value, bool):
        return (2 if value else 1,)
    if isinstance(value, (int, float)):
        return (3, value)
    if isinstance(value, list):
        return (5, tuple([key(one) for one in value]))
    return (6, tuple([(text_key(name), key(one)) for name, one in value.items()]))


def raw_key(value: Any) -> Key:
    """The key CouchDB compares `_id` by: bytes of strings, and other types in Erlang's order."""
    if isinstance(value, str):
        return (4, value.encode("utf-8", "surrogatepass"))
    if value is None or isinstance(value, bool):
        return (1, "null" if value is None else str(value).lower())
    if isinstance(value, (int, float)):
        return (0, value)
    if isinstance(value, list):
        return (3, tuple([raw_key(one) for one in value]))
    return (2, tuple([(raw_key(name), raw_key(one)) for name, one in value.items()]))
