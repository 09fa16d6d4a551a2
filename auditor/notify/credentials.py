"""Secrets from the environment: looked up once, never printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import unquote, urlsplit

from auditor.errors import AuditorError
from auditor.notify.config import Channel, Kind

#: Hosts to which the robots' addresses lead. 飞书 abroad is Lark.
OFFICIAL = {
    Kind.WECOM: ("qyapi.weixin.qq.com",),
    Kind.DINGTALK: ("oapi.dingtalk.com",),
    Kind.FEISHU: ("open.feishu.cn", "open.larksuite.com"),
}
_PATHS = {
    Kind.WECOM: "/cgi-bin/webhook/send",
    Kind.DINGTALK: "/robot/send",
    Kind.FEISHU: "/open-apis/bot/v2/hook/",
}
_HIDDEN = "＊＊＊"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a channel needs to be let in. ``repr`` shows nothing of it."""

    url: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    def redact(self, text: str) -> str:
        """``text`` without anything secret, for messages of servers and libraries that repeat what they were sent."""
        parts: set[str] = {self.url, self.secret, self.password}
        if self.url:
            address = urlsplit(self.url)
            parts |= {address.query, *re.split(r"[=&]", address.query), *address.path.split("/")}
        for part in sorted(parts | {unquote(part) for part in parts}, key=len, reverse=True):
            if len(part) >= 8 or part in (self.secret, self.password):
                text = text.replace(part, _HIDDEN) if part else text
        return text


def names_of(channel: Channel) -> tuple[str, ...]:
    """The environment variables that a channel needs."""
    return tuple(name for name in (channel.url_env, channel.secret_env, channel.password_env) if name)


def resolve(channels: Iterable[Channel], environment: Mapping[str, str]) -> dict[str, Credentials]:
    """The credentials of each channel by its name. AuditorError names the variable that is missing or wrong, not its value."""
    found = {}
    for channel in channels:
        for name in names_of(channel):
            if not environment.get(name, "").strip():
                raise AuditorError(
                    f"通道“{channel.name}”需要的环境变量 {name} 没有设置。请先设置（export {name}=…）再运行"
                )
        url, secret, password = (
            environment.get(name, "").strip() if name else ""
            for name in (channel.url_env, channel.secret_env, channel.password_env)
        )
        if url:
            _check_url(channel, url)
        found[channel.name] = Credentials(url, secret, password)
    return found


def _check_url(channel: Channel, url: str) -> None:
    """The address is one of the robot's own host, or of the relay that the file allows; and it is encrypted."""

    def fail(what: str) -> NoReturn:
        raise AuditorError(f"通道“{channel.name}”的环境变量 {channel.url_env}：{what}")

    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        fail("不是有效的网址。请从机器人的设置页复制完整的 Webhook 地址")
    if not host or parts.username is not None or re.search(r"[\s\x00-\x1f\x7f]|[^\x21-\x7e]", url):
        fail("不是有效的网址。请从机器人的设置页复制完整的 Webhook 地址")
    if parts.scheme != "https" and not (parts.scheme == "http" and channel.plain):
        fail("应以 https:// 开头。请核对；内网转发确需不加密的，在通道中写 plain: true")
    if channel.allow_host:
        if channel.allow_host.lower() not in (host, f"{host}:{port}"):
            fail("主机与通道的 allow_host 不一致。请核对二者")
    elif host not in OFFICIAL[channel.kind] or port not in (None, 443):
        official = "、".join(OFFICIAL[channel.kind])
        fail(f"主机不是官方的 {official}。请核对；经内网转发的，在通道中写明 allow_host")
    elif not parts.path.startswith(_PATHS[channel.kind]):
        fail(f"路径应以 {_PATHS[channel.kind]} 开头。请从机器人的设置页复制完整的 Webhook 地址")
