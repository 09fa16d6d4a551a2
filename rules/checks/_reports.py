"""What the rules about the annual report have in common: which reports the portal shows, of which organ and year."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor import urls
from auditor.disclosure_words import Report, disclosure_words
from auditor.facts import Facts
from auditor.model import Clause, Document, Level
from auditor.statements import squeezed
from rules.checks._disclosure import Place

ENTRY = "col-annual-report"
DUE = Clause(
    doc="政府信息公开条例（国务院令第711号）",
    clause="第四十九条",
    text="部门每年1月31日前、县级以上地方政府信息公开工作主管部门每年3月31日前公布上一年度政府信息公开工作年度报告",
    verified=True,
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?:年|\.|-|(?=政府|政务|信息|年报|度))")
_DIGITS = str.maketrans("〇零○Ｏ一二三四五六七八九", "000012345" + "6789")
_CHINESE_YEAR = re.compile(r"[二2][〇零○Ｏ0][〇零○Ｏ一二三四五六七八九\d]{2}(?=年)")
_WHOSE = re.compile(r"20\d\d年?度?|[《》“”\"()\[\]【】]|的$|度$")
_OWN = re.compile(r"(?:县|区|市|州|盟|旗|特区)?(?:人民)?政府(?:办公室|办)?$|^本级$|^全[县区市]$")


@dataclass(frozen=True, slots=True)
class Shown:
    """A report that the portal shows. ``own``: of the government (or organ) whose portal it is. ``day``: the earliest
    day that is known of its publication."""

    year: int
    own: bool
    title: str
    url: str
    day: datetime.date | None = None


def shown_reports(facts: Facts, place: Place) -> list[Shown]:
    """All reports, by year; the same one (address) once, with its earliest day."""
    words = disclosure_words().report
    found: dict[str, Shown] = {}
    for title, url, day, here in _titles(facts, place):
        plain = squeezed(title)
        year = year_of(plain)
        if year is None or not is_report(words, plain, here=here):
            continue
        key = urls.canonical(url) if url else plain
        known = found.get(key)
        days = [each for each in (day, known.day if known else None) if each]
        found[key] = Shown(year, is_own(facts, words, plain), title, url, min(days, default=None))
    return sorted(found.values(), key=lambda report: (report.year, report.url))


def _titles(facts: Facts, place: Place) -> Iterator[tuple[str, str, datetime.date | None, bool]]:
    """(title, address, day, whether it stands in the place) of whatever may be a report."""
    ours = {column.id for column in place.columns}
    for column in facts.inventory.columns:
        for item in column.items:
            yield item.title, item.url or "", _day(item.date), column.id in ours
    for text in facts.inventory.documents:
        here = text.column in ours
        yield text.title, text.url, _day(text.date), here
        if here:
            yield from ((name, url, None, True) for url, name in text.attachments)
            said = text.said("report.year")
            if said is not None and year_of(squeezed(text.title)) is None:
                yield said.quote, text.url, _day(text.date), True
    for entry in facts.inventory.entries:
        yield entry.name, entry.target or entry.url, None, False
    for link in facts.inventory.home_links:
        yield link.text, link.url, None, False


def _day(date: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(date[:10]) if date and len(date) >= 10 else None


def year_of(title: str) -> int | None:
    """The year that a squeezed title speaks of: the last, for 2019—2020 年度 is reported in one piece."""
    plain = _CHINESE_YEAR.sub(lambda match: match[0].translate(_DIGITS), title)
    years = [int(year) for year in _YEAR.findall(plain)]
    return years[0] if years else None


def is_report(words: Report, title: str, *, here: bool) -> bool:
    """True for a report's title. In the column of reports a title may be short (年度报告); elsewhere it is in full."""
    if words.not_titles.search(title):
        return False
    return bool(words.titles.search(title)) and (here or "公开" in title)


def is_own(facts: Facts, words: Report, title: str) -> bool:
    """Whose report it is, told from what stands before its kind. A department shows its own and calls itself as it likes."""
    if facts.portal.level in (Level.DEPARTMENT, Level.TOWNSHIP):
        return True
    match = re.search(r"(?:政府)?(?:信息|政务)公开", title)
    rest = _WHOSE.sub("", title[: match.start()] if match else "").removeprefix("关于").removesuffix("关于")
    name = squeezed(facts.portal.name)
    if not rest or rest in name or _is_office(rest, name):
        return True
    return not words.other_organs.search(rest)


def _is_office(rest: str, name: str) -> bool:
    """县政府办, 文河县人民政府办公室."""
    own = _OWN.search(rest)
    return bool(own) and rest[: own.start()] in name if own else False


def due_day(facts: Facts, year: int, *, own: bool) -> datetime.date:
    """Until when the report on ``year`` had to be published. Before today's 条例 nothing earlier than 31 March is held
    against anybody."""
    departments = not own or facts.portal.level in (Level.DEPARTMENT, Level.TOWNSHIP)
    if departments and year >= disclosure_words().report.statute_year:
        return datetime.date(year + 1, 1, 31)
    return datetime.date(year + 1, 3, 31)


def last_due_year(facts: Facts) -> int:
    """The newest year on which a report is owed on the day of judgement; on the last day of the term not yet."""
    year = facts.today.year - 1
    return year if facts.today > due_day(facts, year, own=True) else year - 1


def texts_of_reports(facts: Facts, place: Place) -> Iterator[tuple[int, Document]]:
    """(year, text) of the portal's own reports whose texts were opened; of two of one year the longer."""
    words = disclosure_words().report
    found: dict[int, Document] = {}
    for text in place.documents:
        plain = squeezed(text.title)
        said = text.said("report.year")
        named = plain if year_of(plain) is not None else squeezed(said.quote) if said else ""
        year = year_of(named)
        if year is None or not is_report(words, named, here=True) or not is_own(facts, words, named):
            continue
        if year not in found or text.text_length > found[year].text_length:
            found[year] = text
    yield from sorted(found.items())
