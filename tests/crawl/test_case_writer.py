"""What is written as a case is played back as it was answered."""

from __future__ import annotations

import http.client
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from auditor.crawl.case_writer import CaseWriter, stand_in, usual_charset
from auditor.crawl.playback import Playback
from auditor.crawl.saved_site import load_case
from auditor.crawl.site_file import SITE_FILE, SiteFile
from auditor.errors import AuditorError
from auditor.model import Failure, Fetch, Purpose

HOME = "http://www.yunxi.test/"
HTML = "text/html; charset=gbk"


def fetch(url: str, mime: str = HTML, status: int | None = 200, method: str = "GET", body: str = "") -> Fetch:
    return Fetch(
        url if "://" in url else HOME.rstrip("/") + url,
        Purpose.NAVIGATION,
        method,
        body,
        status=status,
        mime=mime,
    )


#: Answers that are hard to keep: (address, type, form, body).
ANSWERS = [
    ("/", HTML, "", b"home"),
    ("/zwgk/", HTML, "", b"folder"),
    ("/zwgk", HTML, "", b"without slash, and not the same"),
    ("/zwgk/tzgg/index.htm", HTML, "", b"index.htm"),
    ("/plain.html", "text/html", "", b"announces no charset"),
    ("/feed", "application/json", "", b"{}"),
    ("/data.json", "application/json", "", b"[]"),
    ("/list.jsp", HTML, "", b"all"),
    ("/list.jsp?cat=1", HTML, "", b"cat 1"),
    ("/list.jsp?cat=1&page=2", HTML, "", b"cat 1 page 2"),
    ("/list.jsp?20260615", HTML, "", b"bare query"),
    ("/api", "application/json", "cat=1&page=1", b"post 1"),
    ("/api", "application/json", "cat=1&page=2", b"post 2"),
    ("/%E5%85%AC%E5%BC%80/", HTML, "", b"UTF-8 in the path"),
    ("/%B9%AB/", HTML, "", b"GBK in the path"),
    ("/%2e%2e/%2e%2e/escape.html", HTML, "", b"climbs"),
    ("/a%00b.html", HTML, "", b"NUL"),
    (f"/{'x' * 300}.html", HTML, "", b"long name"),
    ("http://zwfw.yunxi.test:8080/a.html", HTML, "", b"another host"),
]


def asked(server: Playback, each: Fetch) -> tuple[int, str, str, bytes]:
    connection = http.client.HTTPConnection(*server.address, timeout=10)
    parts = urlsplit(each.url)
    headers = {"Host": parts.netloc, "Content-Type": "application/x-www-form-urlencoded"}
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.request(each.method, target, each.body or None, headers)
    answer = connection.getresponse()
    return (
        answer.status,
        answer.getheader("Content-Type", ""),
        answer.getheader("Location", ""),
        answer.read(),
    )


def test_every_answer_comes_back(tmp_path: Path) -> None:
    writer = CaseWriter(tmp_path / "case", "gbk")
    kept = [
        (fetch(url, mime, 200, "POST" if form else "GET", form), body) for url, mime, form, body in ANSWERS
    ]
    assert all(writer.page(*each) for each in kept)
    writer.finish(SiteFile("990199", "云溪县人民政府", HOME))
    inside = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(path.is_relative_to(tmp_path / "case") for path in inside)
    with Playback(load_case(tmp_path / "case").site) as server:
        for each, body in kept:
            status, mime, _, answered = asked(server, each)
            assert (status, answered) == (200, body), each.url
            assert mime.replace(" ", "") == each.mime.replace(" ", ""), each.url
        assert asked(server, fetch("/nowhere.html"))[0] == 404


def test_what_was_no_page_stays_none(tmp_path: Path) -> None:
    writer = CaseWriter(tmp_path, None)
    writer.page(fetch("/", "text/html"), b"home")
    writer.page(fetch("/view.jsp", "text/html"), b"view")
    assert writer.redirect(fetch("/old/", status=301), f"{HOME}new/")
    assert not writer.redirect(fetch("/", status=302), "https://www.yunxi.test/"), (
        "both schemes are answered alike"
    )
    for url, status, failure in [
        ("/gone", 410, Failure.GONE), ("/closed", 403, Failure.FORBIDDEN), ("/down", 500, Failure.SERVER_ERROR),
        ("/silent", None, Failure.TIMEOUT), ("/private", None, Failure.ROBOTS), ("/view.jsp?id=9", 404, Failure.NOT_FOUND),
        ("/missing", 404, Failure.NOT_FOUND),
    ]:  # fmt: skip
        miss = fetch(url, status=status)
        writer.miss(Fetch(miss.url, miss.purpose, status=status, failure=failure))
    writer.finish(SiteFile("990199", "云溪县人民政府", HOME))
    with Playback(load_case(tmp_path).site) as server:
        assert asked(server, fetch("/old/"))[::2] == (301, f"{HOME}new/")
        expected = {
            "/": 200, "/gone": 410, "/closed": 403, "/down": 500, "/silent": 503, "/private": 403,
            "/view.jsp?id=9": 404, "/view.jsp": 200, "/missing": 404,
        }  # fmt: skip
        assert {url: asked(server, fetch(url))[0] for url in expected} == expected


@pytest.mark.parametrize("url", ["/a?x=1&x=2", "/a?&&", "/a?x=%00"])
def test_an_address_that_no_case_can_hold_is_refused(url: str, tmp_path: Path) -> None:
    writer = CaseWriter(tmp_path, None)
    assert not writer.page(fetch(url), b"x")
    assert not list(tmp_path.iterdir())


def test_the_usual_charset_is_that_of_most_pages() -> None:
    pages = [
        fetch("/1", "text/html;charset=GBK"),
        fetch("/2", HTML),
        fetch("/3", "text/html"),
        fetch("/4", "text/css"),
    ]
    assert usual_charset(pages) == "gbk"
    assert usual_charset(pages[2:]) is None
    assert usual_charset([]) is None


@pytest.mark.parametrize(
    ("url", "head"),
    [("/a.pdf", b"%PDF-"), ("/a.docx", b"PK"), ("/a.xls", b"\xd0\xcf"), ("/d?id=1", b"%PDF-")],
)
def test_stand_ins_are_of_their_kind(url: str, head: bytes) -> None:
    assert stand_in(HOME.rstrip("/") + url).startswith(head)


@pytest.mark.parametrize(
    "answer",
    [
        '{"path": "/x"}',
        '{"path": "/x", "status": 302}',
        '{"path": "/x", "location": "/y"}',
        '{"path": "/x", "file": "../y"}',
    ],
)
def test_an_answer_that_is_none_is_one_clear_error(answer: str, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    text = f'{{"code": "990199", "name": "云溪", "url": "{HOME}", "answers": [{answer}]}}'
    (tmp_path / SITE_FILE).write_text(text, "utf-8")
    with pytest.raises(AuditorError, match="answers 第 1 项"):
        load_case(tmp_path)
