"""Does a page prove that nothing is published on it?

Empty is claimed only for what the page itself shows: a list frame without rows, a pager that counts none, a
sentence such as 暂无信息 that is visible, or a text column without text. A list that a script would fill, a
frame, or a pager that counts more rows than we read makes the answer None: cannot tell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor import urls
from auditor.extract.dom import Dom, Element, clean, is_visible, marks, squeeze, text_of
from auditor.extract.family import PageSource
from auditor.extract.libraries import is_behaviour
from auditor.extract.zones import ZoneMap
from auditor.model import Pager, Zone

_SENTENCE = re.compile(
    r"(?:暂\s*无|暂时没有|目前没有|尚无|没有(?:找到)?(?:任何)?)(?:相关|任何|该类|此类|最新|更多|符合条件的?)*"
    r"(?:信息|数据|内容|文章|记录|资料|文件|公开内容|新闻|公告|结果)|(?:栏目|网站|页面|内容|本栏目)?\s*(?:正在|尚在)?\s*(?:建设|更新|整理|完善|筹备)中"
    r"|暂\s*无\s*[!！。]?$|无相关(?:信息|数据|内容)|敬请期待|资料整理中|此栏目(?:下)?(?:暂)?无"
)
_SCRIPT_LIST = re.compile(
    r"\$\.(?:ajax|get|post|getJSON)\s*\(|axios[.(]|\bfetch\s*\(|XMLHttpRequest|dataproxy|unitbuild|querydata\s*=|"
    r"\.jpage\s*\(|gkmlpt|new\s+Vue\b|laytpl|<(?:datastore|recordset)\b|\.load\s*\(\s*[\"'][^\"']*(?:list|data|rows|news)|template\s*\(\s*[\"']",
    re.I,
)
_TEMPLATE_ATTRIBUTE = re.compile(
    r"^(?:ms-repeat|ms-each|v-for|ng-repeat|x-for|:for|\*ngfor|ms-for|data-bind|querydata)$", re.I
)
_LOADING = re.compile(
    r"^\W*(?:数据|信息|内容|列表|页面)?\s*(?:正在|努力)?\s*(?:加载|载入|读取)\s*(?:中|数据)?|^\W*(?:正在加载|loading)|请稍[候后等]"
    r"|(?:启用|打开|开启|不支持)\s*(?:JavaScript|脚本)",
    re.I,
)
#: says nothing about what is published
_MAINTENANCE = re.compile(
    r"(?:系统|网站|平台|页面|服务器|栏目|数据)[^。]{0,8}(?:维护|升级|检修)(?:中|期间)?|(?:正在|进行)[^。]{0,6}(?:维护|升级|检修)"
)
#: what a server puts where it could not include a file
_NOT_INCLUDED = "an error occurred while processing this directive"
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_LIST_PLACE = re.compile(r"list|news|lb|gl_|wzlb|xxlb|con", re.I)
#: with these on the page, a sentence such as 暂无信息 proves nothing
_MUTE = frozenset({"frame", "maintenance"})
_MIN_TEXT = 12
_MAX_NOTICE = 80
_MIN_DOORS = 3


@dataclass(frozen=True, slots=True)
class Emptiness:
    """``skeleton`` is True when the page is built as a list. ``empty`` as in PageReading."""

    empty: bool | None
    evidence: str
    skeleton: bool
    obstacles: tuple[str, ...] = ()


def judge_list(page: Dom, zones: ZoneMap, scripts: str, pager: Pager | None) -> Emptiness:
    """For a page on which no item row was read."""
    frame = _skeleton(page, zones)
    skeleton = frame[1] if frame is not None else None
    sentence = empty_sentence(page, zones)
    pager_none = pager is not None and (pager.total == 0 or pager.pages in (0, 1))
    is_list = skeleton is not None or pager is not None or sentence is not None
    obstacles = _obstacles(page, zones, scripts)
    if pager is not None and ((pager.total or 0) > 0 or (pager.pages or 0) > 1):
        # The pager counts rows that we did not see: our reading fails, not the portal.
        return Emptiness(None, pager.evidence, True, (*obstacles, "rows-unread"))
    if not is_list:
        return Emptiness(None, "", False, obstacles)
    if sentence is not None and not _MUTE & set(obstacles):
        return Emptiness(True, sentence, True, obstacles)
    if not pager_none:
        obstacles = obstacles or _script_may_fill(page, frame)
    if obstacles:
        return Emptiness(None, "", True, obstacles)
    evidence = "；".join(filter(None, [pager.evidence if pager and pager_none else "", skeleton or ""]))
    return Emptiness(True, evidence, True)


def judge_content(page: Dom, zones: ZoneMap, scripts: str, text: str, name: str) -> Emptiness:
    """For a column that is one text: empty when neither text nor picture, table, file, form nor frame is there."""
    obstacles = _obstacles(page, zones, scripts)
    left = squeeze(text).replace(squeeze(name), "") if name else squeeze(text)
    sentence = empty_sentence(page, zones)
    is_notice = "maintenance" in obstacles and len(left) <= _MAX_NOTICE
    if sentence is not None and len(left) <= len(squeeze(sentence)) + 20 and not is_notice:
        return Emptiness(True, sentence, False, obstacles)
    if len(left) >= _MIN_TEXT and not is_notice:
        return Emptiness(False, "", False, obstacles)
    obstacles = obstacles or _script_may_fill(page, _skeleton(page, zones))
    if obstacles:
        return Emptiness(None, "", False, obstacles)
    unlinked = _unlinked_text(page, zones).replace(squeeze(name), "")
    if _holds_media(page, zones, squeeze(name)) or len(unlinked) >= _MIN_TEXT or _holds_doors(page, zones):
        return Emptiness(False, "", False)
    return Emptiness(True, clean(text)[:60] or "正文区域没有文字、图片、表格或附件", False)


def empty_sentence(page: Dom, zones: ZoneMap) -> str | None:
    """A visible sentence in the main part that says nothing is there (hidden ones stand on every page)."""
    for element in page.body.iter(
        "p", "div", "li", "td", "span", "font", "dd", "h1", "h2", "h3", "h4", "center", "b", "em"
    ):
        own = clean(" ".join([element.text or "", *(child.tail or "" for child in element)]))
        if not own or len(own) > 60 or zones.of(element) is not Zone.BODY:
            continue
        match = _SENTENCE.search(own)
        if match and is_visible(element) and not _in_template(element):
            return own
    return None


def _unlinked_text(page: Dom, zones: ZoneMap) -> str:
    """Text behind the breadcrumb that is no link, whatever its box is called: content may stand in a box named
    ``nav_content``, and then the zones would hide it from us."""
    parts: list[str] = []
    reached = zones.crumb is None
    for element in page.body.iter():
        reached = reached or element is zones.crumb
        if (
            not reached
            or not isinstance(element.tag, str)
            or zones.of(element) in (Zone.FOOTER, Zone.BREADCRUMB)
        ):
            continue
        if element.tag not in ("a", "script", "style", "option", "title"):
            parts.append(element.text or "")
    return squeeze("".join(parts))


def unincluded(source: PageSource) -> tuple[str, ...]:
    """The sign ``include-failed`` of a page in which the server says that a part is lacking: whatever is not on it may have
    been in that part. It says so wherever the part was to stand, within a script as well; in a comment nobody lacks it."""
    if _NOT_INCLUDED.encode() not in source.folded:
        return ()
    return ("include-failed",) if _NOT_INCLUDED in _COMMENT.sub("", source.markup).lower() else ()


def main_elements(zones: ZoneMap) -> list[Element]:
    return [element for element, zone in zones.zones.items() if zone is Zone.BODY]


def _obstacles(page: Dom, zones: ZoneMap, scripts: str) -> tuple[str, ...]:
    found = []
    if (not page.has_run and _is_scripted(zones, scripts)) or _says(page, zones, _LOADING):
        found.append("script-list")
    if _says(page, zones, _MAINTENANCE):
        found.append("maintenance")
    for element in page.body.iter("iframe", "frame", "object", "embed"):
        source = (element.get("src") or element.get("data") or "").strip()
        if (
            source
            and not source.lower().startswith(("javascript:", "about:"))
            and zones.of(element) is Zone.BODY
        ):
            found.append("frame")
            break
    if page.unread_writes:
        found.append("script-write")
    return tuple(found)


def _in_template(element: Element) -> bool:
    """Inside a box that a template engine repeats or shows on a condition: its text proves nothing."""
    return any(
        name.lower().startswith(("ms-", "v-", "ng-", "x-", ":"))
        for node in [element, *element.iterancestors()]
        for name in node.attrib
    )


def _is_scripted(zones: ZoneMap, scripts: str) -> bool:
    """True when a script asks for data, or a template engine repeats a box of the main part."""
    return bool(_SCRIPT_LIST.search(scripts)) or any(
        _TEMPLATE_ATTRIBUTE.match(name) for element in main_elements(zones) for name in element.attrib
    )


def _says(page: Dom, zones: ZoneMap, words: re.Pattern[str]) -> bool:
    """A visible short sentence of the main part: 加载中 (what stands there now is not what a visitor will see)."""
    return any(
        len(own) <= _MAX_NOTICE
        and words.search(own)
        and zones.of(element) is Zone.BODY
        and is_visible(element)
        for element in page.body.iter("div", "p", "li", "span", "td", "em", "font", "h1", "h2", "h3")
        if (own := clean(element.text))
    )


def _script_may_fill(page: Dom, frame: tuple[Element, str] | None) -> tuple[str, ...]:
    """The obstacle ``script-list`` for an empty list with an id, on a page that loads a script of its own making:
    the script may know that id."""
    boxes = (frame[0], frame[0].getparent()) if frame is not None and not page.has_run else ()
    if not any(box is not None and box.get("id") for box in boxes):
        return ()
    sources = [element.get("src") or "" for element in page.root.iter("script")]
    return ("script-list",) if any(source and not is_behaviour(source) for source in sources) else ()


def _skeleton(page: Dom, zones: ZoneMap) -> tuple[Element, str] | None:
    """An empty list frame in the main part: ``ul`` without rows, or a table with only its header row."""
    for element in page.body.iter("ul", "ol", "dl", "tbody", "table"):
        if zones.of(element) is not Zone.BODY or not is_visible(element) or _in_template(element):
            continue
        if element.tag in ("ul", "ol", "dl"):
            named = " ".join(marks(node) for node in [element, *list(element.iterancestors())[:2]])
            if not squeeze(text_of(element)) and element.find(".//img") is None and _LIST_PLACE.search(named):
                return element, f"空的 <{element.tag}> 列表"
        elif element.tag == "table":
            rows = list(element.iter("tr"))
            if len(rows) == 1 and rows[0].find(".//th") is not None and rows[0].find(".//a") is None:
                return element, f"只有表头的表格：{text_of(rows[0])[:60]}"
    return None


def _holds_doors(page: Dom, zones: ZoneMap) -> bool:
    """A box of links behind the breadcrumb that is called a menu but leads elsewhere: the page's own content. A menu
    of the page's neighbours holds the page itself."""
    here = urls.canonical(page.base)
    boxes: dict[Element, set[str]] = {}
    reached = zones.crumb is None
    for element in page.body.iter():
        reached = reached or element is zones.crumb
        if not reached or element.tag != "a" or zones.of(element) is not Zone.MENU:
            continue
        target = page.absolute(element.get("href") or "")
        top = [each for each in element.iterancestors() if zones.zones.get(each) is Zone.MENU]
        if target and top:
            boxes.setdefault(top[-1], set()).add(urls.canonical(target))
    return zones.crumb is not None and any(
        len(targets) >= _MIN_DOORS and here not in targets for targets in boxes.values()
    )


def _is_itself(page: Dom, link: Element, told: str, name: str) -> bool:
    """True for the entry of the page in a menu that has no other."""
    target = page.absolute(link.get("href") or "")
    return told == name and target is not None and urls.canonical(target) == urls.canonical(page.base)


def _holds_media(page: Dom, zones: ZoneMap, name: str) -> bool:
    # 博达 lays its breadcrumb out in a table: that alone is no content.
    crumb = squeeze(text_of(zones.crumb)) if zones.crumb is not None else ""
    for element in page.body.iter(
        "img", "table", "iframe", "video", "embed", "object", "textarea", "input", "a"
    ):
        if zones.of(element) is not Zone.BODY:
            continue
        if element.tag == "input" and (element.get("type") or "text").lower() == "hidden":
            continue
        if element.tag == "table" and squeeze(text_of(element)) in ("", crumb):
            continue
        if element.tag == "a" and (
            not (told := squeeze(text_of(element))) or _is_itself(page, element, told, name)
        ):
            continue
        return True
    return False
