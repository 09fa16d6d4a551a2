"""Numbers of documents (发文字号), in one form: 宁政办发〔2020〕15号, 国务院令711号.

Pure text. The readers find numbers with it, the rules compare them. Nothing here loops over anything but short windows
around a year in brackets, so that a hostile text costs no more than its length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_OPEN, _CLOSE = r"〔\[(【{〈<「", r"〕\])】}〉>」"
#: 〔2020〕15号 in all shapes of brackets, also mixed ones, with the year in digits or in characters.
_CORE = re.compile(
    rf"[{_OPEN}]\s{{0,3}}((?:19|20)\d{{2}}|[一二][一二三四五六七八九〇零○ОO]{{3}})\s{{0,3}}年?\s{{0,3}}[{_CLOSE}]"
    r"\s{0,3}(?:第\s{0,3})?(\d{1,6})\s{0,3}号"
)
_ORDER = re.compile(r"令\s{0,3}[(〔\[]?\s{0,3}第\s{0,3}(\d{1,4})\s{0,3}号")
_BEFORE = re.compile(r"(?:[一-鿿]\s{0,2}){1,30}$")
_WINDOW, _LONGEST = 72, 24
#: Marks that nearly every Chinese text has, with their NFKC forms.
_WIDE = tuple((wide, unicodedata.normalize("NFKC", wide)) for wide in "，：；（）！？　\u00a0％～．")
_YEAR = str.maketrans("一二三四五六七八九〇零○ОO", "12345678900000")
#: Words that stand before a number and are none of it. Only what follows the last of them is the organ's sign.
_LEADING = re.compile(
    r"根据|按照|依据|依照|遵照|参照|贯彻|落实|执行|印发|转发|下发|发布|公布|颁布|关于|以下|同时|废止|替代|代替|取代"
    r"|文\s?号|字\s?号|编\s?号|标\s?题|名\s?称|文件|通知|意见|精神|要求|规定|办法|方案|决定|命令|通告|公告|批复|机密|秘密|特急|加急"
)
_PARTICLES = "以由见附和与及对将的号被为是原经据按并且或在于自至因该本此即如"
#: These may begin an organ's sign (和县: 和政办发), so they are cut only behind another number or title.
_AMBIGUOUS = frozenset("和与及原经由")


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number, normal, and where it stands in the NFKC text."""

    value: str
    start: int
    end: int


@lru_cache(maxsize=64)
def nfkc(text: str) -> str:
    """The text in Unicode's form NFKC. Whoever reads a document asks for its text half a dozen times in a row.

    Wide punctuation is replaced first: what is normal already costs a twentieth, and a character in its own form makes no
    difference to the whole.
    """
    if text.isascii():
        return text
    for wide, narrow in _WIDE:
        if wide in text:
            text = text.replace(wide, narrow)
    return unicodedata.normalize("NFKC", text)


def find_numbers(text: str) -> Iterator[FoundNumber]:
    """All numbers of a NFKC text, in order."""
    found = [*_bracketed(text), *_orders(text)]
    return iter(sorted(found, key=lambda each: each.start))


def normal(number: str) -> str:
    """One form for all ways of writing: half-width, without spaces, 〔〕 for brackets of any shape, 第 left out.

    What is no number comes back without its spaces.
    """
    text = nfkc(number)
    first = next(find_numbers(text), None)
    return first.value if first is not None else re.sub(r"\s+", "", text)


def same_number(one: str, other: str) -> bool:
    """Do two normal numbers name one document? 文号：政办发〔2020〕15号 and 文政办发〔2020〕15号 do."""
    if not one or not other:
        return False
    if one == other:
        return True
    mark = "令" if "令" in one else "〔"
    (sign, _, rest), (other_sign, _, other_rest) = one.partition(mark), other.partition(mark)
    if rest != other_rest or not rest or min(len(sign), len(other_sign)) < 2:
        return False
    return sign.endswith(other_sign) or other_sign.endswith(sign)


def year_of(number: str) -> int | None:
    """The year in a normal number."""
    match = re.search(r"〔(\d{4})〕", number)
    return int(match[1]) if match else None


def _bracketed(text: str) -> Iterator[FoundNumber]:
    for match in _CORE.finditer(text):
        sign, start = _sign(text, match.start())
        if sign:
            year = match[1].translate(_YEAR)
            yield FoundNumber(f"{sign}〔{year}〕{int(match[2])}号", start, match.end())


def _orders(text: str) -> Iterator[FoundNumber]:
    for match in _ORDER.finditer(text):
        sign, start = _sign(text, match.start())
        if len(sign) >= 2:
            yield FoundNumber(f"{sign}令{int(match[1])}号", start, match.end())


def _sign(text: str, end: int) -> tuple[str, int]:
    """The organ's sign (宁政办发) before a bracket, and where it begins."""
    window = text[max(0, end - _WINDOW) : end].rstrip()
    shift = max(0, end - _WINDOW)
    run = _BEFORE.search(window)
    if run is None:
        return "", end
    start = run.start()
    leading = list(_LEADING.finditer(window, start))
    if leading and leading[-1].end() < len(window):
        start = leading[-1].end()
    # A space inside a sign is rare; 通知 文政发〔2020〕1号 has one in front of it.
    words = window[start:]
    gap = words.rstrip().rfind(" ")
    if gap >= 0 and len(words) - gap - 1 >= 2:
        start += gap + 1
    while start < len(window) - 2 and window[start] in _PARTICLES and _cuttable(window, start):
        start += 1
    sign = re.sub(r"\s+", "", window[start:])
    return sign[-_LONGEST:], shift + start


def _cuttable(window: str, start: int) -> bool:
    if window[start] not in _AMBIGUOUS:
        return True
    return start > 0 and window[start - 1] in "号)》,、;"
