"""One page in the markup of one CMS: what is read of it."""

from __future__ import annotations

import pytest

from auditor.extract import read_page
from auditor.model import PageKind, PageReading, Portal, Zone
from auditor.territory import territory_of
from spiders.families import FAMILIES

HOST = "www.qinghe.test"
OWN = territory_of(Portal("qinghe", "清禾县", f"http://{HOST}/"))
URL = f"http://{HOST}/zwgk/tzgg/index.html"


def read(body: str, url: str = URL, head: str = "") -> PageReading:
    page = f"<html><head>{head}<title>清禾县</title></head><body>{body}</body></html>"
    return read_page(url, page.encode(), "text/html", OWN, FAMILIES)


CRUMB = (
    '<div class="dqwz">您当前所在位置：<a href="../../" class="CurrChnlCls">首页</a>&nbsp;&raquo;&nbsp;'
    '<a href="../" class="CurrChnlCls">政务公开</a>&nbsp;&raquo;&nbsp;<a href="" class="CurrChnlCls">通知公告</a></div>'
)
FOOTER = "<div class='foot'>主办单位：清禾县人民政府办公室 网站标识码：9901010001</div>"


def rows(*pairs: tuple[str, str]) -> str:
    lines = "".join(
        f'<li><a href="202606/t20260601_{index}.html" title="{title}">{title}</a><span>{day}</span></li>'
        for index, (title, day) in enumerate(pairs, 1000)
    )
    return f'<div class="NewsList"><ul>{lines}</ul></div>'


def test_a_trs_list() -> None:
    reading = read(
        CRUMB + rows(("关于防汛工作的通知", "2026-06-09"), ("关于停水的公告", "2026-05-01")) + FOOTER
    )
    assert reading.kind is PageKind.LIST
    assert [(item.title, item.date) for item in reading.items] == [
        ("关于防汛工作的通知", "2026-06-09"),
        ("关于停水的公告", "2026-05-01"),
    ]
    assert [crumb.name for crumb in reading.crumbs] == ["政务公开", "通知公告"]
    assert reading.empty is False


def test_the_first_row_may_be_a_pinned_old_one() -> None:
    reading = read(
        CRUMB + rows(("办事指南汇编（置顶）", "2024-01-05"), ("新的通知公告", "2026-06-09")) + FOOTER
    )
    assert max(item.date or "" for item in reading.items) == "2026-06-09"


@pytest.mark.parametrize(
    ("row", "title", "day"),
    [
        ('<li><span>2026-06-09</span><a href="a/t20260609_1.html">日期在前的通知公告</a></li>', "日期在前的通知公告", "2026-06-09"),
        ('<li><a href="a/t20260609_1.html">带方括号日期的通知</a> [2026-06-09]</li>', "带方括号日期的通知", "2026-06-09"),
        ('<li><a href="a/t20260609_1.html"><p>链接里有日期的通知</p><i>2026年6月9日</i></a></li>', "链接里有日期的通知", "2026-06-09"),
        ('<li><a href="a/t20260609_1.html">只有月日的通知公告</a><span>06-09</span></li>', "只有月日的通知公告", "2026-06-09"),
        ('<li><a href="a/t20250101_1.html">月日与网址不符的通知</a><span>06-09</span></li>', "月日与网址不符的通知", None),
        ('<li><a href="a/1.html">关于2019年1月1日停水的公告</a></li><li><a href="a/2.html">另一条</a><b>2026-06-09</b></li>', "关于2019年1月1日停水的公告", None),
        ('<li><a href="a/1.html"><div class="d"><b>09</b><span>2026-06</span></div><h4>日月分开写的通知公告</h4></a></li>', None, "2026-06-09"),
        ('<li><a href="a/t20260609_1.html" title="被截断的很长很长的标题全文在提示里">被截断的很长很长的...</a><span>2026-06-09</span></li>', "被截断的很长很长的标题全文在提示里", "2026-06-09"),
        ('<li><a href="javascript:;" title="没有链接的一条信息">没有链接的一条信息</a><span>2026-06-09</span></li>', "没有链接的一条信息", "2026-06-09"),
        ('<li><a href="a/1.html"><i>置顶</i>钉在前面的一条通知</a><span>2026-06-09</span></li>', "钉在前面的一条通知", "2026-06-09"),
        ('<li><a href="a/1.html">[置顶]钉在前面的一条通知</a><span>2026-06-09</span></li>', "钉在前面的一条通知", "2026-06-09"),
        ("<ul><li>1</li><li>QH-2026-01</li><li><a href='a/1.html'>一格一项的一条通知</a></li><li>2026-06-09</li></ul>", "一格一项的一条通知", "2026-06-09"),
        ("<li><p onclick=\"location.href='/zwgk/tzgg/x.html'\">只能点击打开的通知</p><span>2026-06-09</span></li>", "只能点击打开的通知", "2026-06-09"),
    ],
)  # fmt: skip
def test_rows(row: str, title: str | None, day: str | None) -> None:
    reading = read(f'{CRUMB}<div class="list"><ul>{row}</ul></div>{FOOTER}')
    if title is not None:
        assert reading.items[0].title == title
    assert reading.items[0].date == day


