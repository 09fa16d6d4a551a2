"""Reads what a media crawl is answered: pages of the portal, pictures, pages of accounts. Offline and repeatable."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time

from auditor import urls
from auditor.documents.pictures import decode
from auditor.extract import charset, dom, gateways
from auditor.extract.dates import CHINA, moment_of
from auditor.extract.family import Family
from auditor.extract.media import examine, listed
from auditor.extract.tables import grid_of, leaf_tables
from auditor.media.lists import named_accounts
from auditor.media.places import picture_places
from auditor.media.reading import MediaReading, PicturePlace
from auditor.media.tables import AccountRow, read_rows
from auditor.media_words import Platform, media_words
from auditor.model import Fetch, PageKind, PageReading, Purpose
from auditor.reading import Reader, reader_for
from auditor.territory import Territory

_HEADER_ROWS = 5
#: Rows of one page's lists of accounts; a province lists fewer.
_MAX_ROWS = 1000
APP = "app"
_NOT_UNDERSTOOD = "not-understood"


@dataclass(frozen=True, slots=True)
class Setting:
    """What decides how an account's page is read besides its bytes: the first day of the period, the day of the crawl, and
    which platform the register says that an address (canonical) belongs to."""

    since: date
    day: date
    platforms: Mapping[str, str]

    @property
    def id(self) -> str:
        text = f"{self.since} {self.day} {sorted(self.platforms.items())}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def moment(self, fetch: Fetch) -> datetime:
        """When an answer came, in China; noon of the day of the crawl when it does not say."""
        return moment_of(fetch.fetched_at) or datetime.combine(self.day, time(12), CHINA)

    def platform(self, url: str) -> str:
        """The platform of an address, by the register or by its host; "" when neither tells."""
        told = self.platforms.get(urls.canonical(url))
        found = media_words().platform_of_host(urls.host(url))
        return told or (found.id if found else "")


def media_reader(territory: Territory, families: Sequence[Family], setting: Setting) -> Reader:
    """The reader of one media crawl: every reading is a :class:`MediaReading`."""
    read_plain = reader_for(territory, families)

    def read(fetch: Fetch, body: bytes) -> PageReading | None:
        if fetch.purpose is Purpose.PICTURE:
            state, texts = decode(body)
            return MediaReading(fetch.url, PageKind.OTHER, code=state, texts=texts)
        if fetch.purpose is Purpose.MEDIA:
            own = territory.owns(fetch.url)  # a list of articles on the portal: its templates are known
            plain = read_plain(replace(fetch, purpose=Purpose.NAVIGATION), body) if own else None
            return _with_account(
                MediaReading(fetch.url, PageKind.OTHER),
                fetch,
                body,
                setting,
                plain,
                setting.platform(fetch.url),
            )
        plain = read_plain(fetch, body)
        if plain is None or fetch.purpose is Purpose.PART:
            return plain
        return _page(plain, fetch, body, setting)

    return read


def account_names(reading: PageReading) -> tuple[str, ...]:
    """The names of a page, nearest first, that say that it is one of accounts."""
    names = (reading.title, *(name for _, name in reading.names), *(crumb.name for crumb in reading.crumbs))
    return tuple(dict.fromkeys(name for name in names if media_words().is_listing(name)))


def page_platform(reading: PageReading) -> Platform | None:
    """The one platform whose accounts a page is about; None for a page of several or of none."""
    found = (media_words().platform(name) for name in account_names(reading))
    return next((platform for platform in found if platform is not None), None)


def _page(plain: PageReading, fetch: Fetch, body: bytes, setting: Setting) -> MediaReading:
    values = {each.name: getattr(plain, each.name) for each in fields(PageReading)}
    reading = MediaReading(**values)
    if plain.redirect:
        return reading
    page = dom.parse(gateways.undo(charset.decode(body, fetch.mime).text), fetch.url)
    platform = page_platform(plain)
    places = picture_places(
        page,
        fetch.url,
        among_accounts=bool(account_names(plain)),
        platform=platform.id if platform else "",
    )
    rows = _rows(page, fetch.url)
    if not rows and account_names(plain):
        rows = named_accounts(page, fetch.url)
    reading = replace(reading, rows=rows, places=tuple(map(_inline, places)))
    told = setting.platforms.get(urls.canonical(fetch.url), "")  # a list of articles on the portal itself
    if platform is not None and platform.id == APP and fetch.purpose is not Purpose.HOME:
        told = told or APP
    return _with_account(reading, fetch, body, setting, plain, told) if told else reading


def _rows(page: dom.Dom, url: str) -> tuple[AccountRow, ...]:
    found: list[AccountRow] = []
    for table in leaf_tables(page.body):
        rows = grid_of(table).rows
        for at in range(min(_HEADER_ROWS, len(rows) - 1)):
            accounts = read_rows(rows[at], rows[at + 1 :], url)
            if accounts is not None:
                found += accounts
                break
    return tuple(found[:_MAX_ROWS])


def _inline(place: PicturePlace) -> PicturePlace:
    """A picture that the page itself holds is looked at with the page; its address is the page's with a digest."""
    if not place.url.startswith("data:"):
        return place
    try:
        data = base64.b64decode(place.url.partition(",")[2].strip(), validate=False)
    except (binascii.Error, ValueError):
        data = b""
    state, texts = decode(data)
    name = f"{place.page}#inline-{hashlib.sha256(data).hexdigest()[:12]}"
    return replace(place, url=name, state=state, texts=texts)


def _with_account(
    reading: MediaReading,
    fetch: Fetch,
    body: bytes,
    setting: Setting,
    plain: PageReading | None,
    platform: str,
) -> MediaReading:
    """``plain`` is what the reader of the portal's pages makes of it: it knows lists of templates that nobody else does."""
    moment = setting.moment(fetch)
    found = examine(fetch.url, body, fetch.mime, platform, moment, setting.since)
    if plain is not None and found.reading.reason == _NOT_UNDERSTOOD:
        found = listed(fetch.url, plain.items, plain.pager, moment, setting.since) or found
    return replace(reading, account=found.reading, further=found.further)
