"""A small portal whose pages need a browser, or resent one."""

from __future__ import annotations

from sites import Reply, Site, link, page

HOST = "www.lifang.test"
ROWS = '{"rows": [{"t": "第一条", "u": "/a/t20260301_1.html"}, {"t": "第二条", "u": "/a/t20260302_2.html"}]}'
FILL = """fetch('%s').then(r => { if (!r.ok) throw 0; return r.json(); }).then(d => {
  for (const x of d.rows) document.querySelector('ul').insertAdjacentHTML('beforeend', `<li><a href="${x.u}">${x.t}</a></li>`);
})"""


def html(*parts: str, script: str = "", kind: str = "list") -> str:
    return "<!DOCTYPE html>" + page(kind, "页", *parts, f"<script>{script}</script>" if script else "")


def js(code: str, status: int = 200) -> Reply:
    return Reply(code.encode(), status, {"Content-Type": "text/javascript; charset=utf-8"})


def json(text: str, status: int = 200) -> Reply:
    return Reply(text.encode(), status, {"Content-Type": "application/json"})


def portal(canary: str) -> Site:
    """Columns that need a browser, or resent one. Nothing may ever ask ``canary``, a server of its own."""
    escapes = f"""
      const c = '{canary}', own = 'http://{HOST}';
      new Image().src = c + 'image'; fetch(c + 'fetch').catch(() => 0); navigator.sendBeacon(c + 'beacon', 'x');
      fetch(own + '/leads-away', {{method: 'POST', body: 'a=1'}}).catch(() => 0);
      for (const [tag, attribute, name] of [['script', 'src', 'script'], ['iframe', 'src', 'frame'], ['object', 'data', 'object'],
        ['embed', 'src', 'embed'], ['video', 'src', 'video'], ['audio', 'src', 'audio']])
        document.head.appendChild(Object.assign(document.createElement(tag), {{[attribute]: c + name}}));
      for (const rel of ['stylesheet', 'preload', 'prefetch', 'preconnect', 'dns-prefetch', 'prerender', 'modulepreload', 'icon'])
        document.head.appendChild(Object.assign(document.createElement('link'), {{rel, href: c + rel, as: 'script'}}));
      document.head.appendChild(Object.assign(document.createElement('script'), {{src: own + '/leads-away.js'}}));
      try {{ new WebSocket(c.replace('http', 'ws') + 'socket') }} catch {{}}
      try {{ new EventSource(c + 'events') }} catch {{}}
      try {{ new Worker(URL.createObjectURL(new Blob([`fetch('${{c}}worker'); importScripts('${{c}}import')`]))) }} catch {{}}
      try {{ new SharedWorker(URL.createObjectURL(new Blob([`fetch('${{c}}shared')`]))) }} catch {{}}
      try {{ navigator.serviceWorker.register('/sw.js') }} catch {{}}
      try {{ new RTCPeerConnection({{iceServers: [{{urls: 'stun:' + new URL(c).host}}]}}).createDataChannel('x') }} catch {{}}
      window.open(c + 'popup'); const a = Object.assign(document.createElement('a'), {{href: c + 'click', target: '_blank'}});
      document.body.append(a); a.click();
      const f = Object.assign(document.createElement('form'), {{action: c + 'form', method: 'POST', target: 'x'}});
      document.body.append(f); f.submit();
      document.title = '跑完了';
    """
    columns: Site = {
        "/rows/": html("<ul></ul>", script=FILL % "/rows.json"),
        "/jquery/": html("<ul></ul><script src='/js/own.js'></script>", script="fill('/rows.json')"),
        "/written/": html(script="document.write('<p id=w>写出来的' + (1 + 1) + '</p>')"),
        "/styled/": html(
            "<style>.phone{display:none} [hidden]{display:block} .ghost{visibility:hidden} .ghost b{visibility:visible}</style>"
            "<nav class=phone>手机</nav><p hidden>其实可见</p><div id=late style='display:none'>后来显示</div>"
            "<div class=ghost id=g1><i>看不见</i><b>看得见</b></div><div class=ghost id=g2><i>看不见</i></div>",
            script="document.getElementById('late').style.display = 'block'",
        ),
        "/failed/": html("<ul></ul>", script=FILL % "/broken.json"),
        "/forbidden/": html("<ul></ul>", script=FILL % "/private/rows.json"),
        "/spinning/": html("<ul><li>正在加载，请稍候…</li></ul>"),
        "/endless/": html("<ul></ul>", script="setInterval(() => fetch('/rows.json?' + Math.random()), 50)"),
        "/slow/": html("<ul></ul>", script=FILL % "/slow.json"),
        "/busy/": html("<ul></ul>", script="while (true) {}"),
        "/greedy/": html(
            "<ul></ul>", script="const a = []; while (true) a.push(new Array(1e6).fill(a.length + .5))"
        ),
        "/huge/": html("<ul></ul>", script="document.body.append('字'.repeat(9e6))"),
        "/moved/": html("<p>请稍后</p>", script="location.href = '/rows/'"),
        "/away/": html("<p>外站</p>", script=f"location.replace('{canary}elsewhere')"),
        "/again/": html("<p>又来</p>", script="location.reload()"),
        "/noisy/": html(
            "<p>噪声</p>",
            script="alert(1); confirm(2); prompt(3); window.open('/rows/'); print(); onbeforeunload = () => 1",
        ),
        "/gbk/": Reply(
            "<html><head><meta charset=gb2312><title>中文</title></head><body data-kind=list><p>简体中文镕</p></body></html>".encode(
                "gb18030"
            ),
            headers={"Content-Type": "text/html; charset=gb2312", "ETag": '"1"'},
        ),
        "/cut/": "<html><body data-kind=list><ul><li><a href='/a/t20260303_3.html'>断</a>",
        "/foreign/": html("<ul></ul><script src='http://cdn.other.test/list.js'></script>", script="list()"),
        "/counted/": html("<ul></ul><script src='http://hm.baidu.com/hm.js?1'></script>"),
        "/dead/": html("<ul></ul><script src='/js/gone.js'></script>"),
        "/escape/": html("<p>逃</p>", script=escapes),
        "/frame/": html("<iframe src='/inner/'></iframe>"),
        "/inner/": html("<p>框内</p>"),
        "/wall/": html(script="document.cookie = 'a=1'; location.reload()"),
        "/captcha/": html("<p>请完成安全验证后继续访问</p>", script="fetch('/tried')"),
        "/download/": Reply(
            b"<html><body data-kind=list><p>file</p></body></html>",
            headers={"Content-Disposition": "attachment"},
        ),
        "/error/": Reply(b"<html><script>document.write(1)</script>", 500),
        "/paper/": Reply(b"%PDF-1.4", headers={"Content-Type": "application/pdf"}),
        "/redirect/": Reply(b"", 302, {"Location": "/rows/"}),
    }
    return {
        "/": html(*(link(name) for name in columns), kind="home"),
        **columns,
        "/js/own.js": js("function fill(u) {" + (FILL % "X").replace("'X'", "u") + "}"),
        "/rows.json": json(ROWS),
        "/private/rows.json": json(ROWS),
        "/broken.json": json("{}", 503),
        "/slow.json": Reply(ROWS.encode(), headers={"Content-Type": "application/json"}, wait=30),
        "/leads-away": Reply(b"", 302, {"Location": canary + "redirected"}),
        "/leads-away.js": Reply(b"", 302, {"Location": canary + "redirected.js"}),
        "/sw.js": js(f"fetch('{canary}service')"),
        "/robots.txt": Reply(b"User-agent: *\nDisallow: /private/\n", headers={"Content-Type": "text/plain"}),
    }  # fmt: skip
