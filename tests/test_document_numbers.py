"""NFKC by a shorter way: the same form, whatever stands beside what."""

from __future__ import annotations

import random
import unicodedata

from auditor.document_numbers import nfkc
from auditor.statements import squeezed

_LATIN = [chr(code) for code in range(0x3000)]
_MARKS = [chr(code) for code in range(0x300, 0x360)]
_OTHERS = [chr(code) for code in (*range(0xAC00, 0xD7A4, 37), *range(0xF900, 0xFFFD))]
_USUAL = list("清禾县政府公开2026年（〔〕）号，。：“”《》 \u3000\u00a0aéかはー゛゜ｶﾞﾟ")


def test_marks_replaced_first_make_no_difference() -> None:
    chance = random.Random(9)
    alphabet = [*_LATIN, *_MARKS * 20, *_OTHERS, *_USUAL * 100]
    for _ in range(20_000):
        text = "".join(chance.choices(alphabet, k=chance.randint(1, 12)))
        assert nfkc(text) == unicodedata.normalize("NFKC", text), ascii(text)
    long = "".join(chance.choices([*_MARKS, *_LATIN[65:91]], k=500))
    assert nfkc(long) == unicodedata.normalize("NFKC", long)


def test_squeezed_takes_all_white_space_out_of_names_and_texts() -> None:
    name = " 清禾县\u3000政府\u00a0\u2003（公开）\t\n\x1c\x85 1 "
    assert squeezed(name) == "清禾县政府(公开)1"
    assert squeezed(name * 40) == "清禾县政府(公开)1" * 40
