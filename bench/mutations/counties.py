"""The demo county and the model county, each with a builder of its own in ``fixtures``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, TypeVar
from urllib.parse import urljoin

from bench.mutations.plan import FIXTURES, Spot, Tree, Unsuitable, joined, shifted

sys.path.insert(0, str(FIXTURES))

import build_model_county as model_county
import build_qinghe as qinghe
import msgspec
import qinghe_faults

T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Qinghe:
    site: qinghe.Site = field(default_factory=qinghe.load)
    case: str = "qinghe"

    def spots(self) -> tuple[Spot, ...]:
        site, found = self.site, []
        facts = str(site.facts)
        for column in site.columns:
            shared = qinghe_faults.shared_with(site, column.path)
            days = tuple(row.date for row in qinghe.rows_of(site, column) if not row.pinned)
            text = bool(column.text) and not (column.organ or column.leaders or column.organs)
            # A place on the home page is no markup, but an article that two columns list is in two columns.
            fixed = bool(shared) or f"'{column.path}'" in facts
            found.append(
                Spot(
                    column.path, column.name, urljoin(site.facts["url"], f"{column.path}/"),
                    column.kind == "list" and bool(days), text, fixed, days,
                    not site.children(column.path),
                )
            )  # fmt: skip
        return tuple(found)

    def _changed(self, key: str, change: Callable[[qinghe.Column], qinghe.Column]) -> Qinghe:
        columns = tuple(change(c) if c.path == key else c for c in self.site.columns)
        return replace(self, site=replace(self.site, columns=columns))

    def without(self, key: str) -> Qinghe:
        return replace(self, site=qinghe_faults.without(self.site, key))

    def named(self, key: str, name: str) -> Qinghe:
        return replace(self, site=qinghe_faults.renamed(self.site, key, name))

    def emptied(self, key: str) -> Qinghe:
        if self.site.column(key).text:
            return self._changed(key, lambda c: replace(c, text=(), attachments=(), updated=""))
        return replace(self, site=qinghe_faults.emptied(self.site, key))

    def older(self, key: str, days: int) -> Qinghe:
        return self._dated(key, lambda day: shifted(day, days))

    def newest(self, key: str, day: date) -> Qinghe:
        newest = max(row.date for row in qinghe.rows_of(self.site, self.site.column(key)) if not row.pinned)
        return self._dated(key, lambda each: day.isoformat() if each == newest else each)

    def _dated(self, key: str, day_of: Callable[[str], str]) -> Qinghe:
        site = self.site
        column = site.column(key)
        own = {item for item in column.items if isinstance(item, str)}
        items = tuple({**i, "date": day_of(i["date"])} if isinstance(i, dict) else i for i in column.items)
        articles = {k: replace(a, date=day_of(a.date)) if k in own else a for k, a in site.articles.items()}
        changed = self._changed(key, lambda c: replace(c, items=items))
        return replace(changed, site=replace(changed.site, articles=articles))

    def elsewhere(self, key: str, url: str) -> Qinghe:
        raise Unsuitable("the builder of the demo county has no outside columns")

    def tree(self) -> Tree:
        return joined([(self.case, qinghe.render(self.site))])


# ── the model county ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Wenhe:
    site: model_county.Site = field(default_factory=model_county.load)
    case: str = "wenhe"

    def spots(self) -> tuple[Spot, ...]:
        pages = self.site.pages.values()
        spoken = "\n".join([self.site.home, self.site.footer, self.site.head, *(page.html for page in pages)])
        rows = "\n".join(f"{row.html} {row.href}" for page in pages for row in page.rows)
        root = f"https://{self.site.facts['domain']}/"
        return tuple(
            Spot(
                page.path, page.name, f"{root}{page.path}/", bool(page.rows), bool(page.html and not page.rows),
                f"/{page.path}/" in spoken + rows, tuple(row.date.isoformat() for row in page.rows),
                not self.site.children(page.path),
            )
            for page in pages
        )  # fmt: skip

    def _changed(self, key: str, change: Callable[[model_county.Page], model_county.Page]) -> Wenhe:
        pages = {path: change(page) if path == key else page for path, page in self.site.pages.items()}
        return replace(self, site=replace(self.site, pages=pages))

    def without(self, key: str) -> Wenhe:
        return replace(self, site=model_county.without(self.site, key))

    def named(self, key: str, name: str) -> Wenhe:
        return self._changed(key, lambda page: _replaced(page, name=name))

    def emptied(self, key: str) -> Wenhe:
        none = '<div class="NewsList"><ul></ul></div>'
        return self._changed(key, lambda page: _replaced(page, rows=[], html=none if page.rows else ""))

    def older(self, key: str, days: int) -> Wenhe:
        return self._dated(key, lambda day: day - timedelta(days))

    def newest(self, key: str, day: date) -> Wenhe:
        newest = max(row.date for row in self.site.pages[key].rows)
        return self._dated(key, lambda each: day if each == newest else each)

    def _dated(self, key: str, day_of: Callable[[date], date]) -> Wenhe:
        def change(page: model_county.Page) -> model_county.Page:
            return _replaced(page, rows=[_replaced(row, date=day_of(row.date)) for row in page.rows])

        return self._changed(key, change)

    def elsewhere(self, key: str, url: str) -> Wenhe:
        raise Unsuitable("the builder of the model county has no outside columns")

    def tree(self) -> Tree:
        return joined([(self.case, model_county.render(self.site))])


def _replaced(struct: T, **changes: Any) -> T:
    """``dataclasses.replace`` for the structs of the model county."""
    return type(struct)(**{name: getattr(struct, name) for name in struct.__struct_fields__} | changes)
