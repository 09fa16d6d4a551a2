"""Each rule against the model county with one fault put into it, and with a look-alike that is none.

``mutations`` of ``fixtures/rules/<rule>.yml`` say what is changed and which findings are new. Nothing else may be new, and nothing may
vanish. The county itself owes nothing; that an audit over HTTP says the same is tested first.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import build_model_county as model_county
import msgspec
import pytest
from instant import URL, County, audit

from auditor import app, codec, strict_yaml, urls
from auditor.model import Audit, Certificate, History, HostFacts, Level, ManualAnswer, MediaSurvey, Probe
from auditor.preparation import BrowserUse, Options
from auditor.rule import discover
from auditor.word_lists import word_lists_of
from tests.harness import FIXTURES
from tests.mutations import Change, Expected, Mutation, MutationFile, changed_survey, sound_survey

RULE_FILES = FIXTURES / "rules"
RULES = {rule.id for rule in discover()}
#: Rules whose mutations are tested elsewhere: on the demo county, on portals of families, behind walls.
ELSEWHERE = {
    "missing-column",
    "missing-field",
    "empty-column",
    "stale-column",
}


def _load() -> list[tuple[str, Mutation]]:
    files = (strict_yaml.load(path, MutationFile) for path in sorted(RULE_FILES.glob("*.yml")))
    return [(file.rule, mutation) for file in files for mutation in file.mutations]


CASES = [pytest.param(rule, mutation, id=f"{rule}:{mutation.name}") for rule, mutation in _load()]


@cache
def _files() -> Mapping[str, bytes]:
    rendered = model_county.render()
    return {name.removeprefix("pages/"): body for name, body in rendered.items() if name.startswith("pages/")}


@cache
def _base(profile: str, today: date, level: Level, media: MediaSurvey | None = None) -> Audit:
    return audit(
        County(_files(), profile=profile, today=today, level=level, network=_sound(URL), media=media)
    )


def _network(mutation: Mutation) -> tuple[HostFacts, ...]:
    """What a mutation says of hosts, on top of hosts without a fault."""
    if not mutation.network:
        return _sound(mutation.url or URL)
    return tuple(
        msgspec.convert(msgspec.to_builtins(_sound(f"https://{row['host']}/")[0]) | row, HostFacts)
        for row in mutation.network
    )


def _sound(url: str) -> tuple[HostFacts, ...]:
    """A host without a fault, as a probe of a live portal would find it."""
    host = urls.host(url)
    shown = Certificate((host,), "测试根证书", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")
    return (HostFacts(host, True, ("2001:db8::1",), None, True, shown),)


def _county(mutation: Mutation) -> County:
    files = dict(_files())
    for change in mutation.change:
        _apply(change, files)
    return County(
        files,
        profile=mutation.profile,
        today=mutation.today or model_county.TODAY,
        network=_network(mutation),
        probes=tuple(msgspec.convert(row, Probe) for row in mutation.probes),
        history=msgspec.convert(mutation.history, History),
        words=word_lists_of(mutation.words),
        manual=tuple(msgspec.convert(row, ManualAnswer) for row in mutation.manual),
        media=changed_survey(mutation.accounts) if mutation.accounts else None,
        search=mutation.search or "works",
        url=mutation.url or URL,
        level=mutation.level,
    )


def _apply(change: Change, files: dict[str, bytes]) -> None:
    if change.delete:
        del files[change.page]
        return
    if change.write or change.like:
        files[change.page] = change.write.encode() or files[change.like]
    if not change.replace:
        return
    found = False
    for path in fnmatch.filter(files, change.page):
        text = files[path].decode()
        if change.replace in text:
            found = True
            files[path] = text.replace(change.replace, change.with_, change.times or -1).encode()
    assert found, f"{change.page} has no “{change.replace}”"


def _verdicts(audited: Audit) -> set[tuple[str, str, str, str]]:
    return {(f.rule, f.subject, f.subject_name, f.outcome.value) for f in audited.findings}


@pytest.mark.parametrize(("rule", "mutation"), CASES)
def test_exactly_the_expected_findings_are_new(rule: str, mutation: Mutation) -> None:
    media = sound_survey() if mutation.accounts else None
    before = _verdicts(_base(mutation.profile, mutation.today or model_county.TODAY, mutation.level, media))
    after = _verdicts(audit(_county(mutation)))
    new = sorted(after - before)
    missing = [e for e in mutation.expect if not any(_fits(e, rule, row) for row in new)]
    unexpected = [row for row in new if not any(_fits(e, rule, row) for e in mutation.expect)]
    gone = [row for row in before - after if not any(row[:2] == each[:2] for each in new)]
    assert (missing, unexpected, gone) == ([], [], [])


def _fits(expected: Expected, rule: str, row: tuple[str, str, str, str]) -> bool:
    return (
        row[0] == (expected.rule or rule)
        and row[3] == expected.outcome.value
        and expected.name in ("", row[2])
        and expected.subject in ("", row[1])
    )


def test_every_rule_has_a_mutation_and_a_look_alike() -> None:
    cases: dict[str, list[Mutation]] = {}
    for rule, mutation in _load():
        cases.setdefault(rule, []).append(mutation)
    owed = sorted(RULES - ELSEWHERE)
    lacking = [rule for rule in owed if not any(m.expect for m in cases.get(rule, ()))]
    assert lacking == [], "no mutation"
    lacking = [rule for rule in owed if not any(not m.expect for m in cases.get(rule, ()))]
    assert lacking == [], "no look-alike"


def test_the_model_county_owes_nothing() -> None:
    found = [
        row
        for row in sorted(_verdicts(_base("national", model_county.TODAY, Level.COUNTY)))
        if row[3] in ("fail", "error")
    ]
    assert found == []


def test_its_accounts_of_new_media_owe_nothing_either() -> None:
    without = _verdicts(_base("national", model_county.TODAY, Level.COUNTY))
    assert _verdicts(_base("national", model_county.TODAY, Level.COUNTY, sound_survey())) - without == set()


def test_a_crawl_over_http_gives_the_same_audit(tmp_path: Path) -> None:
    model_county.write(model_county.render(), tmp_path / "case")
    options = Options(out=tmp_path / "out", browser=BrowserUse.NEVER)
    crawled = app.run(str(tmp_path / "case"), options).audit
    instant = audit(County(_files()))
    assert codec.encode_audit(crawled) == codec.encode_audit(instant)
