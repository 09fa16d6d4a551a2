"""Service guides as rules see them: which texts are guides, which elements each has, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from auditor import urls
from auditor.facts import Facts
from auditor.model import Column, Document
from auditor.service_words import Element, service_words
from auditor.statements import squeezed

#: Name in a profile's ``terms`` of the elements that its plan names besides the eight of 国办秘函〔2019〕19号.
OWED = "guide-elements"


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide with the ids of the elements that it has. ``silent``: nothing in it reads like an element."""

    document: Document
    column: Column | None
    found: frozenset[str]
    silent: bool

    @property
    def place(self) -> str:
        """Subject of what is said about it: its column, or itself."""
        return self.column.id if self.column else urls.path_of(self.document.url)

    @property
    def name(self) -> str:
        return self.column.name if self.column else self.document.title

    @property
    def veiled(self) -> bool:
        """True when what is not in the text may stand in a picture, a film or an attached file that is no form."""
        text = self.document
        if not text.whole:
            return True
        words = service_words()
        short = text.text_length < words.short_text
        more = text.pictures or text.media or text.said(words.attached)
        return any(not is_form(title) for _, title in text.attachments) or (short and bool(more))


def guides(facts: Facts) -> tuple[Guide, ...]:
    """All guides among the texts that were read, in the order of the inventory."""
    return tuple(_guides(facts))


def by_place(facts: Facts) -> Mapping[str, list[Guide]]:
    """Guides by subject, sorted."""
    found: dict[str, list[Guide]] = {}
    for guide in guides(facts):
        found.setdefault(guide.place, []).append(guide)
    return dict(sorted(found.items()))


def owed(facts: Facts) -> tuple[Element, ...]:
    """The eight kinds of 19号 and what the profile's plan names besides."""
    asked = set(facts.profile.terms.get(OWED, ()))
    return tuple(
        element
        for element in service_words().elements
        if not element.other or element.title in asked or element.id in asked
    )


def form_addresses(facts: Facts) -> frozenset[str]:
    """Canonical addresses of the files that guides hold: :mod:`dead_form` reports those that are dead."""
    return frozenset(urls.canonical(url) for guide in guides(facts) for url, _ in guide.document.attachments)


def is_form(title: str) -> bool:
    """True for the name of a blank or sample form; a file of another name may hold the text itself."""
    return any(word in title for word in service_words().forms.names)


@lru_cache(maxsize=8192)
def is_guide_title(title: str) -> bool:
    words, plain = service_words(), squeezed(title)
    named = words.titles.search(plain) and not words.columns.search(plain)  # “办事指南” alone names a column
    return bool(named) and not words.without.search(plain)


def _guides(facts: Facts) -> Iterator[Guide]:
    words = service_words()
    columns = {column.id: column for column in facts.inventory.columns}
    for document in facts.inventory.documents:
        column, title = columns.get(document.column), squeezed(document.title)
        in_column = column is not None and words.columns.search(squeezed(column.name)) is not None
        if in_column and column is not None and urls.canonical(column.url) == urls.canonical(document.url):
            continue  # the page of the column introduces its guides, or holds several
        if is_guide_title(document.title) or (in_column and title and not words.without.search(title)):
            yield _guide(document, column)


def _guide(document: Document, column: Column | None) -> Guide:
    said = {statement.id for statement in document.says}
    words = service_words()
    labels = [squeezed(label) for label, _ in document.pairs]
    labels = [label for label in labels if not any(word in label for word in words.frame_labels)]
    found, read = set(), False
    for element in words.elements:
        shown = element.statement in said or any(word in label for word in element.labels for label in labels)
        read = read or (shown and not element.by_title)
        if shown or (element.by_title and document.title):
            found.add(element.id)
    return Guide(document, column, frozenset(found), not read)
