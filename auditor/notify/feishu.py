"""飞书 group robot (自定义机器人) with 签名校验.

Source: open.feishu.cn/document/client-docs/bot-v3/add-custom-bot. The body holds ``timestamp`` (seconds, at most an hour off) and
``sign``: base64 of HMAC-SHA256 over the *empty* text with ``timestamp + "\\n" + secret`` as key. At most 20 KB; 100 messages a
minute and 5 a second (else 11232); ``code`` 0 is success. Only our own words stand in Markdown elements; what was crawled
goes into ``plain_text``, which knows no ``<at>``, and is made harmless all the same.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

from auditor import codec
from auditor.notify.credentials import Credentials
from auditor.notify.posting import Request, Robot
from reports.digest_text import chat_line, chat_safe, fitted, rest_line, titled
from reports.digest_values import KEYWORD, Digest

LIMIT = 20_000
#: Room for time stamp and signature beside the card.
_ENVELOPE = 200


def sign(secret: str, timestamp: int) -> str:
    """The signature in base64; ``timestamp`` in seconds."""
    digest = hmac.new(f"{timestamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def request(digest: Digest, credentials: Credentials, now: datetime) -> Request:
    signed: dict[str, Any] = {}
    if credentials.secret:
        stamp = int(now.timestamp())
        signed = {"timestamp": str(stamp), "sign": sign(credentials.secret, stamp)}

    body = {**signed, "msg_type": "interactive", "card": card(_fitted(digest))}
    return Request(credentials.url, codec.encode(body))


def shown(digest: Digest) -> str:
    """The card as lines of text."""
    return "\n".join(_contents(card(_fitted(digest))))


def _fitted(digest: Digest) -> Digest:
    return fitted(digest, lambda each: len(codec.encode(card(each))), LIMIT - _ENVELOPE)


def _contents(value: Any) -> list[str]:
    """All texts and addresses of a card, in order."""
    if isinstance(value, dict):
        own = [str(value[key]) for key in ("content", "url") if key in value]
        return [line for each in value.values() for line in _contents(each)] + own
    return [line for each in value for line in _contents(each)] if isinstance(value, list) else []


def card(digest: Digest) -> dict[str, Any]:
    """The message card: red when there is something new, green when things were only mended."""
    elements = [_text("\n".join(f"{caption}：{chat_safe(text)}" for caption, text in digest.facts))]
    for section in digest.sections:
        elements += [{"tag": "hr"}, {"tag": "markdown", "content": f"**{titled(section)}**"}]
        lines = [
            f"{number}. {chat_safe(chat_line(item))}" for number, item in enumerate(section.items, start=1)
        ]
        if lines or section.rest:
            elements.append(_text("\n".join([*lines, rest_line(section, digest)]).strip()))
    if digest.deadline:
        elements += [{"tag": "hr"}, _text(f"整改期限：{chat_safe(digest.deadline)}")]
    if digest.link:
        button = {"tag": "button", "text": _plain("查看检查报告"), "type": "primary", "url": digest.link}
        elements.append({"tag": "action", "actions": [button]})
    if digest.notes:
        elements.append({"tag": "note", "elements": [_plain(chat_safe(note)) for note in digest.notes]})
    fresh = any(section.key == "new" for section in digest.sections)
    header = {
        "title": _plain(chat_safe(f"【{KEYWORD}】{digest.heading}")),
        "template": "red" if fresh else "green",
    }
    return {"config": {"wide_screen_mode": True}, "header": header, "elements": elements}


def _text(content: str) -> dict[str, Any]:
    return {"tag": "div", "text": _plain(content)}


def _plain(content: str) -> dict[str, str]:
    return {"tag": "plain_text", "content": content}


ROBOT = Robot(
    request,
    code="code",
    pause=0.7,
    busy=frozenset({-1}),
    causes={
        11232: "发送过于频繁。请稍后再次运行，并避开整点和半点",
        9499: "请求不合要求或机器人地址无效。请核对 Webhook 地址",
        19001: "机器人的 Webhook 地址无效，可能已被删除。请重新复制地址",
        19021: "签名不符或时间相差一小时以上。请核对签名密钥和本机时间",
        19022: "本机的 IP 地址不在机器人的白名单里",
        19024: "消息不含机器人要求的关键词（可设为“政务公开检查”）",
    },
)
