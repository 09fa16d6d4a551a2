"""What all measurements share: the machine they ran on, medians with their spread, tables, and sections of documents.

A document holds a result between ``<!-- name -->`` and ``<!-- /name -->``; only what stands between the two is rewritten.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shlex
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle and both ends of the values of several rounds, in their unit."""

    middle: float
    low: float
    high: float

    def __str__(self) -> str:
        """``12.3 (11.9–13.0)``; three significant figures."""
        middle, low, high = (figure(value) for value in (self.middle, self.low, self.high))
        return middle if low == high else f"{middle} ({low}–{high})"


def spread(values: Iterable[float]) -> Spread:
    """Median, least and greatest. Raises ValueError when there is no value."""
    found = sorted(values)
    if not found:
        raise ValueError("nothing was measured")
    return Spread(median(found), found[0], found[-1])


def medians(values: Mapping[str, Iterable[float]]) -> dict[str, Spread]:
    """The spread of each name's values."""
    return {name: spread(found) for name, found in values.items()}


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """``ours / theirs`` round by round: what slows the whole machine for a round cancels out. Raises ValueError when the two
    have not the same number of rounds."""
    return spread(one / other for one, other in zip(ours, theirs, strict=True))


def figure(value: float) -> str:
    """Three significant figures, never in powers of ten: ``0.0123``, ``4.56``, ``1,230``."""
    if value == 0:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def machine() -> str:
    """``CPU model, 2 threads, 7.8 GB, Linux 6.1.0``."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    threads = len(os.sched_getaffinity(0))
    return f"{_processor()}, {threads} threads, {gigabytes:.1f} GB, {platform.system()} {platform.release()}"


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8", "replace")
    except OSError:
        text = ""
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.machine()


def versions(packages: Iterable[str]) -> str:
    """``Scrapy 2.19.0, lxml 6.1.3``; packages that are not installed are left out."""
    found = []
    for package in packages:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def command() -> str:
    """The command as a reader may repeat it from the folder of the repository."""
    own = sys.argv[0]
    words = sys.argv[1:]
    path = Path(own).resolve()
    if path.name == "__main__.py" and path.is_relative_to(ROOT):
        start = ["python", "-m", ".".join(path.relative_to(ROOT).parent.parts)]
    elif path.is_relative_to(ROOT):
        start = ["python", str(path.relative_to(ROOT))]
    else:
        start = [path.name]
    return shlex.join([*start, *words])


def origin(packages: Iterable[str] = ()) -> str:
    """The line below every result: date, machine, Python, versions of what took part, and the command."""
    parts = [f"{datetime.now(UTC):%Y-%m-%d}", machine(), f"Python {platform.python_version()}"]
    if named := versions(packages):
        parts.append(named)
    return f"*{'; '.join(parts)}; `{command()}`*"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table: the first column to the left, all others to the right. Raises ValueError for a row of another
    length."""
    lines = [_line(head), _line([":--", *["--:"] * (len(head) - 1)])]
    for row in rows:
        if len(row) != len(head):
            raise ValueError(f"{len(row)} cells below {len(head)} heads: {row!r}")
        lines.append(_line(row))
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def write_section(path: Path, name: str, text: str) -> None:
    """Replace what stands between the marks of ``name``. Raises ValueError as :func:`check_section` does; the file is then left
    as it was."""
    head, tail = _around(path, name)
    path.write_text(f"{head}\n{text.strip()}\n{tail}", "utf-8")


def check_section(path: Path, name: str) -> None:
    """Raises ValueError when there is no such file, or it has not each mark of ``name`` exactly once, in order: before a long
    measurement rather than after it."""
    _around(path, name)


def _around(path: Path, name: str) -> tuple[str, str]:
    """The document up to the end of the opening mark, and from the closing one on."""
    opening, closing = f"<!-- {name} -->", f"<!-- /{name} -->"
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise ValueError(f"{path.name} cannot be read: {error.strerror}") from error
    if text.count(opening) != 1 or text.count(closing) != 1:
        raise ValueError(f"{path.name} does not hold {opening} and {closing} once each")
    head, _, rest = text.partition(opening)
    _, found, tail = rest.partition(closing)
    if not found:
        raise ValueError(f"{path.name} holds {closing} before {opening}")
    return head + opening, closing + tail


def write_json(path: Path, result: object) -> None:
    """Figures for programs: plain values, keys in their order."""
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
