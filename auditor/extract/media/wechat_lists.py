"""Lists of WeChat articles: an album (some of an account's articles), and the history that the register may give as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from auditor.extract import literals
from auditor.extract.dom import Dom, squeeze, text_of
from auditor.extract.media import markup
from auditor.extract.media.posts import (
    LOGIN,
    MAX_POSTS,
    NAME,
    NOT_UNDERSTOOD,
    TEXT,
    TITLE,
    Examined,
    address,
    nothing,
    reaches,
    words,
)
from auditor.extract.media.when import day_of, shown
from auditor.model import AccountReading, Post

Row = Mapping[str, object]

#: What the platform answers to a stranger who asks for the history: no session.
_NO_SESSION = frozenset({-3, -6, 200003})


def is_list(value: object) -> bool:
    return isinstance(value, Mapping) and any(
        name in value for name in ("getalbum_resp", "general_msg_list", "publish_page", "base_resp")
    )


def read_list(url: str, value: object, moment: datetime, since: date) -> Examined:
    """An album or a history. An album is never whole: it holds what somebody put into it."""
    album = literals.at(value, "getalbum_resp")
    if isinstance(album, Mapping):
        return _album(url, album, moment, since)
    status = literals.number(value, "ret", "base_resp.ret")
    rows = [*_history(value), *_published(value)]
    if not rows and status != 0:
        return nothing(url, LOGIN if status in _NO_SESSION else NOT_UNDERSTOOD)
    posts = tuple(
        post for row, told in rows[:MAX_POSTS] if (post := _post(url, row, told, moment)) is not None
    )
    ends = literals.number(value, "can_msg_continue") == 0 and status in (0, None)
    return Examined(AccountReading(url, posts=posts, whole=reaches(posts, since) or (ends and bool(posts))))


def read_album_page(url: str, page: Dom, moment: datetime, since: date) -> Examined | None:
    """The album as a page: ``li`` with ``data-title``, ``data-link`` and the time in seconds. None for any other page."""
    rows: list[tuple[Row, object]] = []
    for item in page.body.iter("li", "div"):
        if item.get("data-title") and item.get("data-link"):
            times = (text_of(each) for each in item.iter("span", "em", "p", "div") if len(each) == 0)
            told = next((text for text in times if day_of(squeeze(text), moment)), "")
            row = {name: item.get(f"data-{name}") for name in ("title", "link", "msgid", "itemidx")}
            rows.append((row, squeeze(told)))
    if not rows:
        return None
    posts = [post for row, told in rows[:MAX_POSTS] if (post := _post(url, row, told, moment)) is not None]
    scripts = markup.constants_of(markup.scripts_of(page))
    name = words(markup.constant(scripts, "nick_name", "nickname", "userName"), NAME)
    more = markup.constant(scripts, "continue_flag") == "1"
    further = _further(url, rows[-1][0], posts, since) if more else ()
    return Examined(AccountReading(url, name=name, posts=tuple(posts)), further)


def _album(url: str, album: Row, moment: datetime, since: date) -> Examined:
    value = literals.at(album, "article_list")
    rows = [value] if isinstance(value, Mapping) else literals.rows(album, "article_list")
    posts = [
        post
        for row in rows[:MAX_POSTS]
        if (post := _post(url, row, row.get("create_time"), moment)) is not None
    ]
    more = literals.text(album, "continue_flag") == "1" and bool(rows)
    further = _further(url, rows[-1], posts, since) if more else ()
    name = words(literals.text(album, "base_info.nickname", "base_info.nick_name"), NAME)
    return Examined(AccountReading(url, name=name, posts=tuple(posts)), further)


def _further(url: str, last: Row, posts: list[Post], since: date) -> tuple[str, ...]:
    """The articles behind the last one, unless the album has gone back far enough."""
    number, place = literals.text(last, "msgid"), literals.text(last, "itemidx") or "1"
    if not (number.isdecimal() and place.isdecimal()) or reaches(posts, since):
        return ()
    parts = urlsplit(url)
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in ("begin_msgid", "begin_itemidx", "f", "count")
    ]
    pairs = [*kept, ("begin_msgid", number), ("begin_itemidx", place), ("count", "20"), ("f", "json")]
    return (urlunsplit(parts._replace(query=urlencode(pairs), fragment="")),)


def _history(value: object) -> Iterator[tuple[Row, object]]:
    """``general_msg_list``: JSON in a string; a message holds one article and those that were sent with it."""
    listed = literals.at(value, "general_msg_list")
    inner = literals.parse(listed) if isinstance(listed, str) else listed
    for message in literals.rows(inner, "list"):
        told = literals.at(message, "comm_msg_info.datetime")
        article = literals.at(message, "app_msg_ext_info")
        if isinstance(article, Mapping):
            yield article, told
            yield from ((each, told) for each in literals.rows(article, "multi_app_msg_item_list"))


def _published(value: object) -> Iterator[tuple[Row, object]]:
    """``publish_page``: what the account's own console lists; JSON in strings, twice."""
    listed = literals.at(value, "publish_page")
    inner = literals.parse(listed) if isinstance(listed, str) else listed
    for message in literals.rows(inner, "publish_list"):
        held = literals.at(message, "publish_info")
        info = literals.parse(held) if isinstance(held, str) else held
        for article in literals.rows(info, "appmsgex"):
            yield article, article.get("update_time") or article.get("create_time")


def _post(url: str, row: Row, told: object, moment: datetime) -> Post | None:
    title = words(markup.plain(literals.text(row, "title")), TITLE)
    if not title:
        return None
    link = literals.text(row, "url", "link", "content_url").replace("&amp;", "&")
    text = words(markup.plain(literals.text(row, "digest")), TEXT)
    return Post(title, day_of(told, moment), shown(told), address(url, link), text=text)
