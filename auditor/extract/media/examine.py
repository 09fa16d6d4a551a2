"""One answer about an account: bytes → what it says, by what it is. The address and the platform only help.

Never raises on content. What no reader understands has a reason (:mod:`auditor.extract.media.walls`).
"""

from __future__ import annotations

from datetime import date, datetime

from lxml import etree

from auditor import urls
from auditor.extract import charset, dom, gateways, literals
from auditor.extract.media import (
    app_page,
    embedded,
    feed,
    json_list,
    page_list,
    walls,
    wechat,
    wechat_lists,
    weibo,
)
from auditor.extract.media.addresses import key_of
from auditor.extract.media.posts import NOT_UNDERSTOOD, SCRIPT, Examined, nothing
from auditor.media_words import media_words
from auditor.model import Failure

#: Answers are read up to here (bytes); a page of posts is a few hundred kilobytes.
MAX_BYTES = 8_000_000
_APP, _WEIBO = "app", "weibo"


def examine(url: str, body: bytes, mime: str, platform: str, moment: datetime, since: date) -> Examined:
    """What the answer to ``url`` says of an account, and what to ask next.

    ``platform`` is an id of ``rules/media.yml``, "" when it is not known; ``moment`` when the answer came (aware);
    ``since`` the first day of the period that is judged.
    """
    try:
        return _examined(url, body, mime, platform, moment, since)
    except (RecursionError, MemoryError, etree.LxmlError):  # lxml: a document of which nothing is left
        return nothing(url, NOT_UNDERSTOOD)


def _examined(url: str, body: bytes, mime: str, platform: str, moment: datetime, since: date) -> Examined:
    if app_page.is_package(body, mime, url):
        return app_page.read_package(url)
    if len(body) > MAX_BYTES:
        return walls.walled(url, Failure.TOO_LARGE.value)
    if not body.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return walls.walled(url, Failure.BAD_RESPONSE.value)
    if feed.is_feed(body):
        found = feed.read_feed(url, body, mime, moment, since)
        return found or nothing(url, NOT_UNDERSTOOD)
    text = charset.decode(body, mime).text
    if (
        text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")
        or "json" in mime.lower()
        or "javascript" in mime.lower()
    ):
        value = literals.parse(text)
        if value is not None:
            return _data(url, value, moment, since)
    return _page(url, text, platform, moment, since)


def _data(url: str, value: object, moment: datetime, since: date) -> Examined:
    if wechat_lists.is_list(value):
        return wechat_lists.read_list(url, value, moment, since)
    if weibo.is_answer(value):
        return weibo.read_answer(url, value, moment, since)
    return json_list.read_list(url, value, moment, since) or nothing(url, NOT_UNDERSTOOD)


def _page(url: str, text: str, platform: str, moment: datetime, since: date) -> Examined:
    source = gateways.undo(text)
    page = dom.parse(source, url)
    found = (
        (wechat.read_article(url, page, moment) if wechat.is_article(page) else None)
        or wechat_lists.read_album_page(url, page, moment, since)
        or (app_page.read_app(url, page, moment, since) if platform == _APP else None)
    )
    host = media_words().platform_of_host(urls.host(url).split(":")[0])
    if found is None and host is not None:
        key = key_of(
            host.id, url
        )  # a platform shows the posts of others too: only rows that bear the key are the account's
        found = embedded.read_state(url, page, moment, since, key) if key else None
    elif found is None:
        found = page_list.read_page_list(url, page, moment, since) or embedded.read_state(
            url, page, moment, since
        )
    return found or _unread(url, page, source, platform)


def _unread(url: str, page: dom.Dom, source: str, platform: str) -> Examined:
    """Why a page says nothing. One of Weibo that is made by scripts leads to the data behind it."""
    reason = walls.reason_of(page, source)
    led = weibo.read_profile(url, page) if platform == _WEIBO and reason in (SCRIPT, NOT_UNDERSTOOD) else None
    return led or walls.walled(url, reason)
