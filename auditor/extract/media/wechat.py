"""A WeChat article: who posted it and when. ``var ct`` is the time to trust; 发布于昨天 is what was true once."""

from __future__ import annotations

import re
from datetime import datetime

from auditor.extract.dom import Dom, Element, squeeze, text_of
from auditor.extract.media import markup
from auditor.extract.media.origin import origin_of, owner_of
from auditor.extract.media.posts import NAME, TEXT, TITLE, Examined, words
from auditor.extract.media.when import day_of, found_in, shown
from auditor.media_page_words import page_words
from auditor.model import AccountReading, Post

_GH = re.compile(r"gh_[0-9a-zA-Z]{6,20}")
_BIZ = re.compile(r"[A-Za-z0-9+/]{6,24}={0,2}")
#: ``var ct = "1784772000"``, in newer pages ``create_time: '1784772000'``
_CT = re.compile(r"\bct\s*=\s*[\"']?(\d{10})(?!\d)")
_CREATED = re.compile(r"\bcreate_?[tT]ime[\"']?\s*[=:]\s*[\"']?(\d{10})(?!\d)")
_ELEMENTS = ("activity-name", "js_name", "js_content", "publish_time", "copyright_logo", "js_share_source")
#: ``var comment_enabled = "1" * 1``
_ON = "1"


def is_article(page: Dom) -> bool:
    """True for an article on WeChat itself. Its ``js_content`` alone also stands in articles that were pasted from there."""
    scripts = markup.constants_of(markup.scripts_of(page))
    own = bool(_GH.search(markup.constant(scripts, "user_name"))) or bool(_nickname(scripts))
    return own and ("msg_title" in scripts or any(name in _ELEMENTS[:3] for name in _boxes(page)))


def read_article(url: str, page: Dom, moment: datetime) -> Examined | None:
    """The one post of an article; None when it has no title."""
    scripts = markup.constants_of(markup.scripts_of(page))
    boxes = _boxes(page)
    title = words(_text(boxes, "activity-name"), TITLE) or words(
        markup.constant(scripts, "msg_title") or _meta(page, "og:title"), TITLE
    )
    if not title:
        return None
    name = words(_nickname(scripts) or _text(boxes, "js_name"), NAME)
    owner = owner_of(markup.constant(scripts, "principal_name", "verify_name"))
    text = _text(boxes, "js_content")
    source, repost = origin_of(text, (name, owner))
    logo = squeeze(_text(boxes, "copyright_logo"))
    if any(mark in logo for mark in page_words().origin.original):
        repost = False
    elif "js_share_source" in boxes:  # WeChat's own box above a text that another account posted first
        shared = words(_text(boxes, "js_share_source"), NAME)
        source, repost = source or shared, True
    day, told = _day(scripts, _text(boxes, "publish_time"), moment)
    post = Post(title, day, told, url, source, repost, words(text, TEXT))
    return Examined(
        AccountReading(url, name, owner, (post,), interactive=_interactive(scripts), key=_key(scripts))
    )


def _nickname(scripts: str) -> str:
    return markup.constant(scripts, "nickname", "nick_name")


def _boxes(page: Dom) -> dict[str, Element]:
    """The first element of each id that articles use."""
    found: dict[str, Element] = {}
    for element in page.body.iter():
        name = element.get("id") if isinstance(element.tag, str) else None
        if name in _ELEMENTS:
            found.setdefault(name, element)
    return found


def _text(boxes: dict[str, Element], name: str) -> str:
    return text_of(boxes[name]) if name in boxes else ""


def _meta(page: Dom, name: str) -> str:
    tags = (tag for tag in page.root.iter("meta") if (tag.get("property") or tag.get("name")) == name)
    return next((tag.get("content") or "" for tag in tags), "")


def _day(scripts: str, words_shown: str, moment: datetime) -> tuple[str, str]:
    """The day and the words that tell it. Words counted back (昨天) were true when the page was made, not now: alone they
    tell no day."""
    match = _CT.search(scripts) or _CREATED.search(scripts)
    told = match[1] if match else ""
    day = day_of(told, moment)
    if day:
        return day, told
    found = found_in(words_shown)
    whole = found is not None and found.value is not None
    return (day_of(words_shown, moment) if whole else ""), shown(words_shown or told)


def _key(scripts: str) -> str:
    match = _GH.fullmatch(markup.constant(scripts, "user_name"))
    biz = markup.constant(scripts, "biz", "appuin")
    return match[0] if match else biz if _BIZ.fullmatch(biz) else ""


def _interactive(scripts: str) -> bool | None:
    return True if markup.constant(scripts, "comment_enabled") == _ON else None
