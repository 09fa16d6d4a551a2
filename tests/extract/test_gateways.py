"""Addresses as they were before an IPv6 gateway rewrote them."""

from __future__ import annotations

import pytest

from auditor.extract.gateways import undo


@pytest.mark.parametrize(
    ("rewritten", "original"),
    [
        ("https://bszs-conac-cnxe1039687c3f68xx.ipv6best.cn/sitename?method=show&id=1", "https://bszs.conac.cn/sitename?method=show&id=1"),
        ("http://www.acas.org.cnx7a729687c3f68.ipv6best.cn/", "http://www.acas.org.cn/"),
        ("http://so.heqing-demo.testx1e499687c3f68.ipv6best.cn:8060/a", "http://so.heqing-demo.test:8060/a"),
        ("https://10-20-30-40xe07f9687c3f68xx.ipv6best.cn:91/#/list", "https://10.20.30.40:91/#/list"),
        ("//www-beian-gov-cnx45cxx.ipv6best.cn/portal", "//www.beian.gov.cn/portal"),
        ("https://www.heqing.test/x45c.html", "https://www.heqing.test/x45c.html"),
        ("https://ipv6best.cn/", "https://ipv6best.cn/"),
        ("https://www.ipv6best.cn/", "https://www.ipv6best.cn/"),
    ],
)  # fmt: skip
def test_one_address(rewritten: str, original: str) -> None:
    assert undo(rewritten) == original


def test_the_code_changes_and_the_address_does_not() -> None:
    assert (
        len(
            {undo(f"https://beian-demo-testx45c{code}xx.ipv6best.cn/") for code in ("968733868", "968723868")}
        )
        == 1
    )


def test_a_whole_page() -> None:
    page = '<a href="https://a-testx1abc2xx.ipv6best.cn/1">甲</a><script>var u="https://b-testx1abc2xx.ipv6best.cn";</script>'
    assert undo(page) == '<a href="https://a.test/1">甲</a><script>var u="https://b.test";</script>'
    assert undo("https://" + "a-" * 60_000 + "x1.ipv6best.cn").endswith("ipv6best.cn")
