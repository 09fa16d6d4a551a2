"""Waivers: what fits, what holds, what lapses; faults of the file by name and line; entries added without touching others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from auditor import codec
from auditor.errors import AuditorError
from auditor.judge import judge
from auditor.model import Audit, Evidence, Finding, Outcome, Severity
from auditor.model.judgement import WaiverState
from auditor.rule import discover
from auditor.waiver_file import with_entry
from auditor.waivers import Waiver, apply, find_waivers, parse_waivers, read_waivers, seen_of
from tests.harness import FIXTURES, GOLDEN
from tests.rules.rule_cases import CASES_DIR, build_facts, load_cases

SAMPLE = FIXTURES / "waivers" / "990101.waivers.yml"
RULES = [rule.id for rule in discover()]
TODAY = date(2026, 6, 15)
OLD = Finding(
    rule="stale-column",
    code="PA004",
    subject="/xwzx/",
    subject_name="新闻",
    outcome=Outcome.FAIL,
    severity=Severity.MAJOR,
    params={"newest": "2026-05-20", "age_days": 26, "days_left": -12, "limit_days": 14},
    evidence=(Evidence("http://www.qinghe.test/xwzx/"), Evidence("http://www.qinghe.test/xwzx/a.html")),
    fingerprint="bf4cab53ccd1e300",
)


def waiver(**given: str | None) -> Waiver:
    usual: dict[str, str | None] = {
        "rule": "stale-column",
        "author": "王芳",
        "date": "2026-06-01",
        "reason": "改版",
        "clause": "第八条",
        "expires": "2026-12-31",
        "subject": "/xwzx/",
    }
    return Waiver(**(usual | given))


def state(one: Waiver, *findings: Finding, today: date = TODAY) -> tuple[WaiverState, tuple[str, ...]]:
    [audited] = apply([one], findings, today)
    return audited.state, audited.fingerprints


HOLDS = (WaiverState.APPLIED, (OLD.fingerprint,))


@pytest.fixture(scope="module")
def demo_audit() -> Audit:
    path = GOLDEN / "qinghe" / "audit.json"
    return codec.decode_audit(path.read_bytes(), str(path))


# ── what fits ─────────────────────────────────────────────────────────────────────────────────────


def test_the_sample_shows_every_state(demo_audit: Audit) -> None:
    read = read_waivers(SAMPLE, RULES).waivers
    found = apply(read, demo_audit.findings, TODAY)
    assert [each.state for each in found] == [
        WaiverState.APPLIED,
        WaiverState.EXPIRED,
        WaiverState.LAPSED,
        WaiverState.UNUSED,
        WaiverState.APPLIED,
    ]
    assert [len(each.fingerprints) for each in found] == [1, 1, 1, 0, 4]
    assert len(replace(demo_audit, waivers=found).waived) == 5


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        ({}, True),
        ({"subject": "/xwzx"}, False),
        ({"rule": "empty-column"}, False),
        ({"subject": None, "url": "http://www.qinghe.test/xwzx/*"}, True),
        ({"url": "http://www.qinghe.test/xwzx/*"}, True),
        ({"subject": None, "url": "http://www.qinghe.test/XWZX/*"}, False),
        ({"subject": None, "url": "http://www.qinghe.test/xwzx/"}, False),  # one of its places lies elsewhere
        ({"url": "http://www.qinghe.test/other/*"}, False),
    ],
)
def test_it_fits_when_rule_subject_and_all_places_do(given: dict[str, str | None], fits: bool) -> None:
    assert state(waiver(**given), OLD) == (HOLDS if fits else (WaiverState.UNUSED, ()))


def test_a_pattern_does_not_fit_what_has_no_place() -> None:
    nowhere = replace(OLD, evidence=())
    assert state(waiver(subject=None, url="http://www.qinghe.test/*"), nowhere)[0] is WaiverState.UNUSED


def test_that_a_rule_failed_is_never_waived() -> None:
    assert state(waiver(), replace(OLD, outcome=Outcome.ERROR)) == (WaiverState.UNUSED, ())


def test_it_ends_on_its_day() -> None:
    assert state(waiver(), OLD, today=date(2026, 12, 30)) == HOLDS
    assert state(waiver(), OLD, today=date(2026, 12, 31)) == (WaiverState.EXPIRED, (OLD.fingerprint,))


# ── what was seen ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "changed",
    [
        replace(OLD, severity=Severity.CRITICAL),
        replace(OLD, outcome=Outcome.WARN),
        replace(OLD, params=OLD.params | {"newest": "2026-06-01"}),
        replace(OLD, params=OLD.params | {"limit_days": 30}),
        replace(OLD, params=OLD.params | {"reason": "x"}),
    ],
)
def test_it_lapses_when_the_finding_changes(changed: Finding) -> None:
    assert state(waiver(seen=seen_of(OLD)), changed) == (WaiverState.LAPSED, (OLD.fingerprint,))
    assert state(waiver(), changed) == HOLDS


def test_it_holds_while_only_time_passes() -> None:
    older = replace(OLD, params=OLD.params | {"age_days": 90, "days_left": -76}, evidence=OLD.evidence[:1])
    assert state(waiver(seen=seen_of(OLD)), older) == HOLDS


def test_an_unknown_is_no_change() -> None:
    unknown = replace(OLD, outcome=Outcome.CANT_TELL, params={"reason": "timeout"})
    assert state(waiver(seen=seen_of(OLD)), unknown) == (WaiverState.UNUSED, ())
    assert state(waiver(seen=seen_of(unknown)), unknown) == HOLDS


@pytest.mark.parametrize(
    "rule",
    ["stale-column", "stale-home", "posting-burst", "invalid-certificate", "idle-account", "missing-assessment",
     "missing-leader-interpretation", "missing-column", "unavailable-site"],
)  # fmt: skip
def test_no_rule_says_something_new_because_a_day_passed(rule: str) -> None:
    """The rules that count days, on their own cases: the same verdict a day later has the same digest."""
    [checked] = [each for each in discover() if each.id == rule]
    file = load_cases(CASES_DIR / f"{rule}.yml")
    compared = 0
    for case in file.cases.values():
        facts = build_facts(case, file.today, rule)
        later = {
            (f.subject, f.outcome, f.severity): f
            for f in judge(replace(facts, today=facts.today + timedelta(1)), [checked]).findings
        }
        for finding in judge(facts, [checked]).findings:
            if (other := later.get((finding.subject, finding.outcome, finding.severity))) is not None:
                assert seen_of(other) == seen_of(finding), (finding.params, other.params)
                compared += 1
    assert compared


def test_the_digest_survives_the_file(demo_audit: Audit) -> None:
    again = codec.decode_audit(codec.encode_audit(demo_audit), "again")
    assert [seen_of(f) for f in again.findings] == [seen_of(f) for f in demo_audit.findings]
    assert len({(f.fingerprint, seen_of(f)) for f in again.findings}) == len(again.findings)


# ── the file ──────────────────────────────────────────────────────────────────────────────────────

ROW = """\
- rule: stale-column
  subject: /xwzx/
  author: 王芳
  date: 2026-06-01
  reason: 改版
  clause: 第八条
  expires: 2026-12-31
