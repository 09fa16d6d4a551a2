"""Pages in a real browser: what comes out, what it may reach, and that it never outlives or stops a crawl."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from crawled import Crawled
from fake_reader import read
from scrapy import Request
from sites import Reply, Site, SiteServer, link, page

from auditor.crawl import rendering
from auditor.crawl.browser import Browser, Pace, find_browser
from auditor.crawl.cookies import PortalCookies
from auditor.crawl.engine import run_crawl
from auditor.crawl.job import CrawlJob
from auditor.crawl.limits import CrawlLimits
from auditor.extract import dom
from auditor.model import Failure, Fetch, Portal

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BROWSER = find_browser()
HOST = "www.lifang.test"
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no browser on this machine")

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


@dataclass
class Seen:
    """One crawl with the browser forced on, the portal's log, and the log of the server that nobody may ask."""

    done: Crawled
    asked: list[tuple[str, str]]
    canary: list[tuple[str, str]]
    agents: set[str]

    def fetch(self, path: str) -> Fetch:
        [first, *_] = [each for each in self.done.fetches if each.url == f"http://{HOST}{path}"]
        return first

    def body(self, path: str) -> str:
        return self.done.reader.body(self.fetch(path)).decode()

    def reasons(self, path: str) -> frozenset[str]:
        return dom.parse(self.body(path), f"http://{HOST}{path}", rendered=True).unfinished


def crawl(url: str, out: Path, server: SiteServer, **options: object) -> Crawled:
    job = CrawlJob(
        Portal("demo", "示例", url), read, out, "run",
        limits=CrawlLimits(render_all=True, max_renders=1000, attempts=1),
        route={HOST: ("127.0.0.1", server.port)}, browser=BROWSER, **options,
    )  # type: ignore[arg-type]  # fmt: skip
    return Crawled(run_crawl(job))


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    patch = pytest.MonkeyPatch()
    patch.setattr(rendering, "LOCAL", Pace(whole=4, quiet=0.15, grace=4, pages=2))
    with SiteServer({}, default=Reply(b"caught")) as canary, SiteServer({}) as server:
        server.site.update(portal(canary.url))
        done = crawl(f"http://{HOST}/", tmp_path_factory.mktemp("browser"), server)
        time.sleep(0.5)  # whatever tries to get out has had its chance
        yield Seen(done, server.log, canary.log, set(server.agents))
    patch.undo()


# ── what comes out ────────────────────────────────────────────────────────────────────────────────


def test_rows_that_a_script_fetches_are_in_the_stored_document(seen: Seen) -> None:
    for path in ("/rows/", "/jquery/"):
        assert re.findall(r">(第.条)</a>", seen.body(path)) == ["第一条", "第二条"], path
        assert seen.reasons(path) == frozenset()
        assert seen.fetch(path).render == "forced"
    assert seen.done["/a/t20260302_2.html"].failure is Failure.NOT_FOUND  # a link that only the script knew


def test_a_document_is_stored_as_the_scripts_left_it(seen: Seen) -> None:
    assert '<p id="w">写出来的2</p>' in seen.body("/written/")


def test_what_style_sheets_hide_is_marked(seen: Seen) -> None:
    tree = dom.parse(seen.body("/styled/"), "http://x/", rendered=True)
    shown = {
        text: dom.is_visible(node)
        for node in tree.body.iter("nav", "p", "div", "i", "b")
        if (text := (node.text or "").strip())
    }
    assert shown == {"手机": False, "其实可见": True, "后来显示": True, "看得见": True, "看不见": False}
    assert "看不见" not in dom.text_of(tree.body, hidden=False)


def test_gb18030_becomes_utf8_in_every_place_that_says_so(seen: Seen) -> None:
    fetch, body = seen.fetch("/gbk/"), seen.body("/gbk/")
    assert fetch.mime == "text/html; charset=utf-8"
    assert "简体中文镕" in body
    assert 'charset="utf-8"' in body
    assert fetch.etag == ""  # the server's validator says nothing about the rendered document


