"""Walls, error pages in disguise, and addresses that must not be connected to."""

from __future__ import annotations

import asyncio

import pytest

from auditor import urls
from auditor.crawl.answer import Answer
from auditor.crawl.guard import BlockedAddress, Guard, is_public
from auditor.crawl.outcome import failure_of, judge_answer
from auditor.crawl.soft404 import SoftNotFound, probe_url
from auditor.model import DEAD, Ask, Failure, Fetch, PageKind, PageReading, Portal, Purpose, Source
from auditor.territory import Territory, territory_of

HOME = "http://www.demo.test/"
TERRITORY = territory_of(Portal("demo", "示例", HOME))


def judged(
    status: int = 200,
    body: str = "",
    purpose: Purpose = Purpose.NAVIGATION,
    path: str = "zwgk/",
    source: Source = Source.LIVE,
    **headers: str,
) -> Fetch:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    answer = Answer(status, (("Content-Type", "text/html"), *named), body.encode())
    return judge_answer(Ask(HOME + path, purpose), answer, TERRITORY, source, "2026-06-15T00:00:00Z")


@pytest.mark.parametrize(
    ("status", "body", "failure", "detail"),
    [
        (200, "<ul><li><a href='/a/'>政务公开</a></li></ul>", None, ""),
        (403, "<title>403 Forbidden</title>", Failure.FORBIDDEN, ""),
        (404, "<title>404 Not Found</title>", Failure.NOT_FOUND, ""),
        (410, "", Failure.GONE, ""),
        (503, "<title>503</title>", Failure.SERVER_ERROR, ""),
        (503, "<p>网站正在升级维护，请稍后访问</p>", Failure.MAINTENANCE, "maintenance"),
        (404, "<p>网站正在升级维护，请稍后访问</p>", Failure.MAINTENANCE, "maintenance"),
        (404, "<p>您没有将此域名绑定到对应站点</p>", Failure.PARKED, "no-site"),
        (403, "<p>当前访问疑似黑客攻击，已被网站管理员设置为拦截</p>", Failure.CHALLENGE, "blocked"),
        (521, "<script>x()</script>", Failure.CHALLENGE, "jsl-clearance"),
        (200, "<title>404 Not Found</title>", Failure.SOFT_404, "not-found-title"),
        (200, "<p>数据库连接失败</p>", Failure.ERROR_PAGE, "database"),
    ],
)
def test_what_a_status_and_a_page_mean(status: int, body: str, failure: Failure | None, detail: str) -> None:
    fetch = judged(status, body)
    assert (fetch.failure, fetch.detail, fetch.status) == (failure, detail, status)


@pytest.mark.parametrize("purpose", [Purpose.HOME, Purpose.NAVIGATION, Purpose.PART, Purpose.SEARCH])
def test_a_garbled_page_was_not_read(purpose: Purpose) -> None:
    body = "<ul><li><a href='/a/'>政府信息公开指南</a></li></ul>".encode().decode("latin-1")
    fetch = judged(200, body, purpose)
    assert (fetch.failure, fetch.detail) == (Failure.BAD_RESPONSE, "garbled text")


def test_an_answer_becomes_a_line_of_the_index() -> None:
    fetch = judged(200, "<p>政务公开</p>", ETag='"7"', Last_Modified="Mon, 15 Jun 2026 00:00:00 GMT")
    assert (fetch.etag, fetch.modified) == ('"7"', "Mon, 15 Jun 2026 00:00:00 GMT")
    assert (fetch.mime, fetch.size, len(fetch.body_sha256)) == ("text/html", 19, 64)
    assert fetch.fetched_at == "2026-06-15T00:00:00Z"


def test_no_answer_keeps_its_reason() -> None:
    answer = Answer(failure=Failure.TIMEOUT, detail="30 s", fetched_at="2026-06-15T01:00:00Z")
    fetch = judge_answer(Ask(HOME, Purpose.HOME), answer, TERRITORY, Source.LIVE, "now")
    assert (fetch.status, fetch.failure, fetch.detail, fetch.body_sha256) == (
        None,
        Failure.TIMEOUT,
        "30 s",
        "",
    )
    assert fetch.fetched_at == "2026-06-15T01:00:00Z"


