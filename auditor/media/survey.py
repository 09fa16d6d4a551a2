"""Everything that a media crawl learned, as one value: repeatable from the sealed snapshot and the copy of the register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from auditor import urls
from auditor.documents import read_tables
from auditor.extract.dates import CHINA
from auditor.extract.media import exported, exported_csv
from auditor.masking import masked
from auditor.media.discovery import discover
from auditor.media.gathering import Gathering, SeenPicture
from auditor.media.reach import Reach
from auditor.media.reader import account_names
from auditor.media.register import Register
from auditor.media.sightings import is_article, sightings
from auditor.model import (
    DEAD,
    AccountReading,
    CodeState,
    CrawlSummary,
    Failure,
    MediaAccount,
    MediaSurvey,
    Post,
    QrPicture,
)

#: What a platform says of an account that is no more.
_REMOVED = "removed"
#: What hides accounts of a page: its rows or pictures are not in the document.
_HIDING = (
    "script-list",
    "rows-unread",
    "frame",
    "bare-page",
    "cut-page",
    "broken-text",
    "include-failed",
    "script-menu",
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When and with what a media crawl was made: the day of the crawl in China, the first day of the period judged."""

    day: date
    since: date
    register: Register
    summary: CrawlSummary


def survey(gathering: Gathering, given: Circumstances) -> MediaSurvey:
    """The survey of one crawl. Pure."""
    found = sightings(gathering, given.register)
    accounts = discover(found, gathering.answers_of, _exports(given))
    reach = Reach.of(given.summary.portal, given.register)
    obstacles = tuple(dict.fromkeys(_obstacles(gathering, given.summary)))
    return MediaSurvey(
        day=given.day.isoformat(),
        since=given.since.isoformat(),
        accounts=tuple(_account(each, given.summary, reach) for each in accounts),
        pictures=tuple(_pictures(gathering, reach)),
        complete=not obstacles,
        obstacles=obstacles,
        register=given.register.name,
    )


def _exports(given: Circumstances) -> Mapping[str, AccountReading]:
    """The lists of posts that the register supplies, read; noon of the day of the crawl is their moment."""
    moment = datetime.combine(given.day, time(12), CHINA)
    return {
        name: exported_csv(data, name, moment, given.since)
        if name.lower().endswith(".csv")
        else exported(read_tables(data, name).grids, name, moment, given.since)
        for name, data in given.register.exports
    }


# ── accounts ──────────────────────────────────────────────────────────────────────────────────────


def _account(account: MediaAccount, summary: CrawlSummary, reach: Reach) -> MediaAccount:
    readings = tuple(_reading(each) for each in account.readings)
    if account.url and not readings:
        readings = (AccountReading(account.url, reason=_unasked(account, summary, reach)),)
    return replace(
        account,
        readings=tuple(replace(each, posts=tuple(map(_masked, each.posts))) for each in readings),
        posts=tuple(map(_masked, account.posts)),
    )


def _reading(reading: AccountReading) -> AccountReading:
    """An account that its platform no longer has is a page that is not there, whatever its status says; a single article
    that was taken down says nothing of the account."""
    if reading.reason != _REMOVED or is_article(reading.url):
        return reading
    return replace(reading, reason=Failure.SOFT_404.value, failure=Failure.SOFT_404)


def _unasked(account: MediaAccount, summary: CrawlSummary, reach: Reach) -> str:
    """Why an address that is known was not asked."""
    if not reach.shows(account.platform, account.url):
        return "app-code"
    return "interrupted" if summary.reason == "interrupted" else "budget"


def _masked(post: Post) -> Post:
    """Personal data of a post do not travel on in our documents."""
    return replace(post, title=masked(post.title), text=masked(post.text), source=masked(post.source))


# ── pictures and obstacles ────────────────────────────────────────────────────────────────────────


def _pictures(gathering: Gathering, reach: Reach) -> Iterator[QrPicture]:
    """Pictures that hold codes, and those that should: words or names tell so."""
    for seen in gathering.pictures:
        if seen.picture is not None and (seen.place.told or seen.picture.state is not CodeState.NONE):
            if seen.place.told or seen.picture.texts:
                yield seen.picture
        elif seen.picture is None and seen.place.told and not reach.owns(seen.place.url):
            yield _outside(seen)


def _outside(seen: SeenPicture) -> QrPicture:
    """A picture on a host that is not the portal's is never loaded."""
    place = seen.place
    return QrPicture(place.url, place.page, place.caption, CodeState.BROKEN, failure=Failure.REDIRECT_OUTSIDE)


def _obstacles(gathering: Gathering, summary: CrawlSummary) -> Iterator[tuple[str, str]]:
    """Pages and pictures that may name accounts and were not read. A page that is not there hides nothing."""
    for url, failure in gathering.unread:
        if failure not in DEAD:
            yield url, failure.value
    if not gathering.home_read and not any(True for _ in gathering.unread):
        yield summary.portal.url, summary.reason
    reason = "interrupted" if summary.reason == "interrupted" else "page-cap"
    yield from ((url, reason) for url in summary.unvisited_urls)
    home = urls.canonical(summary.portal.url)
    for page in gathering.pages:
        if account_names(page) or urls.canonical(page.url) == home:
            yield from ((page.url, sign) for sign in page.obstacles if sign in _HIDING)
    for seen in gathering.pictures:
        if seen.picture is None and seen.place.told and summary.reason == "interrupted":
            yield seen.place.url, "interrupted"
