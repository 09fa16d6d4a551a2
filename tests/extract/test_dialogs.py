"""Forms by which the public speaks to the office, in the markups that portals use, and what only looks like one."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from auditor.dialog_words import load
from auditor.errors import AuditorError
from auditor.extract import dom, read_page
from auditor.extract.dialogs import MAX_FORMS, gather_dialogs, read_dialogs
from auditor.extract.form_fields import MAX_FIELDS
from auditor.extract.zones import map_zones
from auditor.model import FormPurpose, InteractionForm, PageKind, PageReading, Personal, Portal
from auditor.territory import territory_of
from tests.harness import ROOT

URL = "https://www.demo.gov.cn/hdjl/xx/"
REAL = ROOT.parent / "shared" / "real-pages"


def read(html: str, name: str = "", title: str = "", url: str = URL) -> tuple[InteractionForm, ...]:
    page = dom.parse(f"<html><head><title>{title}</title></head><body>{html}</body></html>", url)
    return read_dialogs(page, map_zones(page), url, title, (("heading", name),) if name else ())


def one(html: str, name: str = "", title: str = "") -> InteractionForm:
    found = read(html, name, title)
    assert len(found) == 1, found
    return found[0]


def fields(form: InteractionForm) -> list[tuple[str, str, bool, str]]:
    """Label, kind, required, what it asks of a person."""
    return [(f.label, f.kind, f.required, f.personal.value if f.personal else "") for f in form.fields]


# ── letters ───────────────────────────────────────────────────────────────────────────────────────

#: A table with labels in the cell before, stars behind the field, rules in class names (TRS application forms).
TABLE = """
<form name="formData" id="formData" action="/app/appWeb.do?method=saveAppData" method="post" enctype="multipart/form-data">
<table>
<tr><td align="right">信件类别：</td><td><select name="LB"><option>咨询</option><option>投诉</option></select></td></tr>
<tr><td align="right">姓 名：</td><td><input type="text" name="XM" class="ipt {required:true,maxlength:20}">&nbsp;<span>*</span></td></tr>
<tr><td align="right">联系电话：</td><td><input type="text" name="DH" class="ipt {required:false,phone:true}"></td></tr>
<tr><td align="right">标题：</td><td><input type="text" name="BT" class="ipt"> <font color="red">*（30字以内）</font></td></tr>
<tr><td align="right">内容：</td><td><textarea name="NR" class="{required:true}"></textarea></td></tr>
<tr><td align="right">是否公开：</td><td><input type="radio" name="GK" value="1" checked>公开 <input type="radio" name="GK" value="0">不公开</td></tr>
<tr><td align="right">验证码：</td><td><input type="text" name="yz"><img src="/app/image.jsp?randName=smt_1" title="点击刷新"></td></tr>
<tr><td></td><td><input type="hidden" name="appId" value="7"><input type="submit" value="提 交"><input type="reset" value="重 写"></td></tr>
</table></form>"""


def test_a_table_with_labels_in_the_cells_before() -> None:
    form = one(TABLE, "县长信箱")
    assert fields(form) == [
        ("信件类别", "select", False, ""),
        ("姓名", "text", True, "name"),
        ("联系电话", "text", False, "phone"),
        ("标题", "text", True, ""),
        ("内容", "textarea", True, ""),
        ("是否公开", "radio", False, ""),
    ]
    assert (form.purpose, form.method, form.captcha, form.login) == (FormPurpose.LETTER, "POST", True, "")
    assert form.action == "https://www.demo.gov.cn/app/appWeb.do?method=saveAppData"
    assert form.title == "县长信箱"


def test_stars_before_the_label_two_pairs_in_a_row_and_hints_behind() -> None:
    form = one(
        """<form action="mailsave.do" method="post"><table>
        <tr><th><font color="red">*</font>写信人姓名：</th><td><input name="writername"></td>
            <th>电子邮箱：</th><td><input name="writeremail" /></td></tr>
        <tr><td><span class="red">*</span></td><td>身份证号码</td><td><input name="cardid"></td><td>（18位）</td></tr>
        <tr><td>联系地址</td><td><input name="addr"></td><td>*</td></tr>
        <tr><td>信件内容<i>*</i></td><td><textarea name="mailcontent"></textarea></td></tr>
        </table><input type="image" src="send.gif" alt="发送"></form>""",
        "我要写信",
    )
    assert fields(form) == [
        ("写信人姓名", "text", True, "name"),
        ("电子邮箱", "text", False, "email"),
        ("身份证号码", "text", True, "id-number"),
        ("联系地址", "text", True, "address"),
        ("信件内容", "textarea", True, ""),
    ]


#: Boxes of layui, Validform, nice-validator, easyui, validationEngine.
BOXES = [
    (
        '<label class="layui-form-label">手机号码</label><div class="layui-input-block"><input name="a" lay-verify="required|phone"></div>',
        True,
    ),
    ('<label for="f">手机号码</label><input id="f" name="a" datatype="m" nullmsg="请填写手机号码">', True),
    ('<label for="f">手机号码</label><input id="f" name="a" datatype="m" ignore="ignore">', False),
    ('<span>手机号码：</span><p><input name="a" data-rule="手机:required;mobile"></p>', True),
    ('<em>*</em><label>手机号码</label><div><input name="a"></div>', True),
    ('<label>手机号码</label><div><input name="a"></div><span class="must">*</span>', True),
    ('<label>手机号码<input name="a" required></label>', True),
    ('<input name="a" placeholder="请输入您的手机号码（必填）">', True),
    ('<input name="a" placeholder="手机号码（选填）" required="false">', False),
    (
        '<dt>手机号码</dt><dd><input name="a" class="easyui-validatebox" data-options="required:true"></dd>',
        True,
    ),
    ('手机号码：<input name="a" class="validate[required,custom[phone]]">', True),
    ('手机号码：<input name="a" class="inp-required-no" aria-required="true">', True),
    ('手机号码 <input name="a" type="tel"> 请填写常用号码', False),
]


@pytest.mark.parametrize(("box", "required"), BOXES)
def test_labels_and_marks_of_form_libraries(box: str, required: bool) -> None:
    html = f"""<form class="layui-form"><div class="item">{box}</div>
    <div class="item"><label>咨询内容</label><textarea name="c"></textarea></div><button>提交</button></form>"""
    asked, content = one(html, "在线咨询").fields
    assert asked.label.startswith("手机号码")
    assert (asked.required, asked.personal, content.required) == (required, Personal.PHONE, False)


def test_a_form_without_a_form_element_is_sent_by_a_script() -> None:
    form = one(
        """<div class="write"><div class="row"><span>标题</span><input v-model="title" required></div>
        <div class="row"><span>您的建议</span><textarea v-model="content"></textarea></div>
        <div class="verify-slide-box" id="slideVerify"></div><a href="javascript:;" onclick="save()">提交</a></div>""",
        "建言献策",
    )
    assert (form.action, form.method, form.captcha, form.purpose) == ("", "", True, FormPurpose.LETTER)
    assert [f.label for f in form.fields] == ["标题", "您的建议"]


@pytest.mark.parametrize("action", ["", "#", "javascript:void(0)", "${ctx}/save.do", "{{ url }}"])
def test_an_address_that_only_a_script_knows(action: str) -> None:
    form = one(
        f"<form action='{action}' method='post'>留言内容<textarea name='c'></textarea><button>提交</button></form>"
    )
    assert (form.action, form.method) == ("", "")


def test_a_form_around_the_whole_page_is_taken_apart() -> None:
    form = one(
        """<form id="aspnetForm" action="Letter.aspx" method="post"><div class="header"><input name="q"><input type="submit" value="搜索"></div>
        <div class="dqwz">当前位置：<a href="/">首页</a> &gt; <a href="/x/">局长信箱</a></div>
        <table><tr><td>来信主题</td><td><input name="ctl00$t"></td></tr><tr><td>来信内容</td><td><textarea name="ctl00$c"></textarea></td></tr>
        <tr><td><input type="submit" value="提交"></td></tr></table>
        <div class="foot">主办单位：某县人民政府</div></form>"""
    )
    assert form.action == "https://www.demo.gov.cn/hdjl/xx/Letter.aspx"
    assert [f.label for f in form.fields] == ["来信主题", "来信内容"]


# ── other purposes ────────────────────────────────────────────────────────────────────────────────

APPLICATION = """<form action="/xxgkfront/applysave" method="post"><h3>政府信息公开申请表</h3><table>
<tbody id="gm"><tr><td>* 姓名</td><td><input name="a1"></td><td>工作单位</td><td><input name="a2"></td></tr>
<tr><td>* 证件名称</td><td><select name="a3"></select></td><td>* 证件号码</td><td><input name="a4"></td></tr>
<tr><td>通信地址</td><td><input name="a5"></td><td>联系电话</td><td><input name="a6"></td></tr></tbody>
<tbody id="fr" style="display:none"><tr><td>* 机构名称</td><td><input name="b1"></td><td>法人代表</td><td><input name="b2"></td></tr></tbody>
<tr><td>* 所需信息的内容描述</td><td colspan=3><textarea name="c1"></textarea></td></tr>
<tr><td>信息获取方式</td><td colspan=3><input type=checkbox name=c2>邮寄<input type=checkbox name=c2>电子邮件</td></tr>
</table><input type=submit value=提交申请></form>"""


def test_an_application_for_disclosure() -> None:
    form = one(APPLICATION, "网上申请")
    assert form.purpose is FormPurpose.APPLICATION
    assert fields(form) == [
        ("姓名", "text", True, "name"),
        ("工作单位", "text", False, ""),
        ("证件名称", "select", True, ""),
        ("证件号码", "text", True, "id-number"),
        ("通信地址", "text", False, "address"),
        ("联系电话", "text", False, "phone"),
        ("机构名称", "text", True, ""),
        ("法人代表", "text", False, ""),
        ("所需信息的内容描述", "textarea", True, ""),
        ("信息获取方式", "checkbox", False, ""),
    ]


QUESTIONS = """<form action="/vote/save.jsp"><ol>
<li>1、您对政务公开工作满意吗？<p><label><input type=radio name=q1>满意</label><label><input type=radio name=q1>不满意</label></p></li>
<li>2、您从哪里了解政府信息？<p><input type=checkbox name=q2>网站 <input type=checkbox name=q2>公众号</p></li>
<li>3、您的建议<textarea name=q3></textarea></li></ol><input type=submit value=提交></form>"""

PURPOSES = [
    (QUESTIONS, "政务公开满意度调查问卷", "survey"),
    ("<form action='q.do'>信件编号<input name=bh>查询密码<input type=password name=mm><input type=submit value=查询></form>", "信件查询", "status"),
    ("<form action='q.do'>受理编号：<input name=bh><button>查 询</button></form>", "", "status"),
    ("<form action='q.do'>手机号<input name=sj><button>查询</button></form>", "办件进度查询", "status"),
    ("<form action='in.do'>用户名<input name=u>密码<input type=password name=p><button>登录</button></form>", "", "login"),
    ("<form action='/comment/add'>我来说两句<textarea name=c></textarea><button>发表评论</button></form>", "某条新闻", "comment"),
    ("<form>修改意见<textarea name=c></textarea><button>提交</button></form>", "关于某办法的意见征集", "survey"),
    ("<form action='x.do'>说明<textarea name=c></textarea><button>提交</button></form>", "某某登记", "unknown"),
    ("<form>姓名<input name=a>手机<input name=b><button>预约</button></form>", "参观预约", "unknown"),
    ("<form action='x.do'>错误描述<textarea name=c></textarea><button>提交</button></form>", "网站纠错", "letter"),
    ("<form>申请公开的政府信息<textarea name=c></textarea><button>提交</button></form>", "", "application"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "name", "purpose"), PURPOSES)
def test_what_a_form_is_for(html: str, name: str, purpose: str) -> None:
    assert one(html, name).purpose.value == purpose


def test_questions_are_fields() -> None:
    assert [(f.label[:13], f.kind) for f in one(QUESTIONS, "调查问卷").fields] == [
        ("1、您对政务公开工作满意吗", "radio"),
        ("2、您从哪里了解政府信息？"[:13], "checkbox"),
        ("3、您的建议", "textarea"),
    ]


NO_DIALOGS = [
    "<form action='/search' method=get><input name=q placeholder=请输入关键字><input type=submit value=搜索></form>",
    """<form action='/gjss.jsp'>标题<input name=t>正文<input name=c>文号<input name=w>
    <input type=radio name=f checked>全文<input type=radio name=f>标题 发布日期<input type=date name=d><button>检索</button></form>""",
    "<form>共3页 到第<input name=page size=2>页<button>确定</button></form>",
    "<form><select name=jg><option>公安局</option></select><input name=fwzh>文号<button>查询</button></form>",
    "<form ms-if='searchAction' style='display:none'>留言<textarea name=c></textarea><button>提交</button></form>",
    "<div><input type=checkbox id=menu><label for=menu>菜单</label></div><textarea readonly>代码</textarea>",
    "<form><input type=hidden name=a><input type=submit value=提交></form>",
]


@pytest.mark.parametrize("html", NO_DIALOGS)
def test_what_is_no_dialog(html: str) -> None:
    assert read(html, "政策文件") == ()


# ── captcha, login ────────────────────────────────────────────────────────────────────────────────

CAPTCHAS = [
    "<img src='/servlet/captcha.jpg'>",
    "<input name=checkcode placeholder=请输入右侧字符>",
    "附加码 <input name=x>",
    "<div class='nc-container' id='nc'></div>",
    "<div>请拖动滑块完成拼图</div>",
]


@pytest.mark.parametrize("captcha", CAPTCHAS)
def test_captchas(captcha: str) -> None:
    html = "<form>来信内容<textarea name=c></textarea><p>{}</p><button>提交</button></form>"
    assert one(html.format(captcha)).captcha
    assert not one(html.format("<img src='/images/invalid-random.png?rand=1'>")).captcha


LOGINS = [
    ("<p>请先登录后再写信</p>", True, False),
    ("<p>温馨提示：须登录后才能提交信件。</p>", True, False),
    ("<p>您还未登录，请使用浙江政务服务网统一账号登录。</p>", True, True),
    ("<p>请先登录</p><a href='https://sso.demo.gov.cn/cas/login'>个人登录</a>", True, True),
    ("<p>请先登录</p><a href='/user/login.do'>登录</a> <a href='/user/reg.do'>注册</a>", True, False),
    ("<p>无需登录即可写信</p>", False, False),
    ("<p>您好，请登录 免费注册</p>", False, False),
    ("<p>登录密码错误时请先联系我们</p>", False, False),
    ("<p style='display:none'>请先登录</p>", False, False),
]


@pytest.mark.parametrize(("words", "first", "unified"), LOGINS)
def test_login_first(words: str, first: bool, unified: bool) -> None:
    form = one(f"{words}<form>来信内容<textarea name=c></textarea><button>提交</button></form>", "县长信箱")
    assert (bool(form.login), form.unified_login) == (first, unified)


def test_a_form_that_asks_its_script_for_a_login() -> None:
    form = one(
        "<form onsubmit='return checkLogin()'>来信内容<textarea name=c></textarea><button>提交</button></form>"
    )
    assert form.login == "checklogin"


def test_a_channel_that_shows_its_form_only_after_a_login() -> None:
    html = "<p>请先登录，再进行操作。</p><form action='/in.do'>账号<input name=u>密码<input type=password name=p><button>登录</button></form>"
    login, channel = read(html, "我要写信")
    assert (login.purpose, login.login) == (FormPurpose.LOGIN, "")
    assert (channel.purpose, channel.fields, bool(channel.login)) == (FormPurpose.LETTER, (), True)
    assert [form.purpose for form in read(html, "通知公告")] == [FormPurpose.LOGIN]


# ── the portal as a whole, hostile pages, real pages ──────────────────────────────────────────────


def test_a_form_on_every_page_is_one_form() -> None:
    html = (
        "<form action='/in.do'>账号<input name=u>密码<input type=password name=p><button>登录</button></form>"
    )
    pages = [
        PageReading(url, PageKind.LIST, dialogs=read(html, url=url))
        for url in (f"{URL}{n}.html" for n in range(5))
    ]
    found = gather_dialogs([*pages, *reversed(pages)])
    assert [form.url for form in found] == [f"{URL}0.html"]


@pytest.mark.parametrize(("pages", "kept"), [(3, 3), (30, 1)])
def test_a_box_of_a_script_on_many_pages_is_one_form(pages: int, kept: int) -> None:
    html = "<div>您的建议<textarea name=c></textarea><button>提交</button></div>"
    urls = [f"{URL}{n}.html" for n in range(pages)]
    assert (
        len(gather_dialogs(PageReading(url, PageKind.LIST, dialogs=read(html, url=url)) for url in urls))
        == kept
    )


def test_the_reader_of_pages_gives_them() -> None:
    territory = territory_of(Portal("x", "x", "https://www.demo.gov.cn/"))
    reading = read_page(
        URL, f"<html><body>{TABLE}</body></html>".encode(), "text/html; charset=utf-8", territory
    )
    assert [form.purpose for form in reading.dialogs] == [FormPurpose.LETTER]


HOSTILE = [
    "<div>" * 3000 + "<textarea name=c></textarea><button>提交</button>" + "</div>" * 3000,
    "<form>留言" + "<input name=a>" * 20_000 + "<textarea></textarea><button>提交</button></form>",
    "<form>留言<textarea></textarea><button>提交</button></form>" * 3000,
    "<form>" + "来信" * 200_000 + "<textarea name='\x00\u202e'></textarea><button>提交</button></form>",
    "<form><table>" + "<tr><td>姓名<td><input>" * 3000 + "<textarea></textarea><button>提交</button>",
    "<p>" + "请先" * 100_000 + "登录</p><textarea></textarea><button>提交</button>",
    "<form action='http://[::1' >来信<textarea></textarea><button>提交</button></form>",
    "<form action='//\x00'>来信<textarea></textarea><button>提交</button></form>",
]


@pytest.mark.parametrize("html", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_pages_cost_little_and_give_little(html: str) -> None:
    start = time.perf_counter()
    found = read(html, "县长信箱")
    assert time.perf_counter() - start < 5
    assert len(found) <= MAX_FORMS
    assert all(len(form.fields) <= MAX_FIELDS and len(form.title) <= 60 for form in found)
    assert all(len(f.label) <= 40 and len(f.name) <= 60 for form in found for f in form.fields)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real pages are not at hand")
def test_real_pages_counted_by_hand() -> None:
    """Of 222 pages one has a form that is no search box: 网站纠错 of 道真, eight fields beside its captcha."""
    portal = territory_of(Portal("x", "x", "http://rsj.gzdaozhen.gov.cn/"))
    found: dict[str, tuple[InteractionForm, ...]] = {}
    for path in sorted(REAL.rglob("*.html")):
        name = path.relative_to(REAL).as_posix()
        reading = read_page(f"http://rsj.gzdaozhen.gov.cn/{name}", path.read_bytes(), "text/html", portal)
        if reading.dialogs:
            found[name] = reading.dialogs
    assert list(found) == ["daozhen/syqt/wzjc/index.html"]
    [form] = found["daozhen/syqt/wzjc/index.html"]
    assert (form.purpose, form.captcha, form.method) == (FormPurpose.LETTER, True, "POST")
    assert form.action == "http://rsj.gzdaozhen.gov.cn/trsapp/appWeb.do?method=saveAppData"
    assert [(f.label, f.required) for f in form.fields] == [
        ("错别类", False),
        ("内容标题", True),
        ("出错页面地址", True),
        ("出错问题描述", True),
        ("姓名", False),
        ("联系电话", False),
        ("电子邮箱", False),
        ("相关附件", False),
    ]


def test_a_broken_file_of_words_names_its_line(tmp_path: Path) -> None:
    text = (ROOT / "rules" / "dialogs.yml").read_text("utf-8")
    broken = tmp_path / "dialogs.yml"
    broken.write_text(text.replace("  labels: '验证码|", "  labels: '(验证码|"), "utf-8")
    with pytest.raises(AuditorError, match=r"dialogs.yml:\d+：正则表达式"):
        load(broken)
