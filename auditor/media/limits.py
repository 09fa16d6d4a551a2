"""Bounds of a media crawl."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """``pages`` of the portal are read for accounts, ``pictures`` looked at for codes. ``answers`` are asked of platforms in
    all, ``per_account`` of one address of an account with what follows from it, ``articles`` single articles. ``attempts`` is
    how often a passing failure is asked in all, ``picture_bytes`` the size from which a picture is not loaded."""

    pages: int = 60
    pictures: int = 120
    answers: int = 300
    per_account: int = 8
    articles: int = 20
    attempts: int = 2
    redirects: int = 5
    wave_size: int = 32
    picture_bytes: int = 2 * 1024 * 1024
