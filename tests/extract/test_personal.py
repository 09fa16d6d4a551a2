"""Personal data are found by their own proofs, look-alikes are not, and no raw value ever comes out."""

from __future__ import annotations

import pytest

from auditor.extract.personal import read_personal
from auditor.masking import is_card, is_old_resident, is_resident, masked
from auditor.model import Fetch, Grid, PersonalDatum, PersonalKind, Portal, Purpose
from auditor.reading import reader_for
from auditor.territory import territory_of

ID, CHILD = "11010519491231002X", "110105201503074014"
CARD = "6222020000000000000"
ID_KIND, CARD_KIND, MOBILE, ADDRESS = PersonalKind


def grid(*rows: list[str], name: str = "") -> Grid:
    return Grid(tuple(map(tuple, rows)), name)


def read(text: str = "", *grids: Grid) -> list[tuple[PersonalKind, str, int]]:
    return [(datum.kind, datum.shown, datum.count) for datum in read_personal(text, grids)]


def test_the_samples_are_what_they_should_be() -> None:
    assert is_resident(ID)
    assert is_resident(CHILD)
    assert is_card(CARD)
    assert is_old_resident("110105491231002")


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        (f"张某某，身份证号码：{ID}。", ID_KIND, "11" + "●" * 16),
        (f"{ID.lower()}，系本县村民", ID_KIND, "11" + "●" * 16),
        ("身份证号１１０１０５１９４９１２３１００２Ｘ", ID_KIND, "11" + "●" * 16),
        (f"学籍号G{ID}", ID_KIND, "11" + "●" * 16),
        (f"残疾证号：{ID}43", ID_KIND, "11" + "●" * 16),
        ("身份证号码110105491231002", ID_KIND, "11" + "●" * 13),
        (f"公民身份号码：{CHILD}", ID_KIND, "11" + "●" * 16),
        (f"统一编号之外，居民身份证号 {ID}", ID_KIND, "11" + "●" * 16),
        ("身份证号：1101051949123100**", ID_KIND, "11" + "●" * 14 + "**"),
        ("11010519491*31002X", ID_KIND, "11" + "●" * 9 + "*" + "●" * 6),
        (f"转入其银行卡（卡号：{CARD}）", CARD_KIND, "6222" + "●" * 15),
        ("开户行农业银行，6222 0200 0000 0000 000", CARD_KIND, "6222" + "●" * 15),
        ("信用卡卡号4111 1111 1111 1111", CARD_KIND, ""),
    ],
)
def test_found_in_text(text: str, kind: PersonalKind, shown: str) -> None:
    assert read(text) == ([(kind, shown, 1)] if shown else [])


@pytest.mark.parametrize(
    "text",
    [
        "身份证号：110105194912310021",  # wrong check digit
        "身份证号：110105********002X",
        "身份证号：11010519491231****",
        "1101051949****002X",
        "990120194912310028",  # no such province
        "统一社会信用代码：11330127002501234X",
        "统一社会信用代码 110105194912310 02X",
        f"项目代码：{ID}",
        f"采购编号{ID}，预算",
        f"受理编号：{CHILD}",
        CHILD,  # without a label as likely a number with the date of 2015 in it
        "20260615083000123 2020-330127-48-03-123456",
        "东经110.105194912310028度",
        "https://www.demo.gov.cn/t/110105194912310028_1.html",
        "营业执照证件号110105491231002",
        "110105491231002",  # fifteen digits without a label
        f"户名：文河县财政局，开户行：农业银行，账号：{CARD}",
        f"捐赠账号：{CARD}（银行）",
        f"订单号{CARD}",
        CARD,
        "6222020000000000008 银行卡",
        "联系人：张三，电话13812345678",
        "监督电话 13812345678，地址：文河县人民路1号302室",
    ],
)
def test_not_found_in_text(text: str) -> None:
    assert read(text) == []


def test_a_list_of_beneficiaries() -> None:
    table = grid(
        ["2026年高龄补贴发放表"] * 5,
        ["序号", "姓 名", "身份证号", "手机号码", "家庭住址"],
        ["1", "张三", ID, "13812345678", "清水镇人民路12号3单元401室"],
        ["2", "李四", "110105********0038", "139****5678", "清水镇李村"],
    )
    found = read_personal(f"2026年高龄补贴发放表 1 张三 {ID} 13812345678", (table,))
    assert found == (
        PersonalDatum(ID_KIND, "11" + "●" * 16, "第1个表格第3行"),
        PersonalDatum(MOBILE, "138" + "●" * 8, "第1个表格第3行"),
        PersonalDatum(ADDRESS, "清水镇" + "●" * 13, "第1个表格第3行"),
    )


