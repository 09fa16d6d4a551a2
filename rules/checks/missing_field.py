"""缺少试点领域。

## 检查什么

基层政务公开标准化规范化要求的 26 个试点领域，在网站上是否都有对应的栏目。名称比对方法与“缺少应设栏目”相同；
只检查负有该领域公开责任的层级。

导航页没有全部读到，或者“基层政务公开”等上级栏目设在别的网站上时，结论为“无法判断”，并列出妨碍判断的页面。

## 为什么

国办发〔2019〕54号要求县级政府按 26 个试点领域的标准指引编制标准目录，并在政府门户网站分领域公开。

## 如何整改

在“基层政务公开”专栏下设置该领域的栏目，按标准目录的事项公开信息；确无此项职能的，在判定方案中注明。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts
from auditor.model import Group, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._standard import missing


@rule(
    id="missing-field",
    code="PA002",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R03", "R05"),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per field that this level owes; basis and severity are the entry's."""
    return missing(facts, Group.FIELD)
