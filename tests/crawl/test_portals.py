"""Portal files are found by code, strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.crawl.portals import ProbeBudgets, find_portal, portal_codes
from auditor.errors import AuditorError
from auditor.model import Level, Source

GOOD = """\
code: qinghe
name: 清河县人民政府
url: http://www.qinghe.test/
level: county
hosts: [bm.qinghe.test]
fixture: qinghe
"""


def write(folder: Path, content: str, name: str = "qinghe", province: str = "demo") -> Path:
    (folder / province).mkdir(parents=True, exist_ok=True)
    (folder / province / f"{name}.yml").write_text(content, encoding="utf-8")
    return folder


def test_a_portal_is_found_by_its_code(tmp_path: Path) -> None:
    found = find_portal("qinghe", write(tmp_path, GOOD))
    assert (found.portal.name, found.portal.level, found.fixture) == (
        "清河县人民政府",
        Level.COUNTY,
        "qinghe",
    )
    assert found.portal.source is Source.SAVED
    assert portal_codes(tmp_path) == ("qinghe",)


@pytest.mark.parametrize(
    ("code", "content", "words"),
    [
        ("qinhe", GOOD, "相近的代码：qinghe"),
        ("../qinghe", GOOD, "不合规"),
        ("", GOOD, "不合规"),
        ("qinghe", GOOD + "surl: x\n", "surl"),
        ("qinghe", GOOD.replace("code: qinghe", "code: other"), "不一致"),
        ("qinghe", GOOD.replace("http://www.qinghe.test/", "www.qinghe.test"), "网址"),
        ("qinghe", GOOD.replace("fixture: qinghe", "fixture: ../x"), "fixture"),
        ("qinghe", GOOD + "probes: {search: -1}\n", r":7.*probes / search.*数值应 >= 0"),
        ("qinghe", GOOD + "probes: {search: 31}\n", "数值应 <= 30"),
        ("qinghe", GOOD + "probes: {search: 5, form: 1}\n", "未知的键“form”。是否想写“forms”"),
        ("qinghe", GOOD + "probes: off\n", "有歧义"),
        ("qinghe", GOOD + "probes: 3\n", "probes”应为键值表"),
        ("qinghe", GOOD + "probes: {forms: 无}\n", "probes / forms”应为整数"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, code: str, content: str, words: str) -> None:
    with pytest.raises(AuditorError, match=words):
        find_portal(code, write(tmp_path, content))


@pytest.mark.parametrize(
    ("line", "budgets"),
    [
        ("", ProbeBudgets(search=10, forms=12)),
        ("probes: {search: 4}\n", ProbeBudgets(search=4, forms=12)),
        ("probes: {search: 0, forms: 0}\n", ProbeBudgets(search=0, forms=0)),
    ],
)
def test_how_often_a_portal_is_probed(tmp_path: Path, line: str, budgets: ProbeBudgets) -> None:
    assert find_portal("qinghe", write(tmp_path, GOOD + line)).probes == budgets


def test_a_code_used_twice_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, GOOD, province="a")
    with pytest.raises(AuditorError, match="多个文件"):
        find_portal("qinghe", write(tmp_path, GOOD, province="b"))


def test_the_portal_files_that_we_ship_are_sound() -> None:
    for code in portal_codes():
        assert find_portal(code).portal.code == code
