"""``auditor drift``: how the live portal differs from its saved case. 0 no drift, 1 drift, 3 cannot be judged."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from auditor import codec
from auditor.commands.progress import shown
from auditor.drift import Change, Difference, Drift
from auditor.errors import ExitCode
from auditor.revisit import Revisit, revisit
from reports import wording
from reports.text import clean

_FROM_TO = frozenset({Change.RENAMED, Change.MOVED, Change.SEARCH})
_ROWS = frozenset({Change.ROWS_LOST, Change.EMPTIED})


def run(arguments: argparse.Namespace) -> int:
    with shown() as progress:
        found = revisit(arguments.case, arguments.url, progress)
    if arguments.json:
        sys.stdout.buffer.write(codec.encode_pretty(found))
        sys.stdout.flush()
    else:
        print("\n".join(_lines(found)))
    if found.drift.unjudged:
        why = wording.label("drift_unjudged", found.drift.unjudged)
        print(f"错误：无法判断 {found.url} 有无变化：{why}", file=sys.stderr)
    return int(exit_code(found.drift))


def exit_code(drift: Drift) -> ExitCode:
    """What is certain counts first; what is unsure is neither drift nor its absence."""
    if drift.differences and not drift.unjudged:
        return ExitCode.FINDINGS
    return ExitCode.NOT_JUDGED if drift.unjudged or drift.unsure else ExitCode.CLEAN


def _lines(found: Revisit) -> Iterator[str]:
    drift = found.drift
    yield f"样例　　{found.case}（{drift.columns_then} 个栏目）"
    yield f"现在　　{found.url}（{drift.columns_now} 个栏目）"
    if drift.unjudged:
        return
    if not drift.differences:
        yield "结果　　没有变化" + ("，但有不能确定之处" if drift.unsure else "")
    yield from (_line(each) for each in drift.differences)
    if drift.unsure:
        yield "不能确定（有页面未能读取，或样例只录了一部分）："
        yield from (f"　{_line(each)}" for each in drift.unsure)


def _line(difference: Difference) -> str:
    what = wording.label("drift", difference.change.value)
    then, now = clean(difference.then, 120), clean(difference.now, 120)
    if difference.change is Change.OBSTACLE:
        return (
            f"{what}　{wording.reason(difference.name)}：{then} → {now} 个页面，例如 {clean(difference.url)}"
        )
    name = clean(difference.name, 60)
    if difference.change in _ROWS:
        return f"{what}　{name}：{then} → {now} 条　{clean(difference.url)}"
    if difference.change in _FROM_TO:
        return f"{what}　{name}{'：' if name else ''}{then or '无'} → {now or '无'}"
    return f"{what}　{name}　{clean(difference.url)}".rstrip()