"""
BAD = [
    (ROW.replace("stale-column", "stale-colum"), 1, "规则“stale-colum”不存在"),
    (ROW.replace("  subject: /xwzx/\n", ""), 1, "没有写明豁免什么"),
    (ROW.replace("  clause: 第八条\n", ""), 1, "clause"),
    (ROW.replace("第八条", "' '"), 6, "clause"),
    (ROW.replace("2026-12-31", "2026-06-01"), 7, "不晚于决定日"),
    (ROW.replace("2026-12-31", "2027-06-03"), 7, "最长 366 天"),
    (ROW.replace("2026-06-01", "2026-02-30"), 4, "不是有效日期"),
    (ROW.replace("2026-06-01", "六月一日"), 4, "date"),
    (ROW + "  seen: abc\n", 8, "不是摘要"),
    (ROW.replace("subject: /xwzx/", "url: http://www.a.cn/*") + "  seen: 0a23456789abcdef\n", 8, "同时写 subject"),
    (ROW + '  url: "*"\n', 8, "不是可用的网址模式"),
    (ROW + "  url: http://*/x\n", 8, "不是可用的网址模式"),
    (ROW + "  until: 2027-01-01\n", 8, "未知的键“until”"),
    (ROW + "\n" + ROW.replace("2026-06-01", "2026-07-01"), 9, "与第 1 行的豁免重复"),
    ("rule: stale-column\n", 1, "列表"),
    ("# 无\n", 1, "没有内容"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "words"), BAD)
def test_a_fault_is_named_with_file_and_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = tmp_path / "990101.waivers.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(AuditorError) as error:
        read_waivers(path, RULES)
    assert error.value.message.startswith(f"{path}:{line}：")
    assert words in error.value.message


def test_a_year_is_the_most_and_one_after_the_other_is_fine() -> None:
    first = ROW.replace("2026-12-31", "2027-06-02")
    second = ROW.replace("2026-06-01", "2027-06-02").replace("2026-12-31", "2027-12-31")
    assert len(parse_waivers(first + second, "x", RULES)) == 2


def test_the_file_lies_beside_the_portals(tmp_path: Path) -> None:
    for province in ("one", "two"):
        (tmp_path / province).mkdir()
    assert find_waivers("990101", folder=tmp_path) is None
    file = tmp_path / "one" / "990101.waivers.yml"
    file.write_text(ROW, "utf-8")
    (tmp_path / "one" / "x990101.waivers.yml").write_text(ROW, "utf-8")
    assert find_waivers("990101", folder=tmp_path) == file
    assert find_waivers("990101", tmp_path / "one" / "990101.yml", tmp_path) == file
    assert find_waivers("990101", tmp_path / "two" / "990101.yml", tmp_path) is None
    (tmp_path / "two" / file.name).write_text(ROW, "utf-8")
    with pytest.raises(AuditorError, match="多个豁免文件"):
        find_waivers("990101", folder=tmp_path)


# ── one more entry ────────────────────────────────────────────────────────────────────────────────

HOSTILE = [
    "/a b/: - [x] {y} #z", '"引号" \\ 反斜杠', "&a *b !c %d @e `f", "yes", "0189012345678901", "2026-01-01", "null", "~",
    "公示\u202e告公\u200b\u2066", "\x1b[2J\x07\x85\u2028\ufeff", "- rule: x\n  subject: y\n...\n---", "😀", "'", "=1+1\t",
]  # fmt: skip


@pytest.mark.parametrize("subject", HOSTILE)
def test_any_subject_is_written_and_read_again(subject: str) -> None:
    added = waiver(subject=subject, reason=subject)
    data = with_entry(ROW.encode(), added, "x")
    assert parse_waivers(data.decode(), "x")[1] == added
    assert data.startswith(ROW.encode())
    assert not set("\u202e\u200b\u2066\x1b\x07\x85\u2028\ufeff") & set(data.decode())


@pytest.mark.parametrize(
    "data",
    [
        ROW.encode(),
        ROW.rstrip().encode(),
        ROW.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + ROW.encode(),
        "".join(f"    {line}\n" for line in ROW.splitlines()).encode(),
        ROW.replace("reason: 改版", "reason: |\n    改版\n    两行").encode() + b"\n\n# end\n\n",
        b"---\n" + ROW.encode(),
        "# 还没有\n".encode(),
        b"",
    ],
)
def test_what_is_there_stays_byte_for_byte(data: bytes) -> None:
    before = parse_waivers(data.decode("utf-8-sig"), "x") if b"rule" in data else ()
    whole = with_entry(data, waiver(subject="/new/"), "x")
    assert whole.startswith(data)
    assert parse_waivers(whole.decode("utf-8-sig"), "x") == (*before, waiver(subject="/new/"))
    assert (b"\r\n" in data) == whole.endswith(b"\r\n")


def test_a_new_file_says_what_it_is() -> None:
    text = with_entry(None, waiver(), "x").decode()
    assert text.startswith("# 豁免")
    assert parse_waivers(text, "x") == (waiver(),)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"[]\n", "不能在末尾追加"),
        (ROW.replace("/xwzx/", "/other/").encode() + b"...\n", "不能在末尾追加"),
        (ROW.encode() + b"  colour: red\n", "colour"),
        (b"- rule: [", "语法错误"),
        (b"null\n", "没有内容"),
        ("- 规则".encode("gb18030"), "UTF-8"),
        (ROW.encode(), "已在 x 中豁免，2026-12-31 到期"),
    ],
)
def test_a_file_that_cannot_take_it_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(AuditorError, match=words):
        with_entry(data, waiver(), "x")
