"""Documents below the columns that hold them, each by the name that its own first lines give it.

Such an entry only adds: it is there when the document was read, and its absence says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from auditor import urls
from auditor.attachment_words import attachment_words
from auditor.extract.dom import squeeze
from auditor.extract.records import Records
from auditor.model import Column, Entry, PageKind

_HOLDERS = frozenset({PageKind.LIST, PageKind.CHANNEL, PageKind.CONTENT})
#: Longer titles are those of single papers (characters).
_MAX_NAME = 30


def document_entries(
    records: Records, columns: Iterable[Column], known: Sequence[Entry]
) -> tuple[Entry, ...]:
    """One entry per document, below the column with the shortest path; none that ``known`` has already."""
    by_key = {urls.canonical(column.url): column for column in columns if column.kind in _HOLDERS}
    there = {(squeeze(entry.name), urls.canonical(entry.url)) for entry in known if entry.url}
    found = []
    for key in sorted(records.headings):
        heading = records.headings[key]
        holders = sorted(_holders(records, key, by_key), key=lambda column: (len(column.path), column.id))
        if not holders or not is_name(heading) or (squeeze(heading), key) in there:
            continue
        holder = holders[0]
        url = records.fetches[key].url
        found.append(Entry(heading, url, "document", holder.path, found_on=holder.url))
    return tuple(found)


def is_name(heading: str) -> bool:
    """Could a title be the name of a column? 关于印发…的通知 and a catalog of items are papers within one."""
    text = squeeze(heading)
    return 2 <= len(text) <= _MAX_NAME and not any(word in text for word in attachment_words().not_columns)


def _holders(records: Records, key: str, columns: dict[str, Column]) -> Iterator[Column]:
    """Columns that link to a document, also through a redirect."""
    for page, _ in records.links_to(key):
        column = columns.get(urls.canonical(page))
        if column is not None and column.failure is None:
            yield column
