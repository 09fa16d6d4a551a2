"""Names that nobody tuned on: written down before the matcher was run on them, and left as they were.

``title`` is the standard title that a reader would give the name, ``-`` for none.
"""

from __future__ import annotations

import csv
from pathlib import Path

from auditor.catalog import load_standard
from auditor.match import match_names
from auditor.match.asked import asked
from auditor.match.reading import GROUPS
from auditor.model import Decision

ROWS = list(
    csv.DictReader(
        (Path(__file__).parents[1] / "data" / "matching_blind.tsv").open(encoding="utf-8"), delimiter="\t"
    )
)


def test_precision_and_recall_on_names_never_tuned_on() -> None:
    standard = load_standard()
    names = [asked(row["name"], row["context"], standard) for row in ROWS]
    matches = match_names(names, standard, groups=GROUPS)
    accepted = [
        (row["title"], match.title)
        for row, match in zip(ROWS, matches, strict=True)
        if match.decision is Decision.ACCEPTED
    ]
    right = sum(wanted == given for wanted, given in accepted)
    wanted = sum(row["title"] != "-" for row in ROWS)
    assert right / len(accepted) >= 0.985
    assert right / wanted >= 0.93
    assert sum(title == "-" for title, _ in accepted) <= 0.01 * (len(ROWS) - wanted)