@pytest.mark.parametrize(
    ("target", "purpose", "failure", "location"),
    [
        ("/new/", Purpose.NAVIGATION, None, "http://www.demo.test/new/"),
        ("http://demo.test/x/", Purpose.NAVIGATION, None, "http://demo.test/x/"),
        ("http://other.test/", Purpose.NAVIGATION, Failure.REDIRECT_OUTSIDE, "http://other.test/"),
        ("http://other.test/sso/login?service=a", Purpose.NAVIGATION, Failure.LOGIN_WALL, None),
        ("http://sso.other.test/", Purpose.ARTICLE, Failure.LOGIN_WALL, None),
        ("/登录/".encode().decode("latin-1"), Purpose.NAVIGATION, None, "http://www.demo.test/%E7%99%BB%E5%BD%95/"),
        ("/栏目/".encode("gb18030").decode("latin-1"), Purpose.NAVIGATION, None, "http://www.demo.test/%E6%A0%8F%E7%9B%AE/"),
        ("javascript:void(0)", Purpose.NAVIGATION, Failure.BAD_RESPONSE, None),
    ],
)  # fmt: skip
def test_where_a_redirect_leads(
    target: str, purpose: Purpose, failure: Failure | None, location: str | None
) -> None:
    fetch = judged(302, "", purpose, Location=target)
    assert (fetch.failure, fetch.location) == (failure, location)


def test_who_asked_for_a_login_and_is_sent_to_another_was_not_kept_out() -> None:
    fetch = judged(302, "", path="login.jsp", Location="http://sso.other.test/")
    assert fetch.failure is Failure.REDIRECT_OUTSIDE


@pytest.mark.parametrize(
    ("purpose", "body", "failure"),
    [
        (Purpose.SOFT_404_PROBE, "<title>404 Not Found</title>", None),
        (Purpose.SOFT_404_PROBE, "<script>var a='__jsl_clearance_s'</script>", Failure.CHALLENGE),
        (Purpose.SEARCH, "<p>您访问的信息不存在</p>", None),
        (Purpose.SEARCH, "<title>统一身份认证</title>", Failure.LOGIN_WALL),
        (Purpose.PART, "<div>用户登录<input type=password></div>", None),
        (Purpose.PART, '{"code":500,"msg":"error"}', Failure.ERROR_PAGE),
        (Purpose.HOME, "<title>域名出售</title>", Failure.PARKED),
        (Purpose.LIST_PAGE, "<p>系统异常，请联系管理员</p>", Failure.ERROR_PAGE),
    ],
)
def test_what_was_asked_for_decides_what_an_answer_can_be(
    purpose: Purpose, body: str, failure: Failure | None
) -> None:
    assert judged(200, body, purpose).failure is failure


def test_only_what_is_gone_is_dead() -> None:
    """A wall of whatever kind says nothing about the page behind it."""
    assert {Failure.NOT_FOUND, Failure.GONE, Failure.SOFT_404} == DEAD


def test_what_a_saved_copy_lacks_proves_nothing() -> None:
    assert failure_of(404, Source.SAVED) is Failure.NOT_SAVED
    assert failure_of(404, Source.LIVE) is Failure.NOT_FOUND


def test_the_probe_is_the_same_in_every_crawl() -> None:
    assert probe_url("http://www.demo.test/index.html") == probe_url("http://www.demo.test/")
    assert probe_url("http://www.demo.test/").startswith("http://www.demo.test/auditor-probe-")


def reading(url: str, title: str, text: str) -> tuple[Fetch, PageReading]:
    fetch = Fetch(url, Purpose.NAVIGATION, status=200, body_sha256=text + url)
    return fetch, PageReading(url, PageKind.OTHER, title=title, text=text)


def test_an_error_page_that_repeats_the_address_is_still_recognised() -> None:
    soft = SoftNotFound()
    soft.learn_home(*reading("http://a/", "首页", "欢迎"))
    soft.learn_probe(*reading("http://a/p.html", "错误", "您访问的 /p.html 不存在 2026-03-01 08:00"))
    assert soft.matches(*reading("http://a/x/y.html", "错误", "您访问的 /x/y.html 不存在 2026-03-01 08:07"))
    assert not soft.matches(*reading("http://a/z/", "政务公开", "您访问的栏目"))


