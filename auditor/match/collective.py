"""Names that are an entry only together: a row of townships is the portal's 乡镇 column."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
