"""``rules/security.yml``: what it knows, what it must not mistake, and how a broken file is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.security_words import FILE, load, security_words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("澳门新葡京官网", ("新葡京",)),
        ("ＢＥＴ３６５ 备用 网址", ("bet365",)),
        ("威尼斯人娱乐城", ("威尼斯人娱乐",)),  # words that overlap count once
        ("加快三农发展，福利彩票公益金，助学贷款，快三", ()),
        ("人民政府办公室关于棋牌室管理的通知", ()),
        ("国土空间规划分区一区二片", ()),
    ],
)
def test_keywords(text: str, found: tuple[str, ...]) -> None:
    assert security_words().found(text) == found


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("www.gov.cn", True),
        ("gov.cn", True),
        ("zwfw.demo.gov.cn:8443", True),
        ("www.fakegov.cn", False),
        ("gov.cn.example.com", False),
        ("hm.baidu.com", True),
        ("notbaidu.com", False),
        ("", False),
    ],
)
def test_known_hosts(host: str, known: bool) -> None:
    assert security_words().is_known(host) is known


def test_a_farm_needs_hosts_and_words() -> None:
    words = security_words()
    assert words.advertises(["自考毕业证", "男科医院"], 10)
    assert not words.advertises(["自考毕业证", "男科医院"], 9)
    assert not words.advertises(["自考毕业证", "人民医院"], 40)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("excused:", "excuses:", "excuses"),
        ("gov.cn, mil.cn", "https://gov.cn/, mil.cn", "域名"),
        ("  - 'mobile|", "  - '(mobile|", "正则表达式"),
        ("  hosts: 10", "  hosts: 0", "hosts"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    text = FILE.read_text("utf-8")
    assert old in text
    broken = tmp_path / "security.yml"
    broken.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(AuditorError, match=complaint):
        load(broken)
