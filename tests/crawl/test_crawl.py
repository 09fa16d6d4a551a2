"""Whole crawls against real servers on loopback."""

from __future__ import annotations

import ssl
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from crawled import Crawl
from sites import Reply, Site, SiteServer, link, page, row, small_portal

from auditor.crawl.attachments import RANGE
from auditor.crawl.job import CrawlJob
from auditor.crawl.limits import CrawlLimits, SearchState
from auditor.model import Ask, Failure, Purpose


def test_every_page_is_asked_once_and_the_archive_is_sound(crawl: Crawl) -> None:
    with SiteServer(small_portal()) as server:
        done = crawl(server.url)
    assert done.summary.reason == "finished"
    assert set(server.asked.values()) == {1}
    assert {path for _, path in server.asked} - {"/"} >= {"/c0/", "/c2/t20260304_3.html", "/files/2.pdf"}
    assert all(fetch.failure or fetch.status for fetch in done.fetches)
    assert done["/files/0.pdf"].method == "HEAD"
    warc = done.path / "data.warc.gz"
    assert subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(warc)]).returncode == 0
    assert "栏目1".encode() in done.reader.body(done["/c1/"])
    assert all(agent.isascii() and agent.startswith("PortalAuditor/") for agent in server.agents)


def test_columns_come_before_articles(crawl: Crawl) -> None:
    with SiteServer(small_portal()) as server:
        done = crawl(server.url, limits=CrawlLimits(max_pages=6))
    articles = [fetch for fetch in done.fetches if fetch.purpose is Purpose.ARTICLE]
    assert len(articles) == 2
    assert all(done[f"/c{n}/"].status == 200 for n in range(3))
    assert done.summary.reason == "finished"


def test_a_page_cap_inside_navigation_is_reported(crawl: Crawl) -> None:
    with SiteServer(small_portal(columns=6)) as server:
        done = crawl(server.url, limits=CrawlLimits(max_pages=4))
    assert done.summary.reason == "page-cap"
    assert done.summary.unvisited == 3
    assert len(done.summary.unvisited_urls) == 3


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        (Reply(status=404), Failure.NOT_FOUND),
        (Reply(status=410), Failure.GONE),
        (Reply(status=403), Failure.FORBIDDEN),
        (Reply(status=429), Failure.RATE_LIMITED),
        (Reply(status=418), Failure.CLIENT_ERROR),
        (Reply(status=502), Failure.SERVER_ERROR),
        (Reply(behaviour="reset"), Failure.CONNECTION_LOST),
        (Reply(behaviour="cut"), Failure.CONNECTION_LOST),
        (Reply(behaviour="garbage"), Failure.BAD_RESPONSE),
        (Reply(b"junk", headers={"Content-Encoding": "gzip"}), Failure.BAD_RESPONSE),
        (Reply(status=302, headers={"Location": "http://other.test/"}), Failure.REDIRECT_OUTSIDE),
        (Reply(b"x" * (21 << 20)), Failure.TOO_LARGE),
        (Reply(b"<script>var __jsl_clearance=1</script>", 521), Failure.CHALLENGE),
    ],
    ids=lambda value: str(getattr(value, "value", "")),
)
def test_each_way_to_fail_has_its_name(crawl: Crawl, reply: Reply, failure: Failure) -> None:
    site: Site = {
        "/": page("home", "首页", link("/bad/"), link("/good/")),
        "/good/": page("list", "好"),
        "/bad/": reply,
    }
    with SiteServer(site) as server:
        done = crawl(server.url)
    assert done["/bad/"].failure is failure
    assert done["/good/"].failure is None


def test_a_passing_failure_is_asked_three_times_and_last(crawl: Crawl) -> None:
    site: Site = {
        "/": page("home", "首页", link("/a/"), link("/b/")),
        "/a/": Reply(status=503),
        "/b/": page("list", "好"),
    }
    with SiteServer(site) as server:
        done = crawl(server.url)
    tries = [fetch.attempt for fetch in done.fetches if fetch.url.endswith("/a/")]
    assert tries == [1, 2, 3]
    order = [fetch.url for fetch in done.fetches]
    assert order.index(done["/b/"].url) < len(order) - 2


def test_a_dead_server_ends_the_crawl_at_the_home_page(crawl: Crawl) -> None:
    with SiteServer({}) as server:
        url = server.url
    done = crawl(url)
    assert {fetch.failure for fetch in done.fetches} == {Failure.REFUSED}
    assert done.summary.reason == "blocked"


