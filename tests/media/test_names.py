"""What captions say: names of accounts, platforms and offices, and nothing where they say nothing."""

from __future__ import annotations

import pytest

from auditor.media.names import account_in, kind_in, name_in, name_key, owner_in


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        ("微信公众号“清河发布”二维码", "清河发布"),
        ("清河发布（微信公众号）", "清河发布"),
        ("清河发布微信公众号", "清河发布"),
        ("扫一扫关注清河发布公众号", "清河发布"),
        ("微信扫一扫 关注 清河发布", "清河发布"),
        ("清河政务微博", "清河政务"),
        ("微信：清河发布 主办单位：清河县委宣传部", "清河发布"),
        ("主办单位：清河县委宣传部", ""),
        ("清河县人民政府", "清河县人民政府"),
        ("手机清河", "手机清河"),
        ("官方微博", ""),
        ("新浪微博", ""),
        ("微信公众号", ""),
        ("微信公众号二维码", ""),
        ("手机客户端下载", ""),
        ("官方移动端", ""),
        ("扫一扫", ""),
        ("12345", ""),
        ("", ""),
        ("<script>alert(1)</script>", "script"),
        ("\u202e\x00", ""),
    ],
)
def test_the_name_in_a_caption(caption: str, name: str) -> None:
    assert name_in(caption) == name


def test_office_and_kind_in_a_caption() -> None:
    assert owner_in("清河文旅 主办单位：清河县文化广电和旅游局") == "清河县文化广电和旅游局"
    assert owner_in("清河文旅") == ""
    assert kind_in("微信订阅号：清河发布") == "订阅号"
    assert kind_in("微信：清河发布") == ""


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("微信公众号：清河发布", ("wechat", "清河发布")),
        ("清河发布（官方微博）", ("weibo", "清河发布")),
        ("抖音号：清河文旅 主办单位：县文旅局", ("", "")),
        ("抖音：清河文旅 主办单位：县文旅局", ("douyin", "清河文旅")),
        ("清河发布", ("", "")),
        ("微信公众号", ("", "")),
        ("清河县召开微信公众号培训会", ("", "")),
    ],
)
def test_a_line_that_says_platform_and_name_apart(line: str, found: tuple[str, str]) -> None:
    assert account_in(line) == found


def test_spellings_of_one_name_are_one() -> None:
    assert (
        name_key("清河发布")
        == name_key("“清河发布”")
        == name_key(" 清 河 发 布 ")
        == name_key("清河发布微信公众号")
    )
    assert name_key("ＡＢＣ清河") == name_key("abc清河")
    assert name_key("清河发布") != name_key("清河县发布")
    assert name_key("微博") == "微博"
