"""重点领域缺少应公开的信息类别。

## 检查什么

重大建设项目领域是否公开了八类信息：批准服务、批准结果、招标投标、征收土地、重大设计变更、施工有关、质量安全监督、竣工有关；
公共资源配置、社会公益事业各方面的信息是否公开。名单和别名见 rules/subcolumns.yml。该领域的栏目之下有名称相符的栏目，
或者该领域栏目中信息的标题明确属于这一类，都算已公开；另有栏目集中公开的（如政府采购）也算。

整个领域没有栏目的由“缺少试点领域”报告，栏目空白的由“空白栏目”报告，更新由“栏目超期未更新”报告，本级标准目录列有这一类事项的
由“目录事项没有对应栏目”报告，本项都不重复报告。
领域的列表没有读全、内容在其他网站的，或者从名称和标题一类也辨认不出的，缺少的类别结论为“无法判断”。没有分设下级栏目、只凭标题辨认的，以及可能本来就没有
发生的类别（重大设计变更），最多作提示。

## 为什么

国办发〔2017〕94号要求公开重大建设项目批准和实施领域的八类信息。公共资源配置（国办发〔2017〕97号）、
社会公益事业（国办发〔2018〕10号）的具体类别没有核实到原文，最多作提示。

## 如何整改

在该领域栏目下按类别分设栏目，由产生信息的部门补充所缺类别；确无该类信息的，在栏目中说明。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.duty_tables import DividedField, Kind, divided_fields
from auditor.facts import Facts, content_obstacles
from auditor.model import (
    Clause,
    Column,
    Evidence,
    Failure,
    Group,
    Level,
    Obstacle,
    Outcome,
    Presence,
    Severity,
)
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks._catalogs import lines_by_field

#: So many kinds with columns of their own show that the field is divided by kinds.
_DIVIDED = 2


@rule(
    id="missing-subcolumn",
    code="PA025",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R24", "R25", "R26"),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per field that has a column, or one per kind where the kinds are fields themselves."""
    if facts.portal.level is not Level.COUNTY:
        return
    for field in divided_fields():
        roots = _roots(facts, field)
        below = _below(facts, roots)
        if field.by_kind:
            yield from _by_kind(facts, field, roots, below)
        elif roots and (below or not all(column.empty for column in roots)):
            yield from _verdict(facts, field, roots, below)


def _roots(facts: Facts, field: DividedField) -> list[Column]:
    """The columns of the field itself."""
    return [
        column
        for column in facts.inventory.columns
        if facts.column_entry.get(column.id) in field.entries
        or any(squeezed(name) in field.columns for name in column.names)
    ]


def _below(facts: Facts, roots: Sequence[Column]) -> list[Column]:
    """Columns below the field's, by parents or by path."""
    own = {column.id for column in roots}
    paths = {column.path for column in roots if len(column.path) > 1}
    by_id = {column.id: column for column in facts.inventory.columns}
    found = []
    for column in facts.inventory.columns:
        above = any(column.path[:n] in paths for n in range(2, len(column.path)))
        if column.id not in own and (above or _is_below(column, own, by_id)):
            found.append(column)
    return found


def _is_below(column: Column, own: set[str], by_id: dict[str, Column]) -> bool:
    seen: set[str] = set()
    at: Column | None = column
    while at is not None and at.parent and at.parent not in seen:
        if at.parent in own:
            return True
        seen.add(at.parent)
        at = by_id.get(at.parent)
    return False


# ── kinds ─────────────────────────────────────────────────────────────────────────────────────────


def _in_columns(kind: Kind, below: Sequence[Column]) -> Column | None:
    names = ((column, squeezed(name)) for column in below for name in column.names)
    return next((column for column, name in names if any(word in name for word in kind.words)), None)


def _in_titles(kind: Kind, columns: Sequence[Column]) -> Column | None:
    for column in columns:
        for item in column.items:
            title = squeezed(item.title)
            if any(word in title for word in kind.titles):
                return column
    return None


def _elsewhere(facts: Facts, kind: Kind) -> bool:
    return any(each.id in kind.entries and each.outcome is Presence.PRESENT for each in facts.standard)


def _reported(facts: Facts, kind: Kind) -> bool:
    """True when the kind is a field, or a column, whose absence another rule reports."""
    return any(each.id in kind.entries and each.required for each in facts.standard)


def _listed(facts: Facts, field: DividedField, roots: Sequence[Column]) -> str:
    """The 一级事项 that the county's own catalog has for the field. When the field has columns below it,
    ``item-without-column`` reports those that none of them serves."""
    ids = {column.id for column in roots}
    if sum(column.parent in ids for column in facts.inventory.columns) < _DIVIDED:
        return ""
    return " ".join(squeezed(line.row.level1) for line in lines_by_field(facts).get(field.id, ()))


