"""Text that cannot be what its makers wrote: UTF-8 that was taken for Latin-1 or GBK and written down again, halves
in two charsets, bytes lost on the way.

What such text says is not known, even where the damage could be undone: whoever repairs it guesses. A whole page of
it is no page (:func:`is_garbled`), a page with some of it is believed only for what it shows
(:func:`is_damaged`). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: So many characters tell damage from a chance, and such a share of all is too much to read round it.
_LEAST = 8
_SHARE = 0.1
#: Replacement characters up to this share of what is not ASCII: UTF-8 with wrong bytes in it.
_TOLERATED = 0.2
#: First bytes of the common Chinese characters in UTF-8, as Latin-1 shows them; then two that only continue
#: (Windows-1252 shows some of these as punctuation).
_LEADS = "äåæçèé"
_LATIN = re.compile(f"[{_LEADS}](?:[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{{2}})")
#: ，。的 and parts of 政府 and 公开 in UTF-8 as GBK shows them: characters that nobody writes.
_HINTS = ("锛", "銆", "鐨", "鏀垮", "斂搴", "鍏紑", "锟斤拷")
#: Four Chinese characters in UTF-8 one after the other: in bytes of GBK next to impossible.
_UTF8_RUN = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}|\xe3\x80[\x80-\xbf]|\xef\xbc[\x80-\xbf]){4,}")
#: What GBK looks like when it is read as UTF-8: hardly a byte fits, two that do make a letter of far away.
_NO_UTF8 = re.compile("(?:\ufffd[\x80-\u07ff]?){4,}")
_HAN = re.compile("[\u3400-\u9fff\ue000-\uf8ff]+")
#: Characters that were lost within a text. At its end a string was cut; that is how programs shorten Chinese words.
_TORN = re.compile("\ufffd++(?![\"'<>…\\s.)）】》]|$)")
#: So many places of that kind, each so far from the next, and one for so many characters, are no accident of one author: the
#: bytes were damaged anywhere, also where nothing shows it.
_REPLACED = "\ufffd".encode()  # somebody wrote that down: it is what the page says
_MOST_TORN, _APART, _PER_PLACE = 3, 20, 3_000
#: Characters of which nothing was left.
_LOST = re.compile(r"\?{4,}")
#: A tag that lost a character of its name or of the name of an attribute.
_MARKUP = re.compile("<[^<>\"'=]{0,200}\ufffd")
#: What no tag is made of, from its start to its end, and values: a cut string or an old comment does no harm there.
_HIDDEN = re.compile(r"<(?:(!--)|(script|style|title)\b)", re.I)
_ENDS = {
    tag: re.compile(rf"</(?:{tag}\b|[^<>\"'=]{{0,9}}\ufffd)", re.I) for tag in ("script", "style", "title")
}
_END_OF_HEAD = re.compile(r"</head\b|<body\b", re.I)
#: Values that are texts or addresses: what is cut there harms itself alone. Of a class, a style or a name nobody knows what
#: it was.
_VALUE = re.compile(
    r"\b(?:content|href|src|title|alt|placeholder|value|label|summary|on[a-z]+|data-[\w-]+)\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*')",
    re.I,
)
#: A tag that lost a character behind its name.
_ATTRIBUTE = re.compile("</?[a-z][^<>]{0,2000}\ufffd", re.I)


@dataclass(frozen=True, slots=True)
class _Found:
    """Characters that are garbled, and characters that should be Chinese in all."""

    bad: int
    all: int


def is_garbled(body: bytes) -> bool:
    """True for a page of which a tenth or more is not what its makers wrote, or that lost characters all over."""
    text = _text(body)
    if text is None:
        return False
    found = _find(text)
    if found is not None and found.bad >= _SHARE * found.all:
        return True
    return _REPLACED not in body and _is_torn(text)


def is_damaged(text: str, broken: int) -> bool:
    """True for a decoded page that holds garbled text, or lost characters of its markup. ``broken`` counts its
    replacement characters: a string that was cut in the middle of a character is no damage."""
    if _find(text) is not None:
        return True
    if not broken:
        return False
    markup = "".join(_markup(text))
    bare = _VALUE.sub("", markup)
    end = _END_OF_HEAD.search(bare)
    head = bare[: end.start()] if end else ""
    return bool(_MARKUP.search(markup) or _ATTRIBUTE.search(bare)) or "\ufffd" in head


def _is_torn(text: str) -> bool:
    """True for a page with single characters lost here and there; a passage in another charset lies in one place."""
    if "\ufffd" not in text:
        return False
    shown = "".join(_markup(text))
    places = [-_APART, *(match.start() for match in _TORN.finditer(shown)), len(shown) + _APART]
    single = sum(
        at - before >= _APART <= after - at
        for before, at, after in zip(places, places[1:], places[2:], strict=False)
    )
    return single >= _MOST_TORN and single * _PER_PLACE >= len(shown)


def _markup(text: str) -> Iterator[str]:
    """Pieces of a page outside of comments, scripts, styles and titles; one that never ends hides the rest."""
    at = 0
    while (start := _HIDDEN.search(text, at)) is not None:
        yield text[at : start.start()]
        end = text.find("-->", start.end()) if start[1] else _after(text, start)
        if end < 0:
            return
        at = end
    yield text[at:]


def _after(text: str, start: re.Match[str]) -> int:
    """Where an element ends; a broken end tag ends it as well, else its damage would not be seen."""
    end = _ENDS[start[2].lower()].search(text, start.end())
    return end.start() if end else -1


def _text(body: bytes) -> str | None:
    """A body as it most likely was written; None for UTF-16, which has a way of its own to be wrong."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        if b"\0" in body[:1000]:
            return None
    text = body.decode("utf-8", "replace")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return text if text.count("\ufffd") <= _TOLERATED * beyond else body.decode("gb18030", "replace")


def _find(text: str) -> _Found | None:
    """What is garbled; None when it is too little to tell. Most pages are done with after the first looks."""
    bad = 0
    if sum(map(text.count, _LEADS)) >= _LEAST:
        bad += sum(1 for _ in _LATIN.finditer(text))
    if any(hint in text for hint in _HINTS):
        again = text.encode("gb18030", "ignore")
        bad += sum(len(run[0]) // 3 for run in _UTF8_RUN.finditer(again)) + 2 * text.count("锟斤拷")
    if "\ufffd" in text:
        bad += sum(len(run[0]) // 2 for run in _NO_UTF8.finditer(text))
    if "????" in text:
        bad += sum(len(run[0]) for run in _LOST.finditer(text))
    if bad < _LEAST:
        return None
    return _Found(bad, bad + sum(len(run[0]) for run in _HAN.finditer(text)))
