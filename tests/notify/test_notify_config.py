"""The file of channels and recipients: the documented example, and each way to write it wrongly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from notify_sample import SECRETS

from auditor.errors import AuditorError
from auditor.notify.config import Kind, load_config
from auditor.notify.credentials import Credentials, names_of, resolve
from tests.harness import ROOT

DOCUMENT = (ROOT / "docs" / "notify.md").read_text("utf-8")
[EXAMPLE] = re.findall(r"^```yaml\n(.*?)^```", DOCUMENT, re.M | re.S)


def written(folder: Path, text: str) -> Path:
    path = folder / "notify.yml"
    path.write_text(text, "utf-8")
    return path


def test_the_documented_example_loads(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, EXAMPLE))
    assert {channel.kind for channel in config.channels} == set(Kind)
    assert [one.channel for one in config.recipients] == [
        "督查邮箱", "督查邮箱", "县政府办工作群", "专班飞书群", "网站运维群",
    ]  # fmt: skip
    assert config.quiet_hours is not None
    assert (config.quiet_hours.start, config.quiet_hours.end) == ("18:00", "08:30")
    assert config.link("990101", "20260615T080000Z-2").endswith("/990101/20260615T080000Z-2/report.html")
    assert [name for channel in config.channels for name in names_of(channel)] == [
        "AUDITOR_SMTP_PASSWORD", "DING_URL", "DING_SECRET", "FEISHU_URL", "FEISHU_SECRET", "WECOM_URL",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("kind: dingtalk", "kind: slack", "slack"),
        ("kind: smtp\n", "kind: smtp\n    colour: red\n", "colour"),
        ("url_env: WECOM_URL", "secret_env: WECOM_SECRET", "没有键“secret_env”"),
        ("    url_env: FEISHU_URL\n", "", "缺少必填的键“url_env”"),
        ("url_env: DING_URL", "url_env: ding-url", "环境变量的名称"),
        ("name: 专班飞书群", "name: 督查邮箱", "不能重复"),
        ("name: 运维\n", "name: 专班\n", "不能重复"),
        ("channel: 网站运维群", "channel: 运维群", "没有名为“运维群”的通道"),
        ("    to: [lingdao@example.gov.cn]\n", "", "应写 to"),
        ("channel: 专班飞书群\n", "channel: 专班飞书群\n    to: [a@example.cn]\n", "不写 to"),
        ("lingdao@example.gov.cn", "'lingdao@example.gov.cn\\nBcc: x@example.cn'", "应为邮件地址"),
        ("lingdao@example.gov.cn", '"lingdao@example.gov.cn\\n"', "应为邮件地址"),
        ("sender: jiancha@example.gov.cn", "sender: 检查组", "应为邮件地址"),
        ("[critical, major]", "[critical, grave]", "grave"),
        ("[critical, major]", "[critical, critical]", "重复"),
        ("units: [县财政局]", "units: []", "空的列表"),
        ('units: ["*"]', 'units: ["*", 县财政局]', "不能与单位名称并列"),
        ('["990101"]', "[990101]", "请加引号"),
        ('from: "18:00"', 'from: "6pm"', '"18:00"'),
        ('from: "18:00"', "from: 18:00", "歧义"),
        ('from: "18:00"', 'from: "08:30"', "全天"),
        ("{portal}/{run}", "{county}", "{portal} 和 {run}"),
        ("{portal}/{run}", "{portal.__class__}", "{portal} 和 {run}"),
        ("https://baogao", "javascript://baogao", "http"),
        ("deadline_workdays: 10", "deadline_workdays: 0", "1 到 120"),
        ("tls: ssl ", "plain: true ", "不能传送密码"),
        ("user: jiancha@example.gov.cn", "port: 25", "重复"),
        ("host: smtp.example.gov.cn", "host: https://smtp.example.gov.cn", "主机名"),
        ("host: smtp.example.gov.cn", "host: smtp.example.gov.cn:465", "port"),
        ("port: 465", "port: 99999", "1 到 65535"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_one_chinese_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in EXAMPLE
    with pytest.raises(AuditorError) as raised:
        load_config(written(tmp_path, EXAMPLE.replace(old, new, 1)))
    assert words in raised.value.message
    assert re.search(r"notify\.yml:\d+：", raised.value.message), raised.value.message
    assert "\n" not in raised.value.message


@pytest.mark.parametrize(
    ("old", "new", "secret"),
    [
        ("secret_env: DING_SECRET", "secret: {}", "SEC6a1b2c3d4e5f60718293a4b5c6d7e8f9"),
        ("secret_env: DING_SECRET", "secret_env: {}", "SEC6a1b2c3d4e5f60718293a4b5c6d7e8f9"),
        ("secret_env: DING_SECRET", "secret_env: {}", "A1B2C3D4E5F60718293A4B5C6D7E8F9A"),
        ("secret_env: FEISHU_SECRET", "secret_env: {}", "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7x"),
        ("secret_env: FEISHU_SECRET", "secret: 0123456", "0123456"),
        ("password_env: AUDITOR_SMTP_PASSWORD", "password: {}", "hunter2"),
        ("password_env: AUDITOR_SMTP_PASSWORD", "  password: [{}", "hunter2"),
        ("url_env: DING_URL", "url: {}", "https://oapi.dingtalk.com/robot/send?access_token=abc"),
        ("url_env: DING_URL", "url_env: {}", "https://oapi.dingtalk.com/robot/send?access_token=abc"),
        ("url_env: WECOM_URL", "url_env: {}", "693a91f6-7aaa-4bc4-97a0-0ec2a1fa5aaa"),
        ("name: 网站运维群", "name: 群{}", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x"),
        ("# 加签", "# {}", "SEC6a1b2c3d4e5f60718293a4b5c6d7e8f9"),
        ("https://baogao", "https://{}@baogao", "admin:hunter2"),
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(
    tmp_path: Path, old: str, new: str, secret: str
) -> None:
    assert old in EXAMPLE
    with pytest.raises(AuditorError) as raised:
        load_config(written(tmp_path, EXAMPLE.replace(old, new.format(secret), 1)))
    assert secret not in raised.value.message
    assert "不能写在配置文件里" in raised.value.message
    line = EXAMPLE[: EXAMPLE.index(old)].count("\n") + 1
    assert f"notify.yml:{line}：" in raised.value.message


ROBOTS = """
channels:
  - {name: 群, kind: KIND, url_env: ROBOT_URL, MORE}
