"""Readers of texts: charsets, dates, limits, addresses, scripts, lines of robots.txt, strict YAML."""

from __future__ import annotations

from datetime import UTC, date, datetime
from ipaddress import ip_address
from itertools import islice
from typing import Any

from scrapy.robotstxt import ProtegoRobotParser

from auditor import document_numbers, masking, query_code, urls
from auditor.catalog.limits import grasp, parse_limits
from auditor.crawl.guard import is_public
from auditor.crawl.handler import _seconds
from auditor.extract import charset, dates, literals, script, script_sums
from auditor.extract.deadlines import closing_day
from auditor.extract.media import when
from auditor.extract.personal import read_personal
from auditor.model import Level, Portal
from auditor.territory import Territory, territory_of
from bench.fuzz.reader import Reader, split, text_of, texts

MOMENT = datetime(2026, 6, 15, 1, tzinfo=UTC)
HOME = "http://www.qinghe.test/"
TERRITORY: Territory = territory_of(Portal("990101", "清禾县人民政府", HOME, Level.COUNTY))


def _charset(data: bytes) -> None:
    """``content type NUL body``. What comes out can be written as UTF-8: an audit document is."""
    header, body = split(data, 2)
    decoded = charset.decode(body, header.decode("latin-1"))
    decoded.text.encode("utf-8")
    assert 0 <= decoded.broken <= len(decoded.text)
    for code in query_code.CODES:
        query_code.decoded(decoded.text, code)
    known = query_code.code_of(header.decode("latin-1"))
    if known is not None:
        query_code.encoded(decoded.text, known)
        query_code.decoded(decoded.text, known)


def _date(data: bytes) -> None:
    text = text_of(data)
    for read in (dates.find_date, dates.find_yearless, dates.read_cell, dates.read_value, dates.find_wrong):
        found = read(text)
        assert found is None or isinstance(found.iso, str)
        assert found is None or found.value is None or found.value.year > 0
    dates.find_date(text, compact=True)
    for stamp in (dates.url_stamp, dates.file_stamp, dates.moment_of):
        stamp(text)
    day = when.day_of(text, MOMENT)
    assert not day or date.fromisoformat(day)
    for start in ("2026-05-01", None, text):
        closing_day(text[:40], text, start)


def _retry_after(data: bytes) -> None:
    assert _seconds(data) >= 0


def _limits(data: bytes) -> None:
    text = text_of(data)
    grasp(parse_limits(text))
    for number in islice(document_numbers.find_numbers(text), 50):
        document_numbers.normal(number.value)
    document_numbers.same_number(text, text[::-1])
    document_numbers.year_of(text)
    for hide in (masking.masked, masking.masked_form, masking.masked_address):
        assert isinstance(hide(text), str)
    read_personal(text, ())


def _address(data: bytes) -> None:
    """``base NUL address``: what :func:`urls.absolute` lets through never breaks what goes by addresses afterwards."""
    base, href = map(text_of, split(data, 2))
    for first in (HOME, urls.absolute(HOME, base)):
        joined = first and urls.absolute(first, href)
        if not joined:
            continue
        assert joined.startswith(("http://", "https://")), joined
        joined.encode("ascii", "replace").decode()
        name = urls.host(joined)
        assert name
        assert "/" not in name
        assert urls.canonical(joined)
        for fact in (urls.path_of, urls.suffix, urls.is_page, urls.looks_like_article, urls.slug, urls.twin):
            fact(joined)
        TERRITORY.owns(joined)
        TERRITORY.may_serve(joined)
    _guarded(text_of(data))


def _guarded(text: str) -> None:
    """No text that names a private address is public, in whatever way it is written."""
    try:
        private = not ip_address(text.split("%", 1)[0]).is_global
    except ValueError:
        private = True
    assert not (private and is_public(text)), text


def _script(data: bytes) -> None:
    """Followed sums, constants and literals come back as texts that can be stored."""
    code = script.strip_comments(text_of(data))
    for place in range(0, min(len(code), 400), 7):
        script_sums.sum_at(code, place)
    for read in (script.constants, script.redirect_target, script.click_target, script.unescape):
        found: Any = read(code)
        assert found is None or isinstance(found, (str, dict))
    script.written_html(code)
    for name in ("data", "list", "a", "window.x"):
        literals.find_literal(code, name)
    _tree(literals.parse(code))


def _tree(value: object) -> None:
    literals.rows(value, "data.list", "rows", "")
    literals.number(value, "total", "data.total")
    literals.text(value, "msg").encode("utf-8")


