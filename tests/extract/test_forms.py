"""Which boxes of a page search, what they ask for, and in which charset; letters and logins are none of them."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from auditor.extract import charset, dom
from auditor.extract.box_reader import SearchBoxes
from auditor.extract.boxes import find_boxes
from auditor.extract.forms import read_search_forms
from auditor.extract.script import strip_comments
from auditor.model import SearchForm

URL = "http://www.qinghe.test/zwgk/"
HOST = "http://www.qinghe.test"
BOX = '<div><input id="kw" placeholder="请输入关键字"><a class="btn" href="javascript:go()">搜索</a></div>'


def forms(body: str, script: str = "", told: str = "", head: str = "") -> tuple[SearchForm, ...]:
    page = dom.parse(f"<html><head>{head}</head><body>{body}<script>{script}</script></body></html>", URL)
    scripts = "\n".join(strip_comments(each.text) for each in page.root.iter("script") if each.text)
    return read_search_forms(page, scripts, told)


# ── addresses that scripts build ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "action", "field", "written"),
    [
        ("location.href = `/so.html?a=1&kw=${encodeURIComponent(kw)}&p=1`", "/so.html?a=1&p=1", "kw", "utf-8"),
        ("$(location).attr('href', '/so.html?kw=' + encodeURI($('#kw').val()))", "/so.html?", "kw", "utf-8"),
        ("var url = '/so.html'; window.open(url + '?q=' + kw)", "/so.html", "q", "utf-8"),
        ("var u = '/so.html?a=1'; u += '&kw=' + encodeURIComponent($.trim($('#kw').val())); location.assign(u)", "/so.html?a=1", "kw", "utf-8"),
        ("window.location.href='/so.html?kw='+escape(document.getElementById('kw').value)", "/so.html", "kw", "escape"),
        ("open('/so.html?kw=' + encodeURI(encodeURI(document.getElementById('kw').value)), '_blank')", "/so.html", "kw", "utf-8-twice"),
        ("var i = document.querySelector('#kw'); location.replace('/x.jsp?id=3&w=' + i.value.trim().replace(/\\s/g, ''))", "/x.jsp?id=3", "w", "utf-8"),
        ("location.href = encodeURI('/so.html?kw=' + kw)", "/so.html", "kw", "utf-8"),
        ("self.location = 'http://so.other.test/s?site=1&qt=' + (kw)", "http://so.other.test/s?site=1", "qt", "utf-8"),
        ("location.href = '/detail?id=' + id; function so() { window.open('/so.html?kw=' + kw) }", "/so.html", "kw", "utf-8"),
        ("location.href = '/login?name=' + $('#user').val(); location.href = '/s/so.do?v=' + $('#kw').val()", "/s/so.do", "v", "utf-8"),
    ],
)  # fmt: skip
def test_addresses_in_all_the_ways_that_scripts_build_them(
    code: str, action: str, field: str, written: str
) -> None:
    (form,) = forms(BOX, f"function go() {{ {code} }}")
    expected = action if action.startswith("http") else HOST + action.rstrip("?")
    assert (form.action, form.field, form.charset, form.origin) == (expected, field, written, "script")


@pytest.mark.parametrize(
    "body",
    [
        """<input id="kw" placeholder="搜索"><button onclick="window.open('/so.html?kw=' + document.getElementById('kw').value)">搜索</button>""",
        """<input id="kw" placeholder="搜索" onkeydown="if (event.keyCode == 13) location.href='/so.html?kw=' + encodeURIComponent(this.value)">""",
        """<form onsubmit="location.href='/so.html?kw=' + this.kw.value; return false"><input name="kw" id="kw"><input type="image" src="/i/so.png"></form>""",
    ],
)
def test_addresses_in_the_handlers_of_the_box_itself(body: str) -> None:
    found = {form.action for form in forms(f"<div>{body}</div>")}
    assert f"{HOST}/so.html" in found


@pytest.mark.parametrize(
    "code",
    [
        "location.href = '/so/' + kw + '.html'",  # in the path
        "location.href = a ? '/so.html?kw=' + kw : '/x'",
        "location.href = '/detail?id=' + id",
        "location.href = base + '/so.html?kw=' + kw",
        "location.href = '/open?user=' + $('#user').val()",
        "location.href = '/so.html'",
        "if (location.href == '/so.html?kw=' + kw) x()",
        "location.href = '/so.html?kw=' + kw * 2",
        "location.href = `/so.html?kw=${",
        "a = b; b = a; location.href = a + '?kw=' + kw",
    ],
)
def test_what_cannot_be_followed_is_left_to_the_browser(code: str) -> None:
    (form,) = forms(BOX, f"function go() {{ {code} }}")
    assert (form.action, form.field, form.visible) == ("", "kw", True)


def test_scripts_that_grow_without_end_take_no_time() -> None:
    names = [f"v{number}" for number in range(40)]
    bomb = ";".join(f"{one} = {' + '.join([two] * 20)}" for one, two in pairwise(names))
    deep = "location.href = " + "(" * 5000 + "'/so?kw='" + ")" * 5000
    many = ";".join(f"location.href = v0 + '?kw={number}'" for number in range(500))
    start = time.monotonic()
    forms(BOX, f"{bomb};{many};{deep};{'`${' * 3000}")
    assert time.monotonic() - start < 5


# ── forms ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_action_that_a_script_sets() -> None:
    body = '<form id="f" method="post" class="search"><input name="kw"><input type="hidden" name="site" value="3"></form>'
    (form,) = forms(body, "function go() { document.getElementById('f').action = '/so.jsp'; f.submit() }")
    assert (form.action, form.method, form.hidden) == (f"{HOST}/so.jsp", "POST", (("site", "3"),))
    (several,) = forms(body, "if (x) f.action = '/so.jsp'; else $('#f').attr('action', '/other.jsp')")
    assert several.action == ""


def test_a_button_says_where_its_form_is_sent() -> None:
    (form,) = forms(
        '<form action="/a"><input name="kw"><button formaction="/so" formmethod="post">搜索</button></form>'
    )
    assert (form.action, form.method) == (f"{HOST}/so", "POST")


@pytest.mark.parametrize(
    ("attributes", "head", "told", "expected"),
    [
        ("", '<meta charset="gbk">', "", "gb18030"),
        ("", '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "", "gb18030"),
        ("", "", "gb18030", "gb18030"),
        ("", '<meta charset="utf-8">', "gb18030", "gb18030"),
        ('accept-charset="utf-8"', '<meta charset="gbk">', "", "utf-8"),
        ('accept-charset="nonsense, GBK"', "", "", "gb18030"),
        ('accept-charset="unknown"', '<meta charset="big5">', "", "big5"),
        ("", "", "", "utf-8"),
    ],
)
def test_the_charset_that_a_browser_would_submit_in(
    attributes: str, head: str, told: str, expected: str
) -> None:
    (form,) = forms(f'<form action="/so" {attributes}><input name="kw"></form>', told=told, head=head)
    assert form.charset == expected


def test_what_a_script_does_not_encode_is_sent_in_the_charset_of_the_page() -> None:
    (raw,) = forms(BOX, "function go() { location.href = '/so.html?kw=' + kw }", "gb18030")
    (coded,) = forms(
        BOX, "function go() { location.href = '/so.html?kw=' + encodeURIComponent(kw) }", "gb18030"
    )
    assert (raw.charset, coded.charset) == ("gb18030", "utf-8")


def test_the_charset_survives_the_browser() -> None:
    text = '<html data-auditor-charset="gbk"><head><meta charset="utf-8"></head><body><form action="/so"><input name="kw"></form></body></html>'
    (form,) = read_search_forms(dom.parse(text, URL, rendered=True), "", "utf-8")
    assert form.charset == "gb18030"


def test_a_hidden_form_does_not_hide_the_box_that_a_script_reads() -> None:
    hidden = '<form style="display:none" action="/was5/web/search"><input name="searchword"></form>'
    found = forms(hidden + BOX)
    assert [(form.action, form.visible) for form in found] == [(f"{HOST}/was5/web/search", False), ("", True)]


# ── what is none ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "body",
    [
        '<form action="/letter/save"><input name="title"><textarea name="nr"></textarea><input type="submit" value="提交"></form>',
        '<form action="/login"><input name="key">用户名<input type="password"></form>',
        '<form action="/letter/query"><input name="code" placeholder="请输入查询码"><button>查询</button></form>',
        '<div><input id="bjbh" placeholder="请输入办件编号"><button>查询</button></div>',
        '<form action="/subscribe"><input name="key" placeholder="邮箱"><button>订阅</button></form>',
        '<form action="/article/deleteAll.do"><input name="key"><button>搜索</button></form>',
        '<form action="/delete?id=1"><input name="query"><button>搜索</button></form>',
        '<form action="/apply"><input placeholder="搜索单位"><button>搜索</button><textarea></textarea><input type="file"></form>',
        '<form action="/s"><input name="q" type="checkbox"></form>',
        '<div><input name="kw" placeholder="手机号"><a>搜索</a></div>',
        '<form action="/letter/list"><input name="a"><input name="b"><input name="c"><input name="d"> 搜索</form>',
    ],
)
def test_letters_logins_and_deeds_are_no_search(body: str) -> None:
    assert forms(body) == ()
    assert SearchBoxes().find(numbered(body), URL, "kw") is None


def test_hot_words_do_not_make_a_search_a_letter() -> None:
    hot = '<a href="/s?q=1">写信</a><a href="/s?q=2">投诉举报</a><a href="/s?q=3">用户注册</a>'
    (form,) = forms(
        f'<form action="/search"><input name="q"><button>搜索</button><p>热门搜索：{hot}</p></form>'
    )
    assert form.action == f"{HOST}/search"


def test_a_search_may_be_about_words_that_look_like_deeds() -> None:
    assert [form.action for form in forms('<form action="/searchSubmit.do"><input name="q"></form>')] == [
        f"{HOST}/searchSubmit.do"
    ]
    assert forms('<form action="/updates/index.html" class="search"><input name="q"></form>')


# ── what the browser is told ──────────────────────────────────────────────────────────────────────


def numbered(body: str) -> str:
    page = dom.parse(f"<html><body>{body}</body></html>", URL)
    for number, element in enumerate(page.root.iter()):
        element.set(SearchBoxes.number, str(number))
    return dom.etree.tostring(page.root, encoding="unicode", method="html")


def found(body: str, name: str = "kw") -> tuple[str, str]:
    """Tag and id of the box and of its button, as the browser is told them."""
    html = numbered(body)
    place = SearchBoxes().find(html, URL, name)
    assert place is not None
    elements = {
        each.get(SearchBoxes.number): each for each in dom.parse(html, URL, rendered=True).root.iter()
    }
    box, button = (elements[str(number)] if number is not None else None for number in place)
    return (
        box.get("id") or "" if box is not None else "",
        button.get("id") or "" if button is not None else "",
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<div><input id="kw"><button id="b">搜索</button></div>', ("kw", "b")),
        ('<div class="s"><p><input id="kw" placeholder="搜索"></p><p><span id="b" onclick="go()">搜&nbsp;索</span></p></div>', ("kw", "b")),
        ('<form action="/s"><input id="kw" name="q"><input type="image" id="b" src="x.png"></form>', ("kw", "b")),
        ('<form action="/s"><input id="kw" name="q"><input type="reset" value="重置"><input type="submit" id="b" value="GO"></form>', ("kw", "b")),
        ('<div><input id="kw" placeholder="站内搜索"><i id="b" class="fa fa-search"></i></div>', ("kw", "b")),
        ('<div><input id="kw" placeholder="站内搜索"><a id="x" href="/search/">搜索</a><img id="b" alt="搜索" src="s.png"></div>', ("kw", "b")),
        ('<div><input id="kw" placeholder="站内搜索"></div><p><a id="x" href="/hot">热门</a></p>', ("kw", "")),
        ('<div hidden><input id="kw" placeholder="搜索"></div><div><input id="k2" placeholder="搜索"><button id="b">搜索</button></div>', ("k2", "b")),
        ('<div><input id="k2" placeholder="搜政策"><button>搜索</button></div><div><input name="kw" id="k3" placeholder="搜索"><button id="b">搜索</button></div>', ("k3", "b")),
        ('<form action="/letter"><textarea></textarea><input id="t"><button>查询</button></form><div><input id="kw"><button id="b">检索</button></div>', ("kw", "b")),
    ],
)  # fmt: skip
def test_the_box_and_its_button(body: str, expected: tuple[str, str]) -> None:
    assert found(body) == expected


LETTER = (
    '<form action="/letter/save" method="post"><input name="title"><textarea name="nr"></textarea></form>'
)
CARRIER = '<form action="/was5/web/search" method="post"><input type="hidden" name="searchword"><input type="hidden" name="channelid"></form>'


@pytest.mark.parametrize(
    ("body", "method", "target", "names", "may"),
    [
        ("", "GET", "/so?q=1", {"q"}, True),
        ("", "POST", "/so", {"q"}, False),
        (LETTER, "POST", "/letter/save", {"title", "nr"}, False),
        (LETTER.replace("post", "get"), "GET", "/letter/save?title=1&nr=", {"title", "nr"}, False),
        (CARRIER, "POST", "/was5/web/search", {"searchword", "channelid"}, True),
        (CARRIER.replace("/was5/web/search", "/article/remove"), "POST", "/article/remove", {"searchword"}, False),
        (CARRIER, "POST", "/was5/web/search", {"searchword", "more"}, False),
        ('<form class="search"><input name="q"></form>', "GET", "/zwgk/?q=1", {"q"}, True),
        ('<form action="/so" method="post"><input name="q">搜索<input type="image" name="b"></form>', "POST", "/so", {"q", "b.x", "b.y"}, True),
        ('<form action="/so" method="post"><input name="q">搜索</form>' + LETTER.replace("/letter/save", "/so").replace("title", "q"), "POST", "/so", {"q"}, False),
    ],
)  # fmt: skip
def test_only_search_forms_may_be_sent(
    body: str, method: str, target: str, names: set[str], may: bool
) -> None:
    html = f"<html><body>{body}</body></html>"
    assert SearchBoxes().may_send(html, URL, method, f"{HOST}{target}", names) is may


def test_where_other_forms_are_sent() -> None:
    text = f'<meta charset="gbk"><form action="/so"><input name="q">搜索</form>{CARRIER}{LETTER}<form><input name="xm">姓名</form>'
    targets = SearchBoxes().targets(text.encode("gbk"), "text/html", URL)
    assert targets == {"qinghe.test/letter/save", "qinghe.test/zwgk/"}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<form>" * 3000,
        '<input name="kw">' * 5000,
        "<div>" * 5000 + BOX,
        '<form action="//["><input name=q></form>',
        "\x00<form>\x00",
    ],
)
def test_hostile_markup_is_read_in_time(body: str) -> None:
    start = time.monotonic()
    page = dom.parse(charset.decode(body.encode(), "").text, URL)
    find_boxes(page)
    read_search_forms(page, "")
    assert time.monotonic() - start < 5
