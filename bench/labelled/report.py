"""All labelled sets as one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bench.labelled import names, pages, portals, tables, verdicts
from bench.labelled.tally import Tally
from bench.result import table

#: Enough to show that the measurement works: one portal with static pages, one behind an interface.
QUICK = ("fushan", "chuannan")
_SHOWN = 12


def measured(*, quick: bool) -> Iterator[Tally]:
    """Every set; ``quick`` crawls two portals in place of all."""
    yield names.blind()
    yield names.placed()
    yield pages.walls()
    yield pages.documents()
    yield verdicts.rule_cases()
    yield from portals.portals(QUICK if quick else portals.inventoried())
    yield from tables.tables()


def markdown(tallies: Sequence[Tally]) -> str:
    """The section of the document."""
    rows = [
        (
            each.name + (" (held out)" if each.held else ""),
            f"{each.cases:,}", f"{each.wanted:,}", f"{each.precision:.4f}", f"{each.recall:.4f}", f"`{each.source}`",
        )
        for each in tallies
    ]  # fmt: skip
    head = ["labelled", "cases", "answers wanted", "precision", "recall", "labels"]
    return "\n".join(
        [
            "What is labelled in the repository besides the names above. The test suite demands all but the held-out set:",
            "anything below 1 there is a regression and ends the command with an error; only the held-out figures say how good a",
            "reader is on what it was not made for. Tables of tests count a row as right when its test holds.",
            "",
            table(head, rows),
            "",
            *_wrong(tallies),
        ]
    )


def regressions(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    """Sets that the suite demands whole and that are not."""
    return tuple(each for each in tallies if not each.held and each.wrong)


def _wrong(tallies: Iterable[Tally]) -> Iterator[str]:
    for each in tallies:
        if each.wrong:
            more = f" … and {len(each.wrong) - _SHOWN} more" if len(each.wrong) > _SHOWN else ""
            yield f"*{each.name}*: {'; '.join(each.wrong[:_SHOWN])}{more}"
            yield ""
