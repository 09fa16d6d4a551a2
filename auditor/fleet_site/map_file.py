"""``rules/maps/<name>.yml``: where counties stand on a schematic map. Strict: a fault names its line and the cure."""

from __future__ import annotations

from pathlib import Path

import msgspec

from auditor.errors import AuditorError
from auditor.strict_yaml import Located, load_located
from reports.site.tiles import TilePlan
from reports.text import clean

FOLDER = Path(__file__).resolve().parent.parent.parent / "rules" / "maps"
_ROWS, _COLUMNS = 120, 80


class _MapFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    title: str
    rows: list[list[str]]
    source: str = ""
    names: dict[str, str] = {}


def load_map(given: str) -> TilePlan:
    """The map of a file, or of a name in ``rules/maps``. AuditorError when there is none, or when it is faulty."""
    path = Path(given)
    if not path.is_file():
        named = FOLDER / f"{given}.yml"
        if path.name != given or not named.is_file():
            known = "、".join(sorted(one.stem for one in FOLDER.glob("*.yml")))
            raise AuditorError(
                f"没有找到地图文件 {given}。请给出 .yml 文件的路径，或随程序附带的名称（{known}）"
            )
        path = named
    return _checked(load_located(path, _MapFile))


def _checked(located: Located[_MapFile]) -> TilePlan:
    file = located.value
    if not file.title.strip():
        located.fail(("title",), "title 是空的。请写出地图的名称")
    if not 1 <= len(file.rows) <= _ROWS:
        located.fail(("rows",), f"rows 应有 1 到 {_ROWS} 行，实有 {len(file.rows)} 行。请增删行")
    seen: dict[str, int] = {}
    for at, row in enumerate(file.rows):
        if len(row) > _COLUMNS:
            located.fail(("rows", at), f"这一行有 {len(row)} 格，至多 {_COLUMNS} 格。请把地图画小一些")
        for column, code in enumerate(row):
            if code and code in seen:
                located.fail(
                    ("rows", at, column), f"代码“{code}”在第 {seen[code]} 行已经出现过。请只保留一处"
                )
            if code:
                seen[code] = located.line("rows", at, column)
    if not seen:
        located.fail(("rows",), "地图上没有任何代码。请在 rows 里写出行政区划代码")
    for code in file.names:
        if code not in seen:
            located.fail(("names", code), f"rows 里没有代码“{code}”。请改正代码，或删除这一行")
    width = max(map(len, file.rows))
    rows = tuple(tuple(row) + ("",) * (width - len(row)) for row in file.rows)
    names = {code: clean(name, 20) for code, name in file.names.items()}
    return TilePlan(clean(file.title, 60), clean(file.source, 120), rows, names)
