"""Until when a solicitation, survey or notice runs, as its text says."""

from __future__ import annotations


def closing_day(title: str, text: str, published: str | None) -> str | None:
    """ISO day on which it ends; None when the text names none. ``published`` gives the year that it leaves out."""
    return None
