"""The register of a fleet: YAML and workbook say the same, and every fault names its place and the cure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from auditor.errors import AuditorError
from auditor.fleet.register import read_register
from auditor.fleet.register_template import workbook_template, yaml_template
from auditor.model import Level
from auditor.model.fleet import Backend, Budget, Register, Schedule, ScheduleKind

YAML = """\
defaults:
  interval: 2.0
  budget: {pages: 800}
  quiet: ["07:30-18:00"]
  quiet_on: workdays
backends:
  plat: {interval: 3, quiet: []}
portals:
  - code: "330101"
    name: 甲县
    url: http://www.jia.gov.cn/
    backend: plat
    level: city
    schedule: weekly:3
    budget: {minutes: 30}
  - {code: "330102", name: 乙县, url: "http://www.yi.gov.cn/", platform: 某平台, schedule: monthly:15}
  - {code: "990101", name: 清禾县}
"""
PORTALS = (
    ("代码", "网站名称", "网址", "后端", "级别", "周期", "每夜页数上限", "每夜分钟上限", "平台"),
    (330101, "甲县", "http://www.jia.gov.cn/", "plat", "设区的市级", "每周三", None, 30, None),
    (None,) * 9,
    ("330102", "乙县", "http://www.yi.gov.cn/", None, None, "每月15日", None, None, "某平台"),
    (990101.0, "清禾县", None, None, None, None, None, None, None),
)
BACKENDS = (("后端", "间隔秒数", "静默时段", "静默日"), ("plat", 3, "", None))
DEFAULTS = (("间隔秒数", "静默时段", "静默日", "页数上限"), (2.0, "07:30 — 18:00", "工作日", 800))


def yaml_file(folder: Path, text: str = YAML) -> Path:
    path = folder / "登记表.yml"
    path.write_text(text, "utf-8")
    return path


def book(folder: Path, above: int = 0, **sheets: Sequence[Sequence[object]]) -> Path:
    path = folder / "登记表.xlsx"
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for _ in range(above):
            sheet.append(("某省网站登记表",))
        for row in rows:
            sheet.append(list(row))
    made.save(path)
    return path


def fault(path: Path) -> str:
    with pytest.raises(AuditorError) as error:
        read_register(path)
    return error.value.message


def plain(register: Register) -> tuple[object, ...]:
    return (register.portals, register.backends, register.rehearsal)


def test_the_register_says_who_is_audited_how_often_and_at_what_pace(tmp_path: Path) -> None:
    found = read_register(yaml_file(tmp_path))
    one, two, three = found.portals
    assert (one.code, one.name, one.target, one.url) == (
        "330101",
        "甲县",
        "http://www.jia.gov.cn/",
        one.target,
    )
    assert (one.backend, one.level, one.schedule) == ("plat", Level.CITY, Schedule(ScheduleKind.WEEKLY, 3))
    assert one.budget == Budget(800, 30)
    assert (two.backend, two.platform, two.level, two.profile) == (
        "yi.gov.cn",
        "某平台",
        Level.COUNTY,
        "national",
    )
    assert two.schedule == Schedule(ScheduleKind.MONTHLY, 15)
    # the portal's own file says where it is
    assert (three.target, three.url, three.backend) == ("990101", "http://www.qinghe.test/", "qinghe.test")
    quiet = (("07:30", "18:00"),)
    assert found.backends == (
        Backend("plat", 3.0, (), "workdays"),
        Backend("qinghe.test", 2.0, quiet, "workdays"),
        Backend("yi.gov.cn", 2.0, quiet, "workdays"),
    )
    assert found.path == str(tmp_path / "登记表.yml")


@pytest.mark.parametrize("above", [0, 2])
def test_the_workbook_says_the_same(tmp_path: Path, above: int) -> None:
    told = book(tmp_path, above, 网站=PORTALS, 后端=BACKENDS, 默认值=DEFAULTS)
    found, wanted = read_register(told), read_register(yaml_file(tmp_path))
    # an empty cell is as the defaults say; YAML says [] for none
    assert found.backends[0] == Backend("plat", 3.0, (("07:30", "18:00"),), "workdays")
    assert plain(found)[0] == plain(wanted)[0]
    assert found.backends[1:] == wanted.backends[1:]


def test_templates_are_read_without_a_fault(tmp_path: Path) -> None:
    one, other = tmp_path / "a.yml", tmp_path / "a.xlsx"
    one.write_bytes(yaml_template())
    other.write_bytes(workbook_template())
    assert plain(read_register(one)) == plain(read_register(other))
    [backend] = read_register(one).backends
    assert backend == Backend("platform-a", 2.0, (("07:30", "18:00"),), "workdays")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('code: "330102"', 'code: "330101"', 16, "网站代码“330101”与 .*:9 处重复"),
        ('code: "330102"', "code: 330102", 16, "若是文字请加引号"),
        ('code: "330102"', 'code: "3301/02"', 16, "不合规；只能用字母、数字"),
        ('code: "330102"', "code: fleet", 16, "另有用途"),
        ("yi.gov.cn/", "jia.gov.cn/", 16, "是同一个网站"),
        ("http://www.yi.gov.cn/", "www.yi.gov.cn", 16, "不是有效的网址"),
        ("http://www.yi.gov.cn/", "http:///x", 16, "不是有效的网址"),
        ("name: 乙县", "nmae: 乙县", 16, "未知的键“nmae”。是否想写“name”"),
        ("monthly:15", "monthly:32", 16, "检查周期“monthly:32”不认识。应为下列之一：nightly"),
        ("weekly:3", "weekly", 14, "检查周期“weekly”不认识"),
        ("level: city", "level: 省级", 13, "级别“省级”不认识。应为下列之一：city"),
        ("platform: 某平台", "profile: nowhere", 16, "nowhere"),
        ("platform: 某平台", "backend: Plat", 16, "只有大小写或符号不同"),
        ("platform: 某平台", "target: nowhere", 16, "没有代码为“nowhere”的网站"),
        ('"990101", name: 清禾县', '"990199", name: 清禾县', 17, "请填写网址"),
        ("minutes: 30", "minutes: 0", 15, "数值应 >= 1"),
        ("interval: 2.0", "interval: 0.1", 2, "间隔 0.1 秒太密.*不得小于 0.2 秒"),
        ("interval: 3", "interval: 0.1", 7, "间隔 0.1 秒太密"),
        ("07:30-18:00", "7点半-18点", 4, "静默时段“7点半-18点”写错了"),
        ("07:30-18:00", "18:00-18:00", 4, "静默时段“18:00-18:00”写错了"),
        ("quiet_on: workdays", "quiet_on: 周末", 5, "静默日“周末”不认识"),
        ("quiet: []", "quiet: ['06:00-06:01', '06:01-06:00'], quiet_on: always", 7, "占满全天"),
        ("  plat: {", "  plta: {", 7, "后端“plta”没有网站使用.*是否想写“plat”"),
    ],
)
def test_a_fault_names_line_and_cure(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    assert old in YAML
    path = yaml_file(tmp_path, YAML.replace(old, new, 1))
    told = fault(path)
    assert told.startswith(f"{path}:{line}：")
    assert re.search(message, told.splitlines()[0]), told


def test_several_faults_are_told_at_once(tmp_path: Path) -> None:
    text = YAML.replace("weekly:3", "oft").replace("level: city", "level: x").replace("monthly:15", "nie")
    assert [line.split("：")[0].rsplit(":", 1)[1] for line in fault(yaml_file(tmp_path, text)).splitlines()] == [
        "13", "14", "16",
    ]  # fmt: skip
    rows = "".join(
        f'  - {{code: "1{n:02}", name: 县, url: "http://x{n}.cn/", level: x}}\n' for n in range(30)
    )
    lines = fault(yaml_file(tmp_path, f"portals:\n{rows}")).splitlines()
    assert (len(lines), lines[-1]) == (11, "……另有 20 处")


def test_two_back_ends_for_one_host_are_refused(tmp_path: Path) -> None:
    text = """\
