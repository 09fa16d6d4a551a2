"""Behind a wall lies something that nobody saw: whatever the wall, nothing there is called missing, empty or stale.

One small county whose pages on 政务公开 can be reached through a single page only. That page is walled in every way
we know, the rest of the county answers as ever.
"""

from __future__ import annotations

import itertools
import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from loopback import NOTHING, LoopbackSite, Reply, html

from auditor import app
from auditor.model import Audit, Finding, Outcome, Presence
from auditor.preparation import BrowserUse, Options

TODAY = date(2026, 6, 15)
#: What no finding may claim of a county that was not seen as a whole.
ABSENCE = frozenset(
    ("missing-column missing-field empty-column stale-column unpublished-catalog uncovered-field item-without-column "
     "broken-search").split()
)  # fmt: skip
MENU = (("/", "首页"), ("/tzgg/", "通知公告"), ("/zcwj/", "政策文件"), ("/xqgk/", "县情概况"))
FOOTER = '<div class="footer">主办单位：清禾县人民政府办公室　网站标识码：9902010001　<a href="/wzdt/">网站地图</a></div>'
BEHIND = (("/zwgk/ldzc/", "领导之窗"), ("/zwgk/rsxx/", "人事信息"), ("/zwgk/ghjh/", "规划计划"))


def page(title: str, body: str, door: str = "/zwgk/", head: str = "") -> str:
    menu = "".join(
        f'<li><a href="{path}">{name}</a></li>' for path, name in (*MENU, (door, "政务公开")) if path
    )
    crumb = f'<div class="crumb">当前位置：<a href="/">首页</a> &gt; {title}</div>' if title else ""
    return (
        f'<html><head><meta charset="utf-8"><title>{title or "清禾县人民政府"}</title>{head}</head>'
        f'<body><ul class="nav">{menu}</ul>{crumb}<div class="main">{body}</div>{FOOTER}</body></html>'
    )


def listing(title: str, path: str, day: str = "2026-06", door: str = "/zwgk/", dated: bool = True) -> str:
    rows = "".join(
        f'<li><a href="{path}t202606{n:02}_{n}.html">关于{title}第{n}号的公告</a>{f"<span>{day}-{n:02}</span>" if dated else ""}</li>'
        for n in range(12, 4, -1)
    )
    return page(title, f'<ul class="list">{rows}</ul>', door)


def county(door: str = "/zwgk/") -> dict[str, Reply]:
    """Pages by path. ``door`` is the address under which the menu leads to 政务公开; empty = nothing leads there."""
    pages = {
        "/": page(
            "", "<p>欢迎访问清禾县人民政府网站，办事公开、查询政策，请从上方导航进入各栏目。</p>", door
        ),
        "/tzgg/": listing("通知公告", "/tzgg/", door=door),
        "/zcwj/": listing("政策文件", "/zcwj/", door=door),
        "/xqgk/": page("县情概况", f"<p>{'清禾县位于清河中游，辖八个乡镇。' * 12}</p>", door),
        "/wzdt/": page("网站地图", "<p>本站栏目以导航为准，清禾县人民政府办公室主办。</p>" * 4, door),
        "/zwgk/": page("政务公开", "".join(f'<p><a href="{p}">{n}</a></p>' for p, n in BEHIND), door),
        "/zwgk/ldzc/": listing("领导之窗", "/zwgk/ldzc/", door=door),
        "/zwgk/rsxx/": listing("人事信息", "/zwgk/rsxx/", "2020-01", door),
        "/zwgk/ghjh/": page("规划计划", '<ul class="list"></ul><p>暂无信息</p>', door),
    }
    for path, number in itertools.product(("/tzgg/", "/zcwj/", "/zwgk/ldzc/", "/zwgk/rsxx/"), range(5, 13)):
        day = "2020-01" if "rsxx" in path else "2026-06"
        text = f"<h1>关于第{number}号的公告</h1><p>发布日期：{day}-{number:02}</p><p>{'现将有关事项公告如下。' * 9}</p>"
        pages[f"{path}t202606{number:02}_{number}.html"] = page(f"关于第{number}号的公告", text, door)
    return {path: html(text) for path, text in pages.items()}


def bare(title: str, text: str, status: int = 200, head: str = "") -> Reply:
    return html(f"<html><head><title>{title}</title>{head}</head><body><p>{text}</p></body></html>", status)


