"""Vietnamese text: one form when it is kept (NFC), one folded form when it is searched. Mirrored in pwa/lib/text.js.

Never changes what a person wrote beyond its normal form: no trimming, no spelling of its own.
"""

from __future__ import annotations

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
    bare = "".join(sign for sign in normalize("NFD", text) if not category(sign).startswith("M"))
    return bare.replace("đ", "d").replace("Đ", "D").lower()