portals:
  - {code: a1, name: 甲, url: "http://p.cn/jia/", backend: one}
  - {code: a2, name: 乙, url: "http://p.cn/yi/", backend: two}
"""
    told = fault(yaml_file(tmp_path, text))
    assert "登记表.yml:3：后端是“two”，而同一主机 p.cn 在" in told
    assert "登记表.yml:2 处的后端是“one”" in told


@pytest.mark.parametrize(
    ("sheets", "message"),
    [
        ({"网站": (("代码", "名称"), ("a1", "=1+1"))}, r"第 2 行“名称”列（B2）：是公式“=1\+1”"),
        (
            {"网站": (("代码", "名称", "网扯"), ("a1", "甲", "x"))},
            "第 1 行：不认识的表头“网扯”。是否想写“网址",
        ),
        ({"网站": (("代码", "名称", "网站名称"), ("a1", "甲", "x"))}, "表头“网站名称”重复"),
        ({"网站": (("号", "名"), ("a1", "甲"))}, "没有找到表头。应有“代码”“名称”等列"),
        ({"网站": (("代码", "名称", "网址"), (None, "甲", "http://a.cn/"))}, "第 2 行：缺少必填的键“代码”"),
        (
            {"网站": (("代码", "名称", "网址", "周期"), ("a1", "甲", "http://a.cn/", "常常"))},
            "“检查周期”列（D2）：检查周期“常常”不认识",
        ),
        (
            {"网站": (("代码", "名称", "网址", "页数上限"), ("a1", "甲", "http://a.cn/", "很多"))},
            "（D2）：应为正整数",
        ),
        ({"网站": (("代码", "名称", "网址", "页数上限"), ("a1", "甲", "http://a.cn/", 0))}, "（D2）：.*>= 1"),
        ({"网站": (("代码", "名称"),)}, "portals|网站"),
        ({"登记": (("代码", "名称"),)}, "缺少工作表“网站”"),
        (
            {"网站": (("代码", "名称", "网址"), ("a1", "甲", "http://a.cn/"), ("a1", "乙", "http://b.cn/"))},
            "第 3 行“代码”列（A3）：网站代码“a1”与 .*第 2 行“代码”列（A2） 处重复",
        ),
        (
            {
                "网站": (("代码", "名称", "网址"), ("a1", "甲", "http://a.cn/")),
                "后端": (("后端", "间隔"), ("a.cn", 0.05)),
            },
            "工作表“后端”第 2 行“间隔秒数”列（B2）：间隔 0.05 秒太密",
        ),
        (
            {
                "网站": (("代码", "名称", "网址"), ("a1", "甲", "http://a.cn/")),
                "默认值": (("间隔",), (1,), (2,)),
            },
            "工作表“默认值”第 3 行：默认值只能有一行",
        ),
    ],
)
def test_a_fault_in_a_workbook_names_the_cell(
    tmp_path: Path, sheets: dict[str, Sequence[Sequence[object]]], message: str
) -> None:
    told = fault(book(tmp_path, **sheets))
    assert re.search(message, told), told


@pytest.mark.parametrize(
    ("address", "ok"),
    [
        ("127.0.0.1:8080", True),
        ("127.3.2.1:1", True),
        ("'[::1]:8080'", True),
        ("10.0.0.1:8080", False),
        ("localhost:8080", False),
        ("127.0.0.1", False),
        ("127.0.0.1:70000", False),
    ],
)
def test_a_rehearsal_asks_nobody_but_loopback(tmp_path: Path, address: str, ok: bool) -> None:
    text = f"""\
