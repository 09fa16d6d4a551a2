"""A bulletin ranks fairly: what could not be told neither praises nor blames anybody."""

from __future__ import annotations

from dataclasses import replace

import hostile
import pytest
from letters import DAY, paragraphs, parts, qinghe, text, waived
from lxml import etree

from auditor.errors import AuditorError
from auditor.model import Outcome, Scope
from reports.notice import BulletinDetails, CountyDigest, digest_of, render_bulletin
from reports.notice.bundled import BULLETIN, bundled
from reports.notice.ranking import ranked

TEMPLATE = bundled(BULLETIN)
DIGEST = digest_of(qinghe())
GIVEN = BulletinDetails(
    DAY, number="清政公开〔2026〕3号", issuer="清河市政务公开办公室", to="各县（市、区）人民政府"
)


def county(name: str, worst: float, best: float, **more: object) -> CountyDigest:
    return replace(
        DIGEST, code=f"c-{name}", name=name, worst=worst, best=best, score=f"{worst} – {best}", **more
    )  # type: ignore[arg-type]


def _places(*counties: CountyDigest) -> dict[str, str]:
    return {place.county.name: place.text for place in ranked(counties)}


def test_places_are_ranges_where_scores_overlap() -> None:
    places = _places(county("甲", 90, 90), county("乙", 70, 80), county("丙", 75, 85), county("丁", 50, 60))
    assert places == {"甲": "1", "丙": "2–3", "乙": "2–3", "丁": "4"}
    assert list(places) == ["甲", "丙", "乙", "丁"]


def test_equal_scores_share_a_place() -> None:
    assert _places(county("甲", 90, 90), county("乙", 90, 90), county("丙", 80, 80)) == {
        "乙": "1",
        "甲": "1",
        "丙": "3",
    }


def test_veto_and_unjudged_have_no_place() -> None:
    some = (
        county("甲", 99, 99, vetoed=("栏目不更新",)),
        county("乙", 60, 60),
        county("丙", 0, 0, judged=False),
    )
    assert _places(*some) == {"乙": "1", "甲": "—"}
    told = text(render_bulletin(some, TEMPLATE, GIVEN))
    assert "触发单项否决（栏目不更新）" in told
    assert "1个因网页未能读取未作判定" in told
    assert "网页未能读取，不参加排名" in told


def _section(told: str, start: str, end: str) -> str:
    return told.partition(start)[2].partition(end)[0]


def test_praise_and_criticism_only_where_certain() -> None:
    some = [
        county("甲", 95, 96),
        county("乙", 80, 94),
        county("丙", 79, 93),
        county("丁", 60, 70),
        county("戊", 40, 50),
    ]
    told = text(render_bulletin(some, TEMPLATE, replace(GIVEN, praised=2, criticised=2)))
    praised = _section(told, "予以表扬：", "对下列网站予以通报批评")
    blamed = _section(told, "予以通报批评：", "三、共性问题")
    assert [name for name in "甲乙丙丁戊" if f"．{name}：" in praised] == ["甲"]  # 乙 may be third
    assert [name for name in "甲乙丙丁戊" if f"．{name}：" in blamed] == ["丁", "戊"]
    none = text(render_bulletin([county("甲", 90, 90)], TEMPLATE, GIVEN))
    assert "没有予以表扬或者通报批评的网站" in none


def test_faults_are_shared_only_when_two_have_them() -> None:
    alone = text(render_bulletin([county("甲", 90, 90)], TEMPLATE, GIVEN))
    assert "没有两个以上网站共有的不符合问题" in alone
    both = text(render_bulletin([county("甲", 90, 90), county("乙", 80, 80)], TEMPLATE, GIVEN))
    assert "空白栏目" in both
    assert "100%" in both


def test_digest_leaves_out_what_is_waived() -> None:
    failed = [f for f in qinghe().findings if f.outcome is Outcome.FAIL]
    digest = digest_of(waived(qinghe(), failed[0].fingerprint))
    assert (digest.failed, digest.waived) == (len(failed) - 1, 1)
    assert "另有准予暂缓整改 1 项" in text(render_bulletin([digest], TEMPLATE, GIVEN))


def test_different_yardsticks_are_told() -> None:
    some = [county("甲", 90, 90), county("乙", 80, 80, yardstick="tinghu")]
    assert "名次仅供参考" in text(render_bulletin(some, TEMPLATE, GIVEN))


def test_order_of_the_counties_does_not_matter() -> None:
    some = [county("甲", 90, 90), county("乙", 70, 80), county("丙", 75, 85)]
    assert render_bulletin(some, TEMPLATE, GIVEN) == render_bulletin(some[::-1], TEMPLATE, GIVEN)


def test_nothing_and_twice_are_errors() -> None:
    with pytest.raises(AuditorError, match="没有可以通报的检查结果"):
        render_bulletin([], TEMPLATE, GIVEN)
    with pytest.raises(AuditorError, match="有两份检查结果"):
        render_bulletin([county("甲", 90, 90)] * 2, TEMPLATE, GIVEN)


def test_all_unjudged_are_not_rated() -> None:
    told = text(render_bulletin([county("甲", 0, 0, judged=False)], TEMPLATE, GIVEN))
    assert "不作评价" in told


@pytest.mark.parametrize("seed", range(3))
def test_hostile_text_stays_text(seed: int) -> None:
    audit = replace(hostile.hostile_audit(seed), scope=Scope.PORTAL)
    letter = render_bulletin([digest_of(audit)], TEMPLATE, GIVEN)
    for name, content in parts(letter).items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(content)
            assert b"TargetMode" not in content
    assert len(paragraphs(letter)) > 20
