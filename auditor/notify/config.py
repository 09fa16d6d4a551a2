"""Who is told what, by which way, and when not: the file given to ``auditor notify --to``. See ``docs/notify.md``.

The file names environment variables; it never holds a secret. That is checked before anything else, and no error repeats a
value that might be one.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from string import Formatter
from urllib.parse import quote

import msgspec

from auditor.model import Severity
from auditor.notify.no_secrets import refuse_secrets
from auditor.strict_yaml import Located, loads_located, read_text
from reports.text import safe_href

#: A longer address would crowd out the message (企业微信 takes 4096 bytes in all).
_LINK_LIMIT = 500
_ENV = re.compile(r"[A-Z][A-Z0-9_]{0,63}$")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(:[0-9]{1,5})?$")
_MAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])$|24:00$")


class Kind(StrEnum):
    SMTP = "smtp"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


class Tls(StrEnum):
    SSL = "ssl"
    STARTTLS = "starttls"


class Channel(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One way to people. What ends in ``_env`` names an environment variable. ``plain`` allows an unencrypted connection,
    ``allow_host`` another host than the official one of the robot (a relay)."""

    name: str
    kind: Kind
    url_env: str = ""
    secret_env: str = ""
    allow_host: str = ""
    plain: bool = False
    host: str = ""
    port: int | None = None
    tls: Tls = Tls.SSL
    user: str = ""
    password_env: str = ""
    sender: str = ""
    sender_name: str = ""
    attach_report: bool = False