def _robots(data: bytes) -> None:
    """``address NUL robots.txt`` through the parser that the crawl asks."""
    address, body = split(data, 2)
    parser = ProtegoRobotParser(body, None)
    url = urls.absolute(HOME, text_of(address)) or HOME
    for agent in ("PortalAuditor", "*", ""):
        assert parser.allowed(url, agent) in (True, False)


_CHARSETS = ("utf-8", "gb2312", "utf-16", "utf-7", "idna", "unicode_escape", "punycode", "hz", "iso2022_kr")
READERS = (
    Reader(
        "charset",
        "bytes and their declared charset → text; queries encoded in any charset",
        _charset,
        seeds=texts(
            "text/html; charset=gbk\0<meta charset='utf-16'>清禾",
            "charset=idna\0xn--",
            "\0<?xml encoding='utf-7'?>+AGE-",
            "charset=hz\0~{VPND~}",
        ),
        words=(*_CHARSETS, "charset=", "<meta", "encoding=", "%u", "\ufeff"),
    ),
    Reader(
        "date",
        "dates in texts, cells, addresses, headers; closing days",
        _date,
        seeds=texts(
            "2026年6月15日 10:30",
            "[06-15]",
            "二〇二六年六月十五日",
            "3天前",
            "20260615",
            "1781485200000",
            "Mon, 15 Jun 2026 01:00:00 +0800",
            "征求意见截止日期：2026年7月1日",
            "/t20260615_1.html",
            "2026-06-15T09:00:00+08:00",
            "自公告之日起三十日内公开征集意见",
        ),
        words=(
            "年",
            "月",
            "日",
            "天前",
            "小时前",
            "昨天",
            "GMT",
            "T",
            "+0800",
            "截止",
            "工作日",
            "二〇",
            "99999999",
        ),
    ),
    Reader(
        "retry-after",
        "when a server asks us to come back",
        _retry_after,
        seeds=texts("120", "Mon, 15 Jun 2026 01:00:00 +0800", "15 Jun 26 1:00 GMT"),
        words=("GMT", "+0800", "Mon,", "Jun", "2026", "99:99:99", "99999999999"),
    ),
    Reader(
        "limits",
        "time limits, document numbers, personal data in running text",
        _limits,
        seeds=texts(
            "信息形成或者变更之日起20个工作日内；法律另有规定的从其规定",
            "清政办发〔2026〕12号",
            "联系电话13800000000",
            "身份证110101199003070011",
            "http://a.test/?id=13800000000#x",
        ),
        words=("之日起", "个工作日内", "〔", "〕", "号", "每年", "季度", "身份证", "手机", "银行卡"),
    ),
    Reader(
        "address",
        "addresses: joined, compared, judged whose they are; hosts that are private",
        _address,
        seeds=texts(
            "a/b\0../c?x=1#2",
            "\0http://[::ffff:7f00:1]:80/",
            "\0//0x7f.1/",
            "::1",
            "2130706433",
            "64:ff9b::a00:1",
            "\0http:\\\\u@h\\p",
            "2002:7f00:1::",
            "fe80::1%eth0",
        ),
        words=(
            "http://",
            "https://",
            "//",
            "[::",
            "]",
            "@",
            "%00",
            "..",
            ";jsessionid=",
            "www.",
            "::ffff:",
            "0x7f",
        ),
    ),
    Reader(
        "script",
        "constants, sums, literals and writes in scripts",
        _script,
        seeds=texts(
            'var a="x"+encodeURIComponent($("#kw").val());location.href=a;',
            "document.write('<li>'+data+'</li>')",
            "var data={list:[{a:'1',b:[1,2]},],total:3};",
            'cb({"rows":[]})',
            "window.x=JSON.parse('[1]')",
            "`a${b+`c${d}`}`",
            "a=b;b=a;a+a",
        ),
        words=(
            "document.write(",
            "location.href=",
            "encodeURIComponent(",
            "${",
            "`",
            "\\u",
            "/*",
            "*/",
            "//",
            "eval(",
        ),
    ),
    Reader(
        "robots",
        "robots.txt, as the crawl asks it",
        _robots,
        seeds=texts(
            "/a?b\0User-agent: *\nDisallow: /a*b$\nAllow: /\nCrawl-delay: 1\nSitemap: /s.xml",
            "\0Disallow: /%E6%",
            "/x\0user-agent:PortalAuditor\ndisallow:*",
        ),
        words=(
            "User-agent:",
            "Disallow:",
            "Allow:",
            "Crawl-delay:",
            "Request-rate:",
            "Visit-time:",
            "*",
            "$",
            "%2",
        ),
    ),
)
