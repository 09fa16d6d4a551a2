"""Labels and their values, from whatever a page writes them in."""

from __future__ import annotations

import time

import pytest

from auditor.extract import read_page
from auditor.extract.labels import MAX_PAIRS, MAX_VALUE
from auditor.territory import Territory

HOST = "www.qinghe.test"
URL = f"http://{HOST}/zwgk/202605/t20260506_1.html"
OWN = Territory(frozenset({HOST}))


def pairs(body: str) -> tuple[tuple[str, str], ...]:
    """Pairs of an article with this body."""
    return whole(f"<div class='content'>{body}</div>")


def whole(body: str) -> tuple[tuple[str, str], ...]:
    page = f"<html><head><title>办事指南</title></head><body>{body}</body></html>"
    return read_page(URL, page.encode(), "text/html", OWN).pairs


def rows(*lines: str) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in line.split("|")) for line in lines)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            rows("办理地点|人民路1号", "联 系 电 话：|0990-6110001"),
            {"办理地点": "人民路1号", "联系电话": "0990-6110001"},
            id="two columns",
        ),
        pytest.param(
            rows("索引号|AB1|文号|清政发〔2026〕1号", "发布机构|县政府|生成日期|2026-05-06", "信息名称|关于某事的通知"),
            {"索引号": "AB1", "文号": "清政发〔2026〕1号", "生成日期": "2026-05-06", "信息名称": "关于某事的通知"},
            id="four columns",
        ),
        pytest.param(
            "<table><tr><td rowspan='2'>受理</td><td>地址</td><td>人民路1号</td></tr><tr><td>电话</td><td>12345</td></tr></table>",
            {"地址": "人民路1号", "电话": "12345"},
            id="a cell over several rows heads a group",
        ),
        pytest.param(
            "<table><tr><th>办理时限</th><td>5个工作日</td></tr><tr><th>收费</th><td>不收费</td></tr></table>",
            {"办理时限": "5个工作日", "收费": "不收费"},
            id="labels are th",
        ),
        pytest.param("<dl><dt>传真：</dt><dd>0990-1</dd><dt>邮编</dt><dd>100000</dd></dl>", {"传真": "0990-1", "邮编": "100000"}, id="dl"),
        pytest.param(
            "<p>办公地址：人民路1号</p><p>联系电话：0990-6110001　传真：0990-6110002</p>",
            {"办公地址": "人民路1号", "联系电话": "0990-6110001", "传真": "0990-6110002"},
            id="lines",
        ),
        pytest.param("<div>地址：人民路1号<br>电话：12345<p>其他</p></div>", {"地址": "人民路1号", "电话": "12345"}, id="broken by br"),
        pytest.param("<p>３．受 理 机 构：县民政局</p>", {"受理机构": "县民政局"}, id="full width and spaces"),
        pytest.param(
            "<h3>一、设定依据</h3><p>《社会救助暂行办法》第九条。</p><p>省实施办法。</p><h3>二、申请条件</h3><p>本县户籍。</p>",
            {"设定依据": "《社会救助暂行办法》第九条。 省实施办法。", "申请条件": "本县户籍。"},
            id="headings",
        ),
        pytest.param("<p>（一）办理流程</p><p>申请、受理、审查。</p>", {"办理流程": "申请、受理、审查。"}, id="numbered line"),
        pytest.param("<p><strong>申请材料</strong></p><p>身份证</p>", {"申请材料": "身份证"}, id="bold line"),
        pytest.param("<p>办理地点：</p><p>人民路1号</p>", {"办理地点": "人民路1号"}, id="value in the next paragraph"),
        pytest.param(
            rows(
                "项目|自然人|企业|总计",
                "一、本年新收政府信息公开申请数量|一、本年新收政府信息公开申请数量|10|12",
                "二、上年结转政府信息公开申请数量|二、上年结转政府信息公开申请数量|0|1",
                "三、本年度办理结果|（一）予以公开|8|10",
                "三、本年度办理结果|（七）总计|8|10",
                "四、结转下年度继续办理|四、结转下年度继续办理|1|3",
            ),
            {"本年新收政府信息公开申请数量": "12", "上年结转政府信息公开申请数量": "1", "总计": "10", "结转下年度继续办理": "3"},
            id="the sums of a yearly report",
        ),
    ],
)  # fmt: skip
def test_label_and_value(body: str, expected: dict[str, str]) -> None:
    found = dict(pairs(body))
    assert {label: found.get(label) for label in expected} == expected


@pytest.mark.parametrize(
    "body",
    [
        rows("姓名|金额", "张某|500", "李某|600"),
        rows("序号|事项|单位|电话", "1|低保|民政局|110001", "2|社保|人社局|110002"),
        rows("学校名称|地址|办学类型|电话", "一中|人民路|公办|110001"),
        "<table><tr><th>村</th><th>户数</th></tr><tr><td>东村</td><td>十户</td></tr></table>",
        rows("甲|乙|丙", "丁|戊|己"),
        "<p>没有标签的一段话，只是一句话。</p>",
        "<p>会议指出：</p>" + "",
        "<p>网址http://www.qinghe.test/a</p>",
        "<p>上午8:30至12:00</p>",
        "<p>字体：大中小</p><p>分享到：微信</p>",
    ],
)
def test_no_pair(body: str) -> None:
    assert pairs(body) == ()


def test_menu_and_footer_are_no_labels() -> None:
    page = "<div class='nav'><p>热线：12345</p></div><div class='content'><p>电话：110</p></div><div class='foot'>主办单位：清禾县</div>"
    assert whole(page) == (("电话", "110"),)


def test_hostile_pages_stay_cheap() -> None:
    started = time.monotonic()
    many = pairs("".join(f"<p>标签{n}号：值{n}</p>" for n in range(5000)))
    assert len(many) == MAX_PAIRS
    long = pairs(f"<p>标签：{'值' * 100_000}</p><p>{'甲 ' * 100_000}：</p>")
    assert all(len(value) <= MAX_VALUE for _, value in long)
    pairs("<div>" * 900 + "深：处" + "</div>" * 900)
    pairs("<table>" + "<tr><td>甲乙</td><td>丙</td></tr>" * 20_000 + "</table>")
    assert time.monotonic() - started < 15
