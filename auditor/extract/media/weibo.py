"""Weibo as a stranger may read it: the container data behind m.weibo.cn, user information, and the uid of a profile page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from auditor.extract import literals
from auditor.extract.dom import Dom
from auditor.extract.media import markup
from auditor.extract.media.origin import origin_of, owner_of
from auditor.extract.media.posts import (
    LOGIN,
    MAX_POSTS,
    NAME,
    NOT_UNDERSTOOD,
    TEXT,
    TITLE,
    Examined,
    nothing,
    reaches,
    words,
)
from auditor.extract.media.walls import wall_in, walled
from auditor.extract.media.when import day_of, shown
from auditor.media_page_words import page_words
from auditor.model import AccountReading, Post

Row = Mapping[str, object]

#: What m.weibo.cn puts before a uid to name the list of posts, and the account.
POSTS, ACCOUNT = "107603", "100505"
CONTAINER = "https://m.weibo.cn/api/container/getIndex?containerid="
_UID = re.compile(r"[1-9]\d{4,15}")
_IN_PAGE = re.compile(
    r"\$CONFIG\[\s*['\"]oid['\"]\s*\]\s*=\s*['\"]([1-9]\d{4,15})['\"]|[?&/]u/([1-9]\d{4,15})(?!\d)"
)
_LOGIN = frozenset({-100, 100001, 100006})
_GROUPS, _MAX_PAGE = 4, 30


def is_answer(value: object) -> bool:
    """True for an answer of an interface of Weibo: ``ok`` with data, or with a message."""
    if not isinstance(value, Mapping) or "ok" not in value:
        return False
    data = literals.at(value, "data")
    known = ("cards", "cardlistInfo", "userInfo", "user", "list", "tabsInfo")
    return (
        "msg" in value or "url" in value or (isinstance(data, Mapping) and any(key in data for key in known))
    )


def read_answer(url: str, value: object, moment: datetime, since: date) -> Examined:
    """Posts, or the account, of one answer. An answer without posts says nothing of their absence: strangers are shown
    less than there is."""
    user = literals.at(value, "data.userInfo", "data.user")
    user = user if isinstance(user, Mapping) else {}
    blogs = list(_blogs(value))[:MAX_POSTS]
    uid = uid_in(url) or literals.text(user, "id", "idstr")
    pairs = [(blog, pinned) for blog, pinned in blogs if _is_by(blog, uid)]
    if not pairs and not user:
        return _refusal(url, value)
    author = next((each for blog, _ in pairs if isinstance(each := blog.get("user"), Mapping)), user)
    name = words(literals.text(user, "screen_name") or literals.text(author, "screen_name"), NAME)
    verified = literals.text(user, "verified_reason") or literals.text(author, "verified_reason")
    owner = owner_of(verified)
    posts = tuple(_post(blog, name, owner, moment) for blog, _ in pairs)
    whole = _whole(url, value, posts, [pinned for _, pinned in pairs], since)
    key = uid if _UID.fullmatch(uid) else literals.text(author, "id", "idstr")
    reading = AccountReading(
        url,
        name,
        owner,
        posts,
        whole,
        interactive=_interactive(user, pairs),
        key=key if _UID.fullmatch(key) else "",
    )
    return Examined(reading, () if whole else _further(url, value, posts, key))


def read_profile(url: str, page: Dom) -> Examined | None:
    """A page of Weibo that is made by scripts, but says whose it is: the data behind it is to be asked. None when it does
    not say."""
    match = _IN_PAGE.search(markup.scripts_of(page))
    uid = uid_in(url) or next((group for group in match.groups() if group), "") if match else uid_in(url)
    if not uid:
        return None
    return Examined(
        AccountReading(url, reason="script", key=uid), (CONTAINER + POSTS + uid, CONTAINER + ACCOUNT + uid)
    )


def uid_in(url: str) -> str:
    """The uid that an address of Weibo names; "" when it names none, or a person by another name."""
    parts = urlsplit(url)
    pairs = dict(parse_qsl(parts.query))
    container = re.match(
        rf"(?:{POSTS}|{ACCOUNT}|100505|230413|230283)([1-9]\d{{4,15}})", pairs.get("containerid", "")
    )
    if container:
        return container[1]
    told = next((pairs[name] for name in ("uid", "value") if _UID.fullmatch(pairs.get(name, ""))), "")
    path = re.fullmatch(
        r"/(?:(?:u|profile|p/100505)/)?([1-9]\d{4,15})(?:/(?:home|profile|info|main)?)?/?", parts.path
    )
    return told or (path[1] if path else "")


# ── posts ─────────────────────────────────────────────────────────────────────────────────────────


def _blogs(value: object) -> Iterator[tuple[Row, bool]]:
    """Each post with whether it is pinned, in the order of the page. Cards stand in groups, groups in groups."""
    words_of = page_words().weibo
    stack: list[tuple[Row, int]] = [(card, 0) for card in reversed(literals.rows(value, "data.cards"))]
    yield from ((blog, _is_pinned(blog)) for blog in literals.rows(value, "data.list", "data.statuses"))
    while stack:
        card, depth = stack.pop()
        blog = card.get("mblog")
        heading = literals.text(blog, "title.text") or literals.text(card, "title")
        if isinstance(blog, Mapping) and not any(word in heading for word in words_of.others):
            yield blog, _is_pinned(blog)
        if depth < _GROUPS:
            stack += [(each, depth + 1) for each in reversed(literals.rows(card, "card_group"))]


def _is_pinned(blog: Row) -> bool:
    heading = literals.text(blog, "title.text")
    return literals.number(blog, "isTop") == 1 or any(word in heading for word in page_words().weibo.pinned)


def _is_by(blog: Row, uid: str) -> bool:
    """False for somebody else's post in the list, for one that was taken back, and for one without words and time."""
    author = literals.text(blog, "user.id", "user.idstr")
    gone = literals.text(blog, "deleted") == "1"
    empty = not literals.text(blog, "text", "text_raw", "raw_text", "created_at")
    return not gone and not empty and (not uid or not author or author == uid)


