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


@pytest.mark.parametrize("lost", [b"</script>", b"<ul>", b"name='SiteName'"])
def test_lost_bytes_of_the_markup_prove_nothing(lost: bytes) -> None:
    assert read_page(_URL, _PAGE, "text/html", _OWN).empty is True
    broken = _PAGE.replace(lost, lost[:4] + b"\xff" + lost[5:] if len(lost) > 4 else b"<\xffl>")
    reading = read_page(_URL, broken, "text/html", _OWN)
    assert "broken-text" in reading.obstacles
    assert reading.empty is None
    assert not marks_of(Fetch(_URL, Purpose.NAVIGATION), reading).is_whole


def test_a_page_that_leads_on_may_have_a_link_for_those_who_wait() -> None:
    page = "<script>location.replace('/zwgk/')</script><body><a href='/zwgk/'>{}</a>{}</body>"
    for body, kind in [
        (page.format("点击进入", ""), PageKind.REDIRECT),
        (page.format("政务公开", "<a href='/hd/'>互动交流</a>" * 5), None),
    ]:
        reading = read_page(_URL + "x.jsp", body.encode(), "text/html", _OWN)
        assert (reading.kind is PageKind.REDIRECT) == (kind is PageKind.REDIRECT)
