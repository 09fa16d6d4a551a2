"""Every kind of mutation in every fixture portal: what an audit finds, misses, and finds besides.

    python -m bench.mutations [--quick] [--subjects 3] [--case qinghe] [--kind deleted] [--json FILE] [--write docs/accuracy.md]

A column is deleted, renamed, emptied, aged … in the plan that a fixture portal is made of; the portal is written, crawled
over loopback and judged; new findings are compared with what was done. ``--quick`` takes one column of each kind of four
small portals. Exit code 1 when something is missed or extra that ``bench/mutations/known.py`` does not list.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench import result as shared  # noqa: E402
from bench.mutations import campaign, report  # noqa: E402
from bench.mutations.kinds import BY_ID  # noqa: E402
from bench.mutations.model import Result  # noqa: E402
from bench.mutations.sites import cases  # noqa: E402

QUICK = ("chuannan", "fushan", "xishan", "jianhe-ly")


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m bench.mutations",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--quick", action="store_true")
    made.add_argument("--subjects", type=int, default=3, help="columns of a portal for each kind")
    made.add_argument("--case", action="append", default=[], choices=cases())
    made.add_argument("--kind", action="append", default=[], choices=sorted(BY_ID))
    made.add_argument("--workers", type=int, default=0, help="0: as many as there are processors")
    made.add_argument("--json", type=Path)
    made.add_argument("--write", type=Path, help="document whose section `mutations` is rewritten")
    return made


def _tell(result: Result) -> None:
    kind = BY_ID[result.mutant.kind]
    if not result.unsuitable and report.wrong(result, kind):
        subject = result.mutant.subject
        extra = ", ".join(" ".join(each) for each in result.extra(kind.also))
        print(f"{subject.case} {kind.id} {subject.name}: {result.state} {extra}", file=sys.stderr, flush=True)


def main() -> int:
    options = parser().parse_args()
    chosen = options.case or (QUICK if options.quick else cases())
    began = time.monotonic()
    results = campaign.run(
        chosen,
        1 if options.quick else options.subjects,
        kinds=frozenset(options.kind),
        workers=options.workers,
        on_result=_tell,
    )
    text = f"{report.markdown(results)}\n\n{shared.origin(('Scrapy', 'lxml', 'rapidfuzz'))}"
    print(text)
    left = report.unexplained(results)
    states = ", ".join(
        f"{number} {state}" for state, number in sorted(Counter(r.state for r in results).items())
    )
    print(f"{states}; {len(left)} not explained; {time.monotonic() - began:.0f} s", file=sys.stderr)
    if options.json:
        shared.write_json(options.json, report.plain(results))
    if options.write:
        shared.write_section(options.write, "mutations", text)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
