"""The map as tiles: a schematic plan that says which county stands where, or a grid by code. No map service. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from auditor.model import Scope
from reports.site import page, states
from reports.site.digest import CountyHead, Unreadable
from reports.site.page import Frame
from reports.site.pages import Heat
from reports.site.states import Band, counted, words


@dataclass(frozen=True, slots=True)
class TilePlan:
    """A schematic map: rows of county codes, "" where there is no tile, all rows of one length. ``names`` are short names
    by code."""

    title: str
    source: str
    rows: tuple[tuple[str, ...], ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tile:
    """One place of the map. ``code`` "" is a gap; ``head`` is None where nothing was audited; ``states`` has a letter a field."""

    code: str
    name: str = ""
    band: Band | None = None
    head: CountyHead | None = None
    states: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """Tiles in ``columns``; 0: as many as the window has room for. ``audited`` counts the places with an audit."""

    title: str
    columns: int
    tiles: tuple[Tile, ...]
    audited: int


def boards(heat: Heat, plan: TilePlan | None, unreadable: Sequence[Unreadable] = ()) -> tuple[Board, ...]:
    """The map of the plan and what it leaves out; without a plan, grids by the first two digits of the codes."""
    portals = [row for row in heat.rows if row.head.scope is Scope.PORTAL]
    broken = {one.place.partition("/")[0] for one in unreadable}
    tiles = {row.head.code: _tile(row.head, row.states, plan) for row in portals}
    if plan is None:
        ordered = [_tile(row.head, row.states, None) for row in portals]
        groups = [(head, list(group)) for head, group in groupby(ordered, key=lambda tile: tile.code[:2])]
        one = len(groups) == 1
        return tuple(
            Board("" if one else f"代码 {head} 开头", 0, tuple(group), len(group)) for head, group in groups
        )
    placed = [_placed(code, tiles, broken, plan) for row in plan.rows for code in row]
    drawn = {tile.code for tile in placed}
    rest = tuple(_tile(row.head, row.states, plan) for row in portals if row.head.code not in drawn)
    main = Board(plan.title, len(plan.rows[0]), tuple(placed), sum(tile.head is not None for tile in placed))
    return (main, Board("未列入地图的网站", 0, rest, len(rest))) if rest else (main,)


def map_page(heat: Heat, plan: TilePlan | None, unreadable: Sequence[Unreadable] = ()) -> bytes:
    """县市区基层政务公开地图. Each tile says its score in words; another field's state can be chosen for all tiles."""
    found = boards(heat, plan, unreadable)
    title = plan.title if plan else "县市区基层政务公开地图"
    wide = next((board.columns for board in found if board.columns), 0)
    style = f".plan{{grid-template-columns:repeat({wide},minmax(3.6rem,7rem))}}" if wide else ""
    day = page.days([row.head for row in heat.rows])
    used = {tile.band for board in found for tile in board.tiles if tile.band}
    known = words()
    legend = (*known.bands, known.vetoed, known.unjudged, known.unreadable, known.unaudited)
    return page.render(
        Frame(page.MAP, title, f"检查日期 {day}" if day else ""),
        "map.html",
        script=True,
        style=style,
        boards=found,
        legend=[band for band in legend if band in used],
        plan=plan,
        fields=heat.fields,
        letters=[
            (letter, known.states[letter]) for letter, _ in counted("".join(r.states for r in heat.rows))
        ],
    )


def _placed(code: str, tiles: Mapping[str, Tile], broken: set[str], plan: TilePlan) -> Tile:
    if not code or code in tiles:
        return tiles[code] if code else Tile("")
    band = states.words().unreadable if code in broken else states.words().unaudited
    return Tile(code, plan.names.get(code, code), band)


def _tile(head: CountyHead, letters: str, plan: TilePlan | None) -> Tile:
    name = plan.names.get(head.code, "") if plan else ""
    return Tile(head.code, name or page.short(head.name), page.band(head), head, letters)
