"""Personal data leaves a page without leaving a trace of itself, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.scrub import Scrubber, is_card_number, is_id_number
from auditor.scrub_rules import Secret, load, scrub_rules

ID, CARD = "11010519491231002X", "6222020000000000000"
TABLE = "<table><tr><th>序号</th><th>姓 名</th><th>金额</th></tr>{}</table>"


def scrubber(**options: bool) -> Scrubber:
    return Scrubber(scrub_rules(), **options)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"身份证号：{ID}", Secret.ID_NUMBER),
        (f"身份证号{ID.lower()}，", Secret.ID_NUMBER),
        (f"账号 {CARD}", Secret.BANK_CARD),
        ("卡号 6222 0200 0000 0000 000", Secret.BANK_CARD),
        ("手机13812345678", Secret.MOBILE),
        ("手机 138 1234 5678。", Secret.MOBILE),
        ("+86-13812345678", Secret.MOBILE),
        ("手机１３８１２３４５６７８", Secret.MOBILE),
        ('<a href="tel:13812345678">拨打</a>', Secret.MOBILE),
        ("电话：0571-87654321", Secret.LANDLINE),
        ("（0571）8765432", Secret.LANDLINE),
        ("联系电话：7654321", Secret.LANDLINE),
        ("邮箱zhang.san@sina.com.cn，", Secret.EMAIL),
        ('<a href="mailto:a@b.cn">信箱</a>', Secret.EMAIL),
    ],
)
def test_what_is_personal_is_replaced(text: str, kind: Secret) -> None:
    scrub = scrubber()
    done = scrub.text(text)
    assert scrub.counts == {kind: 1}
    assert done != text
    assert len(done) == len(text)
    assert len(done.encode()) == len(text.encode())
    assert scrubber().text(done) == done, "a placeholder is not taken for personal data again"


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",  # wrong check digit
        "6222020000000000008",  # wrong check digit
        "2026-06-15 08:30:00 20260615083000",
        "浙ICP备05000001号-1 浙公网安备33012702000008号 网站标识码：3301270001",
        "统一社会信用代码11330127002501234X 索引号 002501234/2026-00123",
        "服务热线12345 举报电话12388 邮编：311700",
        '<script src="/js/jquery@3.6.0.min.js"></script>',
        "总投资138123456789元",
    ],
)
def test_what_is_not_personal_stays(text: str) -> None:
    scrub = scrubber()
    assert scrub.text(text) == text
    assert not scrub.counts


@pytest.mark.parametrize(
    "text",
    [
        '<a href="/art/13812345678.html">x</a>',
        '{"url":"/col/13812345678/"}',
        "var u='http://www.a.test/13812345678';",
        '{"id":13812345678}',
    ],
)
def test_addresses_and_record_numbers_hold_the_site_together(text: str) -> None:
    scrub = scrubber()
    assert scrub.text(text) == text
    assert scrub.kept == 1


def test_a_value_has_one_placeholder_throughout_a_case() -> None:
    scrub = scrubber()
    first, again, other = (scrub.text(each) for each in ("13812345678", "138-1234-5678", "13812345679"))
    assert again.replace("-", "") == first != other


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_bytes_stay_in_the_charset_of_the_page(charset: str) -> None:
    page = f"<meta charset={charset}><p>邮箱zhang@b.cn，电话13812345678，㐀</p>".encode(charset) + b"\xff<p>"
    done = scrubber().body(page)
    assert len(done) == len(page)
    assert done[:-4].decode(charset).endswith("㐀</p>")
    assert done.endswith(b"\xff<p>"), "a broken byte stays what it was"
    assert b"13812345678" not in done
    assert "邮箱x" in done.decode(charset, "replace")


def test_a_page_without_personal_data_keeps_every_byte() -> None:
    page = "<meta charset=gb2312><p>通知公告</p>".encode("gb18030") + b"\x81\xff"
    assert scrubber().body(page) is page


def test_names_of_a_column_of_names_are_replaced() -> None:
    rows = (
        "<tr><td>1</td><td>张&nbsp;三</td><td>500</td></tr><tr><td>2</td><td>李四光、王五</td><td>1</td></tr>"
        "<tr><td>3</td><td title='阿卜杜拉·买买提'>阿卜杜拉·买买提</td><td>1</td></tr>"
        "<tr><td></td><td>合计</td><td>1500</td></tr>"
    )
    page = TABLE.format(rows) + "<p>张三丰到清禾县调研</p><a>公告</a>"
    scrub = scrubber()
    done = scrub.text(page)
    assert len(done) == len(page)
    assert not any(name in done for name in ("李四光", "王五", "买买提", "张&nbsp;三"))
    assert "张三丰到清禾县调研" in done
    assert "合计" in done
    assert "姓 名" in done
    assert scrub.counts == {Secret.NAME: 5}
    assert done.count("<td") == page.count("<td")


def test_names_stay_when_they_are_to_be_kept_and_in_other_tables() -> None:
    page = TABLE.format("<tr><td>1</td><td>张三</td><td>500</td></tr>")
    assert scrubber(names=False).text(page) == page
    other = page.replace("姓 名", "单位")
    assert scrubber().text(other) == other


def test_check_digits() -> None:
    assert is_id_number(ID)
    assert not is_id_number("110105194912310029")
    assert is_card_number("4111111111111111")
    assert not is_card_number("4111111111111112")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("check: luhn", "check: magic", ["check"]),
        ("kind: email", "kind: name", ["人名"]),
        ("(?P<hide>1[3-9]", "(?P<hide>1(3-9", ["正则表达式"]),
        ("kinds:", "sorts:", ["sorts"]),
    ],
)
def test_a_broken_rule_file_is_one_clear_error(old: str, new: str, words: list[str], tmp_path: Path) -> None:
    path = tmp_path / "scrub.yml"
    text = (Path(__file__).parent.parent / "rules" / "scrub.yml").read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(AuditorError) as caught:
        load(path)
    assert str(path) in caught.value.message
    assert all(word in caught.value.message for word in words)
