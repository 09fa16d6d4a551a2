"""What the tables of one page say: a published catalog, or a list of objects."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from auditor.extract.dom import Dom, squeeze
from auditor.extract.objects import object_tables
from auditor.extract.plain import is_table
from auditor.extract.published_catalog import read_catalog
from auditor.extract.tables import grid_of, leaf_tables
from auditor.model import Crumb, Grid, Link, ObjectTable, PublishedCatalog, Tables

_CATALOG_TITLE = re.compile(r"标准目录(?:[(（][^()（）]*[)）])?$")
_HOME = frozenset({"首页", "网站首页", "主页"})
NO_TABLE = "页面上没有可以读取的表格（可能是图片或脚本生成）"
DAMAGED = "页面文字有乱码或字节损坏，表格无法读取"


def names_of(names: Sequence[tuple[str, str]], crumbs: Sequence[Crumb]) -> tuple[str, ...]:
    """Names of a page and of what stands above it, nearest first."""
    above = [crumb.name for crumb in reversed(crumbs) if crumb.name not in _HOME]
    return tuple(dict.fromkeys((*(name for _, name in names), *above)))


def page_grids(page: Dom) -> tuple[Grid, ...]:
    """The tables of a page that may say something; most pages have none, and pay next to nothing."""
    grids = []
    going_on = False
    for table in leaf_tables(page.body):
        text = squeeze(table.text_content())
        if going_on or _promising(text):
            grid = grid_of(table)
            if is_table(grid.rows):
                grids.append(grid)
                going_on = True
    return tuple(grids)


#: words of tables of objects and of people
_OF_TABLES = ("地址", "电话", "办学", "床位", "联系方式", "姓名", "身份证", "户主", "手机")


def _promising(text: str) -> bool:
    catalog = "公开" in text and ("依据" in text or "时限" in text)
    return catalog or any(word in text for word in _OF_TABLES)


def page_catalogs(
    grids: Sequence[Grid], url: str, names: Sequence[str], attachments: Sequence[Link], *, is_text: bool
) -> tuple[PublishedCatalog, ...]:
    """The catalog on a page; one without rows when a page named so shows neither table nor file."""
    found = read_catalog(Tables("html", tuple(grids)), url, names)
    if found is not None:
        return (found,)
    named = is_text and bool(names) and _CATALOG_TITLE.search(squeeze(names[0]))
    if named and not attachments:
        return (PublishedCatalog(url, tuple(names), reason=NO_TABLE),)
    return ()


def page_objects(grids: Sequence[Grid], text: str, url: str, names: Sequence[str]) -> tuple[ObjectTable, ...]:
    return tuple(object_tables(grids, text, url, names))


def unreadable(catalogs: Sequence[PublishedCatalog]) -> tuple[PublishedCatalog, ...]:
    """The catalogs of a page whose markup is damaged: what a row or an element lacks may have been lost on the way."""
    return tuple(replace(each, rows=(), absent=(), reason=each.reason or DAMAGED) for each in catalogs)
