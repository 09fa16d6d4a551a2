"""Engines whose page of results is a shell: 大汉 jsearchfront, and the newer 福建 ssp and 广东. Their rows come as data.

The shell has its filters in its own markup, and nothing that its script has not fetched yet.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape

from tests.standins.engine import Engine, Results
from tests.standins.family import Installed, controls, fixed, jump, shell, visit
from tests.standins.server import Heard, Reply, data

_JQUERY = '<script src="/js/jquery.min.js"></script>'
_CSRF = "k2Vb8sQw"


def _shell(engine: Engine, query: str, script: str, places: str) -> Reply:
    results = Results(query, (), 0, engine.behaviour.controls, engine.behaviour.mark)
    body = f'<div class="search-condition-box">{controls(results)}</div>{places}<script>{script}</script>'
    return shell("搜索", body, query, _JQUERY if "$" in script else "")


def _literal(value: object) -> str:
    """A value as a script may hold it."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


# ── 大汉 ─────────────────────────────────────────────────────────────────────────────────────────────


def jsearch(engine: Engine, base: str) -> Installed:
    """cateSearch.do gives each row as markup; its links count visits before they lead on."""
    fields = {"websiteid": "990215000000000", "pg": "10", "cateid": "29", "tpl": "38"}

    def show(heard: Heard) -> Reply:
        query = heard.fields().get("q", "")
        script = (
            f"var params = {_literal(fields | {'p': '1', 'pos': '', 'q': query})};\n"
            f"$.ajax({{type: 'post', url: '{base}jsearchfront/interfaces/cateSearch.do', data: params, dataType: 'json',"
            " success: function (d) { $('#total').html(d.total); $('#items').html(d.result.join('')); }});"
        )
        return _shell(
            engine, query, script, '<div>找到约 <span id="total"></span> 条结果</div><div id="items"></div>'
        )

    def search(heard: Heard) -> Reply:
        sent = heard.fields()
        if heard.method != "POST" or any(sent.get(name) != fields[name] for name in ("websiteid", "tpl")):
            return data('{"success":false,"error":"参数错误"}')
        results = engine.results(sent.get("q", ""))
        rows = [
            f'<div class="jcse-result-box news-result"><div class="jcse-news-title"><a href="{escape(jump(f"{base}jsearchfront/visit/link.do", hit))}" target="_blank">{results.marked(hit.title)}</a></div>'
            f'<div class="jcse-news-abs"><div class="jcse-news-abs-content">{results.marked(hit.excerpt)}</div></div>'
            f'<div class="jcse-news-other-info"><div class="jcse-news-url"><a href="{escape(hit.href)}">{escape(hit.href)}</a></div><span class="jcse-news-date">{hit.day}</span></div></div>'
            for hit in results.hits
        ]
        return data(_literal({"success": True, "total": results.total, "result": rows}))

    box = (
        f'<form action="{base}jsearchfront/search.do" method="get" target="_blank">'
        + "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in fields.items())
        + '<input type="hidden" name="p" value="1"><input type="text" name="q"><button type="submit">搜索</button></form>'
    )
    routes = {
        "/jsearchfront/search.do": show,
        "/jsearchfront/interfaces/cateSearch.do": lambda heard: engine.answer(heard, search),
        "/jsearchfront/visit/link.do": visit,
    }
    return Installed(fixed(box), routes)


# ── 福建 ─────────────────────────────────────────────────────────────────────────────────────────────


_SSP_FILL = """
var request = new XMLHttpRequest();
request.open('POST', api);
request.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded; charset=UTF-8');
request.onload = function () {
  var d = JSON.parse(request.responseText);
  document.querySelector('.result_num').innerHTML = '共检索到 <em class="n">' + d.total + '</em> 条结果';
  document.getElementById('list').innerHTML = d.datas.map(function (row) {
    return '<div class="result_item"><a class="result_title" href="' + row.docpuburl + '">' + row.doctitle + '</a><p class="result_con">'
      + row.doccontent + '</p><p class="result_time">发布时间：' + row.docreltime.slice(0, 10) + '</p></div>';
  }).join('') || '<div class="no_data">未检索到相关内容，请更换关键词后重试</div>';
};
request.send(new URLSearchParams(option).toString());
"""


def ssp(interface: str) -> Callable[[Engine, str], Installed]:
    """``interface`` is the path that the script of its page asks."""
    return lambda engine, base: _ssp(engine, base, interface)


