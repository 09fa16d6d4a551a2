"""Published results of what the public was asked: where they stand, whether two titles are about one matter, and where a
result may stand that nobody saw. Shared by the rules on solicitations and on surveys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz import fuzz

from auditor import urls
from auditor.entrance_words import SolicitationWords
from auditor.facts import Facts, content_obstacles, unread_failure
from auditor.model import Column, Document, Obstacle

#: Similarity (0–100) of two subjects from which they are one, and from which nobody can tell.
SAME, NEAR = 82.0, 65.0
#: A subject of fewer characters says nothing; one within another counts from this length.
_SAYS, _WITHIN = 4, 6
#: Without a closing day a solicitation is over after a year.
_OVER = timedelta(days=365)
_YEAR = re.compile(r"(?:19|20)\d\d(?=年|度|[-—])")


@dataclass(frozen=True, slots=True)
class Result:
    """A published result: a text that was read, or only a row of a list."""

    title: str
    url: str
    document: Document | None = None


def is_family(facts: Facts, column: Column, words: SolicitationWords) -> bool:
    own = facts.column_entry.get(column.id) == "col-consultation"
    return own or words.columns.search(column.name) is not None


def solicitations(facts: Facts, words: SolicitationWords) -> Iterator[Document]:
    """Texts that ask the public: in a column for it, or with a day on which they end. Each subject once."""
    family = {column.id for column in facts.inventory.columns if is_family(facts, column, words)}
    homes = {urls.canonical(column.url) for column in facts.inventory.columns}
    seen: set[str] = set()
    for document in facts.inventory.documents:
        if not words.is_solicitation(document.title):
            continue
        # A column that is called 意见征集 is no solicitation, unless its one text says when it ends.
        alone = urls.canonical(document.url) in homes
        if document.closes or (document.column in family and not alone):
            title = re.sub(r"\W", "", document.title)
            if title not in seen:
                seen.add(title)
                yield document


def over_since(facts: Facts, closes: str | None, asked: str | None) -> str:
    """The day on which it ended, when the time to publish the result is over; else "". Without a closing day it is
    over a year after the public was asked."""
    grace = timedelta(days=facts.profile.threshold("solicitation-days"))
    if closes:
        return closes if date.fromisoformat(closes) + grace < facts.today else ""
    if asked and date.fromisoformat(asked[:10]) + _OVER + grace < facts.today:
        return asked[:10]
    return ""


def results(facts: Facts, words: SolicitationWords) -> tuple[Result, ...]:
    """Everything on the portal whose title says that it is a result; texts that were read before mere rows."""
    inventory = facts.inventory
    found = {
        urls.canonical(doc.url): Result(doc.title, doc.url, doc)
        for doc in inventory.documents
        if words.is_result(doc.title)
    }
    for column in inventory.columns:
        # What stands in a column of results is a result, whatever its title says.
        of_results = words.result_columns.search(column.name) is not None
        for item in column.items:
            if item.url and (of_results or words.is_result(item.title)):
                found.setdefault(urls.canonical(item.url), Result(item.title, item.url))
    return tuple(found.values())


def likeness(words: SolicitationWords, call: str, result: str) -> float:
    """0–100. Different years are different subjects."""
    years, others = set(_YEAR.findall(call)), set(_YEAR.findall(result))
    if years and others and not years & others:
        return 0.0
    one, other = words.subject(call), words.subject(result)
    if min(len(one), len(other)) < _SAYS:
        return 0.0
    if min(len(one), len(other)) >= _WITHIN and (one in other or other in one):
        return 100.0
    return fuzz.ratio(one, other)


def unread(facts: Facts, words: SolicitationWords, since: str) -> Iterator[Obstacle]:
    """Where a result may stand that was not seen: lists that were not read back to the day (ISO, "" unknown) on which
    the public was asked."""
    for column in facts.inventory.columns:
        entry = facts.column_entry.get(column.id)
        if not (
            entry == "col-notices"
            or is_family(facts, column, words)
            or words.result_columns.search(column.name)
        ):
            continue
        if failure := unread_failure(column):
            yield Obstacle(column.url, failure.value, column.name)
        for reason in content_obstacles(column):
            yield Obstacle(column.url, reason, column.name)
        days = [item.date[:10] for item in column.items if item.date]
        if column.more and not (since and days and min(days) <= since):
            yield Obstacle(column.url, "list-goes-on", column.name)
    for entrance in facts.inventory.entries:
        if entrance.kind == "external" and words.columns.search(entrance.name):
            yield Obstacle(entrance.url, "external", entrance.name)
