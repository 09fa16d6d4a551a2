"""How a query stands in an address: written, read, known again, replaced."""

from __future__ import annotations

import pytest

from auditor.query_code import CODES, carries, code_in, code_of, decoded, encoded, replaced

QUERY = "清河县 2026年〔11〕号“通知”𠮷+/&%"


@pytest.mark.parametrize("code", CODES)
def test_what_is_written_is_read_again(code: str) -> None:
    written = encoded(QUERY, code)
    assert written.isascii()
    assert decoded(written, code) == QUERY
    assert "&" not in written


@pytest.mark.parametrize(
    ("text", "code", "written"),
    [
        ("清 河", "utf-8", "%E6%B8%85+%E6%B2%B3"),
        ("清 河", "gb18030", "%C7%E5+%BA%D3"),
        ("清 河é", "escape", "%u6E05%20%u6CB3%E9"),
        ("𠮷a@*_+-./", "escape", "%uD842%uDFB7a@*_+-./"),
        ("清", "utf-8-twice", "%25E6%25B8%2585"),
        ("清€", "latin-1", "%26%2328165%3B%26%238364%3B"),
    ],
)
def test_as_browsers_and_scripts_write_it(text: str, code: str, written: str) -> None:
    assert encoded(text, code) == written


@pytest.mark.parametrize("text", ["%", "%u", "%uD842", "%u12", "%zz", "%E6%B8", "\ud842", "%25%u6E05"])
@pytest.mark.parametrize("code", CODES)
def test_whatever_stands_in_an_address_can_be_read(text: str, code: str) -> None:
    assert decoded(text, code).encode("utf-8", "replace") is not None


@pytest.mark.parametrize("code", CODES)
def test_a_query_is_known_again(code: str) -> None:
    assert code_in(encoded(QUERY, code), QUERY) == code
    assert code_in(encoded("另外的词", code), QUERY) is None
    assert carries(f"http://a.test/s?x=1&q={encoded(QUERY, code)}", QUERY)


def test_a_query_that_a_box_cuts_short_is_known_again() -> None:
    assert code_in(encoded("清河县2026", "utf-8"), "清河县2026年政府工作报告") == "utf-8"
    assert code_in(encoded("清河", "utf-8"), "清河县2026年政府工作报告") is None


@pytest.mark.parametrize(
    "text", ['{"kw": "清河县政府"}', '{"kw": "\\u6e05\\u6cb3\\u53bf\\u653f\\u5e9c"}', "kw=清河县 政府", "%u6E05%u6CB3%u53BF%u653F%u5E9C"]
)  # fmt: skip
def test_a_call_for_data_carries_the_query(text: str) -> None:
    assert carries(text, "清河县政府")
    assert not carries(text, "清河县人大")
    assert not carries(text, "")


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("http://a.test/s?q=%E6%B8%85%E6%B2%B3&p=1", "http://a.test/s?q=%E5%8F%A6+%E5%A4%96&p=1"),
        ("http://a.test/s?q=%C7%E5%BA%D3", "http://a.test/s?q=%C1%ED+%CD%E2"),
        ("http://a.test/so/%E6%B8%85%E6%B2%B3/1.html", "http://a.test/so/%E5%8F%A6%20%E5%A4%96/1.html"),
        ("/s?q=%u6E05%u6CB3&t=%u6E05%u6CB3", "/s?q=%u53E6%20%u5916&t=%u53E6%20%u5916"),
        ("/s?q=1", None),
    ],
)
def test_the_same_address_for_another_query(address: str, other: str | None) -> None:
    assert replaced(address, "清河", "另 外") == other


@pytest.mark.parametrize(
    ("label", "code"),
    [("GBK", "gb18030"), ("gb2312", "gb18030"), (" 'utf-8' ", "utf-8"), ("big5", "big5"), ("utf-16", "utf-8"), ("UTF-8,", None), ("", None), ("rot13", None), ("no\x00such", None)],
)  # fmt: skip
def test_names_of_charsets(label: str, code: str | None) -> None:
    assert code_of(label) == code
