"""A small county over loopback whose 公开指南 exists only as a file behind a link named 附件1."""

from __future__ import annotations

import functools
import http.server
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from auditor import app
from auditor.model import Audit, Level, Outcome, Presence, StandardMatch
from auditor.preparation import BrowserUse, Options
from tests.harness import FIXTURES

GUIDE = "清禾县政府信息公开指南"
BODY = ("为了方便公民、法人和其他组织获得政府信息，编制本指南。",)
MENU = (
    '<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>'
    '<li><a href="/zlxz/">资料下载</a></li><li><a href="/tzgg/">通知公告</a></li></ul>'
)
#: A file, or the page that stands in its place when there is none.
Site = dict[str, "str | bytes"]


def page(title: str, body: str, path: str = "") -> str:
    crumb = f' &gt; <a href="{path}">{title}</a>' if path else ""
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{MENU}'
        f'<div class="crumb">当前位置：<a href="/">首页</a>{crumb}</div>{body}'
        "<div class=footer>主办：清禾县人民政府办公室</div></body></html>"
    )


def files(*names: str) -> str:
    links = "".join(f'<p><a href="{name}">附件{n}</a></p>' for n, name in enumerate(names, 1))
    return f'<div class="TRS_Editor"><p>{"下列资料供各单位和群众查阅、下载使用。" * 8}</p>{links}</div>'


def site(*names: str) -> Site:
    rows = "".join(
        f'<li><a href="/tzgg/202603/t202603{day}_{day}.html">关于第{day}号事项的通知</a><span>2026-03-{day}</span></li>'
        for day in (20, 18, 12)
    )
    pages: Site = {
        "index.html": page("清禾县人民政府", "<p>欢迎</p>"),
        "zwgk/index.html": page("政务公开", f"<p>{'按规定公开。' * 30}</p>", "/zwgk/"),
        "zlxz/index.html": page("资料下载", files(*names), "/zlxz/"),
        "tzgg/index.html": page("通知公告", f'<ul class="list">{rows}</ul>', "/tzgg/"),
    }
    for day in (20, 18, 12):
        text = (
            f"<h1>关于第{day}号事项的通知</h1><p>发布日期：2026-03-{day}</p><div class=TRS_Editor>正文</div>"
        )
        pages[f"tzgg/202603/t202603{day}_{day}.html"] = page("通知", text, "/tzgg/")
    return pages


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(root: Path, content: Site) -> Iterator[str]:
    for path, body in content.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body if isinstance(body, bytes) else body.encode())
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


Auditing = Callable[[Site], app.Result]


@pytest.fixture
def result_of(tmp_path: Path) -> Auditing:
    def run(content: Site) -> app.Result:
        with served(tmp_path / "site", content) as url:
            options = Options(
                tmp_path / "out", date(2026, 6, 15), level=Level.COUNTY, browser=BrowserUse.NEVER
            )
            return app.run(url, options)

    return run


@pytest.fixture(scope="module")
def guide() -> bytes:
    sys.path.insert(0, str(FIXTURES))
    try:
        from office_files import document
    finally:
        sys.path.remove(str(FIXTURES))
    return document("pdf", GUIDE, BODY)


def standing(audit: Audit, entry: str = "col-guide") -> StandardMatch:
    return next(match for match in audit.standard if match.id == entry)


def missing(audit: Audit) -> dict[str, Outcome]:
    return {f.subject: f.outcome for f in audit.findings if f.rule == "missing-column"}


def test_the_guide_is_there_with_the_file_as_evidence(result_of: Auditing, guide: bytes) -> None:
    result = result_of(site("1.pdf") | {"zlxz/1.pdf": guide})
    found = standing(result.audit)
    assert (found.outcome, found.published, found.column) == (Presence.PRESENT, GUIDE, None)
    assert (found.url or "").endswith("/zlxz/1.pdf")
    assert "col-guide" not in missing(result.audit)
    assert "col-annual-report" in missing(result.audit)
    assert app.audit(result.folder).audit == result.audit


def test_without_the_file_it_is_missing(result_of: Auditing) -> None:
    audit = result_of(site()).audit
    assert standing(audit).outcome is Presence.ABSENT
    assert missing(audit)["col-guide"] is Outcome.FAIL


def test_a_scan_proves_nothing_and_is_no_unread_catalog(result_of: Auditing) -> None:
    scan = (FIXTURES / "documents" / "damaged" / "scanned.pdf").read_bytes()
    audit = result_of(site("1.pdf") | {"zlxz/1.pdf": scan}).audit
    assert missing(audit)["col-guide"] is Outcome.FAIL
    plain = result_of(site()).audit
    assert [(f.rule, f.subject, f.outcome) for f in audit.findings] == [
        (f.rule, f.subject, f.outcome) for f in plain.findings
    ]
