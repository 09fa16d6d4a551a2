"""Tags, foreign resources and hidden links of one page."""

from __future__ import annotations

import pytest

from auditor.extract import dom, page_marks
from auditor.extract.article import meta_map
from auditor.extract.zones import map_zones
from auditor.model import Portal
from auditor.territory import territory_of

URL = "https://www.demo.gov.cn/zwgk/"
TERRITORY = territory_of(Portal("demo", "示例县人民政府", "https://www.demo.gov.cn/"))
BAD = '<a href="http://www.odd-shop.com/x">友情</a>'
WORD = '<a href="http://www.odd-shop.com/x">澳门新葡京</a>'


def page(body: str, head: str = "") -> dom.Dom:
    return dom.parse(f"<html><head>{head}</head><body>{body}</body></html>", URL)


def tricks(body: str, head: str = "") -> list[str]:
    read = page(body, head)
    return [link.trick for link in page_marks.read_hidden(read, map_zones(read), URL, TERRITORY)]


def test_tags_are_those_of_the_guideline_in_its_order() -> None:
    head = (
        '<meta name="PubDate" content="2026-06-01 09:00"><META NAME="SiteName" CONTENT=" 示例县 ">'
        '<meta name="viewport" content="width=1"><meta name="ColumnType" content="">'
    )
    assert page_marks.read_tags(meta_map(page("", head))) == (
        ("sitename", "示例县"),
        ("pubdate", "2026-06-01 09:00"),
    )


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ('<script src="/js/a.js"></script>', []),
        ('<script src="https://zwfw.demo.gov.cn/a.js"></script>', []),  # a host of the portal
        (
            '<script src="//cdn.odd.com/a.js?v=1"></script>',
            [("script", "https://cdn.odd.com/a.js?v=1", False)],
        ),
        ('<img src="http://www.demo.gov.cn/a.jpg">', [("image", "http://www.demo.gov.cn/a.jpg", True)]),
        (
            '<img src="https://p.odd.com/1.jpg"><img src="https://p.odd.com/2.jpg">',
            [("image", "https://p.odd.com/1.jpg", False)],
        ),
        (
            '<link rel="stylesheet" href="http://c.odd.com/a.css">',
            [("style", "http://c.odd.com/a.css", True)],
        ),
        ('<link rel="canonical" href="http://www.demo.gov.cn/">', []),
        ('<iframe src="about:blank"></iframe><img src="data:image/gif;base64,R0">', []),
        ('<noscript><img src="http://c.odd.com/count.gif"></noscript>', []),
        (
            "<script>document.write('<script src=\"http://x.odd.com/j.js\"><\\/script>')</script>",
            [("script", "http://x.odd.com/j.js", True)],
        ),
    ],
)
def test_resources(body: str, kept: list[tuple[str, str, bool]]) -> None:
    found = page_marks.read_resources(page(body), URL, TERRITORY)
    assert [(each.kind.value, each.url, each.mixed) for each in found] == kept


def test_nothing_is_mixed_on_a_page_of_plain_http() -> None:
    read = dom.parse('<img src="http://www.demo.gov.cn/a.jpg">', "http://www.demo.gov.cn/")
    assert page_marks.read_resources(read, "http://www.demo.gov.cn/", TERRITORY) == ()


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (BAD, []),
        (f'<div style="position:absolute;left:-9999px">{BAD}</div>', ["off-screen"]),
        (f'<div style="text-indent:-999em">{BAD}</div>', ["off-screen"]),
        (f'<div style="left:-100%">{BAD}</div>', []),  # a slide that waits
        (f'<div style="height:0;overflow:hidden">{BAD}</div>', ["no-size"]),
        (f'<div style="height:300px;overflow:hidden">{BAD}</div>', []),
        (f'<p style="font-size:0px">{BAD}</p>', ["no-size"]),
        (f'<marquee height="1" width="1">{BAD}</marquee>', ["no-size"]),
        (f'<div style="display: none">{BAD}</div>', ["no-display"]),
        (f"<div hidden>{BAD}</div>", ["no-display"]),
        (f'<div style="display:none;position:fixed;top:-2000px">{BAD}</div>', ["no-display", "off-screen"]),
        (f'<div style="background:#fff"><span style="color:#FFFFFF">{BAD}</span></div>', ["same-colour"]),
        (f'<div style="background:#fff"><span style="color:#333">{BAD}</span></div>', []),
        (f'<body style="opacity:0">{BAD}</body>', []),  # fades in when loaded
        # what a page shows on demand
        (f'<ul class="sub-menu" style="display:none"><li>{BAD}</li></ul>', []),
        (f'<div class="bdsharebuttonbox" style="display:none">{BAD}</div>', []),
        (f'<div id="tab_2" style="display:none">{BAD}</div>', []),
        (f'<div class="swiper-slide" style="visibility:hidden">{BAD}</div>', []),
        (f'<div class="m-nav" style="height:0;overflow:hidden">{BAD}</div>', []),
        (f'<noscript><div style="display:none">{BAD}</div></noscript>', []),
        # … but not when it advertises
        (f'<ul class="sub-menu" style="display:none"><li>{WORD}</li></ul>', ["no-display"]),
        ('<div class="tab" style="display:none"><a href="https://bet365.odd.com/">官网</a></div>', ["no-display"]),
        # own, known and relative addresses
        ('<div style="display:none"><a href="https://zwfw.demo.gov.cn/">政务服务</a></div>', []),
        ('<div style="display:none"><a href="http://www.gov.cn/">中国政府网</a></div>', []),
        ('<div style="display:none"><a href="https://weibo.com/x">微博</a></div>', []),
        ('<div style="left:-9999px"><a href="/x/">概况</a></div>', []),
        # scripts
        (
            f"<script>document.write('<div style=\"display:none\">')</script>{BAD}<script>document.write('</div>')</script>",
            ["script-written"],
        ),
        (f"<script>document.write('<div class=\"a\">')</script>{BAD}<script>document.write('</div>')</script>", []),
        (
            f'<div id="qx1">{BAD}</div><script>document.getElementById("qx1").style.display="none"</script>',
            ["script-written"],
        ),
        (
            f'<div id="qx1">{BAD}</div><script>document.getElementById("qx1").style.display="none";'
            'function go(){document.getElementById("qx1").style.display="block"}</script>',
            [],
        ),
    ],
)  # fmt: skip
def test_hidden_links(body: str, found: list[str]) -> None:
    assert tricks(body) == found


def test_hidden_by_a_style_rule_of_the_page() -> None:
    head = "<style>.aq {position:absolute; left:-9999px} .b{display:none} .logo{text-indent:-9999px;overflow:hidden}</style>"
    assert tricks(f'<div class="aq">{BAD}</div>', head) == ["off-screen"]
    assert tricks(f'<div class="b">{BAD}</div>', head) == []
    assert tricks(f'<div class="logo">{BAD}</div>', head) == []


def test_hostile_pages_end_soon() -> None:
    page_marks.read_hidden(
        page(BAD + "<style>" + "a" * 90_000 + "</style>"), map_zones(page("")), URL, TERRITORY
    )
    tricks("<script>" + "document.write('<div " * 5000 + "</script>" + BAD)
    many = f'<div style="display:none">{"".join(f"<a href=http://h{n}.odd.com/>x</a>" for n in range(500))}</div>'
    assert len(tricks(many)) == 40
