"""The audit on a terminal: a summary table, or plain lines when nobody watches.

Crawled text passes through ``reports.text.clean`` (no escape sequences) and is never read as rich markup.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from auditor.model import Audit, Outcome
from auditor.model.judgement import WaiverState
from reports import wording
from reports.explain import explain, find_finding, render_explain
from reports.summary import catalog_text, conclusion, notice, score_text
from reports.text import clean
from reports.view import OPEN, FindingView, RuleGroup, rule_groups

_STYLE = {
    Outcome.FAIL: "bold red",
    Outcome.WARN: "yellow",
    Outcome.CANT_TELL: "magenta",
    Outcome.ERROR: "magenta",
}
__all__ = ["explain", "find_finding", "print_summary", "render_explain", "summary_lines"]

#: So many findings of one rule are named; the report has them all.
_NAMED = 8
_EXPLAIN = "查看某一项的依据、证据和整改办法：auditor explain 编号"


def print_summary(
    audit: Audit,
    console: Console | None = None,
    paths: Mapping[str, Path | str] | None = None,
    stream: TextIO | None = None,
) -> None:
    """Print score, counts, gaps by rule and where the files are.

    ``paths`` maps a caption (报告) to a path. With no ``console``, one is made for ``stream`` (standard
    output); a stream that is no terminal gets plain lines without any control character.
    """
    console = console or Console(file=stream or sys.stdout, highlight=False)
    places = {caption: str(path) for caption, path in (paths or {}).items()}
    if console.is_terminal:
        _print_rich(audit, console, places)
    else:
        for line in summary_lines(audit, places):
            console.file.write(line + "\n")
        console.file.flush()


def _what(audit: Audit) -> str:
    return f"{wording.label('scope', audit.scope)}检查"


def summary_lines(audit: Audit, paths: Mapping[str, str]) -> list[str]:
    """The summary as plain lines, each without line breaks or control characters."""
    lines = [f"{clean(audit.portal.name, 80)} {wording.label('scope', audit.scope)}检查（{audit.today}）"]
    if box_ := notice(audit):
        lines += [f"注意：{box_.title}。{''.join(box_.lines)}"]
    lines += [f"得分：{score_text(audit)}（满分 100）", conclusion(audit), *waived_lines(audit)]
    for group in rule_groups(audit):
        lines.append(f"{group.title}：{_counts(group)}")
        for view in group.findings[:_NAMED]:
            number = clean(view.finding.fingerprint, 40)
            lines.append(f"  [{_short(view)}] {view.words.sentence}（编号 {number}）")
        if len(group.findings) > _NAMED:
            lines.append(f"  其余 {len(group.findings) - _NAMED} 项见报告")
    lines.append(f"对照：{catalog_text(audit.tool)}")
    lines += [f"{clean(caption, 40)}：{clean(path)}" for caption, path in paths.items()]
    return lines


def waived_lines(audit: Audit) -> list[str]:
    """How many findings are waived, and how many waivers no longer hold; nothing for an audit without waivers."""
    states = [waiver.state for waiver in audit.waivers]
    parts = [f"已豁免 {len(audit.waived)} 项（仍列入清单和得分）"] if audit.waived else []
    parts += [
        f"{name} {count} 项"
        for state, name in (
            (WaiverState.EXPIRED, "豁免已到期"),
            (WaiverState.LAPSED, "因问题有变，豁免已失效"),
            (WaiverState.UNUSED, "豁免没有对应的问题"),
        )
        if (count := states.count(state))
    ]
    return ["；".join(parts)] if parts else []


def _print_rich(audit: Audit, console: Console, paths: Mapping[str, str]) -> None:
    console.print()
    console.print(Text(f"{clean(audit.portal.name, 80)}  {_what(audit)}  {audit.today}", style="bold"))
    if box_ := notice(audit):
        console.print(Text(f"▌{box_.title}：{''.join(box_.lines)}", style="magenta"))
    score = Text("得分 ").append(score_text(audit), style="bold cyan").append(" / 100")
    console.print(score)
    console.print(Text(conclusion(audit)))
    for waived in waived_lines(audit):
        console.print(Text(waived, style="dim"))
    groups = rule_groups(audit)
    if groups:
        console.print(_table(groups))
        console.print(Text(_EXPLAIN, style="dim"))
    console.print(Text(f"对照  {catalog_text(audit.tool)}", style="dim"))
    for caption, path in paths.items():
        line = Text(f"{clean(caption, 40)}  ").append(clean(path), style="underline")
        console.print(line, soft_wrap=True)


def _table(groups: Sequence[RuleGroup]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("类别", no_wrap=True)
    for outcome in OPEN[:3]:
        table.add_column(wording.label("outcome", outcome.value), justify="right", style=_STYLE[outcome])
    table.add_column("事项", ratio=1)
    for group in groups:
        count = dict(group.counts)
        names = [_named(view) for view in group.findings[:_NAMED]]
        more = len(group.findings) - len(names)
        cell = Text("、").join(names).append(f" 等 {len(group.findings)} 项" if more > 0 else "")
        numbers = [Text(str(count.get(outcome.value, 0) or "·")) for outcome in OPEN[:3]]
        table.add_row(Text(group.title), *numbers, cell)
    return table


def _named(view: FindingView) -> Text:
    name = clean(view.finding.subject_name or view.finding.subject, 24)
    return Text(name, style=_STYLE.get(view.finding.outcome, ""))


def _counts(group: RuleGroup) -> str:
    return "，".join(f"{wording.label('outcome', key)} {count} 项" for key, count in group.counts)


def _short(view: FindingView) -> str:
    outcome = wording.label("outcome", view.finding.outcome.value)
    return f"{outcome}·{wording.label('severity', view.finding.severity.value)}"
