"""The ways in which an engine is bad; each is bad in this way only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.standins.county import COLUMNS, ITEMS, NAME, Item
from tests.standins.engine import Behaviour, Hit, folded, full_text, hit_of, plain
from tests.standins.server import Heard, Reply, moved, page

PROPER = Behaviour()


# ── it does not answer ───────────────────────────────────────────────────────────────────────────────


def _always(reply: Reply) -> Callable[[Heard], Reply]:
    return lambda _heard: reply


def _said(title: str, text: str, status: int = 200) -> Behaviour:
    whole = f"<html><head><title>{title}</title></head><body><div class=box><p>{text}</p></div></body></html>"
    return Behaviour(instead=_always(page(whole, status)))


GONE = _said("404 Not Found", "404 Not Found nginx", 404)
BROKEN = _said("Apache Tomcat - Error report", "HTTP Status 500 - java.lang.NullPointerException", 500)
BUSY = _said("503", "503 Service Temporarily Unavailable", 503)


# ── it does not let us in ────────────────────────────────────────────────────────────────────────────

#: Pages of their own, which come instead of any page.
CHALLENGE = _said("安全验证", "请完成下方验证后继续访问")
LOGIN = _said(
    "统一身份认证",
    "请先登录 <form action=/login method=post>用户名<input name=u>密码<input type=password name=p><button>登录</button></form>",
)


def _said_inside(words: str) -> Behaviour:
    """On a page that looks like any other of the portal."""
    menu = "".join(f'<li><a href="/{slug}/">{name}</a></li>' for slug, name in COLUMNS.items())
    whole = (
        f'<html><head><title>站内搜索_{NAME}</title></head><body><h1>{NAME}</h1><ul class="nav"><li><a href="/">首页</a></li>{menu}</ul>'
        f'<div class="main"><p>{words}</p><p>搜索须知：{"请输入完整的关键词，多个关键词之间用空格隔开。" * 6}</p></div></body></html>'
    )
    return Behaviour(instead=_always(page(whole)))


CAPTCHA = _said_inside("验证码不能为空，请返回后重新搜索")
TOO_OFTEN = _said_inside("系统限制的搜索时间间隔为 30 秒，请稍后再搜索")
MEMBERS_ONLY = _said_inside("请先登录后再使用搜索功能")


# ── it answers, but finds badly ──────────────────────────────────────────────────────────────────────


def _nothing(_items: Sequence[Item], _query: str) -> Sequence[Item]:
    return ()


def _among(held: Callable[[Item], bool]) -> Callable[[Sequence[Item], str], Sequence[Item]]:
    """The index holds only some items; for the others it finds what shares a pair of characters with the query."""

    def find(items: Sequence[Item], query: str) -> Sequence[Item]:
        index = [item for item in items if held(item)]
        return full_text(index, query) or [item for item in index if _pairs(item.title) & _pairs(query)]

    return find


def _pairs(text: str) -> set[str]:
    whole = folded(text)
    return {whole[n : n + 2] for n in range(len(whole) - 1)}


def _titles_only(items: Sequence[Item], query: str) -> Sequence[Item]:
    words = [folded(word) for word in query.split()]
    return [item for item in items if words and all(word in folded(item.title) for word in words)]


def _everything(items: Sequence[Item], query: str) -> Sequence[Item]:
    """What fits stands first, then all the rest."""
    found = full_text(items, query)
    return [*found, *(item for item in items if item not in found)]


NOTHING = Behaviour(find=_nothing)
HALF = Behaviour(find=_among(lambda item: ITEMS.index(item) % 2 == 0))
OLD_ONLY = Behaviour(find=_among(lambda item: item.day < "2025-06"))
TITLES_ONLY = Behaviour(find=_titles_only)
EVERYTHING = Behaviour(find=_everything, total=lambda _found: 18643)
SAME_LIST = Behaviour(find=lambda items, _query: items, total=lambda _found: 18643)


# ── it finds, but serves badly ───────────────────────────────────────────────────────────────────────


def _moved_away(items: Sequence[Item]) -> Sequence[Hit]:
    """The index still has the addresses of the old site."""
    return [replace(hit, href=f"/old/content{hit.href}") for hit in map(hit_of, items)]


SLOW = Behaviour(delay=0.25)
UNFILTERED = Behaviour(controls=())
UNMARKED = Behaviour(mark=plain)
DEAD_RESULTS = Behaviour(hits=_moved_away)


# ── it wants more than to answer ─────────────────────────────────────────────────────────────────────


def led_astray(others: Sequence[str]) -> Behaviour:
    """Every row is there, and above it one that leads to each of ``others``."""

    def hits(items: Sequence[Item]) -> Sequence[Hit]:
        strange = [
            Hit(f"{item.title}（附件）", url, item.day, "", item.text) for item in items for url in others
        ]
        return [*strange, *map(hit_of, items)]

    return Behaviour(hits=hits)


def _unescaped(text: str, query: str, opening: str, closing: str) -> str:
    """What was asked and what was found come back as markup, with more of it."""
    return (
        f"{text.replace(query, f'{opening}{query}{closing}')}<script>alert('{query}')</script><img src=x onerror=alert(1)>"
        "\x1b[31m\u202e{{7*7}}"
    )


MARKUP = Behaviour(mark=_unescaped)


def loop(path: str) -> Behaviour:
    """It leads back to itself for ever."""
    return Behaviour(instead=lambda heard: moved(f"{path}?{heard.query}&again=1"))


def flood(pieces: Callable[[], Reply]) -> Behaviour:
    return Behaviour(instead=lambda _heard: pieces())
