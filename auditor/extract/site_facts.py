"""Header and footer facts a government site must show (国办发〔2017〕47号, annex on page design).

Each fact keeps the words it was read from. A footer that only a script or frame can fill is named, so that
nobody calls its contents missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from auditor.extract.dom import Dom, clean, squeeze, text_of
from auditor.extract.zones import ZoneMap
from auditor.model import Fact, Zone

#: name, what its words hold (quickly found), its words
_TEXT_FACTS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    # 10 digits, the first six an administrative code; ministries bm + 8 digits
    (
        "site_code",
        re.compile("标识"),
        re.compile(r"(?:网站)?标识(?:码|号|编码)\s*[:：]?\s*((?:bm\d{8})|\d{10})", re.I),
    ),
    (
        "icp",
        re.compile("[Ii][Cc][Pp]"),
        re.compile(r"([一-龥]\s*ICP\s*[备证]\s*(?:案)?\s*[\d-]{6,}\s*号(?:\s*-\s*\d+)?)", re.I),
    ),
    (
        "police",
        re.compile("公(?:网安|安)"),
        re.compile(
            r"([一-龥]{1,2}\s*公网安备\s*\d{8,14}\s*号?|公安(?:机关)?(?:联网)?备案(?:编?号|标识)?\s*[:：]?\s*\d{8,14}\s*号?)"
        ),
    ),
    ("sponsor", re.compile("主\\s*办"), re.compile(r"主\s*办(?:单位|方)?\s*[:：]\s*([^\s:：|，,；;]{2,40})")),
    (
        "phone",
        re.compile("电话|联系方式"),
        re.compile(r"(?:联系电话|电话|联系方式)\s*[:：]\s*(\(?0\d{2,3}\)?[-\s—]?\d{7,8})"),
    ),
    ("ipv6", re.compile("[Ii][Pp][Vv]6"), re.compile(r"((?:支持|已?启用)\s*IPv6|IPv6)", re.I)),
    (
        "accessibility",
        re.compile("无障碍|长者|适老|关怀版|老年人"),
        re.compile(r"(无障碍(?:浏览|阅读|版)?|长者(?:助手|模式|专区|版)|适老(?:版|化)|关怀版|老年人模式)"),
    ),
)
_JIUCUO = re.compile(r"jiucuo|pucha\.kaipuyun|zfwzgl\.www\.gov\.cn|exposure", re.I)
_CONAC = re.compile(r"bszs\.conac\.cn|dcs\.conac\.cn|_ideConac", re.I)
_SITEMAP = re.compile(r"^(?:网站|站点|本站|全站)地图$|^网站导航$|^站群导航$")
_FIND_ERROR = "找错"
_PART_FILE = re.compile(r"foot|bottom|copyright|dibu|tail", re.I)
_HEAD_FILE = re.compile(r"head|top|nav|menu|daohang", re.I)
_BEHAVIOUR = re.compile(
    r"jquery|swiper|slide|superslide|bootstrap|layui|analytics|tongji|(?:^|[./_-])ta[._-]|hm\.js|vue|avalon|min\.js",
    re.I,
)


def read_facts(page: Dom, zones: ZoneMap, scripts: str, url: str) -> tuple[Fact, ...]:
    """All facts one page shows; the same fact is listed once, as first found."""
    found: dict[str, Fact] = {}
    for fact in (
        *_from_text(page, url),
        *_from_links(page, url),
        *_from_scripts(page, scripts, url),
        *_from_meta(page, url),
    ):
        found.setdefault(fact.name, fact)
    if any(True for _ in _footer_elements(page, zones)):
        found.setdefault("footer", Fact("footer", "1", _footer_quote(page, zones), url))
    return tuple(found[name] for name in sorted(found))


def unread_parts(page: Dom, zones: ZoneMap) -> tuple[str, ...]:
    """Obstacles ``footer:<src>`` / ``header:<src>``: parts that only a script or a frame would show.

    A script file is taken for a part only when its name says so and the page itself shows no such part.
    """
    has_footer = any(True for _ in _footer_elements(page, zones))
    parts: list[str] = []
    for element in page.root.iter("script", "iframe", "frame", "object", "embed"):
        source = element.get("src") or element.get("data") or ""
        if not source or _BEHAVIOUR.search(source) or _JIUCUO.search(source) or _CONAC.search(source):
            continue
        name = source.rsplit("/", 1)[-1]
        if _PART_FILE.search(name) and (not has_footer or element.tag != "script"):
            parts.append(f"footer:{source}")
        elif _HEAD_FILE.search(name) and element.tag != "script":
            parts.append(f"header:{source}")
    return tuple(dict.fromkeys(parts))


def _from_text(page: Dom, url: str) -> Iterator[Fact]:
    text = page.text
    for name, hint, pattern in _TEXT_FACTS:
        match = pattern.search(text) if hint.search(text) else None
        if match:
            yield Fact(name, squeeze(match[1]), _around(text, match), url)


def _from_links(page: Dom, url: str) -> Iterator[Fact]:
    for anchor in page.body.iter("a"):
        href = anchor.get("href") or ""
        label, is_sitemap, corrects = _said(text_of(anchor) or anchor.get("title") or "")
        images = ""
        if len(anchor):
            images = " ".join(image.get("alt") or image.get("title") or "" for image in anchor.iter("img"))
        if is_sitemap or (images and _said(images)[1]):
            yield Fact("sitemap", page.absolute(href) or href, label or images, url)
        is_service, is_conac = _service(href)
        if is_service or corrects or _FIND_ERROR in images:
            yield Fact("jiucuo", href, label or images or href, url)
        if is_conac:
            yield Fact("conac", href, href, url)


@lru_cache(maxsize=8192)
def _said(text: str) -> tuple[str, bool, bool]:
    """A label without spaces, whether it names the site map, and whether 政府网站找错: menus are the same on every page."""
    label = squeeze(text)
    return label, _SITEMAP.match(label) is not None, _FIND_ERROR in label


@lru_cache(maxsize=8192)
def _service(href: str) -> tuple[bool, bool]:
    """Whether an address is that of 政府网站找错, of the CONAC mark: the same on every page."""
    return _JIUCUO.search(href) is not None, _CONAC.search(href) is not None


def _from_scripts(page: Dom, scripts: str, url: str) -> Iterator[Fact]:
    for element in page.root.iter("script"):
        source = element.get("src") or ""
        if _JIUCUO.search(source) or "jiucuo" in (element.get("id") or "").lower():
            yield Fact("jiucuo", source, source or "_jiucuo_", url)
    for name, pattern in (("conac", _CONAC), ("jiucuo", re.compile(r"exposure/jiucuo|_jiucuo_"))):
        match = pattern.search(scripts)
        if match:
            yield Fact(name, match[0], clean(scripts[max(0, match.start() - 40) : match.end() + 40]), url)


def _from_meta(page: Dom, url: str) -> Iterator[Fact]:
    wanted = {"sitename": "meta_site_name", "siteidcode": "meta_site_code", "sitedomain": "meta_site_domain"}
    for meta in page.root.iter("meta"):
        name = wanted.get((meta.get("name") or "").strip().lower())
        value = clean(meta.get("content"))
        if name and value:
            yield Fact(name, value, f"{meta.get('name')}={value}", url)


def _footer_elements(page: Dom, zones: ZoneMap) -> Iterator[object]:
    return (element for element, zone in zones.zones.items() if zone is Zone.FOOTER and clean(element.text))


def _footer_quote(page: Dom, zones: ZoneMap) -> str:
    texts = [clean(element.text) for element, zone in zones.zones.items() if zone is Zone.FOOTER]
    return clean(" ".join(text for text in texts if text))[:200]


def _around(text: str, match: re.Match[str], margin: int = 12) -> str:
    return clean(text[max(0, match.start() - margin) : match.end() + margin])
