"""A recorded portal has an engine that does what the portal's did: the copy is found good or bad in the same way."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor import app
from auditor.crawl.saved_site import load_case
from auditor.preparation import BrowserUse, Options
from auditor.recording import record
from tests.standins import behaviours as bad
from tests.standins.county import TODAY
from tests.standins.engine import Behaviour
from tests.standins.standin import StandIn

CASES: list[tuple[str, Behaviour, str]] = [
    ("was5-post", bad.PROPER, "works"),
    ("gbk", bad.PROPER, "works"),
    ("igs", bad.PROPER, "works"),
    ("jsearch", bad.NOTHING, "empty"),
    ("empire", bad.GONE, "gone"),
    ("was5-post", bad.BROKEN, "error"),
    ("ssp-get", bad.UNFILTERED, "unfiltered"),
    ("ssp-post", bad.EVERYTHING, "broad"),
    ("was5-post", bad.TITLES_ONLY, "titles"),
    ("ssp-get", bad.DEAD_RESULTS, "dead-results"),
]


def told(target: str | Path, out: Path) -> set[tuple[str, str]]:
    audit = app.run(str(target), Options(out, today=TODAY, browser=BrowserUse.NEVER)).audit
    return {(each.rule, str(each.outcome)) for each in audit.findings if "search" in each.rule}


@pytest.mark.parametrize(("family", "behaviour", "mode"), CASES, ids=[f"{row[0]}-{row[2]}" for row in CASES])
def test_the_copy_searches_as_the_portal_did(
    family: str, behaviour: Behaviour, mode: str, tmp_path: Path
) -> None:
    with StandIn(family, behaviour) as site:
        live = told(site.url, tmp_path / "live")
        made = record(site.url, "wenling", tmp_path / "cases")
    search = load_case(made.folder).site.search
    assert search is not None
    assert search.mode == mode
    assert told(made.folder, tmp_path / "again") == live


def test_an_engine_of_which_nobody_can_tell_does_not_turn_into_one_that_is_gone(tmp_path: Path) -> None:
    with StandIn("was5-post", bad.CAPTCHA) as site:
        made = record(site.url, "wenling", tmp_path / "cases")
    assert load_case(made.folder).site.search is None
    assert {outcome for _, outcome in told(made.folder, tmp_path / "again")} == {"cant-tell"}
