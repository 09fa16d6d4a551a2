"""Engines of the sample with all that may come of a query, hostile text in every place, and the requests of the probes."""

from __future__ import annotations

from urllib.parse import urlencode

from auditor.model import (
    AuditedRequest,
    Failure,
    OpenedResult,
    Purpose,
    QueryKind,
    SearchEngine,
    SearchFilter,
    SearchForm,
    SearchQuery,
    SearchTrial,
    TrialState,
)

BASE = "http://www.qinghe.gov.example"
SCRIPT = "<script>alert(1)</script>"
ESCAPE = "清理\x1b[2J\x1b]0;own\x07完毕"
BIDI = "公示\u202e告公"
JAVASCRIPT = "javascript:alert(document.domain)"
ACTION = f"{BASE}/search"
NONSENSE = "魍魉琥珀踯躅"


def trial(
    state: TrialState,
    text: str,
    kind: QueryKind = QueryKind.WHOLE,
    *,
    title: str = "",
    url: str = f"{BASE.removeprefix('http://')}/a/1.html",  # canonical: without scheme
    failure: Failure | None = None,
    status: int | None = 200,
    elapsed_ms: int = 0,
    rank: int | None = None,
    results: int = 0,
    total: int | None = None,
    marked: bool = False,
    reason: str = "",
) -> SearchTrial:
    nonsense = kind is QueryKind.NONSENSE
    query = (
        SearchQuery(text, kind)
        if nonsense
        else SearchQuery(text, kind, title or text, url, "c", "2020-03-02")
    )
    return SearchTrial(
        query,
        f"{ACTION}?{urlencode({'q': text})}",
        state,
        status=status,
        failure=failure,
        elapsed_ms=elapsed_ms,
        rank=rank,
        results=results,
        total=total,
        marked=marked,
        reason=reason,
        quote=SCRIPT,
    )


def engines() -> tuple[SearchEngine, ...]:
    title = "关于公布清禾县2020年第一批县级政务公开标准化规范化试点单位名单的通知"
    trials = (
        trial(TrialState.FOUND, title, elapsed_ms=420, rank=1, results=10, total=34, marked=True),
        trial(
            TrialState.FOUND, "试点单位名单", QueryKind.PART, title=title, elapsed_ms=380, rank=3, results=10
        ),
        trial(TrialState.NOTHING, "清政办发〔2020〕15号", QueryKind.NUMBER, title=title, elapsed_ms=6120),
        trial(TrialState.MISSED, f"县水务局{SCRIPT}", results=10, total=260, url=JAVASCRIPT, elapsed_ms=410),
        trial(TrialState.FAILED, f"{BIDI}{ESCAPE}", status=500, failure=Failure.SERVER_ERROR),
        trial(TrialState.CANT_TELL, "县级预算公开", status=None, failure=Failure.TIMEOUT),
        trial(TrialState.CANT_TELL, "县级决算公开", reason="captcha"),
        trial(TrialState.MISSED, NONSENSE, QueryKind.NONSENSE, results=10, total=260, elapsed_ms=400),
    )
    opened = (
        OpenedResult(f"{BASE}/a/1.html", title, title, 200),
        OpenedResult(f"{BASE}/a/2.html", SCRIPT, title, 404, Failure.NOT_FOUND),
        OpenedResult(JAVASCRIPT, BIDI, title, None, Failure.TIMEOUT),
    )
    return (
        SearchEngine(
            SearchForm(ACTION, "GET", "q"), "jsearch", trials, opened, (SearchFilter.TIME, SearchFilter.SORT)
        ),
        SearchEngine(SearchForm("", "GET", ""), skipped="no-address"),
        SearchEngine(SearchForm(f"{BASE}/s{SCRIPT}", "POST", "kw"), skipped="budget"),
    )


def asked() -> tuple[AuditedRequest, ...]:
    queries = engines()[0].trials
    return (
        AuditedRequest(Purpose.SEARCH, "GET", f"{BASE}/", status=200, elapsed_ms=90),
        *(
            AuditedRequest(Purpose.SEARCH, "GET", each.url, "", each.status, each.failure, each.elapsed_ms)
            for each in queries
        ),
        AuditedRequest(
            Purpose.SEARCH,
            "POST",
            f"{BASE}/e/search/index.php",
            urlencode({"keyboard": SCRIPT, "show": "title"}),
            302,
        ),
        AuditedRequest(Purpose.SEARCH, "POST", f"{BASE}/gbk", urlencode({"k": "查询"}, encoding="gbk"), 200),
        AuditedRequest(Purpose.SEARCH, "GET", f"{BASE}/", urlencode({"q": "浏览器里输入的词"}), 200),
        AuditedRequest(Purpose.SEARCH_RESULT, "GET", f"{BASE}/a/2.html", "", 404, Failure.NOT_FOUND, 60),
        AuditedRequest(Purpose.FORM_TARGET, "HEAD", f"{BASE}/mail/save.do?{SCRIPT}", "", 405),
        AuditedRequest(Purpose.FORM_TARGET, "OPTIONS", f"{BASE}/mail/save.do", "", None, Failure.REFUSED),
    )
