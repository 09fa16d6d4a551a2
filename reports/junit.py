"""The audit as JUnit XML, as CI systems read it (the format of Ant's and Jenkins' JUnit tasks). Pure.

- A ``testsuite`` for each rule that had something to judge, in the order of the audit; the first one tells whether the portal
  could be judged, and whether it was read whole.
- A ``testcase`` for each verdict that is listed: ``fail`` is a failure, ``error`` an error, ``cant-tell`` is skipped, ``warn``
  passes and speaks in ``system-out``. A waived failure is skipped, with the waiver's words.
- The audit only counts what passed: one passing ``testcase`` stands for all of a rule, and its ``system-out`` has the number.

There is no clock in it: ``timestamp`` is the day of the audit, ``time`` is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from auditor.model import Audit, AuditedWaiver, Finding, Outcome, WaiverState
from reports import wording
from reports.text import clean

_QUOTES, _UNREAD = 10, 50


def render_junit(audit: Audit) -> bytes:
    """The file in UTF-8, ending with one newline. Equal audits, equal bytes."""
    return _Suites(audit, _waivers(audit)).document()


def _waivers(audit: Audit) -> dict[str, AuditedWaiver]:
    held = [waiver for waiver in audit.waivers if waiver.state is WaiverState.APPLIED]
    return {fingerprint: waiver for waiver in reversed(held) for fingerprint in waiver.fingerprints}


@dataclass(frozen=True, slots=True)
class _Suites:
    """``waivers`` by fingerprint of what they hold for."""

    audit: Audit
    waivers: dict[str, AuditedWaiver]

    def document(self) -> bytes:
        name = f"{clean(self.audit.portal.name, 80)} {wording.label('scope', self.audit.scope)}检查"
        suites = [self._coverage(), *self._rules()]
        root = Element("testsuites", {"name": name} | _sums(suites, ("tests", "failures", "errors")))
        root.extend(suites)
        ElementTree.indent(root)
        data: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
        return data + b"\n"

    def _coverage(self) -> Element:
        coverage = self.audit.coverage
        judged, whole = self._case("coverage", "网站可以判定"), self._case("coverage", "导航页面全部读到")
        if self.audit.unjudged:
            why = wording.reason(self.audit.unjudged)
            _told(judged, "error", "unjudged", f"网站整体无法判定：{why}", ())
        if not coverage.complete:
            pages = [
                f"{clean(each.name, 80)} {clean(each.url, 300)}（{wording.reason(each.reason)}）"
                for each in coverage.obstacles[:_UNREAD]
            ]
            read = f"发现栏目 {coverage.columns_seen} 个，读取 {coverage.columns_fetched} 个"
            _told(whole, "skipped", "coverage", f"有导航页面没有读到：{read}", pages)
        return self._suite("检查范围", "coverage", (judged, whole))

    def _rules(self) -> Iterable[Element]:
        titles = {rule.id: rule.title for rule in self.audit.rules}
        passed = {rule.id: rule.passed for rule in self.audit.rules}
        by_rule: dict[str, list[Finding]] = {id_: [] for id_ in titles}
        for finding in self.audit.findings:
            by_rule.setdefault(finding.rule, []).append(finding)
        for id_, findings in by_rule.items():
            cases = [self._finding(finding) for finding in findings]
            if passed.get(id_):
                case = self._case(id_, "符合要求的对象")
                SubElement(case, "system-out").text = f"共 {passed[id_]} 项符合"
                cases.append(case)
            if cases:
                yield self._suite(wording.rule_title(id_, titles.get(id_, "")), id_, cases)

    def _suite(self, title: str, id_: str, cases: Sequence[Element]) -> Element:
        counts = {
            "tests": str(len(cases)),
            "failures": _count(cases, "failure"),
            "errors": _count(cases, "error"),
            "skipped": _count(cases, "skipped"),
        }
        name = f"{clean(title, 120)}（{clean(id_, 80)}）"
        suite = Element("testsuite", {"name": name} | counts | {"timestamp": clean(self.audit.today, 20)})
        suite.extend(cases)
        return suite

    def _case(self, rule: str, name: str) -> Element:
        return Element(
            "testcase", {"classname": f"{clean(self.audit.portal.code, 40)}.{clean(rule, 80)}", "name": name}
        )

    def _finding(self, finding: Finding) -> Element:
        subject = clean(finding.subject_name or finding.subject, 120)
        case = self._case(finding.rule, f"{subject}（{clean(finding.fingerprint, 40)}）")
        words = wording.words_for(finding, clean(self.audit.today, 20))
        severity = finding.severity.value
        waiver = self.waivers.get(finding.fingerprint)
        if finding.outcome is Outcome.FAIL and waiver is not None:
            told = f"已豁免至 {clean(waiver.expires, 20)}：{clean(waiver.reason, 200)}"
            _told(case, "skipped", "waived", told, (words.sentence, *self._details(finding)))
        elif finding.outcome is Outcome.FAIL:
            _told(case, "failure", severity, words.sentence, self._details(finding))
        elif finding.outcome is Outcome.ERROR:
            _told(case, "error", "rule-failed", words.sentence, self._details(finding))
        elif finding.outcome is Outcome.CANT_TELL:
            _told(case, "skipped", "cant-tell", words.sentence, self._details(finding))
        else:
            lines = (
                f"{wording.label('outcome', finding.outcome)}：{words.sentence}",
                *self._details(finding),
            )
            SubElement(case, "system-out").text = "\n".join(lines)
        return case

    def _details(self, finding: Finding) -> tuple[str, ...]:
        """Lines below the message: what to do, how to see it, the clauses, who must mend it, the places."""
        words = wording.words_for(finding, clean(self.audit.today, 20))
        clauses = "；".join(clean(f"{clause.doc} {clause.clause}", 200) for clause in finding.basis)
        units = "、".join(clean(unit, 80) for unit in finding.units)
        named = {
            "严重程度": wording.label("severity", finding.severity),
            "整改": words.mend,
            "复查": words.see,
            "依据": clauses,
            "责任单位": units,
        }
        places = (
            f"证据：{clean(each.url, 300)} {clean(each.quote, 200)}".rstrip()
            for each in finding.evidence[:_QUOTES]
        )
        return (*(f"{name}：{text}" for name, text in named.items() if text), *places)


def _told(case: Element, tag: str, kind: str, message: str, lines: Iterable[str]) -> None:
    SubElement(case, tag, {"type": kind, "message": message}).text = "\n".join((message, *lines))


def _count(cases: Iterable[Element], tag: str) -> str:
    return str(sum(case.find(tag) is not None for case in cases))


def _sums(suites: Iterable[Element], names: Sequence[str]) -> dict[str, str]:
    listed = list(suites)
    return {name: str(sum(int(suite.get(name, "0")) for suite in listed)) for name in names}
