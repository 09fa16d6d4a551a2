"""What a caption says: the name of an account, its platform, the office in charge. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from auditor.media_words import media_words
from auditor.statements import squeezed

_BREAK = re.compile(r"[\s：:()（）【】\[\]|｜/、,，;；。!！\-—_“”\"'‘’《》「」<>#@+]+")
_NAME = re.compile(r"[\w\u4e00-\u9fff·&.]{2,30}")
_DIGITS = re.compile(r"\d+")


def name_in(text: str) -> str:
    """The account's name in a caption (微信公众号“清河发布”二维码 → 清河发布); "" when it only says what it is."""
    pieces = _pieces(text)
    words = media_words()
    for number, piece in enumerate(pieces):
        if piece in words.headers.owner or (number and pieces[number - 1] in words.headers.owner):
            continue
        name = _core(piece)
        if name:
            return name
    return ""


def owner_in(text: str) -> str:
    """The office that a caption names as the one in charge (主办单位：…); "" when it names none."""
    pieces = _pieces(text)
    owners = media_words().headers.owner
    return next((after for label, after in pairwise(pieces) if label in owners), "")


def account_in(text: str) -> tuple[str, str]:
    """(platform, name) of a line that says both apart: “微信公众号：清河发布”; ("", "") for any other text."""
    words = media_words()
    told = [words.platform(piece) for piece in _pieces(text) if _is_generic(piece)]
    platform = next((each for each in told if each is not None), None)
    name = name_in(text) if platform is not None else ""
    return (platform.id, name) if platform is not None and name else ("", "")


def kind_in(text: str) -> str:
    """The kind within a platform that a text names (订阅号), or ""."""
    return next((kind for kind in media_words().kinds if kind in text), "")


def name_key(name: str) -> str:
    """What two spellings of one name share: width, case, spaces, marks and the platform's name make no difference."""
    plain = unicodedata.normalize("NFKC", squeezed(name)).casefold()
    plain = "".join(_BREAK.split(plain))
    return _stripped(plain, (), _platforms()) or plain


def _pieces(text: str) -> list[str]:
    return [piece for piece in _BREAK.split(unicodedata.normalize("NFKC", text)) if piece]


def _core(piece: str) -> str:
    words = media_words().not_name
    before, after = (*words.before, *_platforms()), (*words.after, *_platforms())
    core = _stripped(piece, before, after)
    if not _NAME.fullmatch(core) or _DIGITS.fullmatch(core) or _is_generic(core):
        return ""
    return core


@cache
def _platforms() -> tuple[str, ...]:
    words = media_words()
    names = {name for platform in words.platforms for name in platform.names} | set(words.kinds)
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def _stripped(text: str, before: Sequence[str], after: Sequence[str]) -> str:
    """Without the words that stand before and after; longer words first."""
    changed = True
    while changed:
        changed = False
        for word in sorted(before, key=len, reverse=True):
            if text.startswith(word):
                text, changed = text[len(word) :], True
        for word in sorted(after, key=len, reverse=True):
            if text.endswith(word):
                text, changed = text[: -len(word)], True
    return text


def _is_generic(text: str) -> bool:
    """True for a text of nothing but words that name no account (官方移动端)."""
    words = media_words().not_name
    generic = sorted({*words.before, *words.after, *words.alone, *_platforms()}, key=len, reverse=True)
    while text:
        word = next((word for word in generic if text.startswith(word)), None)
        if word is None:
            return False
        text = text[len(word) :]
    return True
