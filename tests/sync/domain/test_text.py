"""Vietnamese text is kept in one form and searched without its marks, on the server as on the phone."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from sync.domain.text import BLANK, fold, is_blank, nfc
from tests.support.node import node

ROOT = Path(__file__).resolve().parents[3]
TEXTS = (
    "Đảng ủy xã Bình Lư", "Đảng uỷ", "u\u0309y", "e\u0323\u0302", "ẾCH", "Lò Văn Panh", "đi ĐI", "", "a1-B2", "Ước Ơn ưng",
    "ﬁ 𝔸", "Kháng Ờ Ỡ",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "folded"), [("Đảng ủy", "dang uy"), ("uỷ", "uy"), ("ủy", "uy"), ("Ưỡn Ế", "uon e"), ("e\u0323\u0302", "e")]
)
def test_a_search_finds_words_however_their_marks_are_written(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(nfc(text)) == folded


def test_text_taken_apart_is_put_together() -> None:
    assert nfc("Vu\u0300 Thi\u0323 Su\u0309") == "Vù Thị Sủ"


def test_any_blank_is_blank_and_a_letter_is_not() -> None:
    assert is_blank("") and all(is_blank(sign) for sign in BLANK)
    assert not is_blank(" x ") and not is_blank("\u200b")


def test_the_phone_folds_and_trims_alike() -> None:
    signs = [chr(code) for code in (*range(0x100), *range(0x1680, 0x1681), *range(0x2000, 0x2070), 0x3000, 0xFEFF)]
    program = """
      const { fold } = await import(process.argv[1]);
      const { texts, signs } = JSON.parse(process.argv[2]);
      console.log(JSON.stringify([texts.map(fold), signs.map((sign) => sign.trim() === '')]));"""
    module, given = (ROOT / "pwa/lib/text.js").as_uri(), json.dumps({"texts": TEXTS, "signs": signs})
    done = subprocess.run(
        [node(), "--input-type=module", "-e", program, module, given],
        capture_output=True, text=True, check=True, timeout=60, encoding="utf-8",
    )  # fmt: skip
    assert json.loads(done.stdout) == [[fold(text) for text in TEXTS], [is_blank(sign) for sign in signs]]
