"""What a campaign found, as figures and as a section of a document. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from bench.faults.claims import Claim
from bench.faults.faults import FAULTS
from bench.faults.model import Aim, Fault
from bench.faults.trial import MEMORY_LIMIT, TIME_LIMIT, Trial
from bench.result import origin, table


@dataclass(frozen=True, slots=True)
class Summary:
    """``bad``: runs in which something was found that must not be. ``harmless``: runs whose faults a careful client does not
    mind; ``changed``: those of them whose verdicts differ all the same. Times in seconds, memory in megabytes."""

    runs: int
    bad: int
    struck: int
    wrong: dict[str, int]
    crashes: int
    hangs: int
    stray: int
    over_memory: int
    told: int
    silent: int
    unmoved: int
    harmless: int
    changed: int
    cleared: int
    unjudged: int
    cases: int
    faults: int
    seconds: float
    cpu: float
    slowest: float
    megabytes: float


def summary(trials: Sequence[Trial], seconds: float) -> Summary:
    hit = [trial for trial in trials if trial.struck]
    gentle = [trial for trial in trials if trial.is_harmless]
    claims = Counter(wrong.claim for trial in trials for wrong in trial.comparison.wrong)
    return Summary(
        runs=len(trials),
        bad=sum(bool(trial.faults_found) for trial in trials),
        struck=len(hit),
        wrong={claim.value: claims[claim] for claim in Claim},
        crashes=sum(bool(trial.crash or trial.comparison.errors) for trial in trials),
        hangs=sum(trial.seconds > TIME_LIMIT for trial in trials),
        stray=sum(bool(trial.stray) for trial in trials),
        over_memory=sum(trial.megabytes > MEMORY_LIMIT for trial in trials),
        told=sum(trial.comparison.told for trial in trials),
        silent=sum(trial.comparison.is_silent for trial in trials),
        unmoved=sum(not trial.comparison.moved and not trial.comparison.told for trial in trials),
        harmless=len(gentle),
        changed=sum(trial.comparison.moved for trial in gentle),
        cleared=sum(bool(trial.comparison.cleared) for trial in trials),
        unjudged=sum(bool(trial.unjudged) for trial in trials),
        cases=len({trial.case for trial in trials}),
        faults=len({name for trial in trials for name in trial.faults}),
        seconds=seconds,
        cpu=sum(trial.cpu for trial in trials),
        slowest=max((trial.seconds for trial in trials), default=0.0),
        megabytes=max((trial.megabytes for trial in trials), default=0.0),
    )


def markdown(found: Summary, trials: Sequence[Trial]) -> str:
    rows = [
        ("runs", f"{found.runs}"),
        ("portals × faults drawn", f"{found.cases} × {found.faults}"),
        ("runs in which a fault struck", f"{found.struck}"),
        ("**false “missing”**", f"**{found.wrong[Claim.MISSING]}**"),
        ("**false “empty”**", f"**{found.wrong[Claim.EMPTY]}**"),
        ("**false “stale”**", f"**{found.wrong[Claim.STALE]}**"),
        ("other false verdicts", f"{found.wrong[Claim.OTHER]}"),
        ("crashes, rules that failed", f"{found.crashes}"),
        (f"hangs (more than {TIME_LIMIT:.0f} s)", f"{found.hangs}"),
        ("runs that wrote, asked or started anything beyond their bounds", f"{found.stray}"),
        (f"runs that took more than {MEMORY_LIMIT:.0f} MB", f"{found.over_memory}"),
        ("verdicts as ever", f"{found.unmoved}"),
        ("coverage or cant-tell says what could not be read", f"{found.told}"),
        ("verdicts changed and nothing says why (silent)", f"{found.silent}"),
        ("portal as a whole not judged", f"{found.unjudged}"),
        ("slowest run", f"{found.slowest:.0f} s"),
        ("most memory that a run took, server included", f"{found.megabytes:.0f} MB"),
        ("CPU for each run, server included", f"{found.cpu / max(1, found.runs):.2f} s"),
        ("whole campaign", f"{found.seconds / 60:.1f} min"),
    ]
    parts = [table(("what", "count"), rows), _by_family(trials), _silent(trials)]
    return "\n\n".join([part for part in parts if part] + [origin(("Scrapy", "Twisted", "lxml"))])


def _by_family(trials: Sequence[Trial]) -> str:
    """One row for each family of faults; a run counts for each family that struck in it."""
    family = {fault.name: fault.family for fault in FAULTS}
    rows = []
    for name in dict.fromkeys(family.values()):
        of = [trial for trial in trials if any(family.get(each) == name for each in trial.faults)]
        median_cpu = median(trial.cpu for trial in of) if of else 0.0
        rows.append(
            (
                name,
                f"{sum(each == name for each in family.values())}",
                f"{len(of)}",
                f"{sum(bool(trial.comparison.wrong) for trial in of)}",
                f"{sum(trial.comparison.told for trial in of)}",
                f"{sum(trial.comparison.is_silent for trial in of)}",
                f"{median_cpu:.1f}",
            )
        )
    return table(("family", "faults", "runs", "false", "told", "silent", "CPU s"), rows)


def _silent(trials: Sequence[Trial]) -> str:
    """Which faults change verdicts without a word of the coverage."""
    counted = Counter(name for trial in trials if trial.comparison.is_silent for name in trial.struck)
    if not counted:
        return ""
    names = ", ".join(f"{name} {count}" for name, count in sorted(counted.items()))
    return f"Faults that struck in silent runs: {names}."


def fault_table() -> str:
    """All faults there are, by family, with the findings that they may make true."""
    rows = [
        (
            fault.name,
            fault.family,
            f"{fault.what} (harmless)" if fault.is_harmless else fault.what,
            ", ".join(_allowed(fault)),
        )
        for fault in FAULTS
    ]
    return table(("fault", "family", "what the portal does", "makes true"), rows)


def _allowed(fault: Fault) -> Iterator[str]:
    for allowed in fault.allows:
        yield f"{allowed.rule} (files)" if allowed.aim is Aim.FILE else allowed.rule
    if fault.is_gone:
        yield "the column there is missing"


def as_json(found: Summary, trials: Sequence[Trial]) -> dict[str, Any]:
    """The summary, and a line for each run that has something to tell."""
    told = [
        {
            "seed": trial.seed,
            "plan": trial.plan,
            "found": list(trial.faults_found),
            "excused": [str(each) for each in trial.comparison.excused],
            "silent": trial.comparison.is_silent,
            "told": trial.comparison.told,
            "moved": trial.comparison.moved,
            "cleared": len(trial.comparison.cleared),
            "struck": dict(trial.struck),
            "harmless": trial.is_harmless,
            "seconds": round(trial.seconds, 2),
            "cpu": round(trial.cpu, 2),
            "megabytes": round(trial.megabytes),
        }
        for trial in trials
    ]
    return {"summary": asdict(found), "runs": told}
