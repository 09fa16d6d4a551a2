"""缺少应设栏目。

## 检查什么

标准目录要求本级网站设置的栏目，在网站导航、栏目页和面包屑中是否都能找到。名称按“完全一致、规范化、别名、地址、上级栏目、
相似度”逐级比对；只有相似名称、拿不准的，列为“疑似”，不判缺失。

导航页没有全部读到（打不开、被拦截、超出页数上限），或者其上级栏目设在别的网站上时，不能证明“没有”，结论为“无法判断”，
并列出妨碍判断的页面。由其他规则或上级栏目负责报告的，不重复报告。

## 为什么

政府信息公开条例和国务院办公厅有关文件规定了应当公开的内容和应当设置的栏目，依据见每条问题所列条款。栏目不设，
相应信息就没有固定的公开位置。

## 如何整改

设置该栏目并放入导航；已有同类栏目但名称不同的，改用规范名称，或者在判定方案中登记为别名。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts
from auditor.model import Group, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._standard import missing


@rule(
    id="missing-column",
    code="PA001",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    # each column says which it serves; see rules/columns.yml
    requirements=(
        "R05",
        "R09",
        "R10",
        "R11",
        "R12",
        "R14",
        "R17",
        "R18",
        "R19",
        "R20",
        "R21",
        "R22",
        "R23",
        "R24",
        "R27",
        "R29",
        "R30",
        "R33",
        "R34",
        "R35",
        "R41",
        "R43",
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per column that the standard asks of this level; basis and severity are the entry's."""
    return missing(facts, Group.COLUMN)
