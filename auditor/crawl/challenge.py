"""Walls that answer instead of the portal, and which of them any visitor's browser passes unasked. Pure.

What tells a wall is data (``rules/not_content.yml``), see :mod:`auditor.crawl.not_content`. A wall that only wants a
script to run and a cookie to come back lets every browser in, so ours may run it too. A captcha asks for a human
being and a block says no: neither is ever got around.
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.crawl.not_content import kinds_of
from auditor.model import Failure
from auditor.wall_words import wall_words


def is_challenge(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """Short name of the wall, or None. ``headers`` have lower-case names; ``body`` is the decoded body."""
    return next((mark for kind, mark in kinds_of(status, headers, body) if kind is Failure.CHALLENGE), None)


def may_pass(mark: str) -> bool:
    """True for a wall that only wants a script to set a cookie: any visitor's browser passes it unasked."""
    signs = [sign for kind in wall_words().kinds if kind.failure is Failure.CHALLENGE for sign in kind.signs]
    return any(sign.browser for sign in signs if sign.mark == mark)
