"""What became of findings over the nights, and what retention does, as Chinese lines. Pure; no line holds control characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.model.fleet import KnownFinding, Standing, StoredAudit
from auditor.model.retention import Kept, RetentionPlan
from auditor.model.timeline import (
    PRESENT,
    Course,
    Episode,
    FleetHistory,
    PortalHistory,
    PortalStandings,
)
from reports import fleet_words, wording
from reports.text import clean, number

STANDINGS = {
    Standing.UNCONFIRMED: "待确认",
    Standing.CONFIRMED: "已确认",
    Standing.FLAPPING: "时有时无",
    Standing.UNSEEN: "未能复核",
    Standing.MENDED: "已整改",
}
_COURSES = {
    Course.APPEARED: "新增",
    Course.RETURNED: "再次出现",
    Course.MENDED: "已整改",
    Course.UNSEEN: "未能复核",
    Course.PASSED_BY: "出现后又消失",
    Course.PERSISTING: "持续",
}
_KEPT = {
    Kept.NEWEST: "最新一次检查",
    Kept.RUNS: "最近几次有效检查",
    Kept.YOUNG: "未到期限",
    Kept.WAIVER: "豁免中的问题以其为依据",
    Kept.NOTICE: "整改通知单以其为依据",
}
#: So many findings, days, portals or runs are named; ``--json`` has them all.
_NAMED = 30
_DAYS = 14


# ── one portal ────────────────────────────────────────────────────────────────────────────────────


def portal_lines(history: PortalHistory) -> tuple[str, ...]:
    """Heading, figures, changes between the two days, findings that are there now."""
    return (*_head(history), *_changes(history), *_open(history), "")


def _head(history: PortalHistory) -> Iterator[str]:
    name = clean(history.name, 80) or clean(history.portal, 40)
    doubted = [audit for audit in history.audits if not audit.sound or audit.unjudged]
    yield f"{name}（{clean(history.portal, 40)}）：{history.since} 至 {history.until}"
    yield f"检查 {len(history.audits)} 次" + (f"，其中 {len(doubted)} 次不作数" if doubted else "")
    for audit in doubted[-3:]:
        yield f"  {audit.today} 不作数：{_doubt(audit)}"
    counts = [(STANDINGS[each], sum(f.standing is each for f in history.open)) for each in Standing]
    told = "　".join(f"{name} {count}" for name, count in counts if count)
    yield f"现有问题 {len(history.open)} 项" + (f"：{told}" if told else "")
    if history.unseen:
        yield f"另有 {len(history.unseen)} 项不再列出，但不能证明已整改（未能复核）"


def _changes(history: PortalHistory) -> Iterator[str]:
    yield ""
    changes = history.changes
    counts = [(course, len(changes.of(course))) for course in _COURSES if course is not Course.PERSISTING]
    told = [f"{_COURSES[course]} {count}" for course, count in counts if count]
    yield "期内变化：" + "　".join([*told, f"持续 {changes.persisting}"])
    for course, name in _COURSES.items():
        yield from _section(name, changes.of(course))


def _open(history: PortalHistory) -> Iterator[str]:
    for standing in (Standing.FLAPPING, Standing.UNCONFIRMED, Standing.CONFIRMED):
        yield from _section(
            f"现有问题：{STANDINGS[standing]}", [each for each in history.open if each.standing is standing]
        )


def _section(title: str, findings: Sequence[KnownFinding]) -> Iterator[str]:
    if not findings:
        return
    yield ""
    yield f"{title}（{len(findings)} 项）"
    for finding in findings[:_NAMED]:
        yield f"  [{_grade(finding)}] {_subject(finding)}；{_since(finding)}（编号 {clean(finding.fingerprint, 40)}）"
    if len(findings) > _NAMED:
        yield f"  其余 {len(findings) - _NAMED} 项见 --json"


def _since(finding: KnownFinding) -> str:
    told = f"首次发现 {finding.first_seen}"
    if finding.episodes > 1:
        told += f"，共出现 {finding.episodes} 次"
    if finding.standing in PRESENT:
        return told
    word = "整改" if finding.standing is Standing.MENDED else "起不再列出"
    return f"{told}，{finding.ended} {word}"


TREND_HEADS = ("日期", "得分", "不符合", "提醒", "无法判定", "现有问题")


def trend_rows(history: PortalHistory) -> tuple[tuple[str, ...], ...]:
    """The last complete looks, under :data:`TREND_HEADS`, in the order of days."""
    return tuple(
        (
            point.day,
            _score(point.best, point.worst),
            *map(str, (point.failed, point.warned, point.cant_tell, present)),
        )
        for point, present in history.trend[-_DAYS:]
    )


# ── one finding ───────────────────────────────────────────────────────────────────────────────────


def finding_lines(finding: KnownFinding, episodes: Sequence[Episode]) -> tuple[str, ...]:
    """How it stands, and each of its appearances."""
    lines = [
        f"{_subject(finding)}（网站 {clean(finding.portal, 40)}，编号 {clean(finding.fingerprint, 40)}）",
        f"[{_grade(finding)}] {STANDINGS[finding.standing]}：首次发现 {finding.first_seen}，最近一次看到 {finding.last_seen}",
    ]
    if finding.confirmed:
        lines[-1] += f"，{finding.confirmed} 确认"
    if finding.standing is Standing.MENDED:
        lines[-1] += f"，{finding.ended} 证实已整改"
    lines.append(f"出现 {len(episodes)} 次：")
    return (*lines, *(f"  {_episode(each)}" for each in episodes))


def _episode(episode: Episode) -> str:
    looks = f"{episode.looks} 次检查看到"
    if not episode.ended:
        return f"{episode.began} 起，至今仍在（{looks}）"
    how = "证实已整改" if episode.how == Standing.MENDED.value else "不再列出，未能复核"
    return f"{episode.began} 起，{episode.ended} {how}（{looks}）"


# ── all portals ───────────────────────────────────────────────────────────────────────────────────


#: Short ones: ten columns are to fit a terminal. 出现: new, or come back.
FLEET_HEADS = ("代码", "名称", "最近检查", "得分", "现有", "待确认", "反复", "出现", "整改", "失见")


def fleet_rows(history: FleetHistory) -> tuple[tuple[str, ...], ...]:
    """One row a portal, under :data:`FLEET_HEADS`; those with most findings first."""
    order = sorted(history.portals, key=lambda each: (-each.present, each.portal))
    return tuple(_portal_row(each) for each in order)


def _portal_row(portal: PortalStandings) -> tuple[str, ...]:
    counts = (
        portal.present,
        portal.count(Standing.UNCONFIRMED),
        portal.count(Standing.FLAPPING),
        portal.appeared + portal.returned,
        portal.mended,
        portal.unseen,
    )
    score = _score(portal.best, portal.worst) if portal.day else "—"
    return (
        clean(portal.portal, 40),
        clean(portal.name, 40),
        portal.day or "无",
        score,
        *map(str, counts),
    )


DAY_HEADS = ("日期", "有效检查", "不作数", "平均得分", "不符合", "提醒", "无法判定")


def fleet_heading(history: FleetHistory) -> str:
    present = sum(each.present for each in history.portals)
    return f"{len(history.portals)} 个网站，{history.since} 至 {history.until}：现有问题 {present} 项"


def day_rows(history: FleetHistory) -> tuple[tuple[str, ...], ...]:
    """The last days, under :data:`DAY_HEADS`, in their order."""
    return tuple(
        (
            day.day,
            str(day.portals),
            str(day.unsound),
            _score(day.best, day.worst) if day.portals else "—",
            *map(str, (day.failed, day.warned, day.cant_tell)),
        )
        for day in history.days[-_DAYS:]
    )


# ── retention ─────────────────────────────────────────────────────────────────────────────────────


def retention_lines(plan: RetentionPlan, done: bool) -> tuple[str, ...]:
    """What goes and what stays; ``done``: it has gone."""
    kept = "　".join(f"{_KEPT[reason]} {count}" for reason, count in plan.kept)
    total = sum(count for _, count in plan.kept)
    word = "已删除" if done else "可以删除"
    lines = [
        f"{word} {len(plan.going)} 次检查，{'腾出' if done else '可腾出'} {_size(plan.freed)}；保留 {total} 次"
        + (f"（{kept}）" if kept else "")
    ]
    lines += [f"  {_run(each)}" for each in plan.going[:_NAMED]]
    if len(plan.going) > _NAMED:
        lines.append(f"  其余 {len(plan.going) - _NAMED} 次见 --json")
    lines += [f"  保留 {_run(each)}：{_KEPT[reason]}" for reason, each in plan.held[:_NAMED]]
    if plan.nights or plan.probes:
        lines.append(f"{word} {plan.nights} 夜的任务记录和 {plan.probes} 条首页探测记录")
    if (plan.going or plan.nights or plan.probes) and not done:
        lines.append("没有删除任何东西；加 --apply 才删除")
    return tuple(lines)


def _run(audit: StoredAudit) -> str:
    return f"{clean(audit.portal, 40)}/{clean(audit.run, 40)}（{audit.today}）"


def _size(size: int) -> str:
    if size < 1_000_000:
        return f"{number(size / 1000)} KB"
    return f"{number(size / 1e6)} MB" if size < 1_000_000_000 else f"{number(size / 1e9)} GB"


# ── words ─────────────────────────────────────────────────────────────────────────────────────────


def _subject(finding: KnownFinding) -> str:
    title = wording.rule_title(finding.rule)
    name = clean(finding.subject_name or finding.subject, 80)
    return f"{title}：{name}" if name else title


def _grade(finding: KnownFinding) -> str:
    return f"{wording.label('outcome', finding.outcome)}·{wording.label('severity', finding.severity)}"


def _doubt(audit: StoredAudit) -> str:
    return fleet_words.doubt(audit.doubt) if audit.doubt else wording.reason(audit.unjudged)


def _score(best: float, worst: float) -> str:
    return number(best) if best == worst else f"{number(worst)}–{number(best)}"
