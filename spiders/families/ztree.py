"""Trees of columns that a script draws: zTree, dTree and their kin, flat (``pId``) or nested (``children``)."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from auditor import urls
from auditor.extract import literals, script
from auditor.extract.family import DataSource, Family, PageSource
from auditor.extract.includes import read_include
from auditor.model import Link, PageKind, PageReading, Part, PartRole, Zone
from auditor.territory import Territory
from spiders.families.json_rows import MAX_ROWS, plain

_ID = ("id", "nodeId", "catId", "columnId", "code", "key")
_PARENT = ("pId", "pid", "parentId", "parent_id", "parentid", "parent")
_NAME = ("name", "title", "text", "label", "catName", "organName")
_HREF = ("url", "href", "link", "jump_url", "jumpUrl", "htmlPath", "linkUrl")
_CHILDREN = ("children", "nodes", "child", "childs", "subs", "childList")
_CLICK = ("click", "onclick", "onClick")
_MAX_DEPTH = 32
_MAX_TREES = 8

_HINT = re.compile(r"ztree|dtree|nodes|pid\b|parent_?id|children|tree", re.I)
_INIT = re.compile(r"zTree\.init\s*\([^;]{0,300}?,\s*([A-Za-z_$][\w$]*)\s*\)", re.I)
_NAMED = re.compile(
    r"(?:\bvar\s+|\blet\s+|\bconst\s+|\bwindow\.|[;,{]\s*)"
    r"([\w$]*(?:nodes?|(?<!s)tree|menu|catalog)[\w$]*)\s*=\s*(?:[\[{]|JSON\.parse|eval|\$\.parseJSON)",
    re.I,
)
#: dTree: d.add(12, 0, '法定主动公开内容', '/zwgk/fdzdgknr/')
_TEXT = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
_DTREE = re.compile(
    rf"\.add\(\s*([\w\"'-]{{1,40}})\s*,\s*([\w\"'-]{{1,40}})\s*,\s*({_TEXT})\s*(?:,\s*({_TEXT}))?"
)
#: onClick: location.href = "list.jsp?id=" + treeNode.id
_CLICK_ADDRESS = re.compile(
    r"(?:location(?:\.href)?\s*=|open\s*\(|attr\s*\(\s*[\"']src[\"']\s*,)\s*[\"']([^\"'\n]{1,200})[\"']\s*"
    r"\+\s*(?:treeNode|node|data|obj|item)\.(\w{1,30})(?:\s*\+\s*[\"']([^\"'\n]{0,100})[\"'])?",
    re.I,
)
#: a file or interface whose name says tree
_TREE_FILE = re.compile(
    r"/[\w.-]*(?:(?<!s)tree|znodes?|treenodes?|catalog|mulu)[\w.-]*(?:\.(?:json|js|jsp|do|action|ashx|php|aspx))?$",
    re.I,
)
_NOT_DATA = re.compile(
    r"\.s?html?$|/(?:jquery|bootstrap|lib)[./-]|ztree[\w.-]*\.js$|\.min\.js$|dtree\.js$", re.I
)
_ASYNC = re.compile(r"async\s*:\s*\{(?P<box>[^{}]{0,600}(?:\{[^{}]{0,300}\}[^{}]{0,300})?)\}", re.I)
_URL = re.compile(r"\burl\s*:\s*[\"']([^\"'\s]{1,300})[\"']")
_LOADED = re.compile(
    r"(?P<how>getJSON|\$\.get|\$\.post|\$\.ajax|axios\.get|fetch)\s*\(\s*(?:\{[^{}]{0,300}?\burl\s*:\s*)?"
    r"[\"'](?P<url>[^\"'\s]{1,300})[\"']"
)


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a tree. ``href`` is as the data give it, ``data`` the node itself; ``depth`` 0 is the top."""

    id: str
    parent: str
    name: str
    href: str
    depth: int
    data: Mapping[str, object]


def read_nodes(value: object) -> tuple[Node, ...]:
    """All named nodes of a tree, flat or nested, top first; at most ``MAX_ROWS``."""
    found: list[Node] = []
    queue: deque[tuple[Mapping[str, object], str, int]] = deque((entry, "", 0) for entry in _entries(value))
    while queue and len(found) < MAX_ROWS:
        entry, above, depth = queue.popleft()
        identity = literals.text(entry, *_ID)
        name = plain(literals.text(entry, *_NAME))
        if name:
            parent = above or literals.text(entry, *_PARENT)
            found.append(Node(identity, parent, name, _href(entry), depth, entry))
        below = next((rows for key in _CHILDREN if (rows := _entries(entry.get(key)))), [])
        if depth < _MAX_DEPTH:
            queue.extend((child, identity, depth + 1) for child in below[:MAX_ROWS])
    return tuple(sorted(_with_depths(found), key=lambda node: node.depth))


def _entries(value: object) -> list[Mapping[str, object]]:
    """The nodes of a list, of ``{"data": […]}``, or the one root node."""
    if isinstance(value, Mapping):
        inner = literals.rows(value, "data", "rows", "list", "tree", "result", "data.list", "data.tree")
        return inner or ([value] if literals.text(value, *_NAME) else [])
    return literals.rows(value)[:MAX_ROWS]


def _href(entry: Mapping[str, object]) -> str:
    given = literals.text(entry, *_HREF)
    return given or script.click_target(literals.text(entry, *_CLICK)) or ""


