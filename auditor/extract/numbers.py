"""Numbers of documents (发文字号): read, written in one form, told apart from those of other documents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.document_numbers import FoundNumber, find_numbers, nfkc, normal

__all__ = ["cited_numbers", "cited_titles", "normal", "own_number", "repealed"]

_LABEL = re.compile(r"^(?:发文|公文|文件|制发)?\s*(?:文\s*号|字\s*号|发文号|文件编号|文件号)$")
_LABELLED = re.compile(
    r"(?:发文字号|公文字号|文件字号|发文文号|文件文号|公文文号|文\s{0,4}号|文件编号)\s{0,4}[:：]\s{0,4}"
)
#: Titles about another document bear its number, not one of their own.
_ABOUT = re.compile(r"解读|图解|一图|读懂|看懂|问答|答记者问|转发|转载|说明$")
#: Before a number that stands under a heading: the end of the heading, or the red head of the organ.
_HEADING_END = re.compile(
    r"(?:通知|意见|决定|决议|办法|方案|批复|复函|函|公告|通告|公报|通报|细则|规定|规则|报告|命令|令|请示|纪要|规划|计划|预案"
    r"|文件|目录|清单|措施|要点|条例)[)）]?$"
)
#: After a number that is only cited: 文件精神, 的要求, 同时废止.
_CITED_AFTER = re.compile(
    r"^\s{0,2}(?:[)\]】]?\s{0,2})(?:文件?(?:的|精神|要求|规定|$)|的|等|精神|和|与|、|规定|要求|印发|转发|下发|同时|废止|予以|自)"
)
_HEAD, _TABLE, _MAX_TITLES, _MAX_TITLE = 700, 1500, 120, 150
_TITLE_TAIL, _META_LINE = 8, 160
#: The line of date, source and counters that stands between a heading and its number.
_META = re.compile(r"(?:时间|日期|来源|作者|浏览|点击|阅读|字号|字体|打印|索引号|发布机构)[^。;]{0,40}$")
_SENTENCE = re.compile(r"[。;!?]|[,，](?!\d)|现将|根据|按照|依据|各[乡镇县市区省街]")
_VOID_MARK = re.compile(r"[(\[【][^()\[\]【】]{0,8}(?:废止|失效)[)\]】]")
_OPENED, _CLOSED = re.compile(r"[\s(【\[]+$"), re.compile(r"^[\s)】\]]+")
_REPEALING = re.compile(r"废止|失效|停止执行|停止施行")
_KEEPING = re.compile(r"继续有效|予以保留|保留的|现行有效|修改后|拟修改|拟废止")
#: The reasons of a repeal and the documents that take the place of an old one.
_SUCCESSOR = re.compile(
    r"(?:已?被|根据|依据|按照|依照|由|已出台|已制定|已印发|新出台|贯彻|落实|替代为)[^。;废失替代取]{0,40}$"
)
#: 《…》第五条同时废止: the document itself stays.
_IN_PART = re.compile(
    r"[)）]?\s?(?:[(（][^()（）]{0,40}[)）])?\s?(?:中的?|的)?(?:第[一二三四五六七八九十百\d]|附件|部分|有关|相关|所附)"
)
_LIST_BEGINS = re.compile(r"目录|清单|如下|以下|下列|附件|序号")
_SAME_TIME = re.compile(r"同时废止|即行废止|予以废止|自行废止|停止执行|停止施行|同时失效|宣布失效|不再执行")


def own_number(title: str, pairs: tuple[tuple[str, str], ...], text: str) -> str:
    """The document's own number, normal; "" when it states none.

    In this order: the label 文号 in its table or head, the title that begins or ends with it, the line under the heading.
    """
    for label, value in pairs:
        if _LABEL.match(re.sub(r"\s+", "", label)):
            found = next(find_numbers(nfkc(value)[:200]), None)
            if found is not None:
                return found.value
    head = nfkc(text[:_TABLE])
    name = nfkc(title)[:300]
    return _labelled(head) or _of_title(name) or _under_heading(name, head[:_HEAD])


def cited_numbers(text: str) -> tuple[str, ...]:
    """All numbers in a text, normal, each once, in order."""
    return tuple(dict.fromkeys(found.value for found in find_numbers(nfkc(text))))


def cited_titles(text: str) -> tuple[str, ...]:
    """Titles in 《》, each once, in order; at most 120. A title within a title belongs to the outer one."""
    found: dict[str, None] = {}
    for title, _, _ in _titles(text):
        found.setdefault(title)
        if len(found) >= _MAX_TITLES:
            break
    return tuple(found)


def repealed(title: str, text: str) -> tuple[str, ...]:
    """Numbers and titles of documents that the text itself declares repealed or lapsed, in order.

    A list counts when its title says nothing else (废止、失效的规范性文件目录): from where the list begins, without what
    stands as reason or successor. A text on another matter names what it repeals right before 同时废止.
    """
    body, name = nfkc(text), _VOID_MARK.sub("", nfkc(title))
    if _REPEALING.search(name) and not _KEEPING.search(name) and not _KEEPING.search(body):
        one = tuple(dict.fromkeys((*cited_titles(name), *_behind_the_verb(body))))
        if one or "《" in name:
            return one
        start = _LIST_BEGINS.search(body, min(len(name), len(body)))
        own = own_number(title, (), text)
        listed = _named(body, start.start()) if start else ()
        return tuple(dict.fromkeys(each for each in listed if each != own))
    found: dict[str, None] = {}
    for match in _SAME_TIME.finditer(body):
        sentence = re.split(r"[。;]", body[max(0, match.start() - 300) : match.start()])[-1]
        for each in _named(sentence, 0):
            found.setdefault(each)
    return tuple(found)


def _named(text: str, start: int) -> tuple[str, ...]:
    places = [(each.start, each.end, each.value) for each in find_numbers(text) if each.start >= start]
    places += [(begin, end + 1, title) for title, begin, end in _titles(text) if begin >= start]
    return tuple(
        value
        for begin, end, value in sorted(places)
        if not _SUCCESSOR.search(text[max(0, begin - 48) : begin]) and not _IN_PART.match(text, end)
    )


def _behind_the_verb(body: str) -> Iterator[str]:
    """废止《甲办法》（文政发〔2010〕5号): the title, and the number that follows it."""
    for title, begin, end in _titles(body[:_TABLE]):
        if body[max(0, begin - 3) : begin - 1] == "废止":
            yield title
            follows = next(find_numbers(body[end + 1 : end + 50]), None)
            if follows is not None and follows.start <= 2:
                yield follows.value


def _labelled(head: str) -> str:
    for match in _LABELLED.finditer(head):
        found = next(find_numbers(head[match.end() : match.end() + 40]), None)
        if found is not None and found.start <= 2:
            return found.value
    return ""


def _of_title(name: str) -> str:
    if _ABOUT.search(name):
        return ""
    for found in find_numbers(name):
        before, after = _OPENED.sub("", name[: found.start]), _CLOSED.sub("", name[found.end :])
        if not before.strip():
            return found.value
        if not after and not before.endswith("》"):
            return found.value
    return ""


def _under_heading(name: str, head: str) -> str:
    tail = re.sub(r"\s+", "", name)[-_TITLE_TAIL:]
    about = bool(_ABOUT.search(name))
    for found in find_numbers(head):
        before = re.sub(r"\s+", "", head[: found.start])
        enclosed = before.endswith(("(", "【", "["))
        before = before.rstrip("([【")
        if about or _CITED_AFTER.search(head[found.end : found.end + 8]):
            continue
        under_title = bool(tail) and before.endswith(tail)
        if under_title or not before or (not enclosed and _stands_alone(head, found, before, tail)):
            return found.value
    return ""


def _stands_alone(head: str, found: FoundNumber, before: str, tail: str) -> bool:
    """Between spaces, behind a heading's last word or the line of date and source: not within a sentence."""
    apart = head[: found.start].endswith(" ") and head[found.end : found.end + 1] in ("", " ")
    line = before.rpartition(tail)[2] if tail else before
    if not apart or len(line) > _META_LINE or _SENTENCE.search(line):
        return False
    return bool(_HEADING_END.search(before) or _META.search(line))


def _titles(text: str) -> list[tuple[str, int, int]]:
    """(title, start, end) of the outermost 《》, whitespace left out; what is too long or never closed is none."""
    found: list[tuple[str, int, int]] = []
    depth, start = 0, 0
    for match in re.finditer(r"[《》]", text):
        if depth and match.start() - start > _MAX_TITLE:
            depth = 0
        if match[0] == "《":
            depth += 1
            if depth == 1:
                start = match.end()
        elif depth:
            depth -= 1
            title = re.sub(r"\s+", "", text[start : match.start()])
            if depth == 0 and title:
                found.append((title, start, match.start()))
    return found