def test_click_only_rows_stay_apart() -> None:
    rows = "".join(
        f"<p onclick=\"window.open('/zwgk/tzgg/{n}.html')\"><span>停水公告第{n}号</span><em>2026-06-0{n}</em></p>"
        for n in (1, 2)
    )
    items = read(f'{CRUMB}<div class="newslist">{rows}</div>{FOOTER}').items
    assert [(item.title, item.date) for item in items] == [
        ("停水公告第1号", "2026-06-01"),
        ("停水公告第2号", "2026-06-02"),
    ]


def test_a_click_only_row_has_an_address() -> None:
    row = "<li><p onclick=\"location.href='/zwgk/tzgg/x.html'\">只能点击打开的通知</p><span>2026-06-09</span></li>"
    reading = read(f'{CRUMB}<div class="list"><ul>{row}</ul></div>{FOOTER}')
    assert reading.items[0].url == f"http://{HOST}/zwgk/tzgg/x.html"


def groups_of_five(*starts: int) -> str:
    def row(number: int) -> str:
        return f'<li><a href="a/t20260601_{number}.html">通知公告第{number}号文件</a><span>2026-06-01</span></li>'

    return "".join(f"<ul>{''.join(row(start + n) for n in range(5))}</ul>" for start in starts)


def test_rows_in_groups_of_five_are_one_list() -> None:
    assert len(read(f'{CRUMB}<div class="list">{groups_of_five(0, 5, 10)}</div>{FOOTER}').items) == 15


@pytest.mark.parametrize(
    "main",
    [
        '<div class="list">{0}{0}</div>',
        '<div class="list"><div class="pc">{0}</div><div class="phone">{0}</div></div>',
        '<div class="list">{0}</div><div class="wap_list" style="display:none">{0}</div>',
    ],
)
def test_a_twin_list_for_telephones_counts_once(main: str) -> None:
    reading = read(f"{CRUMB}{main.format(groups_of_five(0))}{FOOTER}")
    assert reading.kind is PageKind.LIST
    assert len(reading.items) == 5


@pytest.mark.parametrize(
    "row",
    [
        "<table class=list><tr onclick=\"location.href='/a/1.html'\"><td>1</td><td>关于停水的公告</td><td>2026-06-01</td></tr></table>",
        '<ul class=list><li onclick="go(1)"><span>关于停水的公告</span><i>2026-06-01</i></li></ul>',
        "<ul class=list><li onclick=\"go(1)\"><a href='javascript:;'>关于停水的公告</a><i>2026-06-01</i></li></ul>",
        "<ul class=list><li><a href='javascript:go(1)'>关于停水的公告</a><i>2026-06-01</i></li></ul>",
    ],
)
def test_rows_that_open_on_a_click(row: str) -> None:
    script = "<script>function go(n){ window.open('/a/' + n + '.html') }</script>"
    (item,) = read(CRUMB + row + script + FOOTER).items
    assert (item.title, item.url, item.date) == ("关于停水的公告", f"http://{HOST}/a/1.html", "2026-06-01")


def test_a_table_dates_by_its_header() -> None:
    table = """<table class="gk_list"><tr><th>索引号</th><th>名称</th><th>成文日期</th><th>发布日期</th></tr>
      <tr><td>QH-01</td><td><a href="t20260601_1.html">清禾县规范性文件一号</a></td><td>2020-01-01</td><td>2026-06-01</td></tr></table>"""
    assert read(CRUMB + table + FOOTER).items[0].date == "2026-06-01"


