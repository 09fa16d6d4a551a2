"""Where a box leads, as the form of its further queries."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest

from auditor.extract.typed import FORM_MIME, PLACE, read_typed, since_typed
from auditor.model import Fetch, Purpose
from auditor.query_code import encoded

QUERY = "清河县政府 工作报告"
URL = "http://www.qinghe.test/"


def led(location: str | None, mime: str = "text/html") -> Fetch:
    return Fetch(URL, Purpose.SEARCH, body=urlencode({"kw": QUERY}), status=200, location=location, mime=mime, render="search-box")  # fmt: skip


@pytest.mark.parametrize("code", ["utf-8", "gb18030", "escape", "utf-8-twice"])
def test_a_parameter_is_the_field(code: str) -> None:
    form = read_typed(led(f"{URL}s?a=1&wd={encoded(QUERY, code)}&p=1"), b"").form
    assert form is not None
    assert (form.action, form.method, form.field, form.charset) == (f"{URL}s?a=1&p=1", "GET", "wd", code)


@pytest.mark.parametrize(
    "address",
    [
        f"{URL}so/{quote(QUERY)}/1.html",
        f"{URL}so?q={quote(QUERY)}&show={quote(QUERY)}",
        f"{URL}so?q={quote(QUERY)}#/list/{quote(QUERY)}",
    ],
)
def test_elsewhere_a_place_is_kept_for_it(address: str) -> None:
    form = read_typed(led(address), b"").form
    assert form is not None
    assert form.action == address.replace(quote(QUERY), PLACE)


def test_a_posted_form_is_read_from_its_body() -> None:
    body = f"channelid=2&searchword={encoded(QUERY, 'gb18030')}&name={encoded('中文', 'gb18030')}&empty="
    form = read_typed(led(f"{URL}was5/web/search", FORM_MIME), body.encode()).form
    assert form is not None
    assert (form.method, form.action, form.field, form.charset) == ("POST", f"{URL}was5/web/search", "searchword", "gb18030")  # fmt: skip
    assert form.hidden == (("channelid", "2"), ("name", "中文"), ("empty", ""))


@pytest.mark.parametrize(
    ("fetch", "body", "unread"),
    [
        (led(f"{URL}so?kw=other"), b"", "box-lost"),
        (led(f"{URL}so", FORM_MIME), b"a=b", "box-lost"),
        (led(None), b'<html data-auditor-typed="shown" lang=zh>', ""),
        (led(None), b'<!DOCTYPE html><html lang="zh" data-auditor-typed="silent">', "box-silent"),
        (led(None), b'<html data-auditor-typed="missing">', "box-missing"),
        (led(None), b'<html data-auditor-typed="refused">', "box-refused"),
        (led(None), b"<html><p data-auditor-typed='shown'>", "script"),
        (led(None), b"", "script"),
    ],
)
def test_why_nobody_can_tell(fetch: Fetch, body: bytes, unread: str) -> None:
    answer = read_typed(fetch, body)
    assert answer.unread == unread
    assert answer.form is None


def test_only_what_came_is_left() -> None:
    body = (
        '<html data-auditor-typed="shown"><body>头<ul data-auditor-before=""><li>旧闻</li></ul>尾<ul><li>新来的</li></ul>'
        '<div data-auditor-before=""><p data-auditor-before="">页脚</p></div></body></html>'
    )
    text = since_typed(body.encode(), URL).decode()
    assert "新来的" in text
    assert "头尾" in text
    assert not {"旧闻", "页脚"} & set(text.replace("<", " ").replace(">", " ").split())
    assert since_typed(b"", URL)
