"""A portal with every kind of form that must not be sent, and pages that try to send theirs by themselves.

Every field holds a value that stands nowhere else (:data:`CANARY` and its name): where it turns up, a form was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.standins.county import NAME
from tests.standins.server import NOT_FOUND, Heard, Reply, Route, page
from tests.standins.tricks import CALLED, SUBMITTED

#: Begins every value of a field.
CANARY = "kanarienvogel"
SEARCH = "/search/do"


@dataclass(frozen=True)
class Form:
    """``target`` is where it is sent; ``page`` is the page on which it stands."""

    name: str
    page: str
    method: str
    target: str
    fields: str


def _text(label: str, name: str, kind: str = "text") -> str:
    return f'<p><label>{label}<i class="red">*</i></label><input type="{kind}" name="{name}" value="{CANARY}-{name}" required></p>'


def _hidden(name: str) -> str:
    return f'<input type="hidden" name="{name}" value="{CANARY}-{name}">'


def _area(label: str, name: str) -> str:
    return f'<p><label>{label}</label><textarea name="{name}">{CANARY}-{name}</textarea></p>'


def _submit(words: str) -> str:
    return f'<input type="submit" id="send" name="send" value="{words}">'


_CAPTCHA = '<p>验证码：<input name="yzm" value="kanarienvogel-yzm"><img src="/captcha.jpg?kanarienvogel"></p>'
FORMS = (
    Form("县长信箱", "/hdjl/xzxx/", "post", "/letter/save.do", _hidden("csrf") + _text("姓名", "xm") + _text("联系电话", "dh") + _area("信件内容", "nr") + _CAPTCHA + _submit("提交信件")),
    Form("依申请公开", "/zwgk/ysqgk/", "post", "/apply/save.jsp", _text("申请人姓名", "sqr") + _text("身份证号码", "sfzh") + _text("联系地址", "dz") + _area("所需信息的内容描述", "ms") + _submit("提交申请")),
    Form("网上调查", "/hdjl/dczj/", "post", "/survey/vote.do", '<p>您对政务公开工作是否满意？</p><input type="radio" name="q1" value="kanarienvogel-q1" checked>满意<input type="radio" name="q1" value="kanarienvogel-q2">不满意' + _submit("投票")),
    Form("发表评论", "/zwyw/t20260602_4033.html", "post", "/comment/add", _area("发表评论", "pl") + _submit("发表评论")),
    Form("用户登录", "/yhdl/", "post", "/login.do", _text("用户名", "yhm") + _text("密码", "mm", "password") + _submit("登录")),
    Form("邮件订阅", "/yjdy/", "get", "/subscribe", _text("电子邮箱", "email") + _submit("订阅")),
    Form("办件查询", "/bsfw/bjcx/", "get", "/status/query.do", _text("受理编号", "slbh") + _text("查询密码", "cxmm") + _submit("查询")),
    Form("信息管理", "/xxgl/", "post", "/delete?id=1", _hidden("id") + _submit("删除")),
    Form("信息维护", "/xxwh/", "get", "/article/remove", _hidden("aid") + _submit("删除")),
)  # fmt: skip


def tricky() -> dict[str, str]:
    """Pages by path, one for each trick; what it sends goes to an address that bears the trick's name."""
    scripts = {
        f"{name}-{method}": (method, script)
        for method in ("get", "post")
        for name, script in SUBMITTED.items()
    }
    scripts |= {name: ("post", script) for name, script in CALLED.items()}
    return {f"/zt/{name}/": _tricky(f"/sent/{name}", *each) for name, each in scripts.items()}


def _tricky(target: str, method: str, script: str) -> str:
    whole = f"const f = document.getElementById('f'), log = '{target}.gif?{CANARY}&'; {script}"
    return (
        f'<h2>专题</h2><form id="f" action="{target}" method="{method}">{_text("姓名", "xm")}{_hidden("csrf")}{_submit("提交")}</form>'
        f"<script>addEventListener('load', () => {{ {whole} }});</script>"
    )


