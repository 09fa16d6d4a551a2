"""Addresses: joining, identity, and what their shape says. Pure functions on strings.

Chinese portals write the same page as ``/zwgk/``, ``/zwgk/index.html`` and ``http://host/zwgk/?jsessionid=…``;
:func:`canonical` gives one key to all of them. The key is for comparing, never for requesting.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv6Address
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

ATTACHMENT_SUFFIXES = frozenset(
    ".pdf .doc .docx .xls .xlsx .et .wps .ppt .pptx .zip .rar .7z .csv .ofd .txt .rtf".split()
)
MEDIA_SUFFIXES = frozenset(
    ".jpg .jpeg .png .gif .bmp .svg .webp .ico .mp4 .mp3 .flv .avi .wmv .swf .css .js .xml .rss .apk .exe .json".split()
)
_FILE_SUFFIXES = ATTACHMENT_SUFFIXES | MEDIA_SUFFIXES
_ORIGIN = re.compile(r"https?://[^/?#]*", re.I)
_SLASHES = re.compile(r"^(https?:|)/{3,}", re.I)
_NO_HOST = re.compile(r"(?:https?:|)//(?:$|[?#])", re.I)
_BREAKS = re.compile(r"[\t\r\n]+")
_OF_IPV6 = re.compile(r"[:\[\]]")
_IP = re.compile(r"[\d.]+|\[[0-9a-f:.]+\]", re.I)
#: applications that show a column by the number behind #
_FRAGMENT_APP = re.compile(r"/gkmlpt/(?:index)?$", re.I)
_INDEX_NAME = re.compile(r"(?<![^/])(?:index|default|main)\.(?:s?html?|jsp|aspx?|php|do)$", re.I)
_SESSION = re.compile(r";jsessionid=[^?#/]*", re.I)
_SESSION_PARAMS = re.compile(
    r"^(?:jsessionid|phpsessid|aspsessionid\w*|session_?(?:id|key)?|\w+session_?(?:id|key)|\w*sess_?id|sid|cfid|cftoken"
    r"|token|ticket|nonce|timestamp|_t|_|rnd|random)=",
    re.I,
)
#: Article addresses of the common CMS families: TRS t20201127_653.html, hanweb /art/2026/9/11/art_…,
#: /content_123, /post_123, boda /info/1015/4213.htm, dated folders of Empire CMS (/2018-06-12/12.html).
_ARTICLE = re.compile(
    r"/t?\d{8}_\d+\.s?html?$|/t\d{4,8}_\d+\.s?html?$|/art/\d{4}/|/art_\d+_\d+|/content_\d+|/post_\d+"
    r"|/info/\d+/\d+\.s?html?$|/\d{4}-\d{2}(?:-\d{2})?/[\w-]+\.s?html?$|/\d{4}/\d{1,2}/\d{1,2}/[\w-]+\.s?html?$"
    r"|/\d{6,8}/[0-9a-f-]{8,}\.s?html?$|/c\d+/\d{6}/|/\d{4}-\d{1,2}/\d{1,2}/c?_?\d+|/[0-9a-f]{32}\.s?html?$"
    r"|/public/\d{2,}/\d{4,}\.s?html?$|/\d{7,}\.s?html?$",
    re.I,
)


def absolute(base: str, href: str) -> str | None:
    """Join ``href`` to ``base``; None for anything that is not an http(s) address of a page.

    Mends what browsers mend: surrounding spaces, line breaks, backslashes, a scheme-less ``//host``; ``http:///a`` names the
    host ``a`` (WHATWG URL, "special authority ignore slashes"). Raises nothing.
    """
    # A menu is the same on every page: what does not depend on the page's folder is joined once.
    if href.startswith(("/", "http://", "https://")):
        base = _origin(base)
    return _joined(base, href)


@lru_cache(maxsize=1024)
def _origin(base: str) -> str:
    origin = _ORIGIN.match(base)
    return origin[0] if origin else base


@lru_cache(maxsize=16384)
def _joined(base: str, href: str) -> str | None:
    href = _SLASHES.sub(r"\1//", _BREAKS.sub("", href.strip()).replace("\\", "/"))
    if href.lower().startswith(("javascript:", "mailto:", "tel:", "data:", "about:", "file:", "ftp:", "#")):
        return None
    if _NO_HOST.match(href):
        return None
    if "\ufffd" in href:
        return None  # a character that could not be decoded: not the address that was published
    try:
        parts = urlsplit(urljoin(base, href))
        port = parts.port
        if _OF_IPV6.search(name := parts.hostname or ""):
            IPv6Address(name)  # urlsplit looks at the first brackets only, which may be a user's name
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not name or port == 0:
        return None
    fragment = parts.fragment if names_column(parts.path, parts.fragment) else ""
    return urlunsplit(
        (parts.scheme, _netloc(parts), _path(parts.path), _query(parts.query), _query(fragment))
    )


@lru_cache(maxsize=16384)
def canonical(url: str) -> str:
    """Identity key of a page: no scheme, no ``www.``, no default port, index file name or session id. A fragment
    stays only where :func:`absolute` let it stand."""
    parts = urlsplit(url)
    path = _SESSION.sub("", parts.path) or "/"
    path = _INDEX_NAME.sub("", path)
    path = re.sub(r"//+", "/", path)
    query = "&".join(sorted(p for p in parts.query.split("&") if p and not _SESSION_PARAMS.match(p)))
    tail = (f"?{query}" if query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    return f"{_netloc(parts).removeprefix('www.')}{path}{tail}"


def names_column(path: str, fragment: str) -> bool:
    """True when the part behind # chooses a column instead of a place on the page: gkmlpt numbers, routes."""
    if fragment.isdigit():
        return bool(_FRAGMENT_APP.search(path))
    return fragment.startswith(("/", "!/")) and len(fragment) > 2


