"""Words that forbid a match whatever the score says."""

from __future__ import annotations

from functools import lru_cache

from auditor.catalog import Standard


def confused(name: str, variant: str, standard: Standard) -> bool:
    """True when ``name`` and ``variant`` hold opposite words of a confusable pair (预算公开, 决算公开).

    A name that holds words of both sides is not vetoed. Both texts squeezed.
    """
    return any(
        _sides(name, variant, pair.one, pair.other) or _sides(name, variant, pair.other, pair.one)
        for pair in standard.confusables
    )


def _sides(name: str, variant: str, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return (
        _holds(name, one) and not _holds(name, other) and _holds(variant, other) and not _holds(variant, one)
    )


def negated(name: str, variant: str, entry_id: str, standard: Standard) -> bool:
    """True when ``name`` holds a word, absent from ``variant``, that makes it something else than the entry."""
    return any(word not in variant for word in _negatives(standard, entry_id) if word in name)


@lru_cache(maxsize=4096)
def _negatives(standard: Standard, entry_id: str) -> tuple[str, ...]:
    """The negative words that apply to an entry."""
    found = dict.fromkeys(
        word
        for negative in standard.negatives
        if not negative.entries or entry_id in negative.entries
        for word in negative.words
    )
    return tuple(found)


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)