def test_commented_blocks_are_not_there() -> None:
    reading = read(
        f"{CRUMB}<!-- <div><a href='/zxft/'>在线访谈</a></div> -->{rows(('一条通知公告', '2026-06-01'))}{FOOTER}"
    )
    assert not any("zxft" in link.url for link in reading.links)


# ── emptiness ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "main",
    [
        '<div class="NewsList"><ul></ul></div>',
        '<div class="NewsList"><ul></ul><script>createPageHTML(1, 0, "index", "html")</script></div>',
        '<div class="list"><p>暂无信息</p></div>',
        '<div class="list">栏目正在建设中，敬请期待！</div>',
        '<table class="list"><tr><th>索引号</th><th>名称</th><th>发布日期</th></tr></table>',
        '<h1>通知公告</h1><div class="view"></div>',
    ],
)
def test_proved_empty(main: str) -> None:
    reading = read(CRUMB + main + FOOTER)
    assert reading.empty is True
    assert reading.empty_evidence


@pytest.mark.parametrize(
    "main",
    [
        '<div class="NewsList"><ul id="x"></ul></div><script>$.ajax({url:"/list"})</script>',
        '<div class="NewsList"><ul><li ms-repeat="items">暂无数据</li></ul></div>',
        '<div class="NewsList"><ul></ul></div><script>createPageHTML(4, 0, "index", "html")</script>',
        '<div class="NewsList"><ul></ul></div><script>var o={recordCount: "20"}</script>',
        '<iframe src="/list/frame.html"></iframe>',
        '<div class="list"><ul><li>数据加载中...</li></ul></div>',
        '<div class="list">正在加载，请稍候</div>',
        '<div class="list"><ul id="rows"></ul></div><script src="/js/rows.js"></script>',
        '<ul class="list"></ul><script type="text/xml"><datastore><recordset></recordset></datastore></script>',
        '<div class="list"><script src="/unitbuild.js" queryData="{}"></script></div>',
    ],
)
def test_what_a_script_or_frame_would_fill_is_not_called_empty(main: str) -> None:
    assert read(CRUMB + main + FOOTER).empty is not True


def test_maintenance_says_nothing_about_what_is_published() -> None:
    reading = read(f'{CRUMB}<div class="list"><p>系统正在维护中，请稍后访问</p></div>{FOOTER}')
    assert reading.empty is None
    assert "maintenance" in reading.obstacles


@pytest.mark.parametrize("box", ['<div class="list"><ul>{}</ul></div>', '<div class="con">{}</div>'])
def test_what_the_server_could_not_include_is_not_called_empty(box: str) -> None:
    reading = read(CRUMB + box.format("[an error occurred while processing this directive]") + FOOTER)
    assert reading.empty is not True
    assert "include-failed" in reading.obstacles


def test_what_was_not_included_is_lacking_beside_rows_and_within_a_script_but_not_in_a_comment() -> None:
    hole = "[an error occurred while processing this directive]"
    rows = (
        "<ul>"
        + "".join(f"<li><a href='t{n}.html'>通告{n}</a>2026-05-0{n}</li>" for n in range(1, 6))
        + "</ul>"
    )
    assert "include-failed" in read(f"{CRUMB}{rows}{hole}{FOOTER}").obstacles
    assert "include-failed" in read(f"{CRUMB}{rows}<script>document.write('{hole}</script>{FOOTER}").obstacles
    assert "include-failed" not in read(f"{CRUMB}{rows}<!-- {hole} -->{FOOTER}").obstacles


def test_a_box_of_links_is_content_though_it_is_called_a_menu() -> None:
    doors = "".join(f'<li><a href="/gk/{n}/">机构职能{n}</a></li>' for n in range(6))
    assert read(f'{CRUMB}<ul class="zwgk-nav">{doors}</ul>{FOOTER}').empty is False
    here = '<li><a href="/zwgk/tzgg/">通知公告</a></li>'
    assert read(f'{CRUMB}<ul class="left-nav">{here}{doors}</ul>{FOOTER}').empty is True


