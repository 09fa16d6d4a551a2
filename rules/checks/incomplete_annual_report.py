"""政府信息公开年报内容不全。

## 检查什么

2021 年及以后各年度的本级年报正文，是否有规定的六个部分（总体情况、主动公开、收到和处理申请、行政复议和行政诉讼、
存在的问题及改进、其他需要报告的事项），是否报告收取信息处理费的情况；表三能够读出时，核对本年新收加上年结转是否等于
办理结果总计加结转下年度。一份年报一个结论。用语见 rules/statements/annual_report.yml。

年报只以附件或图片发布、正文没有打开或没有读完的，结论为“无法判断”。不检查 2020 年及以前的年报。

## 为什么

国办公开办函〔2021〕30号规定了年度报告的格式，要求内容不能遗漏，并在“其他需要报告的事项”中报告收取信息处理费的情况。

## 如何整改

按规定格式补齐年报；没有有关情况的也要写明（例如“本年度未收取信息处理费”）。数字对不上的，核实后更正。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.disclosure_words import Report, disclosure_words
from auditor.facts import Facts
from auditor.model import Clause, Document, Evidence, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks._disclosure import Place, is_blank, place_of
from rules.checks._reports import ENTRY, shown_reports, texts_of_reports

_BASIS = (
    Clause(
        doc="国办公开办函〔2021〕30号",
        clause="中华人民共和国政府信息公开工作年度报告格式",
        text="一、总体情况；二、主动公开政府信息情况；三、收到和处理政府信息公开申请情况；四、政府信息公开行政复议、行政诉讼情况；"
        "五、存在的主要问题及改进情况；六、其他需要报告的事项",
        verified=True,
    ),
)


@rule(
    id="incomplete-annual-report",
    code="PA053",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R10",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per report in today's format; one about the newest when its text was never opened."""
    place = place_of(facts, ENTRY)
    if place is None or is_blank(place):
        return
    words = disclosure_words().report
    judged: set[int] = set()
    for year, text in texts_of_reports(facts, place):
        if year >= words.format_year:
            judged.add(year)
            yield _verdict(words, year, text)
    own = [r for r in shown_reports(facts, place) if r.own and r.year >= words.format_year]
    if own and own[-1].year not in judged:
        yield _never_opened(place, own[-1].year, own[-1].title, own[-1].url)


def _verdict(words: Report, year: int, text: Document) -> Verdict:
    missing = [each.title for each in words.chapters if not text.said(each.statement)]
    sums = _sums(words, text)
    wrong = sums is not None and sums[0] + sums[1] != sums[2] + sums[3]
    obstacle = _obstacle(words, text) if missing else None
    outcome = Outcome.PASS
    if missing or wrong:
        outcome = Outcome.CANT_TELL if obstacle and not wrong else Outcome.FAIL
    known = missing if obstacle is None else []
    params: dict[str, object] = {
        "year": year,
        "missing_elements": known,
        "count": len(known),
        "parts": len(words.chapters),
    }
    if wrong and sums is not None:
        params |= dict(zip(("received", "carried", "total", "left"), sums, strict=True))
    params["problem"] = "both" if wrong and known else "sum" if wrong else "chapters"
    if outcome is Outcome.CANT_TELL and obstacle is not None:
        params["reason"] = obstacle.reason
    return Verdict(
        f"annual-report-{year}",
        text.title or f"{year}年度年报",
        outcome,
        params=params,
        evidence=(Evidence(text.url, text.title, text.body_sha256),),
        obstacles=(obstacle,) if outcome is Outcome.CANT_TELL and obstacle else (),
    )


def _obstacle(words: Report, text: Document) -> Obstacle | None:
    """Why a chapter that was not found may be there all the same."""
    named = [name for _, name in text.attachments if words.titles.search(squeezed(name))]
    if text.attachments and (named or text.text_length < words.short_text):
        return Obstacle(text.url, "report-attached", text.title)
    if text.pictures and text.text_length < words.short_text:
        return Obstacle(text.url, "report-picture", text.title)
    if not text.said("report.text") or text.text_length < words.short_text:
        return Obstacle(text.url, "report-not-read", text.title)
    return None if text.whole else Obstacle(text.url, "text-too-long", text.title)


def _sums(words: Report, text: Document) -> tuple[int, int, int, int] | None:
    """本年新收, 上年结转, 办理结果总计, 结转下年度, as table 三 has them; None when one of them cannot be read."""
    figures: list[int] = []
    for name in words.sums:
        values = {value for label, value in text.pairs if squeezed(label).endswith(name)}
        value = values.pop() if len(values) == 1 else ""
        if not (value.isascii() and value.isdigit() and len(value) <= 7):
            return None
        figures.append(int(value))
    first, second, third, fourth = figures
    return first, second, third, fourth


def _never_opened(place: Place, year: int, title: str, url: str) -> Verdict:
    obstacle = Obstacle(url or place.home.url, "text-not-opened", title)
    return Verdict(
        f"annual-report-{year}",
        title,
        Outcome.CANT_TELL,
        params={"year": year, "reason": obstacle.reason},
        evidence=(Evidence(obstacle.url, title),),
        obstacles=(obstacle,),
    )
