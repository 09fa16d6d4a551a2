"""标准目录要素不全。

## 检查什么

网站公布的每份政务公开事项标准目录，逐行检查公开事项的名称、内容、依据、时限、主体、方式、渠道、公开对象八个要素
是否都已填写。一份目录一个结论，列出要素不全的行。“/”“—”视为未填；合并单元格视为各行都已填写；
勾选符号扫描损坏、全部是空框的，不算未填。

目录文件打不开或读不出的，结论为“无法判断”。

## 为什么

国办发〔2019〕54号要求标准目录至少包括上述要素；缺少要素的事项，公众无从知道何时、何处、由谁公开。

## 如何整改

按所列行号补全要素；整列缺失的，增加该列。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from auditor import urls
from auditor.facts import Facts
from auditor.model import ELEMENTS, Evidence, Obstacle, Outcome, PublishedCatalog, PublishedRow, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._catalogs import ELEMENT_NAMES, ELEMENTS_CLAUSE, title_of

_ROWS_SHOWN, _QUOTED = 200, 10


@rule(
    id="incomplete-catalog-row",
    code="PA009",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R02",),
    basis=(ELEMENTS_CLAUSE,),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per published catalog, whoever published it."""
    for catalog in facts.inventory.catalogs:
        yield _unread(catalog) if catalog.reason is not None else _verdict(catalog)


def _unread(catalog: PublishedCatalog) -> Verdict:
    return Verdict(
        urls.canonical(catalog.url),
        title_of(catalog),
        Outcome.CANT_TELL,
        params={"reason": catalog.reason, "kind": catalog.kind},
        evidence=(Evidence(catalog.url, title_of(catalog), catalog.body_sha256),),
        obstacles=(Obstacle(catalog.url, catalog.reason or "", title_of(catalog)),),
    )


def _verdict(catalog: PublishedCatalog) -> Verdict:
    poor = [row for row in catalog.rows if row.missing]
    counted = Counter(element for row in poor for element in row.missing)
    return Verdict(
        urls.canonical(catalog.url),
        title_of(catalog),
        Outcome.FAIL if poor else Outcome.PASS,
        params={
            "kind": catalog.kind,
            "total": len(catalog.rows),
            "count": len(poor),
            "elements": [ELEMENT_NAMES[element] for element in ELEMENTS if element in counted],
            "absent": [ELEMENT_NAMES[element] for element in catalog.absent],
            "rows": [_row(row) for row in poor[:_ROWS_SHOWN]],
        },
        evidence=tuple(_evidence(catalog, row) for row in poor[:_QUOTED])
        or (Evidence(catalog.url, title_of(catalog), catalog.body_sha256),),
    )


def _row(row: PublishedRow) -> dict[str, object]:
    return {
        "where": row.where,
        "line": row.line,
        "level1": row.level1,
        "level2": row.level2,
        "missing": [ELEMENT_NAMES[element] for element in row.missing],
    }


def _evidence(catalog: PublishedCatalog, row: PublishedRow) -> Evidence:
    quote = " / ".join(filter(None, (row.level1, row.level2))) or row.content
    missing = "、".join(ELEMENT_NAMES[element] for element in row.missing)
    return Evidence(
        catalog.url, f"{quote[:100]}（缺{missing}）", catalog.body_sha256, f"{row.where}第{row.line}行"
    )
