"""Names with the entry that each means: the blind table and the table of the matcher's tests."""

from __future__ import annotations

import csv
from pathlib import Path

from auditor.catalog import load_standard
from auditor.match import match_names
from auditor.match.asked import asked
from auditor.match.reading import GROUPS
from auditor.model import Decision, Group, PublishedName
from bench.labelled.tally import Tally, tally

_TESTS = Path(__file__).resolve().parents[2] / "tests"


def blind() -> Tally:
    """``tests/data/matching_blind.tsv``: written down before the matcher was run on them, and left as they were."""
    path = _TESTS / "data" / "matching_blind.tsv"
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    standard = load_standard()
    names = [asked(row["name"], row["context"], standard) for row in rows]
    matches = match_names(names, standard, groups=GROUPS)
    wanted = [(at, row["name"], row["title"]) for at, row in enumerate(rows) if row["title"] != "-"]
    given = [
        (at, row["name"], match.title)
        for at, (row, match) in enumerate(zip(rows, matches, strict=True))
        if match.decision is Decision.ACCEPTED
    ]
    return tally("names never tuned on", "tests/data/matching_blind.tsv", len(rows), wanted, given, held=True)


def placed() -> Tally:
    """``tests/match/names.tsv``: each name with what it means as a column and what it means as a field."""
    lines = (_TESTS / "match" / "names.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t")[:4] for line in lines if line and not line.startswith("#")]
    names = [PublishedName(row[0], tuple(part for part in row[1].split(">") if part)) for row in rows]
    wanted, given = [], []
    standard = load_standard()
    for group, cell in ((Group.COLUMN, 2), (Group.FIELD, 3)):
        matches = match_names(names, standard, groups=(group,))
        for at, (row, match) in enumerate(zip(rows, matches, strict=True)):
            if row[cell] != "-":
                wanted.append((at, row[0], row[cell]))
            if match.decision is Decision.ACCEPTED:
                given.append((at, row[0], str(match.id)))
    return tally("names as columns and as fields", "tests/match/names.tsv", 2 * len(rows), wanted, given)
