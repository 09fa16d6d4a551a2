"""What a page states as label and value: rows of two-column and four-column tables, definition lists, lines of the form
“label：value”, headings with the paragraph below them.

A table with a header row lists things and is not a table of labels. Of the yearly report's table 三 the last figure of
the rows that must add up is kept, since a rule adds them up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from auditor.document_numbers import nfkc
from auditor.extract.dom import Dom, Element, clean, is_hidden, text_of
from auditor.extract.zones import ZoneMap
from auditor.model import Zone

#: So many pairs of one page are kept, each value clipped to so many characters.
MAX_PAIRS, MAX_VALUE = 80, 200
#: Of one page so many lines are looked at, of one table so many rows.
_MAX_LINES, _MAX_ROWS = 3000, 400
_MAX_LABEL, _MAX_LINE = 20, 600
_OWN = frozenset({Zone.BODY, Zone.LIST})
_BREAKS = frozenset(
    "address article br center dd div dl dt form h1 h2 h3 h4 h5 h6 hr li ol p section table tbody td th thead tr ul".split()
)
_HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD = frozenset({"b", "strong", *_HEADS})
_SKIP = frozenset({"script", "style", "noscript", "template", "select", "textarea", "head"})
_NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十]{1,3}[章节部]分?|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[、.)](?!\d)"
    r"|[①-⑳●■◆★▪•·※]|[【\[])"
)
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[、.](?!\d)|【)"
)
#: “label：” at the beginning of a line or behind a gap within it
_LABELLED = re.compile(r"(?:^|(?<=[\s;,。|]))([^\s:;,。|!?\"“”]{1,19}[^\s:;,。|!?\"“”\d])\s*:(?!//)")
#: 联 系 电 话: letters that a template sets apart
_APART = re.compile(r"(?<=[一-龥])\s(?=[一-龥](?:\s|:))")
_WORDY = re.compile(r"[一-鿿A-Za-z]")
_SENTENCE = re.compile(r"[。;!?,]")
#: what the cells of a header row are called
_HEADER = re.compile(
    r"(?:名称|姓名|性别|年龄|职务|地址|地点|时间|电话|号码|传真|邮箱|邮编|日期|单位|部门|机构|依据|条件|材料|流程|程序|方式|期限|时限|标准|费用"
    r"|类别|类型|编码|文号|对象|结果|备注|内容|数|数量|件数|金额|得分|成绩|序号|科室|负责人|联系人|渠道|主体|说明|情况)$"
)
_ADDED_UP = re.compile(r"本年新收政府信息公开申请数量|上年结转政府信息公开申请数量|结转下年度继续办理|^总计")
#: what every page says around its text
_IDLE = frozenset(
    "字体 字号 点击 点击量 点击数 点击率 浏览量 浏览次数 阅读量 阅读次数 访问量"
    " 分享 分享到 分享至 上一篇 下一篇 上一条 下一条 相关信息"
    " 相关链接 相关文章 视力保护色 编辑 责任编辑 打印 打印本页 关闭本页 当前位置 扫一扫 二维码".split()
)
_REPORT_TABLE = "本年新收政府信息公开申请数量"


@dataclass(frozen=True, slots=True)
class _Line:
    """``head``: stands out as a heading does."""

    text: str
    head: bool = False


_Pair = tuple[str, str]


def read_pairs(page: Dom, zones: ZoneMap) -> tuple[tuple[str, str], ...]:
    """(label, value) in the order of the page; labels without their colon and spaces."""
    found = dict.fromkeys(_pairs(islice(_pieces(page.body, zones), _MAX_LINES)))
    return tuple(islice(found, MAX_PAIRS))


def _pairs(pieces: Iterator[_Line | _Pair]) -> Iterator[_Pair]:
    """Lines and pairs of tables, with each heading given the lines that follow it."""
    label, below = "", ""
    for piece in pieces:
        if isinstance(piece, tuple):
            yield piece
            continue
        plain = _normal(piece.text)
        own = list(_in_line(piece.text)) if ":" in plain else []
        heading = "" if own else _heading(plain, is_head=piece.head)
        if heading:
            if label and below:
                yield label, below[:MAX_VALUE]
            label, below = heading, ""
            continue
        if label and len(below) < MAX_VALUE:
            below = f"{below} {piece.text}".strip()
        yield from own
    if label and below:
        yield label, below[:MAX_VALUE]


def _heading(plain: str, *, is_head: bool) -> str:
    """The label that a line is for what follows it: a heading, 一、设定依据, or 受理机构：with nothing behind it."""
    if not (is_head or _NUMBERED.match(plain) or plain.endswith(":")):
        return ""
    label = _label(plain)
    return label if label and not _SENTENCE.search(label.rstrip(":")) else ""


def _in_line(text: str) -> Iterator[_Pair]:
    """联系电话：… 传真：… — each label with what stands before the next."""
    line = _APART.sub("", _normal(text[:_MAX_LINE]))
    found = [match for match in _LABELLED.finditer(line) if _label(match[1])]
    ends = [*(match.start() for match in found[1:]), len(line)]
    for match, end in zip(found, ends[: len(found)], strict=True):
        value = line[match.end() : end].strip(" ;,|")
        if value:
            yield _label(match[1]), value[:MAX_VALUE]


def _label(text: str) -> str:
    """A label without numbering, spaces and colon; "" for what is too long for one or has no words."""
    bare = "".join(_normal(text).split())
    for _ in range(2):
        bare = _NUMBERING.sub("", bare)
    bare = bare.strip(":]】 ")
    fits = 2 <= len(bare) <= _MAX_LABEL and bare not in _IDLE and _WORDY.search(bare)
    return bare if fits else ""


def _normal(text: str) -> str:
    return nfkc(clean(text))


# ── lines ─────────────────────────────────────────────────────────────────────────────────────────


def _pieces(body: Element, zones: ZoneMap) -> Iterator[_Line | _Pair]:
    """The page's own lines from top to bottom; tables and definition lists that are understood as pairs instead."""
    words: list[tuple[str, bool]] = []
    # An explicit stack: crawled pages nest deeper than Python recurses. A string is text, None ends a line.
    stack: list[tuple[Element | str | None, bool]] = [(body, False)]
    while stack:
        node, bold = stack.pop()
        if isinstance(node, str):
            words.append((node, bold))
            continue
        if node is None:
            yield from _line(words)
            words = []
            continue
        if not isinstance(node.tag, str) or node.tag in _SKIP or is_hidden(node):
            continue
        if zones.zones.get(node, Zone.BODY) not in _OWN:
            continue
        known = _structure(node)
        if known is not None:
            yield from _line(words)
            words = []
            yield from known
            continue
        breaks = node.tag in _BREAKS
        inner = bold or node.tag in _BOLD
        if breaks:
            yield from _line(words)
            words = []
            stack.append((None, False))
        for child in reversed(node):
            if child.tail:
                stack.append((child.tail, inner))
            stack.append((child, inner))
        if node.text:
            stack.append((node.text, inner))
    yield from _line(words)


