"""What was measured, as figures and as the section of ``docs/performance.md``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench.result import Spread, figure, origin, ratios, spread, table
from bench.speed.measure import Run
from bench.speed.peers import BROWSER, FLOOR, OURS, PLAIN, Peer
from bench.speed.rounds import Again, Size
from bench.speed.stages import CHILDREN
from bench.speed.together import Together

AUDITOR_HELP, SCRAPY_VERSION = "auditor --help", "scrapy version"


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything of one command. ``family``: the same race on the saved portal ``case``. ``versions``: of the peers that are
    programs."""

    size: Size
    peers: tuple[Peer, ...]
    runs: Mapping[str, Sequence[Run]]
    again: Sequence[Again]
    stages: Mapping[str, float]
    starts: Mapping[str, Sequence[Run]]
    together: Mapping[int, Together]
    case: str
    family: Mapping[str, Sequence[Run]]
    versions: str = ""

    def rates(self, name: str) -> list[float]:
        return [run.rate for run in self.runs[name]]


@dataclass(frozen=True, slots=True)
class Target:
    """``measured`` must be ``least`` at least, or ``most`` at most."""

    what: str
    measured: Spread
    least: float | None = None
    most: float | None = None

    @property
    def holds(self) -> bool:
        if self.least is not None:
            return self.measured.middle >= self.least
        return self.most is not None and self.measured.middle < self.most

    @property
    def asked(self) -> str:
        return f"≥ {self.least:g}" if self.least is not None else f"< {self.most:g}"


def targets(found: Measured) -> tuple[Target, ...]:
    """What ours shall be worth beside the others, as ratios of the same rounds."""
    ours = found.rates(OURS)
    again = [
        run.pages / each.command.seconds for run, each in zip(found.runs[OURS], found.again, strict=True)
    ]
    return (
        Target("full pipeline / bare Scrapy, pages/s", ratios(ours, found.rates(FLOOR)), least=0.8),
        Target("full pipeline / plain spider, pages/s", ratios(ours, found.rates(PLAIN)), least=4),
        Target("judging a snapshot again / full pipeline, pages/s", ratios(again, ours), least=10),
        Target(
            f"`{AUDITOR_HELP}` / `{SCRAPY_VERSION}`, time to start",
            ratios(
                [run.seconds for run in found.starts[AUDITOR_HELP]],
                [run.seconds for run in found.starts[SCRAPY_VERSION]],
            ),
            most=0.25,
        ),
    )


def broken(found: Measured) -> list[str]:
    """Promises that do not depend on speed and were not kept, a line each."""
    lines = []
    for peer in found.peers:
        if peer.absent:
            continue
        wanted = peer.sample or found.size.pages
        good = (0, 1) if peer.name == OURS else (0,)
        for run in found.runs[peer.name]:
            if run.code not in good:
                lines.append(f"{peer.name} ended with exit code {run.code}")
            if peer.name in (OURS, FLOOR, PLAIN, BROWSER) and run.pages != wanted:
                lines.append(f"{peer.name} read {run.pages} of {wanted} pages")
            if peer.name == OURS and run.asked != run.pages:
                lines.append(f"{peer.name} asked for {run.asked - run.pages} pages twice")
    if not all(each.parts.same for each in found.again):
        lines.append("judging a snapshot again gave another audit")
    return lines


def text(found: Measured) -> str:
    """The section, with its tables and the line of its origin."""
    parts = [
        f"Generated portal of {found.size.pages:,} pages, {found.size.rounds} alternating rounds; median (least–greatest).",
        _race(found.peers, found.runs),
        *(f"{peer.name}: {peer.absent}." for peer in found.peers if peer.absent),
        "**Targets**",
        table(
            ("target", "asked", "measured", "holds"),
            [
                (each.what, each.asked, str(each.measured), "yes" if each.holds else "no")
                for each in targets(found)
            ],
        ),
        "**Judging again from the snapshot**",
        _again(found),
        "**Where the time of the full pipeline goes** (sampling profile of one run)",
        _stages(found),
        "**Memory of the full pipeline over time** (resident, all processes)",
        _memory(found.runs[OURS]),
        "**Many portals in one process**",
        _together(found),
        f"**A saved portal** (`fixtures/html/{found.case}`)",
        _race(found.peers, found.family),
        origin(("Scrapy", "Twisted", "lxml", "playwright")),
    ]
    if found.versions:
        parts.append(f"*{found.versions}*")
    return "\n\n".join(parts)