def test_answers_without_a_page_come_as_they_are(seen: Seen) -> None:
    assert seen.done.reader.body(seen.fetch("/paper/")) == b"%PDF-1.4"
    assert seen.fetch("/error/").failure is Failure.SERVER_ERROR
    assert "document.write" in seen.body("/error/")
    assert seen.fetch("/redirect/").location == f"http://{HOST}/rows/"
    assert "file" in seen.body("/download/")


def test_where_scripts_lead_is_written_into_the_document(seen: Seen) -> None:
    assert f'<meta http-equiv="refresh" content="0; url=http://{HOST}/rows/">' in seen.body("/moved/")
    assert "请稍后" in seen.body("/moved/")
    assert "elsewhere" in seen.body("/away/")


@pytest.mark.parametrize(
    ("path", "reasons"),
    [
        ("/failed/", {"data"}),
        ("/forbidden/", {"data"}),  # robots.txt holds for what a page asks, too
        ("/spinning/", {"waiting"}),
        ("/endless/", {"time"}),
        ("/slow/", {"time"}),
        ("/cut/", {"cut"}),
        ("/foreign/", {"foreign-script", "error"}),
        ("/counted/", set()),
        ("/dead/", set()),  # a script that is gone is gone for every visitor
        ("/noisy/", set()),
        ("/again/", set()),
    ],
)
def test_a_rendering_says_why_it_may_be_unfinished(seen: Seen, path: str, reasons: set[str]) -> None:
    found = seen.reasons(path)
    assert found - {"data"} == reasons - {"data"}
    assert ("data" in found) == ("data" in reasons) or "time" in found
    assert all(reason in seen.fetch(path).detail for reason in reasons)


def test_a_page_that_hurts_the_browser_fails_alone(seen: Seen) -> None:
    assert seen.fetch("/busy/").failure is Failure.TIMEOUT
    assert seen.fetch("/greedy/").failure in (Failure.ERROR, Failure.TIMEOUT)
    assert seen.fetch("/huge/").failure in (Failure.ERROR, Failure.TIMEOUT)
    assert seen.done.summary.reason == "finished"


def test_walls_that_stay_are_no_content_and_captchas_are_not_even_tried(seen: Seen) -> None:
    assert seen.fetch("/wall/").failure is Failure.CHALLENGE
    assert 1 < seen.asked.count(("GET", "/wall/")) <= 5
    assert seen.fetch("/captcha/").failure is Failure.CHALLENGE
    assert ("GET", "/tried") not in seen.asked


def test_the_mark_of_the_renderer_is_the_mark_of_the_reader() -> None:
    from auditor.crawl import rendered

    assert rendered.MARK == dom.UNFINISHED


# ── what it may reach ─────────────────────────────────────────────────────────────────────────────


def test_nothing_reaches_a_host_that_is_not_the_portals(seen: Seen) -> None:
    assert "跑完了" in seen.body("/escape/")
    assert seen.canary == []


def test_robots_and_name_hold_for_everything_a_page_asks(seen: Seen) -> None:
    assert ("GET", "/private/rows.json") not in seen.asked
    assert len(seen.agents) == 1
    assert seen.agents.pop().startswith("PortalAuditor/")


def test_frames_are_left_to_the_plan_and_scripts_are_fetched_once(seen: Seen) -> None:
    assert seen.asked.count(("GET", "/inner/")) == 1
    assert seen.asked.count(("GET", "/js/own.js")) == 1
    assert seen.asked.count(("GET", "/rows/")) == 1