def test_a_menu_of_neighbours_is_a_menu_whatever_it_is_called() -> None:
    names = {"tzgg": "通知公告", "zcwj": "政策文件", "zcjd": "政策解读", "ghjh": "规划计划"}
    side = "".join(f'<li><a href="/zwgk/{slug}/">{name}</a></li>' for slug, name in names.items())
    reading = read(f'{CRUMB}<div class="side"><ul>{side}</ul></div><div class="con"><ul></ul></div>{FOOTER}')
    assert reading.kind is PageKind.LIST
    assert reading.empty is True
    assert {link.zone for link in reading.links if link.text == "规划计划"} == {Zone.MENU}


def test_a_hidden_sentence_proves_nothing() -> None:
    hidden = '<div style="display:none">暂无数据</div>'
    assert read(CRUMB + rows(("一条通知公告", "2026-06-01")) + hidden + FOOTER).empty is False


def test_links_to_other_sites_are_content() -> None:
    row = '<li><a href="http://www.ccgp-demo.test/a/1.html">清禾县政府采购项目公告</a><span>2026-06-01</span></li>'
    reading = read(f'{CRUMB}<div class="list"><ul>{row}</ul></div>{FOOTER}')
    assert reading.empty is False
    assert len(reading.items) == 1


def test_text_in_a_box_called_nav_is_still_text() -> None:
    reading = read(
        f'{CRUMB}<div class="nav_content"><p>清禾县位于清河中游，辖四镇，人口三十万。</p></div>{FOOTER}'
    )
    assert reading.empty is not True


# ── other kinds ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("head", "body", "target"),
    [
        ('<meta http-equiv="Refresh" content="0;URL=./zcwj/">', "", "/zwgk/tzgg/zcwj/"),
        ('<script>document.write(\'<meta http-equiv="refresh" content="0;url=/a/">\')</script>', "", "/a/"),
        ("<script>window.location.href='/b/'</script>", "", "/b/"),
    ],
)
def test_stubs_that_only_lead_on(head: str, body: str, target: str) -> None:
    reading = read(body, head=head)
    assert reading.kind is PageKind.REDIRECT
    assert reading.redirect == f"http://{HOST}{target}"


def test_an_article_knows_its_dates() -> None:
    head = (
        '<meta name="PubDate" content="2026-06-01 09:30"><meta name="ArticleTitle" content="关于停水的公告">'
    )
    body = f'{CRUMB}<h1>关于停水的公告</h1><p>发布时间：2026-06-01　来源：县水务局</p><div class="TRS_Editor"><p>因检修停水。成文日期：2020-01-01</p></div>{FOOTER}'
    reading = read(body, f"http://{HOST}/zwgk/tzgg/202606/t20260601_1.html", head)
    assert reading.kind is PageKind.ARTICLE
    assert reading.date == "2026-06-01"
    assert {witness.kind.value for witness in reading.date_witnesses} == {"meta", "article-line"}


def test_a_guide_with_an_update_line_is_a_column() -> None:
    body = f'{CRUMB}<h1>政府信息公开指南</h1><p>更新时间：2026-01-05</p><div class="TRS_Editor"><p>为便利公民获取政府信息，编制本指南。</p></div>{FOOTER}'
    assert read(body).kind is PageKind.CONTENT


def test_previews_of_other_columns_are_a_channel() -> None:
    def box(name: str, slug: str) -> str:
        row = f'<li><a href="{slug}/t20260601_1.html">{name}里的一条信息标题</a><span>2026-06-01</span></li>'
        return f'<div class="box"><h3><a href="{slug}/">{name}</a></h3><ul>{row}</ul></div>'

    assert read(CRUMB + box("公示公告", "gs") + box("政策文件", "zc") + FOOTER).kind is PageKind.CHANNEL


def test_base_and_backslashes_and_doubled_anchors() -> None:
    reading = read(
        '<a href="\\zwgk\\"><a href="\\zwgk\\">政务公开</a></a><a href=" zcjd/ ">政策解读</a>',
        head='<base href="http://www.qinghe.test/x/">',
    )
    assert {link.url for link in reading.links} == {f"http://{HOST}/zwgk/", f"http://{HOST}/x/zcjd/"}


def test_menus_written_by_script_are_links() -> None:
    reading = read(
        "<script>document.write('<li><a href=\"/zwgk/zcjd/\">' + '政策解读' + '</a></li>')</script>"
        + CRUMB
        + FOOTER
    )
    assert any(link.url.endswith("/zwgk/zcjd/") and link.text == "政策解读" for link in reading.links)


