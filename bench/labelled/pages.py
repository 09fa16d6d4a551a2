"""Pages that are walls, logins, maintenance notices, and pages that only look like it; documents with their rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from auditor import strict_yaml
from auditor.crawl.not_content import kind_of
from auditor.documents import office, read_tables
from auditor.extract.published_catalog import read_rows
from bench.labelled.tally import Tally, tally

_ROOT = Path(__file__).resolve().parents[2]
_URL = "http://www.qinghe.test/zwgk/tzgg/"
_MENU = "".join(f'<li><a href="/c{number}/">栏目{number}</a></li>' for number in range(16))


def walls() -> Tally:
    """Pages that are no content, with their kind; and pages of portals that are nearest to each kind."""
    path = _ROOT / "tests" / "data" / "not_content.yml"
    cases = strict_yaml.load(path, dict[str, dict[str, dict[str, dict[str, Any]]]])
    wanted, given, number = [], [], 0
    for part, kinds in cases.items():
        for kind, named in kinds.items():
            for name, case in named.items():
                number += 1
                if part == "walls":
                    wanted.append((part, name, kind))
                found = kind_of(case.get("status", 200), {}, _built(case), _URL)
                if found is not None:
                    given.append((part, name, found[0].value))
    return tally("walls, logins, error pages", "tests/data/not_content.yml", number, wanted, given)


def _built(case: dict[str, Any]) -> bytes:
    """The bytes of a case, as the head of the file describes it."""
    text, title = str(case.get("text", "")) * int(case.get("repeat", 1)), str(case.get("title", ""))
    shape = case.get("shape")
    if "html" in case:
        page = str(case["html"]) + (text if "repeat" in case else "")
    elif shape is None:
        page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    else:
        keywords = f'<meta name="keywords" content="{case.get("keywords", "")}">'
        head = f"<head><title>{title}</title>{keywords}{case.get('head', '')}</head>"
        line = "<p>发布时间：2026-05-01　来源：县政府办</p>" if shape in ("article", "printed") else ""
        menu = f"<ul>{_MENU}</ul><p>当前位置：首页</p>" if shape in ("article", "column") else ""
        page = f"<html>{head}<body>{menu}<h1>{title}</h1>{line}<p>{text}</p></body></html>"
    return page.encode(case.get("charset", "utf-8"))


def documents() -> Tally:
    """Cells of the rows of published catalogs, in seven kinds of files."""
    folder = _ROOT / "fixtures" / "documents"
    wanted, given, files = [], [], 0
    for labels in sorted(folder.glob("*.yml")):
        expected = yaml.safe_load(labels.read_text("utf-8"))
        if expected["kind"] == "doc" and office.office_program() is None:
            continue
        files += 1
        file = labels.with_suffix("")
        keys = list(expected["rows"][0])
        rows, _ = read_rows(read_tables(file.read_bytes(), file.name).grids)
        for at, row in enumerate(expected["rows"]):
            wanted += [(file.name, at, key, str(row[key])) for key in keys]
        for at, found in enumerate(rows):
            given += [(file.name, at, key, _plain(getattr(found, key))) for key in keys]
    return tally("cells of documents", "fixtures/documents", files, wanted, given)


def _plain(value: object) -> str:
    return str(list(value) if isinstance(value, tuple) else value)
