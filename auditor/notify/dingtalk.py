"""钉钉 group robot (自定义机器人) with 加签.

Source: open.dingtalk.com/document/robots/customize-robot-security-settings and …/custom-robot-access. To the address
(``access_token``) are added ``timestamp`` (milliseconds, at most an hour off) and ``sign``: HMAC-SHA256 of
``timestamp + "\\n" + secret`` with the secret as key, base64, percent-encoded. The whole body is at most 20000 bytes (else
460101); at most 20 messages a minute, or the robot is shut for ten minutes (130101, 410100). ``errcode`` 0 is success. A phone
number after ``@`` mentions somebody only together with ``at``, which we send empty.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import urlencode

from auditor import codec
from auditor.notify.credentials import Credentials
from auditor.notify.posting import Request, Robot
from reports.digest_text import chat_safe, fitted, markdown
from reports.digest_values import Digest

LIMIT = 20_000


def sign(secret: str, timestamp: int) -> str:
    """The signature, not yet percent-encoded; ``timestamp`` in milliseconds."""
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def request(digest: Digest, credentials: Credentials, now: datetime) -> Request:
    url = credentials.url
    if credentials.secret:
        stamp = int(now.timestamp() * 1000)
        signed = urlencode({"timestamp": stamp, "sign": sign(credentials.secret, stamp)})
        url += ("&" if "?" in url else "?") + signed
    return Request(url, _body(_fitted(digest)))


def text(digest: Digest) -> str:
    """The Markdown as it is sent."""
    return markdown(_fitted(digest))


def _fitted(digest: Digest) -> Digest:
    return fitted(digest, lambda each: len(_body(each)), LIMIT)


def _body(digest: Digest) -> bytes:
    message = {"title": chat_safe(digest.subject), "text": markdown(digest)}
    return codec.encode(
        {"msgtype": "markdown", "markdown": message, "at": {"atMobiles": [], "isAtAll": False}}
    )


ROBOT = Robot(
    request,
    code="errcode",
    pause=3.1,
    busy=frozenset({-1}),
    causes={
        130101: "发送过于频繁（每分钟最多 20 条，超过后限流 10 分钟）。请稍后再次运行",
        410100: "发送过于频繁（每分钟最多 20 条，超过后限流 10 分钟）。请稍后再次运行",
        310000: "未通过机器人的安全设置。请核对加签密钥、本机时间、关键词（可设为“政务公开检查”）和 IP 地址段",
        300001: "机器人的 Webhook 地址无效。请重新复制地址",
        300005: "机器人的 Webhook 地址无效，可能已被删除。请重新复制地址",
        460101: "消息过长",
    },
)
