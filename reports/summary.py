"""The first page of the report in values: score range, counts, the notice on what could not be judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.model import Audit, Outcome, Scope, Severity, Tool
from reports import wording
from reports.text import clean, number
from reports.view import OPEN, SEVERITIES, Tally, tally

#: Coverage that leaves nothing to judge: the home page or the whole site could not be read.
_INTERRUPTED = "interrupted"
_WHAT = {Scope.PORTAL: "发现栏目", Scope.NEW_MEDIA: "找到账号"}
_ALSO = {
    Outcome.WARN: "提醒 {} 项",
    Outcome.CANT_TELL: "另有 {} 项因证据不足无法判定，未计为不符合",
    Outcome.ERROR: "{} 项检查程序出错，没有结论",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A box above everything else. ``kind`` is ``partial`` or ``unjudged``."""

    kind: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One site fact: its Chinese name, the value and the words that it was read from."""

    name: str
    value: str
    quote: str


@dataclass(frozen=True, slots=True)
class Summary:
    """``worst`` and ``spread`` are percentages of the scale; ``tiles`` (outcome, count) pairs."""

    score: str
    score_help: str
    ranged: bool
    worst: float
    spread: float
    tiles: tuple[tuple[str, int], ...]
    conclusion: str
    extent: tuple[tuple[str, str], ...]
    tally: Tally
    outcomes: tuple[str, ...]
    severities: tuple[str, ...]
    notice: Notice | None
    vetoes: str = ""
    may_veto: str = ""


def summarise(audit: Audit) -> Summary:
    """The summary of one audit; a pure function."""
    score = audit.score
    counts = tally(audit)
    ranged = number(score.best) != number(score.worst)
    judged = not _unjudged(audit)
    return Summary(
        score=score_text(audit),
        score_help=_score_help(ranged) if judged else "没有足够的页面可供判定，不给出得分。",
        ranged=ranged and judged,
        worst=round(min(max(score.worst, 0.0), 100.0), 2) if judged else 0.0,
        spread=round(min(max(score.best - score.worst, 0.0), 100.0), 2) if judged else 0.0,
        tiles=(*((outcome.value, count_of(audit, outcome)) for outcome in OPEN[:3]), ("pass", score.passed)),
        conclusion=conclusion(audit),
        extent=_extent(audit),
        tally=counts,
        outcomes=tuple(outcome.value for outcome in counts.outcomes),
        severities=tuple(severity.value for severity in SEVERITIES),
        notice=notice(audit),
        vetoes=_titles(audit, score.vetoed),
        may_veto=_titles(audit, score.may_veto),
    )


def _titles(audit: Audit, ids: Sequence[str]) -> str:
    """Names of indicators, joined; "" for none."""
    return "、".join(clean(each.title, 40) for each in audit.indicators if each.id in ids)


def has_score(audit: Audit) -> bool:
    """False when the portal could not be judged: then no figure may stand anywhere."""
    return not _unjudged(audit)


def count_of(audit: Audit, outcome: Outcome) -> int:
    """Findings of one outcome: what a reader can count in the list."""
    return sum(finding.outcome is outcome for finding in audit.findings)


def score_text(audit: Audit) -> str:
    """``71–85.5``, ``100``, or 无法判定."""
    if _unjudged(audit):
        return "无法判定"
    worst, best = number(audit.score.worst), number(audit.score.best)
    return best if worst == best else f"{worst} – {best}"


def catalog_text(tool: Tool) -> str:
    """``标准目录 2019（559 行，其中 236 行已核实）``; without figures when the document has none."""
    rows = f"（{tool.catalog_rows} 行，其中 {tool.catalog_verified} 行已核实）" if tool.catalog_rows else ""
    return f"标准目录 {clean(tool.catalog_edition, 60)}{rows}"


def conclusion(audit: Audit) -> str:
    """The result in one paragraph, as an inspector would write it."""
    coverage = audit.coverage
    got = max(coverage.pages - coverage.failed, 0)
    read = f"{audit.today} 检查“{clean(audit.portal.name, 60)}”，读取 {got} 个页面，"
    read += f"{_WHAT[audit.scope]} {_count(audit)} 个。"
    if _unjudged(audit):
        return read + "因网站页面未能读取，本次不作出合格与否的结论。"
    failed = [finding for finding in audit.findings if finding.outcome is Outcome.FAIL]
    grave = sum(finding.severity.at_least(Severity.MAJOR) for finding in failed)
    found = f"不符合要求的事项 {len(failed)} 项" if failed else "未发现不符合要求的事项"
    found += f"，其中严重或较重的 {grave} 项" if grave else ""
    for outcome, text in _ALSO.items():
        if count := count_of(audit, outcome):
            found += f"；{text.format(count)}"
    if vetoed := _titles(audit, audit.score.vetoed):
        found += f"。触发国家检查指标的单项否决：{vetoed}"
    return f"{read}{found}。"


def _count(audit: Audit) -> int:
    """Columns of a portal; accounts of new media."""
    if audit.scope is Scope.NEW_MEDIA:
        return len(audit.media.accounts) if audit.media else 0
    return audit.coverage.columns_seen


def _extent(audit: Audit) -> tuple[tuple[str, str], ...]:
    """How far the audit went, as captions and texts."""
    coverage, media = audit.coverage, audit.media
    if audit.scope is Scope.NEW_MEDIA:
        read = sum(bool(account.posts) for account in media.accounts) if media else 0
        return (("账号", f"找到 {_count(audit)} 个，读到信息的 {read} 个"),)
    return (
        ("栏目", f"发现 {coverage.columns_seen} 个，读取 {coverage.columns_fetched} 个"),
        ("抽查文章 / 链接", f"{coverage.articles_checked} 篇 / {coverage.links_checked} 条"),
    )


def notice(audit: Audit) -> Notice | None:
    """What a reader must know before trusting the figures; None when everything was read."""
    coverage = audit.coverage
    if _unjudged(audit):
        causes = {wording.reason(one.reason) for one in coverage.obstacles[:50]}
        cause = f"主要原因：{'；'.join(sorted(causes))}。" if causes else "网站页面未能读取。"
        return Notice(
            "unjudged", "本网站未能判定", (cause, "请排除原因后重新检查；本报告不能作为不合格的依据。")
        )
    if coverage.complete:
        return None
    lines = ["部分导航页面未能读取，涉及这些页面的事项列为“无法判定”，没有计为不符合；得分以区间表示。"]
    if coverage.reason != "finished":
        lines.append(f"采集情况：{wording.label('coverage', coverage.reason)}。")
    if coverage.obstacles:
        lines.append(f"妨碍判定的页面共 {len(coverage.obstacles)} 个。")
    return Notice("partial", "本次检查不完整", tuple(lines))


def site_facts(site: Mapping[str, Any]) -> tuple[Fact, ...]:
    """The site's own facts for a table, whatever their shape: text, {value, quote}, or a list of these."""
    facts: list[Fact] = []
    for key, value in site.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            fact = _fact(key, one)
            if fact is not None and key != "unread":
                facts.append(fact)
    return tuple(facts)


def _fact(key: str, value: Any) -> Fact | None:
    if not isinstance(value, Mapping):
        value = {"value": value}
    found = value.get("value", value.get("text"))
    quote = clean(str(value.get("quote") or ""), 160)
    if found is None or found == "":
        return None
    if found is True or found == "1":  # a mere mark that the thing is there: its words say more
        found = quote or "有"
    return Fact(wording.label("fact", value.get("name", key)), clean(str(found), 160), quote)


def _score_help(ranged: bool) -> str:
    if ranged:
        return "左端按“无法判定”事项全部不符合计算，右端按全部符合计算；实际得分在两者之间。"
    return "没有影响得分的“无法判定”事项。"


def _unjudged(audit: Audit) -> bool:
    """True when no score may be given. An interrupted crawl has one, as a range: it is partial, not void."""
    return audit.unjudged not in (None, _INTERRUPTED)
