"""Portals of families: plans in ``fixtures/portals``, written by ``fixtures/build_portals.py``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bench.mutations.plan import FIXTURES, Spot, Tree, Unsuitable, joined, shifted

sys.path.insert(0, str(FIXTURES))

import build_portals as portals
import jinja2
import portal_plan


def planned_cases() -> tuple[str, ...]:
    return tuple(portal_plan.plans())


def load_planned(case: str) -> Planned:
    home = str(portal_plan.load_plan(case).facts.get("shares", case))
    return Planned(case, home, tuple(portals.sites_of(home)))


@dataclass(frozen=True, slots=True)
class Planned:
    """``home`` is the case that has the pages; ``sites`` are all portals that share them."""

    case: str
    home: str
    sites: tuple[portal_plan.Site, ...]

    @property
    def site(self) -> portal_plan.Site:
        return next(site for site in self.sites if site.case == self.case)

    def _with(self, changed: portal_plan.Site) -> Planned:
        return replace(self, sites=tuple(changed if s.case == self.case else s for s in self.sites))

    def _changed(self, key: str, change: Callable[[portal_plan.Column], portal_plan.Column]) -> Planned:
        site = self.site
        return self._with(replace(site, columns=tuple(change(c) if c.id == key else c for c in site.columns)))

    def spots(self) -> tuple[Spot, ...]:
        site, scheme = self.site, portals.scheme_of(self.home)(self.site)
        words = _written_by_hand(self.home)
        found = []
        for column in site.columns:
            if column.kind in ("external", "redirect") or not scheme.written(column):
                continue
            fixed = f'"{column.id}"' in words or f"/{column.folder}/" in words or column.name in words
            days = tuple(row.date for row in column.rows if not row.pinned)
            found.append(
                Spot(
                    column.id, column.name, scheme.column(column), column.kind == "list" and bool(column.rows),
                    column.kind == "text", fixed, days, not site.children(column.id),
                )
            )  # fmt: skip
        return tuple(found)

    def without(self, key: str) -> Planned:
        site = self.site
        gone = {column.id for column in site.columns if key in {each.id for each in site.trail(column.id)}}
        kept = [column for column in site.columns if column.id not in gone]
        columns = []
        for column in kept:
            more = _pruned(column.more, gone)
            if column.kind == "redirect" and column.to in gone:
                children = [each for each in kept if each.parent == column.id]
                if not children:
                    raise Unsuitable("the column above it leads to it and has no other")
                column = replace(column, to=children[0].id)
            columns.append(replace(column, more=more))
        return self._with(replace(site, columns=tuple(columns), facts=_pruned(site.facts, gone)))

    def named(self, key: str, name: str) -> Planned:
        return self._changed(key, lambda column: replace(column, name=name))

    def emptied(self, key: str) -> Planned:
        def change(column: portal_plan.Column) -> portal_plan.Column:
            if column.kind == "text":
                return replace(column, text=(), files=())
            return replace(column, kind="empty", rows=())

        return self._changed(key, change)

    def older(self, key: str, days: int) -> Planned:
        return self._dated(key, lambda row: shifted(row.date, days))

    def newest(self, key: str, day: date) -> Planned:
        newest = max(row.date for row in self.site.column(key).rows if not row.pinned)
        return self._dated(key, lambda row: day.isoformat() if row.date == newest else row.date)

    def _dated(self, key: str, day_of: Callable[[portal_plan.Row], str]) -> Planned:
        def change(row: portal_plan.Row) -> portal_plan.Row:
            article = row.article
            day = day_of(row)
            return replace(row, date=day, article=article and replace(article, date=day))

        return self._changed(key, lambda column: replace(column, rows=tuple(map(change, column.rows))))

    def elsewhere(self, key: str, url: str) -> Planned:
        if self.site.children(key):
            raise Unsuitable("it has columns below it")
        return self._changed(
            key,
            lambda column: replace(column, kind="external", to=url, rows=(), text=(), files=()),
        )

    def tree(self) -> Tree:
        try:
            rendered = portals.render_sites(self.home, self.sites)
        except (ValueError, KeyError, StopIteration, jinja2.TemplateError) as error:
            raise Unsuitable(f"the templates need it: {error}") from error
        wanted = {self.home, self.case}
        return joined((case, files) for case, files in rendered.items() if case in wanted)


def _written_by_hand(case: str) -> str:
    """What templates and scheme of a family spell out, as one text."""
    files = [*sorted((FIXTURES / "templates" / case).rglob("*.*")), FIXTURES / "schemes" / f"{case}.py"]
    texts = (path.read_bytes().decode("utf-8", "replace") for path in files if path.suffix != ".png")
    return "\n".join(texts).replace("'", '"')


def _pruned(value: Any, gone: Collection[str]) -> Any:
    """Plain data without the ids that are gone from its lists."""
    if isinstance(value, Mapping):
        return {key: _pruned(each, gone) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_pruned(each, gone) for each in value if not (isinstance(each, str) and each in gone)]
    return value
