"""All that was read of one account, put together."""

from __future__ import annotations

from collections.abc import Sequence

from auditor import urls
from auditor.model import AccountReading, Post


def combined(readings: Sequence[AccountReading]) -> tuple[tuple[Post, ...], bool]:
    """The posts of all readings, each once, newest first and those without a day last; and whether they are whole: one of
    the readings reaches back beyond the period or to the end of its list.

    ``readings`` of one list are its pages in order, all of them read: a page is asked when the one before it was not whole.
    """
    known: dict[tuple[str, str], Post] = {}
    for reading in readings:
        for post in reading.posts:
            key = (urls.canonical(post.url), "") if post.url else (post.title, post.day)
            kept = known.get(key)
            known[key] = post if kept is None else _fuller(kept, post)
    posts = sorted(known.values(), key=lambda post: post.day, reverse=True)
    return tuple(posts), any(reading.whole for reading in readings)


def _fuller(one: Post, other: Post) -> Post:
    """Of two readings of a post the one that tells more: an article's own page tells its source and its text."""
    return max((one, other), key=lambda post: (bool(post.day), bool(post.source), len(post.text)))