def test_foreign_schemes_are_no_links() -> None:
    reading = read(
        '<a href="javascript:alert(1)">a1</a><a href="file:///etc/passwd">b1</a><a href="mailto:x@y">c1</a>'
    )
    assert reading.links == ()


def test_footer_facts() -> None:
    footer = (
        "<div class='foot'><p>主办单位：清禾县人民政府办公室 网站标识码：9901010001 禾ICP备19000001号-1 "
        "禾公网安备 99010102000001号</p><a href='/wzdt/'>网站地图</a>"
        "<script id='_jiucuo_' sitecode='9901010001' src='http://zfwzgl.www.gov.cn/exposure/jiucuo.js'></script></div>"
    )
    facts = {
        fact.name: fact.value for fact in read(CRUMB + rows(("一条通知公告", "2026-06-01")) + footer).facts
    }
    assert facts["site_code"] == "9901010001"
    assert facts["icp"] == "禾ICP备19000001号-1"
    assert facts["police"] == "禾公网安备99010102000001号"
    assert facts["sponsor"] == "清禾县人民政府办公室"
    assert {"sitemap", "jiucuo", "footer"} <= set(facts)


def test_a_footer_that_a_script_file_writes_is_named() -> None:
    assert (
        "footer:/js/footer.js"
        in read(
            CRUMB + rows(("一条通知公告", "2026-06-01")) + '<script src="/js/footer.js"></script>'
        ).obstacles
    )


@pytest.mark.parametrize(
    ("body", "action", "method", "field", "visible"),
    [
        ('<form action="/e/search/index.php" method="post"><input name="keyboard"><input type="hidden" name="show" value="title"></form>', "/e/search/index.php", "POST", "keyboard", True),
        ('<form action="/was5/web/search"><input name="searchword"><input type="hidden" name="channelid" value="2"></form>', "/was5/web/search", "GET", "searchword", True),
        ('<div style="display:none"><form action="/s"><input name="q"></form></div>', "/s", "GET", "q", False),
        ('<input id="keyword" name="keyword" value="请输入关键字"><script>function s(){window.location.href ="/search.html?keyword=" + key;}</script>', "/search.html", "GET", "keyword", True),
    ],
)  # fmt: skip
def test_search_boxes(body: str, action: str, method: str, field: str, visible: bool) -> None:
    (form,) = read(body).forms
    assert (form.action, form.method, form.field, form.visible) == (
        f"http://{HOST}{action}",
        method,
        field,
        visible,
    )


@pytest.mark.parametrize(
    ("code", "action", "field"),
    [
        ('location.href = "/s.jhtml?siteId=39&code=" + code + "&searchWord=" + word', "/s.jhtml?siteId=39", "searchWord"),
        ('window.open("/s?tab=all&qt=" + encodeURIComponent($("#key").val()))', "/s?tab=all", "qt"),
        ("location.href='/search.html?q='+document.getElementById('k').value+'&page=1'", "/search.html?page=1", "q"),
    ],
)  # fmt: skip
def test_search_boxes_that_a_script_opens(code: str, action: str, field: str) -> None:
    (form,) = read(
        f'<input id="k" placeholder="请输入关键字"><script>function go(){{ {code}; }}</script>'
    ).forms
    assert (form.action, form.field, form.origin) == (f"http://{HOST}{action}", field, "script")


@pytest.mark.parametrize(
    "box",
    [
        '<div><input type="text" id="k"><button>搜索</button></div>',
        '<div><p><input id="k"></p><a href="javascript:;">检 索</a></div>',
        '<div><input placeholder="请输入搜索内容"></div>',
    ],
)
def test_a_search_box_whose_script_is_elsewhere_is_there_all_the_same(box: str) -> None:
    (form,) = read(f'{box}<script src="/js/site.js"></script>').forms
    assert (form.action, form.origin, form.visible) == ("", "script", True)


@pytest.mark.parametrize(
    "box",
    [
        '<div>姓名<input name="n"><button>提交</button></div>',
        '<div style="display:none"><input><button>搜索</button></div>',
        '<div><input type="checkbox"><button>搜索</button></div>',
    ],
)
def test_other_boxes_are_no_search(box: str) -> None:
    assert read(box).forms == ()