@pytest.mark.parametrize(
    ("probe", "page", "is_dead"),
    [
        ("http://a/404.html", "http://a/404.html?from=/x/", True),
        ("http://a/err/notfound.jsp?p=1", "http://a/err/notfound.jsp?p=2", True),
        ("http://a/404.html", "http://a/new/", False),
        ("http://a/", "http://a/", False),  # everything unknown is sent home
        ("http://a/login", "http://a/login", False),
    ],
)
def test_dead_addresses_may_all_lead_to_one_error_page(probe: str, page: str, is_dead: bool) -> None:
    soft = SoftNotFound()
    soft.learn_home(*reading("http://a/", "首页", "欢迎"))
    soft.learn_probe(Fetch("http://a/p.html", Purpose.SOFT_404_PROBE, status=302, location=probe), None)
    moved = Fetch("http://a/x/", Purpose.NAVIGATION, status=302, location=page)
    assert soft.matches(moved, None) is is_dead
    assert soft.matches(Fetch(page, Purpose.NAVIGATION, status=200), None) is is_dead


@pytest.mark.parametrize(
    ("title", "text", "is_known"),
    [
        ("提示", "网站访问量过大，请稍候", False),
        ("出错了", "服务器开小差了，请稍后重试", False),
        ("提示", "您访问的页面不存在，请稍后重试", True),
    ],
)
def test_a_busy_server_says_nothing_of_what_is_gone(title: str, text: str, is_known: bool) -> None:
    soft = SoftNotFound()
    soft.learn_home(*reading("http://a/", "首页", "欢迎"))
    soft.learn_probe(*reading("http://a/p.html", title, text))
    assert soft.matches(*reading("http://a/z/", title, text)) is is_known


def test_an_application_shell_makes_no_page_an_error() -> None:
    soft = SoftNotFound()
    soft.learn_probe(*reading("http://a/p.html", "某县人民政府", ""))
    assert not soft.matches(*reading("http://a/z/", "某县人民政府", ""))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.9", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "240.0.0.1", "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:0a00:0001::", "ff02::1", "x",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "114.114.114.114", "2400:3200::1", "::ffff:8.8.8.8"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


def test_the_guard_pins_what_it_checked() -> None:
    guard = Guard(
        Portal("d", "示例", "http://home.test/"), Territory(frozenset({"home.test", "own.test"})), {}
    )
    answers = iter([("8.8.8.8",), ("127.0.0.1",)])

    async def lookup(_name: str) -> tuple[str, ...]:
        return next(answers)

    assert asyncio.run(guard.resolve("own.test", lookup)) == ("8.8.8.8",)
    assert asyncio.run(guard.resolve("own.test", lookup)) == ("8.8.8.8",)
    assert asyncio.run(guard.resolve("home.test", lookup)) == ("127.0.0.1",)


def test_the_guard_lets_nobody_else_in() -> None:
    guard = Guard(
        Portal("d", "示例", "http://home.test/"), Territory(frozenset({"home.test", "own.test"})), {}
    )

    async def lookup(_name: str) -> tuple[str, ...]:
        return ("8.8.8.8", "10.0.0.1")

    with pytest.raises(BlockedAddress):
        asyncio.run(guard.resolve("own.test", lookup))
    with pytest.raises(BlockedAddress):
        asyncio.run(guard.resolve("search.test", lookup))
    guard.allow("search.test")
    guard.check_host("search.test")


@pytest.mark.parametrize(
    ("host", "other"),
    [
        ("a.gov.cn", "www.a.gov.cn"), ("www.a.gov.cn:81", "a.gov.cn:81"),
        ("127.0.0.1:81", "127.0.0.1:81"), ("localhost:8", "localhost:8"), ("[::1]:8", "[::1]:8"),
    ],
)  # fmt: skip
def test_the_www_twin_belongs_to_the_portal(host: str, other: str) -> None:
    assert urls.twin(host) == other
    assert territory_of(Portal("x", "", f"http://{host}/")).hosts >= {other}


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"", Failure.BAD_RESPONSE),
        (b" \r\n", Failure.BAD_RESPONSE),
        (b"\x1f\x8b\x08\0\0\0", Failure.BAD_RESPONSE),
        (b"<urlset>" + b"<loc>http://qinghe.test/1/</loc>" * 250_000, Failure.TOO_LARGE),
        (b"<html><body>x</body></html>", None),
    ],
    ids=["nothing", "blank", "gzip-unsaid", "huge", "page"],
)
def test_a_success_that_is_no_page(body: bytes, failure: Failure | None) -> None:
    for purpose in (Purpose.NAVIGATION, Purpose.ARTICLE):
        answer = Answer(status=200, body=body)
        fetch = judge_answer(Ask(HOME, purpose), answer, TERRITORY, Source.LIVE, "now")
        assert fetch.failure is failure
    part = judge_answer(Ask(HOME, Purpose.PART), Answer(status=200), TERRITORY, Source.LIVE, "now")
    assert part.failure is None
