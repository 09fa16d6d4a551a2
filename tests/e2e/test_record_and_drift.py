"""A portal is recorded, the recording is played back and audited, and the portal is compared with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from auditor import app
from auditor.crawl.saved_site import load_case
from auditor.preparation import BrowserUse, Options
from auditor.recording import Recorded, record
from auditor.revisit import revisit
from tests.e2e.loopback import LoopbackSite, Reply, Respond, demo_county, html
from tests.harness import FIXTURES, Auditor, files_below

HTTP = BrowserUse.NEVER
SECRETS = ("13812345678", "李四光", "zhang.san@sina.com.cn", "11010519491231002X", "0571-87654321")
PAGES = {
    "/": "<title>云溪县人民政府</title><ul class='nav'><li><a href='/tzgg/'>通知公告</a></li>"
    "<li><a href='/old/'>政策文件</a></li><li><a href='/gone/'>领导信箱</a></li></ul>",
    "/tzgg/": "<div class='list'><ul><li><a href='/tzgg/20260601_1.html'>关于发放补贴的公示</a><span>2026-06-01</span></li>"
    "<li><a href='/tzgg/20260602_2.html'>关于开展检查的通知</a><span>2026-06-02</span></li></ul></div>",
    "/zcwj/": "<div class='list'><ul><li><a href='/view?id=7&amp;k=a'>关于印发办法的通知</a><span>2026-06-03</span></li></ul></div>",
    "/tzgg/20260601_1.html": "<h1>关于发放补贴的公示</h1><table><tr><th>姓名</th><th>证件</th><th>电话</th></tr>"
    "<tr><td>李四光</td><td>11010519491231002X</td><td>13812345678</td></tr></table><p>zhang.san@sina.com.cn 0571-87654321</p>",
    "/tzgg/20260602_2.html": "<h1>关于开展检查的通知</h1><p>请各单位做好准备，13812345678。</p>",
    "/view?id=7&k=a": "<h1>关于印发办法的通知</h1><p>现将办法印发给你们。</p>",
}


def small_county(method: str, target: str, form: bytes) -> Reply:
    """Three columns: one of them behind a redirect, one dead; personal data in an article."""
    if target == "/old/":
        return Reply(b"", 302, {"Location": "/zcwj/"})
    if target not in PAGES:
        return html("<title>404</title>", 404)
    crumbs = "<div class='position'>当前位置：<a href='/'>首页</a></div>"
    return html(f"<html><head><meta charset='utf-8'></head><body>{crumbs}{PAGES[target]}</body></html>")


@pytest.fixture(scope="module")
def qinghe(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """The demo county, recorded from its playback."""
    return record("qinghe", "qinghe-again", tmp_path_factory.mktemp("cases"))


# ── record ────────────────────────────────────────────────────────────────────────────────────────


def columns(target: str | Path, out: Path) -> list[object]:
    return list(app.run(str(target), Options(out, browser=HTTP)).audit.columns)


@pytest.mark.parametrize("case", ["fushan", pytest.param("donghu", marks=pytest.mark.long)])
def test_a_recorded_portal_audits_to_the_same_columns(case: str, tmp_path: Path) -> None:
    """GB18030 pages with a POST search, and rows that only POST interfaces answer."""
    made = record(case, f"{case}-again", tmp_path / "cases")
    assert columns(made.folder, tmp_path / "again") == columns(case, tmp_path / "first")


def test_the_recorded_demo_county_gives_the_same_verdicts(qinghe: Recorded, tmp_path: Path) -> None:
    again, first = (
        app.run(str(target), Options(tmp_path / str(number), browser=HTTP)).audit
        for number, target in enumerate((qinghe.folder, "qinghe"))
    )
    assert again.columns == first.columns
    assert [(f.rule, f.subject, f.outcome) for f in again.findings] == [
        (f.rule, f.subject, f.outcome) for f in first.findings
    ]
    assert "not-found" in {miss.reason for miss in qinghe.record.misses}


def test_a_live_portal_becomes_a_case(tmp_path: Path, auditor: Auditor) -> None:
    with LoopbackSite(small_county) as site:
        done = auditor("record", site.url, "--name", "yunxi", "--out", tmp_path)
        live = columns(site.url, tmp_path / "live")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "yunxi"
    said = json.loads((folder / "record.json").read_text("utf-8"))
    assert said["scrubbed"] == {"email": 1, "id-number": 1, "landline": 1, "mobile": 2, "name": 1}
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()).decode()
    assert not [secret for secret in SECRETS if secret in kept + done.stdout + done.stderr]
    assert "手机号 2 处" in done.stdout
    assert {"url": f"{site.url}gone/", "reason": "not-found", "status": 404} in said["misses"]
    case = load_case(folder)
    assert case.portal.name == "云溪县人民政府"
    host = urlsplit(site.url).netloc
    assert (page := case.site.answer("GET", host, "/old/", {})) is not None
    assert (page.status, page.redirect) == (302, f"{site.url}zcwj/")
    assert case.site.answer("GET", host, "/view", {"id": ["7"], "k": ["a"]}) is not None
    assert columns(folder, tmp_path / "again") == live
    assert files_below(tmp_path) & {"yunxi/site.json", "yunxi/record.json"}
    assert not list(tmp_path.glob(".yunxi*"))


def test_names_are_kept_on_demand(tmp_path: Path) -> None:
    with LoopbackSite(small_county) as site:
        made = record(site.url, "yunxi", tmp_path, keep_names=True)
    kept = "".join(path.read_text("utf-8") for path in made.folder.rglob("*.html"))
    assert "李四光" in kept
    assert "13812345678" not in kept
    assert made.record.kept_names


def test_nothing_of_other_hosts_is_kept(tmp_path: Path) -> None:
    foreign = "<script src='http://foreign.example.test/a.js'></script><a href='http://foreign.example.test/'>友情链接</a>"

    def respond(method: str, target: str, form: bytes) -> Reply:
        if target == "/tzgg/":
            return Reply(b"", 302, {"Location": "http://foreign.example.test/x/"})
        reply = small_county(method, target, form)
        return replace(reply, body=reply.body.replace(b"</body>", foreign.encode() + b"</body>"))

    with LoopbackSite(respond) as site:
        made = record(site.url, "yunxi", tmp_path)
    assert {path.name for path in (made.folder / "pages").iterdir()} == {f"127.0.0.1_{site.port}"}
    assert load_case(made.folder).site.answers


def test_a_part_of_a_portal_proves_no_absence(tmp_path: Path) -> None:
    with LoopbackSite(small_county) as site:
        made = record(site.url, "yunxi", tmp_path, max_pages=3)
    assert made.record.reason == "page-cap"
    assert not load_case(made.folder).whole
    audit = app.run(str(made.folder), Options(tmp_path / "out", browser=HTTP)).audit
    assert not [f for f in audit.findings if f.rule == "broken-link" and f.outcome == "fail"]


def down(method: str, target: str, form: bytes) -> Reply:
    return html("<title>503</title>", 503)


@pytest.mark.parametrize(
    ("respond", "name", "words", "code"),
    [
        (small_county, "Yun_xi", ["Yun_xi", "小写"], 2),
        (small_county, "../yunxi", ["不合规"], 2),
        (small_county, "taken", ["已存在", "--name"], 2),
        (down, "yunxi", ["没有写样例", "请核对"], 3),
        (None, "yunxi", ["无法访问", "没有写样例"], 3),
    ],
    ids=["bad-name", "path-as-name", "taken", "nothing-read", "unreachable"],
)
def test_what_cannot_be_recorded_is_one_clear_error(
    respond: Respond | None, name: str, words: list[str], code: int, tmp_path: Path, auditor: Auditor
) -> None:
    (tmp_path / "taken").mkdir()
    with LoopbackSite(respond or down) as site:
        if respond is None:
            site._server.server_close()
        done = auditor("record", site.url, "--name", name, "--out", tmp_path)
    assert done.returncode == code, done.stderr
    line = done.stderr.strip().splitlines()[-1]
    assert line.startswith("错误：")
    assert all(word in line for word in words)
    assert files_below(tmp_path) == {"taken"}


# ── drift ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_portal_of_a_fresh_case_has_not_changed(qinghe: Recorded, auditor: Auditor) -> None:
    with LoopbackSite(small_county) as site:
        site.respond = demo_county(site.url)
        done = auditor("drift", qinghe.folder, "--url", site.url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "没有变化" in done.stdout


def test_a_redesign_is_told(tmp_path: Path, auditor: Auditor) -> None:
    changed = {
        **PAGES,
        "/": PAGES["/"]
        .replace("通知公告", "公示公告")
        .replace("</ul>", "<li><a href='/xwzx/'>新闻中心</a></li></ul>"),
        "/tzgg/": "<div id='app'></div><script>render('/api/list')</script><p>" + "页面说明" * 40 + "</p>",
        "/xwzx/": PAGES["/zcwj/"],
    }

    def redesigned(method: str, target: str, form: bytes) -> Reply:
        reply = small_county(method, target, form)
        if target not in changed:
            return reply
        return html(f"<html><head><meta charset='utf-8'></head><body>{changed[target]}</body></html>")

    with LoopbackSite(small_county) as site:
        made = record(site.url, "yunxi", tmp_path)
        site.respond = redesigned
        done = auditor("drift", made.folder, "--json")
        shown = auditor("drift", made.folder)
    assert done.returncode == shown.returncode == 1, done.stderr
    told = {(each["change"], each["name"]) for each in json.loads(done.stdout)["drift"]["differences"]}
    assert told == {("new", "新闻中心"), ("renamed", "通知公告"), ("rows-lost", "公示公告")}
    assert "栏目改名　通知公告：通知公告 → 公示公告" in shown.stdout
    assert "列表读不到了　公示公告：2 → 0 条" in shown.stdout


def test_a_portal_that_is_down_cannot_be_judged(tmp_path: Path, auditor: Auditor) -> None:
    with LoopbackSite(small_county) as site:
        made = record(site.url, "yunxi", tmp_path)
        site.respond = down
        done = auditor("drift", made.folder)
    assert done.returncode == 3
    assert "栏目没有了" not in done.stdout
    assert done.stderr.strip().splitlines()[-1].startswith("错误：无法判断")


def test_a_case_made_by_hand_is_compared_too() -> None:
    """It has no record.json. One list of the portal is now filled by a script that we cannot read."""
    filled_by_script = html(
        "<html><head><meta charset='utf-8'><title>通知公告</title></head><body><div id='list'></div>"
        f"<script>app.render('#list')</script><p>{'页面说明' * 40}</p></body></html>"
    )
    with LoopbackSite(small_county) as site:
        county = demo_county(site.url)
        site.respond = lambda method, target, form: (
            filled_by_script if target == "/zwgk/tzgg/" else county(method, target, form)
        )
        found = revisit("qinghe", site.url)
    told = [(each.change.value, each.name, each.now) for each in found.drift.differences]
    assert ("rows-lost", "通知公告", "0") in told
    assert not [change for change, *_ in told if change in ("family-new", "search", "emptied")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nosuchcase"], ["nosuchcase"]),
        (["http://www.qinghe.test/"], ["样例"]),
        (["qinghe", "--url", "ftp://x/"], ["--url", "ftp://x/"]),
    ],
)
def test_bad_words_are_one_clear_error(arguments: list[str], words: list[str], auditor: Auditor) -> None:
    done = auditor("drift", *arguments)
    assert done.returncode == 2
    [line] = done.stderr.strip().splitlines()
    assert line.startswith("错误：")
    assert all(word in line for word in words)


@pytest.fixture(autouse=True)
def _no_leftovers() -> Iterator[None]:
    before = set((FIXTURES / "html").iterdir())
    yield
    assert set((FIXTURES / "html").iterdir()) == before
