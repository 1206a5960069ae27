"""Vietnamese text: one form when it is kept (NFC), one folded form when it is searched. Mirrored in pwa/lib/text.js.

Never changes what a person wrote beyond its normal form: no trimming, no spelling of its own.
"""

from __future__ import annotations

import re
from unicodedata import category, normalize

BLANK = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
"""What JavaScript's `trim` takes away (ECMA-262, WhiteSpace and LineTerminator); Python's `strip` differs."""


def nfc(text: str) -> str:
    """The form in which text is kept and compared (Unicode Standard Annex 15)."""
    return normalize("NFC", text)


def is_blank(text: str) -> bool:
    """Whether there is nothing to read in it. The phone's `text.trim() === ''` says the same."""
    return not text.strip(BLANK)


def fold(text: str) -> str:
    """What a search compares: no tone marks, đ as d, lower case. "Ủy", "Uỷ" and "uy" are one word."""
    bare = text if text.isascii() else normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    if not bare.isascii():
        # Of Vietnamese nothing but its marks is left above ASCII, and those an encoder drops ten times as fast.
        bare = bare.encode("ascii", "ignore").decode() if _LATIN.fullmatch(bare) else bare.translate(_BARE)
    return bare.lower()


class _Bare(dict[int, int | None]):
    """For `str.translate`: away with all marks. A sign is looked at the first time it comes; a paper has thousands, of few kinds."""

    def __missing__(self, code: int) -> int | None:
        bare = None if category(chr(code)).startswith("M") else code
        if len(self) < _MOST_SIGNS:
            self[code] = bare
        return bare


_LATIN = re.compile("[\x00-\x7f\u0300-\u036f]*")
"""ASCII and the combining marks of Latin letters (Unicode, "Combining Diacritical Marks"), all of category M."""
_MOST_SIGNS = 5_000
_BARE = _Bare()
