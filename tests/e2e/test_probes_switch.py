"""The switch and the budgets of the probes, over a real crawl: what is off is never sent, said so, and stays so when the
snapshot is judged again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from auditor import app, codec
from auditor.crawl.snapshot import SnapshotReader
from auditor.model import Finding, Outcome, Purpose
from auditor.preparation import BrowserUse, Options
from tests.harness import FIXTURES

CASE = FIXTURES / "html" / "qinghe"
PROBES = (Purpose.SEARCH, Purpose.SEARCH_RESULT, Purpose.FORM_TARGET)
PORTAL = """\
code: "990101"
name: 清禾县人民政府
url: http://www.qinghe.test/
fixture: qinghe
"""


def sent(folder: Path) -> Counter[Purpose]:
    """Requests of the probes in the snapshot."""
    with SnapshotReader(folder / "snapshot") as reader:
        return Counter(fetch.purpose for fetch in reader.fetches() if fetch.purpose in PROBES)


def run(out: Path, lines: str = "", *, probes: bool = True) -> app.Result:
    file = out / "990101.yml"
    file.write_text(PORTAL + lines, "utf-8")
    options = Options(out / "out", browser=BrowserUse.NEVER, probes=probes)
    return app.run(str(file), options)


def of_search(result: app.Result) -> list[Finding]:
    return [finding for finding in result.audit.findings if finding.rule.endswith("-search")]


@pytest.fixture(scope="module")
def off(tmp_path_factory: pytest.TempPathFactory) -> app.Result:
    return run(tmp_path_factory.mktemp("off"), probes=False)


def test_off_nothing_is_sent_and_it_is_said(off: app.Result) -> None:
    assert sent(off.folder) == Counter()
    assert off.audit.asked == ()
    assert [engine.skipped for engine in off.audit.engines] == ["off"]
    [finding] = of_search(off)
    assert (finding.rule, finding.outcome) == ("broken-search", Outcome.CANT_TELL)
    assert finding.params["reason"] == "search-off"
    assert "本次检查没有试用站内搜索" in off.report.read_text("utf-8")


def test_off_stays_off_when_judged_again(off: app.Result) -> None:
    assert codec.encode_audit(app.audit(off.folder).audit) == codec.encode_audit(off.audit)


@pytest.mark.parametrize(
    ("lines", "purposes"),
    [
        ("probes: {search: 2, forms: 0}\n", {Purpose.SEARCH, Purpose.SEARCH_RESULT}),
        ("probes: {search: 0, forms: 3}\n", {Purpose.FORM_TARGET}),
    ],
)
def test_the_portals_own_budgets(tmp_path: Path, lines: str, purposes: set[Purpose]) -> None:
    result = run(tmp_path, lines)
    asked = sent(result.folder)
    assert set(asked) <= purposes
    assert asked[Purpose.SEARCH] <= 2
    assert asked[Purpose.SEARCH_RESULT] <= 3
    assert asked[Purpose.FORM_TARGET] <= 3
    assert len(result.audit.asked) == asked.total()
    if Purpose.SEARCH in purposes:
        assert asked[Purpose.SEARCH] == 2
        assert sum(len(engine.trials) for engine in result.audit.engines) == 2
    else:
        assert [engine.skipped for engine in result.audit.engines] == ["off"]


def test_every_request_of_the_probes_is_in_the_audit_and_the_report(tmp_path: Path) -> None:
    result = run(tmp_path)
    asked = sent(result.folder)
    assert asked[Purpose.SEARCH] > 2
    assert Counter(request.purpose for request in result.audit.asked) == asked
    report = result.report.read_text("utf-8")
    assert "没有提交任何表单" in report
    for engine in result.audit.engines:
        assert all(f"查询“{trial.query.text}”" in report for trial in engine.trials)
