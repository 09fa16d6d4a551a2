"""Invented counties: names, hosts, back-ends, faults. The same seed gives the same counties, byte for byte."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

#: The day for which the pages are made: what is fresh and what is stale holds on this day only.
TODAY = date(2026, 6, 15)
_FIRST = "云 河 石 松 柳 安 平 青 白 金 玉 龙 凤 泉 沙 林 桃 梅 竹 兰 丰 永 和 宁 远 东 南 西 北 中".split()
_SECOND = "溪 岭 湾 川 丘 原 浦 津 源 塘 桥 城 关 泽 渡 坪 峰 冈 洲 潭".split()


#: The columns in which the faults are.
_NEWS, _NOTICES, _REPORTS, _LETTERS = "xwzx/bmdt", "zwgk/tzgg", "zwgk/zfxxgknb", "hdjl/xzxx"


@dataclass(frozen=True, slots=True)
class Row:
    """An item of a list. ``number`` is in its address."""

    title: str
    day: date
    number: int


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """``kind``: channel (its children), list (rows), text (paragraphs)."""

    path: str
    name: str
    kind: str
    rows: tuple[Row, ...] = ()
    text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class County:
    """``columns`` in the order of the menu; a path below another's is its child."""

    code: str
    name: str
    host: str
    backend: str
    faults: tuple[str, ...]
    columns: tuple[ColumnPlan, ...]

    @property
    def url(self) -> str:
        return f"http://{self.host}/"

    @property
    def title(self) -> str:
        return f"{self.name}人民政府"


@cache
def plan() -> Any:
    """``county.yml`` as it stands."""
    return yaml.safe_load((Path(__file__).parent / "county.yml").read_text("utf-8"))


def counties(number: int, backends: int, seed: int = 1, today: date = TODAY) -> tuple[County, ...]:
    """So many counties, dealt out to the back-ends in turn: back-end ``b01`` has the 1st, the (M+1)th, …"""
    return tuple(_county(at, at % backends, seed, today) for at in range(number))


def _county(at: int, backend: int, seed: int, today: date) -> County:
    random_ = random.Random(f"{seed}/{at}")
    short = _FIRST[at % len(_FIRST)] + _SECOND[(at // len(_FIRST) + at) % len(_SECOND)]
    name = f"{short}县"
    faults = tuple(sorted(random_.sample(plan()["faults"], random_.choice((0, 1, 1, 2)))))
    columns = [ColumnPlan(path, title, "channel") for path, title in plan()["channels"].items()]
    for each in plan()["lists"]:
        if each["path"] == _REPORTS and "no-annual-report" in faults:
            continue
        rows = _rows(random_, name, each, faults, today)
        columns.append(ColumnPlan(each["path"], each["name"].format(s=short), "list", rows))
    columns += [
        ColumnPlan(each["path"], each["name"], "text", text=tuple(each["text"])) for each in plan()["texts"]
    ]
    code = f"99{50 + at // 100:02d}{at % 100:02d}"
    return County(code, name, f"www.x{at + 1:03d}.test", f"b{backend + 1:02d}", faults, tuple(columns))


def _rows(
    random_: random.Random, county: str, column: Any, faults: tuple[str, ...], today: date
) -> tuple[Row, ...]:
    path, every = column["path"], column["every"]
    if path == _LETTERS and "empty-column" in faults:
        return ()
    newest = today - timedelta(days=random_.randint(1, max(1, every // 3)))
    if path == _NEWS and "stale-news" in faults:
        newest = today - timedelta(days=random_.randint(60, 200))
    if path == _NOTICES and "future-date" in faults:
        newest = today + timedelta(days=random_.randint(20, 60))
    if path == _REPORTS:
        newest = date(today.year, 1, 26)
    return tuple(
        Row(title.format(c=county), newest - timedelta(days=every * place), random_.randint(10_000, 99_999))
        for place, title in enumerate(column["titles"])
    )
