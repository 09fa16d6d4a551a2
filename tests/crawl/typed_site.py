"""Pages whose search box only a browser can try: each leads, answers, or misbehaves in a way of its own.

``go`` is what the button does; ``q()`` gives what stands in the box.
"""

from __future__ import annotations

from tests.e2e.loopback import NOTHING, Asked, Reply, html

HOST = "www.lifang.test"
QUERY = "清河县 2026年政府工作报告"
#: An address to which no request may ever go; the name is that of another site's host.
FOREIGN = "http://so.other.test/s"
ROWS = "document.getElementById('r').innerHTML = '<ul><li><a href=/a/1.html>' + d.title + '</a></li></ul>'"
LETTER = (
    "<form id=letter action='/letter/save.do' method={}><input name=xm value=姓名><input name=title><textarea name=nr>信</textarea>"
    "<input type=submit value=提交></form>"
)


def page(body: str, script: str = "", charset: str = "utf-8") -> Reply:
    text = f"<!DOCTYPE html><html><head><meta charset={charset}><title>页</title></head><body>{body}<script>{script}</script></body></html>"
    return Reply(text.encode(charset), 200, {"Content-Type": "text/html"})


def box(go: str, *, more: str = "", charset: str = "utf-8") -> Reply:
    """A page with a box of id ``kw`` and a button that runs ``go``."""
    bare = "<div class=search><input type=text id=kw placeholder=请输入关键字><button type=button onclick='go()'>搜索</button></div><div id=r></div>"
    script = f"function q() {{ return document.getElementById('kw').value; }} function go() {{ {go} }}"
    return page(bare + more, script, charset)


def form(
    attributes: str, fields: str = "", button: str = "<input type=submit value=搜索>", script: str = ""
) -> Reply:
    return page(f"<form class=search {attributes}>{fields}<input type=text name=kw>{button}</form>", script)