defaults: {{interval: 0.01}}
portals: [{{code: a1, name: 甲, url: "http://a.test/"}}]
rehearsal: {{A.test: {address}}}
"""
    path = yaml_file(tmp_path, text)
    if ok:
        [(host, (place, port))] = read_register(path).rehearsal
        assert (host, f"{place}:{port}") == ("a.test", address.strip("'").replace("[", "").replace("]", ""))
        return
    assert "登记表.yml:3：演练地址" in fault(path)


def test_paths_count_from_the_registers_own_folder(tmp_path: Path) -> None:
    (tmp_path / "own.yml").write_text("name: own\ntitle: 自己的\nextends: national\n", "utf-8")
    (tmp_path / "a1.yml").write_text(
        "code: a1\nname: 甲县\nurl: http://www.a.test/\nlevel: township\nprofile: ningxia\n", "utf-8"
    )
    text = "portals: [{code: a1, name: 甲, target: ./a1.yml}, {code: a2, name: 乙, url: 'http://b.test', profile: own.yml}]"
    one, two = read_register(yaml_file(tmp_path, text)).portals
    assert (one.target, one.level, one.profile) == (str(tmp_path / "a1.yml"), Level.TOWNSHIP, "ningxia")
    assert (two.url, two.profile) == ("http://b.test/", str(tmp_path / "own.yml"))


def test_other_files_are_refused(tmp_path: Path) -> None:
    assert "应为 .yml 或 .xlsx 文件" in fault(tmp_path / "x.csv")
    assert "文件不存在" in fault(tmp_path / "x.yml")
    assert "文件不存在" in fault(tmp_path / "x.xlsx")
    (tmp_path / "x.xlsx").write_bytes(b"code,name")
    assert "不是 xlsx" in fault(tmp_path / "x.xlsx")
    (tmp_path / "x.yml").write_text("portals: []", "utf-8")
    assert "portals" in fault(tmp_path / "x.yml")
