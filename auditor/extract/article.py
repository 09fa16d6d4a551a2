"""Articles: is this page one, and when does it say it was published."""

from __future__ import annotations

import re

from auditor import urls
from auditor.extract.dates import find_date
from auditor.extract.dom import Dom, Element, clean, marks
from auditor.model import DateWitness, WitnessKind

_BODY_MARKS = re.compile(
    r"trs_editor|trs_ueditor|ucapcontent|vsb_content|bt-content|article|zoom|js_content|xl_con|news_?content|content_?text|detail|pages_content",
    re.I,
)
_LINE = re.compile(r"(?:发布|发文|公开|更新|上传)?\s*(?:日\s*期|时\s*间)\s*[:：]\s*(?=(.{6,40}))")
_LABEL = re.compile(
    r"(?:发布|公开|更新)\s*(?:日\s*期|时\s*间)\s*[:：]|信息来源\s*[:：]|来\s*源\s*[:：]|浏览(?:次数|量)?\s*[:：]|字\s*号?\s*[:：]|作者\s*[:：]"
)
_FORMED = re.compile(r"(?:成\s*文|生\s*成|印\s*发|实\s*施)\s*(?:日\s*期|时\s*间)\s*[:：]")
_FORMED_ON = re.compile(r"((?:成\s*文|生\s*成)\s*(?:日\s*期|时\s*间)\s*[:：]?\s*)(.{6,24})")
_ISSUER = re.compile(
    r"(?:发布机构|发文机关|发文单位|制发机关|发布单位|公开主体|信息来源|来源)\s*[:：]\s*([^\s:：|,，;；]{2,30})"
)
_PUBLISHED = re.compile(r"(?:发布|公开|更新|上传)\s*(?:日\s*期|时\s*间)\s*[:：]")


def meta_map(page: Dom) -> dict[str, str]:
    """Meta tags by lower-case name; the first non-empty value counts."""
    values: dict[str, str] = {}
    for meta in page.root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = clean(meta.get("content"))
        if name and content:
            values.setdefault(name, content)
    return values


def is_article(page: Dom, url: str, meta: dict[str, str], text: str) -> bool:
    """True when the address has an article's shape, the tags say so, or a date line stands over a text body.

    A folder's index page with an 更新时间 line is a text column, not an article.
    """
    if urls.looks_like_article(url):
        return True
    if meta.get("articletitle") and meta.get("pubdate"):
        return True
    if urls.canonical(url).split("?")[0].endswith("/"):
        return False
    return (
        body_element(page) is not None and bool(_LABEL.search(text[:600])) and bool(_LINE.search(text[:600]))
    )


def body_element(page: Dom) -> Element | None:
    for element in page.body.iter("div", "font", "td", "article", "section"):
        if element.tag == "article" or _BODY_MARKS.search(marks(element)):
            return element
    return None


def publication(page: Dom, meta: dict[str, str], text: str) -> tuple[str | None, tuple[DateWitness, ...]]:
    """Publication date (ISO) and its witnesses. Build time (``Maketime``) and 成文日期 are not publication."""
    witnesses: list[DateWitness] = []
    raw = meta.get("pubdate") or meta.get("publishdate") or ""
    found = find_date(raw, compact=True) if raw else None
    if found and found.value:
        witnesses.append(DateWitness(WitnessKind.META, found.value.isoformat(), raw))
    line = _published_line(text[:1500])
    if line is not None:
        witnesses.append(line)
    # What readers see outranks the tag.
    shown = next((w for w in reversed(witnesses)), None)
    return (shown.value if shown else None), tuple(witnesses)


def formation(text: str) -> tuple[str | None, str]:
    """When the information was formed (成文日期, 生成日期), as ISO date, and the words that say so."""
    for match in _FORMED_ON.finditer(text[:1500]):
        found = find_date(match[2])
        if found is not None and found.value is not None and match[2].find(found.raw) <= 2:
            return found.value.isoformat(), clean(match[1] + found.raw)
    return None, ""


def issuer(text: str) -> str:
    """The organ that an article's information box or date line names; empty when it names none."""
    match = _ISSUER.search(text[:1500])
    return clean(match[1]) if match else ""


def _published_line(text: str) -> DateWitness | None:
    best: DateWitness | None = None
    for match in _LINE.finditer(text):
        if _FORMED.match(text, max(0, match.start() - 3)) or _FORMED.search(
            text[max(0, match.start() - 4) : match.start() + 8]
        ):
            continue
        found = find_date(match[1])
        if found is None or found.value is None:
            continue
        witness = DateWitness(
            WitnessKind.ARTICLE_LINE, found.value.isoformat(), clean(match[0] + match[1])[:60]
        )
        if _PUBLISHED.match(match[0].strip()):
            return witness
        best = best or witness
    return best
