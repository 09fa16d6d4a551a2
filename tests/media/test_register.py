"""The county's register of accounts: two forms of one list, strict, with faults that name place and cure."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from auditor.errors import AuditorError
from auditor.media.register import Register, find_register, load_register
from auditor.model import AccountState

YAML = """\
accounts:
  - name: 清河发布
    platform: 微信公众号
    kind: 订阅号
    owner: 清河县人民政府办公室
    key: gh_0123456789ab
    main: true
    state: 正常
    topics: [政务公开, 民生实事]
    export: 清河发布.csv
  - name: 清河发布
    platform: weibo
    owner: 清河县人民政府办公室
    url: https://weibo.com/u/1234567890
    lists: [https://www.qinghe.gov.cn/weibo.xml]
  - {name: 清河文旅, platform: 抖音, state: 已注销}
"""
ROWS = (
    ("账号名称", "平台类型", "公众号类型", "主办单位", "链接", "原始ID", "是否主账号", "状态", "关键词", "RSS", "发文清单"),
    ("清河发布", "微信公众号", "订阅号", "清河县人民政府办公室", None, "gh_0123456789ab", "是", "正常", "政务公开、民生实事", None, "清河发布.csv"),
    (None,) * 11,
    ("清河发布", "微博", None, "清河县人民政府办公室", "https://weibo.com/u/1234567890", None, "否", None, None, "https://www.qinghe.gov.cn/weibo.xml", None),
    ("清河文旅", "抖音", None, None, None, None, None, "已注销", None, None, None),
)  # fmt: skip


def yaml_file(folder: Path, text: str = YAML) -> Path:
    path = folder / "990101.media.yml"
    path.write_text(text, "utf-8")
    (folder / "清河发布.csv").write_text("标题,发布时间\n", "utf-8")
    return path


def workbook(folder: Path, rows: tuple[tuple[object, ...], ...] = ROWS, above: int = 0) -> Path:
    path = folder / "990101.media.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "登记表"
    for _ in range(above):
        sheet.append(("清河县政务新媒体账号登记表",))
    for row in rows:
        sheet.append(row)
    book.save(path)
    (folder / "清河发布.csv").write_text("标题,发布时间\n", "utf-8")
    return path


def facts(register: Register) -> list[tuple[object, ...]]:
    return [
        (a.name, a.platform, a.kind, a.owner, a.url, a.key, a.main, a.state, a.topics, a.lists, a.export)
        for a in register.accounts
    ]


def test_both_forms_say_the_same(tmp_path: Path) -> None:
    one, other = tmp_path / "yaml", tmp_path / "xlsx"
    one.mkdir(), other.mkdir()
    told = load_register(yaml_file(one))
    assert facts(told) == facts(load_register(workbook(other)))
    assert [account.platform for account in told.accounts] == ["wechat", "weibo", "douyin"]
    assert told.accounts[0].main
    assert told.accounts[0].state is AccountState.OPEN
    assert told.accounts[1].state is AccountState.UNKNOWN
    assert told.accounts[2].state is AccountState.CLOSED
    assert dict(told.exports) == {"清河发布.csv": "标题,发布时间\n".encode()}
    assert told.hosts == {"weibo.com", "www.qinghe.gov.cn"}
    assert told.platforms["qinghe.gov.cn/weibo.xml"] == "weibo"


def test_headings_may_stand_below_a_title(tmp_path: Path) -> None:
    register = load_register(workbook(tmp_path, above=2))
    assert register.accounts[0].place == "990101.media.xlsx 工作表“登记表”第 4 行"


def test_its_digest_knows_the_exported_lists(tmp_path: Path) -> None:
    path = yaml_file(tmp_path)
    before = load_register(path).digest
    (tmp_path / "清河发布.csv").write_text("标题,发布时间\n甲,2026-06-01\n", "utf-8")
    assert load_register(path).digest != before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("accounts:\n  - {name: 清河发布, platform: 微信公众号, colour: red}\n", [":2", "colour"]),
        ("accounts:\n  - {name: 清河发布, platform: 钉钉}\n", [":2", "钉钉", "微信公众号"]),
        ("accounts:\n  - {name: 甲, platform: 微博}\n  - {name: 乙, platform: 微博, url: weibo.com/u/1}\n", [":3", "weibo.com/u/1", "https://"]),
        ("accounts:\n  - {name: 甲, platform: 微博, url: 'javascript:alert(1)'}\n", [":2", "不是网址"]),
        ("accounts:\n  - {name: 甲, platform: 微博, lists: ['file:///etc/passwd']}\n", [":2", "文章列表地址"]),
        ("accounts:\n  - {name: 甲, platform: 微博, state: 挺好}\n", [":2", "挺好", "正常"]),
        ("accounts:\n  - {name: 甲, platform: 微博, export: ../../etc/passwd}\n", [":2", "只写文件名"]),
        ("accounts:\n  - {name: 甲, platform: 微博, export: /etc/passwd}\n", [":2", "只写文件名"]),
        ("accounts:\n  - {name: 甲, platform: 微博, export: 甲.pdf}\n", [":2", ".csv"]),
        ("accounts:\n  - {name: 甲, platform: 微博, export: 没有.csv}\n", [":2", "没有找到导出文件"]),
        ("accounts:\n  - {name: 甲, platform: 微博}\n  - {name: 甲, platform: weibo}\n", [":3", "重复", "第 2 行"]),
        ("accounts:\n  - {name: '=1+1', platform: 微博}\n", [":2", "公式"]),
        ("accounts: []\n- x", ["990101.media.yml"]),
    ],
)  # fmt: skip
def test_a_fault_of_the_yaml_names_its_line_and_the_cure(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(AuditorError) as caught:
        load_register(yaml_file(tmp_path, text))
    for word in words:
        assert word in caught.value.message


def test_all_faulty_rows_of_a_workbook_are_named_at_once(tmp_path: Path) -> None:
    rows = (("名称", "平台"), ("甲", "微博"), (None, "微博"), ("乙", "传真"), ("丙", None))
    with pytest.raises(AuditorError) as caught:
        load_register(workbook(tmp_path, rows))
    lines = caught.value.message.splitlines()
    assert len(lines) == 3
    for line, row, word in zip(lines, (3, 4, 5), ("缺少账号名称", "传真", "缺少平台"), strict=True):
        assert f"第 {row} 行" in line
        assert word in line


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("990101.media.xlsx", b"hello", "不是 xlsx"),
        ("990101.media.xlsx", b"", "不是 xlsx"),
        ("990101.media.xlsx", b"PK\x03\x04broken", "990101.media.xlsx"),
        ("990101.media.yml", b"\xff\xfe\x00", "UTF-8"),
        ("990101.media.docx", b"PK", ".yml 或 .xlsx"),
    ],
)
def test_a_file_that_is_none_is_one_clear_error(tmp_path: Path, name: str, data: bytes, word: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(AuditorError, match=word):
        load_register(path)


def test_a_workbook_without_headings_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="--write-register"):
        load_register(workbook(tmp_path, (("甲", "乙"), ("1", "2"))))


def test_it_is_looked_for_beside_the_portal_file(tmp_path: Path) -> None:
    province = tmp_path / "zhejiang"
    province.mkdir()
    assert find_register("990101", folder=tmp_path) is None
    path = yaml_file(province)
    assert find_register("990101", folder=tmp_path) == path
    assert find_register("990101", beside=province / "990101.yml") == path
    workbook(province)
    with pytest.raises(AuditorError, match="只保留一个"):
        find_register("990101", folder=tmp_path)
