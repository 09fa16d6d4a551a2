"""``site.json`` of a saved case: what it holds, and what of it has to hold together."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from auditor.errors import AuditorError
from auditor.model import Level

SITE_FILE = "site.json"


#: How a fixture's site search behaves: properly (``works``, also ``slow`` and ``unhurried``), or badly in one way.
SearchMode = Literal[
    "works",
    "slow",
    "unhurried",
    "empty",
    "misses",
    "half",
    "lagging",
    "titles",
    "everything",
    "broad",
    "fuzzy",
    "dead-results",
    "unfiltered",
    "unmarked",
    "captcha",
    "too-often",
    "error",
    "gone",
]


class SearchSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A fixture's site search; :mod:`auditor.crawl.saved_search` tells its modes. ``host`` is set when the engine answers
    on another host (``198.51.100.7:8080``); ``charset`` is how the query is written (a codec's name, ``escape`` or
    ``utf-8-twice``)."""

    path: str
    field: str
    method: str = "GET"
    mode: SearchMode = "works"
    host: str = ""
    charset: str = "utf-8"


class AnswerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One answer of an interface: ``file`` (inside the case's folder) answers ``path`` when the parameters hold at
    least those of ``when``. Without ``mime`` the file's name tells it. ``host`` narrows it to one host. Instead of
    a file there is a ``location`` with a ``status`` of 3xx, or a ``status`` of 4xx or 5xx alone."""

    path: str
    file: str = ""
    method: str = "GET"
    when: dict[str, str] = {}
    mime: str = ""
    status: int = 200
    host: str = ""
    location: str = ""


class ChallengeSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wall: whoever does not bring ``cookie`` with ``value`` gets a page whose script sets it and reloads."""

    cookie: str
    value: str = "passed"
    status: int = 200


class SiteFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """``site.json`` of a fixture case. ``charset`` makes the server announce one; by default it does not.

    ``shares`` names the sibling case whose ``pages/`` and answers serve this one too (counties on one platform).
    ``partial``: a part of a portal was recorded, so that a page which the case lacks proves nothing.
    """

    code: str
    name: str
    url: str
    level: Level = Level.COUNTY
    hosts: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    today: str | None = None
    profile: str = "national"
    charset: str | None = None
    search: SearchSettings | None = None
    answers: tuple[AnswerSettings, ...] = ()
    challenge: ChallengeSettings | None = None
    shares: str = ""
    partial: bool = False


def check_answer(answer: AnswerSettings, home: Path, place: str) -> None:
    """AuditorError when an answer is none, or its file is not in the case's folder ``home``."""
    if not answer.file:
        if (300 <= answer.status < 400) != bool(answer.location) or answer.status < 300:
            raise AuditorError(
                f"{place}没有 file；跳转须写 location 和 3xx 的 status，出错须写 4xx 或 5xx 的 status"
            )
        return
    target = home / answer.file
    if not (target.is_file() and target.resolve().is_relative_to(home.resolve())):
        raise AuditorError(f"{place}的 file“{answer.file}”不存在；文件须在 {home} 之内")
