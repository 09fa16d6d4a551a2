"""``auditor inspect``: what we read on one page, and why. For whoever adds a portal or doubts a verdict."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from auditor import codec
from auditor.crawl.browser import find_browser
from auditor.errors import ExitCode
from auditor.inspection import Inspection, inspect_address, inspect_file
from auditor.model import DateWitness, Item, PageReading
from auditor.target import resolve_page
from reports import wording
from reports.text import clean

_ROWS, _LINKS = 200, 60


def run(arguments: argparse.Namespace) -> int:
    path = Path(arguments.page)
    if path.is_file():
        found = inspect_file(path, arguments.url)
    else:
        url, target = resolve_page(arguments.page)
        found = inspect_address(url, target, None if arguments.browser == "never" else find_browser())
    if arguments.json:
        sys.stdout.buffer.write(codec.encode_pretty(found))
        sys.stdout.flush()
    else:
        print("\n".join(_lines(found)))
    return int(ExitCode.CLEAN if found.reading is not None else ExitCode.NOT_JUDGED)


def _lines(found: Inspection) -> Iterator[str]:
    fetch, reading = found.fetch, found.reading
    yield f"地址　　{clean(fetch.page)}"
    yield f"应答　　{fetch.status or '无'}　{clean(fetch.mime)}　{fetch.size} 字节"
    if fetch.render:
        yield f"渲染　　由浏览器读取（{wording.reason(fetch.render)}）"
    if fetch.failure is not None:
        yield f"未读取　{wording.reason(fetch.failure.value)}　{clean(fetch.detail)}"
    if reading is None:
        return
    yield f"编码　　{reading.charset or '—'}"
    yield f"家族　　{'、'.join(reading.families) or '通用'}"
    yield f"类型　　{wording.label('kind', reading.kind.value)}"
    if reading.redirect:
        yield f"跳转到　{clean(reading.redirect)}"
        return
    yield f"标题　　{clean(reading.title)}"
    yield f"位置　　{' > '.join(clean(crumb.name) for crumb in reading.crumbs) or '没有面包屑'}"
    for witness, name in reading.names:
        yield f"名称　　{clean(name)}（{_WITNESSES.get(witness, witness)}）"
    yield from _list_lines(reading)
    yield from _article_lines(reading)
    yield from _rest(found, reading)


_WITNESSES = {"breadcrumb": "面包屑", "heading": "标题行", "meta": "meta 标签", "title": "网页标题"}


def _list_lines(reading: PageReading) -> Iterator[str]:
    if reading.items or reading.pager:
        yield f"列表　　{len(reading.items)} 条" + _pager(reading)
    for item in reading.items[:_ROWS]:
        yield f"　{item.date or item.partial or '无日期':<10}　{clean(item.title, 80)}　{clean(item.url or '无链接')}"
        yield from (f"　　　　　　{_witness(each)}" for each in _telling(item))
    if len(reading.items) > _ROWS:
        yield f"　其余 {len(reading.items) - _ROWS} 条用 --json 查看"
    if reading.empty is not None:
        yield f"空白　　{'是' if reading.empty else '否'}　{clean(reading.empty_evidence)}"
    else:
        yield "空白　　不能判断"


def _pager(reading: PageReading) -> str:
    pager = reading.pager
    if pager is None:
        return "，没有翻页"
    pages = f"，共 {pager.pages} 页" if pager.pages else ""
    total = f"，共 {pager.total} 条" if pager.total is not None else ""
    further = len(pager.next_urls) + len(pager.more)
    return f"{pages}{total}，可继续读取 {further} 页（依据：{clean(pager.evidence, 80) or '翻页链接'}）"


def _telling(item: Item) -> tuple[DateWitness, ...]:
    """Witnesses worth a line: when there are several, or none gave the date."""
    return item.witnesses if len(item.witnesses) > 1 or item.date is None else ()


def _witness(witness: DateWitness) -> str:
    where = wording.label("date_witness", witness.kind.value)
    role = wording.label("date_role", witness.role.value)
    return f"{where}：{witness.value or '不成立'}（{role}，原文“{clean(witness.raw, 40)}”）"


def _article_lines(reading: PageReading) -> Iterator[str]:
    if reading.date or reading.date_witnesses:
        yield f"发布日期　{reading.date or '不能确定'}"
        yield from (f"　{_witness(each)}" for each in reading.date_witnesses)
    if reading.formed:
        yield f"成文日期　{reading.formed}（{clean(reading.formed_quote, 40)}）"
    yield f"正文　　{reading.text_length} 字　{clean(reading.text, 60)}"


def _rest(found: Inspection, reading: PageReading) -> Iterator[str]:
    zones = Counter(link.zone.value for link in reading.links)
    yield "链接　　" + (
        "，".join(f"{wording.label('zone', zone)} {count}" for zone, count in zones.items()) or "无"
    )
    menu = [link for link in reading.links if link.zone.value == "menu"]
    yield from (f"　{clean(link.text, 30)}　{clean(link.url)}" for link in menu[:_LINKS])
    yield from (f"附件　　{clean(link.text, 60)}　{clean(link.url)}" for link in reading.attachments)
    for form in reading.forms:
        shown = "" if form.visible else "（隐藏）"
        yield f"搜索框　{form.method} {clean(form.action) or '只由脚本提交'}　参数 {clean(form.field)}{shown}"
    yield from (
        f"事实　　{wording.label('fact', fact.name)}：{clean(fact.value, 80)}" for fact in reading.facts
    )
    for part in found.parts:
        state = wording.reason(part.failure.value) if part.failure else f"{part.size} 字节"
        yield f"补取　　{part.method} {clean(part.url)}　{state}"
    yield from (f"障碍　　{wording.reason(each)}" for each in reading.obstacles)
    if reading.unread_rows:
        yield f"障碍　　列表另有 {reading.unread_rows} 行没有读到"