def test_a_slow_page_is_a_timeout_not_an_absence(crawl: Crawl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.settings.DOWNLOAD_TIMEOUT", 0.5)
    site: Site = {"/": page("home", "首页", link("/slow/")), "/slow/": Reply(wait=1.2)}
    with SiteServer(site) as server:
        done = crawl(server.url, limits=CrawlLimits(attempts=1))
    assert done["/slow/"].failure is Failure.TIMEOUT


def test_a_portal_that_refuses_everybody_is_left_alone(crawl: Crawl) -> None:
    menu = [link(f"/c{n}/") for n in range(200)]
    with SiteServer({"/": page("home", "首页", *menu)}, Reply(status=403)) as server:
        done = crawl(server.url)
    assert done.summary.reason == "blocked"
    assert len(server.log) < 70
    assert done.summary.unvisited > 100


def test_robots_are_obeyed(crawl: Crawl) -> None:
    site = small_portal()
    site["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /c1/\n", headers={"Content-Type": "text/plain"})
    with SiteServer(site) as server:
        done = crawl(server.url)
    assert done["/c1/"].failure is Failure.ROBOTS
    assert not any(path.startswith("/c1/") for _, path in server.asked)


def test_an_error_page_with_status_200_is_recognised(crawl: Crawl) -> None:
    site = small_portal()
    site["/"] = str(site["/"]).replace("</body>", link("/gone/") + "</body>")
    error = Reply(page("other", "出错了", "您访问的页面不存在或已删除").encode())
    with SiteServer(site, default=error) as server:
        done = crawl(server.url)
    assert done["/gone/"].failure is Failure.SOFT_404
    assert done["/c0/"].failure is None


def test_a_server_that_shows_its_home_page_for_everything_proves_nothing(crawl: Crawl) -> None:
    site = small_portal()
    home = str(site["/"]).replace("</body>", link("/gone/") + "欢迎访问</body>")
    site["/"] = home
    with SiteServer(site, default=Reply(home.encode())) as server:
        done = crawl(server.url)
    assert done["/gone/"].failure is None


def test_redirects_are_followed_on_own_hosts_and_loops_end(crawl: Crawl) -> None:
    site: Site = {
        "/": Reply(status=302, headers={"Location": "/home/"}),
        "/home/": page("home", "首页", link("/old/"), link("/loop/1"), link("/js/")),
        "/old/": Reply(status=301, headers={"Location": "/new/"}),
        "/new/": page("list", "新"),
        "/js/": page("redirect", "", attrs='data-redirect="/js/inner/"'),
        "/js/inner/": page("list", "里"),
    }
    site |= {f"/loop/{n}": Reply(status=302, headers={"Location": f"/loop/{n + 1}"}) for n in range(30)}
    with SiteServer(site) as server:
        done = crawl(server.url)
    assert done["/"].location == f"{server.url}home/"
    assert done["/home/"].purpose is Purpose.HOME
    assert done["/new/"].status == done["/js/inner/"].status == 200
    assert done.asked("/loop/9")
    assert not done.asked("/loop/11")


def test_attachments_that_refuse_head_are_asked_for_their_first_bytes(crawl: Crawl) -> None:
    site = small_portal(columns=1)
    with SiteServer(site) as server:
        original = server.reply
        server.reply = lambda path: (  # type: ignore[method-assign]
            Reply(status=405)
            if server.log[-1] == ("HEAD", path) and path == "/files/0.pdf"
            else original(path)
        )
        done = crawl(server.url)
    assert done["/files/0.pdf"].method == "GET"
    assert done["/files/0.pdf"].status == 200
    assert server.ranges == {"/files/0.pdf": RANGE}


@pytest.mark.parametrize(
    ("title", "failure", "detail"),
    [
        ("东湖县人民政府", Failure.STRANGER, "东湖县人民政府"),
        ("清禾县人民政府", Failure.WRONG_TYPE, "html"),
    ],
)
def test_a_page_in_place_of_a_file_says_whose_it_is(
    crawl: Crawl, title: str, failure: Failure, detail: str
) -> None:
    site = small_portal(columns=1) | {"/files/0.pdf": page("home", title)}
    with SiteServer(site) as server:
        done = crawl(server.url, portal={"name": "清禾县人民政府"})
    assert (done["/files/0.pdf"].failure, done["/files/0.pdf"].detail) == (failure, detail)


def test_the_search_is_asked_step_by_step_at_the_end(crawl: Crawl) -> None:
    site = small_portal()
    site["/"] = str(site["/"]).replace("</body>", '<form action="/search" data-field="q"></form></body>')
    site["/search"] = page("other", "结果")
    seen: list[SearchState] = []

    def search(state: SearchState) -> list[Ask]:
        """Two queries, the second of which depends on the answer to the first."""
        seen.append(state)
        steps = [
            Ask(f"{server.url}search?q=a", Purpose.SEARCH),
            Ask(f"{server.url}search", Purpose.SEARCH, "POST", "q=b"),
        ]
        return steps[: len(state.answers) + 1]

    with SiteServer(site) as server:
        done = crawl(server.url, search=search)
    assert [len(state.answers) for state in seen] == [0, 1, 2]
    assert [form.field for form in seen[0].boxes[server.url]] == ["q"]
    assert {item.page for item in seen[0].items} <= {f"{server.url}c{n}/" for n in range(3)}
    assert [fetch.purpose for fetch in done.fetches[-2:]] == [Purpose.SEARCH] * 2
    assert ("POST", "/search") in server.asked


def test_how_long_an_answer_took_is_kept(crawl: Crawl) -> None:
    site = small_portal()
    site["/search"] = Reply(page("other", "结果").encode(), wait=0.2)
    with SiteServer(site) as server:
        done = crawl(server.url, search=lambda _: [Ask(f"{server.url}search?q=a", Purpose.SEARCH)])
    assert 200 <= done["/search?q=a"].elapsed_ms < 5000


def test_queries_are_seconds_apart_on_a_live_portal(crawl: Crawl, monkeypatch: pytest.MonkeyPatch) -> None:
    """Politeness is lifted for loopback; here it is not."""
    monkeypatch.setattr(CrawlJob, "is_local", False)
    times: list[float] = []

    class Clocked(SiteServer):
        def reply(self, path: str) -> Reply:
            times.extend([time.monotonic()] if path.startswith("/search") else [])
            return super().reply(path)

    with Clocked({"/": page("home", "首页"), "/search": page("other", "结果")}) as server:
        asks = [Ask(f"{server.url}search?q={n}", Purpose.SEARCH) for n in range(3)]
        crawl(server.url, search=lambda state: [] if state.answers else asks)
    assert len(times) == 3
    assert all(later - earlier >= 1.95 for earlier, later in pairwise(times))


def test_robots_txt_is_obeyed_by_the_search(crawl: Crawl) -> None:
    site = small_portal()
    site["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /search", headers={"Content-Type": "text/plain"})
    with SiteServer(site) as server:
        done = crawl(server.url, search=lambda _: [Ask(f"{server.url}search?q=a", Purpose.SEARCH)])
    assert done["/search?q=a"].failure is Failure.ROBOTS
    assert not [path for _, path in server.asked if path.startswith("/search")]


def test_an_engine_in_a_private_network_is_not_asked(crawl: Crawl) -> None:
    with SiteServer({"/s": "secret"}) as inner, SiteServer(small_portal()) as server:
        target = f"http://localhost:{inner.port}/s?q=a"
        done = crawl(server.url, search=lambda _: [Ask(target, Purpose.SEARCH)])
    assert done["/s?q=a"].failure is Failure.BLOCKED_ADDRESS
    assert sum(inner.asked.values()) == 0


def test_an_own_host_in_a_private_network_is_not_entered(crawl: Crawl) -> None:
    with SiteServer({"/": "secret"}) as inner, SiteServer(small_portal()) as server:
        other = f"localhost:{inner.port}"
        server.site["/"] = str(server.site["/"]).replace("</body>", link(f"http://{other}/") + "</body>")
        done = crawl(server.url, portal={"hosts": (other,)})
    assert done[f"{other}/"].failure is Failure.BLOCKED_ADDRESS
    assert inner.log == []


def test_the_output_folder_that_cannot_be_written_is_named(tmp_path: Path, crawl: Crawl) -> None:
    from auditor.errors import AuditorError

    (tmp_path / "demo").write_text("a file in the way")
    with SiteServer(small_portal()) as server, pytest.raises(AuditorError, match="无法写入"):
        crawl(server.url)


def test_rows_of_a_home_page_are_no_column(crawl: Crawl) -> None:
    site: Site = {
        "/": page("home", "首页", row("/t20260101_1.html", "2026-01-01"), link("/c/")),
        "/c/": page("list", "栏目"),
    }
    with SiteServer(site) as server:
        done = crawl(server.url)
    assert not done.asked("t20260101_1.html")


def certificate(folder: Path) -> ssl.SSLContext:
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=wrong.test",
        *files,
    ]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def test_https_is_read_even_with_a_bad_certificate(crawl: Crawl, tmp_path: Path) -> None:
    with SiteServer(small_portal(), tls=certificate(tmp_path)) as server:
        done = crawl(server.url)
    assert server.url.startswith("https://")
    assert done["/c0/"].status == 200
    assert done.summary.reason == "finished"


def test_what_is_not_tls_is_named_so(crawl: Crawl) -> None:
    with SiteServer(small_portal()) as server:
        done = crawl(server.url.replace("http:", "https:"))
    assert done["/"].failure is Failure.TLS


def test_several_crawls_run_in_one_process_and_report_progress(tmp_path: Path) -> None:
    from fake_reader import read

    from auditor.crawl.engine import run_crawl
    from auditor.crawl.job import CrawlJob, Progress
    from auditor.model import Portal

    seen: list[Progress] = []
    sealed: list[Path] = []
    with SiteServer(small_portal()) as server:
        for run in ("one", "two"):
            job = CrawlJob(Portal("demo", "示例", server.url), read, tmp_path, run, on_sealed=sealed.append)
            run_crawl(job, seen.append)
    assert [path.parent.name for path in sealed] == ["one", "two"]
    assert seen[-1].done == len(seen) / 2
    assert {progress.phase for progress in seen} >= {"home", "navigation", "articles", "attachments"}
