"""A small county over loopback whose catalogs, lists and dates are read: pages, a spreadsheet, a locked file."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from auditor import app
from auditor.model import Audit, Finding, Level, Outcome
from auditor.preparation import Options
from tests.harness import FIXTURES

DOCUMENTS = FIXTURES / "documents"
MENU = (
    '<ul class="nav"><li><a href="/">首页</a></li><li><a href="/jczwgk/">基层政务公开</a></li>'
    '<li><a href="/jczwgk/bzml/">标准目录</a></li><li><a href="/jczwgk/ywjy/">义务教育</a></li>'
    '<li><a href="/jczwgk/jz/">救灾</a></li></ul>'
)
CRUMBS = {"jczwgk": "基层政务公开", "bzml": "标准目录", "ywjy": "义务教育", "jz": "救灾"}
SCHOOLS = """<table><tr><td>学校名称</td><td>学校地址</td><td>办学层次</td><td>办学类型</td><td>办公电话</td></tr>
<tr><td>城关小学</td><td>建设路1号</td><td>小学</td><td>公办</td><td>0851-25820001</td></tr>
<tr><td>南山小学</td><td>南山镇</td><td></td><td>公办</td><td>258</td></tr></table>"""


def crumb(path: str) -> str:
    parts = [part for part in path.strip("/").split("/") if part in CRUMBS]
    above = "".join(
        f' &gt; <a href="/{"/".join(parts[: n + 1])}/">{CRUMBS[part]}</a>' for n, part in enumerate(parts)
    )
    return f'<div class="crumb">当前位置：<a href="/">首页</a>{above}</div>'


def page(title: str, path: str, body: str) -> str:
    head = f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>'
    return f"{head}{MENU}{crumb(path)}{body}<div class=footer>主办：清禾县人民政府办公室</div></body></html>"


def listing(path: str, rows: list[tuple[str, str, str]]) -> str:
    lines = "".join(f'<li><a href="{url}">{title}</a><span>{day}</span></li>' for url, title, day in rows)
    return page(CRUMBS[path.strip("/").split("/")[-1]], path, f'<ul class="list">{lines}</ul>')


def article(title: str, path: str, body: str, formed: str = "", published: str = "2026-03-20") -> str:
    box = f"<p>{f'成文日期：{formed} ' if formed else ''}发布日期：{published}</p>"
    return page(title, path, f'<h1>{title}</h1>{box}<div class="TRS_Editor">{body}</div>')


def body_of(file: str) -> str:
    text = (DOCUMENTS / file).read_text("utf-8")
    return text[text.index("<table") : text.rindex("</table>") + 8]


def build(root: Path) -> None:
    pages = {
        "": page("清禾县人民政府", "/", "<p>欢迎</p>"),
        "jczwgk/": page("基层政务公开", "/jczwgk/", "<p>按领域公开。</p>" * 20),
        "jczwgk/bzml/": listing(
            "/jczwgk/bzml/",
            [
                (
                    "/jczwgk/bzml/202603/t20260320_1.html",
                    "清禾县义务教育领域基层政务公开标准目录",
                    "2026-03-20",
                ),
                ("/jczwgk/bzml/202603/t20260320_2.html", "清禾县养老服务领域标准目录", "2026-03-20"),
                ("/jczwgk/bzml/202603/t20260320_3.html", "清禾县户籍管理领域标准目录", "2026-03-20"),
            ],
        ),
        "jczwgk/bzml/202603/t20260320_1.html": article(
            "清禾县义务教育领域基层政务公开标准目录", "/jczwgk/bzml/", body_of("html-ticks.html")
        ),
        "jczwgk/bzml/202603/t20260320_2.html": article(
            "清禾县养老服务领域标准目录", "/jczwgk/bzml/", '<p>见附件：<a href="ml.xlsx">附件1</a></p>'
        ),
        "jczwgk/bzml/202603/t20260320_3.html": article(
            "清禾县户籍管理领域标准目录",
            "/jczwgk/bzml/",
            '<p><a href="hj.xlsx">清禾县户籍管理标准目录.xlsx</a></p>',
        ),
        "jczwgk/ywjy/": listing(
            "/jczwgk/ywjy/",
            [
                ("/jczwgk/ywjy/202603/t20260320_4.html", "清禾县2026年义务教育学校名录", "2026-03-20"),
                ("/jczwgk/ywjy/202603/t20260320_5.html", "清禾县教育局关于招生工作的通知", "2026-03-18"),
            ],
        ),
        "jczwgk/ywjy/202603/t20260320_4.html": article(
            "清禾县2026年义务教育学校名录", "/jczwgk/ywjy/", SCHOOLS
        ),
        "jczwgk/ywjy/202603/t20260320_5.html": article(
            "清禾县教育局关于招生工作的通知", "/jczwgk/ywjy/", "<p>正文</p>", "2026-03-17", "2026-03-18"
        ),
        "jczwgk/jz/": listing(
            "/jczwgk/jz/",
            [("/jczwgk/jz/202603/t20260320_6.html", "清禾县救灾工作方案", "2026-03-20")],
        ),
        "jczwgk/jz/202603/t20260320_6.html": article(
            "清禾县救灾工作方案", "/jczwgk/jz/", "<p>正文</p>", "2026年1月4日"
        ),
    }
    for path, text in pages.items():
        file = root / (f"{path}index.html" if path.endswith("/") or not path else path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    folder = root / "jczwgk" / "bzml" / "202603"
    (folder / "ml.xlsx").write_bytes((DOCUMENTS / "xlsx-channels.xlsx").read_bytes())
    (folder / "hj.xlsx").write_bytes((DOCUMENTS / "damaged" / "password.xlsx").read_bytes())


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[app.Result]:
    root = tmp_path_factory.mktemp("site")
    build(root)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    options = Options(tmp_path_factory.mktemp("out"), date(2026, 6, 15), level=Level.COUNTY)
    try:
        yield app.run(f"http://127.0.0.1:{server.server_address[1]}/", options)
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def audit(run: app.Result) -> Audit:
    return run.audit


def findings(audit: Audit, rule: str) -> dict[str, Finding]:
    return {finding.subject_name: finding for finding in audit.findings if finding.rule == rule}


def test_the_catalogs_are_found(audit: Audit) -> None:
    assert not findings(audit, "unpublished-catalog")


def test_complete_catalogs_pass_and_the_locked_one_is_unknown(audit: Audit) -> None:
    (found,) = findings(audit, "incomplete-catalog-row").values()
    assert found.outcome is Outcome.CANT_TELL
    assert found.subject_name == "清禾县户籍管理标准目录.xlsx"
    assert "密码" in found.params["reason"]


def test_fields_without_a_catalog_are_unknown_while_one_is_locked(audit: Audit) -> None:
    found = findings(audit, "uncovered-field")
    assert found["救灾"].outcome is Outcome.CANT_TELL
    assert found["救灾"].params["state"] == "no-catalog"
    assert found["养老服务"].params["rows"] == 3
    assert found["养老服务"].params["missing"]
    assert "义务教育学校名录" not in found["义务教育"].params["missing"]


def test_objects_lack_elements(audit: Audit) -> None:
    (found,) = findings(audit, "incomplete-object").values()
    assert found.params["objects"] == 2
    assert found.params["incomplete"] == [{"name": "南山小学", "missing": ["办学层次"]}]
    assert found.params["phones"] == ["258"]


def test_the_late_item_is_late_by_working_days(audit: Audit) -> None:
    (found,) = findings(audit, "late-item").values()
    assert found.subject_name == "救灾"
    assert found.outcome is Outcome.FAIL
    assert found.params["items"][0]["formed"] == "2026-01-04"
    assert found.params["worst"] > 20


def test_judging_again_offline_says_the_same(run: app.Result) -> None:
    assert app.audit(run.folder).audit == run.audit


def test_the_report_has_a_sentence_for_each(run: app.Result) -> None:
    text = run.report.read_text("utf-8")
    for words in ("文件设有打开密码", "南山小学", "个工作日才发布"):
        assert words in text
