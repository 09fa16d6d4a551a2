"""Every place that names an account, one by one: lists, captions, links, codes, the register. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor import urls
from auditor.extract.media import addresses, key_of
from auditor.media.gathering import Gathering, SeenPicture
from auditor.media.names import kind_in, name_in, owner_in
from auditor.media.reader import account_names, page_platform
from auditor.media.reading import MediaReading
from auditor.media.register import Register
from auditor.media_words import media_words
from auditor.model import AccountSource, AccountState, Link

#: The fact of a portal's header and footer that names accounts.
_FACT = "media"
_QUOTED = 120
#: Where articles of WeChat lie.
_ARTICLES = "mp.weixin.qq.com"
#: A link with more words is a headline.
_LONGEST_NAME = 16


@dataclass(frozen=True, slots=True)
class Sighting:
    """An account as one place names it. ``page`` is where, ``quote`` its words; "" = not told. ``starts`` are the addresses
    that show it to a stranger. ``firm``: the place says that the account is the office's; else (a single article linked from
    somewhere) it only adds to one that another place names."""

    platform: str
    source: AccountSource
    page: str
    quote: str = ""
    name: str = ""
    owner: str = ""
    kind: str = ""
    url: str = ""
    key: str = ""
    state: AccountState = AccountState.UNKNOWN
    main: bool = False
    topics: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    export: str = ""
    firm: bool = True


def sightings(gathering: Gathering, register: Register) -> tuple[Sighting, ...]:
    """All of them, the register's first, then by page; each once."""
    found = [*_of_register(register)]
    for page in gathering.pages:
        found += _of_page(page)
    for seen in gathering.pictures:
        found += _of_picture(seen)
    return tuple(dict.fromkeys(found))


def _of_register(register: Register) -> Iterator[Sighting]:
    for account in register.accounts:
        starts = (*addresses(account.platform, account.url), *account.lists) if account.url else account.lists
        yield Sighting(
            account.platform,
            AccountSource.REGISTER,
            account.place,
            account.name,
            account.name,
            account.owner,
            account.kind,
            account.url,
            account.key or (key_of(account.platform, account.url) if account.url else ""),
            account.state,
            account.main,
            account.topics,
            tuple(dict.fromkeys(starts)),
            account.export,
        )


def _of_page(page: MediaReading) -> Iterator[Sighting]:
    for row in page.rows:
        state = AccountState.CLOSED if row.closed else AccountState.UNKNOWN
        yield Sighting(
            row.platform,
            AccountSource.LISTING,
            row.url,
            row.quote,
            row.name,
            row.owner,
            row.kind,
            state=state,
            main=row.main,
        )
    among_accounts = bool(account_names(page))
    for link in page.links:
        sighting = _of_link(link, page, among_accounts)
        if sighting is not None:
            yield sighting
    for fact in page.facts:
        platform = media_words().platform(fact.value) if fact.name == _FACT else None
        if platform is not None and name_in(fact.value):
            yield Sighting(
                platform.id, AccountSource.LISTING, page.url, fact.quote[:_QUOTED], name_in(fact.value)
            )
    platform = page_platform(page)
    if page.account is not None and platform is not None:
        yield Sighting(
            platform.id,
            AccountSource.LINK,
            page.url,
            page.title[:_QUOTED],
            page.account.name,
            url=page.url,
            starts=(page.url,),
        )


def _of_link(link: Link, page: MediaReading, among_accounts: bool) -> Sighting | None:
    words = media_words()
    platform = words.platform_of_host(urls.host(link.url))
    if platform is None or words.is_share(link.url):
        return None
    key = key_of(platform.id, link.url)
    named = name_in(link.text) if len(link.text) <= _LONGEST_NAME else ""
    if is_article(link.url):
        return Sighting(
            platform.id,
            AccountSource.ARTICLE,
            page.url,
            link.text[:_QUOTED],
            key=key,
            starts=addresses(platform.id, link.url),
            firm=among_accounts,
        )
    if not key and not (platform.id == "app" and urls.path_of(link.url) != "/"):
        return None  # the platform's own home page, a single post, a search
    return Sighting(
        platform.id,
        AccountSource.LINK,
        page.url,
        link.text[:_QUOTED],
        named,
        url=link.url,
        key=key,
        starts=addresses(platform.id, link.url),
    )


def is_article(url: str) -> bool:
    """True for the address of a single article of WeChat, which has no public page for an account."""
    return urls.host(url) == _ARTICLES and urls.path_of(url).startswith(("/s/", "/s?"))


def _of_picture(seen: SeenPicture) -> Iterator[Sighting]:
    """What the codes of a picture say; of a picture without a readable code, what its caption says."""
    place, picture = seen.place, seen.picture
    texts = [text for text in (picture.texts if picture is not None else ()) if text]
    led = [sighting for text in texts if (sighting := _of_code(seen, text)) is not None]
    yield from led
    if led or not place.platform:
        return
    name = name_in(place.caption)
    if name or place.told:
        yield Sighting(
            place.platform,
            AccountSource.QR if texts else AccountSource.LISTING,
            place.page,
            place.caption[:_QUOTED],
            name,
            owner_in(place.caption),
            kind_in(place.caption),
        )


def _of_code(seen: SeenPicture, text: str) -> Sighting | None:
    """None for a code that leads to no platform: it is noted with the picture, and never asked."""
    url = urls.absolute(text, text) if text.lower().startswith(("http://", "https://")) else None
    platform = media_words().platform_of_host(urls.host(url)) if url else None
    if url is None or platform is None or media_words().is_share(url):
        return None
    place = seen.place
    return Sighting(
        platform.id,
        AccountSource.QR,
        place.page,
        place.caption[:_QUOTED] or text[:_QUOTED],
        name_in(place.caption),
        owner_in(place.caption),
        kind_in(place.caption),
        url=url,
        key=key_of(platform.id, url),
        starts=addresses(platform.id, url),
    )


def starts_of(found: Iterable[Sighting]) -> tuple[str, ...]:
    """Addresses to begin with, each once, in the order of the sightings."""
    return tuple(dict.fromkeys(start for sighting in found for start in sighting.starts))