def _with_depths(nodes: Sequence[Node]) -> list[Node]:
    """Depths of a flat tree, told by the chain of parents; circles end at ``_MAX_DEPTH``."""
    if any(node.depth for node in nodes):
        return list(nodes)
    parents = {node.id: node.parent for node in nodes if node.id}
    return [
        Node(node.id, node.parent, node.name, node.href, _depth(node.parent, parents), node.data)
        for node in nodes
    ]


def _depth(parent: str, parents: Mapping[str, str]) -> int:
    depth = 0
    while parent in parents and depth < _MAX_DEPTH:
        parent = parents[parent]
        depth += 1
    return depth


def script_nodes(scripts: str) -> tuple[Node, ...]:
    """Nodes of every tree that inline scripts hold, in the order of the scripts."""
    if not _HINT.search(scripts):
        return ()
    names = dict.fromkeys([*_INIT.findall(scripts), *(match[1] for match in _NAMED.finditer(scripts))])
    found: list[Node] = []
    for name in list(names)[:_MAX_TREES]:
        nodes = read_nodes(literals.find_literal(scripts, name))
        if _is_tree(nodes):
            found.extend(nodes)
    return tuple(found or _dtree_nodes(scripts))[:MAX_ROWS]


def _is_tree(nodes: Sequence[Node]) -> bool:
    """Several nodes, of which one stands below another, or which all have an address of their own."""
    known = {node.id for node in nodes if node.id}
    joined = any(node.depth > 0 or node.parent in known for node in nodes)
    return len(nodes) >= 2 and (joined or all(node.href for node in nodes))


def _dtree_nodes(scripts: str) -> list[Node]:
    if "dtree" not in scripts.lower():
        return []
    found = []
    for count, match in enumerate(_DTREE.finditer(scripts)):
        if count >= MAX_ROWS:
            break
        name = plain(script.unescape(match[3][1:-1]))
        href = script.unescape(match[4][1:-1]) if match[4] else ""
        if name:
            found.append(Node(match[1].strip("\"'"), match[2].strip("\"'"), name, href, 0, {}))
    return sorted(_with_depths(found), key=lambda node: node.depth)


def node_links(nodes: Iterable[Node], base: str, territory: Territory) -> tuple[Link, ...]:
    """Menu links of the nodes that have an address, each once."""
    found: dict[tuple[str, str], Link] = {}
    for node in nodes:
        target = urls.absolute(base, node.href) if node.href else None
        if target:
            link = Link(target, node.name[:200], Zone.MENU, territory.owns(target))
            found.setdefault((target, node.name), link)
    return tuple(found.values())


class ZTree(Family):
    """A tree drawn by zTree or dTree; its nodes' addresses are in the data or built when one is clicked."""

    name = "ztree"

    def recognise(self, page: PageSource) -> bool:
        return bool(
            re.search(r"\bzTree\.init|new\s+dTree\b", page.scripts, re.I) or script_nodes(page.scripts)
        )

    def tree(self, page: PageSource) -> tuple[Link, ...]:
        nodes = script_nodes(page.scripts)
        click = _CLICK_ADDRESS.search(page.scripts)
        if click is not None:
            nodes = tuple(node if node.href else _clicked(node, click) for node in nodes)
        return node_links(nodes, page.dom.base, page.territory)

    def parts(self, page: PageSource) -> tuple[Part, ...]:
        """The file that holds the nodes, when the page loads them."""
        found: dict[Part, None] = {}
        for box in _ASYNC.finditer(page.scripts):
            url = _URL.search(box["box"])
            if url is not None:
                found.setdefault(_asked(page, url[1], box["box"]))
        for loaded in _LOADED.finditer(page.scripts):
            post = loaded["how"] == "$.post"
            found.setdefault(_asked(page, loaded["url"], "" if post else "type:'get'"))
        return tuple(part for part in found if self.answers(part.url) and page.territory.may_serve(part.url))[
            :3
        ]

    def answers(self, url: str) -> bool:
        path = urlsplit(url).path
        return bool(_TREE_FILE.search(path)) and not _NOT_DATA.search(path)

    def read_answer(self, data: DataSource) -> PageReading | None:
        nodes = read_nodes(literals.parse(data.text)) or script_nodes(data.text)
        links = node_links(nodes, data.page, data.territory)
        return PageReading(data.page, PageKind.OTHER, links=links) if links else read_include(data)


def _clicked(node: Node, click: re.Match[str]) -> Node:
    value = literals.text(node.data, click[2])
    href = f"{click[1]}{quote(value, safe='')}{click[3] or ''}" if value else ""
    return Node(node.id, node.parent, node.name, href, node.depth, node.data)


def _asked(page: PageSource, url: str, box: str) -> Part:
    """How zTree asks: by POST, unless it is told otherwise, with the fixed parameters of ``otherParam``."""
    target = page.dom.absolute(url) or ""
    fixed = literals.find_literal(box, "otherParam")
    if isinstance(fixed, Mapping):
        pairs = [(str(key), literals.text(fixed, key)) for key in fixed]
    else:
        words = [str(word) for word in fixed] if isinstance(fixed, list) else []
        pairs = list(zip(words[::2], words[1::2], strict=False))
    if not re.search(r"type\s*:\s*[\"']get", box, re.I):
        return Part(target, PartRole.INCLUDE, "POST", urlencode(pairs))
    joiner = "&" if "?" in target else "?"
    return Part(f"{target}{joiner}{urlencode(pairs)}" if pairs else target, PartRole.INCLUDE)
