"""A digest as text: plain and HTML for mail, Markdown for group robots. Pure; nothing here sends anything.

Robots differ in what they take for markup, none documents an escape that all its clients honour, and they make links and
mentions of bare words. So :func:`chat_safe` replaces every character that could become markup, a mention or the beginning of an
entity by its full-width twin: nothing to escape remains, and Chinese readers read on undisturbed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.digest_values import KEYWORD, Digest, DigestItem, DigestSection
from reports.text import HERE, clean

_TWINS = str.maketrans({mark: chr(ord(mark) + 0xFEE0) for mark in "<>[](){}*_`#@!~|\\&$^\"'"})
#: Clients make links of host names and of IP addresses, so their dots become full-width ones.
_HOST_DOT = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_NUMERALS = "一二三"
_FOOT = "本消息由检查程序自动发送，请勿直接回复。"


def chat_safe(text: str) -> str:
    """``text`` as one line in which a robot finds no markup, no link, no mention (``@all``, ``<at …>``, ``<@id>``)."""
    line = clean(text).translate(_TWINS)
    line = _IP.sub(lambda found: found[0].replace(".", "．"), line.replace("://", "：//"))
    return _HOST_DOT.sub("．", line)


def fitted(digest: Digest, size: Callable[[Digest], int], limit: int) -> Digest:
    """As much of ``digest`` as keeps ``size`` within ``limit``: items go first, the last first; then the notes."""
    for count in range(digest.told, -1, -1):
        shorter = digest.first(count)
        if size(shorter) <= limit:
            return shorter
    return replace(digest.first(0), notes=())


def rest_line(section: DigestSection, digest: Digest) -> str:
    """What stands for the items that are not told; "" when all are."""
    where = "，见检查报告" if digest.link else ""
    return f"另有 {section.rest} 项{where}。" if section.rest else ""


def titled(section: DigestSection) -> str:
    return f"{section.title}：{section.total} 项"


def markdown(digest: Digest) -> str:
    """Markdown of headings, bold, quotes and one link, which 钉钉 and 企业微信 both know. Ends without a line break."""
    lines = [f"### {chat_safe(f'【{KEYWORD}】{digest.heading}')}", ""]
    for caption, text in digest.facts:
        lines += [f"> {caption}：{chat_safe(text)}", ">"]
    lines[-1] = ""
    for section in digest.sections:
        lines += [f"**{titled(section)}**", ""]
        for number, item in enumerate(section.items, start=1):
            lines += [f"{number}. {chat_safe(chat_line(item))}", ""]
        if rest := rest_line(section, digest):
            lines += [rest, ""]
    if digest.deadline:
        lines += [f"**整改期限：{chat_safe(digest.deadline)}**", ""]
    for note in digest.notes:
        lines += [f"> {chat_safe(note)}", ""]
    if digest.link:
        lines += [f"[查看检查报告]({link_target(digest.link)})"]
    return "\n".join(lines).strip()


def chat_line(item: DigestItem) -> str:
    """``【较重】「财政预决算」是空白栏目。（县财政局）``"""
    return f"【{item.label}】{item.text}" + (f"（{item.units}）" if item.units else "")


def link_target(url: str) -> str:
    """An address that ends where it should inside the parentheses of a Markdown link."""
    return url.replace("(", "%28").replace(")", "%29")


def plain(digest: Digest) -> str:
    """The text of a mail for readers without HTML, and what a dry run prints."""
    return "\n".join(_plain_lines(digest)) + "\n"


def _plain_lines(digest: Digest) -> Iterator[str]:
    yield f"【{KEYWORD}】{digest.heading}"
    yield ""
    yield from (f"{caption}：{text}" for caption, text in digest.facts)
    if digest.deadline:
        yield f"整改期限：{digest.deadline}"
    for numeral, section in zip(_NUMERALS, digest.sections, strict=False):
        yield ""
        yield f"{numeral}、{titled(section)}"
        for number, item in enumerate(section.items, start=1):
            yield f"{number}. 【{item.label}】{item.text}"
            captions = (
                ("整改", item.mend),
                ("依据", item.basis),
                ("责任单位", item.units),
                ("编号", item.number),
            )
            yield from (f"   {caption}：{text}" for caption, text in captions if text)
        if rest := rest_line(section, digest):
            yield rest
    yield ""
    yield from (f"注：{note}" for note in digest.notes)
    if digest.link:
        yield f"检查报告：{digest.link}"
    yield _FOOT


def html(digest: Digest) -> str:
    """The mail as one HTML document: inline styles, nothing to load, no link but that to the report."""
    return (
        _environment()
        .get_template("mail.html")
        .render(digest=digest, keyword=KEYWORD, foot=_FOOT, numerals=_NUMERALS, rest=rest_line, titled=titled)
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates" / "digest"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )


def _finalize(value: Any) -> Any:
    """Applied to each value that the template writes, before it is escaped. The link is already known to be one."""
    return value if isinstance(value, Markup) else clean(str(value), 2000)
