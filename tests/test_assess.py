"""What a plan asks for besides becomes part of the standard, and its sentences decide only where they state the duty."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.assess import owing
from auditor.catalog import load_standard
from auditor.duties import OwedEntry
from auditor.errors import AuditorError
from auditor.model import Level
from auditor.profile import load_profile


def test_the_national_profile_owes_nothing_besides() -> None:
    standard = load_standard()
    assert owing(standard, load_profile("national"), Level.COUNTY) is standard


def test_a_plan_asks_for_its_own_columns() -> None:
    standard, profile = load_standard(), load_profile("wudangshan")
    asked = owing(standard, profile, Level.COUNTY)
    assert profile.owed
    for each in profile.owed:
        entry = asked.by_id[each.id]
        assert Level.COUNTY in entry.levels
        assert entry.requirement == each.requirement
    assert all(Level.COUNTY not in standard.by_id[each.id].levels for each in profile.owed)


def test_an_unknown_column_is_named_with_the_profile() -> None:
    row = OwedEntry(id="col-nowhere", clause="一", text="某句", requirement="R05")
    profile = replace(load_profile("national"), owed=(row,))
    with pytest.raises(AuditorError, match=r"national.*col-nowhere"):
        owing(load_standard(), profile, Level.COUNTY)
