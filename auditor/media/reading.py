"""What a page, a picture or an account's page tells of accounts: the reading of a media crawl."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.media.tables import AccountRow
from auditor.model import AccountReading, CodeState, PageReading


@dataclass(frozen=True, slots=True)
class PicturePlace:
    """A picture of a page that may hold a QR code. ``url`` is absolute; ``caption`` the words that belong to it, ``platform``
    the one that these or the heading above name, or "". ``told``: words or names say that it is a code, else it merely stands
    among accounts. ``state`` and ``texts`` are set for a picture that the page itself holds (a data address), which is read
    with the page."""

    url: str
    page: str
    caption: str
    platform: str = ""
    told: bool = False
    state: CodeState | None = None
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MediaReading(PageReading):
    """A page with all that it tells of accounts. ``rows`` are the rows of its lists of accounts, ``places`` its pictures.

    Of an account's page ``account`` is what was read and ``further`` what to ask next; of a picture ``code`` is what it
    turned out to be and ``texts`` what its codes say.
    """

    rows: tuple[AccountRow, ...] = ()
    places: tuple[PicturePlace, ...] = ()
    account: AccountReading | None = None
    further: tuple[str, ...] = ()
    code: CodeState | None = None
    texts: tuple[str, ...] = ()