GONE = bare("提示", "抱歉，您访问的页面不存在或已被删除，三秒后返回首页")
#: Name → (failure, answer of the page, answer to every address that does not exist).
WALLS: dict[str, tuple[str, Reply, Reply]] = {
    "jsl-521": ("challenge", html("<script>document.cookie='__jsl_clearance_s=1';location.href=location.href</script>", 521), NOTHING),
    "cookie-and-reload": ("challenge", html("<script>document.cookie='a=1';location.reload()</script>"), NOTHING),
    "wzws": ("challenge", html("<script>var wzwschallenge='R14925'</script>"), NOTHING),
    "captcha": ("challenge", bare("安全验证", "请完成下方验证后继续访问"), NOTHING),
    "blocked-403": ("challenge", bare("网站防火墙", "您的请求带有不合法参数，已被网站管理员设置拦截！", 403), NOTHING),
    "blocked-404": ("challenge", bare("拦截", "当前访问疑似黑客攻击，已被创宇盾拦截", 404), NOTHING),
    "soft-404-words": ("soft-404", GONE, NOTHING),
    "soft-404-template": ("soft-404", html(page("提示", "<p>您要找的内容去旅行了</p>")), html(page("提示", "<p>您要找的内容去旅行了</p>"))),
    "soft-404-redirect": ("soft-404", Reply(b"", 302, {"Location": "/404.html?from=/zwgk/"}), Reply(b"", 302, {"Location": "/404.html?from=x"})),
    "tomcat-500": ("error-page", bare("Apache Tomcat - Error report", "HTTP Status 500 - java.lang.NullPointerException"), NOTHING),
    "nginx-502": ("error-page", bare("502 Bad Gateway", "502 Bad Gateway nginx"), NOTHING),
    "thinkphp": ("error-page", bare("系统发生错误", "页面错误！请稍后再试～ ThinkPHP V5"), NOTHING),
    "oracle": ("error-page", bare("", "java.sql.SQLException: ORA-01034: ORACLE not available"), NOTHING),
    "database": ("error-page", bare("提示", "数据库连接失败"), NOTHING),
    "login-form": ("login-wall", html("<title>统一身份认证</title><form>用户名<input>密码<input type=password><button>登录</button></form>"), NOTHING),
    "login-sentence": ("login-wall", bare("提示", "您还没有登录，请先登录后再查看"), NOTHING),
    "login-elsewhere": ("login-wall", Reply(b"", 302, {"Location": "http://sso.province.test/cas/login?service=x"}), NOTHING),
    "maintenance": ("maintenance", bare("系统维护", "系统正在升级维护中，请稍后访问"), NOTHING),
    "maintenance-503": ("maintenance", bare("公告", "网站正在进行停机维护，给您带来的不便敬请谅解", 503), NOTHING),
    "for-sale": ("parked", bare("域名出售", "本域名正在出售"), NOTHING),
    "not-filed": ("parked", bare("无法访问", "该网站暂时无法进行访问，因该网站未进行备案"), NOTHING),
    "no-site": ("parked", bare("没有找到站点", "您的请求在Web服务器中没有找到对应的站点", 404), NOTHING),
    "hijacked": ("hijacked", html(page("澳门新葡京_百家乐", "<p>开户</p>", head="<meta name=keywords content='老虎机,六合彩'><script src='http://js.a88.test/x.js'></script>")), NOTHING),
    "stranger": ("stranger", html(page("", "<p>欢迎访问。</p>" * 20).replace("清禾", "东湖").replace("99020", "99030")), NOTHING),
}  # fmt: skip


def audited(folder: Path, pages: dict[str, Reply], missing: Reply = NOTHING) -> tuple[Audit, list[str]]:
    """The audit of pages by path, and the paths that were asked for in order."""

    def respond(_method: str, target: str, _form: bytes) -> Reply:
        return pages.get(target) or pages.get(urlsplit(target).path, missing)

    with LoopbackSite(respond) as site:
        options = Options(out=folder, today=TODAY, browser=BrowserUse.NEVER)
        result = app.run(site.url, options)
        return result.audit, [target for _, target, _ in site.log]


def claims(audit: Audit) -> list[Finding]:
    """What is said to be missing, empty or stale."""
    return [f for f in audit.findings if f.rule in ABSENCE and f.outcome in (Outcome.FAIL, Outcome.WARN)]


def subjects(audit: Audit) -> set[tuple[str, str]]:
    return {(finding.rule, finding.subject) for finding in claims(audit)}


def obstacles(audit: Audit) -> set[tuple[str, str]]:
    return {(urlsplit(each.url).path, each.reason) for each in audit.coverage.obstacles}


