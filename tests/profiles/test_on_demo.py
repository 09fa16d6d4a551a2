"""The five plans on the demo county: the same snapshot, each finding under the plan's own sentences."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from auditor import app
from auditor.model import Audit, Outcome
from auditor.profile import load_profile
from tests.harness import Run

PLANS = ("wudangshan", "ningxia", "weidu", "hunan", "tinghu")


@pytest.fixture(scope="module", params=PLANS)
def audited(request: pytest.FixtureRequest, demo: Run, tmp_path_factory: pytest.TempPathFactory) -> Audit:
    folder = Path(shutil.copytree(demo.folder, tmp_path_factory.mktemp(request.param) / "run"))
    return app.audit(folder, profile=request.param).audit


def test_a_plan_cites_itself_and_no_other(audited: Audit) -> None:
    own = load_profile(audited.profile).document
    assert own is not None
    assert audited.plan == own.number
    others = {plan.number for name in PLANS if (plan := load_profile(name).document)} - {own.number}
    cited = {clause.doc for finding in audited.findings for clause in finding.basis}
    assert own.number in cited
    assert cited & others == set()


def test_no_rule_fails_to_run(audited: Audit) -> None:
    assert [f.rule for f in audited.findings if f.outcome is Outcome.ERROR] == []


def test_every_point_lost_names_its_finding(audited: Audit) -> None:
    lost = sum(round(finding.points * 100) for finding in audited.findings)
    assert lost == 10_000 - round(audited.score.best * 100)
    groups = [part for part in audited.parts if part.dimension == "group"]
    assert round(sum(part.lost for part in groups), 2) == round(100 - audited.score.best, 2)


def test_nobody_fails_on_hearsay(audited: Audit) -> None:
    for finding in audited.findings:
        assert finding.outcome is not Outcome.FAIL or any(clause.verified for clause in finding.basis)


def test_units_are_named_as_the_plan_names_them(audited: Audit) -> None:
    """Weidu deals the fields out to units; the field that it leaves out has nobody."""
    if audited.profile != "weidu":
        pytest.skip("only Weidu's plan has an annex of fields")
    units = {finding.field: finding.units for finding in audited.findings if finding.field}
    assert units["field-19"] == ("区公安分局",)
    assert units["field-16"] == ("区城管局",)
    assert units.get("field-02", ()) == ()
