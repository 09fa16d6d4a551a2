"""A site of 3,000 county audits, made up from the demo county's: pages per second and peak memory.

    python bench/fleet_site.py [--counties 3000] [--runs 1] [--keep FOLDER]

The audits differ by seed: other names, findings dropped and added, other scores. ``auditor site`` is run on them in a process
of its own, first on an empty folder, then once more with nothing changed, then with one county audited anew. Printed for
each: seconds, counties and files per second, and the peak resident memory of that process.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import Pool
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from auditor import codec  # noqa: E402
from auditor.model import Audit, Finding, Group, Presence, StandardMatch  # noqa: E402

DEMO = ROOT / "fixtures" / "golden" / "qinghe" / "audit.json"
_NAMES = "东西南北中上下新大安平宁清青白云江河湖山林石金玉龙凤兴和永长"
_PROGRAM = """
import re, sys, time; from pathlib import Path; from auditor.fleet_site import build_site
built = build_site(Path(sys.argv[1]), Path(sys.argv[2]))
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print(built.counties, built.read, built.written, built.kept, len(built.unreadable), peak, round(time.process_time() * 1000))
"""


def synthetic(demo: Audit, number: int, run: int = 0) -> Audit:
    """The demo county as another one: ``number`` says which, ``run`` how often it was audited before."""
    steady, chance = random.Random(number), random.Random(f"{number}/{run}")
    code = f"99{number // 99 % 100:02d}{number % 99 + 1:02d}"
    name = steady.choice(_NAMES) + steady.choice(_NAMES) + steady.choice("县县区市")
    findings = tuple(
        _renamed(finding, code, name[:2])
        for finding in demo.findings
        if chance.random() < steady.uniform(0.4, 1)
    )
    worst = round(chance.uniform(45, 98), 2)
    best = round(min(worst + chance.uniform(0, 8), 100), 2)
    vetoed = tuple(one.id for one in demo.indicators[:1]) if steady.random() < 0.05 else ()
    return replace(
        demo,
        portal=replace(demo.portal, code=code, name=f"{name}人民政府", url=f"http://www.c{number}.test/"),
        today=f"2026-{6 + run // 28:02d}-{run % 28 + 1:02d}",
        findings=findings,
        standard=tuple(_other(match, chance) for match in demo.standard),
        score=replace(demo.score, worst=worst, best=best, vetoed=vetoed),
        coverage=replace(demo.coverage, complete=chance.random() > 0.1),
    )


def _renamed(finding: Finding, code: str, place: str) -> Finding:
    fingerprint = hashlib.sha256("\n".join((finding.rule, finding.subject, code)).encode()).hexdigest()[:16]
    units = tuple(f"{place}{unit}" if unit.endswith("镇") else unit for unit in finding.units)
    return replace(finding, fingerprint=fingerprint, units=units)


def _other(match: StandardMatch, chance: random.Random) -> StandardMatch:
    if match.group is not Group.FIELD or chance.random() > 0.15:
        return match
    return replace(
        match, outcome=chance.choice((Presence.ABSENT, Presence.AMBIGUOUS, Presence.CANT_TELL)), column=None
    )


def write(task: tuple[Path, int, int]) -> int:
    """Write the audits of one county; gives their size in bytes."""
    out, number, runs = task
    demo, total = codec.decode_audit(DEMO.read_bytes(), DEMO.name), 0
    for run in range(runs):
        audit = synthetic(demo, number, run)
        folder = out / f"c{number:04d}" / f"{audit.today.replace('-', '')}T080000Z"
        folder.mkdir(parents=True)
        data = codec.encode_audit(audit)
        (folder / "audit.json").write_bytes(data)
        total += len(data)
    return total


def measure(out: Path, site: Path) -> Iterator[tuple[str, float, list[int]]]:
    """(what was built, seconds, figures) of three builds."""
    yield "empty folder", *_build(out, site)
    yield "nothing changed", *_build(out, site)
    newest = sorted(out.glob("c0001/*/audit.json"))[-1]
    audit = codec.decode_audit(newest.read_bytes(), newest.name)
    newest.write_bytes(codec.encode_audit(replace(audit, score=replace(audit.score, worst=1.0))))
    yield "one county audited anew", *_build(out, site)


def _build(out: Path, site: Path) -> tuple[float, list[int]]:
    started = time.perf_counter()
    command = [sys.executable, "-c", _PROGRAM, str(out), str(site)]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if process.returncode:
        raise SystemExit(process.stderr)
    return time.perf_counter() - started, [*map(int, process.stdout.split())]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--counties", type=int, default=3000)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="leave audits and site in this folder")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        base = arguments.keep or Path(temporary)
        out, site = base / "out", base / "site"
        started = time.perf_counter()
        with Pool() as pool:
            tasks = [(out, number, arguments.runs) for number in range(arguments.counties)]
            size = sum(pool.imap_unordered(write, tasks, chunksize=20))
        made = time.perf_counter() - started
        print(
            f"{arguments.counties} counties × {arguments.runs} runs, {size / 1e6:.0f} MB of audits, made in {made:.0f} s"
        )
        for name, seconds, (counties, read, written, kept, bad, peak, cpu) in measure(out, site):
            print(
                f"{name}: {seconds:.1f} s ({cpu / 1000:.1f} s of processor), {counties / seconds:.0f} counties/s, "
                f"{read} read, {written} files written ({written / seconds:.0f}/s), {kept} kept, {bad} unreadable, "
                f"peak {peak / 1024:.0f} MB"
            )


if __name__ == "__main__":
    main()