def states(audit: Audit) -> dict[str, Any]:
    return {urlsplit(column.url).path: column for column in audit.columns}


@pytest.fixture(scope="module")
def open_county(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    return audited(tmp_path_factory.mktemp("open"), county())[0]


def test_without_a_wall_everything_is_judged(open_county: Audit) -> None:
    """Otherwise the tests below would prove nothing."""
    assert open_county.coverage.complete, open_county.coverage.obstacles
    rules = {finding.rule for finding in claims(open_county)}
    assert {"missing-column", "empty-column", "stale-column"} <= rules
    assert {path for path, _ in BEHIND} <= set(states(open_county))


@pytest.mark.parametrize("name", WALLS)
def test_behind_a_wall_nothing_is_missing(tmp_path: Path, name: str) -> None:
    failure, answer, missing = WALLS[name]
    pages = county() | {"/zwgk/": answer, "/404.html": GONE}
    if name.startswith("soft-404-"):
        pages.pop("/404.html") if name != "soft-404-redirect" else None
    audit, _ = audited(tmp_path, pages, missing)
    assert claims(audit) == []
    assert ("/zwgk/", failure) in obstacles(audit)
    assert not audit.coverage.complete
    assert {match.outcome for match in audit.standard} <= {
        Presence.PRESENT,
        Presence.AMBIGUOUS,
        Presence.CANT_TELL,
    }
    column = states(audit)["/zwgk/"]
    assert (column.failure, column.items, column.empty, column.stale) == (failure, None, None, None)
    assert [f.outcome for f in audit.findings if f.rule == "missing-column"].count(Outcome.CANT_TELL) > 10


@pytest.mark.parametrize("name", [name for name in WALLS if name.startswith("soft-404")])
def test_a_soft_404_is_still_a_broken_link(tmp_path: Path, name: str) -> None:
    _, answer, missing = WALLS[name]
    audit, _ = audited(tmp_path, county() | {"/zwgk/": answer}, missing)
    dead = [urlsplit(url).path for f in audit.findings if f.rule == "dead-link" for url in f.params["urls"]]
    assert dead == ["/zwgk/"]


@pytest.mark.parametrize("name", ["maintenance", "for-sale", "captcha", "login-form", "database", "hijacked"])
def test_a_home_page_that_is_none_judges_nothing(tmp_path: Path, name: str) -> None:
    failure, answer, _ = WALLS[name]
    audit, asked = audited(tmp_path, county() | {"/": answer})
    assert claims(audit) == []
    assert set(asked) <= {"/"}
    assert dict(audit.coverage.failures) == {failure: 1}


def test_what_leads_to_the_portals_own_login_is_behind_it(tmp_path: Path) -> None:
    pages = county() | {"/zwgk/": Reply(b"", 302, {"Location": "/login.jsp?back=/zwgk/"})}
    audit, _ = audited(tmp_path, pages | {"/login.jsp": WALLS["login-form"][1]})
    assert claims(audit) == []
    assert ("/login.jsp", "login-wall") in obstacles(audit)


@pytest.mark.parametrize(
    "answer",
    [
        Reply(b'{"code":200,"data":[]}', 200, {"Content-Type": "application/json"}),
        Reply(b"\x89PNG\r\n\x1a\n" + b"\0" * 99, 200, {"Content-Type": "image/png"}),
        Reply(b"", 200, {"Content-Type": "text/html"}),
    ],
    ids=["json", "picture", "nothing"],
)
def test_an_answer_that_is_no_page_hides_what_it_should_show(tmp_path: Path, answer: Reply) -> None:
    audit, _ = audited(tmp_path, county() | {"/zwgk/": answer})
    assert claims(audit) == []
    assert "/zwgk/" in {path for path, _ in obstacles(audit)}


def test_maintenance_inside_the_template_is_not_empty(tmp_path: Path) -> None:
    closed = html(page("规划计划", "<p>系统维护中，请稍后访问</p>"))
    audit, _ = audited(tmp_path, county() | {"/zwgk/ghjh/": closed})
    assert states(audit)["/zwgk/ghjh/"].empty is not True
    assert "规划计划" not in {f.subject_name for f in claims(audit) if f.rule == "empty-column"}


def test_a_login_that_is_called_login_hides_nothing(tmp_path: Path, open_county: Audit) -> None:
    pages = county() | {"/member/login.jsp": WALLS["login-form"][1]}
    pages["/"] = html(
        pages["/"].body.decode().replace("</ul>", '<li><a href="/member/login.jsp">登录</a></li></ul>', 1)
    )
    audit, asked = audited(tmp_path, pages)
    assert "/member/login.jsp" in asked
    assert audit.coverage.complete, audit.coverage.obstacles
    assert subjects(audit) == subjects(open_county)
    assert "/member/login.jsp" not in states(audit)


# ── traps ─────────────────────────────────────────────────────────────────────────────────────────

#: Name of the trap → the address under which 政务公开 can be reached.
TRAPS = {
    "calendar": "/zwgk/?month=6",
    "long-query": "/zwgk/?a=" + "x" * 220,
    "deep-path": "/" + "/".join("abcdefghijklmn") + "/",
    "repeated-folders": "/zwgk/a/zwgk/a/zwgk/a/",
}


@pytest.mark.parametrize("trap", TRAPS)
def test_behind_a_trap_nothing_is_missing(tmp_path: Path, trap: str) -> None:
    audit, asked = audited(tmp_path, county(TRAPS[trap]))
    assert TRAPS[trap] not in asked
    assert claims(audit) == []
    assert (urlsplit(TRAPS[trap]).path, f"trap:{trap}") in obstacles(audit)
    [cut] = audit.coverage.cuts
    assert (cut.reason, cut.count, cut.hides) == (trap, 1, True)


def test_an_endless_query_is_cut_and_hides_what_lies_beyond(tmp_path: Path) -> None:
    """Each page leads to the next one; 政务公开 stands at the end of the chain."""

    def endless(number: int) -> Reply:
        step = '<a href="/more?n={}">下一组</a>' if number < 500 else '<a href="/zwgk/?from={}">政务公开</a>'
        return html(
            page("更多", f"<p>{'更多信息在下一组，请继续查看。' * 9}</p>{step.format(number + 1)}", "")
        )

    pages = county("") | {f"/more?n={number}": endless(number) for number in range(501)}
    pages["/"] = html(pages["/"].body.decode().replace("欢迎", '<a href="/more?n=0">更多</a>'))
    audit, asked = audited(tmp_path, pages)
    assert sum(path.startswith("/more") for path in asked) == 60
    assert claims(audit) == []
    assert ("/more", "trap:query-variants") in obstacles(audit)


def plain(pages: dict[str, Reply], extra: str) -> dict[str, Reply]:
    """``pages`` with ``extra`` on each of them."""
    return {
        path: html(reply.body.decode().replace("</div>", f"{extra.format(path=path)}</div>", 1))
        for path, reply in pages.items()
    }


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ('<a href="/print{path}">大字版</a>', "print-version"),
        ('<a href="{path}?token=8f3a">本页</a><a href="/zwgk/?token=77">政务公开</a>', None),
    ],
)
def test_what_is_shown_elsewhere_hides_nothing(
    tmp_path: Path, open_county: Audit, extra: str, reason: str | None
) -> None:
    audit, asked = audited(tmp_path, plain(county(), extra))
    assert audit.coverage.complete, audit.coverage.obstacles
    assert {(cut.reason, cut.hides) for cut in audit.coverage.cuts} == (
        {(reason, False)} if reason else set()
    )
    assert subjects(audit) == subjects(open_county)
    pages = [path for path in asked if "t2026" not in path]
    assert len(pages) == len({urlsplit(path).path for path in pages})


