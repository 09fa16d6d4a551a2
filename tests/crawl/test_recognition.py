"""Walls, error pages in disguise, and addresses that must not be connected to."""

from __future__ import annotations

import asyncio

import pytest

from auditor import urls
from auditor.crawl.challenge import is_challenge
from auditor.crawl.guard import BlockedAddress, Guard, is_public
from auditor.crawl.outcome import failure_of
from auditor.crawl.soft404 import SoftNotFound, probe_url
from auditor.model import Failure, Fetch, PageKind, PageReading, Portal, Purpose, Source
from auditor.territory import (
    Territory,
    territory_of,
)

WALLS = {
    "加速乐": (521, "<script>document.cookie=('_')+('_')+('jsl');location.href=location.pathname</script>"),
    "jsl cookie": (200, "<script>var a='__jsl_clearance_s=1'</script>"),
    "WZWS": (200, "<html><script>var wzwschallenge='RANDOMSTR14925';</script></html>"),
    "cookie and reload": (200, "<script>document.cookie='x=1;path=/';window.location.reload();</script>"),
    "安全狗": (403, "<title>网站防火墙</title>您的请求带有不合法参数，已被网站管理员设置拦截！"),
    "云锁": (200, "<title>拦截</title><p>当前访问疑似黑客攻击，已被网站管理员设置为拦截</p>"),
    "知道创宇": (403, "<p>当前访问被知道创宇云安全拦截</p>"),
    "360": (200, "<p>您的访问请求可能存在威胁，360网站卫士已拦截</p>"),
    "captcha": (200, "<title>人机验证</title><p>请完成下方验证后继续</p>"),
    "412": (412, "<html></html>"),
    "468": (468, ""),
}


@pytest.mark.parametrize(("status", "body"), WALLS.values(), ids=WALLS.keys())
def test_a_wall_is_recognised(status: int, body: str) -> None:
    assert is_challenge(status, {}, body.encode())
    assert is_challenge(status, {}, body.encode("gb18030"))


PAGES = {
    "redirect with cookie": "<script>document.cookie='v=1';location.href='/main/index.html'</script>",
    "article": "<h1>我县开展网络安全培训</h1>"
    + "<p>会议介绍了安全狗、云锁、知道创宇等产品的使用方法，要求加强管理。</p>" * 30,
    "portal": "<ul>" + "<li><a href='/zwgk/'>政务公开</a></li>" * 400 + "</ul>加速乐",
    "letter form": "<form>姓名<input>验证码<input><button>提交</button></form>",
    "empty": "",
}


@pytest.mark.parametrize("body", PAGES.values(), ids=PAGES.keys())
def test_a_page_is_no_wall(body: str) -> None:
    assert is_challenge(200, {}, body.encode()) is None


def test_a_plain_403_is_forbidden_not_a_challenge() -> None:
    assert (
        is_challenge(403, {}, b"<html><title>403 Forbidden</title><h1>403 Forbidden</h1>nginx</html>") is None
    )
    assert failure_of(403) is Failure.FORBIDDEN


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
