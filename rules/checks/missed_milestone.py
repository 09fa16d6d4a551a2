"""没有在规定时间前首次公开。

## 检查什么

判定方案规定了完成时间的事项（本级标准目录、试点领域、某个栏目），到期后是否能看到在该日或之前发布的信息。
任何一条信息（或者目录）的日期不晚于该日，或者以前的检查在该日之前见过，即为按时。一个时间节点一个结论，列出所涉领域。
还没有到期的不检查；根本没有发布的，由“未公布标准目录”“缺少试点领域”“缺少应设栏目”“空白栏目”报告。
部门和乡镇的网站不检查目录和领域。

栏目没有日期、列表没有读全、目录是后来的修订版、整个网站最早的信息都晚于该日（改版或者迁移）、
许多栏目最早的日期相同（批量导入）的，结论为“无法判断”。

## 为什么

实施方案规定了各阶段的完成时间，条款见每条问题所列。

## 如何整改

到期没有公开的，说明原因并尽快补齐；因改版、迁移丢失发布日期的，保留证明材料，恢复原发布日期。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.disclosure_words import disclosure_words
from auditor.duties import Milestone
from auditor.facts import Facts
from auditor.model import Column, Evidence, Group, Level, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks._catalogs import own_catalogs, title_of
from rules.checks._disclosure import is_blank, place_of, unread

_CATALOG, _FIELDS = "catalog", "fields"
_SAME_DAY = "same-day"
#: So many columns, and such a part of all, begin on one day when a portal was filled in one go.
_MANY, _PERCENT = 3, 20
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class _Subject:
    """Something that was due: its first known day ("" = none), where, and why an earlier one may have been there."""

    name: str
    url: str
    first: str
    quote: str = ""
    obstacles: tuple[Obstacle, ...] = ()


@rule(
    id="missed-milestone",
    code="PA057",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R38",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per milestone that is past and has a subject that is published at all."""
    for milestone in facts.profile.milestones:
        if facts.today > milestone.due:
            subjects = list(_subjects(facts, milestone))
            if subjects:
                yield _verdict(facts, milestone, subjects)


def _subjects(facts: Facts, milestone: Milestone) -> Iterator[_Subject]:
    if milestone.subject in (_CATALOG, _FIELDS) and facts.portal.level not in (Level.COUNTY, Level.CITY):
        return  # catalog and fields are the county's
    if milestone.subject == _CATALOG:
        yield from _catalog(facts)
        return
    if milestone.subject == _FIELDS:
        entries = [entry.id for entry in facts.entries.values() if entry.group is Group.FIELD]
    else:
        entries = [milestone.subject]
    for id_ in sorted(entries):
        place = place_of(facts, id_, every=True)
        if place is not None and not is_blank(place):
            title = facts.entries[id_].title if id_ in facts.entries else place.home.name
            yield _published(facts, title, place.columns)


def _published(facts: Facts, title: str, columns: Sequence[Column]) -> _Subject:
    """The first day of whatever stands in the columns; a text column bears no day."""
    ids = {column.id for column in columns}
    days = [(column.earliest[:10], column.name) for column in columns if column.earliest]
    days += [(item.date[:10], item.title) for c in columns for item in c.items if item.date]
    days += [(t.date[:10], t.title) for t in facts.inventory.documents if t.date and t.column in ids]
    days += [(s.first_seen[:10], s.title) for s in facts.history.sightings if s.column in ids]
    first, quote = min(days, default=("", ""))
    obstacles = list(unread(columns, whole=True))
    obstacles += [
        Obstacle(column.url, "undated-items", column.name)
        for column in columns
        if any(item.date is None for item in column.items) or column.undated or column.wrong
    ]
    if not first:
        obstacles.append(Obstacle(columns[0].url, "no-date", columns[0].name))
    return _Subject(title, columns[0].url, first, quote, tuple(obstacles))


def _catalog(facts: Facts) -> Iterator[_Subject]:
    """The county's own catalogs as one subject: the oldest trace of any of them."""
    catalogs = own_catalogs(facts)
    if not catalogs:
        return
    words = disclosure_words()
    days = [(each.date[:10], title_of(each)) for each in catalogs if each.date]
    days += [
        (item.date[:10], item.title)
        for column in facts.inventory.columns
        for item in column.items
        if item.date and words.catalog_titles.search(squeezed(item.title))
    ]
    first, quote = min(days, default=("", ""))
    home = catalogs[0]
    obstacles = [Obstacle(e.url, "no-date", title_of(e)) for e in catalogs if not e.date]
    obstacles += [
        Obstacle(each.url, "later-edition", title_of(each))
        for each in catalogs
        if any(words.catalog_editions.search(squeezed(name)) for name in each.names[:2])
    ]
    going_on = [c for c in facts.inventory.columns if words.catalog_titles.search("/".join(c.path))]
    obstacles += unread(going_on, whole=True)
    yield _Subject("政务公开事项标准目录", home.url, first, quote, tuple(obstacles))


def _verdict(facts: Facts, milestone: Milestone, subjects: Sequence[_Subject]) -> Verdict:
    due = milestone.due.isoformat()
    open_ = [each for each in subjects if not each.first or each.first > due]
    moved = {each.name: _moved(facts, each, due) for each in open_}
    # Where most came in one go, what came later on its own may have been there before as well.
    imported = sum(reason == _SAME_DAY for reason in moved.values()) * 2 > len(subjects)
    late = [each for each in open_ if not (each.obstacles or moved[each.name] or imported)]
    unsure = [each for each in open_ if each not in late]
    outcome = Outcome.FAIL if late else Outcome.CANT_TELL if unsure else Outcome.PASS
    obstacles = [obstacle for each in unsure for obstacle in each.obstacles]
    reasons = sorted({moved[each.name] for each in unsure} - {""})
    obstacles = [*(Obstacle(facts.portal.url, reason, facts.portal.name) for reason in reasons), *obstacles]
    shown = late or unsure or list(subjects)
    return Verdict(
        milestone.id,
        milestone.title,
        outcome,
        params={
            "due": due,
            "late": [f"{each.name}（{each.first}）" for each in late[:_SHOWN]],
            "unsure": [each.name for each in unsure[:_SHOWN]],
            "count": len(late),
            "checked": len(subjects),
            "in_time": len(subjects) - len(open_),
        }
        | ({"reason": obstacles[0].reason} if outcome is Outcome.CANT_TELL else {}),
        evidence=tuple(Evidence(e.url, f"{e.quote or e.name} {e.first}".strip()) for e in shown[:_SHOWN]),
        obstacles=tuple(obstacles[:_SHOWN]) if outcome is Outcome.CANT_TELL else (),
        occurrences=max(1, len(late)),
    )


def _moved(facts: Facts, subject: _Subject, due: str) -> str:
    """Why the days of this portal prove nothing: it begins after the milestone, or much of it begins on one day."""
    days = Counter(column.earliest[:10] for column in facts.inventory.columns if column.earliest)
    if all(day > due for day in days):
        return "portal-begins-later"
    together = days[subject.first]
    return _SAME_DAY if together >= _MANY and together * 100 >= days.total() * _PERCENT else ""
