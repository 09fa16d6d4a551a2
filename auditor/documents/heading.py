"""The name that a document gives itself, told from its first lines. Pure.

What stands above a title in Chinese office documents is passed over: 附件1, the red head, the document number, dates.
A document that begins with running text or with a table has no name, and none is made up.
"""

from __future__ import annotations

import re
import unicodedata

from auditor.attachment_words import attachment_words

#: A longer text is no title (characters).
MAX_TITLE = 60
#: A title stands among the first lines, or nowhere.
_LOOKED_AT = 12
_LABEL = re.compile(
    r"^(?:附件|附表|附)\s*[\d一二三四五六七八九十]{0,3}\s*(?:[:：.、]\s*|(?=\s|$)|(?<=[\d一二三四五六七八九十])(?=\D))"
)
_NUMBER = re.compile(r"[〔\[【(（]\s*(?:19|20)\d\d\s*[〕\]】)）]\s*第?\s*\d+\s*号|^第?\s*\d+\s*[号期]$")
_DATE = re.compile(
    r"^[(（]?(?:(?:19|20)\d\d|[二○〇零Oo][○〇零一二三四五六七八九Oo]{3})[年./-].{0,8}?[月日\d](?:日)?(?:印发|发布|修订|更新|制)?[)）]?$"
)
_MARK = re.compile(r"^[\W\d_]*(?:第[\d ]+页)?(?:共[\d ]+页)?[\W\d_]*$|^https?://")
_SENTENCE = re.compile(r"[。；;！!？?，,]|[:：]$")
#: Letters and digits in another shape, as fonts of PDFs give them; Chinese punctuation stays.
_WIDE = re.compile(r"[^（）：，；！？]+")
_HEADER = re.compile(r"^(?:序号|编号|项目编码)")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SEAM = re.compile(r"(?<=[\u4e00-\u9fff《》（）()“”、]) +(?=[\u4e00-\u9fff《》（）()“”、])")


def heading_of(text: str) -> str:
    """The title of a document whose first lines are ``text``, one per line; "" when they show none."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][:_LOOKED_AT]
    for number, line in enumerate(lines):
        title = _LABEL.sub("", _folded(line)).strip()
        if _is_above_title(title):
            continue
        if not _may_be_title(title):
            return ""
        below = _folded(lines[number + 1]) if number + 1 < len(lines) else ""
        return _joined(title, below)
    return ""


def _folded(line: str) -> str:
    """Letters set apart put together: 公 告, 目 录. A row of a table keeps its spaces."""
    text = _WIDE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), line).strip()
    return text if _is_row(text) else _SEAM.sub("", text)


def _is_row(text: str) -> bool:
    """Three or more words apart, none of which is a letter of its own."""
    parts = text.split()
    return len(parts) > 2 and sum(len(part) > 1 for part in parts) * 2 > len(parts)


def _is_above_title(title: str) -> bool:
    words = attachment_words()
    return (
        not _CHINESE.search(title)
        or bool(_NUMBER.search(title) or _DATE.match(title) or _MARK.match(title))
        or title.strip("()（）【】[]") in words.not_titles
        or title.endswith(words.heads)
    )


def _may_be_title(title: str) -> bool:
    return (
        2 <= len(title) <= MAX_TITLE
        and not _SENTENCE.search(title)
        and not _HEADER.match(title)
        and not _is_row(title)
    )


def _joined(title: str, below: str) -> str:
    """``title`` with the next line, when it only ends there."""
    tails = attachment_words().tails
    whole = f"{title}{below}"
    goes_on = not _ends(title, tails) and _ends(below, tails) and not _LABEL.match(below)
    return whole if goes_on and not _is_above_title(below) and _may_be_title(whole) else title


def _ends(title: str, tails: tuple[str, ...]) -> bool:
    """Does a title end here? What stands in brackets behind it (试行, 2026年版) does not count."""
    return re.sub(r"[(（][^()（）]*[)）]$", "", title).endswith(tails)