def _race(peers: Sequence[Peer], runs: Mapping[str, Sequence[Run]]) -> str:
    ours = [run.rate for run in runs[OURS]]
    cost = [run.each for run in runs[OURS]]
    head = ("crawler", "pages", "pages/s", "CPU ms/page", "ours: × its pages/s", "ours: × its CPU", "peak MB")
    rows = []
    for peer in peers:
        own = runs.get(peer.name, ())
        if own:
            sampled = " (sample)" if peer.sample else ""
            rows.append((
                peer.what, f"{own[0].pages:,}{sampled}", str(spread(run.rate for run in own)),
                str(spread(run.each for run in own)), str(ratios(ours, [run.rate for run in own])),
                str(ratios(cost, [run.each for run in own])), figure(max(run.peak for run in own)),
            ))  # fmt: skip
    return table(head, rows)


def _again(found: Measured) -> str:
    pages = found.size.pages

    def row(what: str, seconds: Sequence[float]) -> tuple[str, str, str]:
        milliseconds = spread(1000 * value / pages for value in seconds)
        return what, str(milliseconds), figure(1000 / milliseconds.middle)

    parts = [each.parts for each in found.again]
    return table(
        ("part", "CPU ms/page", "pages per CPU second"),
        (
            row("reading all pages anew", [each.reading for each in parts]),
            row("judging, from the readings that were kept", [each.judging for each in parts]),
            row("the HTML report", [each.report for each in parts]),
            row("`auditor audit`, the whole command", [each.command.cpu for each in found.again]),
        ),
    )


def _stages(found: Measured) -> str:
    whole = sum(found.stages.values())
    return table(
        ("stage", "CPU ms/page", "share"),
        [
            (stage, figure(1000 * seconds / found.size.pages), f"{seconds / whole:.0%}")
            for stage, seconds in found.stages.items()
            if seconds or stage != CHILDREN
        ],
    )


def _memory(runs: Sequence[Run]) -> str:
    def at(share: float) -> str:
        """MB when this share of the time was over."""
        return str(spread(run.memory[min(len(run.memory) - 1, int(share * len(run.memory)))] for run in runs))

    head = ("time over", *(f"{share:.0%}" for share in _SHARES), "peak")
    peak = str(spread(run.peak for run in runs))
    return table(head, [("MB", *(at(share) for share in _SHARES), peak)])


_SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)


def _together(found: Measured) -> str:
    pages = found.size.portal_pages
    rows = [
        (
            f"{number} of {pages} pages",
            figure(1000 * spent.crawling / (number * pages)),
            figure(1000 * spent.judging / (number * pages)),
        )
        for number, spent in found.together.items()
    ]
    return table(("portals at the same time", "crawl, CPU ms/page", "judging and report, CPU ms/page"), rows)


def figures(found: Measured) -> dict[str, Any]:
    """All of it as plain values."""
    return {
        "size": asdict(found.size),
        "runs": {name: list(_plain(runs)) for name, runs in found.runs.items()},
        "family": {
            "case": found.case,
            "runs": {name: list(_plain(runs)) for name, runs in found.family.items()},
        },
        "again": [asdict(each) for each in found.again],
        "stages": dict(found.stages),
        "starts": {name: list(_plain(runs)) for name, runs in found.starts.items()},
        "together": {str(number): asdict(each) for number, each in found.together.items()},
        "targets": [{**asdict(each), "holds": each.holds} for each in targets(found)],
        "broken": broken(found),
        "origin": origin(("Scrapy", "Twisted", "lxml", "playwright")),
        "versions": found.versions,
    }


def _plain(runs: Sequence[Run]) -> Iterator[dict[str, Any]]:
    for run in runs:
        yield {**asdict(run), "rate": run.rate, "cpu_ms": run.each, "peak": run.peak}
