"""Engines to which a script leads: TRS igs, 大汉 jrobot, 开普, 广东, a box with nothing but a script."""

from __future__ import annotations

from html import escape

from tests.standins.engine import Engine
from tests.standins.family import Installed, controls, fixed, jump, refused, shell, visit
from tests.standins.server import Heard, Reply

# ── TRS igs ──────────────────────────────────────────────────────────────────────────────────────────


def igs(engine: Engine, base: str) -> Installed:
    """The box is an input; its script joins the address."""

    def search(heard: Heard) -> Reply:
        sent = heard.fields()
        if (sent.get("code"), sent.get("siteId")) != ("9f2b5c", "39"):
            return refused("检索配置不存在")
        results = engine.results(sent.get("searchWord", ""))
        rows = "".join(
            f'<div class="result-item"><h3 class="title"><a href="{escape(hit.href)}" target="_blank">{results.marked(hit.title)}</a></h3>'
            f'<p class="desc">{results.marked(hit.excerpt)}</p><p class="other"><span>{hit.column}</span><span class="date">{hit.day}</span></p></div>'
            for hit in results.hits
        )
        found = f'<div class="tools">为您找到相关结果<b>{results.total}</b>条</div><div class="result-list">{rows}</div>'
        nothing = f'<div class="no-result"><p>抱歉，没有找到与“{escape(results.query)}”相关的结果</p><p>建议您检查输入是否正确</p></div>'
        return shell("智能检索", controls(results) + (found if results.hits else nothing), results.query)

    box = (
        '<input type="text" id="searchWord" placeholder="请输入关键字"><a class="search-btn" href="javascript:void(0)" onclick="igsSearch()">搜索</a>'
        '<script>var igsCode = "9f2b5c"; function igsSearch() { var w = document.getElementById("searchWord").value;\n'
        f' window.open("{base}igs/front/search.jhtml?code=" + igsCode + "&siteId=39&pageNumber=1&pageSize=10&searchWord=" + encodeURIComponent(w)); }}</script>'
    )
    return Installed(fixed(box), {"/igs/front/search.jhtml": lambda heard: engine.answer(heard, search)})


# ── 大汉 ─────────────────────────────────────────────────────────────────────────────────────────────


def jrobot(engine: Engine, base: str) -> Installed:
    """The older product: its rows stand in the page."""

    def search(heard: Heard) -> Reply:
        sent = heard.fields()
        if sent.get("webid") != "12":
            return refused("网站不存在")
        results = engine.results(sent.get("q", ""))
        rows = "".join(
            f'<div class="jsearch-result-box"><div class="jsearch-result-title"><a href="{escape(jump(f"{base}jrobot/plugin/link/show.do", hit))}" target="_blank">{results.marked(hit.title)}</a></div>'
            f'<div class="jsearch-result-abs">{results.marked(hit.excerpt)}</div>'
            f'<div class="jsearch-result-other-info"><div class="jsearch-result-url"><a href="{escape(hit.href)}">{escape(hit.href)}</a></div><span class="jsearch-result-date">{hit.day}</span></div></div>'
            for hit in results.hits
        )
        found = f'<div id="jsearch-info-box" data-total="{results.total}">找到约 {results.total} 条结果</div><div id="jsearch-result-items">{rows}</div>'
        nothing = '<div id="jsearch-info-box" data-total="0"></div><div class="jsearch-noresult">抱歉，没有找到相关结果</div>'
        return shell("搜索", controls(results) + (found if results.hits else nothing), results.query)

    box = (
        '<input type="text" id="q" placeholder="请输入关键字"><a id="sbtn" href="javascript:robot()">搜索</a>'
        '<script>var webid = "12"; function robot() { var q = document.getElementById("q");\n'
        f' location.href = "{base}jrobot/search.do?webid=" + webid + "&pg=12&p=1&tpl=&category=&q=" + encodeURI(q.value); }}</script>'
    )
    routes = {
        "/jrobot/search.do": lambda heard: engine.answer(heard, search),
        "/jrobot/plugin/link/show.do": visit,
    }
    return Installed(fixed(box), routes)


# ── 开普 ─────────────────────────────────────────────────────────────────────────────────────────────