def without_fragment(url: str) -> str:
    """The address as it goes over the wire."""
    return url.split("#", 1)[0]


@lru_cache(maxsize=20_000)
def host(url: str) -> str:
    """Lower-case host name with its port when that is not the scheme's default."""
    return _netloc(urlsplit(url)).lower()


def twin(name: str) -> str:
    """``example.gov.cn`` ↔ ``www.example.gov.cn``: one site under two names. An IP address is its own twin."""
    bare = name if name.startswith("[") else name.split(":", 1)[0]
    if "." not in bare or _IP.fullmatch(bare):
        return name
    return name.removeprefix("www.") if name.startswith("www.") else f"www.{name}"


def path_of(url: str) -> str:
    """Path and query of the canonical key, without the host: ``/zwgk/tzgg/``."""
    key = canonical(url)
    slash = key.find("/")
    return key[slash:] if slash >= 0 else "/"


@lru_cache(maxsize=16384)
def suffix(url: str) -> str:
    """Lower-case file extension of the path, with its dot; empty when there is none."""
    name = urlsplit(url).path.rsplit("/", 1)[-1]
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def is_attachment(url: str) -> bool:
    return suffix(url) in ATTACHMENT_SUFFIXES


def is_page(url: str) -> bool:
    """True when the address may hold a HTML page, judged by its extension."""
    return suffix(url) not in _FILE_SUFFIXES


@lru_cache(maxsize=16384)
def looks_like_article(url: str) -> bool:
    return bool(_ARTICLE.search(urlsplit(url).path))


def slug(url: str) -> str:
    """Last folder name of the address without numeric suffix: ``/zwgk/zcfg_62459/index.html`` → ``zcfg``."""
    folders = [part for part in _INDEX_NAME.sub("", urlsplit(url).path).split("/") if part]
    if not folders:
        return ""
    name = re.sub(r"\.\w+$", "", folders[-1]).lower()
    return re.sub(r"[_-]?\d+$", "", name) or name


def _netloc(parts: SplitResult) -> str:
    hostname = (parts.hostname or "").lower()
    if ":" in hostname:
        hostname = f"[{hostname}]"
    default = {"http": 80, "https": 443}.get(parts.scheme)
    port = parts.port
    return hostname if port in (None, default) else f"{hostname}:{port}"


def _path(path: str) -> str:
    path = re.sub(r"/\.(?=/|$)", "", path)
    while path.startswith("/../"):  # browsers stop at the root
        path = path[3:]
    return quote(path, safe="/:@!$&'()*+,;=~%-._") or "/"


def _query(query: str) -> str:
    return quote(query, safe="/:@!$&'()*+,;=~%-._?[]")
