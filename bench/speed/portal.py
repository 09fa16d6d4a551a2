"""The generated portal: a county's home page, channels, lists and articles as real portals write them, and nothing else.

Every page has a menu of all columns, a breadcrumb and a navigation of its channel: about 140 links and 20 kB. The same number
of pages gives the same bytes. There are no pictures, scripts or style sheets to fetch: whoever follows the links of
``<a>`` has every page.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

#: The day for which the pages are made.
TODAY = date(2026, 6, 15)
#: Bytes of a page.
SIZE = 20_000
#: Rows of a list: what an audit opens of a column at most.
ROWS = 20
_RELATED = 16
_FIXED = 2  # the home page and the map of the site


@dataclass(frozen=True, slots=True)
class Article:
    path: str
    title: str
    day: date
    seed: int


@dataclass(frozen=True, slots=True)
class Column:
    path: str
    name: str
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    path: str
    name: str
    columns: tuple[Column, ...]


@cache
def words() -> Any:
    """``portal.yml`` as it stands."""
    return yaml.safe_load((Path(__file__).parent / "portal.yml").read_text("utf-8"))


def bounds() -> tuple[int, int]:
    """The least and the greatest number of pages that the generated portal can have."""
    channels = words()["channels"]
    columns = sum(len(channel["columns"]) for channel in channels)
    fixed = _FIXED + len(channels) + columns
    return fixed + columns, fixed + columns * ROWS


def plan(pages: int) -> tuple[Channel, ...]:
    """Channels of a portal of exactly so many pages. Raises ValueError outside of :func:`bounds`."""
    least, most = bounds()
    if not least <= pages <= most:
        raise ValueError(f"the generated portal has {least} to {most} pages, not {pages}")
    columns = sum(len(channel["columns"]) for channel in words()["channels"])
    each, more = divmod(pages - _FIXED - len(words()["channels"]) - columns, columns)
    channels, at = [], 0
    for channel in words()["channels"]:
        made = []
        for name, title in channel["columns"].items():
            made.append(_column(f"/{channel['path']}/{name}/", title, each + (at < more), at))
            at += 1
        channels.append(Channel(f"/{channel['path']}/", channel["name"], tuple(made)))
    return tuple(channels)


def _column(path: str, name: str, rows: int, at: int) -> Column:
    dice = random.Random(at)
    articles = []
    for place in range(rows):
        day = TODAY - timedelta(days=1 + place * 2 + at % 3)
        number = 4_400_000 + at * 100 + place
        title = dice.choice(words()["titles"]).format(
            c=name, n=place + 1, p=words()["places"][number % len(words()["places"])]
        )
        articles.append(Article(f"{path}{day:%Y%m}/t{day:%Y%m%d}_{number}.html", title, day, number))
    return Column(path, name, tuple(articles))


def pages(count: int) -> Iterator[tuple[str, str]]:
    """(path, text) of every page, the home page first."""
    channels = plan(count)
    menu = _menu(channels)
    yield "/", _home(channels, menu)
    yield "/wzdt/", _map(channels, menu)
    for channel in channels:
        yield channel.path, _channel(channel, menu)
        for column in channel.columns:
            yield column.path, _list(channel, column, menu)
            for at, article in enumerate(column.articles):
                yield article.path, _article(channel, column, at, menu)


def _home(channels: tuple[Channel, ...], menu: str) -> str:
    blocks = "".join(
        f'<div class="block"><h2><a href="{column.path}">{column.name}</a></h2>{_rows(column, 2)}</div>\n'
        for column in (channel.columns[at % 8] for at, channel in enumerate(channels))
    )
    head = _meta(ColumnName="首页", ColumnType="首页")
    return _whole("", head, menu, f'<div class="w main home"><div class="blocks">\n{blocks}</div></div>\n')


def _map(channels: tuple[Channel, ...], menu: str) -> str:
    parts = "".join(
        f"<dl><dt>{channel.name}</dt><dd>{'、'.join(column.name for column in channel.columns)}</dd></dl>\n"
        for channel in channels
    )
    return _whole(
        "网站地图", _meta(ColumnName="网站地图"), menu, f'<div class="w main map">{_crumb()}{parts}</div>'
    )


def _channel(channel: Channel, menu: str) -> str:
    blocks = "".join(
        f'<div class="block"><h3><a href="{column.path}">{column.name}</a></h3>{_rows(column, 2)}</div>\n'
        for column in channel.columns
    )
    right = f'<div class="channel"><h1><span>{channel.name}</span></h1>\n{blocks}</div>'
    meta = _meta(ColumnName=channel.name, ColumnType=channel.name)
    return _whole(channel.name, meta, menu, _main(_crumb(channel), channel, right))


def _list(channel: Channel, column: Column, menu: str) -> str:
    right = (
        f'<div class="NewsList"><h1><span>{column.name}</span></h1>\n{_rows(column, ROWS)}</div>\n'
        '<div class="page"><script>createPageHTML(1, 0, "index", "html")</script></div>'
    )
    meta = _meta(ColumnName=column.name, ColumnType=column.name)
    return _whole(column.name, meta, menu, _main(_crumb(channel, column), channel, right))


def _article(channel: Channel, column: Column, at: int, menu: str) -> str:
    article = column.articles[at]
    source = "云溪县人民政府办公室"
    meta = _meta(
        ArticleTitle=article.title,
        PubDate=f"{article.day} 09:30",
        ContentSource=source,
        ColumnName=column.name,
    )
    others = [other for other in column.articles if other is not article][:_RELATED]
    related = "".join(f'<li><a href="{other.path}">{other.title}</a></li>\n' for other in others)
    text = _text(column.name, article)
    body = (
        f'<div class="w main">\n{_crumb(channel, column)}{_side(channel)}<div class="article">'
        f"<h1>{article.title}</h1>\n"
        f'<div class="toolbar">信息来源：{source}&emsp;|&emsp;发布时间：{article.day} 09:30</div>\n'
        f'<div class="view TRS_Editor trs_paper_default">\n{text}<p style="text-align:right">{source}</p>\n'
        f'<p style="text-align:right">{article.day.year}年{article.day.month}月{article.day.day}日</p></div></div>\n'
        f'<div class="relate"><h3>相关文档</h3><ul>\n{related}</ul></div></div>\n'
    )
    return _whole(article.title, meta, menu, body)


def _text(column: str, article: Article) -> str:
    dice = random.Random(article.seed)
    sentences = [
        dice.choice(words()["sentences"]).format(
            c=column, n=dice.randint(11, 9_999), p=dice.choice(words()["places"])
        )
        for _ in range(56)
    ]
    return "".join(f"<p>{''.join(sentences[at : at + 3])}</p>\n" for at in range(0, len(sentences), 3))


def _rows(column: Column, most: int) -> str:
    rows = "".join(
        f'<li><a href="{article.path}" title="{article.title}" target="_blank">{article.title}</a>'
        f"<span>{article.day}</span></li>\n"
        for article in column.articles[:most]
    )
    return f"<ul>\n{rows}</ul>"


def _crumb(*above: Channel | Column) -> str:
    links = "".join(
        f'&nbsp;&raquo;&nbsp;<a href="{each.path}" title="{each.name}" class="CurrChnlCls">{each.name}</a>'
        for each in above
    )
    return f'<div class="dqwz">您当前所在位置：<a href="/" title="首页" class="CurrChnlCls">首页</a>{links}</div>\n'


def _side(channel: Channel) -> str:
    links = "".join(
        f'<li class="li_nav"><a href="{column.path}">{column.name}</a></li>\n' for column in channel.columns
    )
    head = f'<h2><a href="{channel.path}">{channel.name}</a></h2>'
    return f'<div class="left">{head}<div class="Left_Nav"><ul>\n{links}</ul></div></div>\n'


def _main(crumb: str, channel: Channel, right: str) -> str:
    return f'<div class="w main">\n{crumb}{_side(channel)}<div class="right">{right}</div>\n</div>\n'


def _menu(channels: tuple[Channel, ...]) -> str:
    """The menu of all columns that stands on every page: 109 links."""
    lines = []
    for channel in channels:
        below = "".join(f'<li><a href="{each.path}">{each.name}</a></li>\n' for each in channel.columns)
        lines.append(
            f'<li><a href="{channel.path}">{channel.name}</a>\n<ul class="sub">\n{below}</ul></li>\n'
        )
    return "".join(lines)


def _meta(**content: str) -> str:
    return "".join(f'<meta name="{name}" content="{text}">\n' for name, text in content.items())


def _whole(title: str, meta: str, menu: str, body: str) -> str:
    site = f"{words()['name']}人民政府"
    head = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml"><head>\n'
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n'
        f"<title>{f'{title}_{site}' if title else site}</title>\n"
        f"{_meta(SiteName=site, SiteDomain=words()['host'], SiteIDCode='9950010001')}{meta}"
    )
    top = (
        f'</head>\n<body>\n<div class="head"><div class="w"><div class="sitename">{site}</div></div></div>\n'
        f'<div class="nav"><div class="w"><ul>\n<li><a href="/">首页</a></li>\n{menu}</ul></div></div>\n'
    )
    foot = (
        '<div class="foot"><div class="w"><p><a href="/wzdt/">网站地图</a>&nbsp;&nbsp;'
        "主办单位：云溪县人民政府办公室&nbsp;&nbsp;地址：云溪县城关镇人民路1号&nbsp;&nbsp;联系电话：0999-6188000&nbsp;&nbsp;"
        "网站标识码：9950010001&nbsp;&nbsp;京ICP备99500100号-1&nbsp;&nbsp;京公网安备 99500102000001号</p></div></div>\n"
        "</body></html>\n"
    )
    missing = SIZE - sum(len(part.encode()) for part in (head, top, body, foot))
    return head + _style(missing) + top + body + foot


def _style(size: int) -> str:
    """The style that such pages carry in themselves, about ``size`` bytes of it."""
    rules: list[str] = []
    length = 40
    while length < size:
        at = len(rules)
        rules.append(
            f".b{at} .block ul li a.n{at}{{float:left;width:{at % 90 + 10}%;line-height:{at % 9 + 24}px;color:#333}}"
        )
        length += len(rules[-1]) + 1
    return '<style type="text/css">\n{}\n</style>\n'.format("\n".join(rules)) if rules else ""
