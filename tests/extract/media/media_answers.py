"""The answers of ``fixtures/media`` and how the tests read them."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from auditor.extract.media import Examined, examine

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
sys.path.insert(0, str(FIXTURES))
import build_media as made  # noqa: E402

MOMENT = made.MOMENT
SINCE = date(2026, 4, 24)
ARTICLE = "https://mp.weixin.qq.com/s/x"
CONTAINER = f"https://m.weibo.cn/api/container/getIndex?containerid=107603{made.UID}"
PORTAL = "https://www.qinghe.example/xmt/"


def body_of(name: str) -> bytes:
    return (made.OUT / name).read_bytes()


def answered(name: str, url: str = PORTAL, platform: str = "", since: date = SINCE) -> Examined:
    return examine(url, body_of(name), "", platform, MOMENT, since)


def text_answered(text: str, url: str = PORTAL, platform: str = "", mime: str = "") -> Examined:
    return examine(url, text.encode(), mime, platform, MOMENT, SINCE)
