"""The pages as bytes: pure, complete, and deaf to hostile text."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from fleet_audits import audit, folded
from hostile import hostile_audit
from lxml import html as lxml_html

from auditor.model import Audit
from reports.site import page
from reports.site.chart import spark, trend
from reports.site.county import CountyView, county_page
from reports.site.data import site_data
from reports.site.digest import CountyDigest, Unreadable
from reports.site.pages import heat_of, heat_page, index_page
from reports.site.tiles import TilePlan, boards, map_page
from reports.site.units import UnitHead, UnitRow, UnitsView, UnitView, unit_page, units_page

PLAN = TilePlan("样例地图", "样例", (("990101", ""), ("990102", "990103")), {"990103": "东河县"})


def pages(digests: list[CountyDigest]) -> dict[str, bytes]:
    """All kinds of pages about some counties."""
    heads = [one.head for one in digests]
    bad = [Unreadable("x/y/audit.json", "内容不完整")]
    heat = heat_of(heads)
    made = {
        "index": index_page(heads, bad),
        "heat": heat_page(heat),
        "map": map_page(heat, None),
        "plan": map_page(heat, PLAN),
        "data": site_data(heads, heat, bad),
    }
    for at, digest in enumerate(digests):
        made[f"county{at}"] = county_page(CountyView(digest, "../reports/x.html"))
        rows = tuple(UnitRow("x", "990101", digest.head.name, "", f) for f in digest.findings if f.units)
        for name in {unit for row in rows for unit in row.finding.units}:
            unit = UnitHead(name, page.unit_page(name), 1, 1, 0, 0)
            made[f"unit {name}"] = unit_page(UnitView(unit, rows, 1, 2))
            made[f"units {name}"] = units_page(UnitsView((unit,), 1, 3))
    return made


def fleet() -> list[CountyDigest]:
    return [
        folded(audit(day="2021-01-01"), audit(day="2021-01-15", leave_out=[0])),
        folded(audit("990102", "南岭区人民政府", worst=91, best=93), key="990102"),
    ]


def text(data: bytes) -> str:
    return re.sub(r"\s+", "", lxml_html.document_fromstring(data).text_content())


def test_equal_digests_give_equal_bytes() -> None:
    assert pages(fleet()) == pages(fleet())


def test_index_tells_ranks_ranges_changes_and_what_could_not_be_read() -> None:
    heads = [one.head for one in fleet()]
    data = index_page(heads, [Unreadable("990109/20210115T000000Z/audit.json", "内容不完整")])
    tree = lxml_html.document_fromstring(data)
    rows = tree.cssselect("table.rank tbody tr")
    assert [row.cssselect("th a")[0].text_content() for row in rows] == ["南岭区人民政府", "清禾县人民政府"]
    assert "91 – 93" in rows[0].text_content()
    assert "70 – 85.5" in rows[1].text_content()
    assert "990109/20210115T000000Z/audit.json内容不完整" in text(data)
    assert tree.cssselect("svg.spark")


def test_heat_map_has_a_sign_for_each_field_of_each_county() -> None:
    heat = heat_of([one.head for one in fleet()])
    tree = lxml_html.document_fromstring(heat_page(heat))
    rows = tree.cssselect("table.heat tbody tr")
    assert len(rows) == 2
    assert [len(row.cssselect("td")) for row in rows] == [27, 27]
    assert {cell.text_content() for cell in rows[0].cssselect("td")} >= {"缺", "空", "旧", "疑", "？", "✓"}


def test_a_field_that_only_one_catalog_has_is_no_gap_of_the_other() -> None:
    one, other = (digest.head for digest in fleet())
    fewer = replace(
        other,
        fields=replace(other.fields, ids=other.fields.ids[1:], titles=other.fields.titles[1:]),
        states=other.states[1:],
    )
    heat = heat_of([one, fewer])
    assert [row.states[0] for row in heat.rows] == [one.states[0], "-"]


def test_map_places_tiles_and_names_what_was_not_audited() -> None:
    heat = heat_of([one.head for one in [*fleet(), folded(audit("990199", "远山县人民政府"), key="990199")]])
    main, rest = boards(heat, PLAN)
    assert [(tile.code, tile.name) for tile in main.tiles] == [
        ("990101", "清禾县"),
        ("", ""),
        ("990102", "南岭区"),
        ("990103", "东河县"),
    ]
    assert [tile.band.id for tile in main.tiles if tile.band] == ["b2", "b4", "bn"]
    assert [tile.code for tile in rest.tiles] == ["990199"]
    assert boards(heat, PLAN, [Unreadable("990103/r/audit.json", "")])[0].tiles[3].band.id == "bx"  # type: ignore[union-attr]
    assert [tile.code for board in boards(heat, None) for tile in board.tiles] == [
        "990101",
        "990102",
        "990199",
    ]


def test_county_page_shows_trend_changes_and_links() -> None:
    tree = lxml_html.document_fromstring(county_page(CountyView(fleet()[0], "../reports/990101.html")))
    assert tree.cssselect("svg.trend")
    assert len(tree.cssselect("#g-mended tbody tr")) == 1
    links = {a.get("href") for a in tree.cssselect("#g-persisting a")}
    assert any(link.startswith("../reports/990101.html#f-") for link in links)
    assert f"../units/{page.unit_page('县水务局')}.html" in links
    assert not tree.cssselect("#g-mended a")  # nothing to see in a report or a list that no longer has it


def test_charts_need_two_judged_runs() -> None:
    runs = folded(audit(), audit(), audit()).head.runs
    assert trend(runs[:1]) == spark(runs[:1]) == ""
    assert trend((runs[0], replace(runs[1], judged=False))) == ""
    assert 'role="img"' in trend(runs)
    assert "NaN" not in trend(tuple(replace(run, worst=100.0, best=100.0) for run in runs))


def test_site_data_is_the_ranking_as_json() -> None:
    heads = [one.head for one in fleet()]
    data = json.loads(site_data(heads, heat_of(heads), ()))
    assert data["schema"] == "portal-auditor/site/1"
    assert [(one["name"], one["rank"], one["page"]) for one in data["counties"]] == [
        ("南岭区人民政府", 1, "counties/990102.html"),
        ("清禾县人民政府", 2, "counties/990101.html"),
    ]
    assert set(data["counties"][0]["fields"].values()) <= {
        *("missing", "empty", "stale", "unsure", "cant-tell", "present", "not-required")
    }


def hostile(seed: int) -> Audit:
    return hostile_audit(seed)


@pytest.mark.parametrize("seed", range(6))
def test_hostile_text_stays_text(seed: int) -> None:
    for name, data in pages([folded(hostile(seed), hostile(seed)), fleet()[0]]).items():
        if name == "data":
            json.loads(data)
            continue
        shown = data.decode("utf-8")
        tree = lxml_html.document_fromstring(data)
        for node in tree.iter():
            if not isinstance(node.tag, str):
                raise AssertionError(f"{name}: comment or instruction")
            assert node.tag not in ("img", "iframe", "object", "embed", "base", "link"), name
            assert not [key for key in node.attrib if key.startswith("on") or key == "style"], name
            for key in ("href", "src", "action"):
                link = node.get(key)
                assert link is None or re.match(
                    r"(https?://|\.\./|#|[\w-]+(/[\w.-]+)*\.(html|json)(#|$))", link
                ), (
                    name,
                    link,
                )
        scripts = tree.cssselect("script")
        assert len(scripts) <= 1
        assert not scripts or scripts[0].text == page.asset("site.js")
        assert not re.search(
            "[\x00-\x08\x0b\x0c\x0e-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown
        )
        assert len(data) < 1_000_000
