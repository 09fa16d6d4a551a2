"""Changes to the written files of a portal, for what no plan knows: dead addresses, hidden links, words in a page."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote, urlsplit

from bench.mutations.plan import Tree, Unsuitable

_INDEX = ("index.html", "index.htm", "index.shtml", "index.jsp", "index.aspx", "index.php", "default.html")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.I)
_LINK = re.compile(r"<a\b[^<>]*?href\s*=\s*[\"']([^\"'<>]*)[\"'][^<>]*>.*?</a\s*>", re.I | re.S)
_INSTEAD = re.compile(r"<frameset\b|http-equiv\s*=\s*[\"']?refresh", re.I)
_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.I | re.S)
_PARAGRAPH = re.compile(r"<p\b[^<>]*>([^<>]{20,})", re.I)


def file_of(tree: Tree, url: str) -> str:
    """Name of the file that answers an address. Unsuitable when none does, or when it is behind a ``#``."""
    parts = urlsplit(url)
    if parts.fragment:
        raise Unsuitable("several columns share one page")
    path = unquote(parts.path).lstrip("/") + (f"@{parts.query}" if parts.query else "")
    wanted = [path] if path and not path.endswith("/") else [path + name for name in _INDEX]
    roots = {name.partition("/")[0] for name in tree}
    places = [f"{root}/pages/{host}" for root in sorted(roots) for host in (f"{parts.netloc}/", "")]
    found = next((place + name for place in places for name in wanted if place + name in tree), None)
    if found is None:
        raise Unsuitable(f"no file answers {url}")
    return found


def text_of(body: bytes) -> tuple[str, str]:
    """A page and the charset that it is written in, which need not be the one that it names. Unsuitable when it is none of the
    usual ones."""
    named = _CHARSET.search(body[:4096])
    charset = named[1].decode("ascii").lower() if named else "utf-8"
    for each in dict.fromkeys(["gb18030" if charset.startswith("gb") else charset, "utf-8", "gb18030"]):
        try:
            return body.decode(each), each
        except (UnicodeDecodeError, LookupError):
            continue
    raise Unsuitable("the page is written in no charset")


def without_file(tree: Tree, url: str) -> Tree:
    """The address answers 404; whatever links it still does. Unsuitable when an interface answers it, too."""
    name = file_of(tree, url)
    settings = json.loads(tree[f"{name.partition('/')[0]}/site.json"])
    if any(answer["path"] == urlsplit(url).path for answer in settings.get("answers", ())):
        raise Unsuitable("an interface answers it, too")
    return {key: body for key, body in tree.items() if key != name}


def orphaned(tree: Tree, without: Tree) -> Tree:
    """``without`` a column, but with the pages that it had: they answer, nothing leads to them."""
    return tree | without


def with_words(tree: Tree, url: str, home: str, words: str) -> Tree:
    """The longest paragraph of a page that the home page has not, too, begins with ``words``. Unsuitable when there is none."""
    name = file_of(tree, url)
    text, charset = text_of(tree[name])
    common = text_of(tree[file_of(tree, home)])[0]
    shown = _SCRIPT.sub(lambda script: " " * len(script[0]), text)
    own = (match for match in _PARAGRAPH.finditer(shown) if match[1].strip() not in common)
    found = max(own, key=lambda match: len(match[1]), default=None)
    if found is None:
        raise Unsuitable("the page has no paragraph of its own")
    changed = f"{text[: found.start(1)]}{words}{text[found.start(1) :]}"
    return {**tree, name: changed.encode(charset, "replace")}


def with_markup(tree: Tree, url: str, markup: str) -> Tree:
    """A page with more markup before its end, or behind it when it has none. Unsuitable when another page shows in its place."""
    name = file_of(tree, url)
    text, charset = text_of(tree[name])
    _check_shown(text)
    end = text.lower().rfind("</body>")
    end = len(text) if end < 0 else end
    return {**tree, name: f"{text[:end]}{markup}{text[end:]}".encode(charset, "replace")}


def with_tail(tree: Tree, url: str, markup: str) -> Tree:
    """A page with more markup behind its end, where a browser reads it all the same."""
    name = file_of(tree, url)
    text, charset = text_of(tree[name])
    _check_shown(text)
    return {**tree, name: tree[name] + markup.encode(charset)}


def _check_shown(text: str) -> None:
    if _INSTEAD.search(text):
        raise Unsuitable("another page shows in its place")


def curtained(tree: Tree, url: str) -> Tree:
    """Every link to an address stands in an element that only a click opens, as those of drop-down menus do."""
    path = urlsplit(url).path

    def hide(match: re.Match[str]) -> str:
        target = urlsplit(match[1]).path
        own = target.endswith(path) and (target == path or not target.startswith("."))
        return f'<span style="display:none">{match[0]}</span>' if own else match[0]

    changed = 0
    after = dict(tree)
    for name, body in tree.items():
        if not name.endswith((".html", ".htm", ".jsp", ".shtml", ".aspx")):
            continue
        text = body.decode(
            "latin-1"
        )  # marks of markup are no part of a Chinese character, whatever the charset
        hidden = _LINK.sub(hide, text)
        if hidden != text:
            changed += 1
            after[name] = hidden.encode("latin-1")
    if not changed:
        raise Unsuitable("no page spells out a link to it")
    return after


def replaced_everywhere(tree: Tree, words: str, by: str) -> Tree:
    """Every page with other words. Unsuitable when none has them."""
    after = dict(tree)
    for name, body in tree.items():
        for charset in ("utf-8", "gb18030"):
            if words.encode(charset) in body and not name.endswith("/site.json"):
                after[name] = body.replace(words.encode(charset), by.encode(charset))
                break
    if after == tree:
        raise Unsuitable("no page says it")
    return after


def with_search(tree: Tree, case: str, mode: str) -> Tree:
    """The site's own search behaves in another way, see :mod:`auditor.crawl.saved_search`."""
    name = f"{case}/site.json"
    settings = json.loads(tree[name])
    if "search" not in settings:
        raise Unsuitable("the portal has no search")
    settings["search"]["mode"] = mode
    return {**tree, name: json.dumps(settings, ensure_ascii=False).encode()}
