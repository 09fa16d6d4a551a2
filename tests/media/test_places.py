"""Which pictures of a page may be codes of accounts, and which words belong to them."""

from __future__ import annotations

from auditor.extract import dom
from auditor.media.places import MAX_DATA, MAX_INLINE, MAX_PLACES, picture_places
from auditor.media.reading import PicturePlace

URL = "http://www.qinghe.gov.cn/xmt/"


def places(body: str, *, among_accounts: bool = False, platform: str = "") -> tuple[PicturePlace, ...]:
    page = dom.parse(f"<html><body>{body}</body></html>", URL)
    return picture_places(page, URL, among_accounts=among_accounts, platform=platform)


def only(body: str, *, among_accounts: bool = False) -> PicturePlace:
    [place] = places(body, among_accounts=among_accounts)
    return place


def test_alt_title_caption_file_name_and_style_tell_a_code() -> None:
    for body in (
        "<img src='a.png' alt='微信公众号'>",
        "<img src='a.png' title='扫一扫'>",
        "<li><img src='a.png'><p>清河发布微信公众号</p></li>",
        "<img src='/images/ewm.png'>",
        "<img src='/images/QRCode_1.jpg'>",
        "<div class='foot-weixin'><img src='a.png'></div>",
        "<div style='background:url(a.png)' class='ewm'></div>",
    ):
        assert only(body).told, body
    assert places("<img src='/images/news.jpg' alt='县领导调研'>") == ()


def test_lazy_pictures_are_where_their_attribute_says() -> None:
    assert only("<img src='blank.gif' data-src='ewm.png' alt='二维码'>").url == f"{URL}ewm.png"
    assert only("<img src='ewm.png'>").url == f"{URL}ewm.png"


def test_icons_logos_and_share_buttons_are_no_codes() -> None:
    for body in (
        "<img src='weixin_icon.png' alt='微信'>",
        "<img src='weixin.png' width='24' height='24' alt='微信'>",
        "<img src='logo.png' alt='微信'>",
        "<a title='分享到微信'><img src='wx.png' alt='微信分享'></a>",
        "<img src='conac.png' alt='党政机关 扫描'>",
    ):
        assert places(body) == (), body
    assert only("<img src='icon_ewm.png'>").told  # a code all the same


def test_on_a_page_of_accounts_every_picture_may_be_one() -> None:
    place = only("<li><img src='W0201.jpg'><p>清河发布</p></li>", among_accounts=True)
    assert (place.caption, place.told) == ("清河发布", False)
    assert places("<img src='logo.png'>", among_accounts=True) == ()


def test_the_platform_is_in_the_caption_else_in_the_heading_above() -> None:
    body = (
        "<h3>政务微信</h3><li><img src='1.png'><p>清河发布</p></li>"
        "<h3>政务微博</h3><li><img src='2.png'><p>清河微博</p></li><li><img src='3.png'><p>清河文旅</p></li>"
    )
    assert [place.platform for place in places(body, among_accounts=True)] == ["wechat", "weibo", "weibo"]
    assert [
        place.platform for place in places("<img src='1.png'>", among_accounts=True, platform="douyin")
    ] == ["douyin"]


def test_words_beside_several_pictures_belong_to_none_of_them() -> None:
    body = "<ul><li><img src='ewm1.png'></li><li><img src='ewm2.png'><p>清河发布</p></li></ul>"
    assert [place.caption for place in places(body)] == ["", "清河发布"]


def test_long_text_around_a_picture_is_no_caption() -> None:
    assert only(f"<p><img src='ewm.png'>{'长' * 200}</p>").caption == ""


def test_a_page_cannot_make_us_look_at_any_number() -> None:
    many = "".join(f"<img src='ewm{n}.png'>" for n in range(500))
    assert len(places(many)) == MAX_PLACES
    inline = "".join(f"<img alt='二维码' src='data:image/png;base64,{n:04}'>" for n in range(100))
    assert len(places(inline)) == MAX_INLINE
    assert places(f"<img alt='二维码' src='data:image/png;base64,{'A' * (MAX_DATA + 1)}'>") == ()


def test_addresses_that_are_none_are_passed_over() -> None:
    assert (
        places("<img alt='二维码' src='javascript:alert(1)'><img alt='二维码' src='file:///etc/passwd'>")
        == ()
    )
    assert places("<img alt='二维码' src=''><img alt='二维码'>") == ()