def test_a_login_form_is_no_search_box() -> None:
    assert read('<form action="/login"><input name="key"><input type="password" name="p"></form>').forms == ()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\x00\x00",
        "<",
        "<html",
        "<p>" * 3000,
        "<!--" * 50,
        "plain text",
        "<?xml version='1.0' encoding='gbk'?><html/>",
    ],
)
def test_broken_pages_are_read_without_raising(body: str) -> None:
    assert read_page(URL, body.encode(), "text/html", OWN, FAMILIES).url == URL


def test_particulars_in_a_box_called_top_are_text() -> None:
    box = "<div class='top cf'><p>索引号：QH-01</p><p>发布机构：县水务局</p></div><div class='top-r'><p>文号：无</p><p>发布日期：2026年06月01日</p></div>"
    reading = read(box + FOOTER, f"http://{HOST}/zwgk/t20260601_1.html")
    assert (reading.issuer, reading.date) == ("县水务局", "2026-06-01")


@pytest.mark.parametrize(
    "trail",
    [
        "<div class='more1'><a href='/' class='CurrChnlCls'>首页</a>-&gt;<a href='/zwgk/'>政务公开</a>-&gt;<a href='./'>通知公告</a></div>",
        "<p><a href='/'>首页</a> » <a href='/zwgk/'>政务公开</a> » 通知公告</p>",
        "<div><a href='/'>网站首页</a>&nbsp;&gt;&gt;&nbsp;<a href='/zwgk/'>政务公开</a>&nbsp;&gt;&gt;&nbsp;<a>通知公告</a></div>",
    ],
)
def test_a_trail_without_label_or_telling_name(trail: str) -> None:
    reading = read(trail + rows(("一条通知公告", "2026-06-01")) + FOOTER)
    assert [crumb.name for crumb in reading.crumbs] == ["政务公开", "通知公告"]


def test_zones() -> None:
    reading = read(
        f'<div class="nav"><a href="/a/">政务公开</a></div>{CRUMB}{rows(("一条通知公告", "2026-06-01"))}<div class="foot"><p>主办单位：某办</p><a href="/b/">联系我们</a></div>'
    )
    zones = {link.text: link.zone for link in reading.links}
    assert zones["政务公开"] in (Zone.MENU, Zone.BREADCRUMB)
    assert zones["一条通知公告"] is Zone.LIST
    assert zones["联系我们"] is Zone.FOOTER


@pytest.mark.parametrize(
    "body",
    ["", "<h1>系统维护中</h1>", "<p>Service Unavailable</p>", "<html><body>数据库连接失败</body></html>"],
)
def test_a_blank_answer_or_a_notice_is_not_judged(body: str) -> None:
    reading = read(body)
    assert "bare-page" in reading.obstacles
    assert reading.empty is None


def test_a_page_cut_short_proves_nothing() -> None:
    whole = f"<html><body>{CRUMB}<div class='list'><ul></ul></div>{FOOTER}</body></html>"
    cut = whole[: whole.index("</ul>")]
    reading = read_page(URL, cut.encode(), "text/html", OWN, FAMILIES)
    assert "cut-page" in reading.obstacles
    assert reading.empty is None
    assert read_page(URL, whole.encode(), "text/html", OWN, FAMILIES).empty is True
    untidy = whole.replace("</body></html>", "")  # no closing tags, but the footer is there
    assert read_page(URL, untidy.encode(), "text/html", OWN, FAMILIES).empty is True


SIDE = '<div class="side"><h3>走进清禾</h3><ul><li><a href="/zwgk/tzgg/index.html">{}</a></li></ul></div>'
NO_SCRIPTS = (
    "<noscript><strong>本站需要启用 JavaScript 才能浏览，请在浏览器的设置中打开。</strong></noscript>"
)


@pytest.mark.parametrize(
    ("around", "empty"),
    [
        (SIDE.format("通知公告"), True),
        (SIDE.format("通知公告的查询办法"), False),
        ("<p><strong>本县的通知公告由县政府办公室负责发布。</strong></p>", False),
    ],
)
def test_what_every_page_says_is_no_content(around: str, empty: bool) -> None:
    reading = read(CRUMB + around + '<div class="detail"></div>' + FOOTER)
    assert reading.kind is PageKind.CONTENT
    assert reading.empty is empty


def test_what_is_said_to_browsers_without_scripts_is_no_text() -> None:
    assert "JavaScript" not in read(CRUMB + NO_SCRIPTS + "<p>正文</p>" + FOOTER).text
