"""The table of a re-check: words for every result and reason, and nothing of the portal that could do harm."""

from __future__ import annotations

import re
import unicodedata

import hostile
import pytest
import sample

from auditor.comparison import Unknown
from auditor.model import Audit, Failure
from auditor.model.verification import Mending, Verification, VerifiedFinding
from auditor.sufficiency import Unjudged
from reports import verify_text


def document(audit: Audit, **given: object) -> Verification:
    results = list(Mending)
    told = tuple(
        VerifiedFinding(f.fingerprint, results[i % 3], f, f if i % 3 == 1 else None, "timeout" * (i % 3 == 2), f.subject)
        for i, f in enumerate(audit.findings)
    )  # fmt: skip
    usual = {
        "schema": "x",
        "portal": audit.portal,
        "profile": "p",
        "before": "2021-01-15",
        "after": "2021-02-15",
    }
    return Verification(**(usual | {"findings": told} | given))  # type: ignore[arg-type]


def test_what_is_not_mended_stands_first() -> None:
    one = document(sample.audit())
    found = [row[0] for row in verify_text.rows(one)]
    assert found == sorted(found, key=["未整改", "未复核", "已整改"].index)
    assert len(found) == len(one.findings)
    head = verify_text.head_lines(one)
    assert [f"{found.count(name)} 项" in head[1] for name in ("未整改", "未复核", "已整改")] == [True] * 3


def test_it_says_what_else_there_is() -> None:
    quiet = document(sample.audit())
    assert (verify_text.tail_lines(quiet), len(verify_text.head_lines(quiet))) == ([], 2)
    one = document(sample.audit(), fresh=3, differing=("rules", "coverage"), unjudged="below-floor")
    assert "3 项" in verify_text.tail_lines(one)[0]
    assert "检查规则、抓取的完整程度" in verify_text.head_lines(one)[3]
    assert "整体无法判定" in verify_text.head_lines(one)[2]


@pytest.mark.parametrize(
    "code", [*Unknown, *Unjudged, *Failure, "not-asked", "column-gone", "softened", "link-not-asked"]
)
def test_every_reason_has_words(code: str) -> None:
    assert re.search("[\u4e00-\u9fff]", verify_text.why(code)), code


@pytest.mark.parametrize("seed", range(6))
def test_hostile_text_is_harmless(seed: int) -> None:
    one = document(hostile.hostile_audit(seed), differing=("\x1b[2J",), unjudged="\u202ex")
    lines = [*verify_text.head_lines(one), *(cell for row in verify_text.rows(one) for cell in row)]
    for line in lines:
        assert len(line) < 700
        assert not {unicodedata.category(char) for char in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}, line
    assert lines == [*verify_text.head_lines(one), *(cell for row in verify_text.rows(one) for cell in row)]
