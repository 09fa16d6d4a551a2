"""The documentation of the rules: one page each from its docstring and what the decorator holds, and an index. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditor.model import Clause, Severity
from auditor.rule import Claim, Rule

_SEVERITY = {
    Severity.INFO: "提示",
    Severity.MINOR: "一般",
    Severity.MAJOR: "较重",
    Severity.CRITICAL: "严重",
}
_CLAIMS = {
    Claim.ABSENCE: "缺失（须证明导航页面已全部读取，否则结论为“无法判断”）",
    Claim.STATE: "状态（以读到的页面为证）",
}
_MADE = "<!-- Made by `auditor rules --write docs/rules` from rules/checks; edit the rule's docstring instead. -->"
INDEX = "README.md"


def pages(rules: Sequence[Rule], duties: Mapping[str, str]) -> dict[str, str]:
    """File name → Markdown. ``duties`` are the titles of the rows of the register by id."""
    found = {f"{rule.id}.md": page(rule, duties) for rule in rules}
    return {INDEX: _index(rules), **found}


def page(rule: Rule, duties: Mapping[str, str]) -> str:
    """The page of one rule."""
    _, _, body = rule.doc.strip().partition("\n")
    facts = [
        f"- 规则：`{rule.id}`（{rule.code}）",
        f"- 严重程度：{_SEVERITY[rule.severity]}（判定方案可以调整；个别对象的严重程度由数据另定）",
        f"- 断言：{_CLAIMS[rule.claims]}",
        f"- 对应要求：{'；'.join(_duty(id_, duties) for id_ in rule.requirements) or '——'}",
    ]
    return "\n".join([_MADE, "", f"# {rule.title}", "", *facts, "", body.strip(), "", *_basis(rule)])


def _duty(id_: str, duties: Mapping[str, str]) -> str:
    title = duties.get(id_, "")
    return f"{id_} {title}".strip()


def _basis(rule: Rule) -> list[str]:
    lines = ["## 依据", ""]
    if not rule.basis:
        return [*lines, "条款由数据或判定方案给出，见报告中每一项的“依据”。", ""]
    return [*lines, *(f"- {_clause(clause)}" for clause in rule.basis), ""]


def _clause(clause: Clause) -> str:
    mark = "" if clause.verified else "（未核实原文，单凭此条最多提醒）"
    quote = f"：“{clause.text}”" if clause.text else ""
    return f"{clause.doc} {clause.clause}".strip() + quote + mark


def _index(rules: Sequence[Rule]) -> str:
    rows = [
        f"| [`{rule.id}`]({rule.id}.md) | {rule.code} | {rule.title} | {_SEVERITY[rule.severity]} |"
        f" {' '.join(rule.requirements)} |"
        for rule in rules
    ]
    head = ["| 规则 | 编号 | 检查出的问题 | 严重程度 | 对应要求 |", "|---|---|---|---|---|"]
    return "\n".join([_MADE, "", f"# 规则（{len(rules)} 条）", "", *head, *rows, ""])
