"""The first sheet: what was audited, the result, the counts, how far it went, and how the list is to be filled in."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Audit, Coverage, IndicatorState
from reports import wording
from reports.grades import PartView, grades_of
from reports.summary import Summary, catalog_text, summarise
from reports.text import clean, number
from reports.workbook.cells import joined
from reports.workbook.findings import DONE, NO_DAY, STATES
from reports.workbook.sheet import Block, Cell, Grid, Link, Page, Pairs, Paragraph, Tone

_OBSTACLES = 30
_PARTS = ("分值", "得分率（%）", "扣分", "不符合", "提醒", "无法判定")


def overview_page(audit: Audit) -> Page:
    title = f"{clean(audit.portal.name, 60)}{wording.label('scope', audit.scope.value)}检查结果"
    return Page("总览", title, tuple(_blocks(audit, summarise(audit))))


def _blocks(audit: Audit, summary: Summary) -> Iterator[Block]:
    if summary.notice:
        yield Paragraph(summary.notice.title, "\n".join(summary.notice.lines), Tone.UNSURE)
    yield Pairs("检查对象", tuple(_subject(audit)))
    yield Paragraph("结论", summary.conclusion)
    yield Pairs("得分和单项否决", tuple(_result(audit, summary)))
    yield _tally(summary)
    yield Pairs("检查范围", tuple(_extent(audit, summary)))
    if audit.coverage.obstacles:
        yield _obstacles(audit.coverage)
    groups = grades_of(audit).groups
    if groups:
        yield Grid("得分构成", ("部分", *_PARTS), tuple(map(_part, groups)))
    yield Paragraph("填写说明", _INSTRUCTIONS)


def _subject(audit: Audit) -> Iterator[tuple[str, Cell]]:
    portal = audit.portal
    yield (
        "网站",
        f"{clean(portal.name, 120)}（代码 {clean(portal.code, 40)}，{wording.label('level', portal.level.value)}）",
    )
    yield "网址", Link(portal.url)
    yield "检查日期", clean(audit.today, 20)
    yield "判定方案", f"{clean(audit.profile_title or audit.profile, 120)}（{clean(audit.profile, 60)}）"
    if audit.plan:
        yield "实施方案", clean(audit.plan, 200)
    yield "标准目录", catalog_text(audit.tool)
    yield (
        "检查工具",
        f"{clean(audit.tool.name, 40)} {clean(audit.tool.version, 40)}，规则 {clean(audit.tool.rules_version, 40)}",
    )


def _result(audit: Audit, summary: Summary) -> Iterator[tuple[str, Cell]]:
    yield "得分区间" if summary.ranged else "得分", f"{summary.score}（满分 100）\n{summary.score_help}"
    yield "单项否决", f"触发：{summary.vetoes}" if summary.vetoes else "没有触发"
    unsure = [each.title for each in audit.indicators if each.id in audit.score.may_veto]
    if unsure:
        yield "能否否决不明", joined((clean(title, 60) for title in unsure), 12)
    unverified = sum(each.state is IndicatorState.UNVERIFIED for each in audit.indicators)
    if unverified:
        yield "指标说明", f"国家检查指标中有 {unverified} 项原文尚未核实，不作结论"


def _tally(summary: Summary) -> Grid:
    heads = ("程度", *(wording.label("outcome", outcome) for outcome in summary.outcomes), "合计")
    rows: list[tuple[Cell, ...]] = [
        (wording.label("severity", severity.value), *counts, sum(counts))
        for severity, counts in summary.tally.rows
    ]
    totals: tuple[Cell, ...] = ("合计", *summary.tally.totals, sum(summary.tally.totals))
    return Grid("问题数量", heads, (*rows, totals))


def _extent(audit: Audit, summary: Summary) -> Iterator[tuple[str, Cell]]:
    coverage = audit.coverage
    whole = "完整：全部导航页面均已读取" if coverage.complete else "不完整：有导航页面未能读取"
    yield "导航读取", f"{whole}（{wording.label('coverage', coverage.reason)}）"
    got = max(coverage.pages - coverage.failed, 0)
    yield "访问地址", f"{coverage.pages} 个，其中 {got} 个取得内容，{coverage.failed} 个未取得"
    yield from summary.extent
    if coverage.failures:
        yield (
            "未取得的原因",
            "；".join(f"{wording.reason(why)} {count}" for why, count in coverage.failures[:20]),
        )
    if coverage.unrendered:
        why = wording.label("renderer", coverage.renderer)
        yield "须用浏览器读取", f"{len(coverage.unrendered)} 个页面，未读取（{why}）"
    if audit.waived:
        yield "已豁免", f"{len(audit.waived)} 项，仍列在问题清单中，计入得分"


def _obstacles(coverage: Coverage) -> Pairs:
    shown: list[tuple[str, Cell]] = [
        (wording.reason(one.reason), Link(one.url, clean(f"{one.name} {one.url}", 200)))
        for one in coverage.obstacles[:_OBSTACLES]
    ]
    more = len(coverage.obstacles) - _OBSTACLES
    if more > 0:
        shown.append(("其余", f"{more} 个见 audit.json"))
    return Pairs(f"妨碍判定的页面（{len(coverage.obstacles)} 个）", tuple(shown))


def _part(view: PartView) -> tuple[Cell, ...]:
    part = view.part
    points = (number(part.weight), view.range_, number(part.lost) if part.lost else "—")
    return (clean(view.title, 60), *points, part.failed, part.warned, part.cant_tell)


_INSTRUCTIONS = (
    "“问题清单”每行一项，序号与网页报告一致。"
    f"“状态”从列表中选择（{'、'.join(STATES)}）；改为“{DONE}”后，到期提示消失。\n"
    "“整改期限”按程度从检查日次日起算工作日，法定节假日和调休已计算在内；"
    f"写“{NO_DAY}”的，期限内的放假安排尚未公布。正式期限以整改通知为准。\n"
    "“无法判定”的事项没有计为不符合，不要求整改；请使所列页面能够访问后重新检查，或人工核对。\n"
    "标注“原文未核实”的条款只供对照；没有其他依据的事项只列为提醒。"
)
