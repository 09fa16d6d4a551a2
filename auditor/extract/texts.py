"""One read page → the :class:`~auditor.model.Document` and the :class:`~auditor.model.PageMarks` that rules see."""

from __future__ import annotations

import hashlib
import re

from auditor import statements, urls
from auditor.extract import deadlines, numbers
from auditor.extract.page_kind import NOT_WHOLE
from auditor.masking import masked
from auditor.model import Document, Fetch, PageMarks, PageReading, Zone
from auditor.word_lists import WordLists

#: Texts shorter than this (without spaces and dates) say too little to be compared.
_COMPARABLE = 80
_MAX_LINKS = 40
#: Where a page names the source of its text.
_HEAD = 200
_SOURCE = re.compile(r"(?:信息|文章|稿件)?来源[:：][^:：|]{2,30}?(?=[|:：。，]|$|作者|发布|浏览|字号|打印)")
_DATES = re.compile(
    r"\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?|\d{1,2}:\d{2}(?::\d{2})?|浏览(?:次数|量)?[:：]?\d*|字号?[:：]?[大中小]+"
)


def document_of(fetch: Fetch, reading: PageReading, title: str, words: WordLists) -> Document:
    """What a text says. ``title`` is its own title, without the name of the site; its column is filled in later."""
    # Masked before anything is cut out of it: half an identity number is none, and would pass every later mask.
    text, title = masked(reading.text), masked(title)
    above = " ".join((title, *(crumb.name for crumb in reading.crumbs)))
    body = [link for link in reading.links if link.own and link.zone in (Zone.BODY, Zone.LIST)]
    return Document(
        url=fetch.page,
        title=title,
        kind=reading.kind,
        date=reading.date,
        formed=reading.formed,
        issuer=reading.issuer,
        source=reading.source,
        number=numbers.own_number(title, reading.pairs, text),
        numbers=numbers.cited_numbers(text),
        cited=numbers.cited_titles(text),
        repeals=numbers.repealed(title, text),
        links=tuple(dict.fromkeys((urls.canonical(link.url), link.text) for link in body))[:_MAX_LINKS],
        attachments=tuple((link.url, link.text) for link in reading.attachments)[:_MAX_LINKS],
        says=statements.said(above, f"{title} {text}"),
        pairs=tuple((label, masked(value)) for label, value in reading.pairs),
        personal=reading.personal,
        words=words.hits(f"{title} {text}"),
        closes=deadlines.closing_day(title, text, reading.date),
        pictures=reading.pictures,
        media=reading.media,
        text_length=reading.text_length,
        whole=reading.text_length <= len(reading.text) and "\ufffd" not in text and _is_whole(reading),
        digest=_digest(title, reading.text),
        body_sha256=fetch.body_sha256,
    )


def marks_of(fetch: Fetch, reading: PageReading) -> PageMarks:
    return PageMarks(
        url=fetch.page,
        kind=reading.kind,
        title=reading.title,
        tags=reading.tags,
        resources=reading.resources,
        hidden=reading.hidden,
        body_sha256=fetch.body_sha256,
        is_whole=_is_whole(reading),
    )


def _is_whole(reading: PageReading) -> bool:
    """False for a page that ended too early, or has next to nothing: what is not there may have been lost on the way."""
    return not NOT_WHOLE & set(reading.obstacles)


def _digest(title: str, text: str) -> str:
    """Identity of a text whatever its dates, counters, spaces, title and source: copies have titles of their own."""
    bare = statements.squeezed(text).replace(statements.squeezed(title), "")
    bare = _DATES.sub("", _SOURCE.sub("", bare[:_HEAD]) + bare[_HEAD:])
    return hashlib.sha256(bare.encode()).hexdigest()[:16] if len(bare) >= _COMPARABLE else ""
