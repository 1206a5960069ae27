"""A message to a person beside push: a text message or an e-mail, and what became of handing it over. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from unicodedata import category, normalize

Channel = Literal["sms", "email"]
EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?)+")
"""As a browser takes it (HTML Living Standard, "Valid e-mail address"), with a dot in the host."""
PART, PART_OF_SEVERAL = 160, 153
"""Signs of one text message, and of one of several, in the alphabet every phone has (3GPP TS 23.038); with tone marks it would be 70."""


@dataclass(frozen=True, slots=True)
class Message:
    """`to`: a telephone number in digits, perhaps with a +, or an e-mail address; `subject` is for e-mail alone."""

    to: str
    text: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """`ok`: the gateway or the mail server has taken it; whether a person has read it nobody knows. `why`: a short reason, never a secret."""

    ok: bool
    why: str = ""


def without_marks(text: str) -> str:
    """Vietnamese without tone marks, as people write text messages: one message instead of three."""
    bare = "".join(sign for sign in normalize("NFD", text) if not category(sign).startswith("M"))
    plain = bare.replace("đ", "d").replace("Đ", "D").replace("–", "-").replace("…", "...")
    return "".join(sign if sign.isascii() else "?" for sign in plain)


def parts(text: str) -> int:
    """How many text messages it makes, once it is without marks."""
    return 1 if len(text) <= PART else -(-len(text) // PART_OF_SEVERAL)


def telephone(text: str) -> str:
    """What is dialled of a number as it was written: digits, and a + in front where there was one."""
    digits = "".join(one for one in text if one.isascii() and one.isdigit())
    return f"+{digits}" if text.strip().startswith("+") and digits else digits
