"""Counties whose faults follow a script, night by night, and what is then to be told of them.

What is expected (:class:`Seen`) is worked out from all looks of the script, the plain way, and shares nothing with the store.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from functools import cache, cached_property
from pathlib import Path

from auditor import codec
from auditor.model import Audit, Finding, Outcome, Severity
from auditor.model.fleet import Pass, StoredAudit

DEMO = Path(__file__).resolve().parent.parent / "fixtures" / "golden" / "qinghe" / "audit.json"
FIRST = date(2026, 1, 1)


class Told(Enum):
    """What one look says of a fault. HIDDEN: it does not list it, and proves nothing."""

    THERE = "there"
    PASSED = "passed"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class ScriptedLook:
    """One audit of a county. ``says`` has the fingerprints that it does not say HIDDEN of."""

    night: int
    look: Pass
    sound: bool
    says: Mapping[str, Told]

    @property
    def day(self) -> str:
        return day_of(self.night)

    @property
    def run(self) -> str:
        stamp = (FIRST + timedelta(self.night)).strftime("%Y%m%dT140000Z")
        return stamp if self.look is Pass.AUDIT else f"{stamp}-2"

    @property
    def listed(self) -> tuple[str, ...]:
        return tuple(each for each, told in self.says.items() if told is Told.THERE)


@dataclass(frozen=True)
class Seen:
    """The looks that count for one fault, in their order: (day, what it says). Of second looks only what they say of it."""

    looks: tuple[tuple[str, Told], ...]

    def until(self, day: str) -> Seen:
        return Seen(tuple(each for each in self.looks if each[0] <= day))

    @cached_property
    def days(self) -> tuple[str, ...]:
        return tuple(day for day, told in self.looks if told is Told.THERE)

    @property
    def there(self) -> bool:
        return bool(self.looks) and self.looks[-1][1] is Told.THERE

    @property
    def after(self) -> tuple[tuple[str, Told], ...]:
        """What was told since it was last there."""
        last = max((n for n, each in enumerate(self.looks) if each[1] is Told.THERE), default=-1)
        return self.looks[last + 1 :]

    @property
    def standing(self) -> str:
        if not self.there:
            return "mended" if any(told is Told.PASSED for _, told in self.after) else "unseen"
        month = (date.fromisoformat(self.looks[-1][0]) - timedelta(30)).isoformat()
        if sum(day > month for day in self.returns) >= 2:
            return "flapping"
        passed = max((n for n, each in enumerate(self.looks) if each[1] is Told.PASSED), default=-1)
        return (
            "confirmed"
            if sum(told is Told.THERE for _, told in self.looks[passed + 1 :]) > 1
            else "unconfirmed"
        )

    @property
    def returns(self) -> tuple[str, ...]:
        found, passed, ever = [], False, False
        for day, told in self.looks:
            if told is Told.THERE:
                if passed and ever:
                    found.append(day)
                ever, passed = True, False
            elif told is Told.PASSED:
                passed = True
        return tuple(found)

    @property
    def ended(self) -> str:
        """The day on which it was proven gone, or else was first not listed."""
        if self.there:
            return ""
        proofs = [day for day, told in self.after if told is Told.PASSED]
        return proofs[0] if proofs else self.after[0][0]

    @cached_property
    def events(self) -> tuple[tuple[str, str], ...]:
        """(day, what happened) in the order of days."""
        found: list[tuple[str, str]] = []
        there = False
        for day, told in self.looks:
            if told is Told.THERE and not there:
                found.append((day, "returned" if found else "appeared"))
            elif there and told is not Told.THERE:
                found.append((day, "mended" if told is Told.PASSED else "unseen"))
            elif not there and found and told is Told.PASSED:
                found[-1] = (found[-1][0], "mended")
            there = told is Told.THERE
        return tuple(found)

    def course(self, before: str, after: str) -> str:
        """What became of it from the end of one day to the end of another; "" for nothing."""
        then, now = self.until(before).there, self.until(after).there
        if now:
            return "persisting" if then else "appeared" if self.days[0] > before else "returned"
        if then:
            gone = [course for day, course in self.events if day <= after and course in ("mended", "unseen")]
            return gone[-1]
        return "passed-by" if any(before < day <= after for day in self.days) else ""


class County:
    """One county and its year. ``faults`` is how many faults it has at a time, more or less."""

    def __init__(self, number: int, nights: int, faults: int, seed: int = 1) -> None:
        self.code = f"{990000 + number}"
        self.nights = nights
        chance = random.Random(f"{seed}/{number}")
        plans = {self._fingerprint(n): _plan(n, nights, chance) for n in range(faults * 2)}
        failed = {n for n in range(1, nights) if chance.random() < 0.02}
        self.looks = tuple(self._looks(plans, failed, chance))

    def _fingerprint(self, number: int) -> str:
        return hashlib.sha256(f"{self.code}/{number}".encode()).hexdigest()[:16]

    def _looks(
        self, plans: Mapping[str, Sequence[Told]], failed: set[int], chance: random.Random
    ) -> Iterator[ScriptedLook]:
        known: set[str] = set()
        for night in range(self.nights):
            says = {each: plan[night] for each, plan in plans.items() if plan[night] is not Told.HIDDEN}
            if night in failed:  # half of what it has, the rest "passes": a failed night must not be believed
                half = {each: Told.THERE if chance.random() < 0.5 else Told.PASSED for each in says}
                yield ScriptedLook(night, Pass.AUDIT, False, half)
                continue
            new = [each for each, told in says.items() if told is Told.THERE and each not in known]
            yield ScriptedLook(night, Pass.AUDIT, True, says)
            known.update(new)
            if new and night and chance.random() < 0.7:
                second = {each: Told.PASSED if chance.random() < 0.1 else Told.THERE for each in new}
                yield ScriptedLook(night, Pass.CONFIRM, True, second)

    def of_night(self, night: int) -> tuple[ScriptedLook, ...]:
        return self._nights.get(night, ())

    @cached_property
    def _nights(self) -> dict[int, tuple[ScriptedLook, ...]]:
        nights: dict[int, tuple[ScriptedLook, ...]] = {}
        for look in self.looks:
            nights[look.night] = (*nights.get(look.night, ()), look)
        return nights

    def seen(self, nights: int) -> dict[str, Seen]:
        """What is known of each fault that was ever there in the first nights."""
        looks = [each for each in self.looks if each.sound and each.night < nights]
        ever = dict.fromkeys(fault for look in looks for fault in look.listed)
        return {fault: Seen(tuple(self._told(fault, looks))) for fault in ever}

    @staticmethod
    def _told(fault: str, looks: Sequence[ScriptedLook]) -> Iterator[tuple[str, Told]]:
        for look in looks:
            told = look.says.get(fault, Told.HIDDEN)
            if look.look is Pass.AUDIT or told is not Told.HIDDEN:
                yield look.day, told


def _plan(number: int, nights: int, chance: random.Random) -> list[Told]:
    """A fault's year. Half of them stay; the others appear, are mended, flap, or are out of sight for a while."""
    plan = [Told.THERE if number % 2 else Told.PASSED] * nights
    if number % 2 and chance.random() < 0.8:
        return plan
    begin = chance.randrange(nights)
    kind = chance.choice(("appears", "mended", "flaps", "unseen", "unseen", "twice", "never"))
    for night in range(begin, nights):
        past = night - begin
        if kind == "appears":
            plan[night] = Told.THERE
        elif kind == "mended":
            plan[night] = Told.THERE if past < 25 else Told.PASSED
        elif kind == "flaps":
            plan[night] = Told.THERE if past > 40 or past % 5 < 2 else Told.PASSED
        elif kind == "unseen":
            plan[night] = Told.THERE if past < 7 or past > 20 else Told.HIDDEN
        elif kind == "twice":
            plan[night] = Told.HIDDEN if 5 <= past < 9 else Told.PASSED if 9 <= past < 60 else Told.THERE
    if kind == "unseen" and chance.random() < 0.3:
        plan[begin:] = [Told.THERE] * min(7, nights - begin) + [Told.HIDDEN] * max(0, nights - begin - 7)
    return plan


