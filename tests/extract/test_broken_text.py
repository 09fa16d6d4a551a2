"""A page that lost bytes of its markup is believed for what it shows, not for what it lacks."""

from __future__ import annotations

import pytest

from auditor.extract.page import read_page
from auditor.extract.texts import marks_of
from auditor.model import Fetch, PageKind, Portal, Purpose
from auditor.territory import territory_of

_URL = "http://www.qinghe.test/zwgk/zcwj/"
_OWN = territory_of(Portal("qinghe", "清禾县", "http://www.qinghe.test/"))
_PAGE = (
    "<html><head><meta name='SiteName' content='清禾县'><title>政策文件</title></head><body>"
    "<div class='nav'><a href='/a/'>首页</a><a href='/b/'>政务公开</a><a href='/c/'>互动交流</a></div>"
    "<div class='list'><ul></ul></div><script src='/js/foot.js'></script>"
    "<div class='footer'>主办：清禾县人民政府</div></body></html>"
).encode()


def _sent(page: str) -> bytes:
    """The bytes of a page in which ``�`` stands for one that is none of any charset."""
    return page.encode().replace("�".encode(), b"\xff")


@pytest.mark.parametrize("lost", [b"</script>", b"<ul>", b"name='SiteName'"])
def test_lost_bytes_of_the_markup_prove_nothing(lost: bytes) -> None:
    assert read_page(_URL, _PAGE, "text/html", _OWN).empty is True
    broken = _PAGE.replace(lost, lost[:4] + b"\xff" + lost[5:] if len(lost) > 4 else b"<\xffl>")
    reading = read_page(_URL, broken, "text/html", _OWN)
    assert "broken-text" in reading.obstacles
    assert reading.empty is None
    assert not marks_of(Fetch(_URL, Purpose.NAVIGATION), reading).is_whole


def test_nobody_knows_where_a_page_leads_whose_base_lost_a_character() -> None:
    links = b"<a href='czxx/1.html'>2026</a><a href='/b/'>b</a><a href='http://www.qinghe.test/c/'>c</a>"
    page = (
        b"<html><head><base href='http://www.qinghe.test/xxg\xff/'></head><body>" + links + b"</body></html>"
    )
    reading = read_page(_URL, page, "text/html", _OWN)
    assert [link.url for link in reading.links] == ["http://www.qinghe.test/c/"]
    assert "broken-text" in reading.obstacles
    sound = read_page(_URL, page.replace(b"\xff", b"k"), "text/html", _OWN)
    assert sound.links[0].url == "http://www.qinghe.test/xxgk/czxx/1.html"


def test_a_form_in_damaged_markup_is_sent_nothing() -> None:
    form = (
        "<form action='/search/'><input type='hidden' name='site' {}='3'><input type='text' name='q'></form>"
    )
    for name, boxes in (("value", ["q"]), ("va�ue", [])):
        page = _sent(f"<html><body>{form.format(name)}</body></html>")
        assert [box.field for box in read_page(_URL, page, "text/html", _OWN).forms] == boxes


def test_the_table_of_a_damaged_page_was_not_read() -> None:
    head = "".join(
        f"<th>{name}</th>" for name in ("公开事项", "公开内容", "公开依据", "公开时限", "公开主体")
    )
    row = "<tr><td>财政预算</td><td>预算报告</td><td>预算法</td><td>20日内</td><td>财政局</td></tr>" * 3
    for tag, rows in (("<div>", 3), ("<d�v>", 0)):
        page = f"<html><body><h1>清禾县基层政务公开标准目录</h1>{tag}<table><tr>{head}</tr>{row}</table></body></html>"
        [catalog] = read_page(_URL, _sent(page), "text/html", _OWN).catalogs
        assert (len(catalog.rows), catalog.reason is None) == (rows, rows > 0)


def test_a_script_without_an_end_takes_a_part_of_the_page_in() -> None:
    page = _PAGE.replace(b"<div class='list'>", b"<script>var a='<div class='list'>")
    assert "cut-page" in read_page(_URL, page, "text/html", _OWN).obstacles
    writing = b"<script>document.write('<script src=\"/a.js\"><\\/script>')</script></body>"
    assert read_page(_URL, _PAGE.replace(b"</body>", writing), "text/html", _OWN).empty is True


def test_a_link_that_damage_hides_was_not_hidden() -> None:
    box = "<div><div style='left:-9999px;{}'><a href='http://counter.odd-count.com/'>统计</a></div></div>"
    for style, count in (("position:absolute", 1), ("position:absolute;�", 0)):
        page = _sent(f"<html><body>{box.format(style)}</body></html>")
        assert len(read_page(_URL, page, "text/html", _OWN).hidden) == count


def test_a_page_that_leads_on_may_have_a_link_for_those_who_wait() -> None:
    page = "<script>location.replace('/zwgk/')</script><body><a href='/zwgk/'>{}</a>{}</body>"
    for body, kind in [
        (page.format("点击进入", ""), PageKind.REDIRECT),
        (page.format("政务公开", "<a href='/hd/'>互动交流</a>" * 5), None),
    ]:
        reading = read_page(_URL + "x.jsp", body.encode(), "text/html", _OWN)
        assert (reading.kind is PageKind.REDIRECT) == (kind is PageKind.REDIRECT)
