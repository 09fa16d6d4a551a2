"""Which documents other documents declare repealed or lapsed, and how surely."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.document_numbers import find_numbers, nfkc, same_number, year_of
from auditor.facts import Facts
from auditor.model import Document
from auditor.policy_words import policy_words
from rules.checks._pairs import core, likeness
from rules.checks._policies import day_of, unmarked_title

_EQUAL = 98.0
_SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Repeal:
    """``by`` says that what bears one of the ``numbers``, or one of the ``titles`` (cores), is repealed.

    ``sure``: it says so in so many words; a list of which only the numbers are known also names basis and successors.
    """

    by: Document
    numbers: tuple[str, ...]
    titles: tuple[str, ...]
    sure: bool
    quote: str


def repeals(facts: Facts) -> Iterator[Repeal]:
    """All that the documents read declare repealed."""
    words = policy_words()
    for document in facts.inventory.documents:
        title = unmarked_title(document.title)
        replaced = document.said("validity.replaces")
        quote = replaced.quote if replaced is not None else document.title[:80]
        if document.repeals:
            numbers = tuple(each for each in document.repeals if _is_number(each))
            titles = tuple(core(each) for each in document.repeals if each not in numbers)
            yield Repeal(document, numbers, titles, True, quote)
        elif words.repealing.search(title) and not words.keeping.search(title):
            named = re.match(r"^.{0,40}?关于废止(.{4,80})的(?:通知|公告|决定)$", title)
            if named:
                yield _of_text(document, named[1], document.title)
            titles = tuple(map(core, document.cited))
            yield Repeal(document, document.numbers, titles, False, document.title[:80])


def _is_number(text: str) -> bool:
    return year_of(text) is not None or re.search(r"令\d+号$", text) is not None


def _of_text(document: Document, clause: str, quote: str) -> Repeal:
    numbers = tuple(found.value for found in find_numbers(nfkc(clause)))
    titles = re.findall(r"《(.{4,140})》", clause) or [clause]
    return Repeal(document, numbers, tuple(core(title) for title in titles), True, quote)


def hits(repeal: Repeal, document: Document) -> bool:
    """Is this document among those that are repealed? Never the repealing one, nor one that is newer."""
    if document.url == repeal.by.url or not _is_older(document, repeal.by):
        return False
    if any(same_number(document.number, number) for number in repeal.numbers):
        return True
    mine = core(document.title)
    named = any(likeness(mine, title) >= _EQUAL or mine == title for title in repeal.titles)
    # Where the repeal gives numbers, a document with another number is another document.
    return named and len(mine) >= _SHORTEST and not (repeal.numbers and document.number)


def _is_older(document: Document, than: Document) -> bool:
    year, than_year = year_of(document.number), year_of(than.number)
    if year is not None and than_year is not None and year != than_year:
        return year < than_year
    here, there = (day_of(each.formed) or day_of(each.date) for each in (document, than))
    return here is not None and there is not None and here < there
