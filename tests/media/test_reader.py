"""What a media crawl makes of an answer: a page with accounts, a picture, an account's page."""

from __future__ import annotations

import base64
from datetime import date

from auditor import codec
from auditor.media.reader import Setting, media_reader
from auditor.media.reading import MediaReading
from auditor.model import CodeState, Fetch, PageReading, Portal, Purpose
from auditor.territory import territory_of
from spiders.families import FAMILIES
from tests.media.codes import plain_png, qr_png

HOME = "http://www.qinghe.gov.cn/"
MATRIX = f"{HOME}xmt/"
LIST = f"{HOME}wx/list.html"
SETTING = Setting(date(2026, 3, 15), date(2026, 6, 15), {"qinghe.gov.cn/wx/list.html": "wechat"})
TABLE = (
    "<table><tr><th>账号名称</th><th>平台类型</th><th>主办单位</th></tr>"
    "<tr><td>清河发布</td><td>微信公众号</td><td>县政府办</td></tr></table>"
)


def read(
    url: str, body: str | bytes, purpose: Purpose = Purpose.NAVIGATION, mime: str = "text/html"
) -> MediaReading:
    data = body if isinstance(body, bytes) else body.encode()
    reader = media_reader(territory_of(Portal("990101", "清河", HOME)), FAMILIES, SETTING)
    reading = reader(Fetch(url, purpose, status=200, mime=mime, fetched_at="2026-06-15T04:00:00Z"), data)
    assert isinstance(reading, MediaReading)
    assert (
        codec.unpack(codec.pack(reading) or b"", MediaReading) == reading
    )  # it can be kept beside the snapshot
    return reading


def page(body: str, title: str = "政务新媒体") -> str:
    return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"


def test_a_page_shows_its_table_and_its_pictures() -> None:
    reading = read(MATRIX, page(f"{TABLE}<li><img src='a.jpg'><p>清河文旅</p></li>"))
    assert [(row.name, row.platform, row.owner) for row in reading.rows] == [
        ("清河发布", "wechat", "县政府办")
    ]
    assert [(place.url, place.caption) for place in reading.places] == [(f"{MATRIX}a.jpg", "清河文旅")]


def test_lines_that_name_accounts_count_where_there_is_no_table_and_on_pages_of_accounts() -> None:
    lines = "<ul><li>微信公众号：清河发布</li><li>清河文旅（抖音）主办单位：县文旅局</li><li>关于新媒体的通知</li></ul>"
    reading = read(MATRIX, page(lines))
    assert [(row.name, row.platform, row.owner) for row in reading.rows] == [
        ("清河发布", "wechat", ""),
        ("清河文旅", "douyin", "县文旅局"),
    ]
    assert read(MATRIX, page(lines, title="领导之窗")).rows == ()


def test_a_picture_that_the_page_holds_is_read_with_it() -> None:
    data = base64.b64encode(qr_png("https://weibo.com/u/1234567890")).decode()
    [place] = read(MATRIX, page(f"<img src='data:image/png;base64,{data}' alt='二维码'>")).places
    assert (place.state, place.texts) == (CodeState.DECODED, ("https://weibo.com/u/1234567890",))
    assert place.url.startswith(f"{MATRIX}#inline-")
    [broken] = read(MATRIX, page("<img src='data:image/png;base64,!!!' alt='二维码'>")).places
    assert broken.state is CodeState.BROKEN


def test_a_picture_is_what_its_bytes_are() -> None:
    url = f"{HOME}ewm.png"
    assert read(url, qr_png("x"), Purpose.PICTURE).texts == ("x",)
    assert read(url, plain_png(), Purpose.PICTURE).code is CodeState.NONE
    assert read(url, "<html>404</html>", Purpose.PICTURE).code is CodeState.BROKEN


def test_a_list_of_articles_on_the_portal_belongs_to_the_registers_account() -> None:
    rows = "".join(
        f"<li><a href='/a/{n}.html'>清河县第{n}条消息今天发布</a><span>2026-06-{n:02}</span></li>"
        for n in range(1, 13)
    )
    for purpose in (Purpose.MEDIA, Purpose.NAVIGATION):
        reading = read(LIST, page(f"<ul>{rows}</ul>", title="文章列表"), purpose)
        assert reading.account is not None
        assert len(reading.account.posts) == 12
    assert read(f"{HOME}zwgk/", page(f"<ul>{rows}</ul>", title="通知公告")).account is None


def test_a_page_of_the_portals_app_is_the_apps() -> None:
    reading = read(
        f"{HOME}app/", page("<p>清河通 版本 2.1</p><a href='/qht.apk'>安卓版下载</a>", title="手机客户端")
    )
    assert reading.account is not None
    assert read(MATRIX, page(TABLE)).account is None


def test_a_platforms_answer_is_its_readers_business() -> None:
    reading = read("https://m.weibo.cn/u/1234567890", "<html>Sina Visitor System</html>", Purpose.MEDIA)
    assert reading.account is not None
    assert reading.account.posts == ()


def test_readings_depend_on_day_and_register() -> None:
    other = Setting(SETTING.since, date(2026, 6, 16), SETTING.platforms)
    assert other.id != SETTING.id
    assert Setting(SETTING.since, SETTING.day, {}).id != SETTING.id
    assert Setting(SETTING.since, SETTING.day, dict(SETTING.platforms)).id == SETTING.id
    assert issubclass(MediaReading, PageReading)