def test_masking_that_hides_too_little_is_told_apart() -> None:
    table = grid(
        ["姓名", "身份证号码", "电话", "补贴金额"], ["张三", "110105********002X", "1381234567*", "500"]
    )
    assert read("", table) == [(MOBILE, "138" + "●" * 7 + "*", 1)]
    table = grid(["姓名", "身份证号码", "金额"], ["张三", "1101051949123100*X", "500"])
    assert read("", table) == [(ID_KIND, "11" + "●" * 14 + "*●", 1)]


@pytest.mark.parametrize(
    "table",
    [
        grid(["姓名", "职务", "办公电话", "手机"], ["张三", "局长", "7654321", "13812345678"]),
        grid(["河长姓名", "河段", "联系电话"], ["张三", "清水河", "13812345678"]),
        grid(["机构名称", "地址", "电话"], ["清水镇卫生院", "清水镇人民路1号", "13812345678"]),
        grid(["姓名", "联系电话", "服务区域"], ["张三", "13812345678", "清水镇"]),
        grid(["户主姓名", "联系电话", "补贴金额"], ["张三", "138****5678", "500"]),
        grid(["企业名称", "统一社会信用代码", "金额"], ["某公司", ID, "500"]),
        grid(["项目名称", "项目代码", "账号"], ["某工程", CHILD, CARD]),
        grid(["姓名", "家庭住址", "补贴金额"], ["张三", "清水镇李村3组", "500"]),
        grid(["企业名称", "证件号码", "金额"], ["某公司", "110105491231002", "500"]),
    ],
)
def test_tables_that_are_meant_for_the_public(table: Grid) -> None:
    assert read("", table) == []


def test_numbers_of_a_table_of_codes_are_not_read_again_in_the_text() -> None:
    assert read(f"公示 {ID}", grid(["企业名称", "信用代码"], ["某公司", ID])) == []


def test_old_numbers_in_a_list_of_people() -> None:
    table = grid(["姓名", "证件号码", "金额"], ["张三", "110105491231002", "500"])
    assert read("", table) == [(ID_KIND, "11" + "●" * 13, 1)]


def test_cards_in_a_list_and_many_rows() -> None:
    rows = [["张三", CARD, "1"], ["李四", "6222020000000000018", "2"]]
    assert read("", grid(["姓名", "一卡通账号", "金额"], *rows)) == [(CARD_KIND, "6222" + "●" * 15, 2)]


def test_quotes_are_masked() -> None:
    text = f"张三（{ID}，{CARD}，138 1234 5678）文河发〔2026〕12号 20260615 110105194912310021"
    shown = masked(text)
    assert ID not in shown
    assert CARD not in shown
    assert "1234" not in shown.replace("20260615", "").split("）")[0]
    assert masked("https://www.demo.gov.cn/13812345678.html") == "https://www.demo.gov.cn/13812345678.html"
    assert masked(f"https://www.demo.gov.cn/{ID}.html") == "https://www.demo.gov.cn/11" + "●" * 16 + ".html"
    assert shown.endswith("）文河发〔2026〕12号 20260615 110105194912310021")


def test_a_file_is_read_with_its_tables() -> None:
    read = reader_for(territory_of(Portal("990120", "文河县人民政府", "https://www.wenhe.gov.cn/")), ())
    rows = "".join(f"<tr><td>{n}</td><td>张三</td><td>{ID}</td><td>5</td></tr>" for n in range(60))
    body = (
        f"<html><table><tr><td>序号</td><td>姓名</td><td>身份证号</td><td>金额</td></tr>{rows}</table></html>"
    )
    fetch = Fetch(
        "https://www.wenhe.gov.cn/a/1.xls", Purpose.DOCUMENT, status=200, mime="application/vnd.ms-excel"
    )
    reading = read(fetch, body.encode())
    assert reading is not None
    assert [(each.kind, each.where) for each in reading.personal] == [(ID_KIND, "第1个表格第2行")]
    assert ID not in repr(reading.personal)
