"""Pages in a real browser: what comes out, what it may reach, and that it never outlives or stops a crawl."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from browser_site import FILL, HOST, ROWS, html, json, portal
from crawled import Crawled
from fake_reader import read
from scrapy import Request
from sites import Reply, SiteServer

from auditor.crawl import rendering
from auditor.crawl.browser import Browser, Pace, find_browser
from auditor.crawl.cookies import PortalCookies
from auditor.crawl.engine import run_crawl
from auditor.crawl.job import CrawlJob
from auditor.crawl.limits import CrawlLimits
from auditor.extract import dom
from auditor.extract.forms import CHARSET_MARK
from auditor.model import Failure, Fetch, Portal
from auditor.render_words import render_words

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BROWSER = find_browser()
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no browser on this machine")


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
    assert f'{CHARSET_MARK}="gbk"' in body  # its forms are sent in it all the same
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


@pytest.mark.parametrize(
    ("text", "is_waiting"),
    [
        ("正在加载，请稍候……", True),
        ("数据加载失败，请刷新重试", True),
        ("网络连接超时", True),
        ("Loading...", True),
        ("加载更多", False),
        ("县政府召开系统治理工作会议", False),
        ("暂无数据", False),
        ("关于服务器采购项目的公告", False),
    ],
)
def test_what_a_page_says_while_its_data_is_missing(text: str, is_waiting: bool) -> None:
    assert bool(re.search(render_words().waiting, text, re.I)) == is_waiting


@pytest.mark.parametrize(
    ("url", "is_harmless"),
    [
        ("https://hm.baidu.com/hm.js?0123", True),
        ("http://zfwzgl.www.gov.cn/exposure/jiucuo.js", True),
        ("http://dcs.conac.cn/js/01/002/0000/1/CA01.js", True),
        ("https://s4.cnzz.com/z_stat.php?id=1", True),
        ("http://www.city.gov.cn/js/list.js", False),
        ("https://cdn.bootcss.com/jquery/1.12.4/jquery.min.js", False),
        ("http://api.city.gov.cn/share/news", False),
    ],
)
def test_foreign_scripts_that_add_nothing_to_a_page(url: str, is_harmless: bool) -> None:
    assert render_words().is_harmless(url) == is_harmless


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
    # The browser makes a socket below this folder, and the path of a socket has 108 bytes at most.
    with (
        tempfile.TemporaryDirectory(prefix="b", ignore_cleanup_errors=True) as short,
        SiteServer({"/": html(script="setInterval(() => fetch('/x'), 20)", kind="home")}) as server,
    ):
        process = subprocess.Popen(
            [sys.executable, __file__, server.url, str(tmp_path)], cwd=ROOT, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": short}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        wait_for(lambda: any(path == "/x" for _, path in server.log), 90)
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
