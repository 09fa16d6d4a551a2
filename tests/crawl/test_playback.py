"""Saved sites are asked under their public names and answered from disk."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

import pytest
from crawled import Crawl, Crawled
from fake_reader import read
from sites import link, page, row

from auditor.crawl.engine import run_crawl
from auditor.crawl.job import CrawlJob
from auditor.crawl.playback import Playback
from auditor.crawl.saved_site import load_case, load_mirror
from auditor.errors import AuditorError
from auditor.model import Failure, Portal, Source


def save(folder: Path, pages: dict[str, bytes | str]) -> Path:
    for name, content in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def case(folder: Path, **settings: object) -> Path:
    site = {"code": "qinghe", "name": "清河县", "url": "http://www.qinghe.test/", **settings}
    return save(folder, {"site.json": json.dumps(site)})


def get(url: str, host: str = "www.qinghe.test", data: bytes | None = None) -> tuple[int, str, bytes]:
    request = urllib.request.Request(url, data, headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_fixture_is_crawled_under_its_public_name(tmp_path: Path, scheme: str) -> None:
    folder = case(
        tmp_path / "case", url=f"{scheme}://www.qinghe.test/", hosts=["bm.qinghe.test"], today="2026-03-01"
    )
    save(
        folder / "pages",
        {
            "www.qinghe.test/index.html": page(
                "home", "首页", link("/zwgk/"), link("/gone/"), link(f"{scheme}://bm.qinghe.test/")
            ),
            "www.qinghe.test/zwgk/index.html": page("list", "公开", row("t20260101_1.html", "2026-01-01")),
            "www.qinghe.test/zwgk/t20260101_1.html": page("article", "一条"),
            "bm.qinghe.test/index.html": page("list", "部门"),
        },
    )
    loaded = load_case(folder)
    assert loaded.today == "2026-03-01"
    with Playback(loaded.site) as server:
        job = CrawlJob(loaded.portal, read, tmp_path / "out", "run", route=server.route)
        done = Crawled(run_crawl(job))
    assert done["/zwgk/t20260101_1.html"].url == f"{scheme}://www.qinghe.test/zwgk/t20260101_1.html"
    assert done[f"{scheme}://bm.qinghe.test/"].status == 200
    assert done["/gone/"].failure is Failure.NOT_SAVED
    assert b"Host: www.qinghe.test\r\n" in raw_requests(done)


def raw_requests(done: Crawled) -> bytes:
    from warcio.archiveiterator import ArchiveIterator

    with (done.path / "data.warc.gz").open("rb") as stream:
        return b"".join(
            record.http_headers.to_bytes()
            for record in ArchiveIterator(stream)
            if record.rec_type == "request"
        )


def test_bytes_and_charset_are_left_alone(tmp_path: Path) -> None:
    folder = case(tmp_path)
    body = "<title>政务公开</title>".encode("gb18030")
    save(folder / "pages", {"a/index.html": body, "f.pdf": b"%PDF"})
    with Playback(load_case(folder).site) as server:
        assert get(server.url + "a/") == (200, "text/html", body)
        assert get(server.url + "f.pdf") == (200, "application/pdf", b"%PDF")
        assert get(server.url + "none")[0] == 404
        assert get(server.url + "..%2fsite.json")[0] == 404
        assert get(server.url + "%2e%2e/site.json")[0] == 404


@pytest.mark.parametrize("layout", ["", "www.qinghe.test/"])
def test_a_mirror_is_found_with_or_without_a_folder_for_the_host(tmp_path: Path, layout: str) -> None:
    pages = {"index.html": "home", "list@id=2.html": "two", "list?id=3": "three", "a/b.html": "b"}
    save(tmp_path, {layout + name: content for name, content in pages.items()})
    with Playback(load_mirror(tmp_path, "http://www.qinghe.test/")) as server:
        assert get(server.url)[2] == b"home"
        assert get(server.url + "list?id=2")[2] == b"two"
        assert get(server.url + "list?id=3")[2] == b"three"
        assert get(server.url + "a/b")[2] == b"b"
        assert get(server.url, "other.test")[0] == 404


@pytest.mark.parametrize(
    ("mode", "found", "status"),
    [("works", True, 200), ("empty", False, 200), ("misses", False, 200), ("error", False, 500)],
)
def test_the_saved_search_behaves_as_told(tmp_path: Path, mode: str, found: bool, status: int) -> None:
    folder = case(tmp_path, search={"path": "/search", "field": "q", "mode": mode})
    save(folder / "pages", {"a.html": "<title>关于预算公开的通知</title>", "b.html": "<title>其他</title>"})
    with Playback(load_case(folder).site) as server:
        answer = get(server.url + "search?q=" + quote("预算公开"))
        posted = get(server.url + "search", data=("q=" + quote("预算公开")).encode())
    assert answer == posted
    assert answer[0] == status
    assert ("http://www.qinghe.test/a.html" in answer[2].decode()) is found


@pytest.mark.parametrize(
    ("content", "words"), [("{", "site.json"), ('{"code":"a"}', "name"), ('{"code":"a","nme":1}', "nme")]
)
def test_a_broken_site_file_is_named(tmp_path: Path, content: str, words: str) -> None:
    save(tmp_path, {"site.json": content})
    with pytest.raises(AuditorError, match=words):
        load_case(tmp_path)


def test_a_mirror_needs_a_folder_and_an_address(tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="不存在"):
        load_mirror(tmp_path / "none", "http://a.test/")
    with pytest.raises(AuditorError, match="base-url"):
        load_mirror(tmp_path, "a.test")


def test_a_saved_site_is_not_probed(crawl: Crawl, tmp_path: Path) -> None:
    save(tmp_path / "m", {"index.html": page("home", "首页")})
    with Playback(load_mirror(tmp_path / "m", "http://www.qinghe.test/")) as server:
        done = crawl("http://www.qinghe.test/", portal={"source": Source.SAVED}, route=server.route)
    assert [fetch.url for fetch in done.fetches] == ["http://www.qinghe.test/"]
    assert Portal("demo", "示例", "http://www.qinghe.test/", source=Source.SAVED) == done.summary.portal


def test_auditing_a_copy_asks_nothing_outside(crawl: Crawl, tmp_path: Path) -> None:
    save(
        tmp_path / "m",
        {"index.html": page("home", "首页", link("http://other.test/"), link("http://qinghe.test/a/"))},
    )
    save(tmp_path / "m", {"a/index.html": page("list", "栏目")})
    portal = {"source": Source.SAVED, "hosts": ("other.test",)}
    with Playback(load_mirror(tmp_path / "m", "http://www.qinghe.test/")) as server:
        done = crawl("http://www.qinghe.test/", portal=portal, route=server.route)
    assert done["http://other.test/"].failure is Failure.BLOCKED_ADDRESS
    assert done["http://qinghe.test/a/"].status == 200
