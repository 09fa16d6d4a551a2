"""Engines that a form asks: 帝国CMS, TRS was5, 福建 ssp, a program of its own on GBK pages, one that wants a fresh token."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from html import escape

from tests.standins.county import Box
from tests.standins.engine import Engine
from tests.standins.family import Installed, controls, fixed, refused, shell
from tests.standins.server import Heard, Reply, moved, page

# ── 帝国CMS ──────────────────────────────────────────────────────────────────────────────────────────


def empire(engine: Engine, base: str) -> Installed:
    """POST, then a redirect to a page of results by number. An empty answer is a message with a link back."""
    asked: list[str] = []

    def search(heard: Heard) -> Reply:
        sent = heard.fields()
        if heard.method != "POST" or not {"show", "tempid"} <= sent.keys():
            return refused("您来自的链接不存在")
        asked.append(sent.get("keyboard", ""))
        return moved(f"{base}e/search/result/?searchid={len(asked)}")

    def result(heard: Heard) -> Reply:
        number = heard.fields().get("searchid", "")
        if not number.isdigit() or not 0 < int(number) <= len(asked):
            return refused("此搜索记录不存在")
        results = engine.results(asked[int(number) - 1])
        if not results.hits:
            return page(
                "<html><head><title>信息提示</title></head><body><table><tr><td><b>没有搜索到相关的内容</b></td></tr>"
                f'<tr><td><a href="javascript:history.go(-1)">如果您的浏览器没有自动跳转，请点击这里</a></td></tr></table>{controls(results)}</body></html>'
            )
        rows = "".join(
            f'<li><h2 class="r"><span>{n}.</span> <a href="{escape(hit.href)}" target="_blank">{results.marked(hit.title, "<font color=red>", "</font>")}</a></h2>'
            f'<p class="x">{results.marked(hit.excerpt, "<font color=red>", "</font>")}</p><span class="time">\n {hit.day}\n </span></li>'
            for n, hit in enumerate(results.hits, 1)
        )
        pages = f'<div class="epages"><a title="Total record">&nbsp;<b>{results.total}</b> </a>&nbsp;&nbsp;&nbsp;<b>1</b></div>'
        return shell(
            "搜索结果", f'{controls(results)}<ul class="news_list">{rows}</ul>{pages}', results.query
        )

    box = (
        f'<form action="{base}e/search/index.php" method="post" name="searchform" id="searchform" target="_blank">'
        '<input type="hidden" name="show" value="title,newstext"><input type="hidden" name="tempid" value="1">'
        '<input type="hidden" name="tbname" value="news"><input type="text" name="keyboard" class="inputText">'
        '<input type="submit" name="Submit" value="搜索"></form>'
    )
    routes = {
        "/e/search/index.php": lambda heard: engine.answer(heard, search),
        "/e/search/result/": result,
    }
    return Installed(fixed(box), routes)


# ── TRS was5 ─────────────────────────────────────────────────────────────────────────────────────────


def was5(method: str) -> Callable[[Engine, str], Installed]:
    def install(engine: Engine, base: str) -> Installed:
        def search(heard: Heard) -> Reply:
            sent = heard.fields()
            if heard.method != method or sent.get("channelid") != "258715":
                return refused("检索频道不存在，请检查参数 channelid")
            results = engine.results(sent.get("searchword", ""))
            rows = "".join(
                f'<li class="searchresult"><a class="searchresulttitle" href="{escape(hit.href)}" target="_blank">{results.marked(hit.title, "<font color=#FF0000>", "</font>")}</a>'
                f'<div class="searchresultabstract">{results.marked(hit.excerpt, "<font color=#FF0000>", "</font>")}</div>'
                f'<span class="dates">{hit.day.replace("-", ".")}</span></li>'
                for hit in results.hits
            )
            found = f'<div class="outline">检索结果 共有<span class="num">{results.total}</span>条记录，用时 0.012 秒</div><ol>{rows}</ol>'
            nothing = '<div class="searchtip">很抱歉，没有找到和您的查询条件相符合的结果</div>'
            return shell("检索结果", controls(results) + (found if results.hits else nothing), results.query)

        box = (
            f'<form id="schform" method="{method.lower()}" name="schform" action="{base}was5/web/search" target="_blank" accept-charset="utf-8">'
            '<input type="text" alt="本栏检索" placeholder="本栏检索" id="keyword" name="searchword" class="blinput">'
            '<input type="hidden" name="channelid" value="258715"><button type="submit">搜索</button></form>'
        )
        return Installed(fixed(box), {"/was5/web/search": lambda heard: engine.answer(heard, search)})

    return install


# ── 福建 ssp ─────────────────────────────────────────────────────────────────────────────────────────


def ssp(method: str, name: str) -> Callable[[Engine, str], Installed]:
    def install(engine: Engine, base: str) -> Installed:
        def search(heard: Heard) -> Reply:
            sent = heard.fields()
            if heard.method != method or sent.get("siteId") != "402804278b376967":
                return refused("站点参数错误")
            results = engine.results(sent.get(name, ""))
            rows = "".join(
                f'<div class="result_item"><a class="result_title" href="{escape(hit.href)}" target="_blank">{results.marked(hit.title, "<span style=color:red>", "</span>")}</a>'
                f'<p class="result_con">{results.marked(hit.excerpt, "<span style=color:red>", "</span>")}</p><p class="result_time">发布时间：{hit.day}</p></div>'
                for hit in results.hits
            )
            found = f'<p class="result_num">共检索到 <em class="n">{results.total}</em> 条结果</p><div class="result_box">{rows}</div>'
            nothing = '<div class="no_data">未检索到相关内容，请更换关键词后重试</div>'
            return shell(
                "站内搜索",
                controls(results, "ul", "li", "li") + (found if results.hits else nothing),
                results.query,
            )

        box = (
            f'<form method="{method.lower()}" action="{base}ssp/main/index.html" target="_blank">'
            '<input type="hidden" name="siteId" value="402804278b376967">'
            f'<input type="text" placeholder="请输入搜索内容" name="{name}" required="required" class="form-control">'
            '<button class="btn_base"><i class="trt-iconfont trt-icon-sousuo"></i></button></form>'
        )
        return Installed(fixed(box), {"/ssp/main/index.html": lambda heard: engine.answer(heard, search)})

    return install


# ── a program of its own, in GBK ─────────────────────────────────────────────────────────────────────


def gbk(engine: Engine, base: str) -> Installed:
    """The page says in which charset its form is sent; whoever sends another finds nothing."""

    def search(heard: Heard) -> Reply:
        results = engine.results(heard.fields("gb18030").get("keyword", ""))
        rows = "".join(
            f'<tr><td><a href="{escape(hit.href)}">{results.marked(hit.title, "<b style=color:red>", "</b>")}</a></td><td>{hit.day}</td></tr>'
            for hit in results.hits
        )
        found = f'<p>共找到 {results.total} 条记录</p><table class="result">{rows}</table>'
        body = controls(results) + (found if results.hits else "<p>对不起，没有找到符合条件的记录！</p>")
        return shell("站内搜索", body, results.query, charset="gb18030")

    box = (
        f'<form name="search" action="{base}search.asp" method="get"><select name="type"><option value="title">标题</option>'
        '<option value="all" selected>全文</option></select><input type="text" name="keyword"><input type="submit" value="搜索"></form>'
    )
    return Installed(fixed(box), {"/search.asp": lambda heard: engine.answer(heard, search)})


# ── one that wants a fresh token and its cookie ──────────────────────────────────────────────────────


def token(engine: Engine, base: str) -> Installed:
    """Every page brings a cookie and a token that belongs to it. A token serves one query, and only the last page's."""
    numbers = itertools.count(1)
    valid: dict[str, str] = {}

    def box() -> Box:
        number = next(numbers)
        valid.clear()
        valid[f"s{number}"] = f"t{number:08}"
        markup = (
            f'<form action="{base}search/do" method="post"><input type="hidden" name="_csrf" value="t{number:08}">'
            '<input type="text" name="keyword" placeholder="请输入关键词"><button type="submit">搜索</button></form>'
        )
        return Box(markup, (("Set-Cookie", f"SESSION=s{number}; Path=/; HttpOnly"),))

    def search(heard: Heard) -> Reply:
        sent = heard.fields()
        if valid.pop(heard.cookie("SESSION"), None) != sent.get("_csrf", ""):
            return page(
                "<html><head><title>提示</title></head><body><p>页面已过期，请刷新后重试</p></body></html>",
                403,
            )
        results = engine.results(sent.get("keyword", ""))
        rows = "".join(
            f'<li><a href="{escape(hit.href)}">{results.marked(hit.title)}</a><span>{hit.day}</span></li>'
            for hit in results.hits
        )
        found = f'<p>共 {results.total} 条结果</p><ul class="result-list">{rows}</ul>'
        body = controls(results) + (found if results.hits else "<p>没有找到相关结果</p>")
        return shell("全站搜索", body, results.query)

    return Installed(box, {"/search/do": lambda heard: engine.answer(heard, search)})
