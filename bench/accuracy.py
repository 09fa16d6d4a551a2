"""How often the auditor is right: ``make accuracy`` prints it and writes ``docs/accuracy.md``.

    python bench/accuracy.py [--quick] [--table tests/data/matching.tsv] [--folds 5] [--json FILE] [--write docs/accuracy.md]

First the matcher (section ``matcher`` of the document), then all other labelled sets (section ``labelled``, see
``bench/labelled``); the mutation campaign is ``python -m bench.mutations``. Exit code 1 when a set is not right that the test
suite demands whole.

The table holds labelled names: name, context, group, id (or -), source. The source begins with ``tuned`` or ``held``:
rules and words were made while looking at the tuned rows only. A name is right when it is accepted as the labelled
entry; ``-`` marks a hard negative, which must not be accepted as anything.

Cross-validation: per fold the likeness that accepts and the lead over the runner-up are chosen on the other folds and
judged on this one.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from auditor.catalog import Standard, load_standard  # noqa: E402
from auditor.match import Thresholds, asked, match_names  # noqa: E402
from auditor.match.rungs import DEFAULT  # noqa: E402
from auditor.model import Decision, Match  # noqa: E402
from bench import result as shared  # noqa: E402
from bench.labelled import report as labelled  # noqa: E402

TABLE = ROOT / "tests" / "data" / "matching.tsv"
GROUPS = ("column", "field", "item")
ACCEPTS = (84.0, 86.0, 88.0, 90.0, 92.0, 94.0)
MARGINS = (2.0, 4.0, 6.0, 8.0, 10.0)
TARGETS = "targets: precision ≥ 0.985, recall ≥ 0.93, hard negatives accepted ≤ 1 %"


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    context: str
    group: str
    id: str
    source: str

    @property
    def held(self) -> bool:
        return self.source.startswith("held")

    @property
    def negative(self) -> bool:
        return self.id == "-"


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over some rows. ``right``: accepted as labelled; ``tempted``: hard negatives accepted."""

    rows: int
    positives: int
    accepted: int
    right: int
    review: int
    negatives: int
    tempted: int

    @property
    def precision(self) -> float:
        return self.right / self.accepted if self.accepted else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.positives if self.positives else 1.0

    @property
    def temptation(self) -> float:
        return self.tempted / self.negatives if self.negatives else 0.0

    @property
    def good(self) -> bool:
        return self.precision >= 0.985 and self.temptation <= 0.01


