"""One page: bytes → :class:`~auditor.model.PageReading`. Pure; each page is parsed once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from auditor import garbled, urls
from auditor.extract import (
    article,
    charset,
    dialogs,
    dom,
    emptiness,
    gateways,
    labels,
    letters,
    lists,
    page_kind,
    page_marks,
    personal,
    script,
    site_facts,
    surveys,
)
from auditor.extract.crumbs import read_crumbs
from auditor.extract.dom import Dom, clean, squeeze, text_of
from auditor.extract.family import Family, PageSource
from auditor.extract.forms import read_search_forms
from auditor.extract.includes import frame_parts, include_parts
from auditor.extract.links import read_links
from auditor.extract.page_tables import names_of, page_catalogs, page_grids, page_objects, unreadable
from auditor.extract.pager import read_pager
from auditor.extract.redirects import redirect_of
from auditor.extract.zones import ZoneMap, map_zones
from auditor.model import Crumb, PageKind, PageReading, Part, PartRole, SearchForm, Zone
from auditor.territory import Territory

_TITLE_SPLIT = re.compile(r"\s*[-_—|–]+\s*")
_TEXT_LIMIT = 20_000
_NO_TEXT = frozenset({"script", "style", "option", "select", "title", "noscript"})
_RAISED_BY_SCRIPTS = frozenset({"script-list", "script-menu", "script-write"})


def read_page(
    url: str,
    body: bytes,
    content_type: str,
    territory: Territory,
    families: Sequence[Family] = (),
    *,
    rendered: bool = False,
) -> PageReading:
    """Read a HTML page of the portal that owns ``territory``, with the help of the families that recognise it.

    ``rendered`` bodies are documents as a browser had them: their scripts have done their work already.
    Never raises on content: what cannot be understood shows in ``kind``, ``obstacles`` and ``unread_rows``.
    """
    decoded = charset.decode(body, content_type)
    text = gateways.undo(decoded.text)
    page = dom.parse(text, url, rendered=rendered)
    page.settle()
    source = PageSource(url, page, _scripts(page), text, territory)
    redirect = redirect_of(page, source.scripts)
    if redirect is not None:
        return PageReading(
            url=url, kind=PageKind.REDIRECT, redirect=redirect, title=_title(page), charset=decoded.charset
        )
    known = [family for family in families if family.recognise(source)]
    changing = [family for family in known if type(family).unfold is not Family.unfold]
    if changing and not rendered:
        page.loosen()
        for family in changing:
            family.unfold(source)
        page.settle()
    reading = _read(source, known, decoded)
    if rendered:
        return _as_rendered(reading, page)
    parts = _parts(source, known, reading)
    kept = tuple(part for part in parts if territory.may_serve(part.url))
    if any(part.role is PartRole.ROWS for part in parts):
        # Its rows are elsewhere: the page's own words prove nothing.
        reading = replace(reading, empty=False if reading.items else None, empty_evidence="")
    if any(part.role is PartRole.ROWS for part in set(parts) - set(kept)):
        reading = replace(reading, obstacles=tuple(dict.fromkeys((*reading.obstacles, "script-list"))))
    return replace(reading, parts=kept)


def _read(source: PageSource, known: Sequence[Family], decoded: charset.Decoded) -> PageReading:
    page, url, scripts = source.dom, source.url, source.scripts
    zones = map_zones(page)
    title = _title(page)
    meta = article.meta_map(page)
    crumbs = read_crumbs(zones.crumb, page.base)
    text = _main_text(zones)
    blocks = lists.read_blocks(page, zones)
    told = next((pager for family in known if (pager := family.pager(source)) is not None), None)
    pager = told or read_pager(page, scripts, url)
    is_home = source.territory.is_home(url)
    is_article = not is_home and article.is_article(page, url, meta, text)
    main = None if is_article else lists.main_block(blocks, url)
    if main is not None and pager is None and lists.is_aside(main, text):
        main = None
    items = lists.items_of(main) if main is not None else ()
    names = _names(page, title, crumbs, meta, is_article)
    kind = page_kind.kind_of(
        url, names, blocks, pager, is_home=is_home, is_article=is_article, has_items=bool(items)
    )
    state = page_kind.judge(page, zones, scripts, pager, text, names, kind)
    if told is not None and told.total == 0 and not items and kind is PageKind.CONTENT:
        state = emptiness.Emptiness(True, told.evidence, True)
    rows = frozenset(row.element for block in blocks for row in block.rows)
    links = read_links(page, zones, source.territory, rows)
    links += tuple(link for family in known for link in family.tree(source))
    if kind is PageKind.CONTENT and state.skeleton:
        kind = PageKind.LIST
    elif kind is PageKind.CONTENT and page_kind.is_grid(links, text):
        kind = PageKind.CHANNEL
    signs = (*page_kind.not_as_shown(page, zones, links, text), *emptiness.unincluded(source))
    has_broken_text = page.is_misled or garbled.is_damaged(source.markup, decoded.broken)
    if has_broken_text:
        signs = (*signs, "broken-text")
    if is_article:  # templates of articles may do without menus, but not without a text or an end
        signs = tuple(sign for sign in signs if sign in page_kind.NOT_WHOLE)
    believed = not page_kind.NOT_WHOLE & set(signs)
    date, witnesses = article.publication(page, meta, text) if is_article else (None, ())
    formed, formed_quote = article.formation(text) if is_article else (None, "")
    attachments = tuple(link for link in links if link.own and urls.is_attachment(link.url))
    above = names_of(names, crumbs)
    is_text = kind in (PageKind.ARTICLE, PageKind.CONTENT)
    forms = dialogs.read_dialogs(page, zones, url, title, names)
    grids = page_grids(page) if is_text or kind is PageKind.LIST else ()
    reading = PageReading(
        url=url,
        kind=kind,
        title=title,
        names=names,
        crumbs=crumbs,
        links=links,
        items=items,
        pager=pager,
        # Bytes that are damaged do not tell what they are written in: then the page's own tag says what forms are sent in.
        forms=_forms(source, known, "" if decoded.broken else decoded.charset),
        facts=site_facts.read_facts(page, zones, scripts, url),
        attachments=attachments,
        date=date,
        date_witnesses=witnesses,
        text=text[:_TEXT_LIMIT],
        text_length=len(text),
        empty=state.empty if believed else None,
        empty_evidence=state.evidence if believed else "",
        obstacles=tuple(dict.fromkeys((*state.obstacles, *signs, *site_facts.unread_parts(page, zones)))),
        charset=decoded.charset,
        unread_rows=page_kind.unread_rows(url, pager, items),
        formed=formed,
        formed_quote=formed_quote,
        issuer=article.issuer(text) if is_article else "",
        catalogs=page_catalogs(grids, url, above, attachments, is_text=is_text),
        objects=page_objects(grids, text, url, above) if is_text else (),
        families=tuple(family.name for family in known),
        source=article.source(meta, text) if is_text else "",
        pairs=labels.read_pairs(page, zones) if is_text else (),
        personal=personal.read_personal(text, grids),
        letters=letters.read_letters(page, zones, url, title, items),
        dialogs=forms,
        surveys=surveys.read_surveys(page, zones, url, title, names, forms),
        pictures=_count(page, zones, "img") if is_text else 0,
        media=_count(page, zones, "video", "audio", "embed") if is_text else 0,
        tags=page_marks.read_tags(meta),
        resources=page_marks.read_resources(page, url, source.territory),
        hidden=page_marks.read_hidden(page, zones, url, source.territory),
    )
    return _as_damaged(reading) if has_broken_text and decoded.broken else reading


def _count(page: Dom, zones: ZoneMap, *tags: str) -> int:
    """How many elements of these kinds stand in the body."""
    return sum(
        zone is Zone.BODY
        for tag in tags
        for element in page.body.iter(tag)
        if (zone := zones.zones.get(element))
    )


def _forms(source: PageSource, known: Sequence[Family], encoding: str) -> tuple[SearchForm, ...]:
    """Search boxes as the families know them, then those that the generic reader sees besides."""
    forms = [form for family in known for form in family.forms(source)]
    actions = {form.action.split("?")[0] for form in forms}
    generic = read_search_forms(source.dom, source.scripts, encoding)
    # A box whose address the generic reader cannot tell is the one that the family knows.
    more = (
        form for form in generic if form.action.split("?")[0] not in actions and (form.action or not forms)
    )
    return (*dict.fromkeys(forms), *more)


def _parts(source: PageSource, known: Sequence[Family], reading: PageReading) -> tuple[Part, ...]:
    """What has to be asked besides. Articles need nothing: their columns are known from elsewhere."""
    if reading.kind is PageKind.ARTICLE:
        return ()
    parts = [part for family in known for part in family.parts(source)]
    said = bool(reading.items) or reading.empty is not None
    # A frame beside a list or a text (a map, a film) changes nothing: only a page that says nothing needs it.
    parts += [*include_parts(source), *(() if said else frame_parts(source))]
    return tuple(dict.fromkeys(parts))


def _as_rendered(reading: PageReading, page: Dom) -> PageReading:
    """A browser has run the scripts: what is not on the page now, no script of it put there. Unless it did not get
    everything: then what the page says of itself proves nothing."""
    if page.has_run:
        left = tuple(each for each in reading.obstacles if each not in _RAISED_BY_SCRIPTS)
        return replace(reading, obstacles=left)
    if not page.lacks_data:
        return reading
    obstacles = tuple(dict.fromkeys((*reading.obstacles, "render-unfinished")))
    empty = False if reading.items else None
    return replace(reading, obstacles=obstacles, empty=empty, empty_evidence="")


def _as_damaged(reading: PageReading) -> PageReading:
    """Nobody knows what a form in damaged markup sends, whether its makers hid a link, what a table lacks."""
    return replace(reading, forms=(), hidden=(), catalogs=unreadable(reading.catalogs))


# ── parts ─────────────────────────────────────────────────────────────────────────────────────────


def _scripts(page: Dom) -> str:
    inline = [script.strip_comments(element.text) for element in page.root.iter("script") if element.text]
    return "\n".join([*inline, *page.written])


def _title(page: Dom) -> str:
    titles = (clean(element.text_content()) for element in page.root.iter("title"))
    return next((title for title in titles if title), "")


def _names(
    page: Dom, title: str, crumbs: Sequence[Crumb], meta: dict[str, str], is_article: bool
) -> tuple[tuple[str, str], ...]:
    """Names the page gives itself, best witness first. An article's breadcrumb names its column, not itself."""
    found: list[tuple[str, str]] = []
    if crumbs and not is_article:
        found.append(("breadcrumb", crumbs[-1].name))
    # A side menu's heading repeats the parent's name: that names the parent, not this page.
    above = {squeeze(crumb.name) for crumb in crumbs[:-1]} if not is_article else set()
    heading = _heading(page, above)
    if heading:
        found.append(("heading", heading))
    if meta.get("columnname") and not is_article:
        found.append(("meta", meta["columnname"]))
    if title:
        found.append(("title", _TITLE_SPLIT.split(title)[0]))
    return tuple((witness, name[:60]) for witness, name in found if name)


