"""Whatever an answer holds, it is read in bounded time and raises nothing."""

from __future__ import annotations

import json
import random
import time

import pytest
from media_answers import ARTICLE, MOMENT, PORTAL, SINCE, body_of, made

from auditor.extract.media import combined, examine, exported_csv
from auditor.model import Failure

TEXTS = sorted(
    path.name for path in made.OUT.iterdir() if path.suffix in (".html", ".json", ".rss", ".atom", ".csv")
)
PLATFORMS = ("", "wechat", "weibo", "app", "douyin")
#: Seconds; a busy machine takes a few times what a quiet one does.
PATIENCE = 30.0


def survives(body: bytes, mime: str = "", platform: str = "weibo") -> None:
    for url in (ARTICLE, f"{PORTAL}?page=1"):
        reading = examine(url, body, mime, platform, MOMENT, SINCE).reading
        combined((reading,))
        json.dumps([[post.title, post.text, post.source, post.shown] for post in reading.posts]).encode()
    exported_csv(body, "x", MOMENT, SINCE)


@pytest.mark.parametrize("name", TEXTS)
def test_an_answer_cut_anywhere(name: str) -> None:
    body = body_of(name)
    for end in range(0, len(body), max(1, len(body) // 60)):
        survives(body[:end], platform=name.split("-")[0])


@pytest.mark.parametrize("name", TEXTS)
def test_an_answer_with_wrong_bytes_and_in_the_wrong_charset(name: str) -> None:
    chance = random.Random(name)
    body = body_of(name)
    for mime in (
        "text/html; charset=gbk",
        "application/json",
        "text/html; charset=utf-16",
        "x/y; charset=none",
    ):
        survives(body, mime)
    survives(body.decode("utf-8", "replace").encode("gb18030"), platform=name.split("-")[0])
    for round_ in range(40):
        broken = bytearray(body)
        for _ in range(20):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        place = chance.randrange(len(broken))
        broken[place:place] = broken[max(0, place - 200) : place] * 3
        survives(bytes(broken), platform=PLATFORMS[round_ % len(PLATFORMS)])


LI = '<li><a href="/x/1.html">标题标题标题</a><span>2026-01-01</span></li>'.encode()
HOSTILE = {
    "brackets": b"[" * 200_000,
    "braces": b'{"a":' * 100_000,
    "zeros": b"[0" + b",0" * 2_000_000 + b"]",
    "rows": b"[" + b'{"title":"a","time":"2026-01-01"},' * 100_000 + b"{}]",
    "items": LI * 60_000,
    "nesting": b"<div>" * 100_000,
    "anchors": b"<a href=x>" * 50_000,
    "half a script": b'<script>var ct="' + b"nickname=" * 200_000,
    "escapes": b"<script>" + b'nickname="a\\' * 200_000 + b"</script>",
    "deep feed": b'<rss version="2.0"><channel>' + b"<item>" * 45_000,
    "feed of tags": b'<rss version="2.0">' + b"<a>" * 45_000,
    "feed of ampersands": b'<rss version="2.0"><channel><title>' + b"&" * 300_000,
    "no bytes but NUL": b"\0" * 1000,
    "NUL between": "<html>\0<li><a href=x>标\0题标题</a>2026-01-01".encode(),
    "nothing left": b"<!>",
    "labels": ("<h1>x</h1>版本1.0" + "更新时间" * 100_000).encode(),
    "sources": (
        '{"ok":1,"data":{"cards":[{"mblog":{"created_at":"05-02","text":"' + "来源" * 500_000 + '"}}]}}'
    ).encode(),
    "numbers": b'{"list":[{"title":"x","time":1e400},{"title":"y","time":99999999999999999999},{"title":"z","time":-5}]}',
    "half characters": b'{"list":[{"title":"\\ud800\\u202eabc","time":1784770200}]}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_answers(name: str) -> None:
    began = time.monotonic()
    survives(HOSTILE[name], platform="app" if name == "labels" else "weibo")
    assert time.monotonic() - began < PATIENCE


def test_an_answer_of_twenty_megabytes_is_not_read() -> None:
    reading = examine(PORTAL, b"x" * 20_000_000, "", "", MOMENT, SINCE).reading
    assert (reading.reason, reading.failure) == ("too-large", Failure.TOO_LARGE)


def test_unseen_characters_do_not_travel_on() -> None:
    body = '{"list":[{"title":"a\u202eb\u200b\\u0007c","time":1784770200}]}'.encode()
    assert [post.title for post in examine(PORTAL, body, "", "", MOMENT, SINCE).reading.posts] == ["abc"]


def test_addresses_of_posts_are_addresses_of_pages() -> None:
    rows = [
        {"title": "a", "time": 1784770200, "url": url}
        for url in ("javascript:alert(1)", "file:///etc/passwd", "//x/y")
    ]
    posts = examine(PORTAL, json.dumps(rows).encode(), "", "", MOMENT, SINCE).reading.posts
    assert [post.url for post in posts] == ["", "", "https://x/y"]
