"""The catalog holds every word of the source: nothing lost, nothing added but ids, splits and aliases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.catalog import RULES, Standard, load_standard
from auditor.catalog.files import read_edition
from auditor.catalog.structs import FieldFile, ItemRow

SOURCE = Path(__file__).resolve().parents[3] / "shared" / "catalog"
LEVELS = {"县级": "county", "乡级": "township"}
OWN = "own knowledge, not verified"
#: One row names among its sources what is a remark; it went into the row's note.
REMARK = "elements not read in S10; own knowledge none"
ROWS = dict(
    zip(
        range(1, 27),
        (
            25,
            21,
            4,
            20,
            17,
            10,
            12,
            24,
            15,
            24,
            17,
            19,
            15,
            15,
            19,
            21,
            25,
            76,
            27,
            13,
            11,
            28,
            46,
            18,
            14,
            23,
        ),
        strict=True,
    )
)


def test_rows_of_each_field() -> None:
    standard = load_standard()
    assert {number: len(standard.items_of(f"field-{number:02d}")) for number in ROWS} == ROWS
    assert (standard.rows, standard.verified_rows) == (559, 236)


def test_ids_are_the_field_and_the_place_in_the_table() -> None:
    for field in _fields():
        number = field.id.removeprefix("field-")
        assert [item.id for item in field.items] == [
            f"{number}-{n:02d}" for n in range(1, len(field.items) + 1)
        ]
        for item in field.items:
            wanted = [f"{item.id}-{n:02d}" for n in range(1, len(item.elements) + 1)]
            assert [element.id for element in item.elements] == wanted


def _fields() -> list[FieldFile]:
    return [file.value for file in read_edition(RULES, "2019").fields]


source = pytest.mark.skipif(not SOURCE.is_dir(), reason="the source is not at hand")


@pytest.fixture(scope="module")
def pairs() -> list[tuple[dict[str, Any], FieldFile]]:
    paths = sorted(SOURCE.glob("*.yaml"))
    ours = sorted((RULES / "catalog/2019").glob("[0-9]*.yml"))
    assert [path.stem for path in paths] == [path.stem for path in ours]
    return list(zip([yaml.safe_load(path.read_text("utf-8")) for path in paths], _fields(), strict=True))


@source
def test_every_text_of_a_field(pairs: list[tuple[dict[str, Any], FieldFile]]) -> None:
    standing = read_edition(RULES, "2019").edition.value.note
    for raw, field in pairs:
        assert field.title == raw["field"]
        assert field.issuer == raw["guideline_issuer"]
        assert "; ".join(part for part in (field.note, standing) if part) == raw["coverage"]["note"]
        assert list(field.common_elements) == raw.get("common_elements", [])
        own = [source for source in field.sources if source.id == "OWN"]
        assert [s.note for s in own] in ([], [OWN])
        rest = [{"id": s.id, "url": s.url, "note": s.note} for s in field.sources if s not in own]
        assert rest == raw["source"]
        assert len(field.items) == raw["coverage"]["items"] == len(raw["items"])
        assert sum(item.verified for item in field.items) == raw["coverage"]["verified"]


@source
def test_every_text_of_a_row(pairs: list[tuple[dict[str, Any], FieldFile]]) -> None:
    rows = 0
    for raw, field in pairs:
        for before, item in zip(raw["items"], field.items, strict=True):
            assert _back(item) == {"note": None, "elements_complete": True, **before}, item.id
            rows += 1
    assert rows == 559


def _back(item: ItemRow) -> dict[str, Any]:
    """The row as the source writes it."""
    note = item.note or ""
    remark = [REMARK] if note.startswith(REMARK) else []
    return {
        "level1": item.level1,
        "level2": item.level2,
        "elements": _phrases(item),
        "elements_complete": item.elements_complete,
        "basis": list(item.basis),
        "time_limit": item.time_limit,
        "publisher": item.publisher,
        "channels": list(item.channels),
        "audience": item.audience,
        "mode": item.mode,
        "level": [word for word, level in LEVELS.items() if level in item.levels],
        "verified": item.verified,
        "source": [OWN if source == "OWN" else source for source in item.sources] + remark,
        "note": None if remark else item.note,
    }


def _phrases(item: ItemRow) -> list[str]:
    """Elements with each split undone."""
    first = {split.into[0]: split.text for split in item.split}
    rest = {each for split in item.split for each in split.into[1:]}
    return [first.get(e.id, e.title) for e in item.elements if e.id not in rest]


def test_splits_are_certain() -> None:
    """A phrase becomes elements whose words it holds, without overlap, in its own order."""
    for field in _fields():
        for item in field.items:
            titles = {element.id: element.title for element in item.elements}
            for split in item.split:
                parts = [titles[each] for each in split.into]
                assert len(parts) >= 2
                assert all(part[-2:] in split.text for part in parts), (item.id, parts)
                assert [*split.into] == sorted(split.into)


def test_the_catalog_of_a_standard_says_what_the_files_say() -> None:
    standard: Standard = load_standard()
    item = standard.item_by_id["03-01"]
    assert (item.field, item.level1, item.level2) == ("field-03", "财政预决算", "政府预算")
    assert item.sources == ("03-S1", "03-S2", "03-S3")
    assert standard.sources["03-S1"].url.startswith("http://www.dxs.gov.cn/")
    assert [element.title for element in item.elements][15:17] == [
        "社会保险基金预算收入表",
        "社会保险基金预算支出表",
    ]
