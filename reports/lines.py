"""Pieces of the plain text that ``auditor explain`` prints; all lines are free of control characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from auditor.model import Audit, Candidate, Clause, Obstacle
from reports import wording
from reports.text import clean, number

_INDENT = "    "
_ADDRESSES, _OBSTACLES = 50, 20


def section(title: str, lines: Sequence[str]) -> Iterator[str]:
    """A heading with its indented lines; nothing when there are none."""
    if any(lines):
        yield ""
        yield title
        yield from (_INDENT + line for line in lines if line)


def clause_lines(clauses: Iterable[Clause]) -> list[str]:
    """Each clause in full, with a mark when nobody has read it."""
    lines = []
    for clause in clauses:
        mark = "" if clause.verified else "〔未核实〕"
        lines.append(f"{clean(f'{clause.doc} {clause.clause}')}{mark}")
        if clause.text:
            lines.append(f"“{clean(clause.text)}”")
    return lines


def candidate_lines(candidates: Iterable[Candidate]) -> list[str]:
    """Names with how they came to be candidates and how near they are."""
    lines = []
    for one in candidates:
        score = f"，相似度 {number(one.score)}" if one.score else ""
        lines.append(f"{clean(one.title, 80)}（{wording.label('method', one.method)}{score}）")
    return lines


def obstacle_lines(obstacles: Sequence[Obstacle]) -> list[str]:
    lines = [_obstacle(one) for one in obstacles[:_OBSTACLES]]
    more = len(obstacles) - _OBSTACLES
    return [*lines, *([f"其余 {more} 个见 audit.json"] if more > 0 else [])]


def searched_lines(audit: Audit) -> list[str]:
    """What was searched: figures, then the addresses of the columns read, the first fifty of them."""
    coverage = audit.coverage
    whole = "导航页面已全部读取" if coverage.complete else "有导航页面未能读取"
    got = max(coverage.pages - coverage.failed, 0)
    visited = coverage.pages_visited
    lines = [
        f"{whole}：读到页面 {got} 个；发现栏目 {coverage.columns_seen} 个，读取 {coverage.columns_fetched} 个",
        *(clean(url) for url in visited[:_ADDRESSES]),
    ]
    more = len(visited) - _ADDRESSES
    return [*lines, *([f"其余 {more} 个地址见 audit.json"] if more > 0 else [])]


def _obstacle(obstacle: Obstacle) -> str:
    name = f"{clean(obstacle.name, 60)}：" if obstacle.name else ""
    return f"{name}{wording.reason(obstacle.reason)}　{clean(obstacle.url)}"