def read(path: Path = TABLE) -> list[Row]:
    """The labelled rows. ValueError names a line that is none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = []
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != 5:
            raise ValueError(f"{path}:{number}: {len(cells)} cells instead of 5")
        found.append(Row(*cells))
    return found


def judge(rows: Sequence[Row], standard: Standard, thresholds: Thresholds = DEFAULT) -> list[Match]:
    names = [asked(row.name, row.context, standard) for row in rows]
    return match_names(names, standard, thresholds=thresholds)


def count(pairs: Iterable[tuple[Row, Match]]) -> Figures:
    found = list(pairs)
    accepted = [(row, match) for row, match in found if match.decision is Decision.ACCEPTED]
    return Figures(
        rows=len(found),
        positives=sum(not row.negative for row, _ in found),
        accepted=len(accepted),
        right=sum(match.id == row.id for row, match in accepted),
        review=sum(match.decision is Decision.REVIEW for _, match in found),
        negatives=sum(row.negative for row, _ in found),
        tempted=sum(row.negative for row, _ in accepted),
    )


def cross_validated(
    rows: Sequence[Row], standard: Standard, folds: int
) -> tuple[Figures, list[tuple[float, float]]]:
    """Figures over all rows, each judged with thresholds chosen without its fold; and what each fold chose."""
    grid = list(product(ACCEPTS, MARGINS))
    runs = {(a, m): judge(rows, standard, Thresholds(a, DEFAULT.review, m)) for a, m in grid}
    fold = [zlib.crc32(f"{row.name}\t{row.context}".encode()) // 7 % folds for row in rows]
    pairs: list[tuple[Row, Match]] = []
    chosen = []
    for number in range(folds):
        others = {
            key: count((r, m) for r, m, f in zip(rows, run, fold, strict=True) if f != number)
            for key, run in runs.items()
        }
        best = max(grid, key=lambda key: _worth(others[key], key))
        chosen.append(best)
        pairs += [(r, m) for r, m, f in zip(rows, runs[best], fold, strict=True) if f == number]
    return count(pairs), chosen


def _worth(figures: Figures, key: tuple[float, float]) -> tuple[bool, float, float, float]:
    """Good before bad, then recall, then precision, then the stricter thresholds."""
    return (figures.good, round(figures.recall, 4), round(figures.precision, 4), sum(key))


def report(rows: Sequence[Row], standard: Standard, folds: int) -> str:
    matches = judge(rows, standard)
    pairs = list(zip(rows, matches, strict=True))
    crossed, chosen = cross_validated(rows, standard, folds)
    held = [pair for pair in pairs if pair[0].held]
    lines = [
        "How it is measured: `bench/accuracy.py`. The names: `tests/data/matching.tsv`.",
        f"Catalog edition {standard.edition}: {len(standard.entries)} columns and fields, {len(standard.items)} items.",
        "",
        TARGETS + ".",
        "",
        "Held-out rows were labelled before any result was seen, and a row that led to a change of rules or words was",
        "moved to the tuned ones. Most are column names of real portals as public crawlers quote them; but the hand that",
        "labelled them also wrote the words, so expect less on a portal never seen.",
        "",
        "| rows | names | precision | recall | left for review | hard negatives accepted |",
        "|---|---|---|---|---|---|",
        _line("all", count(pairs)),
        _line("tuned on", count(pair for pair in pairs if not pair[0].held)),
        _line("held out", count(held)),
        _line(f"all, thresholds by {folds}-fold cross-validation", crossed),
        *(_line(f"{group}s (all)", count(p for p in pairs if p[0].group == group)) for group in GROUPS),
        *(_line(f"{group}s (held out)", count(p for p in held if p[0].group == group)) for group in GROUPS),
        "",
        "Thresholds chosen per fold (likeness, lead): "
        + ", ".join(f"{accept:g}/{margin:g}" for accept, margin in chosen)
        + f"; in use: {DEFAULT.accept:g}/{DEFAULT.margin:g}.",
        "",
        "Rungs of the accepted: "
        + ", ".join(
            f"{method} {number}"
            for method, number in Counter(
                m.method for _, m in pairs if m.decision is Decision.ACCEPTED
            ).most_common()
        )
        + ".",
        "",
        "### Worst confusions",
        "",
        *_confusions(pairs),
    ]
    return "\n".join(lines) + "\n"


def _line(what: str, figures: Figures) -> str:
    tempted = f"{figures.tempted} of {figures.negatives}" if figures.negatives else "–"
    precision, recall = f"{figures.precision:.4f}", f"{figures.recall:.4f}"
    return f"| {what} | {figures.rows} | {precision} | {recall} | {figures.review / max(figures.rows, 1):.1%} | {tempted} |"


def _confusions(pairs: Iterable[tuple[Row, Match]]) -> list[str]:
    wrong = [(row, m) for row, m in pairs if m.decision is Decision.ACCEPTED and m.id != row.id]
    missed = [(row, m) for row, m in pairs if not row.negative and m.decision is not Decision.ACCEPTED]
    lines = ["| name | context | labelled | answer | rung | score |", "|---|---|---|---|---|---|"]
    for row, m in (*wrong, *sorted(missed, key=lambda pair: -pair[1].score)):
        answer = f"{m.decision} {m.id or ''}".strip()
        lines.append(
            f"| {row.name} | {row.context.replace('|', '/')} | {row.id} | {answer} | {m.method} | {m.score:g} |"
        )
    return lines if len(lines) > 2 else ["None."]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="two portals in place of all")
    parser.add_argument("--table", type=Path, default=TABLE)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    rows = read(options.table)
    matcher = report(rows, load_standard(), options.folds)
    tallies = tuple(labelled.measured(quick=options.quick))
    others = f"{labelled.markdown(tallies)}\n{shared.origin(('rapidfuzz', 'lxml', 'Scrapy'))}"
    print(f"{matcher}\n{others}")
    if options.json:
        shared.write_json(options.json, [asdict(each) for each in tallies])
    if options.write:
        shared.write_section(options.write, "matcher", matcher)
        shared.write_section(options.write, "labelled", others)
    return 1 if labelled.regressions(tallies) else 0


if __name__ == "__main__":
    sys.exit(main())