def _post(blog: Row, name: str, owner: str, moment: datetime) -> Post:
    text = words(
        markup.plain(literals.text(blog, "raw_text", "text_raw", "text", "longText.longTextContent")), TEXT
    )
    source, repost = origin_of(text, (name, owner))
    shared = blog.get("retweeted_status")
    if isinstance(shared, Mapping):
        source = words(literals.text(shared, "user.screen_name"), NAME) or source
        repost = True
        text = words(f"{text} {markup.plain(literals.text(shared, 'text_raw', 'text'))}", TEXT)
    told = blog.get("created_at")
    number = literals.text(blog, "id", "mid", "idstr")
    link = f"https://m.weibo.cn/detail/{number}" if re.fullmatch(r"\d{5,20}", number) else ""
    return Post(_title(text), day_of(told, moment), shown(told), link, source, repost, text)


def _title(text: str) -> str:
    """【…】 at the beginning is how offices write a heading; else the first sentence."""
    heading = re.match(r"(?:#[^#]{1,40}#\s*)?【([^】]{2,100})】", text)
    sentence = re.match(r"[^。！？!?]{1,80}", text)
    return words(heading[1] if heading else sentence[0] if sentence else text[:80], TITLE)


def _interactive(user: Row, pairs: list[tuple[Row, bool]]) -> bool | None:
    menus = [literals.text(menu, "name") for menu in literals.rows(user, "toolbar_menus")]
    if any(word in menu for menu in menus for word in page_words().menus):
        return True
    commented = any((literals.number(blog, "comments_count") or 0) > 0 for blog, _ in pairs)
    return True if commented else None


# ── what follows ──────────────────────────────────────────────────────────────────────────────────


def _refusal(url: str, value: object) -> Examined:
    """Why an answer holds neither posts nor an account."""
    code = literals.number(value, "ok")
    error = literals.number(value, "errno", "error_code")
    message = "".join(literals.text(value, "msg", "message", "data.msg").split())
    if code in _LOGIN or error in _LOGIN:
        return nothing(url, LOGIN)
    reason = wall_in(message, literals.text(value, "url"))
    if reason:
        return walled(url, reason)
    if any(word in message for word in page_words().weibo.empty) and _is_later(url):
        return Examined(AccountReading(url))
    return nothing(url, NOT_UNDERSTOOD)


def _is_later(url: str) -> bool:
    pairs = dict(parse_qsl(urlsplit(url).query))
    return "since_id" in pairs or pairs.get("page", "1") not in ("", "0", "1")


def _whole(url: str, value: object, posts: tuple[Post, ...], pinned: list[bool], since: date) -> bool:
    if reaches(posts, since, pinned):
        return True
    total = literals.number(value, "data.cardlistInfo.total", "data.total")
    return bool(posts) and not _is_later(url) and total is not None and 0 < total <= len(posts)


def _further(url: str, value: object, posts: tuple[Post, ...], key: str) -> tuple[str, ...]:
    """The posts of an account that was asked for, or the next page of posts: by cursor, else by number."""
    if not posts:
        wanted = _UID.fullmatch(key) and POSTS not in url
        return (CONTAINER + POSTS + key,) if wanted else ()
    parts = urlsplit(url)
    pairs = dict(parse_qsl(parts.query, keep_blank_values=True))
    cursor = literals.text(value, "data.cardlistInfo.since_id", "data.since_id")
    page = literals.number(pairs, "page") or 1
    info = literals.at(value, "data.cardlistInfo")
    if cursor and cursor != "0" and cursor != pairs.get("since_id"):
        pairs["since_id"] = cursor
        pairs.pop("page", None)
    elif page < _MAX_PAGE and not (isinstance(info, Mapping) and "page" in info and info["page"] is None):
        pairs["page"] = str(page + 1)
    else:
        return ()
    return (urlunsplit(parts._replace(query=urlencode(pairs), fragment="")),)