E = "encodeURIComponent(q())"
#: Boxes that lead elsewhere by GET, and the address with ``{utf8}``, ``{gbk}``, ``{u}``, ``{twice}``, ``{form}`` for the query.
LEADING: dict[str, tuple[Reply, str]] = {
    "/href/": (box(f"location.href = '/so.html?a=1&kw=' + {E}"), "/so.html?a=1&kw={utf8}"),
    "/replace/": (box(f"location.replace('/so.html?kw=' + {E} + '#top')"), "/so.html?kw={utf8}"),
    "/open/": (box(f"window.open('/so.html?kw=' + {E}, '_blank')"), "/so.html?kw={utf8}"),
    "/open-later/": (box(f"const w = window.open('', '_blank'); setTimeout(() => {{ w.location.href = '/so.html?kw=' + {E} }}, 50)"), "/so.html?kw={utf8}"),
    "/anchor/": (box(f"const a = document.createElement('a'); a.href = '/so.html?kw=' + {E}; a.target = '_blank'; document.body.append(a); a.click()"), "/so.html?kw={utf8}"),
    "/away/": (box(f"location.href = '{FOREIGN}?site=4&q=' + {E}"), FOREIGN + "?site=4&q={utf8}"),
    "/gbk/": (box("location.href = '/so.html?kw=' + q()", charset="gbk"), "/so.html?kw={gbk}"),
    "/escape/": (box("location.href = '/so.html?kw=' + escape(q())"), "/so.html?kw={u}"),
    "/twice/": (box("location.href = '/so.html?kw=' + encodeURI(encodeURI(q()))"), "/so.html?kw={twice}"),
    "/path/": (box(f"location.href = '/so/' + {E} + '/1.html'"), "/so/{utf8}/1.html"),
    "/here/": (box(f"location.search = '?kw=' + {E}"), "/here/?kw={utf8}"),
    "/messages/": (box(f"alert('即将离开'); if (!confirm('打开新窗口？')) location.href = '/so.html?kw=' + {E}; onbeforeunload = () => 1"), "/so.html?kw={utf8}"),
    "/frame/": (box(f"document.getElementById('f').src = '/so.html?kw=' + {E}", more="<iframe id=f></iframe>"), "/so.html?kw={utf8}"),
    "/form/": (form("action=/so.html target=_blank", "<input type=hidden name=site value=3>", script="document.forms[0].onsubmit = () => true"), "/so.html?site=3&kw={form}"),
    "/formless/": (form("", script="document.forms[0].action = '/so.html'"), "/so.html?kw={form}"),
    "/image/": (form("action=/so.html", button="<input type=image src=/so.png alt=''>"), "/so.html?kw={form}&x=0&y=0"),
    "/enter/": (page("<div class=search><input id=kw placeholder=请输入关键字></div>", f"const q = () => kw.value; kw.onkeydown = e => {{ if (e.keyCode == 13) location.href = '/so.html?kw=' + {E} }}"), "/so.html?kw={utf8}"),
    "/dead-button/": (page("<div class=search><input id=kw placeholder=请输入关键字><button type=button>搜索</button></div>", f"const q = () => kw.value; kw.onkeypress = e => {{ if (e.key == 'Enter') location.href = '/so.html?kw=' + {E} }}"), "/so.html?kw={utf8}"),
    "/named/": (page("<div><input id=other placeholder=搜索政策><button onclick='no()'>搜索</button></div><div><input id=kw placeholder=搜索><button onclick='go()'>搜索</button></div>", f"const q = () => kw.value; function no() {{ location.href = '/wrong?kw=' + other.value }} function go() {{ location.href = '/so.html?kw=' + {E} }}"), "/so.html?kw={utf8}"),
    "/drawn/": (page("<div id=app></div>", f"setTimeout(() => {{ app.innerHTML = '<div class=search><input id=kw placeholder=请输入关键字><span onclick=go()>搜索</span></div>' }}, 60); const q = () => kw.value; function go() {{ location.href = '/so.html?kw=' + {E} }}"), "/so.html?kw={utf8}"),
    "/clock/": (box(f"setTimeout(() => {{ location.href = '/so.html?kw=' + {E} }}, 80)", more="<p id=t></p><script>setInterval(() => { t.textContent = '现在是' + Date.now() }, 10)</script>"), "/so.html?kw={utf8}"),
}  # fmt: skip
#: Boxes whose form is sent by POST: (action, fields in order, the query's last or where it stands).
POSTING: dict[str, tuple[Reply, str, str]] = {
    "/post/": (form("action=/was5/web/search method=post onsubmit='return true'", "<input type=hidden name=channelid value=2>"), "/was5/web/search", "channelid=2&kw={form}"),
    "/carrier/": (box("const f = document.getElementById('f'); f.searchword.value = q(); f.submit()", more="<form id=f name=searchForm method=post action=/was5/web/search><input type=hidden name=channelid value=7><input type=hidden name=searchword></form>"), "/was5/web/search", "channelid=7&searchword={form}"),
    "/away-post/": (form(f"action={FOREIGN} method=post target=_blank"), FOREIGN, "kw={form}"),
}  # fmt: skip
#: Boxes whose results come into the page itself.
SHOWING: dict[str, Reply] = {
    "/xhr/": box(f"fetch('/api/find?kw=' + {E}).then(r => r.json()).then(d => {{ {ROWS} }})"),
    "/xhr-post/": box("fetch('/api/find', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({page: 1, kw: q()})})" + f".then(r => r.json()).then(d => {{ {ROWS} }})"),
    "/jsonp/": box(f"window.back = d => {{ {ROWS} }}; document.head.append(Object.assign(document.createElement('script'), {{src: '/api/jsonp?kw=' + {E}}}))"),
    "/local/": box(f"const d = {{title: '本地索引中的一条'}}; {ROWS}"),
    "/among-news/": box(f"fetch('/api/find?kw=' + {E}).then(r => r.json()).then(d => {{ none.hidden = false; {ROWS} }})", more="<ul class=news><li><a href=/a/old.html>旧闻一则</a></li></ul><p id=none hidden>以下是检索结果</p><p class=foot>主办单位</p>"),
    "/pushed/": box(f"history.pushState(0, '', '/so.html?kw=' + {E}); fetch('/api/find?kw=' + {E}).then(r => r.json()).then(d => {{ {ROWS} }})"),
}  # fmt: skip
#: Boxes of which nobody can tell, and why.
UNREAD: dict[str, tuple[Reply, str]] = {
    "/silent/": (box(""), "box-silent"),
    "/no-box/": (page("<p>没有搜索框</p>" + LETTER.format("post")), "box-missing"),
    "/unseen/": (page("<style>.s{display:none}</style><div class=s><input id=kw placeholder=搜索><button>搜索</button></div>"), "box-missing"),
    "/leaves/": (box("").__class__(box("").body.replace(b"<script>", b"<script>location.href = '/so.html';"), 200, {"Content-Type": "text/html"}), "box-missing"),
    "/stored/": (box("sessionStorage.kw = q(); location.href = '/so.html'"), "box-lost"),
    "/foreign-data/": (box(f"fetch('{FOREIGN}?q=' + {E})"), "box-refused"),
    "/letter-post/": (box("letter.title.value = q(); letter.submit()", more=LETTER.format("post")), "box-refused"),
    "/letter-get/": (box("letter.title.value = q(); letter.submit()", more=LETTER.format("get")), "box-refused"),
    "/letter-fetch/": (box("letter.title.value = q(); fetch(letter.action, {method: 'POST', body: new URLSearchParams(new FormData(letter))})", more=LETTER.format("post")), "box-refused"),
    "/letter-new/": (box("const f = Object.assign(document.createElement('form'), {action: '/article/delete', method: 'post'}); f.innerHTML = '<input name=kw>'; f.kw.value = q(); document.body.append(f); f.submit()"), "box-refused"),
    "/upload/": (form("action=/so.html method=post enctype=multipart/form-data"), "box-refused"),
    "/spoofed/": (Reply(box("").body.replace(b"<html>", b"<html data-auditor-typed='shown'>"), 200, {"Content-Type": "text/html", "X-Auditor-Leads": "http://evil.test/"}), "box-silent"),
}  # fmt: skip
#: Boxes that hurt, and forms that are sent by scripts before anybody presses anything: all lead to /so.html in the end.
HOSTILE: dict[str, Reply] = {
    "/auto/": box(f"location.href = '/so.html?kw=' + {E}", more=LETTER.format("post") + "<script>letter.submit(); letter.requestSubmit(); fetch('/letter/save.do', {method: 'POST', body: 'a=1'}); navigator.sendBeacon('/letter/save.do', 'x')</script>"),
    "/typing/": box(f"location.href = '/so.html?kw=' + {E}", more=LETTER.format("post") + "<script>kw.oninput = () => { letter.title.value = kw.value; letter.submit(); fetch('/letter/save.do', {method: 'POST', body: kw.value}); fetch('/track', {method: 'POST', body: 'no query'}) }</script>"),
    "/storm/": box(f"for (let i = 0; i < 50; i++) window.open('/pop' + i); location.href = '/so.html?kw=' + {E}"),
    "/ticking/": box(f"setInterval(() => fetch('/tick?' + Math.random()), 20); setTimeout(() => {{ location.href = '/so.html?kw=' + {E} }}, 100)"),
}  # fmt: skip
FAILING: dict[str, Reply] = {
    "/endless/": box("while (true) {}"),
    "/greedy/": box("const a = []; while (true) a.push(new Array(1e6).fill(a.length + .5))"),
}
PAGES: dict[str, Reply] = {
    **{path: each[0] for path, each in (*LEADING.items(), *UNREAD.items())},
    **{path: each[0] for path, each in POSTING.items()},
    **SHOWING,
    **HOSTILE,
    **FAILING,
}
DATA = {
    "/api/find": Reply(
        '{"title": "第一条"}'.encode(), 200, {"Content-Type": "application/json; charset=utf-8"}
    ),
    "/api/jsonp": Reply(
        "back({title: '第一条'})".encode(), 200, {"Content-Type": "text/javascript; charset=utf-8"}
    ),
    "/tick": html("1"),
}


def respond(method: str, target: str, form: bytes) -> Reply:
    path = target.split("?")[0]
    return PAGES.get(target) or DATA.get(path) or NOTHING


def is_expected(asked: Asked) -> bool:
    """True for the pages themselves and for calls that carry the query to the portal's own engine."""
    method, target, form = asked
    path = target.split("?")[0]
    if path in PAGES and target == path:
        return method == "GET" and not form
    return path in DATA and (method == "GET" or (path == "/api/find" and QUERY.encode() in form))
