"""A page of another government under the portal's name is told by what it says of itself, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.crawl.strangers import Strangers
from auditor.model import Crumb, Fact, Level, PageKind, PageReading, Portal

PORTAL = Portal("990101", "清禾县人民政府", "http://www.qinghe.test/")


def page(title: str = "", text: str = "", *crumbs: str, **facts: str) -> PageReading:
    """Facts by name: ``site_code``, ``meta_site_code``, ``meta_site_name``, ``sponsor``."""
    return PageReading(
        "http://www.qinghe.test/a/",
        PageKind.LIST,
        title=title,
        text=text,
        crumbs=tuple(Crumb(name, None) for name in crumbs),
        facts=tuple(Fact(name, value, value, "") for name, value in facts.items()),
    )


HOME = page("清禾县人民政府", site_code="9901010001", sponsor="清禾县人民政府办公室")
THEIRS = page("东湖县人民政府", site_code="9902030007", sponsor="东湖县人民政府办公室")


@pytest.mark.parametrize(
    ("reading", "owner"),
    [
        (THEIRS, "东湖县人民政府"),
        (replace(THEIRS, text="市领导到清禾县、东湖县调研"), "东湖县人民政府"),
        (page("通知公告", site_code="9902030007"), "990203"),
        (page("通知公告", meta_site_name="东湖县人民政府"), "东湖县人民政府"),
        (page("东湖县人民政府门户网站"), "东湖县人民政府"),
        # One sign is none where the page speaks of the portal.
        (page("通知公告", "清禾县召开会议", site_code="9902030007"), ""),
        (page("通知公告", "", "清禾县", meta_site_name="东湖县人民政府"), ""),
        # A template taken over with its code, a text of somebody else, organs of the county and above it.
        (page("清禾县教育局", site_code="9902030007", meta_site_name="东湖县人民政府"), ""),
        (page("东湖县人民政府关于防汛的通告", "现予转发"), ""),
        (page("县教育局", site_code="9901010023"), ""),
        (page("政务服务网", site_code="9900000001", sponsor="云岭省人民政府办公厅"), ""),
        (page("清江市人民政府", site_code="9901000001"), ""),
        (page("石鼓镇人民政府", meta_site_name="石鼓镇人民政府"), ""),
        (page("国务院部门", site_code="bm12345678"), ""),
        (page(), ""),
    ],
)  # fmt: skip
def test_whose_page_it_is(reading: PageReading, owner: str) -> None:
    strangers = Strangers(PORTAL)
    strangers.learn_home(HOME)
    assert strangers.owner(reading) == owner


def test_the_home_page_itself_may_be_a_strangers() -> None:
    strangers = Strangers(PORTAL)
    assert strangers.owner(THEIRS)
    strangers.learn_home(THEIRS)
    assert not strangers.owner(HOME)
    assert strangers.owner(THEIRS)


def test_a_home_page_under_a_code_of_its_own_is_known_by_its_name() -> None:
    """New areas have codes that the register of divisions does not know."""
    strangers = Strangers(Portal("350128", "平潭县人民政府", "http://www.pt.test/"))
    home = page("平潭综合实验区管委会", site_code="3590000001", sponsor="平潭综合实验区管委会办公室")
    assert not strangers.owner(home)
    strangers.learn_home(home)
    assert not strangers.owner(page("通知公告", site_code="3590000001"))


def test_a_portal_without_a_name_learns_it_from_its_home_page() -> None:
    strangers = Strangers(replace(PORTAL, code="www.qinghe.test", name=""))
    assert not strangers.owner(THEIRS)
    strangers.learn_home(HOME)
    assert not strangers.owner(HOME)
    assert strangers.owner(THEIRS) == "东湖县人民政府"


def test_a_portal_that_nobody_can_name_has_no_strangers() -> None:
    strangers = Strangers(replace(PORTAL, code="a", name="测试"))
    strangers.learn_home(page("首页"))
    assert not strangers.owner(THEIRS)


def test_counties_of_a_city_are_parts_of_it() -> None:
    strangers = Strangers(Portal("990100", "清江市人民政府", "http://www.qj.test/", Level.CITY))
    assert not strangers.owner(page("东湖区人民政府", meta_site_name="东湖区人民政府"))
    assert not strangers.owner(page("东湖区人民政府", site_code="9901020001"))
    assert strangers.owner(page("东湖区人民政府", site_code="9802020001")) == "东湖区人民政府"


@pytest.mark.parametrize("title", ["道真自治县人民政府", "道真县人民政府", "道真仡佬族苗族自治县人民政府"])
@pytest.mark.parametrize("name", ["道真仡佬族苗族自治县人民政府", "道真县人民政府", "贵北省道真自治县"])
def test_long_and_short_names_are_one(name: str, title: str) -> None:
    assert not Strangers(Portal("520325", name, "http://www.dz.test/")).owner(
        page(title, meta_site_name=title)
    )