def test_cookies_are_handed_over_without_asking_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("the list of public suffixes must not be downloaded")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    cookies = PortalCookies()
    cookies.hand_over(f"http://{HOST}/", [{"name": "pass", "value": "1", "domain": HOST, "path": "/"}])
    request = Request(f"http://{HOST}/rows/")
    cookies.process_request(request)
    assert request.headers["Cookie"] == b"pass=1"
    elsewhere = Request("http://other.test/")
    cookies.process_request(elsewhere)
    assert "Cookie" not in elsewhere.headers


# ── its life ──────────────────────────────────────────────────────────────────────────────────────


def test_https_pages_of_a_saved_site_are_rendered(tmp_path: Path) -> None:
    with SiteServer(
        {"/": html("<ul></ul>", script=FILL % "/rows.json", kind="home"), "/rows.json": json(ROWS)}
    ) as server:
        done = crawl(f"https://{HOST}/", tmp_path, server)
    assert "第二条" in done.reader.body(done.fetches[0]).decode()


def test_a_browser_that_does_not_start_costs_one_answer_each(tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    with SiteServer({"/": html(script="1", kind="home")}) as server:
        job = CrawlJob(
            Portal("demo", "示例", server.url), read, tmp_path, "run",
            limits=CrawlLimits(render_all=True, max_renders=9, attempts=1), browser=Browser(program),
        )  # fmt: skip
        done = Crawled(run_crawl(job))
    assert done.fetches[0].failure is Failure.ERROR
    assert "cannot start" in done.fetches[0].detail or "rendering" in done.fetches[0].detail


@pytest.mark.parametrize("kill", [signal.SIGINT, signal.SIGKILL])
def test_no_browser_outlives_its_crawl(tmp_path: Path, kill: signal.Signals) -> None:
    with SiteServer({"/": html(script="setInterval(() => fetch('/x'), 20)", kind="home")}) as server:
        process = subprocess.Popen(
            [sys.executable, __file__, server.url, str(tmp_path)], cwd=ROOT, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        wait_for(lambda: any(path == "/x" for _, path in server.log), 30)
        family = descendants(process.pid)
        assert len(family) >= 3
        os.killpg(process.pid, kill)  # as a terminal does it
        process.communicate(timeout=30)
        wait_for(lambda: not any(is_alive(pid) for pid in family), 20)


def wait_for(condition: object, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def descendants(pid: int) -> set[int]:
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with_name = stat.read_text() if stat.exists() else ""
        fields = with_name.rpartition(")")[2].split()
        if fields:
            parents[int(stat.parent.name)] = int(fields[1])
    found, size = {pid}, 0
    while len(found) > size:
        size = len(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return found - {pid}


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state != "Z"


# ── finding it ────────────────────────────────────────────────────────────────────────────────────


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    path.chmod(0o755)
    return path


def test_playwrights_own_browser_goes_before_the_distributions(tmp_path: Path) -> None:
    environ = {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path)}
    assert find_browser(environ) is None
    installed = program(tmp_path / "bin" / "chromium-browser")
    assert find_browser(environ) == Browser(installed, sandboxed=os.geteuid() != 0)
    downloads = tmp_path / ".cache" / "ms-playwright"
    program(downloads / "chromium-1300" / "chrome-linux64" / "chrome")  # half a download
    assert find_browser(environ) == Browser(installed, sandboxed=os.geteuid() != 0)
    for revision in (999, 1255):
        managed = program(downloads / f"chromium-{revision}" / "chrome-linux64" / "chrome")
        (downloads / f"chromium-{revision}" / "INSTALLATION_COMPLETE").touch()
    found = find_browser(environ)
    assert found is not None
    assert found.program == managed
    assert find_browser({**environ, "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "none")}) == Browser(
        installed, sandboxed=os.geteuid() != 0
    )


if __name__ == "__main__":
    options = {"limits": CrawlLimits(render_all=True, max_renders=9, attempts=1), "browser": BROWSER}
    run_crawl(CrawlJob(Portal("demo", "示例", sys.argv[1]), read, Path(sys.argv[2]), "run", **options))  # type: ignore[arg-type]
