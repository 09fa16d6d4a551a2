"""Which attachments are fetched whole: documents that may hold a county's own 政务公开事项标准目录. Pure."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from auditor import urls
from auditor.model import Item, Link, PageReading
from auditor.table_words import table_words

_READABLE = frozenset(".xls .xlsx .et .doc .docx .wps .pdf .rtf .ods".split())


def is_wanted(link: Link, page: PageReading) -> bool:
    """Does an attachment's own name speak of a catalog, or a vaguer one on a page that speaks of catalogs?"""
    if urls.suffix(link.url) not in _READABLE:
        return False
    words = table_words().names
    own = f"{link.text} {_file_name(link.url)}"
    if _holds(own, words.sure):
        return True
    above = " ".join((page.title, *(name for _, name in page.names), *(crumb.name for crumb in page.crumbs)))
    if not _holds(above, words.page):
        return False
    # The page is the catalog itself, and its file has a name like 附件1 or that of the field.
    return _holds(own, words.vague) or _holds(above, words.sure)


def is_wanted_item(item: Item) -> bool:
    """The same for a row of a list that leads to a file: its title says all there is."""
    url = item.url or ""
    return urls.suffix(url) in _READABLE and _holds(
        f"{item.title} {_file_name(url)}", table_words().names.sure
    )


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path.rsplit("/", 1)[-1])


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)