def _heading(page: Dom, above: set[str]) -> str:
    """The one heading of the page; where several stand, each names a box of its own."""
    for tag in ("h1", "h2"):
        texts = {
            text: None
            for element in page.body.iter(tag)
            if 2 <= len(squeeze(text := text_of(element))) <= 40 and element.find(".//img") is None
        }
        if texts:
            own = [text for text in texts if squeeze(text) not in above]
            return own[0] if len(own) == 1 else ""
    return ""


def _main_text(zones: ZoneMap) -> str:
    """Visible text between breadcrumb and footer, menus and forms' options left out."""
    parts: list[str] = []
    behind: list[str] = []  # text that follows a breadcrumb or menu inside a body box belongs to the body
    without_scripts = {inner for each in zones.zones if each.tag == "noscript" for inner in each.iter()}
    for element, zone in zones.zones.items():
        if zone is Zone.BODY and element.tag not in _NO_TEXT and element not in without_scripts:
            parts.append(element.text or "")
        tail = element.tail
        if tail and not tail.isspace():
            parent = element.getparent()
            if parent in without_scripts:
                continue
            if parent is not None and zones.zones.get(parent) is Zone.BODY:
                (parts if zone is Zone.BODY else behind).append(tail)
    return clean(" ".join(part for part in (*parts, *behind) if part.strip()))
