"""Saved sites are asked under their public names and answered from disk."""

from __future__ import annotations

import http.client
import json
import time
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
from auditor.crawl.playback import Fault, Playback
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
    [
        ("works", True, 200),
        ("unfiltered", True, 200),
        ("unmarked", True, 200),
        ("titles", True, 200),
        ("everything", True, 200),
        ("broad", True, 200),
        ("fuzzy", True, 200),
        ("empty", False, 200),
        ("misses", False, 200),
        ("dead-results", False, 200),
        ("captcha", False, 200),
        ("too-often", False, 200),
        ("error", False, 500),
        ("gone", False, 404),
    ],
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


def test_the_saved_search_knows_articles_whose_title_is_that_of_their_column(tmp_path: Path) -> None:
    folder = case(tmp_path, search={"path": "/s", "field": "q", "charset": "gb18030"})
    head = '<meta charset="gb2312"><meta name="ArticleTitle" content="关于预算公开的通知"/><title>通知公告</title>'
    save(folder / "pages", {"a.html": head.encode("gb18030")})
    with Playback(load_case(folder).site) as server:
        assert b"/a.html" in get(server.url + "s?q=" + quote("预算公开", encoding="gb18030"))[2]
        assert b"/a.html" not in get(server.url + "s?q=" + quote("通知公告", encoding="gb18030"))[2]


@pytest.mark.parametrize(
    ("content", "words"), [("{", "site.json"), ('{"code":"a"}', "name"), ('{"code":"a","nme":1}', "nme")]
)
def test_a_broken_site_file_is_named(tmp_path: Path, content: str, words: str) -> None:
    save(tmp_path, {"site.json": content})
    with pytest.raises(AuditorError, match=words):
        load_case(tmp_path)


def fetch(url: str, host: str = "www.qinghe.test", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body, with further request headers (``If_None_Match``)."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection = http.client.HTTPConnection("127.0.0.1", int(url.rsplit(":", 1)[1].split("/")[0]), timeout=5)
    connection.request("GET", "/" + url.split("/", 3)[3], headers={"Host": host, **named})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), body


def test_an_interface_answers_by_its_parameters(tmp_path: Path) -> None:
    answers = [
        {"path": "/api", "file": "answers/all.json"},
        {"path": "/api", "file": "answers/two.json", "when": {"col": "7", "page": "2"}},
        {"path": "/api", "file": "answers/col.json", "when": {"col": "7"}},
        {"path": "/api", "method": "POST", "file": "answers/posted.xml", "when": {"a": "", "s": "1"}},
        {"path": "/gone", "file": "answers/all.json", "status": 500, "mime": "text/html"},
        {"path": "/api", "host": "api.qinghe.test", "when": {"col": "7"}, "file": "answers/other.json"},
    ]
    names = ("all.json", "two.json", "col.json", "posted.xml", "other.json")
    folder = save(case(tmp_path, answers=answers), {f"answers/{name}": name for name in names})
    save(folder / "pages", {"www.qinghe.test/index.html": "home", "www.qinghe.test/api": "a page"})
    with Playback(load_case(folder).site) as server:
        assert get(server.url + "api") == (200, "application/json", b"all.json")
        assert get(server.url + "api?col=7&page=1")[2] == b"col.json"
        assert get(server.url + "api?page=2&x=&col=7")[2] == b"two.json"
        assert get(server.url + "api?s=1", data=b"a=&b=2") == (200, "application/xml", b"posted.xml")
        assert get(server.url + "api?s=1", data=b"b=2")[2] == b"a page"
        assert get(server.url + "gone")[:2] == (500, "text/html")
        assert get(server.url + "api?col=7", "www.qinghe.test")[2] == b"col.json"
        assert "api.qinghe.test" in server.route
        assert [asked.form for asked in server.log if asked.method == "POST"] == ["a=&b=2", "b=2"]


def test_an_answer_whose_file_is_missing_is_named(tmp_path: Path) -> None:
    folder = case(tmp_path / "case", answers=[{"path": "/api", "file": "../secret.json"}])
    save(tmp_path, {"secret.json": "{}", "case/pages/index.html": "home"})
    with pytest.raises(AuditorError, match="secret"):
        load_case(folder)


def test_hosts_with_a_folder_and_folders_of_a_platform(tmp_path: Path) -> None:
    folder = case(tmp_path / "one", url="http://www.city.test/xy/", folders=["http://bm.city.test/xy/"])
    save(
        folder / "pages",
        {"www.city.test/xy/index.html": "xy", "bm.city.test_8080/index.html": "bm", "a/b": ""},
    )
    case(tmp_path / "two", url="http://www.city.test/ly/", shares="one")
    loaded = load_case(folder)
    assert loaded.portal.folders == ("http://bm.city.test/xy/",)
    with Playback(loaded.site) as server:
        assert set(server.route) == {"www.city.test", "city.test", "bm.city.test:8080"}
        assert get(server.url, "bm.city.test:8080")[2] == b"bm"
    with Playback(load_case(tmp_path / "two").site) as server:
        assert get(server.url + "xy/", "www.city.test")[2] == b"xy"


