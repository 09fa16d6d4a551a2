"""Whom a finding concerns, and who must mend it."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from auditor import model
from auditor.duties import Units
from auditor.facts import Facts, assemble
from auditor.model import Group, Level, Organ, OrganKind, Outcome, PageKind, Severity
from auditor.profile import load_profile
from auditor.routing import Router
from auditor.rule import Claim, Rule, Verdict

HOME = "http://www.demo.gov.cn/"
UNITS = Units(
    office="区政府办公室",
    fields={"field-03": ["区财政局"]},
    entries={"col-services": ["区政务服务办"]},
    rules={"dead-link": ["区融媒体中心"]},
    requirements={"R18": ["各部门"]},
)


def column(id_: str, parent: str | None, *path: str) -> model.Column:
    return model.Column(id_, HOME + id_, path[-1], (path[-1],), ("首页", *path), PageKind.LIST, parent=parent)


def entry(id_: str, group: Group, *parents: str) -> model.StandardEntry:
    return model.StandardEntry(id_, id_, group, (Level.COUNTY,), parents=parents)


def facts(units: Units) -> Facts:
    columns = (
        column("czys", None, "财政预决算"),
        column("bmys", "czys", "财政预决算", "部门预算"),
        column("jyj", None, "县教育局"),
        column("jyj-zn", "jyj", "县教育局", "公开指南"),
        column("hjgl", None, "户籍管理"),
        column("bsfw", None, "办事服务"),
    )
    inventory = model.Inventory(
        portal=model.Portal("demo", "示例区", HOME),
        columns=columns,
        entries=(),
        forms=(),
        site=model.SiteFacts(),
        media=(),
        broken=(),
        coverage=model.Coverage(1, 0, 1, 1, 0, 0, True),
        organs=(Organ("县教育局", OrganKind.DEPARTMENT, HOME + "jyj"),),
    )
    entries = [
        entry("field-03", Group.FIELD),
        entry("field-19", Group.FIELD),
        entry("03-01", Group.ITEM, "field-03"),
        entry("col-services", Group.COLUMN),
    ]
    matched = {"czys": "field-03", "hjgl": "field-19", "bsfw": "col-services"}
    profile = replace(load_profile("national"), units=units)
    day = datetime.date(2026, 6, 15)
    return assemble(inventory, (), {each.id: each for each in entries}, matched, profile, day)


def rule(id_: str = "demo", *requirements: str) -> Rule:
    return Rule(id_, "PA900", Severity.MINOR, Claim.STATE, requirements, (), lambda _: iter(()), "示例")


def verdict(subject: str, **more: str) -> Verdict:
    return replace(Verdict(subject, subject, Outcome.FAIL), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "by", "field", "organ", "units"),
    [
        (verdict("field-03"), rule(), "field-03", None, ("区财政局",)),
        (verdict("03-01"), rule(), "field-03", None, ("区财政局",)),
        # a column below the field's column is the field's
        (verdict("bmys"), rule(), "field-03", None, ("区财政局",)),
        # the plan deals out the fields one by one and leaves this one out: nobody, not the office
        (verdict("hjgl"), rule(), "field-19", None, ()),
        # what stands on an organ's own page is the organ's
        (verdict("jyj-zn"), rule(), None, "县教育局", ("县教育局",)),
        (verdict("x", organ="县公安局"), rule(), None, "县公安局", ("县公安局",)),
        (verdict("x", field="field-03"), rule(), "field-03", None, ("区财政局",)),
        (verdict("bsfw"), rule(), None, None, ("区政务服务办",)),
        (verdict("x"), rule("dead-link", "R32"), None, None, ("区融媒体中心",)),
        (verdict("x"), rule("demo", "R32", "R18"), None, None, ("各部门",)),
        (verdict("x"), rule("demo", "R32"), None, None, ("区政府办公室",)),
    ],
)
def test_route(said: Verdict, by: Rule, field: str | None, organ: str | None, units: tuple[str, ...]) -> None:
    found = Router(facts(UNITS)).route(by, said)
    assert (found.field, found.organ, found.units) == (field, organ, units)


def test_without_a_plan_nobody_is_named_but_the_organ() -> None:
    router = Router(facts(Units()))
    assert router.route(rule(), verdict("field-03")).units == ()
    assert router.route(rule(), verdict("jyj-zn")).units == ("县教育局",)