class Recipient(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Who is told. Without ``units`` one digest of everything; with them one for each named unit (``*``: for each that has
    news). Empty ``severities`` and ``portals`` mean all. ``to`` are mail addresses, each of which gets its own mail."""

    name: str
    channel: str
    to: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()
    portals: tuple[str, ...] = ()


class Quiet(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Beijing time, ``HH:MM``; ``days_off``: on days that are no working days all day long."""

    start: str = msgspec.field(name="from")
    end: str = msgspec.field(name="to")
    days_off: bool = True


class Config(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """``report_link`` may hold ``{portal}`` (its code) and ``{run}`` (name of the run folder); ``deadline_workdays`` counts
    from the day of the audit."""

    channels: tuple[Channel, ...]
    recipients: tuple[Recipient, ...]
    quiet_hours: Quiet | None = None
    report_link: str = ""
    deadline_workdays: int | None = None

    def channel(self, name: str) -> Channel:
        return next(each for each in self.channels if each.name == name)

    def link(self, portal: str, run: str) -> str:
        """The address of a run's report; "" when the file gives none."""
        return self.report_link.format(portal=quote(portal, safe=""), run=quote(run, safe=""))


_COMMON = frozenset({"name", "kind", "plain"})
_ROBOT = _COMMON | {"url_env", "allow_host"}
_ALLOWED = {
    Kind.SMTP: _COMMON
    | {"host", "port", "tls", "user", "password_env", "sender", "sender_name", "attach_report"},
    Kind.WECOM: _ROBOT,
    Kind.DINGTALK: _ROBOT | {"secret_env"},
    Kind.FEISHU: _ROBOT | {"secret_env"},
}
_REQUIRED = {
    Kind.SMTP: ("host", "sender"),
    Kind.WECOM: ("url_env",),
    Kind.DINGTALK: ("url_env",),
    Kind.FEISHU: ("url_env",),
}


def load_config(path: Path) -> Config:
    """The file, checked. AuditorError names its line and the cure, and never repeats what may be a secret."""
    text = read_text(path)
    refuse_secrets(text, str(path))
    located = loads_located(text, Config, str(path))
    for index in range(len(located.value.channels)):
        _check_channel(located, index)
    for index in range(len(located.value.recipients)):
        _check_recipient(located, index)
    _check_rest(located)
    return located.value


def _check_channel(located: Located[Config], index: int) -> None:
    channel, here = located.value.channels[index], ("channels", index)
    if not channel.name.strip() or channel.name in [one.name for one in located.value.channels[:index]]:
        located.fail((*here, "name"), "通道的名称不能为空，也不能重复。请另取一个名称")
    given = {str(path[2]) for path in located.lines if path[:2] == here and len(path) == 3}
    if wrong := sorted(given - _ALLOWED[channel.kind]):
        allowed = "、".join(sorted(_ALLOWED[channel.kind]))
        located.fail(
            (*here, wrong[0]), f"{channel.kind} 通道没有键“{wrong[0]}”。请删除它；可用的键：{allowed}"
        )
    for key in _REQUIRED[channel.kind]:
        if not getattr(channel, key):
            located.fail(here, f"{channel.kind} 通道缺少必填的键“{key}”。请补上")
    for key in ("url_env", "secret_env", "password_env"):
        if (name := getattr(channel, key)) and not _ENV.fullmatch(name):
            located.fail(
                (*here, key), "应为环境变量的名称：大写字母、数字和下划线（例如 DING_SECRET）。请改正"
            )
    for key in ("host", "allow_host"):
        if (host := getattr(channel, key)) and not _HOST.fullmatch(host):
            located.fail((*here, key), "应为主机名（可加端口），不带协议和路径。请改正")
    if channel.kind is Kind.SMTP:
        _check_mail(located, channel, here)


def _check_mail(located: Located[Config], channel: Channel, here: tuple[str | int, ...]) -> None:
    if ":" in channel.host:
        located.fail((*here, "host"), "邮件服务器的端口请写在 port 中")
    if channel.port is not None and not 0 < channel.port < 65536:
        located.fail((*here, "port"), "端口应在 1 到 65535 之间。请改正")
    if not _MAIL.fullmatch(channel.sender):
        located.fail((*here, "sender"), "应为邮件地址（例如 jiancha@example.gov.cn）。请改正")
    if bool(channel.user) != bool(channel.password_env):
        located.fail(here, "user 与 password_env 应同时写出或同时省略。请补上另一个")
    if channel.plain and channel.password_env:
        located.fail(
            (*here, "plain"),
            "不加密的连接不能传送密码。请改用 tls: ssl 或 starttls，或去掉 user 与 password_env",
        )
    if channel.plain and (*here, "tls") in located.lines:
        located.fail((*here, "plain"), "plain: true 与 tls 不能同时写。请只留一个")


def _check_recipient(located: Located[Config], index: int) -> None:
    config = located.value
    recipient, here = config.recipients[index], ("recipients", index)
    if not recipient.name.strip() or recipient.name in [one.name for one in config.recipients[:index]]:
        located.fail((*here, "name"), "收件人的名称不能为空，也不能重复。请另取一个名称")
    names = [channel.name for channel in config.channels]
    if recipient.channel not in names:
        located.fail(
            (*here, "channel"), f"没有名为“{recipient.channel}”的通道。应为下列之一：{'、'.join(names)}"
        )
    by_mail = config.channel(recipient.channel).kind is Kind.SMTP
    if by_mail != bool(recipient.to):
        cure = "邮件通道的收件人应写 to（邮件地址的列表）" if by_mail else "群机器人的收件人不写 to"
        located.fail(here, f"{cure}。请改正")
    for place, address in enumerate(recipient.to):
        if not _MAIL.fullmatch(address) or address in recipient.to[:place]:
            located.fail((*here, "to", place), "应为邮件地址（只用英文字母和数字等），不能重复。请改正")
    for key in ("units", "severities", "portals"):
        values = getattr(recipient, key)
        if (*here, key) in located.lines and not values:
            located.fail((*here, key), f"“{key}”是空的列表。请写出内容，或删除这个键（表示全部）")
        if len(set(values)) < len(values):
            located.fail((*here, key), f"“{key}”有重复的内容。请删除重复的一项")
    if "*" in recipient.units and len(recipient.units) > 1:
        located.fail((*here, "units"), "“*”表示每个单位各发一份，不能与单位名称并列。请只留一种")


def _check_rest(located: Located[Config]) -> None:
    config = located.value
    if not config.channels or not config.recipients:
        located.fail((), "channels 和 recipients 各应至少有一项。请补上")
    if (days := config.deadline_workdays) is not None and not 1 <= days <= 120:
        located.fail(("deadline_workdays",), "整改期限应为 1 到 120 个工作日。请改正")
    if quiet := config.quiet_hours:
        for key, text in (("from", quiet.start), ("to", quiet.end)):
            if not _CLOCK.fullmatch(text):
                located.fail(("quiet_hours", key), '时刻应写成 "18:00" 这样（加引号）。请改正')
        if quiet.start == quiet.end or (quiet.start, quiet.end) == ("00:00", "24:00"):
            located.fail(("quiet_hours",), "全天都是免打扰时段，永远不会发送。请改正起止时刻")
    if config.report_link:
        _check_link(located)


def _check_link(located: Located[Config]) -> None:
    template = located.value.report_link
    try:
        names = {
            (name, form or conversion)
            for _, name, form, conversion in Formatter().parse(template)
            if name is not None
        }
    except ValueError:
        names = {("{", "")}
    if names - {("portal", ""), ("portal", None), ("run", ""), ("run", None)}:
        located.fail(("report_link",), "只能用 {portal} 和 {run} 两个占位。请改正")
    if len(template) > _LINK_LIMIT or not safe_href(located.value.link("x", "x")):
        located.fail(("report_link",), f"应为 http 或 https 开头的完整网址，最长 {_LINK_LIMIT} 字。请改正")
