"""A real department portal, audited whole over loopback and compared with a table made by hand.

The table was read off the pages one by one: every list page that can be reached from the home page, with the
number of its rows, the newest date among them, and the verdict for 2021-01-15. The pages are third-party data
outside the project; without them the tests are skipped.
"""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from auditor import app
from auditor.model import Audit, Level, Outcome
from auditor.preparation import Options

PAGES = Path(__file__).resolve().parents[3] / "shared" / "real-pages" / "daozhen"
pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="real pages are not at hand")

#: path: (name, rows, newest, stale on 2021-01-15 — None where the question does not arise)
LISTS: dict[str, tuple[str, int, str | None, bool | None]] = {
    "/gzdt/ywyw/": ("业务要闻", 20, "2020-06-23", True),
    "/gzdt/xydt/": ("行业动态", 6, "2019-01-17", True),
    "/gzdt/ldhd/": ("领导活动", 4, "2018-02-13", True),
    "/gzdt/tzgg/": ("通知公告", 20, "2020-11-27", False),
    "/gzdt/rsks/": ("人事考试", 20, "2020-08-20", False),
    "/ywgz/": ("业务工作", 5, "2017-08-08", True),
    "/bmgk/jycy/gzdt_62430/": ("工作动态", 7, "2017-07-02", True),  # rows without a usable link
    "/bmgk/jycy/zcfg/": ("政策法规", 6, "2017-08-11", True),
    "/bmgk/jycy/bszn/": ("办事指南", 3, "2017-08-11", True),
    "/bmgk/sbjb/gzdt_62434/": ("工作动态", 9, "2017-06-23", True),
    "/bmgk/sbjb/zcfg_62435/": ("政策法规", 4, "2017-08-11", True),
    "/bmgk/sbjb/bszn_62436/": ("办事指南", 4, "2017-08-11", True),
    "/bmgk/zyzc/gzdt_62438/": ("工作动态", 2, "2017-08-08", True),
    "/bmgk/zyzc/zcfg_62439/": ("政策法规", 4, "2017-08-11", True),
    "/bmgk/zyzc/tzgg_62440/": ("通知公告", 1, "2017-08-08", True),
    "/bmgk/jcdd/gzdt_62442/": ("工作动态", 2, "2017-08-11", True),
    "/bmgk/jcdd/zcfg_62443/": ("政策法规", 4, "2017-08-11", True),
    "/bmgk/jcdd/tzgg_62444/": ("通知公告", 1, "2017-08-08", True),
    "/zwgk/gsgg/": ("公示公告", 20, "2020-12-30", False),
    "/zwgk/fpgz/": ("扶贫工作", 0, None, None),
    "/zwgk/djxx/": ("党建信息", 6, "2015-09-17", True),
    "/zwgk/lydp/": ("录用调配", 2, "2011-07-13", True),
    "/zwgk/ggzypz/": ("公共资源配置", 0, None, None),
    "/zwgk/zcfg_62459/": ("政策法规", 20, "2020-04-30", True),
    "/zwgk/zyzc/": ("专业职称", 20, "2018-04-25", True),
    "/zwgk/gwygl/": ("公务员管理", 5, "2011-03-03", True),
    "/zwgk/zcjd/": ("政策解读", 0, None, None),
    "/zwgk/bmwj/": ("部门文件", 12, "2018-10-18", True),
    "/zwgk/ghjh/": ("规划计划", 0, None, None),
    "/zwgk/rsxx/": ("人事信息", 1, "2019-07-10", True),
}
#: columns that are one text
TEXTS = {
    "/bmgk/dwzn/": "单位职能",
    "/bmgk/ldxx/": "领导信息",
    "/zwgk/ysqgk/": "依申请公开",
    "/syqt/rssdy/": "RSS订阅",
    "/syqt/lxfs/": "联系方式",
}
EMPTY = {"/zwgk/fpgz/", "/zwgk/ggzypz/", "/zwgk/zcjd/", "/zwgk/ghjh/", "/syqt/lxfs/"}
#: parents that only lead on to their first child; /zwgk/ leads to the portal's own former host name
STUBS = {
    "/gzdt/",
    "/bmgk/",
    "/zwgk/",
    "/syqt/",
    "/bmgk/jycy/",
    "/bmgk/sbjb/",
    "/bmgk/zyzc/",
    "/bmgk/jcdd/",
    "/zwgk/xxgkyjx/",
}
PRESENT = {
    "政府信息公开": "政务公开",
    "依申请公开": "依申请公开",
    "领导信息": "领导信息",
    "机构职能": "单位职能",
    "政策文件": "部门文件",
    "政策解读": "政策解读",
    "通知公告": "通知公告",
    "规划计划": "规划计划",
    "人事信息": "人事信息",
    "站内搜索": "站内搜索",
    "网站地图": "网站地图",
    "公共资源交易": "公共资源配置",
    "扶贫": "扶贫工作",
    "就业": "就业创业",
}
#: owed by a department and nowhere on this portal
MISSING = {"政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报"}


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audit]:
    handler = functools.partial(_Quiet, directory=str(PAGES))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    options = Options(tmp_path_factory.mktemp("out"), date(2021, 1, 15), level=Level.DEPARTMENT)
    try:
        yield app.run(f"http://127.0.0.1:{server.server_address[1]}/", options).audit
    finally:
        server.shutdown()
        server.server_close()


def test_every_reachable_page_is_the_right_column(audit: Audit) -> None:
    read = {
        column.id: (column.name, column.items, column.newest, column.stale)
        for column in audit.columns
        if column.kind == "list"
    }
    assert read == LISTS


def test_text_columns(audit: Audit) -> None:
    assert {column.id: column.name for column in audit.columns if column.kind == "content"} == TEXTS


def test_stubs_are_no_columns(audit: Audit) -> None:
    assert not STUBS & {column.id for column in audit.columns}


def test_empty_columns(audit: Audit) -> None:
    assert {column.id for column in audit.columns if column.empty} == EMPTY
    assert {finding.subject for finding in audit.findings if finding.rule == "empty-column"} == EMPTY


def test_stale_columns_are_the_findings(audit: Audit) -> None:
    stale = {path for path, row in LISTS.items() if row[3]}
    assert {
        f.subject for f in audit.findings if f.rule == "stale-column" and f.outcome is Outcome.FAIL
    } == stale


def test_standard_columns(audit: Audit) -> None:
    present = {match.title: match.published for match in audit.standard if match.outcome == "present"}
    assert present.items() >= PRESENT.items()
    missing = {finding.subject_name for finding in audit.findings if finding.rule == "missing-column"}
    assert missing == MISSING


def test_absence_is_proved_by_a_complete_crawl(audit: Audit) -> None:
    assert audit.coverage.complete
    assert audit.coverage.obstacles == ()


def test_the_script_only_search_box_answers_404(audit: Audit) -> None:
    (finding,) = [finding for finding in audit.findings if finding.rule == "broken-search"]
    assert finding.params["reason"] == "unreachable"


def test_dead_links_are_pages_that_are_not_there(audit: Audit) -> None:
    dead = {
        url for finding in audit.findings if finding.rule == "dead-link" for url in finding.params["urls"]
    }
    assert len(dead) == 53
    for url in dead:
        path = PAGES / url.split("/", 3)[3]
        assert not path.is_file()
        assert not (path / "index.html").is_file()