# ── verdicts ──────────────────────────────────────────────────────────────────────────────────────


def _verdict(
    facts: Facts, field: DividedField, roots: Sequence[Column], below: Sequence[Column]
) -> Iterator[Verdict]:
    by_column = {kind.id for kind in field.kinds if _in_columns(kind, below)}
    everything = (*roots, *below)
    published = {
        kind.id
        for kind in field.kinds
        if kind.id in by_column or _in_titles(kind, everything) or _elsewhere(facts, kind)
    }
    missing = [kind for kind in field.kinds if kind.id not in published and not _reported(facts, kind)]
    if missing:
        listed = _listed(facts, field, roots)
        missing = [kind for kind in missing if not any(word in listed for word in kind.words)]
        if not missing:
            return
    unread = tuple(_unread(field, roots, below)) if missing else ()
    if not published and not unread:  # the words of this portal's titles are not ours
        unread = tuple(Obstacle(column.url, "titles-untold", column.name) for column in roots)
    outcome = _outcome(missing, divided=len(by_column) >= _DIVIDED, unread=bool(unread))
    yield Verdict(
        field.id,
        field.title,
        outcome,
        basis=(_clause(field),),
        params=_params(field, published, missing, len(by_column))
        | ({"reason": unread[0].reason} if outcome is Outcome.CANT_TELL else {}),
        evidence=tuple(Evidence(column.url, column.name, column.body_sha256) for column in roots[:10]),
        obstacles=unread if outcome is Outcome.CANT_TELL else (),
        field=field.id if _is_field(facts, field.id) else None,
    )


def _outcome(missing: Sequence[Kind], *, divided: bool, unread: bool) -> Outcome:
    if not missing:
        return Outcome.PASS
    if unread:
        return Outcome.CANT_TELL
    sure = divided and any(not kind.occasional for kind in missing)
    return Outcome.FAIL if sure else Outcome.WARN


def _params(
    field: DividedField, published: set[str], missing: Sequence[Kind], columns: int
) -> dict[str, object]:
    lacking = [kind.title for kind in missing]
    return {
        "requirement": field.requirement,
        "total": len(field.kinds),
        "columns": columns,
        "count": len(lacking),
        "missing_kinds": lacking,
        "missing_text": "、".join(lacking),
        "published_kinds": [kind.title for kind in field.kinds if kind.id in published],
    }


def _unread(field: DividedField, roots: Sequence[Column], below: Sequence[Column]) -> Iterator[Obstacle]:
    """Where a missing kind may yet stand: a list of the field, or of a column of no kind, that was not read whole."""
    loose = [column for column in below if not any(_in_columns(kind, (column,)) for kind in field.kinds)]
    for column in (*roots, *loose):
        if column.failure is Failure.REDIRECT_OUTSIDE:
            yield Obstacle(column.url, "external", column.name)
        elif column.failure is not None:
            yield Obstacle(column.url, column.failure.value, column.name)
        yield from (Obstacle(column.url, reason, column.name) for reason in content_obstacles(column))
        if column.more:
            yield Obstacle(column.url, "list-goes-on", column.name)


def _by_kind(
    facts: Facts, field: DividedField, roots: Sequence[Column], below: Sequence[Column]
) -> Iterator[Verdict]:
    """Kinds that are fields of their own: what another rule reports as missing is left to it."""
    for kind in field.kinds:
        column = _in_columns(kind, below) or _in_titles(kind, (*roots, *below))
        present = column is not None or _elsewhere(facts, kind)
        if not present and (not roots or _reported(facts, kind)):
            continue
        unread = () if present else tuple(_unread(field, roots, below))
        outcome = Outcome.PASS if present else Outcome.CANT_TELL if unread else Outcome.FAIL
        where = [column] if column else list(roots)
        match = next((each for each in facts.standard if each.id in kind.entries and each.url), None)
        shown = tuple(Evidence(each.url, each.name) for each in where[:10])
        yield Verdict(
            kind.entries[0],
            kind.title,
            outcome,
            basis=(_clause(field),),
            params=_params(field, {kind.id} if present else set(), () if present else (kind,), len(below))
            | ({"reason": unread[0].reason} if unread else {}),
            evidence=shown or (Evidence(match.url if match and match.url else facts.portal.url, kind.title),),
            obstacles=unread,
            field=kind.entries[0] if _is_field(facts, kind.entries[0]) else None,
        )


def _is_field(facts: Facts, id_: str) -> bool:
    return id_ in facts.entries and facts.entries[id_].group is Group.FIELD


def _clause(field: DividedField) -> Clause:
    return Clause(field.basis.doc, field.basis.clause, field.basis.text, field.basis.verified)
