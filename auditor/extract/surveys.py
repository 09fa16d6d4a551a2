"""Online surveys as lists and their own pages show them: how long they run, whether they are over, where the results are.

Whether a day has passed is not decided here: a reader knows no calendar. A row that only bears a title and the day of its
publication tells nothing of this and is left out; solicitations in plain text are read as documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from auditor import urls
from auditor.document_numbers import nfkc
from auditor.extract.dates import find_date
from auditor.extract.dom import Dom, Element, clean, text_of
from auditor.extract.links import link_target
from auditor.extract.zones import ZoneMap
from auditor.model import FormPurpose, InteractionForm, PageReading, Survey, SurveyState, Zone
from auditor.statements import folded
from auditor.survey_words import SurveyWords, survey_words

#: Of one page so many surveys are kept, of a portal so many.
MAX_ON_PAGE, MAX_SURVEYS = 200, 2000
_ROWS, _BOXES = ("tr", "li", "dl"), ("div", "td", "p")
_FRAME = frozenset({Zone.MENU, Zone.FOOTER, Zone.BREADCRUMB})
_MARKS = ("span", "i", "em", "b", "font", "strong", "td", "a", "p", "div", "dd", "label", "button", "input")
_TITLE, _MARK, _ROW, _TEXT, _CLIMB = 80, 10, 400, 20_000, 4
_DAY = r"(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?"
_RANGE = re.compile(rf"({_DAY})(?:\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?(?:起|开始)?(?:至|到|-+|—+|~+|–+)({_DAY})")
_BRACKETED = re.compile(r"[\[(【]([^\[\]()【】]{2,8})[\])】]")
_STATES = {"open": SurveyState.OPEN, "closed": SurveyState.CLOSED}


def read_surveys(
    page: Dom,
    zones: ZoneMap,
    url: str,
    title: str,
    names: Sequence[tuple[str, str]],
    dialogs: Sequence[InteractionForm],
) -> tuple[Survey, ...]:
    """The surveys that a page lists, or the one that it is. ``names`` and ``dialogs`` are those of the page."""
    words = survey_words()
    name = next((each for _, each in names if each), "") or title
    if not words.columns.search(folded(f"{name} {title}")) and not any(
        form.purpose is FormPurpose.SURVEY for form in dialogs
    ):
        return ()
    listed = list(_listed(page, zones, url, words)) if words.is_column(name) else []
    if listed:
        return tuple({each.url: each for each in reversed(listed)}.values())[::-1][:MAX_ON_PAGE]
    own = _own(page, zones, url, _heading(page, words) or name, dialogs, words)
    return (own,) if own is not None else ()


def gather_surveys(pages: Iterable[PageReading], column_of: Callable[[str], str]) -> tuple[Survey, ...]:
    """Each survey of a portal once: its own page and the row that leads there tell it together. ``column_of`` gives the id
    of the column that a page (canonical address) belongs to."""
    found: dict[str, Survey] = {}
    for reading in sorted(pages, key=lambda each: (len(each.surveys) > 1, each.url)):
        column = column_of(urls.canonical(reading.url))
        for survey in reading.surveys:
            key = urls.canonical(survey.url)
            if key == urls.canonical(reading.url) and len(reading.surveys) > 1:
                key = f"{key}#{survey.title}"  # a row without an address of its own
            placed = replace(survey, column=column)
            found[key] = _joined(found[key], placed) if key in found else placed
    return tuple(found[key] for key in sorted(found)[:MAX_SURVEYS])


def _joined(one: Survey, other: Survey) -> Survey:
    """What one tells, and of the other what it leaves open. Over is over, whoever says so."""
    states = {one.state, other.state}
    state = next((s for s in (SurveyState.CLOSED, SurveyState.OPEN) if s in states), SurveyState.UNKNOWN)
    return replace(
        one,
        state=state,
        opens=one.opens or other.opens,
        closes=max(one.closes, other.closes),
        results=one.results or other.results,
        column=one.column or other.column,
    )


# ── lists ─────────────────────────────────────────────────────────────────────────────────────────


def _listed(page: Dom, zones: ZoneMap, url: str, words: SurveyWords) -> Iterator[Survey]:
    seen: set[Element] = set()
    roles: dict[Element, dict[int, str]] = {}
    for anchor in page.body.iter("a"):
        title = clean(anchor.get("title") or text_of(anchor))
        if (
            len(title) < 4
            or zones.of(anchor) in _FRAME
            or words.state(title)
            or words.results.search(folded(title))
        ):
            continue
        row = _row_of(anchor)
        if row is None or row in seen:
            continue
        seen.add(row)
        survey = _from_row(page, row, url, title, link_target(page, anchor) or url, words, roles)
        if survey is not None:
            yield survey
        if len(seen) > MAX_ON_PAGE * 4:
            return


def _row_of(anchor: Element) -> Element | None:
    """The row of a list in which a link stands: what it says of itself and no other title."""
    row = next((each for _, each in zip(range(_CLIMB), anchor.iterancestors(*_ROWS), strict=False)), None)
    if row is not None:
        return row
    best = None
    for _, box in zip(range(_CLIMB), anchor.iterancestors(*_BOXES), strict=False):
        if sum(len(text_of(other)) >= _MARK for other in box.iter("a")) > 1:
            break
        best = box
    return best


def _from_row(
    page: Dom,
    row: Element,
    url: str,
    title: str,
    target: str,
    words: SurveyWords,
    roles: dict[Element, dict[int, str]],
) -> Survey | None:
    text = nfkc(text_of(row))[:_ROW]
    opens, closes = _days(text, words)
    for role, value in _by_header(row, words, roles).items():
        day = _day(value)
        opens, closes = (day if role == "opens" else opens, day if role == "closes" else closes)
    state = _state(row, text, words)
    results = _results(page, row, url, words)
    if not state and not closes and not results:
        return None
    return Survey(
        target, _shown(title), _STATES.get(state, SurveyState.UNKNOWN), opens or "", closes or "", results
    )


def _by_header(row: Element, words: SurveyWords, roles: dict[Element, dict[int, str]]) -> dict[str, str]:
    """Days of a row under headers such as 开始时间 and 截止时间."""
    table = next(row.iterancestors("table"), None) if row.tag == "tr" else None
    if table is None:
        return {}
    if table not in roles:
        first = next(table.iter("tr"), row)
        labels = [folded(text_of(cell)).strip(":") for cell in _cells(first)]
        roles[table] = {x: words.roles[label] for x, label in enumerate(labels) if label in words.roles}
    cells = _cells(row)
    return {
        role: text_of(cells[x])
        for x, role in roles[table].items()
        if x < len(cells) and role in ("opens", "closes")
    }


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _state(row: Element, text: str, words: SurveyWords) -> str:
    """The mark of a state in a row: a box of its own, or words in brackets."""
    for box in row.iter(*_MARKS):
        shown = box.get("value") or "" if box.tag == "input" else "".join(box.itertext())
        state = words.state(shown) if len(shown) <= 4 * _MARK else ""
        if state:
            return state
    return next((s for match in _BRACKETED.finditer(text) if (s := words.state(match[1]))), "")


def _results(page: Dom, box: Element, url: str, words: SurveyWords) -> str:
    """Where the results stand: the address of a link that says so; the page itself when a script shows them."""
    for anchor in box.iter("a", "button", "input"):
        shown = (
            anchor.get("value") or ""
            if anchor.tag == "input"
            else text_of(anchor) or anchor.get("title") or ""
        )
        if len(shown) <= 2 * _MARK and words.results.search(folded(shown)):
            return link_target(page, anchor) or url
    return ""


# ── its own page ──────────────────────────────────────────────────────────────────────────────────


def _own(
    page: Dom,
    zones: ZoneMap,
    url: str,
    title: str,
    dialogs: Sequence[InteractionForm],
    words: SurveyWords,
) -> Survey | None:
    """A page with the questions, or one that says that they are over."""
    form = next((each for each in dialogs if each.purpose is FormPurpose.SURVEY), None)
    text = nfkc(page.text[:_TEXT])
    over = words.over.search(folded(text)) is not None
    if (form is None and not over) or not words.is_survey(title):
        return None
    opens, closes = _days(text, words)
    results = next((found for box in _bodies(page, zones) if (found := _results(page, box, url, words))), "")
    if not results and len(words.counts.findall(folded(text))) >= 2:
        results = url
    state = SurveyState.CLOSED if over else SurveyState.UNKNOWN
    return Survey(url, _shown(title), state, opens or "", closes or "", results)


def _bodies(page: Dom, zones: ZoneMap) -> Iterator[Element]:
    """Links and buttons outside menus and footer."""
    return (each for each in page.body.iter("a", "button", "input") if zones.of(each) not in _FRAME)


def _heading(page: Dom, words: SurveyWords) -> str:
    """The survey's title, where the page has the name of its column."""
    heads = (clean(text_of(head)) for head in page.body.iter("h1", "h2", "h3"))
    return next((head for head in heads if 4 <= len(head) <= _TITLE and words.is_survey(head)), "")


def _shown(title: str) -> str:
    return clean(_BRACKETED.sub(" ", title, count=1) if _BRACKETED.match(title) else title)[:_TITLE]


# ── days ──────────────────────────────────────────────────────────────────────────────────────────


def _days(text: str, words: SurveyWords) -> tuple[str | None, str | None]:
    """(first day, last day) that a text names as such."""
    body = re.sub(r"\s+", "", text)
    found = _RANGE.search(body)
    if found:
        return _day(found[1]), _day(found[2])
    days: dict[str, str | None] = {}
    for match in words.label.finditer(body.lower()):
        day = _day(body[match.end() : match.end() + 12])
        if day is not None:
            days.setdefault(words.roles[match[1]], day)
    return days.get("opens"), days.get("closes")


def _day(text: str) -> str | None:
    found = find_date(text[:40])
    return found.value.isoformat() if found and found.value else None
