"""Letters and questions of the public with their answers, as lists and pages of interaction columns show them.

Three shapes are known: a table (of whatever elements) under headers such as 来信时间 and 答复时间, rows marked [已回复] in a
column of letters, and a page whose labels tell one letter or several. What is none of them is no letter. Only titles are
kept: who wrote, and what, is nobody's business here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from auditor.document_numbers import nfkc
from auditor.extract.dates import find_date
from auditor.extract.dom import Dom, Element, clean, text_of
from auditor.extract.links import link_target
from auditor.extract.zones import ZoneMap
from auditor.letter_words import TELLING, LetterWords, letter_words
from auditor.model import Item, Letter, LetterState, Zone
from auditor.statements import squeezed

MAX_LETTERS = 300
_TITLE, _HEADER, _LONG_CELL = 60, 10, 400
_CELLS = range(3, 13)
_ROWS = ("tr", "li", "ul", "dl", "div")
_MARKED = ("li", "tr", "dd", "dl")
_STATES = {"answered": LetterState.ANSWERED, "pending": LetterState.PENDING}
_NO_ANSWER = re.compile(r"^(?:暂无|尚未|暂未|未回复|未答复|等待|没有)")
_BRACKETS = re.compile(
    r"^\s*[\[(【〔]([^\])】〕]{2,10})[\])】〕]\s*|\s*[\[(【〔]([^\])】〕]{2,10})[\])】〕]\s*$"
)
#: Numbers of telephones and identity cards that somebody wrote into a title.
_NUMBER = re.compile(r"\d[\dXx-]{6,}")
#: What a value of a label holds at most; an answer is longer, but its beginning tells that there is one.
_VALUE, _DATE_PART = 80, 30
_BLOCK_STARTS = ("title", "asked")


def read_letters(
    page: Dom, zones: ZoneMap, url: str, title: str, items: tuple[Item, ...]
) -> tuple[Letter, ...]:
    """The letters that a page shows: rows of a list of letters, or the one letter of its own page."""
    words = letter_words()
    if not words.hint.search(page.text):
        return ()
    names = title if zones.crumb is None else f"{title} {text_of(zones.crumb)}"
    of_letters = words.is_letters(names) and not words.is_excepted(names)
    may_list = words.tells.search(squeezed(text_of(page.body))) is not None
    found = list(_listed(page, zones, url, words, of_letters=of_letters)) if may_list else []
    if not found and of_letters:
        found = list(_marked(page, zones, url, words))
    if not found and not (len(items) > 1 and of_letters):
        found = _labelled(page, url, title, words)
    return tuple(found[:MAX_LETTERS])


# ── tables ────────────────────────────────────────────────────────────────────────────────────────


def _listed(page: Dom, zones: ZoneMap, url: str, words: LetterWords, *, of_letters: bool) -> Iterator[Letter]:
    for header in page.body.iter(*_ROWS):
        roles = _roles(_cells(header), words, of_letters=of_letters)
        if roles is None or zones.of(header) in (Zone.MENU, Zone.FOOTER):
            continue
        rows = [cells for cells in _below(header) if len(cells) == len(_cells(header))]
        values = [{role: clean(text_of(cells[x])) for role, x in roles.items()} for cells in rows]
        dated = any(find_date(row.get("answered", "")) for row in values)
        for number, (cells, row) in enumerate(zip(rows, values, strict=True), 1):
            link = _link(page, cells[roles["title"]] if "title" in roles else None, cells)
            letter = _letter(row, link or url, row.get("title") or f"第{number}件", words)
            if letter is None or (letter.state is LetterState.UNKNOWN and not letter.asked):
                continue
            open_ = dated and "answered" in row and not row["answered"] and "state" not in row
            yield replace(letter, state=LetterState.PENDING) if open_ else letter


def _cells(row: Element) -> list[Element]:
    """The boxes of a row; a lone box within it is looked into."""
    for _ in range(2):
        inner = [child for child in row if isinstance(child.tag, str)]
        if len(inner) != 1:
            return inner
        row = inner[0]
    return []


def _roles(cells: Sequence[Element], words: LetterWords, *, of_letters: bool) -> dict[str, int] | None:
    """Role → place of its cell, when the cells are the header of a list of letters."""
    if len(cells) not in _CELLS:
        return None
    labels = [_short(cell) for cell in cells]
    known = [
        (words.roles[label], words.rank[label], x) for x, label in enumerate(labels) if label in words.roles
    ]
    best: dict[str, int] = {}
    for role, _, x in sorted(known):
        best.setdefault(role, x)
    tells = TELLING & best.keys()
    named = of_letters or any(label in words.own for label in labels)
    return best if named and tells and {"title", "content"} & best.keys() else None


def _short(cell: Element) -> str:
    """The text of a cell without spaces and colon; "" when it is too long for a header."""
    if len(cell) == 0:
        return _header(cell.text or "")
    text = ""
    for part in cell.itertext():
        text += squeezed(part)
        if len(text) > _HEADER:
            return ""
    return text.strip(":")


@lru_cache(maxsize=8192)
def _header(text: str) -> str:
    """The same of a cell without boxes: templates repeat them on every page."""
    label = squeezed(text)
    return label.strip(":") if len(label) <= _HEADER else ""


def _below(header: Element) -> Iterator[list[Element]]:
    """Cells of the rows that follow a header: its own siblings, else what stands beside its box."""
    tag = str(header.tag)
    for box in (header, header.getparent()):
        found = False
        for sibling in box.itersiblings() if box is not None else ():
            rows = [sibling] if sibling.tag == tag else list(sibling.iter(tag))
            for row in rows[:MAX_LETTERS]:
                found = True
                yield _cells(row)
        if found:
            return


def _link(page: Dom, first: Element | None, cells: Sequence[Element]) -> str | None:
    for cell in (*(() if first is None else (first,)), *cells):
        for element in cell.iter():
            target = link_target(page, element) if isinstance(element.tag, str) else None
            if target:
                return target
    parent = cells[0].getparent() if cells else None
    return link_target(page, parent) if parent is not None and isinstance(parent.tag, str) else None


# ── rows with marks ───────────────────────────────────────────────────────────────────────────────


def _marked(page: Dom, zones: ZoneMap, url: str, words: LetterWords) -> Iterator[Letter]:
    """Rows of a column of letters that bear their state as a mark."""
    for row in page.body.iter(*_MARKED):
        if zones.of(row) in (Zone.MENU, Zone.FOOTER) or row.find(f".//{row.tag!s}") is not None:
            continue
        anchors = [(clean(anchor.get("title") or text_of(anchor)), anchor) for anchor in row.iter("a")]
        title, anchor = max(anchors, key=lambda pair: len(pair[0]), default=("", None))
        state = _mark(row, title, words)
        title = _BRACKETS.sub("", title)
        if anchor is None or not state or len(title) < 4:
            continue
        text = nfkc(text_of(row))
        values = {**_values(text[:_LONG_CELL], words)[0], "state": state}
        if state == "pending" and "asked" not in values and not words.label.search(squeezed(text)):
            values["asked"] = text  # nobody asked later than the row was published
        letter = _letter(values, link_target(page, anchor) or url, title, words, state)
        if letter is not None:
            yield letter


def _mark(row: Element, title: str, words: LetterWords) -> str:
    match = _BRACKETS.search(title)
    found = words.state(match[1] or match[2]) if match else ""
    marks = (
        _short(box) for box in row.iter("span", "i", "em", "b", "font", "strong", "td", "a", "p", "div", "dd")
    )
    return found or next((state for text in marks if text and (state := words.state(text))), "")


# ── pages with labels ─────────────────────────────────────────────────────────────────────────────


def _labelled(page: Dom, url: str, title: str, words: LetterWords) -> list[Letter]:
    """The letters of a page that states them by labels; a page to write letters on states no date."""
    text = nfkc(page.text)
    blocks = [*_values(text, words), *_values(_paired(page, words), words)]
    found = []
    told = [block for block in blocks if "own" in block and ({"content", "answer"} & block.keys())]
    for number, block in enumerate(told, 1):
        heading = block.get("title") or (_heading(page, title) if len(told) == 1 else f"第{number}件")
        letter = _letter(block, url, heading, words)
        if letter is not None and (letter.asked or letter.answered):
            found.append(letter)
    return [*{(each.title, each.asked, each.answered): each for each in found}.values()]


def _values(text: str, words: LetterWords) -> list[dict[str, str]]:
    """Role → value, in blocks: a label that begins a letter begins a new block when it comes again. ``own`` is set in
    blocks with a label that only letters have."""
    labels = list(words.label.finditer(text))[: MAX_LETTERS * 8]
    blocks: list[dict[str, str]] = [{}]
    ranks: dict[str, int] = {}
    for index, match in enumerate(labels):
        label = squeezed(match[1])
        role, rank = words.roles[label], words.rank[label]
        stop = labels[index + 1].start() if index + 1 < len(labels) else len(text)
        value = clean(text[match.end() : min(stop, match.end() + _VALUE)])
        if role in _BLOCK_STARTS and ranks.get(role) == rank:
            blocks.append({})
            ranks = {}
        if role not in ranks or rank < ranks[role]:
            blocks[-1][role] = value
            ranks[role] = rank
        if label in words.own:
            blocks[-1]["own"] = "own"
    return blocks


def _paired(page: Dom, words: LetterWords) -> str:
    """Rows of label and value cells, as lines with colons."""
    lines = []
    for row in page.body.iter("tr"):
        cells = [child for child in row if child.tag in ("td", "th")]
        for label, value in zip(cells[::2], cells[1::2], strict=False):
            name = _short(label)
            if name in words.roles and not (label.text_content() or "").rstrip().endswith((":", "：")):
                lines.append(f"{name}:{text_of(value)[:_VALUE]}")
    return nfkc("\n".join(lines))


def _heading(page: Dom, title: str) -> str:
    heads = [clean(text_of(head)) for head in page.body.iter("h1", "h2")]
    return (
        next((head for head in heads if 4 <= len(head) <= _TITLE), "") or re.split(r"\s*[-_—|]+\s*", title)[0]
    )


# ── a letter ──────────────────────────────────────────────────────────────────────────────────────


def _letter(
    values: Mapping[str, str], url: str, title: str, words: LetterWords, known: str = ""
) -> Letter | None:
    """None for what the office need not answer."""
    state = known or words.state(values.get("state", ""))
    asked, answered = _day(values.get("asked", "")), _day(values.get("answered", ""))
    if state == "void":
        return None
    answer = squeezed(values.get("answer", ""))
    if answered or (not state and len(answer) >= 4 and not _NO_ANSWER.search(answer)):
        state = "answered"  # what is dated is answered, whatever a forgotten mark says
    elif not state and _NO_ANSWER.search(answer):
        state = "pending"
    shown = values.get("state", "") if not known else ""
    told = (("来信时间", asked), ("答复时间", answered), ("状态", shown[:12]))
    return Letter(
        title=_NUMBER.sub("＊＊＊", clean(title))[:_TITLE],
        url=url,
        asked=asked,
        answered=answered,
        state=_STATES.get(state, LetterState.UNKNOWN),
        satisfaction=values.get("satisfaction", "")[:12],
        quote="，".join(f"{name} {value}" for name, value in told if value),
    )


def _day(text: str) -> str | None:
    found = find_date(text[:_LONG_CELL])
    return found.value.isoformat() if found and found.value else None
