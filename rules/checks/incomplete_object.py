"""名录要素不全。

## 检查什么

应当逐个对象公开的事项（义务教育学校名录、养老机构、医疗机构等），名录中每个对象的要素是否齐全：例如学校的名称、地址、
办学层次、办学类型、办公电话。整列缺失的、个别对象未填的、电话号码不是电话号码的，都列出来；同时记录对象数量。
一张名录一个结论。名录的种类和要素见 rules/objects.yml 和标准目录。

只检查能够确定的表格或卡片。标题像名录而表头对不上要素的，结论为“无法判断”。

## 为什么

标准目录规定了二级事项的公开要素；有的实施方案要求二级事项逐一列出具体对象及其要素。

## 如何整改

补全所列对象的要素，更正电话号码（带区号）。
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from auditor import urls
from auditor.facts import Facts
from auditor.model import CatalogItem, Clause, Evidence, ObjectTable, Outcome, Severity
from auditor.object_kinds import ObjectKind, object_kinds
from auditor.rule import Claim, Verdict, rule

_SHOWN, _QUOTED = 100, 10
_SPLIT = re.compile(r"[、,，/;；\s]+|(?<=\d{7})或")
_PHONE = re.compile(
    r"0\d{2,3}-?\d{7,8}(?:(?:-|转)\d{1,6})?|\(0\d{2,3}\)\d{7,8}|1\d{10}|400-?\d{3}-?\d{4}|\d{7,8}|1\d{2,4}|9\d{4}"
)
#: Numbers that the office or its site has masked are no fault of this kind.
_MASKED = re.compile(r"[*＊x×]{2,}", re.I)


@rule(
    id="incomplete-object",
    code="PA012",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R07",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per list of objects; basis is the catalog's row."""
    items = {item.id: item for item in facts.items}
    columns = _columns_of_pages(facts)
    numbers: dict[str, int] = {}
    for table in facts.inventory.objects:
        kind = _kind(table, columns.get(urls.canonical(table.url)))
        if kind is not None and kind.item in items:
            key = urls.canonical(table.url)
            numbers[key] = numbers.get(key, 0) + 1
            subject = key if numbers[key] == 1 else f"{key}#{numbers[key]}"
            yield _verdict(facts, subject, table, kind, items[kind.item])


def _columns_of_pages(facts: Facts) -> dict[str, str]:
    """Standard entry of the column that a page is or stands in."""
    found: dict[str, str] = {}
    for column in facts.inventory.columns:
        entry = facts.column_entry.get(column.id)
        if entry is not None:
            for url in (column.url, *(item.url for item in column.items if item.url)):
                found.setdefault(urls.canonical(url), entry)
    return found


def _kind(table: ObjectTable, entry: str | None) -> ObjectKind | None:
    """By the names of the table, nearest first; by the column when that is matched to the item itself."""
    kinds = object_kinds().kinds
    for name in table.names:
        for kind in kinds:
            if any(word in name for word in kind.lists) and not any(word in name for word in kind.without):
                return kind
    return next((kind for kind in kinds if kind.item == entry), None)


def _verdict(facts: Facts, subject: str, table: ObjectTable, kind: ObjectKind, item: CatalogItem) -> Verdict:
    places = _places(table, kind)
    head = next(iter(kind.elements))  # the name of the object
    known = len(places) >= 2 and head in places
    absent = [title for title in kind.elements if title not in places]
    rows = table.objects if known else ()
    poor = [(row[places[head]], gaps) for row in rows if (gaps := _gaps(row, places))]
    phones = [bad for row in rows for bad in _bad_phones(row, places)]
    fault = bool(absent or poor or phones)
    field = facts.entries.get(item.field)
    return Verdict(
        subject,
        next(iter(table.names), item.level2),
        Outcome.CANT_TELL if not known else Outcome.FAIL if fault else Outcome.PASS,
        basis=(
            Clause(
                "试点领域基层政务公开标准目录",
                f"{field.title if field else item.field}·{item.level2}",
                "、".join(kind.elements),
                item.verified,
            ),
        ),
        params={
            "item": item.level2,
            "form": table.form,
            "objects": len(table.objects),
            "absent": absent,
            "count": len(poor),
            "incomplete": [{"name": name, "missing": gaps} for name, gaps in poor[:_SHOWN]],
            "bad_phones": len(phones),
            "phones": phones[:_SHOWN],
        }
        | ({} if known else {"reason": "other-table"}),
        evidence=_evidence(table, poor),
    )


def _places(table: ObjectTable, kind: ObjectKind) -> dict[str, int]:
    """Column of each element: the header that holds its longest word; a header serves one element only."""
    wanted = sorted(
        ((word, title) for title, words in kind.elements.items() for word in words),
        key=lambda pair: -len(pair[0]),
    )
    places: dict[str, int] = {}
    for word, title in wanted:
        for x, label in enumerate(table.attributes):
            if title not in places and x not in places.values() and word in label:
                places[title] = x
    return {title: places[title] for title in kind.elements if title in places}


def _gaps(row: tuple[str, ...], places: dict[str, int]) -> list[str]:
    return [title for title, x in places.items() if row[x].strip(" /-—无") == ""]


def _bad_phones(row: tuple[str, ...], places: dict[str, int]) -> Iterator[str]:
    """What stands under a telephone header and is no number, with nothing in the cell that is one."""
    for title, x in places.items():
        text = unicodedata.normalize("NFKC", row[x]).replace("—", "-").replace("－", "-").strip()
        if (
            not any(word in title for word in object_kinds().phone)
            or text.strip(" /-无") == ""
            or _MASKED.search(text)
        ):
            continue
        joined = re.sub(r"(?<=\d)\s*-\s*(?=\d)", "-", text)
        parts = [re.sub(r"^[^\d(]+|[^\d]+$", "", part) for part in _SPLIT.split(joined)]
        if not any(_PHONE.fullmatch(part) for part in (*parts, re.sub(r"\s", "", joined))):
            yield row[x]


def _evidence(table: ObjectTable, poor: list[tuple[str, list[str]]]) -> tuple[Evidence, ...]:
    quoted = tuple(
        Evidence(table.url, f"{name}（缺{'、'.join(gaps)}）", table.body_sha256)
        for name, gaps in poor[:_QUOTED]
    )
    return quoted or (Evidence(table.url, "、".join(table.attributes)[:200], table.body_sha256),)
