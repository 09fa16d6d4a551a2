"""Compares what the store says of scripted counties (:mod:`bench.scripted`) with their scripts."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import pairwise

from sqlalchemy import Connection

from auditor.model.fleet import Pass
from auditor.store import Store, fleet_history, history
from bench.scripted import County, Seen, day_of


def check(store: Store, county: County, nights: int) -> int:
    """Compare what the store says of a county with its script; gives how many answers were compared."""
    seen = county.seen(nights)
    chance = random.Random(f"{county.code}/{nights}")
    days = sorted({0, nights - 1, *(chance.randrange(nights) for _ in range(12))})
    early, late = days[:2][-1], days[-2:][0]
    return store.read(
        lambda c: sum(
            (
                _check_findings(c, county, seen),
                _check_presence(c, county, seen, [day_of(day) for day in days]),
                _check_changes(c, county, seen, [day_of(day) for day in days]),
                _check_timeline(c, county, seen, day_of(early), day_of(late)),
                _check_trend(c, county, nights, day_of(early)),
            )
        )
    )


def _check_findings(c: Connection, county: County, seen: Mapping[str, Seen]) -> int:
    found = {each.fingerprint: each for each in history.findings(c, county.code)}
    _same("findings", found.keys(), seen.keys(), county)
    for fingerprint, script in seen.items():
        known = found[fingerprint]
        told = (known.first_seen, known.last_seen, known.standing.value, known.ended)
        _same(fingerprint, told, (script.days[0], script.days[-1], script.standing, script.ended), county)
    return 4 * len(seen)


def _check_presence(c: Connection, county: County, seen: Mapping[str, Seen], days: Sequence[str]) -> int:
    there = [{each for each, script in seen.items() if script.until(day).there} for day in days]
    for day, expected in zip(days, there, strict=True):
        _same(f"present on {day}", history.present_on(c, county.code, day), expected, county)
    _same("counts", history.counts_on(c, county.code, days), tuple(map(len, there)), county)
    return 2 * len(days)


def _check_changes(c: Connection, county: County, seen: Mapping[str, Seen], days: Sequence[str]) -> int:
    compared = 0
    for before, after in ((days[0], days[-1]), *pairwise(days)):
        told = history.changes_between(c, county.code, before, after)
        expected = {each: script.course(before, after) for each, script in seen.items()}
        changed = {each: how for each, how in expected.items() if how not in ("", "persisting")}
        found = {known.fingerprint: course.value for course, known in told.findings}
        _same(f"{before} to {after}", found, changed, county)
        _same("persisting", told.persisting, sum(how == "persisting" for how in expected.values()), county)
        compared += len(seen) + 1
    return compared


def _check_timeline(c: Connection, county: County, seen: Mapping[str, Seen], since: str, until: str) -> int:
    told = [
        (each.day, each.course.value, each.fingerprint)
        for each in history.timeline(c, county.code, since, until)
    ]
    expected = sorted(
        (day, course, each)
        for each, script in seen.items()
        for day, course in script.events
        if since <= day <= until
    )
    _same(f"events {since} to {until}", sorted(told), expected, county)
    return len(expected)


def _check_trend(c: Connection, county: County, nights: int, since: str) -> int:
    points = history.trend(c, county.code, since)
    looks = [
        each
        for each in county.looks
        if each.sound and each.look is Pass.AUDIT and each.night < nights and each.day >= since
    ]
    expected = [(each.day, each.run, len(each.listed)) for each in looks]
    _same("trend", [(each.day, each.run, each.failed + each.warned) for each in points], expected, county)
    newest = history.last_sound(c, county.code)
    _same("last sound", newest and newest.run, looks[-1].run if looks else None, county)
    return len(looks) + 1


def check_fleet(store: Store, counties: Sequence[County], nights: int) -> int:
    """The same for all counties together."""
    since = day_of(max(0, nights - 7))
    told = {each.portal: each for each in store.read(lambda c: fleet_history.fleet_standings(c, since))}
    for county in counties:
        scripts = county.seen(nights).values()
        events = [course for script in scripts for day, course in script.events if day > since]
        page = told[county.code]
        told_of = (page.appeared, page.returned, page.mended, page.unseen, page.present)
        counted = tuple(events.count(each) for each in ("appeared", "returned", "mended", "unseen"))
        _same("fleet", told_of, (*counted, sum(each.there for each in scripts)), county)
    days = {each.day: each for each in store.read(lambda c: fleet_history.fleet_trend(c))}
    for night in range(nights):
        first = [look for county in counties for look in county.of_night(night) if look.look is Pass.AUDIT]
        sound = [look for look in first if look.sound]
        day = days[day_of(night)]
        faults = sum(len(look.listed) for look in sound)
        found = (day.portals, day.unsound, day.failed + day.warned)
        _same("fleet trend", found, (len(sound), len(first) - len(sound), faults), counties[0])
    return 5 * len(counties) + 3 * nights


def _same(what: str, found: object, expected: object, county: County) -> None:
    assert found == expected, f"{county.code}: {what}: the store says {found!r}, the script {expected!r}"
