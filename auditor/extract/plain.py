"""Text as a reader sees it, and rows of it. Apart from the tree, so that who reads a document need not load the readers of
pages: each attachment is read by a process of its own."""

from __future__ import annotations

_ZERO_WIDTH = dict.fromkeys((0x200B, 0xFEFF))


def clean(text: str | None) -> str:
    """Fold white space of every kind, zero-width marks included, to single spaces."""
    return " ".join(visible(text or "").split())


def squeeze(text: str) -> str:
    """Remove white space altogether: ``公  示`` → ``公示``."""
    return "".join(visible(text).split())


def visible(text: str) -> str:
    """Without zero-width marks. Looking for them first is far cheaper than translating every text."""
    return text.translate(_ZERO_WIDTH) if "\u200b" in text or "\ufeff" in text else text


def is_table(rows: tuple[tuple[str, ...], ...]) -> bool:
    """A single row may be the end of a table that is split over pages, when it has the cells for it."""
    return len(rows) > 1 or (len(rows) == 1 and len(rows[0]) >= 4)