def ucap(engine: Engine, base: str) -> Installed:
    """so.kaipuyun.cn: one host for the portals of many, told apart by their 标识码."""

    def search(heard: Heard) -> Reply:
        sent = heard.fields()
        if sent.get("siteCode") != "9902150001":
            return refused("站点未开通搜索服务")
        results = engine.results(sent.get("qt", ""))
        rows = "".join(
            f'<div class="wordGuide Residence-permit"><div class="bigTit clearfix"><span class="type">{hit.column}</span><a href="{escape(hit.href)}" target="_blank" class="titleWrap">{results.marked(hit.title)}</a></div>'
            f'<p class="summaryFont">{results.marked(hit.excerpt)}</p><p class="time">发布时间：<span class="sourceDateFont">{hit.day}</span></p></div>'
            for hit in results.hits
        )
        found = f'<div class="toolTit">小智为您找到相关结果约<span class="num">{results.total}</span>条</div><div class="xwMain">{rows}</div>'
        nothing = (
            f'<div class="noResult">很抱歉，没有找到与“<em>{escape(results.query)}</em>”相关的内容</div>'
        )
        return shell("搜索中心", controls(results) + (found if results.hits else nothing), results.query)

    box = (
        '<input type="text" id="qt" placeholder="请输入搜索关键词"><span class="btn" onclick="goSearch()">搜索</span>'
        '<script>function goSearch() { var qt = document.getElementById("qt").value;\n'
        f' window.open("{base}s?siteCode=9902150001&tab=all&qt=" + encodeURIComponent(qt)); }}</script>'
    )
    return Installed(fixed(box), {"/s": lambda heard: engine.answer(heard, search)})


# ── 广东 ─────────────────────────────────────────────────────────────────────────────────────────────


def guangdong(engine: Engine, base: str) -> Installed:
    """search.gd.gov.cn: the portal is a number in the path."""

    def search(heard: Heard) -> Reply:
        results = engine.results(heard.fields().get("keywords", ""))
        rows = "".join(
            f'<div class="list-item all"><a class="title" href="{escape(hit.href)}" target="_blank">{results.marked(hit.title)}</a>'
            f'<div class="content">{results.marked(hit.excerpt)}</div><div class="info"><span class="source">{hit.column}</span><span class="time">{hit.day}</span></div></div>'
            for hit in results.hits
        )
        found = (
            f'<div class="count">为你找到相关结果 {results.total} 个</div><div class="list-body">{rows}</div>'
        )
        nothing = (
            '<div class="list-body"><div class="empty">抱歉，没有找到相关的结果，请更换关键词</div></div>'
        )
        return shell(
            "广东省政府网站搜索", controls(results) + (found if results.hits else nothing), results.query
        )

    box = (
        f'<form class="search-form" action="{base}search/all/990215" method="get" target="_blank">'
        '<input type="text" name="keywords" placeholder="请输入关键字"><button type="submit" class="icon-search">搜索</button></form>'
    )
    return Installed(fixed(box), {"/search/all/990215": lambda heard: engine.answer(heard, search)})


# ── a script and nothing else ────────────────────────────────────────────────────────────────────────


def script_box(engine: Engine, base: str) -> Installed:
    def search(heard: Heard) -> Reply:
        results = engine.results(heard.fields().get("keyword", ""))
        rows = "".join(
            f'<li><a href="{escape(hit.href)}">{results.marked(hit.title)}</a><span>{hit.day}</span><p>{results.marked(hit.excerpt)}</p></li>'
            for hit in results.hits
        )
        found = f'<p>搜索到 {results.total} 条相关信息</p><ul class="list">{rows}</ul>'
        nothing = "<p>暂无相关信息</p>"
        return shell("站内搜索", controls(results) + (found if results.hits else nothing), results.query)

    box = (
        '<input type="text" id="key" placeholder="请输入关键字"><button type="button" onclick="search()">搜索</button>'
        f'<script>function search() {{ var key = document.getElementById("key").value; window.location.href="{base}search.html?keyword="+key; }}</script>'
    )
    return Installed(fixed(box), {"/search.html": lambda heard: engine.answer(heard, search)})
