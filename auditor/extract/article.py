"""Articles: is this page one, and when does it say it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor import urls
from auditor.document_numbers import nfkc
from auditor.extract.dates import FoundDate, file_stamp, find_date, find_wrong, read_value
from auditor.extract.dom import Dom, Element, clean, marks
from auditor.extract.script import strip_comments
from auditor.model import DateRole, DateWitness, WitnessKind

_BODY_MARKS = re.compile(
    r"trs_editor|trs_ueditor|ucapcontent|vsb_content|bt-content|article|zoom|js_content|xl_con|news_?content|content_?text|detail|pages_content",
    re.I,
)
_LINE = re.compile(r"(?:发布|发文|公开|更新|上传)?\s*(?:日\s*期|时\s*间)\s*[:：]\s*(?=(.{6,40}))")
_LABEL = re.compile(
    r"(?:发布|公开|更新)\s*(?:日\s*期|时\s*间)\s*[:：]|信息来源\s*[:：]|来\s*源\s*[:：]|浏览(?:次数|量)?\s*[:：]|字\s*号?\s*[:：]|作者\s*[:：]"
)
_FORMED_ON = re.compile(r"((?:成\s*文|生\s*成)\s*(?:日\s*期|时\s*间)\s*[:：]?\s*)(.{6,24})")
_ISSUER = re.compile(
    r"(?:发布机构|发文机关|发文单位|制发机关|发布单位|公开主体|信息来源|来源)\s*[:：]\s*([^\s:：|,，;；]{2,30})"
)
_SOURCE = re.compile(r"(?:信息来源|文章来源|稿件来源|来\s*源)\s*[:：]\s*([^\s:：|,，;；]{2,30})")
_NEXT_LABEL = re.compile(
    r"(?:点击|浏览|阅读|访问|作者|编辑|责任|字[体号]|打印|分享|发布|发文|时间|日期|文号|索引)"
)
_DAY, _HOUR = r"日\s*期", r"时\s*间"
#: 发布日期：, 发布时间, 发布于 — the label says what happened on the day that follows it. 公布时间 and the like within a
#: phrase (成绩公布时间) speak of something else that is to come.
_NAMED = re.compile(
    rf"(?:(?P<published>发\s*布|发\s*表|上\s*传"
    rf"|(?:(?<![一-鿿])|(?<=信息)|(?<=文章))(?:公\s*开|公\s*布|刊\s*发|登\s*载|录\s*入|添\s*加))"
    rf"|(?P<updated>更\s*新|修\s*改)|(?P<issued>发\s*文))\s*(?:{_DAY}|{_HOUR}|于)\s*[:：]?"
)
#: 时间：, 日期： alone, at the beginning of a phrase: 会议时间 and 截止日期 speak of other days, 当前时间 of today
_PLAIN = re.compile(rf"(?:^|[^一-鿿])(?:{_DAY}|{_HOUR})\s*[:：]")
#: what stands beside the date in the line under a title
_COMPANIONS = re.compile(
    r"来\s*源|作\s*者|浏\s*览|点\s*击|阅\s*读|访\s*问|字\s*[体号]|打\s*印|编\s*辑|分\s*享"
)
_BANNER = re.compile(r"(?:今天|今日|现在|当前|北京|系统|服务器)\s*(?:是|为|日期|时间)?\s*[:：]?")
_META_PUBLISHED = (
    "pubdate",
    "publishdate",
    "publish_date",
    "pubtime",
    "publishtime",
    "article:published_time",
)
_META_BUILT = ("maketime", "makedate")
_SCRIPT_DATE = re.compile(r"\b(?:pub\w*(?:date|data|time)|publish\w*)\s*=\s*[\"']([^\"'\n]{8,40})[\"']", re.I)
_SHAPE = re.compile(r"\s*\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}日?(?!\d)")
_HEAD, _PLAIN_HEAD = 1500, 400
_ATTACHMENTS = 3
_ROLES = {"published": DateRole.PUBLISHED, "updated": DateRole.UPDATED, "issued": DateRole.FORMED}
#: how trustworthy a witness is as the day of publication: what readers see outranks tags, and what the page's own
#: script shows outranks a line, which may belong to a text taken from elsewhere
_RANK = (
    (WitnessKind.SCRIPT, DateRole.PUBLISHED),
    (WitnessKind.ARTICLE_LINE, DateRole.PUBLISHED),
    (WitnessKind.META, DateRole.PUBLISHED),
    (WitnessKind.ARTICLE_LINE, DateRole.UPDATED),
)


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
    """Publication date (ISO) and all witnesses, also those of other roles (成文日期, ``Maketime``, a banner's day).

    更新时间 stands in where an article names no other day; 成文日期 and 发文日期 never do.
    """
    witnesses = (
        *_lines(text[:_HEAD]),
        *_tags(meta),
        *_scripted(page),
        *_formed(text),
        *_attachments(page),
        *_banner(page.text[:600]),
    )
    for kind, role in _RANK:
        for witness in witnesses:
            if (witness.kind, witness.role) == (kind, role) and witness.value:
                return witness.value, witnesses
    return None, witnesses


def source(meta: dict[str, str], text: str) -> str:
    """Where the text comes from, as the page says: its tag ContentSource, else 来源：… under the title; "" for none."""
    tagged = meta.get("contentsource", "")
    match = _SOURCE.search(text[:_HEAD])
    return (tagged or _stated(match))[:60]


def _stated(match: re.Match[str] | None) -> str:
    """The value of a label; "" when it is empty and the next label stands in its place (来源：　点击量：12)."""
    if (
        match is None
        or _NEXT_LABEL.match(match[1])
        or match.string[match.end() : match.end() + 1] in (":", "：")
    ):
        return ""
    return match[1]


def formation(text: str) -> tuple[str | None, str]:
    """When the information was formed (成文日期, 生成日期), as ISO date, and the words that say so."""
    for match in _FORMED_ON.finditer(text[:1500]):
        found = find_date(match[2])
        if found is not None and found.value is not None and match[2].find(found.raw) <= 2:
            return found.value.isoformat(), clean(match[1] + found.raw)
    return None, ""


def issuer(text: str) -> str:
    """The organ that an article's information box or date line names; empty when it names none."""
    return clean(_stated(_ISSUER.search(text[:1500])))


# ── witnesses ─────────────────────────────────────────────────────────────────────────────────────


def _lines(text: str) -> list[DateWitness]:
    """Dates behind a label that says what happened on them, the first of each role."""
    found: dict[DateRole, DateWitness] = {}
    for match in _NAMED.finditer(text):
        role = _ROLES[match.lastgroup or ""]
        day = _next_date(text, match.end())
        if day is not None:
            found.setdefault(role, _line(match[0], day, role))
    if DateRole.PUBLISHED not in found:
        for match in _PLAIN.finditer(text[:_PLAIN_HEAD]):
            day = _next_date(text, match.end())
            if day is not None and not day.wrong and _is_info_line(text, match, day):
                found[DateRole.PUBLISHED] = _line(match[0], day, DateRole.PUBLISHED)
                break
    return list(found.values())


def _next_date(text: str, position: int) -> FoundDate | None:
    """The date that follows at once; a label with an empty value does not take the next one's."""
    window = nfkc(text[position : position + 40])
    found = find_date(window)
    if found is not None and window.find(found.raw) <= 4:
        return found
    shape = _SHAPE.match(window)
    return find_wrong(shape[0]) if shape else None


def _is_info_line(text: str, match: re.Match[str], day: FoundDate) -> bool:
    """时间：2020-05-06 10:00 stands under a title; 时间：5月6日上午 in an invitation is the day of a meeting."""
    around = text[max(0, match.start() - 60) : match.start()] + text[match.end() : match.end() + 80]
    return "年" not in day.raw or bool(_COMPANIONS.search(around))


def _line(label: str, day: FoundDate, role: DateRole) -> DateWitness:
    raw = clean(f"{label} {day.raw}" if label[-1:] not in ":：" else label + day.raw)[:60]
    return DateWitness(WitnessKind.ARTICLE_LINE, day.iso, raw.lstrip("|｜ "), role, day.precision)


def _tags(meta: dict[str, str]) -> Iterator[DateWitness]:
    for names, role in ((_META_PUBLISHED, DateRole.PUBLISHED), (_META_BUILT, DateRole.BUILT)):
        raw = next((meta[name] for name in names if name in meta), "")
        found = read_value(raw[:60])
        if found is not None and (found.value or found.wrong):
            yield DateWitness(WitnessKind.META, found.iso, raw[:60], role, found.precision)


def _scripted(page: Dom) -> Iterator[DateWitness]:
    """``var pubdata='2019年08月05日'``: the page shows it by script."""
    for element in page.root.iter("script"):
        if not element.text or "pub" not in element.text.lower():
            continue
        match = _SCRIPT_DATE.search(strip_comments(element.text))
        found = read_value(match[1]) if match else None
        if match and found is not None and found.value:
            yield DateWitness(WitnessKind.SCRIPT, found.iso, match[0], precision=found.precision)
            return


def _formed(text: str) -> Iterator[DateWitness]:
    value, quote = formation(text)
    if value:
        yield DateWitness(WitnessKind.ARTICLE_LINE, value, quote, DateRole.FORMED)


def _attachments(page: Dom) -> Iterator[DateWitness]:
    """Days on which attached files were uploaded, at most three."""
    days: dict[str, str] = {}
    for element in page.body.iter("a", "img"):
        target = element.get("href") or element.get("src") or ""
        day = file_stamp(target)
        if day is not None:
            days.setdefault(day.isoformat(), target[:200])
    for value, raw in sorted(days.items())[:_ATTACHMENTS]:
        yield DateWitness(WitnessKind.ATTACHMENT, value, raw, DateRole.IMPORTED)


def _banner(text: str) -> Iterator[DateWitness]:
    """今天是2026年6月15日: the day of the visit, on every page of the portal."""
    for match in _BANNER.finditer(text):
        day = _next_date(text, match.end())
        if day is not None and day.value:
            yield DateWitness(WitnessKind.TEXT, day.iso, clean(match[0] + day.raw), DateRole.BANNER)
            return
