"""All portals of the store at once: how their findings stand, what happened since a day, figures by day."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, select

from auditor.model.fleet import Standing
from auditor.model.timeline import Course, FleetDay, PortalStandings
from auditor.store import episodes
from auditor.store.schema import audit as audits_
from auditor.store.schema import episode as episodes_
from auditor.store.schema import finding as findings_
from auditor.store.schema import portal as portals_

_SOUND = and_(audits_.c.sound, audits_.c.unjudged == "")


#: The end of a span without an end.
_EVER = "9999-12-31"


def names(c: Connection) -> dict[str, str]:
    """The names of the portals that were ever registered, by code."""
    return {row.code: row.name for row in c.execute(select(portals_.c.code, portals_.c.name))}


def newest_day(c: Connection) -> str:
    """The day of the newest audit of all; "" when there is none."""
    return c.execute(select(func.max(audits_.c.today))).scalar_one() or ""


def fleet_standings(c: Connection, since: str, until: str = _EVER) -> tuple[PortalStandings, ...]:
    """Each portal that has an audit, by code, as it stands now; events are those after ``since`` up to ``until``."""
    stands: dict[str, list[tuple[Standing, int]]] = defaultdict(list)
    grouped = select(findings_.c.portal, findings_.c.standing, func.count().label("number")).group_by(
        findings_.c.portal, findings_.c.standing
    )
    for row in c.execute(grouped):
        stands[row.portal].append((Standing(row.standing), row.number))
    happened, known = _happened(c, since, until), names(c)
    newest = {row.portal: row for row in c.execute(_newest())}
    return tuple(
        PortalStandings(
            portal=code,
            name=known.get(code, ""),
            day=newest[code].today if code in newest else "",
            best=newest[code].best if code in newest else 0.0,
            worst=newest[code].worst if code in newest else 0.0,
            standings=tuple(sorted(stands[code], key=lambda each: list(Standing).index(each[0]))),
            appeared=happened[code, Course.APPEARED],
            returned=happened[code, Course.RETURNED],
            mended=happened[code, Course.MENDED],
            unseen=happened[code, Course.UNSEEN],
        )
        for code in sorted(c.execute(select(audits_.c.portal).distinct()).scalars())
    )


def fleet_trend(c: Connection, since: str = "", until: str = _EVER) -> tuple[FleetDay, ...]:
    """Each day from one to another on which there is an audit. A portal counts once a day, by its first sound audit."""
    first = (
        select(audits_.c.portal, audits_.c.today, func.min(case((_SOUND, audits_.c.run))).label("run"))
        .where(audits_.c.today >= since, audits_.c.today <= until)
        .group_by(audits_.c.portal, audits_.c.today)
        .subquery()
    )
    joined = first.outerjoin(audits_, and_(audits_.c.portal == first.c.portal, audits_.c.run == first.c.run))
    figures = (
        select(
            first.c.today,
            func.count(audits_.c.run).label("portals"),
            func.sum(case((audits_.c.run.is_(None), 1), else_=0)).label("unsound"),
            func.avg(audits_.c.best).label("best"),
            func.avg(audits_.c.worst).label("worst"),
            *(func.sum(audits_.c[name]).label(name) for name in ("failed", "warned", "cant_tell")),
        )
        .select_from(joined)
        .group_by(first.c.today)
        .order_by(first.c.today)
    )
    return tuple(
        FleetDay(
            row.today,
            row.portals,
            int(row.unsound),
            round(row.best or 0.0, 2),
            round(row.worst or 0.0, 2),
            int(row.failed or 0),
            int(row.warned or 0),
            int(row.cant_tell or 0),
        )
        for row in c.execute(figures)
    )


def _newest() -> Select[Any]:
    """The newest day with a sound audit of each portal, by its first sound audit. One look into the index per portal."""
    each = audits_.alias()
    codes = select(each.c.portal).distinct().subquery()
    other = audits_.alias()
    newest = (
        select(other.c.run)
        .where(other.c.portal == codes.c.portal, other.c.sound, other.c.unjudged == "")
        .order_by(other.c.today.desc(), other.c.run)
        .limit(1)
        .scalar_subquery()
    )
    return select(audits_).join(codes, audits_.c.portal == codes.c.portal).where(audits_.c.run == newest)


def _happened(c: Connection, since: str, until: str) -> Counter[tuple[str, Course]]:
    happened: Counter[tuple[str, Course]] = Counter()
    returned = case((episodes_.c.began > findings_.c.first_seen, 1), else_=0).label("returned")
    begun = (
        select(episodes_.c.portal, returned, func.count().label("number"))
        .select_from(episodes_.join(findings_))
        .where(episodes_.c.began > since, episodes_.c.began <= until)
        .group_by(episodes_.c.portal, returned)
    )
    for row in c.execute(begun):
        happened[row.portal, Course.RETURNED if row.returned else Course.APPEARED] += row.number
    over = (
        select(episodes_.c.portal, episodes_.c.how, func.count().label("number"))
        .where(episodes_.c.ended > since, episodes_.c.ended <= until)
        .group_by(episodes_.c.portal, episodes_.c.how)
    )
    for row in c.execute(over):
        course = Course.MENDED if row.how == episodes.MENDED else Course.UNSEEN
        happened[row.portal, course] += row.number
    return happened
