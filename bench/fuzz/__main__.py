"""``python -m bench.fuzz [READER …] [--seconds 120]``: coverage-guided fuzzing of all readers, or of those named.

The corpus grows from run to run in ``--corpus`` (a folder outside the repository). Exit code 1: a reader raised what it may
not, took too long or too much memory; the input lies in ``<corpus>/<reader>/found``. It becomes a case in
``tests/fuzz/cases/<reader>``, which the suite replays, once the fault is mended. Exit code 2: atheris is not installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bench import result
from bench.fuzz.campaign import HANG_SECONDS, MEMORY_MB, Outcome, fuzz
from bench.fuzz.readers import READERS

_QUICK = ("charset", "date", "yaml", "script", "kind", "table", "page")
_MISSING = "atheris is not installed: pip install -e '.[fuzz]'"


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parse(arguments)
    if importlib.util.find_spec("atheris") is None:
        print(_MISSING, file=sys.stderr)
        return 2
    names = given.readers or (_QUICK if given.quick else tuple(READERS))
    seconds = 4 if given.quick else given.seconds
    outcomes = []
    for name in names:
        outcome = fuzz(READERS[name], given.corpus / name, seconds, given.seed)
        outcomes.append(outcome)
        print(_line(outcome), flush=True)
    if given.json:
        result.write_json(given.json, [asdict(outcome) for outcome in outcomes])
    if given.write:
        result.write_section(given.write, "fuzz", _section(outcomes, seconds))
    return int(any(outcome.error for outcome in outcomes))


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("readers", nargs="*", metavar="READER", help=f"any of {', '.join(READERS)}")
    parser.add_argument("--seconds", type=int, default=120, help="time for each reader")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", type=Path, default=Path.home() / ".cache" / "portal-auditor" / "fuzz")
    parser.add_argument("--quick", action="store_true", help="a few seconds for some readers")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--write", type=Path, metavar="FILE", help="rewrite the section `fuzz` of a document")
    given = parser.parse_args(arguments)
    if unknown := set(given.readers) - READERS.keys():
        parser.error(f"no such reader: {', '.join(sorted(unknown))}")
    return given


def _line(outcome: Outcome) -> str:
    text = f"{outcome.reader:10} {outcome.runs:>9,} runs  {outcome.cpu:6.0f} CPU s  {outcome.branches:>6,} branches  "
    return text + (f"FOUND {outcome.error}: {', '.join(outcome.found)}" if outcome.error else "nothing found")


def _section(outcomes: Sequence[Outcome], seconds: int) -> str:
    """The table of the document."""
    head = ("reader", "what it reads", "inputs", "CPU s", "branches reached", "peak MB", "found")
    rows = [
        (f"`{each.reader}`", READERS[each.reader].what, f"{each.runs:,}", f"{each.cpu:.0f}", f"{each.branches:,}",
         str(each.peak), each.error or "0")
        for each in outcomes
    ]  # fmt: skip
    bounds = f"{seconds} s each; more than {HANG_SECONDS} s or {MEMORY_MB} MB for one input counts as found."
    return f"{result.table(head, rows)}\n\n{bounds}\n\n{result.origin(('atheris', 'lxml', 'PyYAML', 'pdfminer.six'))}"


if __name__ == "__main__":
    sys.exit(main())
