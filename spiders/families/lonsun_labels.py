"""Labels of 龙讯: what a page's script asks of ``/site/label/8888``, with the parameters that the page's address gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from auditor.extract import literals
from auditor.extract.family import PageSource
from auditor.model import Part, PartRole
from spiders.families.json_rows import set_parameters, with_parameters

COLUMN = re.compile(r"/(?:public|content)/column/(\d{1,12})/?$", re.I)
_LABEL_CALL = re.compile(r"[\"']([\w./:-]{0,80}/site/label/\d{1,6}/?)(\?[^\"'\s]{0,1500})?[\"']", re.I)
_LABEL_NAME = re.compile(r"[\"']?\blabelName[\"']?\s*:")
_ROWS_LABEL = re.compile(r"list$|list[_-]", re.I)
_TREE_LABEL = re.compile(r"tree|organ|catalog|menu", re.I)
_TURN = re.compile(r"pageIndex|currPage|currentPage|pageNo", re.I)
_POST = re.compile(r"\b(?:type|method)\s*:\s*[\"']post", re.I)
_NEAR = 400
_FIXED = (("IsAjax", "1"), ("dataType", "html"))


def column_of(url: str) -> str:
    """The number of the organ, or of the news column, in an address; empty when it is no column's."""
    match = COLUMN.search(urlsplit(url).path)
    return match[1] if match else ""


def role_of(label: str) -> PartRole | None:
    if _TREE_LABEL.search(label):
        return PartRole.INCLUDE
    return PartRole.ROWS if _ROWS_LABEL.search(label) else None


def row_labels(page: PageSource) -> tuple[Part, ...]:
    return tuple(part for part in label_parts(page) if part.role is PartRole.ROWS)


def label_parts(page: PageSource) -> tuple[Part, ...]:
    """What the page's labels answer, each once: rows filled in with what the page's address says, trees as asked."""
    found: dict[Part, None] = {}
    for url, fields, post in _labels(page):
        role = role_of(fields.get("labelName", ""))
        if role is not None and page.territory.may_serve(url):
            query = urlencode(_filled(page.url, fields) if role is PartRole.ROWS else fields)
            found.setdefault(Part(url, role, "POST", query) if post else Part(f"{url}?{query}", role))
    return tuple(found)


def _labels(page: PageSource) -> Iterator[tuple[str, dict[str, str], bool]]:
    """Address, parameters and method of each label that the page's scripts ask for."""
    objects = [_fields(value) for value in _objects(page.scripts)]
    for call in _LABEL_CALL.finditer(page.scripts):
        url = page.dom.absolute(call[1])
        near = page.scripts[max(0, call.start() - _NEAR) : call.end() + _NEAR]
        if not url:
            continue
        held = dict(parse_qsl((call[2] or "").lstrip("?"), keep_blank_values=True))
        held.pop("_", None)
        for fields in [held] if held.get("labelName") else [{**held, **each} for each in objects]:
            yield url, {**dict(_FIXED), **fields}, bool(_POST.search(near))


def _objects(scripts: str) -> Iterator[object]:
    """Object literals with a ``labelName``."""
    for count, match in enumerate(_LABEL_NAME.finditer(scripts)):
        start = scripts.rfind("{", max(0, match.start() - _NEAR), match.start())
        if start >= 0 and count < 8:
            yield literals.parse(scripts[start:])


def _fields(value: object) -> dict[str, str]:
    """Parameters as jQuery sends them; those that are no constants are left out."""
    if not isinstance(value, Mapping):
        return {}
    fields = {}
    for key, held in value.items():
        if isinstance(held, bool):
            fields[str(key)] = "true" if held else "false"
        elif isinstance(held, (str, int)):
            fields[str(key)] = str(held)
    return fields


def _filled(url: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The label's parameters with what the page's own address says: organ, category, kind; the first page."""
    query = dict(parse_qsl(urlsplit(url).query))
    here = {key: query[key] for key in ("catId", "type", "action", "catIds") if query.get(key)}
    organ = column_of(url) if "/public/" in url else ""
    if organ:
        here["organId"] = organ
    turn = next((key for key in fields if _TURN.fullmatch(key)), "pageIndex")
    return {**fields, **here, turn: here.get(turn, "1")}


def turned(part: Part, number: int) -> Part:
    values = {"pageIndex": str(number)}
    if part.method == "POST":
        return Part(part.url, part.role, "POST", with_parameters(part.body, values))
    return Part(set_parameters(part.url, values), part.role)
