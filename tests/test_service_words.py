"""Words of guides and of new media: what the patterns find, what they leave alone, and that a broken file is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor import service_words
from auditor.errors import AuditorError
from auditor.media_words import media_words
from auditor.statements import known_statements, said
from rules.checks._guides import is_form, is_guide_title


def vague(text: str) -> bool:
    return any(
        each.id in ("service.vague-material", "service.vague-clause") for each in said("低保办事指南", text)
    )


@pytest.mark.parametrize(
    "text",
    [
        "三、办理材料 1.身份证 2.其他材料 四、办理地点：便民服务中心",
        "申请材料：1.身份证；2.相关证明材料。不得要求提供其他材料",
        "3.其他有关证明材料。四、办理流程",
        "材料：身份证；有关证明；四、办理流程",
        "5.法律、法规规定的其他材料。",
        "6.办理机关认为需要提供的其他材料。",
    ],
)
def test_vague_materials(text: str) -> None:
    assert vague(text)


@pytest.mark.parametrize(
    "text",
    [
        "窗口不得要求申请人提供其他材料。",
        "不得要求提供规定以外的其他材料。",
        "申请人持有关材料到窗口申请，工作人员审核有关材料。",
        "1.其他材料目录中的身份证复印件",
        "提交材料后，窗口审核相关材料并出具受理单。",
        "对所提交材料的真实性负责。",
    ],
)
def test_what_is_not_vague(text: str) -> None:
    assert not vague(text)


@pytest.mark.parametrize(
    ("title", "guide"),
    [
        ("最低生活保障办事指南", True),
        ("居住证办理须知", True),
        ("特困人员供养申请指南（2026版）", True),
        ("政府信息公开指南", False),
        ("政府信息公开申请指南", False),
        ("关于印发办事指南的通知", False),
        ("2026年科技项目申报指南", False),
        ("办事指南", False),
        ("夏季安全用电服务指南", False),
    ],
)
def test_titles_of_guides(title: str, guide: bool) -> None:
    assert is_guide_title(title) is guide


def test_forms_by_name() -> None:
    assert is_form("最低生活保障申请表.docx")
    assert not is_form("最低生活保障办事指南.pdf")


def test_every_statement_that_is_asked_for_exists() -> None:
    words = service_words.service_words()
    asked = {element.statement for element in words.elements if element.statement}
    assert asked | {words.attached, words.forms.offered, *words.vague.statements} <= known_statements()


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("微信视频号", "video"),
        ("微信公众号", "wechat"),
        ("官方微博", "weibo"),
        ("app客户端", "app"),
        ("网站", None),
    ],
)
def test_platforms(text: str, platform: str | None) -> None:
    found = media_words().platform(text)
    assert (found.id if found else None) == platform


@pytest.mark.parametrize(
    ("host", "platform"),
    [("weibo.com", "weibo"), ("m.weibo.cn", "weibo"), ("notweibo.com", None), ("weibo.com.evil.test", None)],
)
def test_platforms_by_host(host: str, platform: str | None) -> None:
    found = media_words().platform_of_host(host)
    assert (found.id if found else None) == platform


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("'^指南$'", "'^(指南$'", "正则表达式写错了"),
        ("  - id: basis\n", "  - id: name\n", "重复"),
        ("    statement: service.steps\n", "", "请写出 statement"),
        ("short_text: 800", "short_text: -1", "short_text"),
        ("short_text: 800", "short_text: 800\nshort: 1", "short"),
    ],
)
def test_a_broken_file_is_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = service_words.FILE.read_text("utf-8")
    assert old in text
    path = tmp_path / "services.yml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(AuditorError) as caught:
        service_words.load(path)
    assert words in caught.value.message
    assert "services.yml" in caught.value.message
