"""Hostile text from everywhere in an audit passes through all messages without becoming markup, a mention, a link or a header."""

from __future__ import annotations

import re
from typing import Any

import hostile
import pytest
from lxml import html as lxml_html
from markdown_it import MarkdownIt
from notify_sample import LINK, NINE

from auditor import codec
from auditor.notify import dingtalk, feishu, wecom
from auditor.notify.config import Channel, Kind
from auditor.notify.credentials import Credentials
from auditor.notify.mail import compose
from reports.digest import digest_of, units_of
from reports.digest_text import chat_safe, html, markdown, plain
from reports.digest_values import Digest, Selection

SEEDS = range(6)
LOGIN = Credentials("https://127.0.0.1/x", "secret")
#: What a digest's Markdown is made of; anything else would have come from the audit.
_OWN = {"heading_open", "heading_close", "paragraph_open", "paragraph_close", "blockquote_open", "blockquote_close",
        "ordered_list_open", "ordered_list_close", "list_item_open", "list_item_close", "inline", "text", "softbreak",
        "strong_open", "strong_close", "link_open", "link_close"}  # fmt: skip


def digests(seed: int) -> list[Digest]:
    audit = hostile.hostile_audit(seed)
    diff = hostile.hostile_attachments(seed, audit).diff
    units = units_of(audit, diff)
    chosen = (None, *units[:2])
    return [digest_of(audit, each, Selection(unit), link=LINK) for each in (diff, None) for unit in chosen]


@pytest.mark.parametrize("seed", SEEDS)
def test_markdown_holds_our_own_markup_only(seed: int) -> None:
    for digest in digests(seed):
        for text in (markdown(digest), wecom.content(digest)):
            tokens = [inner for token in MarkdownIt("commonmark").enable("strikethrough").parse(text)
                      for inner in (token, *(token.children or ()))]  # fmt: skip
            assert {token.type for token in tokens} <= _OWN
            assert [token.attrs["href"] for token in tokens if token.type == "link_open"] == [LINK]
            assert sum(token.type == "strong_open" for token in tokens) <= 4
            words = "\n".join(token.content for token in tokens if token.type == "text")
            assert not re.search(r"[<>@`|\\&]|://|www\.", words)
            assert len(wecom.content(digest).encode()) <= 4096


@pytest.mark.parametrize("seed", SEEDS)
def test_robots_get_harmless_bodies_within_their_limits(seed: int) -> None:
    for digest in digests(seed):
        talk = dingtalk.request(digest, LOGIN, NINE)
        lark = feishu.request(digest, LOGIN, NINE)
        assert len(talk.body) <= dingtalk.LIMIT
        assert len(lark.body) <= feishu.LIMIT
        title = codec.decode(talk.body, dict[str, Any])["markdown"]["title"]
        assert not re.search(r"[<>@\r\n]", title)
        for tag, content in contents(codec.decode(lark.body, dict[str, Any])["card"]):
            assert not re.search(r"[<>@`\\]|://", content), content
            if tag == "markdown":
                assert re.fullmatch(r"\*\*[\w（）]+：\d+ 项\*\*", content)


def contents(value: Any) -> list[tuple[str, str]]:
    """All texts of a card with the tag of their element."""
    if isinstance(value, dict):
        own = [(value["tag"], value["content"])] if "content" in value else []
        return own + [one for each in value.values() for one in contents(each)]
    return [one for each in value for one in contents(each)] if isinstance(value, list) else []


@pytest.mark.parametrize("seed", SEEDS)
def test_mails_have_no_foreign_markup_links_or_headers(seed: int) -> None:
    channel = Channel(name="邮箱", kind=Kind.SMTP, host="127.0.0.1", sender="a@example.gov.cn")
    for digest in digests(seed):
        page = lxml_html.document_fromstring(html(digest).encode())
        assert {element.tag for element in page.iter()} <= set(
            "html head meta title body div p h1 h2 table tr td strong span a".split()
        )
        assert {name for element in page.iter() for name in element.attrib} <= set(
            "lang charset name content http-equiv style role href".split()
        )
        assert page.xpath("//@href") == [LINK]
        text = plain(digest)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
        raw = compose(digest, channel, "b@example.gov.cn", "k", NINE).as_bytes()
        head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
        names = re.findall(r"^([\w-]+):", head, re.M)
        assert sorted(names) == sorted(
            "Subject From To Date Message-ID Auto-Submitted MIME-Version Content-Type".split()
        )


@pytest.mark.parametrize("text", [
    "@all 快看", "@所有人", "@13800001111", "<@userid>", '<at user_id="all">所有人</at>', "<at id=all></at>",
    "[字](http://evil.example)", "![图](http://evil.example/a.png)", "http://evil.example/x", "www.evil.example",
    "evil.com", "点 evil.例子", "10.0.0.1/x", "dingtalk://dingtalkclient/page/link?url=x", "**粗** __粗__ `码` ~~删~~",
    "&#60;at id=all&#62;", "# 题\n> 引\n- 项", "| 表 | 头 |\n|---|---|", "<font color=\"red\">x</font>", "\\[x\\](y)",
    "a@evil.example", "mailto:a@evil.example", "\u202e@all",
])  # fmt: skip
def test_what_chats_make_mentions_and_links_of_is_gone(text: str) -> None:
    said = chat_safe(text)
    assert not re.search(r"[<>@\[\]()*_`#!~|\\&\n\u202e]|://", said)
    assert not re.search(r"\w\.[a-z\u4e00-\u9fff]{2}|\d\.\d+[./]", said)


@pytest.mark.parametrize(
    "text", ["超过 3.5 天", "2026.06.15 发布", "12.5%", "国办发〔2019〕54号", "「政务公开 › 年报」"]
)
def test_what_is_harmless_stays(text: str) -> None:
    assert chat_safe(text) == text
