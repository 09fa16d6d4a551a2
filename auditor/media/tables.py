"""Tables that list accounts of new media: name, office in charge and platform, one account a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.media_words import Headers, media_words
from auditor.model import ObjectTable
from auditor.statements import squeezed

_ROLES = ("name", "owner", "platform", "state", "main")
_NEEDED = frozenset({"name", "owner", "platform"})
_QUOTED = 120


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One row. ``platform`` is an id of ``rules/media.yml``, ``kind`` a kind within it ("" = not told); ``owner`` is ""
    where nobody is named; ``closed``: the row says 注销, 关停; ``url`` is the page that holds the table."""

    name: str
    owner: str
    platform: str
    kind: str
    closed: bool
    main: bool
    url: str
    quote: str


def account_rows(table: ObjectTable) -> tuple[AccountRow, ...] | None:
    """The accounts of a table in its order; None when it is no list of accounts. Rows without a name, or on a
    platform that nobody knows, are left out."""
    return read_rows(table.attributes, table.objects, table.url)


def read_rows(
    header: Sequence[str], rows: Sequence[Sequence[str]], url: str
) -> tuple[AccountRow, ...] | None:
    """As :func:`account_rows`, from the cells of a header and of the rows below it."""
    at = _columns(header)
    if at is None:
        return None
    named = sum(media_words().platform(row[at["platform"]]) is not None for row in rows)
    if named * 2 <= len(rows):
        return None
    found = (_account(row, at, url) for row in rows)
    return tuple(account for account in found if account is not None)


def _columns(header: Sequence[str]) -> dict[str, int] | None:
    """Where name, owner and platform stand, and state and main account if they do."""
    labels = [squeezed(label) for label in header]
    found: dict[str, int] = {}
    for role in _ROLES:
        for word in _words_of(media_words().headers, role):
            at = next(
                (x for x, label in enumerate(labels) if label == word and x not in found.values()), None
            )
            if at is not None:
                found[role] = at
                break
    return found if found.keys() >= _NEEDED else None


def _words_of(headers: Headers, role: str) -> Sequence[str]:
    return {
        "name": headers.name,
        "owner": headers.owner,
        "platform": headers.platform,
        "state": headers.state,
        "main": headers.main,
    }[role]


def _account(row: Sequence[str], at: dict[str, int], url: str) -> AccountRow | None:
    words = media_words()
    name, owner = squeezed(row[at["name"]]), squeezed(row[at["owner"]])
    platform = words.platform(row[at["platform"]])
    if platform is None or not name:
        return None
    return AccountRow(
        name=name,
        owner="" if owner in words.nobody else owner,
        platform=platform.id,
        kind=next((kind for kind in words.kinds if kind in row[at["platform"]]), ""),
        closed=any(word in cell for word in words.closed for cell in row),
        main="main" in at and squeezed(row[at["main"]]) in words.main,
        url=url,
        quote=" ".join(cell for cell in row if cell)[:_QUOTED],
    )