def _ssp(engine: Engine, base: str, interface: str) -> Installed:
    site = "ff808081624641aa"

    def show(heard: Heard) -> Reply:
        query = heard.fields().get("key", "")
        sent = _literal({"siteId": site, "mainSiteId": site, "page": 1, "rows": 10, "keyWord": query})
        script = f"var option = {sent}, api = '{base}{interface}?time=' + new Date().getTime();{_SSP_FILL}"
        return _shell(
            engine, query, script, '<p class="result_num"></p><div class="result_box" id="list"></div>'
        )

    def search(heard: Heard) -> Reply:
        sent = heard.fields()
        if heard.method != "POST" or sent.get("siteId") != site:
            return data('{"status":"500","msg":"站点参数错误"}')
        results = engine.results(sent.get("keyWord", ""))
        rows = [
            {
                "_doctitle": hit.title,
                "doctitle": results.marked(hit.title, "<span style='color:red'>", "</span>"),
                "doccontent": results.marked(hit.excerpt, "<span style='color:red'>", "</span>"),
                "docpuburl": hit.href,
                "docreltime": f"{hit.day} 10:20:00",
            }
            for hit in results.hits
        ]
        return data(_literal({"status": "200", "total": results.total, "datas": rows}))

    box = (
        f'<form method="get" action="{base}ssp/main/index.html" target="_blank"><input type="hidden" name="siteId" value="{site}">'
        '<input type="text" placeholder="请输入搜索内容" name="key"><button class="btn_base">搜索</button></form>'
    )
    routes = {
        "/ssp/main/index.html": show,
        f"/{interface}": lambda heard: engine.answer(heard, search),
    }
    return Installed(fixed(box), routes)


# ── 广东 ─────────────────────────────────────────────────────────────────────────────────────────────


_FILL = """
fetch(_API, {method: 'POST', headers: {'X-CSRF-TOKEN': _CSRF, 'Content-Type': 'application/x-www-form-urlencoded'},
             body: new URLSearchParams({keywords: _KEYWORDS, site_id: _SITE, page: 1})}).then(r => r.json()).then(d => {
  const news = d.data.news;
  document.getElementById('total').textContent = news.total;
  document.getElementById('list').innerHTML = news.list.map(row => `<div class="list-item all"><a class="title" href="${row.url}">${row.title}</a>
    <div class="content">${row.content}</div><div class="info"><span class="time">${row.pub_time.slice(0, 10)}</span></div></div>`).join('')
    || '<div class="empty">抱歉，没有找到相关的结果</div>';
});
"""


def guangdong(admits: Callable[[Heard], bool]) -> Callable[[Engine, str], Installed]:
    """``admits`` says whom the interface answers; others get a status 419, which means a page that has expired."""

    def install(engine: Engine, base: str) -> Installed:
        def show(heard: Heard) -> Reply:
            query = heard.fields().get("keywords", "")
            script = f"var _CSRF = '{_CSRF}', _SITE = 990215, _KEYWORDS = {_literal(query)}, _API = '{base}api/search/all';{_FILL}"
            places = '<div class="count">为你找到相关结果 <b id="total"></b> 个</div><div class="list-body" id="list"></div>'
            return _shell(engine, query, script, places)

        def search(heard: Heard) -> Reply:
            sent = heard.fields()
            if heard.method != "POST" or sent.get("site_id") != "990215" or not admits(heard):
                return data('{"message":"CSRF token mismatch."}', 419)
            results = engine.results(sent.get("keywords", ""))
            rows = [
                {
                    "title": results.marked(hit.title),
                    "content": results.marked(hit.excerpt),
                    "url": hit.href,
                    "pub_time": f"{hit.day} 09:00:00",
                    "site_name": "文岭县人民政府",
                }
                for hit in results.hits
            ]
            return data(_literal({"errcode": 0, "data": {"news": {"list": rows, "total": results.total}}}))

        box = (
            f'<form class="search-form" action="{base}search/all/990215" method="get" target="_blank">'
            '<input type="text" name="keywords" placeholder="请输入关键字"><button type="submit">搜索</button></form>'
        )
        routes = {
            "/search/all/990215": show,
            "/api/search/all": lambda heard: engine.answer(heard, search),
        }
        return Installed(fixed(box), routes)

    return install


def anybody(_heard: Heard) -> bool:
    return True


def with_token(heard: Heard) -> bool:
    return heard.headers.get("x-csrf-token") == _CSRF
