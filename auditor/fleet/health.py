"""Whether a night can be trusted, told apart from what it found.

An alarm speaks of the night, of a back-end or of one portal to those who run the machine; a finding speaks of a portal to those
who publish there. The monitors themselves are pure (:mod:`auditor.fleet.monitors`); here their facts are gathered.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from auditor.errors import AuditorError
from auditor.fleet import stock
from auditor.fleet.limits import HealthLimits, limits
from auditor.fleet.monitors import MONITORS, NightFacts
from auditor.model.fleet import Alarm
from auditor.store import nights

#: Every kind of alarm, the gravest first: those about the night before those about single portals.
KINDS = (
    "missed-night",
    "sealed-share",
    "failure-kind",
    "backend-down",
    "doubtful-share",
    "columns-drop",
    "cant-tell",
    "failed-rise",
    "failed-fall",
    "rule-surge",
    "our-faults",
    "late-end",
    "left-out",
    "never-columns",
    "no-columns",
    "doubtful",
    "accepted-change",
    "budget",
    "repeated",
)
#: So far back an audit still says what is usual: a portal that is audited once a month has one.
_WEEKS_BACK = 35
#: So many nights back it is counted how often a portal was not audited.
_NIGHTS_BACK = 30


def alarms(facts: NightFacts, rules: HealthLimits | None = None) -> tuple[Alarm, ...]:
    """What watchers are told of a night, the gravest first."""
    chosen = rules or limits().health
    found = [alarm for monitor in MONITORS for alarm in monitor(facts, chosen)]
    return tuple(sorted(found, key=lambda alarm: (KINDS.index(alarm.kind), alarm.portal, alarm.params)))


def examine(c: Connection, night_id: str, now: datetime) -> tuple[Alarm, ...]:
    """The alarms of a night in the store. AuditorError when there is no such night."""
    return alarms(facts_of(c, night_id, now))


def facts_of(c: Connection, night_id: str, now: datetime) -> NightFacts:
    night = nights.night(c, night_id)
    if night is None:
        raise AuditorError(f"存储中没有 {night_id} 这一夜。请用 auditor fleet status 查看有哪些")
    rules = limits().health
    known = nights.nights(c, 400)
    return NightFacts(
        night=night,
        tasks=nights.tasks(c, night.id),
        audits=stock.audits_of(c, night.id),
        before=stock.sound_before(c, night.today, _WEEKS_BACK),
        week=stock.sound_before(c, _days_before(night.today, rules.drift_days - 1), _WEEKS_BACK),
        begun=stock.begun_on(c, night.today),
        repeated=stock.unsealed_in_a_row(c, night.id, _NIGHTS_BACK),
        previous=next((each for each in known if each.id < night.id), None),
        now=now,
    )


def _days_before(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days)).isoformat()
