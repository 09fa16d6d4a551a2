"""All that later stages know of one page."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.document import HiddenLink, Letter, PersonalDatum, Resource
from auditor.model.interaction import InteractionForm, Survey
from auditor.model.page import Crumb, DateWitness, Fact, Item, Link, PageKind, Pager, Part, SearchForm
from auditor.model.search import SearchAnswer
from auditor.model.tables import ObjectTable, PublishedCatalog


@dataclass(frozen=True, slots=True)
class PageReading:
    """All that later stages know of one page, as ``auditor.extract.read_page`` or a family built it; what its parts
    hold is put in by :func:`auditor.parts.complete`.

    ``names`` maps a witness (``breadcrumb``, ``heading``, ``meta``, ``title``) to the name it gives the page.
    ``empty`` is True only when the page proves that nothing is published on it; None = cannot tell.
    ``obstacles`` are reasons why the page could not be read fully (``script-list``, ``script-menu``,
    ``script-write``, ``rows-unread``, ``part-unread``, ``include-failed``, ``frame``, ``bare-page``, ``cut-page``,
    ``broken-text``, ``maintenance``, ``render-unfinished``, ``header:…``, ``footer:…``).
    ``text`` is the visible main text, clipped to 20,000 characters; ``text_length`` its full length.
    ``families`` are the CMS families recognised; ``parts`` what must be asked besides to know the whole page.
    ``formed`` is the ISO date of 成文日期 or 生成日期 that an article states, ``issuer`` the organ it names, ``source``
    what it names as 来源 (its tag ContentSource first). ``pairs``, ``personal``, ``letters``, ``tags``, ``resources`` and
    ``hidden`` as in :class:`~auditor.model.document.Document` and :class:`~auditor.model.document.PageMarks`.
    ``dialogs`` are its forms by which the public speaks to the office; ``answer`` is set on the answer of a search engine.
    """

    url: str
    kind: PageKind
    title: str = ""
    names: tuple[tuple[str, str], ...] = ()
    crumbs: tuple[Crumb, ...] = ()
    links: tuple[Link, ...] = ()
    items: tuple[Item, ...] = ()
    pager: Pager | None = None
    redirect: str | None = None
    forms: tuple[SearchForm, ...] = ()
    facts: tuple[Fact, ...] = ()
    attachments: tuple[Link, ...] = ()
    date: str | None = None
    date_witnesses: tuple[DateWitness, ...] = ()
    text: str = ""
    text_length: int = 0
    empty: bool | None = None
    empty_evidence: str = ""
    obstacles: tuple[str, ...] = ()
    charset: str = ""
    unread_rows: int = 0
    formed: str | None = None
    formed_quote: str = ""
    issuer: str = ""
    catalogs: tuple[PublishedCatalog, ...] = ()
    objects: tuple[ObjectTable, ...] = ()
    families: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    source: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    personal: tuple[PersonalDatum, ...] = ()
    letters: tuple[Letter, ...] = ()
    pictures: int = 0
    media: int = 0
    tags: tuple[tuple[str, str], ...] = ()
    resources: tuple[Resource, ...] = ()
    hidden: tuple[HiddenLink, ...] = ()
    dialogs: tuple[InteractionForm, ...] = ()
    surveys: tuple[Survey, ...] = ()
    answer: SearchAnswer | None = None