def test_a_link_that_prints_is_not_followed(tmp_path: Path, open_county: Audit) -> None:
    audit, asked = audited(tmp_path, plain(county(), '<a href="/doc{path}">打印本页</a>'))
    assert not any(path.startswith("/doc") for path in asked)
    assert audit.coverage.complete
    assert len(audit.columns) == len(open_county.columns)


def test_a_list_that_repeats_its_last_page_ends(tmp_path: Path) -> None:
    """Without dates the list is read on for a newer row; the same rows again end it, and prove no age."""

    def listed(number: int) -> Reply:
        text = listing("人事信息", "/zwgk/rsxx/", dated=False)
        step = (
            f'<div class="page">共 99 页 <a href="/zwgk/rsxx/index_{number + 1}.html">下一页</a></div></div>'
        )
        return html(text.replace("</ul></div>", f"</ul>{step}"))

    pages = county() | {f"/zwgk/rsxx/index_{number}.html": listed(number) for number in range(1, 99)}
    pages["/zwgk/rsxx/"] = listed(0)
    pages |= {path: bare("公告", "正文") for path in pages if path.startswith("/zwgk/rsxx/t2026")}
    audit, asked = audited(tmp_path, pages)
    assert sum("/rsxx/index_" in path for path in asked) <= 1
    assert "人事信息" not in {f.subject_name for f in claims(audit)}
    assert states(audit)["/zwgk/rsxx/"].stale is None