def _line(words: Sequence[tuple[str, bool]]) -> Iterator[_Line]:
    text = clean("".join(word for word, _ in words))
    if text:
        yield _Line(text, all(bold for word, bold in words if word.strip()))


def _structure(node: Element) -> list[_Pair] | None:
    """Pairs of a table or definition list; [] for a table of things; None for what is no such thing (a layout)."""
    if node.tag == "dl":
        return _definitions(node)
    if node.tag != "table" or node.find(".//table") is not None:
        return None
    return _table(node)


def _definitions(node: Element) -> list[_Pair] | None:
    terms = [child for child in node if child.tag in ("dt", "dd")]
    pairs = [
        (label, value[:MAX_VALUE])
        for term, told in pairwise(terms)
        if (term.tag, told.tag) == ("dt", "dd")
        and (label := _label(text_of(term)))
        and (value := _normal(text_of(told)))
    ]
    return pairs or None


# ── tables ────────────────────────────────────────────────────────────────────────────────────────


def _table(node: Element) -> list[_Pair] | None:
    rows = list(_rows(node))
    if not rows or max(len(row) for row in rows) < 2:
        return None
    if sum(len(_normal(cell)) for row in rows for cell in row) > 200 * sum(map(len, rows)):
        return None  # whole texts in its cells: a layout
    added_up = _added_up(rows)
    if added_up:
        return added_up
    if _is_list_of_things(node, rows):
        return []
    pairs = [pair for row in rows for pair in _row(row)]
    cells = sum(len(row) // 2 for row in rows if len(row) > 1)
    return pairs if pairs and len(pairs) * 2 >= cells else []


def _rows(node: Element) -> Iterator[tuple[str, ...]]:
    """Rows as texts. A cell that reaches over several rows heads a group of labels: 受理 | 地址 | …"""
    for row in islice(node.iter("tr"), _MAX_ROWS):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if len(cells) % 2 and len(cells) > 1 and (cells[0].get("rowspan") or "1").strip() not in ("1", ""):
            cells = cells[1:]
        if cells:
            yield tuple(text_of(cell) for cell in cells)


def _is_list_of_things(node: Element, rows: Sequence[tuple[str, ...]]) -> bool:
    """True when the first row names columns, or what would be labels are numbers."""
    first = next(node.iter("tr"), None)
    heads = [cell.tag for cell in first if cell.tag in ("td", "th")] if first is not None else []
    wide = [row for row in rows if len(row) > 1]
    if len(wide) > 1 and len(heads) > 1 and set(heads) == {"th"}:
        return True
    if sum(len(row) % 2 for row in wide) * 2 > len(wide):
        return True
    names = [_normal(cell).replace(" ", "") for cell in wide[0][1::2]] if wide else []
    if len(wide) > 1 and names and all(len(name) <= 10 and _HEADER.search(name) for name in names):
        return True
    numbers = sum(not _WORDY.search(cell) for row in wide for cell in row[::2] if cell)
    values = [row[1] for row in wide[1:]]
    return numbers * 4 > sum(len(row[::2]) for row in wide) or (
        len(values) >= 4 and all(value and not _WORDY.search(value) and len(value) < 8 for value in values)
    )


def _row(row: Sequence[str]) -> Iterator[_Pair]:
    """label | value, or label | value | label | value."""
    if len(row) % 2 or len(row) > 6:
        return
    for name, told in zip(row[::2], row[1::2], strict=True):
        label, value = _label(name), _normal(told)
        if label and value and not _SENTENCE.search(label):
            yield label, value[:MAX_VALUE]


def _added_up(rows: Sequence[tuple[str, ...]]) -> list[_Pair]:
    """Rows of table 三 whose totals must agree, each with the figure of its last column (总计)."""
    if not any(_REPORT_TABLE in "".join(cell.split()) for row in rows for cell in row[:2]):
        return []
    found: list[_Pair] = []
    for row in rows:
        names = [label for cell in row[:3] if (label := _label(cell)) and _ADDED_UP.search(label)]
        figure = _normal(row[-1])
        if names and figure.isascii() and figure.isdigit():
            found.append((names[-1], figure))
    return found
