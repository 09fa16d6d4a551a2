"""What both databases take alike: texts, moments, lists of any length, rows that may be there already."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")

#: PostgreSQL keeps no NUL, and neither keeps half a surrogate pair; error texts of crawled pages may hold both.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
#: Fewer than the parameters that either database takes in one statement.
_CHUNK = 500


def plain(text: str, limit: int | None = None) -> str:
    """``text`` as both databases can keep it, cut to ``limit`` characters."""
    clean = _UNSTORABLE.sub("\ufffd", text)
    return clean if limit is None or len(clean) <= limit else clean[: limit - 1] + "…"


def moment(time: datetime) -> str:
    """ISO text in UTC, to the second, that sorts as time does."""
    if time.tzinfo is None:
        raise ValueError("a time without a zone")
    return time.astimezone(UTC).isoformat(timespec="seconds")


def chunks(values: Sequence[T], size: int = _CHUNK) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def insert_new(c: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts the rows whose key is not there yet; the others stay as they are."""
    if not rows:
        return
    if c.dialect.name == "postgresql":
        c.execute(postgresql.insert(table).on_conflict_do_nothing(), list(rows))
    else:
        c.execute(sqlite.insert(table).on_conflict_do_nothing(), list(rows))


def put(c: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows, or replaces the values of those whose key is there already. All rows name the same columns."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    rest = [name for name in rows[0] if name not in keys]
    if c.dialect.name == "postgresql":
        fresh = postgresql.insert(table)
        c.execute(
            fresh.on_conflict_do_update(
                index_elements=keys, set_={name: fresh.excluded[name] for name in rest}
            ),
            list(rows),
        )
    else:
        new = sqlite.insert(table)
        c.execute(
            new.on_conflict_do_update(index_elements=keys, set_={name: new.excluded[name] for name in rest}),
            list(rows),
        )