def test_what_has_not_changed_is_not_sent_again(tmp_path: Path) -> None:
    folder = case(tmp_path, today="2026-03-01", search={"path": "/s", "field": "q"})
    save(folder / "pages", {"index.html": "home"})
    with Playback(load_case(folder).site) as server:
        status, headers, body = fetch(server.url)
        assert (status, body, headers["Last-Modified"]) == (200, b"home", "Sun, 01 Mar 2026 00:00:00 GMT")
        tag, day = headers["ETag"], headers["Last-Modified"]
        status, headers, body = fetch(server.url, If_None_Match=f'"x", W/{tag}')
        assert (status, headers["ETag"], body) == (304, tag, b"")
        assert fetch(server.url, If_Modified_Since=day)[0] == 304
        assert fetch(server.url, If_Modified_Since="Sat, 28 Feb 2026 00:00:00 GMT")[0] == 200
        assert fetch(server.url, If_Modified_Since="never")[0] == 200
        assert fetch(server.url, If_None_Match='"x"', If_Modified_Since=day)[0] == 200
        assert "ETag" not in fetch(server.url + "none")[1]
        assert "ETag" not in fetch(server.url + "s?q=a")[1]
        save(folder / "pages", {"index.html": "changed"})
        assert fetch(server.url, If_None_Match=tag)[2] == b"changed"


def test_a_wall_lets_through_who_brings_its_cookie(tmp_path: Path) -> None:
    folder = case(
        tmp_path, challenge={"cookie": "__wall", "value": "a1"}, search={"path": "/s", "field": "q"}
    )
    save(folder / "pages", {"index.html": "home"})
    with Playback(load_case(folder).site) as server:
        for path in ("", "none", "s?q=1"):
            status, _, body = fetch(server.url + path, Cookie="__wall=a2; other=1")
            assert (status, b"document.cookie=" in body, b"location.reload()" in body) == (200, True, True), (
                path
            )
        assert fetch(server.url)[2] == body
        assert fetch(server.url, Cookie="other=1; __wall=a1")[2] == b"home"


def test_faults(tmp_path: Path) -> None:
    folder = save(case(tmp_path), {"pages/index.html": "home" * 9, "pages/a/b.html": "b"})
    faults = [
        Fault("/status", "status-503"),
        Fault("/once*", "status-429", times=1),
        Fault("/a/b.html", "slow", seconds=0.05),
        Fault("/blank*", "blank"),
        Fault("/round", "redirect-loop"),
        Fault("/reset", "reset"),
        Fault("/", "cut"),
    ]
    with Playback(load_case(folder).site, faults) as server:
        assert fetch(server.url + "status")[0] == 503
        assert [fetch(server.url + "once?a=1")[0] for _ in range(2)] == [429, 404]
        started = time.monotonic()
        assert fetch(server.url + "a/b.html")[2] == b"b"
        assert time.monotonic() - started >= 0.05
        assert fetch(server.url + "blank.html")[::2] == (200, b"")
        assert fetch(server.url + "round")[1]["Location"] == "/round"
        with pytest.raises(ConnectionResetError):
            fetch(server.url + "reset")
        with pytest.raises(http.client.IncompleteRead):
            fetch(server.url)
    with pytest.raises(ValueError, match="explode"):
        Fault("*", "explode")


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
    assert done["http://other.test/"].failure is Failure.NOT_SAVED
    assert done["http://qinghe.test/a/"].status == 200


def test_the_saved_search_looks_into_texts_and_marks_what_it_finds(tmp_path: Path) -> None:
    folder = case(tmp_path, search={"path": "/s", "field": "q"})
    pages = {
        "a.html": "<title>关于预算公开的通知</title><body>文政发〔2026〕8号</body>",
        "b.html": "<title>其他</title>",
    }
    save(folder / "pages", pages)
    with Playback(load_case(folder).site) as server:
        by_number = get(server.url + "s?q=" + quote("文政发〔2026〕8号"))[2].decode()
        by_title = get(server.url + "s?q=" + quote("预算公开"))[2].decode()
        nothing = get(server.url + "s?q=" + quote("鼗乜zqx"))[2].decode()
    assert "/a.html" in by_number
    assert "<em>预算公开</em>" in by_title
    assert "时间范围" in by_title
    assert "没有找到" in nothing


def test_a_mode_that_is_none_is_named(tmp_path: Path) -> None:
    folder = case(tmp_path, search={"path": "/s", "field": "q", "mode": "wroks"})
    save(folder / "pages", {"a.html": ""})
    with pytest.raises(AuditorError, match="mode"):
        load_case(folder)
