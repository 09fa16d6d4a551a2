"""Where a page leads: addresses that are no site's."""

from __future__ import annotations

import pytest

from auditor.extract.redirects import is_nowhere


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/",
        "http://127.0.0.1:8080/",
        "http://169.254.169.254/latest/",
        "http://[::1]/",
        "http://[fe80::1]/",
        "http://localhost/",
        "http://x/a.html",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://[broken/",
    ],
)
def test_no_site_answers_there(url: str) -> None:
    assert is_nowhere(url)


@pytest.mark.parametrize(
    "url", ["http://www.other.test/", "https://8.8.8.8/", "http://12345.com/", "http://a.gov.cn:8080/"]
)
def test_a_site_may_answer_there(url: str) -> None:
    assert not is_nowhere(url)