recipients:
  - {name: 人, channel: 群}
"""


@pytest.mark.parametrize(
    ("kind", "more", "url", "words"),
    [
        ("wecom", "", SECRETS["WECOM_URL"], "不是官方的 qyapi.weixin.qq.com"),
        ("wecom", "", "https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=abcdefgh", "不是官方"),
        ("wecom", "", "https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=abcdefgh", "不是官方"),
        ("wecom", "", "https://qyapi.weixin.qq.com/other?key=abcdefgh", "路径"),
        ("wecom", "", "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcdefgh", "https"),
        ("dingtalk", "", "https://oapi.dingtalk.com@evil.example/robot/send?access_token=abcdefgh", "有效的网址"),
        ("dingtalk", "", "https://oapi.dingtalk.com/robot/send?access_token=abc defgh", "有效的网址"),
        ("dingtalk", "", "https://[::1/robot/send?access_token=abcdefgh", "有效的网址"),
        ("feishu", "", "file:///etc/passwd", "有效的网址"),
        ("feishu", "allow_host: relay.example.cn", "https://open.feishu.cn/open-apis/bot/v2/hook/abcdefgh", "allow_host"),
        ("feishu", "", "", "没有设置"),
    ],
)  # fmt: skip
def test_a_wrong_address_names_its_variable_only(
    tmp_path: Path, kind: str, more: str, url: str, words: str
) -> None:
    config = load_config(written(tmp_path, ROBOTS.replace("KIND", kind).replace("MORE", more)))
    with pytest.raises(AuditorError) as raised:
        resolve(config.channels, {"ROBOT_URL": url})
    assert words in raised.value.message
    assert "ROBOT_URL" in raised.value.message
    assert not url or url not in raised.value.message
    assert "abcdefgh" not in raised.value.message


@pytest.mark.parametrize(
    ("kind", "more", "url"),
    [
        ("wecom", "", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a"),
        ("dingtalk", "", "https://oapi.dingtalk.com/robot/send?access_token=a"),
        ("feishu", "", "https://open.feishu.cn/open-apis/bot/v2/hook/a"),
        ("feishu", "", "https://open.larksuite.com:443/open-apis/bot/v2/hook/a"),
        ("dingtalk", "allow_host: relay.example.cn", "https://relay.example.cn:9000/x"),
        ("dingtalk", "allow_host: 127.0.0.1:9000, plain: true", "http://127.0.0.1:9000/x"),
    ],
)
def test_right_addresses_are_taken(tmp_path: Path, kind: str, more: str, url: str) -> None:
    config = load_config(written(tmp_path, ROBOTS.replace("KIND", kind).replace("MORE", more)))
    assert resolve(config.channels, {"ROBOT_URL": url})["群"].url == url


def test_credentials_do_not_show_themselves() -> None:
    found = Credentials(SECRETS["DING_URL"], SECRETS["DING_SECRET"], "pw")
    assert repr(found) == "Credentials()"
    said = f"bad {found.url} and {found.url.partition('=')[2]} of {found.secret} with pw"
    hidden = found.redact(said)
    assert not any(part in hidden for part in ("0123456789abcdef", "SEC6a1b", "pw"))