def day_of(night: int) -> str:
    return (FIRST + timedelta(night)).isoformat()


# ── audits ────────────────────────────────────────────────────────────────────────────────────────


@cache
def _blank() -> Audit:
    demo = codec.decode_audit(DEMO.read_bytes(), str(DEMO))
    return replace(demo, findings=(), passed=(), columns=(), standard=(), waivers=(), decisions=())


@cache
def _finding(fingerprint: str) -> Finding:
    severity = list(Severity)[int(fingerprint[0], 16) % 4]
    return Finding(
        rule="stale-column",
        code="C001",
        subject=f"/zwgk/{fingerprint[:6]}/",
        subject_name=f"栏目{fingerprint[:4]}",
        outcome=Outcome.FAIL if int(fingerprint[1], 16) % 3 else Outcome.WARN,
        severity=severity,
        fingerprint=fingerprint,
    )


def audit_of(code: str, look: ScriptedLook) -> Audit:
    """The audit that a look leaves: what it lists, and what passed."""
    passed = sorted(each for each, told in look.says.items() if told is Told.PASSED)
    return replace(
        _blank(),
        portal=replace(_blank().portal, code=code),
        today=look.day,
        findings=tuple(_finding(each) for each in look.listed),
        passed=tuple(passed),
    )


def stored_of(code: str, look: ScriptedLook) -> StoredAudit:
    listed = look.listed
    failed = sum(_finding(each).outcome is Outcome.FAIL for each in listed)
    return StoredAudit(
        portal=code,
        run=look.run,
        night=look.day,
        today=look.day,
        profile="national",
        level="county",
        file=f"{code}/{look.run}",
        sha256=hashlib.sha256(f"{code}/{look.run}".encode()).hexdigest(),
        best=round(100 - failed / 4, 2),
        worst=round(98 - failed / 4, 2),
        failed=failed,
        warned=len(listed) - failed,
        cant_tell=4,
        columns=60,
        pages=300,
        requests=420,
        seconds=430.0,
        size=1_900_000,
        sound=look.sound,
        doubt="" if look.sound else "columns",
    )
