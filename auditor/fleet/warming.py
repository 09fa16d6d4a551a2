"""Loads, before the first portal is asked, what the first pages would load otherwise: two seconds of rules, words and modules in
which every lane of the process would stand still."""

from __future__ import annotations

import asyncio
import gc
import tempfile
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from auditor import settings
from auditor.crawl.engine import Crawl, CrawlLeft
from auditor.crawl.job import CrawlJob
from auditor.judge import check_profile
from auditor.model import Fetch, Portal, Purpose
from auditor.profile import load_profile
from auditor.reading import reader_for, reader_id
from auditor.rule import discover
from auditor.territory import territory_of
from spiders.families import FAMILIES

#: When garbage is collected (see :mod:`gc`): a page makes tens of thousands of objects, hardly any of which stay.
_GARBAGE = (20_000, 20, 20)
_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>样例县人民政府</title></head><body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>
<li><a href="/hdjl/">互动交流</a></li>
</ul></div>
<form action="/search" method="get"><input type="text" name="q" placeholder="请输入关键字"><button>搜索</button></form>
<div class="list"><ul>
<li><a href="/zwgk/202606/t20260601_1.html">关于印发样例县预算公开办法的通知</a><span>2026-06-01</span></li>
<li><a href="/zwgk/202606/t20260602_2.html">样例县2026年部门预算</a><span>2026-06-02</span></li></ul></div>
<table><tr><th>姓名</th><th>职务</th></tr><tr><td>张某</td><td>县长</td></tr></table>
<div class="footer">主办单位：样例县人民政府办公室 网站标识码：3300000000 联系电话：0571-00000000</div></body></html>"""


async def warm() -> None:
    """Blocks for as long as it takes; nothing is asked of anybody. What it loaded stays for good: the collector of garbage
    does not go through it any more, which would hold all lanes up for half a second each time."""
    check_profile(load_profile("national"), discover())
    portal = Portal("warm", "样例县", "http://www.example.gov.cn/")
    territory = territory_of(portal)
    reader_id(territory)
    read = reader_for(territory, FAMILIES)
    for url, purpose in ((portal.url, Purpose.HOME), (f"{portal.url}zwgk/", Purpose.NAVIGATION)):
        read(Fetch(url=url, purpose=purpose, status=200, mime="text/html"), _PAGE.encode())
    for name in {path.rpartition(".")[0] for path in settings.DOWNLOAD_HANDLERS.values() if path}:
        import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        await _crawl_nothing(CrawlJob(portal, read, Path(folder), "warm"))
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GARBAGE)


async def _crawl_nothing(job: CrawlJob) -> None:
    """A crawl that is stopped before its first request: Scrapy imports by name what it needs when one begins."""
    crawl = Crawl(job)
    running = asyncio.ensure_future(crawl.run())
    await asyncio.sleep(0)
    await crawl.stop(leave=True)
    with suppress(CrawlLeft):
        await running
