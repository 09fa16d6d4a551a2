"""企业微信 group robot (消息推送, formerly 群机器人).

Source: developer.work.weixin.qq.com/document/path/91770. POST ``{"msgtype": "markdown", "markdown": {"content": …}}``; the key
stands in the address and is all there is of a signature. ``content`` is at most 4096 bytes of UTF-8 (else 40058); at most
20 messages a minute (else 45009); ``errcode`` 0 is success, -1 busy (document/path/90313). ``<@userid>`` would mention people.
"""

from __future__ import annotations

from datetime import datetime

from auditor import codec
from auditor.notify.credentials import Credentials
from auditor.notify.posting import Request, Robot
from reports.digest_text import fitted, markdown
from reports.digest_values import Digest

LIMIT = 4096


def content(digest: Digest) -> str:
    """The Markdown, at most 4096 bytes long."""
    return markdown(fitted(digest, lambda each: len(markdown(each).encode()), LIMIT))


def request(digest: Digest, credentials: Credentials, now: datetime) -> Request:
    body = {"msgtype": "markdown", "markdown": {"content": content(digest)}}
    return Request(credentials.url, codec.encode(body))


ROBOT = Robot(
    request,
    code="errcode",
    pause=3.1,
    busy=frozenset({-1}),
    causes={
        45009: "发送过于频繁（每分钟最多 20 条）。请稍后再次运行",
        93000: "机器人的 Webhook 地址无效，可能已被删除。请重新复制地址",
        40058: "消息内容不合要求",
    },
)