BOX = (
    f'<form class="search" action="{SEARCH}" method="post"><input type="hidden" name="site" value="7">'
    '<input type="text" name="keyword" placeholder="请输入关键词"><button type="submit">搜索</button></form>'
)
#: A box whose address only its script knows, on a page that sends its form at whatever happens.
TRAPPED_BOX = (
    '<input type="text" id="keyword" placeholder="请输入关键词"><button type="button" id="go">搜索</button>'
    f'<form id="f" action="/sent/trap" method="post">{_text("用户名", "yhm")}{_hidden("csrf")}{_submit("登录")}</form>'
    '<form id="g" action="/sent/trap-get" method="get">' + _text("电子邮箱", "email") + '</form><script src="/js/box.js"></script>'
)  # fmt: skip
_BOX_SCRIPT = f"""
const f = document.getElementById('f'), g = document.getElementById('g');
const all = () => {{
  f.submit(); g.submit(); f.requestSubmit(); document.getElementById('send').click();
  fetch(f.action, {{method: 'POST', body: new URLSearchParams(new FormData(f))}}).catch(() => 0);
  navigator.sendBeacon(f.action, new FormData(f)); new Image().src = g.action + '?' + new URLSearchParams(new FormData(g));
}};
for (const event of ['keydown', 'keyup', 'input', 'change', 'focusin', 'focusout', 'mousedown', 'mousemove', 'click'])
  addEventListener(event, all, event === 'click' ? false : true);
document.getElementById('go').onclick = () => {{
  const to = {SEARCH.strip("/").split("/")}.join('/');
  setTimeout(() => location.assign('/' + to + '?keyword=' + encodeURIComponent(document.getElementById('keyword').value)), 10);
}};
"""


def portal(extra: Mapping[str, str], search: Callable[[Heard], Reply], box: str = BOX) -> Route:
    """The portal, with ``extra`` pages in its menu; ``search`` answers its search box."""
    bodies = {
        "/": _home(),
        "/zwyw/": _NEWS,
        "/zwyw/t20260520_4001.html": _article("全县夏粮收购工作会议召开"),
        **extra,
    }
    bodies |= {form.page: _form(form) for form in FORMS}
    names = {form.page: form.name for form in FORMS if "t2026" not in form.page} | {
        path: f"专题{path[4:-1]}" for path in extra
    }

    def respond(heard: Heard) -> Reply:
        if heard.path == SEARCH:
            return search(heard)
        if heard.path == "/js/box.js":
            return Reply(_BOX_SCRIPT.encode(), 200, (("Content-Type", "text/javascript; charset=utf-8"),))
        return page(_whole(bodies[heard.path], names, box)) if heard.path in bodies else NOT_FOUND

    return respond


def _whole(body: str, names: Mapping[str, str], box: str) -> str:
    menu = "".join(f'<li><a href="{path}">{name}</a></li>' for path, name in names.items())
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{NAME}</title></head><body><div class="header"><h1>{NAME}</h1>{box}</div>'
        f'<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwyw/">政务要闻</a></li>{menu}</ul><div class="main">{body}</div>'
        '<div class="footer">主办单位：文岭县人民政府办公室　网站标识码：9902150001</div></body></html>'
    )


def _form(form: Form) -> str:
    text = _article("县长赴青石镇调研春耕备耕和高标准农田建设") if "t2026" in form.page else ""
    return (
        f'{text}<h2>{form.name}</h2><form action="{form.target}" method="{form.method}">{form.fields}</form>'
    )


def _home() -> str:
    return f"<p>欢迎访问文岭县人民政府网站，请从上方导航进入各栏目，办事、查询、写信均可在线办理。</p>{_NEWS}"


def _article(title: str) -> str:
    return f'<div class="article"><h1>{title}</h1><p>发布日期：2026-06-02</p><p>{"会议要求各部门密切配合，落实工作责任。" * 6}</p></div>'


_NEWS = (
    '<ul class="list"><li><a href="/zwyw/t20260602_4033.html">县长赴青石镇调研春耕备耕和高标准农田建设</a><span>2026-06-02</span></li>'
    '<li><a href="/zwyw/t20260520_4001.html">全县夏粮收购工作会议召开</a><span>2026-05-20</span></li></ul>'
)
