"""A tree of any text at all."""

from __future__ import annotations

import pytest

from auditor.extract.dom import parse


@pytest.mark.parametrize("text", ["", " ", "<!>", "<", "<!-->", "\x00", "<?xml?>", "</p>", "<![CDATA[x]]>"])
def test_whatever_comes_is_a_document(text: str) -> None:
    page = parse(text, "http://www.demo.gov.cn/")
    assert page.root.tag == "html"
    assert page.body is not None
