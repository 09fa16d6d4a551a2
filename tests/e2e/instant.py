"""The model county crawled without a network: the plan's own waves, answered from a dictionary of files.

Everything from the plan to the audit is the real thing; only the travelling of requests is left out, so that hundreds of
mutated counties can be audited in the time of a few crawls. That a crawl over HTTP gives the same audit is a test of
:mod:`test_rule_mutations`. Pages that did not change are read once per process.
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from auditor.assess import Besides, assess
from auditor.catalog import load_standard
from auditor.crawl.answer import Answer
from auditor.crawl.limits import CrawlLimits
from auditor.crawl.outcome import judge_answer
from auditor.crawl.pages import has_content
from auditor.crawl.plan import CrawlPlan
from auditor.crawl.saved_search import Indexed, search, text_of, title_of
from auditor.extract import build_inventory
from auditor.model import (
    Ask,
    Audit,
    Fetch,
    History,
    HostFacts,
    Level,
    ManualAnswer,
    MediaSurvey,
    PageReading,
    Portal,
    Probe,
    Purpose,
    Source,
)
from auditor.preparation import search_of, targets_of
from auditor.profile import load_profile
from auditor.reading import reader_for
from auditor.territory import territory_of
from auditor.word_lists import WordLists, load_word_lists
from spiders.families import FAMILIES

URL = "https://www.wenhe.gov.cn/"
TODAY = date(2026, 6, 15)
PORTAL = Portal("990120", "文河县人民政府", URL, Level.COUNTY, source=Source.LIVE)
_NOW = "2026-06-15T01:00:00Z"
#: Time to an answer of the search, by mode; of the others nothing is measured, as of any saved copy.
_ELAPSED_MS = {"slow": 8000, "unhurried": 1000}
_READINGS: dict[tuple[str, str, str, str], PageReading | None] = {}


@dataclass(frozen=True, slots=True)
class County:
    """Files by path below ``pages/``, and what is not a page. ``search`` is the mode of the county's engine."""

    files: Mapping[str, bytes]
    profile: str = "national"
    today: date = TODAY
    network: tuple[HostFacts, ...] = ()
    probes: tuple[Probe, ...] = ()
    history: History = field(default_factory=History)
    manual: tuple[ManualAnswer, ...] = ()
    media: MediaSurvey | None = None
    url: str = URL
    level: Level = Level.COUNTY
    search: str = "works"
    words: WordLists = field(default_factory=lambda: load_word_lists(None))


def audit(county: County) -> Audit:
    portal = replace(PORTAL, url=county.url, level=county.level)
    plan = CrawlPlan(portal, CrawlLimits(probes=False), search_of(portal), targets_of(portal))
    territory = territory_of(portal)
    read = reader_for(territory, FAMILIES)
    answers: list[tuple[Fetch, PageReading | None]] = []
    for ask in _asks(plan):
        answer = _answer(county, ask)
        fetch = judge_answer(ask, answer, territory, Source.LIVE, _NOW)
        reading = _reading(read, fetch, answer.body)
        answers.append((fetch, reading))
        kept = None if ask.purpose is Purpose.DOCUMENT else reading
        plan.absorb(fetch, kept)
    summary = replace(plan.summary(), network=county.network)
    inventory = build_inventory(portal, answers, summary, county.words)
    besides = Besides(history=county.history, probes=county.probes, manual=county.manual, media=county.media)
    return assess(inventory, load_profile(county.profile), county.today, _standard(), besides)


@cache
def _standard() -> Any:
    return load_standard()


def _asks(plan: CrawlPlan) -> Iterator[Ask]:
    while wave := plan.next_wave():
        yield from wave


def _reading(read: Any, fetch: Fetch, body: bytes) -> PageReading | None:
    if not has_content(fetch):
        return None
    key = (fetch.url, fetch.purpose, fetch.method, fetch.body_sha256)
    if key not in _READINGS:
        _READINGS[key] = read(fetch, body)
    return _READINGS[key]


def _answer(county: County, ask: Ask) -> Answer:
    files = county.files
    parts = urlsplit(ask.url)
    path = unquote(parts.path).strip("/")
    if path == "search":
        query = (parse_qs(parts.query).get("q") or [""])[0]
        page = search(county.search, query, _index(county), county.today)
        made = _made(page.status, page.body, page.mime)
        return replace(made, elapsed_ms=_ELAPSED_MS.get(county.search, 0))
    name = path if path in files and path else f"{path}/index.html".lstrip("/")
    if name not in files:
        return _made(404, b"<html><body>404 Not Found</body></html>", "text/html")
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return _made(200, b"" if ask.method == "HEAD" else files[name], mime)


def _index(county: County) -> Sequence[Indexed]:
    return [
        Indexed(county.url + path, title, _text(body))
        for path, body in sorted(county.files.items())
        if path.endswith(".html") and (title := _title(body))
    ]


@cache
def _text(body: bytes) -> str:
    return text_of(body)


@cache
def _title(body: bytes) -> str:
    return title_of(body)


def _made(status: int, body: bytes, mime: str) -> Answer:
    return Answer(status=status, headers=(("Content-Type", mime),), body=body, fetched_at=_NOW)


def digest(files: Mapping[str, bytes]) -> str:
    """Identity of a county, so that equal mutations are audited once."""
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(path.encode() + hashlib.sha256(files[path]).digest())
    return whole.hexdigest()
