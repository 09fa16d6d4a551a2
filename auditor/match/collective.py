"""Names that are an entry only together: a row of townships is the portal's 乡镇 column, 低保 with 特困供养 and 临时救助
is 社会救助."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from auditor.match.grammar import lexicon
from auditor.match.ladder import Batch
from auditor.match.normal import squeeze
from auditor.model import PublishedName

ENOUGH = 3
_TOWNSHIP = re.compile(r"[\u4e00-\u9fff]{1,8}(?:镇|乡|街道|街道办事处|镇人民政府|乡人民政府)$")
_NOT_ONE = re.compile(
    r"乡镇|城镇|集镇|古镇|小镇|名镇|强镇|美丽乡|家乡|下乡|返乡|水乡|回乡|^各|镇街|重镇|特色"
)


def townships(names: Iterable[PublishedName]) -> tuple[PublishedName, ...]:
    """The distinct names of townships and subdistricts, in the order given; empty when fewer than three."""
    found: dict[str, PublishedName] = {}
    for name in names:
        text = squeeze(name.name)
        if _TOWNSHIP.match(text) and not _NOT_ONE.search(text):
            found.setdefault(text, name)
    return tuple(found.values()) if len(found) >= ENOUGH else ()


def spread(entry_id: str, names: Sequence[PublishedName], batch: Batch) -> tuple[PublishedName, ...]:
    """The columns over which the entry is spread, one of each part; empty when a part is missing.

    Counted are columns below one parent: 养老保险 in the news and 失业保险 among the services are no 社会保险.
    """
    for row in lexicon(batch.standard).spread:
        if row.entry != entry_id:
            continue
        siblings: dict[tuple[str, ...], dict[int, PublishedName]] = {}
        for name in names:
            over = batch.above(name.context)
            if over.foreign or over.topical:
                continue
            shape = batch.reader.read(name.name).shape
            for number, part in enumerate(row.parts):
                if any(text in part for text in (shape.bare, *shape.cores)):
                    siblings.setdefault(name.context, {}).setdefault(number, name)
        for found in siblings.values():
            if len(found) == len(row.parts):
                return tuple(found[number] for number in sorted(found))
    return ()
