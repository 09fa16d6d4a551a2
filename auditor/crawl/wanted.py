"""Which attachments are fetched whole: documents that may hold a county's own 政务公开事项标准目录, and those of which
nobody but they themselves says what they are; lists of people, which may show too much of them. Pure."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import unquote, urlsplit

from auditor import urls
from auditor.attachment_words import attachment_words, speaks_of_people
from auditor.model import Item, Link, PageKind, PageReading
from auditor.table_words import speaks_of_catalog

_READABLE = frozenset(".xls .xlsx .et .doc .docx .wps .pdf .rtf .ods".split())
_COLUMNS = frozenset({PageKind.LIST, PageKind.CHANNEL, PageKind.CONTENT})
#: A name given by a machine: digits with a letter before (P02025…), hex, a UUID.
_NUMBERED = re.compile(r"[a-z]{0,2}[\d_-]+|(?=[a-f-]*\d)[0-9a-f_-]{6,}", re.I)
_COUNTING = re.compile(r"[\W\d_一二三四五六七八九十]+")
_SUFFIX = re.compile(r"\.[a-z]{2,4}\s*$", re.I)


def is_wanted(link: Link, page: PageReading) -> bool:
    """Does an attachment's own name speak of a catalog, or a vaguer one on a page that speaks of catalogs?"""
    if urls.suffix(link.url) not in _READABLE:
        return False
    above = " ".join((page.title, *(name for _, name in page.names), *(crumb.name for crumb in page.crumbs)))
    return speaks_of_catalog(f"{link.text} {_file_name(link.url)}", above)


def is_wanted_item(item: Item) -> bool:
    """The same for a row of a list that leads to a file: its title says all there is."""
    url = item.url or ""
    return urls.suffix(url) in _READABLE and speaks_of_catalog(f"{item.title} {_file_name(url)}", "")


def is_unnamed(link: Link, page: PageReading) -> bool:
    """Is it an attachment of a column whose link says nothing of what it is (附件1, 点击下载, P0202510293.pdf)?"""
    if page.kind not in _COLUMNS or urls.suffix(link.url) not in _READABLE:
        return False
    text = _SUFFIX.sub("", link.text).strip()
    return bool(_NUMBERED.fullmatch(text)) or not _COUNTING.sub("", _idle().sub("", text))


def lists_people(link: Link, page: PageReading) -> bool:
    """Is it a list of people (花名册, 发放表), by its own name, or by the title of the article when it has none?"""
    if urls.suffix(link.url) not in _READABLE:
        return False
    own = f"{link.text} {_file_name(link.url)}"
    if speaks_of_people(own):
        return True
    text = _SUFFIX.sub("", link.text).strip()
    nameless = bool(_NUMBERED.fullmatch(text)) or not _COUNTING.sub("", _idle().sub("", text))
    return nameless and page.kind is PageKind.ARTICLE and speaks_of_people(_title(page))


def is_item_of_people(item: Item) -> bool:
    """The same for a row of a list that leads to a file."""
    url = item.url or ""
    return urls.suffix(url) in _READABLE and speaks_of_people(f"{item.title} {_file_name(url)}")


def _title(page: PageReading) -> str:
    return next((name for witness, name in page.names if witness in ("heading", "title")), page.title)


@cache
def _idle() -> re.Pattern[str]:
    words = sorted(attachment_words().idle, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)), re.I)


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path.rsplit("/", 1)[-1])
