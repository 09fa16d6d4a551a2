"""Counts of letters by column."""

from __future__ import annotations

from auditor.letter_statistics import letter_statistics
from auditor.model.interaction import LetterStatistics
from tests.rules.rule_cases import Case, ColumnRow, build_facts

COLUMNS = [ColumnRow("m", "县长信箱"), ColumnRow("z", "在线咨询")]


def test_each_column_is_counted_as_far_as_its_letters_tell() -> None:
    letters = [
        {
            "title": "甲",
            "url": "/m/1",
            "column": "m",
            "asked": "2026-03-02",
            "answered": "2026-03-04",
            "satisfaction": "满意",
        },
        {
            "title": "乙",
            "url": "/m/2",
            "column": "m",
            "asked": "2026-03-02",
            "answered": "2026-03-09",
            "satisfaction": "满意",
        },
        {
            "title": "丙",
            "url": "/m/3",
            "column": "m",
            "asked": "2026-03-02",
            "state": "pending",
            "satisfaction": "不满意",
        },
        {"title": "丁", "url": "/m/4", "column": "m", "state": "answered"},
        {"title": "戊", "url": "/m/5", "column": "m", "asked": "2026-03-09", "answered": "2026-03-02"},
        {"title": "己", "url": "/x/1", "column": "gone"},
    ]
    facts = build_facts(Case(expect=[], columns=COLUMNS, letters=letters), "2026-06-15")
    mailbox, others = letter_statistics(facts)
    assert mailbox == LetterStatistics(
        "m", "县长信箱", "http://www.demo.gov.cn/m/", 5, 4, 1, 2, 3.5, 5, (("满意", 2), ("不满意", 1))
    )
    assert (others.column, others.name, others.letters, others.median) == ("", "群众来信", 1, None)


def test_no_letters() -> None:
    assert letter_statistics(build_facts(Case(expect=[], columns=COLUMNS), "2026-06-15")) == ()
