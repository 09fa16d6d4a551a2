"""Reads the audits of a fleet one by one and writes its site. Memory holds a small digest for each county, no more."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import quote

from auditor import codec, outputs
from auditor.errors import AuditorError
from auditor.fleet_site.folder import SiteFolder
from auditor.fleet_site.map_file import load_map
from auditor.fleet_site.sources import Source, reads, sources, state_of
from auditor.fleet_site.spool import Spool
from reports.site import page
from reports.site.county import CountyView, county_page
from reports.site.data import site_data
from reports.site.digest import CountyDigest, CountyHead, FieldSet, Unreadable
from reports.site.folding import digest_of
from reports.site.pages import heat_of, heat_page, index_page
from reports.site.tiles import TilePlan, map_page
from reports.site.units import UnitRow, UnitsView, part_path, unit_page, units_page
from reports.text import clean

#: Runs of a county that are looked at, when nothing else is asked for.
RUNS = 12
_MOST_RUNS = 400
#: Units on one page of their list.
_UNITS = 1000


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build. ``read`` counts the counties whose audits were read this time."""

    index: Path
    counties: int
    read: int
    written: int
    kept: int
    removed: int
    unreadable: tuple[Unreadable, ...]


def build_site(
    out: Path,
    to: Path,
    plan: str | None = None,
    kept: int = RUNS,
    link_reports: bool = False,
    on_county: Callable[[int, int], None] = lambda done, all_: None,
) -> Built:
    """The site of all audits below ``out`` in ``to``. ``plan`` is a map file or its name; ``kept`` the runs of a county that
    trends go back. Reports are copied, or linked where they lie. AuditorError before anything is written."""
    if not 1 <= kept <= _MOST_RUNS:
        raise AuditorError(f"--runs 应在 1 到 {_MOST_RUNS} 之间，收到 {kept}")
    tiles = load_map(plan) if plan else None
    found = sources(out, kept)
    with Spool() as spool:
        with SiteFolder(to, page.stamp()) as folder:
            builder = _Builder(out, folder, spool, link_reports)
            for done, source in enumerate(found, 1):
                builder.county(source)
                on_county(done, len(found))
            builder.units()
            builder.fleet(tiles)
        unreadable = tuple(builder.unreadable)
        return Built(
            to / page.INDEX,
            len(builder.heads),
            builder.read,
            folder.written,
            folder.kept,
            folder.removed,
            unreadable,
        )


class _Builder:
    """One build: the heads of all counties so far, and the folder they are written to."""

    def __init__(self, out: Path, folder: SiteFolder, spool: Spool, link_reports: bool) -> None:
        self._out, self._folder, self._spool, self._link = out, folder, spool, link_reports
        self.heads: list[CountyHead] = []
        self.unreadable: list[Unreadable] = []
        self.read = 0
        self._pool: dict[FieldSet, FieldSet] = {}

    def county(self, source: Source) -> None:
        """Data, report and page of one county; its findings go to the pages of units."""
        stem = page.county_page(source.key)
        path = f"counties/{stem}.json"
        digest = self._digest(source, stem, path)
        if digest is None:
            return
        data = codec.encode_pretty(digest)
        self._folder.put(path, data, lambda: data)
        self._folder.note_source(source.key, source.print)
        report = self._report(source, digest.head)
        view = CountyView(digest, report)
        self._folder.put(f"counties/{stem}.html", codec.encode(view), partial(county_page, view))
        head = digest.head
        self._spool.add(UnitRow(stem, head.code, head.name, report, f) for f in digest.findings if f.owed)
        self.unreadable.extend(head.unreadable)
        self.heads.append(replace(head, fields=self._pool.setdefault(head.fields, head.fields)))

    def units(self) -> None:
        """The pages of all units, and the list of them."""
        heads = self._spool.heads()
        for head in heads:
            for view in self._spool.views(head):
                path = part_path(head.page, view.part)
                self._folder.put(path, codec.encode(view), partial(unit_page, view))
        parts = max(1, -(-len(heads) // _UNITS))
        for part in range(1, parts + 1):
            shown = tuple(heads[(part - 1) * _UNITS : part * _UNITS])
            listed = UnitsView(shown, len(heads), self._spool.nobody, part, parts)
            self._folder.put(part_path("index", part), codec.encode(listed), partial(units_page, listed))

    def fleet(self, tiles: TilePlan | None) -> None:
        """The pages about all counties; the index comes last, when all that it leads to is there."""
        heads, unreadable = self.heads, self.unreadable
        heat = heat_of(heads)
        rows = codec.encode(heat)
        put = self._folder.put
        put(page.HEAT, rows, lambda: heat_page(heat))
        put(page.MAP, codec.encode((rows, tiles, unreadable)), lambda: map_page(heat, tiles, unreadable))
        data = site_data(heads, heat, unreadable)
        put(page.DATA, data, lambda: data)
        put(page.INDEX, codec.encode((heads, unreadable)), lambda: index_page(heads, unreadable))

    def _digest(self, source: Source, stem: str, path: str) -> CountyDigest | None:
        """The digest as the last build wrote it when nothing changed since, else from the audits."""
        if self._folder.same_source(source.key, source.print):
            stored = self._folder.stored(path)
            if stored is not None:
                return codec.decode(stored, CountyDigest)
        self.read += 1
        digest, unreadable = digest_of(source.key, stem, reads(self._out, source))
        if digest is None:
            self.unreadable.extend(unreadable)
        return digest

    def _report(self, source: Source, head: CountyHead) -> str:
        """Relative address of the report of the run that the county's page is about; "" without one."""
        runs = {clean(path.parent.name, 80): path.with_name(outputs.REPORT) for path in source.audits}
        file = runs[head.last.run]
        if not file.is_file():
            return ""
        if self._link:
            place = os.path.relpath(file.resolve(), self._folder.root.resolve() / "counties")
            return quote(os.fsencode(place))
        self._folder.put(f"reports/{head.page}.html", state_of(file), lambda: _bytes(file))
        return f"../reports/{head.page}.html"


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise AuditorError(f"无法读取 {file}：{error.strerror or error}。请检查文件权限") from error
