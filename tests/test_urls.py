"""Addresses as browsers join them, and the key by which two of them are the same page."""

from __future__ import annotations

import pytest

from auditor import urls

BASE = "http://www.qinghe.test/zwgk/tzgg/index.html"


@pytest.mark.parametrize(
    ("href", "joined"),
    [
        ("a.html", "http://www.qinghe.test/zwgk/tzgg/a.html"),
        ("/a.html", "http://www.qinghe.test/a.html"),
        ("../../a/", "http://www.qinghe.test/a/"),
        ("?page=2", "http://www.qinghe.test/zwgk/tzgg/index.html?page=2"),
        (" \n/a\n.html ", "http://www.qinghe.test/a.html"),
        ("..\\a.html", "http://www.qinghe.test/zwgk/a.html"),
        ("//zwfw.qinghe.test/a", "http://zwfw.qinghe.test/a"),
        ("http:///zwfw.qinghe.test/a", "http://zwfw.qinghe.test/a"),
        ("HTTPS:////zwfw.qinghe.test/a", "https://zwfw.qinghe.test/a"),
        ("///x", "http://x/"),
        ("http:\\\\zwfw.qinghe.test\\a", "http://zwfw.qinghe.test/a"),
    ],
)
def test_an_address_is_joined_as_browsers_do(href: str, joined: str) -> None:
    assert urls.absolute(BASE, href) == joined


@pytest.mark.parametrize(
    "href",
    [
        *("javascript:void(0)", "mailto:a@qinghe.test", "tel:12345", "file:///etc/passwd", "#top"),
        *(
            "http://",
            "//",
            "http:////",
            "http://[::1",
            "http://[::1]:1@a[::s6/",
            "http://[::]@]:1",
            "http://a:0/",
            "/a\ufffd.html",
        ),
    ],
)
def test_what_is_no_address_of_a_page_is_none(href: str) -> None:
    assert urls.absolute(BASE, href) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.qinghe.test/a/", "https://qinghe.test/a/index.html"),
        ("http://qinghe.test:80/a", "http://qinghe.test/a"),
        ("http://qinghe.test/a?b=1&c=2", "http://qinghe.test/a?c=2&b=1"),
        ("http://qinghe.test/a;jsessionid=1F", "http://qinghe.test/a"),
        ("http://qinghe.test//a//b", "http://qinghe.test/a/b"),
    ],
)
def test_two_addresses_of_one_page(one: str, other: str) -> None:
    assert urls.canonical(one) == urls.canonical(other)


def test_two_addresses_of_two_pages() -> None:
    assert urls.canonical("http://qinghe.test/a?b=1") != urls.canonical("http://qinghe.test/a?b=2")
    assert urls.canonical("http://a.qinghe.test/") != urls.canonical("http://b.qinghe.test/")