def saved(folder: Path, hosts: dict[str, dict[str, str]]) -> Path:
    """A case of several hosts, the first of them the portal's own: pages by path."""
    for host, pages in hosts.items():
        for path, text in pages.items():
            file = folder / "pages" / host / path.lstrip("/")
            file = file / "index.html" if path.endswith("/") else file
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    home = f"http://{next(iter(hosts))}/"
    site = {"code": "990201", "name": "清禾县人民政府", "url": home, "today": TODAY.isoformat()}
    (folder / "site.json").write_text(json.dumps(site), encoding="utf-8")
    return folder


def read_saved(case: Path, out: Path) -> Audit:
    return app.run(str(case), Options(out=out, browser=BrowserUse.NEVER)).audit


def test_the_portal_under_a_second_name_is_read_once(tmp_path: Path) -> None:
    """Its menus lead to the second name here and there; what stands only there is read there."""
    pages = {path: reply.body.decode() for path, reply in county().items()}
    alone = read_saved(saved(tmp_path / "one", {"www.qinghe.test": pages}), tmp_path / "out1")
    mixed = {
        path: text.replace('href="/tzgg/"', 'href="http://old.qinghe.test/tzgg/"').replace(
            "</div>", '<a href="http://old.qinghe.test/">旧版</a><a href="/tzgg/">通知公告</a></div>', 1
        )
        for path, text in pages.items()
    }
    hosts = {"www.qinghe.test": mixed, "old.qinghe.test": mixed}
    both = read_saved(saved(tmp_path / "two", hosts), tmp_path / "out2")
    assert [(cut.reason, cut.hides) for cut in both.coverage.cuts] == [("mirror", False)]
    assert both.coverage.complete, both.coverage.obstacles
    assert both.coverage.pages == alone.coverage.pages + 1  # the second home page tells what the host is
    assert {column.name for column in both.columns} == {column.name for column in alone.columns}
    assert len(both.columns) == len(alone.columns)
    assert subjects(both) == subjects(alone)


# ── attachments ───────────────────────────────────────────────────────────────────────────────────

PDF = b"%PDF-1.7\n" + b"0" * 5000
FILES: dict[str, tuple[Reply, bool]] = {
    "good.pdf": (Reply(PDF, 200, {"Content-Type": "application/pdf"}), False),
    "octet.doc": (Reply(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, 200, {"Content-Type": "application/octet-stream"}), False),
    "mislabelled.pdf": (Reply(PDF, 200, {"Content-Type": "text/html"}), False),
    "sheet.xls": (Reply(b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table></table></html>", 200, {"Content-Type": "text/html"}), False),
    "walled.pdf": (bare("安全验证", "请完成下方验证后继续访问"), False),
    "login.pdf": (bare("提示", "您还没有登录，请先登录后再查看"), False),
    "page.pdf": (html(page("附件", "<p>附件下载</p>")), True),
    "empty.docx": (Reply(b"", 200, {"Content-Type": "application/pdf"}), True),
    "picture.pdf": (Reply(b"\x89PNG\r\n\x1a\n" + b"\0" * 99, 200, {"Content-Type": "text/html"}), True),
}  # fmt: skip


@pytest.fixture(scope="module")
def with_files(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    pages = county()
    links = "".join(f'<p><a href="/files/{name}">附件：{name}</a></p>' for name in FILES)
    article = "/tzgg/t20260612_12.html"
    pages[article] = html(pages[article].body.decode().replace("</div>" + FOOTER, f"{links}</div>{FOOTER}"))
    pages |= {f"/files/{name}": reply for name, (reply, _) in FILES.items()}
    return audited(tmp_path_factory.mktemp("files"), pages)[0]


@pytest.mark.parametrize("name", FILES)
def test_a_file_must_be_what_its_address_says(with_files: Audit, name: str) -> None:
    wrong = [
        urlsplit(url).path for f in with_files.findings if f.rule == "dead-link" for url in f.params["urls"]
    ]
    assert (f"/files/{name}" in wrong) is FILES[name][1]


def test_wrong_files_are_told_from_dead_links(with_files: Audit) -> None:
    [finding] = [f for f in with_files.findings if f.rule == "dead-link"]
    assert (finding.params["wrong"], finding.params["attachments"]) == (3, 3)
