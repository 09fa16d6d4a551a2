"""What the rules about policies have in common: which texts are policies, interpretations, reposts, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from auditor import urls
from auditor.facts import Facts, content_obstacles, unread_failure
from auditor.model import Column, Document, Obstacle, PageKind
from auditor.policy_words import policy_words
from auditor.statements import squeezed

POLICY, INTERPRETATION = "col-policy", "col-interpretation"
#: Labels of information boxes that tell whether a document is in force.
_VALIDITY = re.compile(r"^(?:有效性|时效性|是否有效|效力状态|文件状态|文件有效性|效力|状态)$")
_VOID = re.compile(r"废止|失效|无效|停止执行|否")
_VOID_TITLE = re.compile(
    r"[(\[【](?:此件|本文件|全文)?(?:现?已)?(?:废止|失效)[)\]】]|^(?:已废止|已失效|废止|失效)[:】]"
)


class Origin(StrEnum):
    OWN = "own"
    HIGHER = "higher"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Interpretation:
    """An interpretation: read (``document``), or only seen as a row of a list."""

    title: str
    url: str
    date: str | None
    document: Document | None = None


def day_of(text: str | None) -> date | None:
    """The day of an ISO date or datetime; None for anything else."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def unmarked_title(title: str) -> str:
    """A title, squeezed, without the mark that says its own document is repealed."""
    return _VOID_TITLE.sub("", squeezed(title))


def columns_below(facts: Facts, entry: str) -> dict[str, Column]:
    """Columns of a standard entry and what stands below them, without those that are columns of other entries."""
    columns = {column.id: column for column in facts.inventory.columns}
    found: dict[str, Column] = {}

    def inside(column: Column) -> bool:
        step: Column | None = column
        for _ in range(12):  # deeper trees than this are loops
            if step is None:
                return False
            said = facts.column_entry.get(step.id)
            if said is not None:
                return said == entry
            step = columns.get(step.parent or "")
        return False

    for column in facts.inventory.columns:
        if inside(column):
            found[column.id] = column
    return found


def head_column(columns: dict[str, Column]) -> Column | None:
    """The column that stands for all of them: the one nearest to the home page."""
    return min(columns.values(), key=lambda column: (len(column.path), column.id), default=None)


def unread(columns: dict[str, Column]) -> tuple[Obstacle, ...]:
    """Why a list of these may hold rows that were not seen; rows further down a long list are another matter."""
    found = []
    for column in columns.values():
        failure = unread_failure(column)
        reasons = (failure.value,) if failure else content_obstacles(column)
        found += [Obstacle(column.url, reason, column.name) for reason in reasons]
    return tuple(found)


# ── whose text it is ──────────────────────────────────────────────────────────────────────────────


def origin(facts: Facts, document: Document) -> Origin:
    """Whose text it is, by title, issuer, number and source; UNKNOWN when none of them tells."""
    words = policy_words()
    area = squeezed(facts.portal.name)[:2]
    title, issuer, source = (squeezed(text) for text in (document.title, document.issuer, document.source))
    if area and title.startswith(area):
        return Origin.OWN
    local = words.own_sources.search(title) is not None  # 县委宣传部 is no ministry
    if (words.higher.search(title) and not local) or words.higher_numbers.search(document.number):
        return Origin.HIGHER
    for name in (issuer, source):
        if not name:
            continue
        if (area and name.startswith(area)) or words.own_sources.search(name) or name in _organs(facts):
            return Origin.OWN
        if words.higher.search(name):
            return Origin.HIGHER
    if document.number and area and document.number.startswith(area[:1]):
        return Origin.OWN
    return Origin.UNKNOWN


def _organs(facts: Facts) -> frozenset[str]:
    return frozenset(squeezed(organ.name) for organ in facts.inventory.organs)


# ── kinds of texts ────────────────────────────────────────────────────────────────────────────────


def is_interpretation(title: str) -> bool:
    """Does a title look like an interpretation, not like a document about the work of interpreting?"""
    words, name = policy_words(), squeezed(title)
    return bool(words.interpretation.search(name)) and not words.not_interpretation.search(name)


def is_policy(title: str) -> bool:
    """Is a text of this title a document that its organ would interpret for the public?"""
    words, name = policy_words(), squeezed(title)
    bare = re.sub(r"[(（][^()（）]{0,30}[)）]$", "", name)
    if is_interpretation(name) or words.exempt.search(name):
        return False
    return bool(words.kinds.search(bare) or words.kinds.search(bare.rstrip("》")))


def is_void(facts: Facts, document: Document) -> bool:
    """Does the page say that its document is repealed or lapsed, in its title, its box, its text or its list?"""
    if _VOID_TITLE.search(squeezed(document.title)) or document.said("validity.void"):
        return True
    if any(
        _VALIDITY.match(squeezed(label)) and _VOID.search(squeezed(value)) for label, value in document.pairs
    ):
        return True
    here = urls.canonical(document.url)
    return any(
        item.url and urls.canonical(item.url) == here and _VOID_TITLE.search(squeezed(item.title))
        for column in facts.inventory.columns
        if column.id == document.column
        for item in column.items
    )


def articles_of(facts: Facts, columns: dict[str, Column]) -> Iterator[Document]:
    """Articles that were read and stand in one of these columns."""
    for document in facts.inventory.documents:
        if document.column in columns and document.kind is PageKind.ARTICLE:
            yield document


def own_policies(facts: Facts) -> tuple[Document, ...]:
    """Policies of the organ's own in the policy column, each once, also when it is posted twice; no void ones."""
    found: dict[str, Document] = {}
    for document in articles_of(facts, columns_below(facts, POLICY)):
        if (
            is_policy(document.title)
            and origin(facts, document) is Origin.OWN
            and not is_void(facts, document)
        ):
            found.setdefault(document.number or squeezed(document.title), document)
    return tuple(found.values())


def interpretations(facts: Facts) -> tuple[Interpretation, ...]:
    """All interpretations: texts that were read, and rows of the interpretation column that nobody opened."""
    columns = columns_below(facts, INTERPRETATION)
    words = policy_words()
    found: dict[str, Interpretation] = {}
    for document in facts.inventory.documents:
        title = squeezed(document.title)
        filed = (
            document.column in columns and document.kind is PageKind.ARTICLE and not words.kinds.search(title)
        )
        if filed or (is_interpretation(title) and document.kind is PageKind.ARTICLE):
            found[urls.canonical(document.url)] = Interpretation(
                document.title, document.url, document.date, document
            )
    for column in (*columns.values(), *columns_below(facts, POLICY).values()):
        for item in column.items:
            wanted = is_interpretation(item.title) or (
                column.id in columns and not words.kinds.search(squeezed(item.title))
            )
            if item.url and wanted:
                row = Interpretation(item.title, item.url, item.date)
                found.setdefault(urls.canonical(item.url), row)
    return tuple(found[key] for key in sorted(found))
