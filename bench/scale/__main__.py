"""Curves of time and memory: pages, columns, counties, nights.

    python -m bench.scale [--quick | --full] [--axis pages=1000,3000] [--json FILE] [--write docs/performance.md]

Without an option each curve has sizes for minutes; ``--full`` goes to 100,000 pages, 5,000 columns, 300 counties and
365 nights (twenty minutes), ``--quick`` shows that the measurement works. ``--write`` rewrites the section ``scale``
and the pictures in the folder ``performance`` beside the document. Exit code 1 when an audit was not whole.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench import result as shared  # noqa: E402
from bench.scale.curve import Curve, thinned  # noqa: E402
from bench.scale.nights import by_counties, by_nights  # noqa: E402
from bench.scale.plot import svg  # noqa: E402
from bench.scale.portal import Incomplete, by_columns, by_pages  # noqa: E402

#: Axis → sizes of the quick, the usual and the full form.
SIZES: dict[str, tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]] = {
    "pages": ((105, 420), (1_000, 2_000, 4_000, 8_000), (1_000, 3_000, 10_000, 30_000, 100_000)),
    "columns": ((20, 60), (100, 300, 1_000), (100, 300, 1_000, 2_000, 5_000)),
    "counties": ((1, 3), (1, 3, 10, 30), (1, 3, 10, 30, 100, 300)),
    "nights": ((2, 6), (1, 10, 30, 90), (1, 30, 90, 180, 365)),
}
_COUNTIES = (3, 10, 50)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m bench.scale",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    form = made.add_mutually_exclusive_group()
    form.add_argument("--quick", action="store_true")
    form.add_argument("--full", action="store_true")
    made.add_argument(
        "--axis",
        action="append",
        default=[],
        type=_axis,
        help=f"one of {', '.join(sorted(SIZES))}; with sizes of its own: pages=1000,5000",
    )
    made.add_argument("--json", type=Path)
    made.add_argument("--write", type=Path, help="document whose section `scale` is rewritten")
    return made


def _axis(word: str) -> tuple[str, tuple[int, ...]]:
    """An axis and its sizes, none for those of the form."""
    name, _, given = word.partition("=")
    if name not in SIZES:
        raise argparse.ArgumentTypeError(f"no axis {name}")
    return name, tuple(int(each) for each in given.split(",")) if given else ()


def curves(axes: Sequence[tuple[str, Sequence[int]]], form: int) -> list[Curve]:
    """Measure; Incomplete when an audit, a night or an answer is not whole."""
    measure: dict[str, Callable[[Sequence[int]], Curve]] = {
        "pages": by_pages,
        "columns": by_columns,
        "counties": by_counties,
        "nights": lambda wanted: by_nights(wanted, _COUNTIES[form]),
    }
    found = []
    for axis, sizes in axes:
        curve = measure[axis](thinned(sizes or SIZES[axis][form]))
        print(curve.markdown(_picture(curve)), flush=True)
        print()
        found.append(curve)
    return found


def _picture(curve: Curve) -> str:
    return f"performance/{curve.name.lower()}.svg"


def main() -> int:
    made = parser()
    options = made.parse_args()
    form = 0 if options.quick else 2 if options.full else 1
    try:
        found = curves(options.axis or [(axis, ()) for axis in SIZES], form)
    except Incomplete as error:
        print(f"NOT whole: {error}", file=sys.stderr)
        return 1
    print(shared.origin(("Scrapy", "Twisted", "lxml", "SQLAlchemy")))
    if options.json:
        shared.write_json(options.json, [asdict(curve) for curve in found])
    if options.write:
        _write(options.write, found)
    return 0


def _write(path: Path, found: Sequence[Curve]) -> None:
    """The section and its pictures. A section is written as a whole: all axes have to be measured in one run."""
    text = "\n\n".join(curve.markdown(_picture(curve)) for curve in found)
    shared.write_section(
        path, "scale", f"{text}\n\n{shared.origin(('Scrapy', 'Twisted', 'lxml', 'SQLAlchemy'))}"
    )
    for curve in found:
        picture = path.parent / _picture(curve)
        picture.parent.mkdir(exist_ok=True)
        picture.write_text(svg(curve), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
