"""Menus, headers, footers and lists that stand in files of their own: which files, and what they put into the page.

A file is asked for when its name says what it holds (``head.js``, ``/inc/daohang.html``, ``left_tree.htm``) and is no
library. Frames and files that a script loads by a constant address may also hold the page's list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from auditor import urls
from auditor.extract import dom, emptiness, forms, fragment, lists, literals, script, site_facts
from auditor.extract.dom import Element, clean
from auditor.extract.family import DataSource, PageSource
from auditor.extract.libraries import is_behaviour
from auditor.extract.links import read_links
from auditor.extract.zones import map_zones
from auditor.model import Link, PageKind, PageReading, Part, PartRole, Zone

#: words that name a place of the page, alone or with others in one word: leftmenu, topnav, headnew
_PLACE = (
    "menus?|nav(?:i|igation)?|head(?:er)?|foot(?:er)?|top|bottom|left|tree|banner|sidebar|copyright"
    "|dh|daohang|dibu|toubu|lanmu"
)
_SURROUNDING = re.compile(
    r"(?:common|public|pub|main|page|site|index|web|new|my|inc|js|html?|sub|side|right|pc|wap|gk|xxgk|zw)*"
    rf"(?:{_PLACE})+(?:new|js|html?|bar|list|page|inc|data|json)?",
    re.I,
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LISTED = re.compile(r"list|news|rows|data|lb\b|xxgk|page|con(?:tent)?\b|main", re.I)
#: $("#head").load("/inc/head.html"), $.getJSON("menu.json", …): the whole address is one constant
_LOADED = re.compile(
    r"(?P<how>\.load|\$\.get(?:JSON)?|\bfetch|\baxios\.get)\s*\(\s*"
    r"(?P<q>[\"'])(?P<url>[^\"'\s<>]{1,300})(?:\s[^\"']{0,80})?(?P=q)\s*(?=[,)])"
)
#: the element that is filled: $("#head")
_FILLED = re.compile(r"([\w-]{1,40})[\"']?\s*\)\s*$")
_AJAX = re.compile(r"\$\.ajax\s*\(\s*\{[^{}]{0,300}?\burl\s*:\s*([\"'])([^\"'\s<>]{1,300})\1\s*[,}]")
_INCLUDING = ("w3-include-html", "data-include", "include-html", "data-include-html")
#: a whole call: its argument is read string by string, as a bracket may stand in one
_WRITTEN = re.compile(
    r"document\.write(?:ln)?(?:\s*\((?:\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|`(?:[^`\\]|\\.)*+`|[^\"'`)])*+\)|\s*[^\s(])",
    re.S,
)
_DOCUMENT = re.compile(r"<(?:html|body|frameset)\b", re.I)
_NOTHING = re.compile(r"\ufeff?\s*(?:null|true|false|\d{1,20}|\"\"|''|\[\s*\]|\{\s*\})?\s*;?\s*$")
_MARKUP = re.compile(r"^\s*(?:<!doctype|<!--|<[a-z])", re.I)
_NO_PAGE = re.compile(r"\.js(?:on)?(?:$|[?#])", re.I)
_DATA = re.compile(r"^\ufeff?\s*(?:[\w$.]{1,60}\s*\(\s*)?[\[{]")
_ARRAY = re.compile(r"(?:=|:|\()\s*(?=\[\s*\{)")
_TITLE = ("title", "name", "text", "label", "channelName", "columnName", "chnlName", "menuName", "aT")
_HREF = ("url", "href", "link", "linkUrl", "chnlUrl", "channelUrl", "path", "aU")
_DATE = ("date", "pubDate", "pubdate", "publishTime", "publishDate", "docRelTime", "time", "aPd")
_MAX_INCLUDES = 4
_MAX_ROWS_PARTS = 2
_MAX_NODES = 5_000
_MAX_ARRAYS = 10


def include_parts(page: PageSource) -> tuple[Part, ...]:
    """Files of the portal that hold a piece of the page: at most four of its surroundings, two of its list."""
    found = _served(page, (*_from_tree(page), *_from_scripts(page.scripts)))
    includes = [part for part in found if part.role is PartRole.INCLUDE]
    rows = [part for part in found if part.role is PartRole.ROWS]
    return (*includes[:_MAX_INCLUDES], *rows[:_MAX_ROWS_PARTS])


def frame_parts(page: PageSource) -> tuple[Part, ...]:
    """Frames of the page's main part, at most two. They may hold its list or text, or a map beside it: worth asking
    for only while the page itself says nothing."""
    raws = ((raw, PartRole.ROWS) for raw, named in _frames(page) if not _is_surrounding(named))
    return _served(page, raws)[:_MAX_ROWS_PARTS]


def _served(page: PageSource, found: Iterable[tuple[str, PartRole]]) -> tuple[Part, ...]:
    """Parts that the portal itself serves, each once."""
    roles: dict[str, PartRole] = {}
    for raw, role in found:
        url = page.dom.absolute(raw)
        if not url or is_behaviour(_file(url)) or not page.territory.may_serve(url):
            continue
        if not _is_same(url, page.url):
            roles.setdefault(url, role)
    return tuple(Part(url, role) for url, role in roles.items())


def _is_same(url: str, page: str) -> bool:
    """True for the page itself; ``main.htm`` beside a frameset is not."""
    main = _file(url).lower().startswith("main.")
    return url == page or (not main and urls.canonical(url) == urls.canonical(page))


def is_document(text: str) -> bool:
    """True for a whole HTML page (a frame's), whose links are relative to its own address."""
    return bool(_DOCUMENT.search(text, 0, 2000))


def is_no_data(text: str) -> bool:
    """True for a whole HTML page where a script or data was asked for: a server's notice, whatever it says."""
    return bool(_MARKUP.match(text)) and is_document(text)


def is_in_place_of_data(url: str, text: str) -> bool:
    """True for a whole HTML page at the address of a script or of data."""
    return bool(_NO_PAGE.search(url)) and is_no_data(text)


def is_cut(code: str) -> bool:
    """True for a script of which the end is lacking: it stops within its last call of document.write, or does not close
    what it opened there."""
    bare = script.strip_comments(code).rstrip()
    last = bare.rfind("document.write")
    return last >= 0 and not _WRITTEN.match(bare, last)


def read_include(data: DataSource) -> PageReading | None:
    """What such a file puts into the page. None: it is blank, holds no value or an empty one, is cut off, or is not what its
    name says: the server failed.

    A file that turns out to hold only behaviour puts nothing there: an empty reading. The obstacle ``script-write``: a
    script wrote it in a way that we cannot follow.
    """
    if _NOTHING.match(data.text) or is_in_place_of_data(data.url, data.text) or is_cut(data.text):
        return None
    if _MARKUP.match(data.text):
        return _from_markup(data, data.text)
    if _DATA.match(data.text):
        reading = _from_data(data, literals.parse(data.text))
        if reading is not None or "function" not in data.text:
            return reading
    written = script.written_html(data.text)
    html = written.html + "".join(piece.html for piece in written.placed)
    if html.strip():
        shown = _from_markup(data, html)
        return replace(shown, obstacles=("script-write",)) if written.unread else shown
    drawn = next((each for nodes in _arrays(data.text) if (each := _from_data(data, nodes))), None)
    if drawn is not None:
        return drawn
    unread = ("script-write",) if written.unread or written.unplaced else ()
    return PageReading(data.page, PageKind.OTHER, obstacles=unread)


# ── which files ───────────────────────────────────────────────────────────────────────────────────


def _from_tree(page: PageSource) -> Iterator[tuple[str, PartRole]]:
    for element in page.dom.root.iter("script"):
        raw = (element.get("src") or "").strip()
        if raw and _is_surrounding(_file(raw)):
            yield raw, PartRole.INCLUDE
    for raw, named in _frames(page):
        if _is_surrounding(named):
            yield raw, PartRole.INCLUDE
    for name in _INCLUDING:
        for element in page.dom.body.iterfind(f".//*[@{name}]"):
            yield element.get(name) or "", PartRole.INCLUDE


def _frames(page: PageSource) -> Iterator[tuple[str, str]]:
    """Visible frames that may hold a page, each with the names it goes by."""
    for element in page.dom.root.iter("iframe", "frame", "object", "embed"):
        raw = (element.get("src") or element.get("data") or "").strip()
        if not raw or raw.lower().startswith(("javascript:", "about:", "data:")):
            continue
        if urls.is_page(raw) and _is_shown(element):
            yield raw, f"{_file(raw)} {element.get('name') or ''} {element.get('id') or ''}"


def _is_shown(frame: Element) -> bool:
    """Frames without size serve scripts."""
    return not any((frame.get(side) or "").strip() in ("0", "1", "0px") for side in ("width", "height"))


def _from_scripts(scripts: str) -> Iterator[tuple[str, PartRole]]:
    for loaded in _LOADED.finditer(scripts):
        place = _FILLED.search(scripts, max(0, loaded.start() - 60), loaded.start())
        named = f"{_file(loaded['url'])} {place[1] if place else ''}"
        if _is_surrounding(named):
            yield loaded["url"], PartRole.INCLUDE
        elif loaded["how"] == ".load" and _LISTED.search(named):
            yield loaded["url"], PartRole.ROWS
    for called in _AJAX.finditer(scripts):
        if _is_surrounding(_file(called[2])):
            yield called[2], PartRole.INCLUDE


def _is_surrounding(name: str) -> bool:
    """True when a file's name has a word for menu, header, footer or tree: not stop.js, not overhead-lines.js."""
    return any(_SURROUNDING.fullmatch(word) for word in _WORD.findall(name))


def _file(address: str) -> str:
    """The last name of an address without its query."""
    return address.split("?", 1)[0].split("#", 1)[0].rstrip("/").rsplit("/", 1)[-1]


# ── what is in them ───────────────────────────────────────────────────────────────────────────────


def _from_markup(data: DataSource, html: str) -> PageReading:
    page = dom.parse(f"<html><body><div>{html}</div></body></html>", data.page)
    zones = map_zones(page)
    blocks = lists.read_blocks(page, zones)
    main = lists.main_block(blocks, data.page)
    items = lists.items_of(main) if main is not None else ()
    sentence = emptiness.empty_sentence(page, zones) if not items else None
    links = read_links(page, zones, data.territory, frozenset())
    return PageReading(
        data.page,
        PageKind.OTHER,
        links=tuple(_in_menu(link) for link in links),
        items=items,
        empty=False if items else (True if sentence else None),
        empty_evidence=sentence or "",
        forms=forms.read_search_forms(page, "\n".join(page.written)),
        facts=site_facts.read_facts(page, zones, "\n".join(page.written), data.page),
    )


def _in_menu(link: Link) -> Link:
    return replace(link, zone=Zone.MENU) if link.zone in (Zone.BODY, Zone.LIST) else link


def _from_data(data: DataSource, value: object) -> PageReading | None:
    """Nodes with a name and an address, nested or flat: rows of a list when they are dated, else columns."""
    records = [
        fragment.Record(title, href, literals.text(node, *_DATE))
        for node in _nodes(value)
        if (title := clean(literals.text(node, *_TITLE))) and (href := literals.text(node, *_HREF))
    ]
    if not records:
        return None
    if sum(1 for record in records if record.date) * 2 >= len(records):
        items = fragment.record_items(records, data.page)
        return PageReading(data.page, PageKind.LIST, items=items, empty=False)
    targets = ((urls.absolute(data.page, record.href), record.title) for record in records)
    links = [Link(url, title[:200], Zone.MENU, data.territory.owns(url)) for url, title in targets if url]
    return PageReading(data.page, PageKind.OTHER, links=tuple(dict.fromkeys(links)))


def _nodes(value: object) -> Iterator[Mapping[str, object]]:
    """All mappings within a value, parents before their children."""
    stack = [value]
    for _ in range(_MAX_NODES):
        if not stack:
            return
        node = stack.pop()
        if isinstance(node, Mapping):
            yield node
            stack.extend(reversed([each for each in node.values() if isinstance(each, (list, Mapping))]))
        elif isinstance(node, list):
            stack.extend(reversed(node[:_MAX_NODES]))


def _arrays(code: str) -> Iterator[object]:
    """Arrays of objects that a script holds: the nodes of a menu that it draws itself."""
    for count, place in enumerate(_ARRAY.finditer(code)):
        if count >= _MAX_ARRAYS:
            return
        yield literals.parse(code[place.end() :])
