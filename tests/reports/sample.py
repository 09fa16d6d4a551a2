"""A hand-made audit of the invented county 清禾县, all rules, all outcomes, hostile crawled text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import search_sample

from auditor.codec import AUDIT_SCHEMA
from auditor.model import (
    Audit,
    AuditedColumn,
    AuditedDecision,
    AuditedPortal,
    Candidate,
    Clause,
    Coverage,
    Evidence,
    Failure,
    Finding,
    Group,
    Level,
    Obstacle,
    Outcome,
    PageKind,
    Presence,
    Score,
    Severity,
    StandardMatch,
    Tool,
)

BASE = "http://www.qinghe.gov.example"
TODAY = "2021-01-15"
SCRIPT = "<script>alert(1)</script>"
MARKUP = "[red]x[/red]"
ESCAPE = "清理\x1b[2J\x1b]0;own\x07完毕"
BIDI = "公示\u202e告公"
JAVASCRIPT = "javascript:alert(document.domain)"

GUIDE = Clause(
    "国办发〔2017〕47号",
    "政府网站发展指引 附件 网页设计规范",
    "避免空白栏目。",
    verified=True,
)
FOOTER = Clause(
    "国办发〔2017〕47号",
    "政府网站发展指引 附件 网页设计规范",
    "底部功能区至少要列明党政机关网站标识、“我为政府网站找错”监督举报平台入口、网站标识码、网站主办单位及联系方式、"
    "ICP备案编号、公安机关备案标识和站点地图等内容。",
)
INDEX = Clause(
    "国办秘函〔2019〕19号",
    "政府网站与政务新媒体检查指标 第一部分 单项否决指标 栏目不更新",
    "监测时间点前2周内的动态、要闻类栏目，以及监测时间点前6个月内的通知公告、政策文件类一级栏目，"
    "累计超过（含）5个未更新。",
    verified=True,
)
LEVEL54 = Clause(
    "国办发〔2019〕54号",
    "关于全面推进基层政务公开标准化规范化工作的指导意见",
    "政府门户网站要开设基层政务公开专栏，分领域集中公开。",
    verified=True,
)
RULES711 = Clause(
    "国务院令第711号",
    "政府信息公开条例 第二十四条",
    "各级人民政府应当加强依托政府门户网站公开政府信息的工作，利用统一的政府信息公开平台集中发布主动公开的政府信息。",
    verified=True,
)

FIELDS = (
    "重大建设项目",
    "公共资源交易",
    "财政预决算",
    "安全生产",
    "税收管理",
    "征地补偿（农村集体土地征收）",
    "国有土地上房屋征收与补偿",
    "保障性住房",
    "农村危房改造",
    "生态环境",
    "公共文化服务",
    "公共法律服务",
    "扶贫",
    "救灾",
    "食品药品监管",
    "城市综合执法",
    "就业",
    "社会保险",
    "户籍管理",
    "社会救助",
    "养老服务",
    "义务教育",
    "医疗卫生（卫生健康）",
    "市政服务",
    "涉农补贴",
    "国土空间规划（城乡规划）",
)
COLUMNS = (
    "政府信息公开",
    "政府信息公开指南",
    "政府信息公开制度",
    "法定主动公开内容",
    "政府信息公开年报",
    "依申请公开",
    "基层政务公开",
    "领导信息",
    "机构职能",
    "概况信息",
    "政策文件",
    "政策解读",
    "通知公告",
    "政务动态",
    "规划计划",
    "统计数据",
    "人事信息",
    "财政预决算",
    "行政事业性收费",
    "政府采购",
    "重大建设项目",
    "权责清单",
    "应急管理",
    "建议提案办理",
    "互动交流",
    "领导信箱",
    "征集调查",
    "在线访谈",
    "咨询投诉",
    "办事服务",
    "站内搜索",
    "网站地图",
    "政务新媒体",
    "村(居)务公开",
    "乡镇",
)
MISSING_FIELDS = ("城市综合执法", "涉农补贴")
UNSURE_FIELD = "扶贫"
UNREAD_FIELD = "户籍管理"
EMPTY_FIELDS = ("救灾", "农村危房改造")
STALE_FIELDS = ("税收管理", "养老服务", "市政服务")


def _column(number: int, name: str, path: tuple[str, ...], **more: Any) -> AuditedColumn:
    values: dict[str, Any] = {
        "kind": PageKind.LIST,
        "items": 20,
        "total": 20 + number * 7,
        "newest": f"2021-01-{number % 14 + 1:02d}",
        "empty": False,
        "stale": False,
        "limit_days": 180,
        "entry": None,
        "freshness": "notice",
    }
    return AuditedColumn(
        id=f"col-{number:03d}", url=f"{BASE}/c{number}/", name=name, path=(*path, name), **(values | more)
    )


def columns() -> tuple[AuditedColumn, ...]:
    found = [
        _column(1, "政务要闻", ("首页", "新闻中心"), limit_days=14, freshness="news", entry="column-13"),
        _column(2, "部门动态", ("首页", "新闻中心"), limit_days=14, newest="2020-12-02", stale=True),
        _column(3, "乡镇动态", ("首页", "新闻中心"), limit_days=14, newest="2021-01-03"),
        _column(4, "通知公告", ("首页", "政务公开"), entry="column-12"),
        _column(5, "政策文件", ("首页", "政务公开"), entry="column-10", total=None),
        _column(6, "政策解读", ("首页", "政务公开"), newest="2020-05-20", stale=True, entry="column-11"),
        _column(7, "人事信息", ("首页", "政务公开"), items=0, total=0, newest=None, empty=True, stale=None),
        _column(
            8,
            "统计数据",
            ("首页", "政务公开"),
            items=None,
            total=None,
            newest=None,
            empty=None,
            stale=None,
            failure=Failure.TIMEOUT,
        ),
        _column(
            9,
            "规划计划",
            ("首页", "政务公开"),
            items=None,
            total=None,
            newest=None,
            empty=None,
            stale=None,
        ),
        _column(
            10,
            "政府信息公开指南",
            ("首页", "政务公开", "政府信息公开"),
            kind=PageKind.CONTENT,
            items=None,
            total=None,
            limit_days=None,
            stale=None,
            newest="2019-06-01",
            freshness=None,
        ),
        _column(11, SCRIPT, ("首页", "专题专栏"), undated=3),
        replace(_column(12, BIDI, ("首页", "专题专栏")), url=JAVASCRIPT),
        _column(13, MARKUP + ESCAPE, ("首页", "专题专栏")),
        _column(14, "超长栏目名称" * 40, ("首页", "专题专栏")),
    ]
    for index, title in enumerate(FIELDS):
        if title in (*MISSING_FIELDS, UNSURE_FIELD, UNREAD_FIELD):
            continue
        changes: dict[str, Any] = {"limit_days": 365, "freshness": "other", "entry": f"field-{index + 1:02d}"}
        if title in EMPTY_FIELDS:
            changes |= {"items": 0, "total": 0, "newest": None, "empty": True, "stale": None}
        if title in STALE_FIELDS:
            changes |= {"newest": f"2019-11-{index % 28 + 1:02d}", "stale": True}
        found.append(
            _column(
                100 + index, title.split("（")[0], ("首页", "政务公开", "基层政务公开", "试点领域"), **changes
            )
        )
    return tuple(found)


def standard() -> tuple[StandardMatch, ...]:
    near = (
        Candidate("col-005", "执法公示", 61.5, "fuzzy"),
        Candidate("col-006", "城市管理" + SCRIPT, 55.0, "fuzzy"),
    )
    entries = []
    for index, title in enumerate(COLUMNS):
        outcome, column = Presence.PRESENT, None
        if title == "建议提案办理":
            outcome = Presence.ABSENT
        if title == "权责清单":
            outcome = Presence.CANT_TELL
        names = {
            "政务动态": "政务要闻",
            "通知公告": "通知公告",
            "政策解读": "政策解读",
            "政策文件": "政策文件",
        }
        column = next((c.id for c in columns() if c.name == names.get(title)), None)
        present = outcome is Presence.PRESENT
        entries.append(
            StandardMatch(
                id=f"column-{index}",
                title=title,
                group=Group.COLUMN,
                outcome=outcome,
                column=column,
                url=f"{BASE}/s{index}/" if present else None,
                published=(names.get(title) or title) if present else None,
                method=("alias" if title == "政务动态" else "exact") if present else None,
                score=(90.0 if title == "政务动态" else 100.0) if present else None,
                runners_up=() if present else near,
                required=title not in ("乡镇", "村(居)务公开"),
            )
        )
    by_entry = {c.entry: c for c in columns() if c.entry}
    for index, title in enumerate(FIELDS):
        key = f"field-{index + 1:02d}"
        column_of = by_entry.get(key)
        outcome = Presence.PRESENT if column_of else Presence.ABSENT
        if title == UNSURE_FIELD:
            outcome = Presence.AMBIGUOUS
        entries.append(
            StandardMatch(
                id=key,
                title=title,
                group=Group.FIELD,
                outcome=outcome,
                column=column_of.id if column_of else None,
                url=column_of.url if column_of else None,
                published=column_of.name if column_of else None,
                method="normalised" if column_of else None,
                score=97.5 if column_of else None,
                runners_up=() if column_of else near,
                required=True,
            )
        )
    return tuple(entries)


GUIDELINES = "基层政务公开标准目录（2019年试点领域标准指引）"
#: (id, 一级, 二级, 公开时限, verified); 09-01 has no 二级 of its own.
ITEMS = (
    ("01-01", "批准服务信息", "办事指南", "实时公开", True),
    ("01-02", "批准服务信息", "办理过程信息", "及时公开", True),
    ("01-03", "批准服务信息", "咨询监督", "实时公开", True),
    ("01-04", "批准结果信息", "政府投资项目建议书审批", "信息形成20个工作日内公开", False),
    ("09-01", "法规政策", "法规政策", "信息形成或者变更之日起20个工作日内", True),
    ("09-02", "危改政策" + SCRIPT, "办事指南", "长期" + ESCAPE, False),
    ("09-03", "结果公开", "改造结果" + MARKUP, "", False),
)


def items() -> tuple[StandardMatch, ...]:
    """Rows of two fields, one of each outcome; 01-01 is absent and has candidates."""
    near = (
        Candidate("col-004", "通知公告", 63.4, "fuzzy"),
        Candidate(f"{BASE}/elsewhere/", "办事大厅" + SCRIPT, 58.0, "slug"),
        Candidate("col-014", BIDI, 52.0, "fuzzy"),
        Candidate("col-013", "第四个", 51.0, "fuzzy"),
    )
    blank = [
        StandardMatch(
            id=id_,
            title=level2,
            group=Group.ITEM,
            outcome=Presence.ABSENT,
            basis=(Clause(GUIDELINES, id_, f"{level1} / {level2}", verified),),
            parent=f"field-{id_[:2]}",
            limit=limit,
        )
        for id_, level1, level2, limit, verified in ITEMS
    ]
    found = {"url": f"{BASE}/c5/", "column": "col-005", "published": "过程信息"}
    blank[0] = replace(blank[0], runners_up=near)
    blank[1] = replace(blank[1], outcome=Presence.PRESENT, method="fuzzy", score=85.7, basis=(), **found)
    blank[2] = replace(blank[2], outcome=Presence.AMBIGUOUS, method="part", score=70.0, **found)
    blank[3] = replace(blank[3], outcome=Presence.CANT_TELL)
    blank[5] = replace(
        blank[5], basis=(Clause("清县发〔2020〕3号", "附件第4行", "加项", False),), url=JAVASCRIPT
    )
    return tuple(blank)


def decisions() -> tuple[AuditedDecision, ...]:
    """One decision of each state and verdict."""
    return (
        AuditedDecision(
            "清禾概况",
            ("首页", "走进清禾"),
            "accept",
            "column-9",
            "概况信息",
            "李文",
            "2020-12-01",
            "介绍本县历史",
            None,
            "applied",
        ),
        AuditedDecision(
            "惠农补贴",
            None,
            "alias",
            "field-25",
            "涉农补贴",
            "李文",
            "2019-12-01",
            "同一内容",
            "2020-12-01",
            "expired",
        ),
        AuditedDecision(
            "旧栏目" + SCRIPT, None, "reject", None, None, BIDI, "2020-12-01", ESCAPE, None, "gone"
        ),
        AuditedDecision(
            "部门动态",
            ("新闻",),
            "reject",
            "column-13",
            "政务动态",
            "周敏",
            "2020-12-02",
            "部门自己的消息",
            None,
            "moved",
        ),
    )


def finding(rule: str, subject: str, name: str, outcome: Outcome, severity: Severity, **more: Any) -> Finding:
    code = {
        "missing-column": "PA001",
        "missing-field": "PA002",
        "empty-column": "PA003",
        "stale-column": "PA004",
        "broken-search": "PA005",
        "missing-site-fact": "PA006",
        "dead-link": "PA007",
        "incomplete-catalog-row": "PA009",
    }.get(rule, "PA999")
    fingerprint = f"{abs(hash_of(rule + subject)):016x}"
    return Finding(
        rule=rule,
        code=code,
        subject=subject,
        subject_name=name,
        outcome=outcome,
        severity=severity,
        fingerprint=fingerprint,
        **more,
    )


def hash_of(text: str) -> int:
    """A small stable hash (FNV-1a, 64 bits)."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) % 2**64
    return value


def findings() -> tuple[Finding, ...]:
    fail, warn, cant = Outcome.FAIL, Outcome.WARN, Outcome.CANT_TELL
    home = Evidence(f"{BASE}/", "首页 新闻中心 政务公开 办事服务 互动交流", "a" * 64, "nav")
    near = (
        Candidate("col-005", "执法公示", 61.5, "fuzzy"),
        Candidate("col-006", "城市管理" + SCRIPT, 55.0, "fuzzy"),
    )
    walls = (
        Obstacle(f"{BASE}/zwgk/jczwgk/hjgl/", "timeout", "户籍管理"),
        Obstacle(f"{BASE}/ztzl/", "script-menu", "专题专栏"),
    )
    return (
        finding(
            "missing-column",
            "column-23",
            "建议提案办理",
            fail,
            Severity.MAJOR,
            basis=(RULES711,),
            params={"pages_visited": 153},
            evidence=(home,),
            candidates=near,
            points=2.0,
        ),
        finding(
            "missing-column",
            "column-21",
            "权责清单",
            cant,
            Severity.MAJOR,
            basis=(RULES711,),
            params={"state": "absent", "reason": "unproven-absence", "obstacle_count": 2},
            evidence=(home,),
            candidates=near,
            obstacles=walls,
        ),
        finding(
            "missing-field",
            "field-16",
            "城市综合执法",
            fail,
            Severity.CRITICAL,
            basis=(LEVEL54,),
            params={"pages_visited": 153},
            evidence=(home,),
            candidates=near,
            points=3.5,
        ),
        finding(
            "missing-field",
            "field-25",
            "涉农补贴",
            fail,
            Severity.MAJOR,
            basis=(LEVEL54,),
            params={},
            evidence=(home,),
            points=2.0,
        ),
        finding(
            "missing-field",
            "field-19",
            "户籍管理",
            cant,
            Severity.MAJOR,
            basis=(LEVEL54,),
            params={"reason": "timeout"},
            obstacles=walls,
        ),
        finding(
            "missing-field",
            "field-13",
            "扶贫",
            cant,
            Severity.MAJOR,
            basis=(LEVEL54,),
            params={"state": "ambiguous", "pages_visited": 153, "parents": ["基层政务公开"]},
            candidates=(Candidate("col-9", "乡村振兴", 72.0, "review"),),
        ),
        finding(
            "empty-column",
            "col-007",
            "人事信息",
            fail,
            Severity.MAJOR,
            basis=(GUIDE, INDEX),
            params={},
            evidence=(Evidence(f"{BASE}/c7/", "暂无数据", "b" * 64, "ul.list"),),
            points=1.0,
        ),
        finding(
            "stale-column",
            "col-002",
            "部门动态",
            fail,
            Severity.MAJOR,
            basis=(INDEX,),
            params={
                "newest": "2020-12-02",
                "limit_days": 14,
                "age_days": 44,
                "days_left": -30,
                "state": "stale",
                "class": "news",
            },
            evidence=(Evidence(f"{BASE}/c2/", "县水务局召开工作会议 2020-12-02", "c" * 64, "列表第 3 行"),),
            points=1.5,
        ),
        finding(
            "stale-column",
            "col-003",
            "乡镇动态",
            warn,
            Severity.INFO,
            basis=(INDEX,),
            params={
                "newest": "2021-01-03",
                "limit_days": 14,
                "age_days": 12,
                "days_left": 2,
                "state": "due-soon",
            },
            evidence=(Evidence(f"{BASE}/c3/", "城关镇开展冬季消防检查 2021-01-03"),),
        ),
        finding(
            "stale-column",
            "col-009",
            "规划计划",
            cant,
            Severity.MINOR,
            basis=(INDEX,),
            params={"state": "unread", "limit_days": 365, "newest": None},
            obstacles=(Obstacle(f"{BASE}/c9/", "script-list", "规划计划"),),
            evidence=(Evidence(f"{BASE}/c9/"),),
        ),
        finding(
            "broken-search",
            "search",
            "站内搜索",
            fail,
            Severity.MAJOR,
            basis=(RULES711,),
            params={"reason": "unreachable", "query": "清禾县" + MARKUP + SCRIPT, "status": 500},
            evidence=(Evidence(f"{BASE}/search?q=1", f"共找到 0 条结果 {SCRIPT}"),),
            points=4.0,
        ),
        finding(
            "missing-site-fact",
            "police",
            "公安机关备案标识",
            warn,
            Severity.MINOR,
            basis=(FOOTER,),
            params={"reason": "absent", "unverified": True},
            evidence=(Evidence(f"{BASE}/", "主办：清禾县人民政府办公室"),),
        ),
        finding(
            "dead-link",
            "site",
            "清禾县人民政府",
            fail,
            Severity.MINOR,
            basis=(),
            params={
                "count": 63,
                "urls": [JAVASCRIPT, *(f"{BASE}/gone/{n}.html" for n in range(62))],
                "texts": [SCRIPT, *(f"附件{n}" for n in range(62))],
            },
            evidence=(
                *(Evidence(f"{BASE}/c4/", f"附件{n}", where=f"{BASE}/gone/{n}.html") for n in range(40)),
                Evidence(f"{BASE}/c4/", ESCAPE),
                Evidence(JAVASCRIPT, BIDI),
            ),
            points=0.5,
        ),
        finding(
            "new-rule",
            "col-013",
            MARKUP + ESCAPE,
            fail,
            Severity.MINOR,
            params={"odd": {"a": 1}, "nothing": None},
        ),
        finding(
            "empty-column", "*", "空白栏目检查", Outcome.ERROR, Severity.MINOR, params={"error": "ValueError"}
        ),
        finding("broken-search", "search-2", "站内搜索", Outcome.PASS, Severity.INFO),
        finding("missing-column", "column-34", "乡镇", Outcome.NOT_APPLICABLE, Severity.INFO),
        finding(
            "incomplete-catalog-row",
            "qinghe.gov.example/ml.xlsx",
            "清禾县政务公开事项标准目录",
            fail,
            Severity.MINOR,
            basis=(LEVEL54,),
            params={
                "total": 90,
                "count": 70,
                "elements": ["依据", "时限"],
                "absent": [],
                "rows": [
                    {
                        "where": "表1",
                        "line": n,
                        "level1": "批准服务",
                        "level2": f"事项{n}",
                        "missing": ["依据", "时限"],
                    }
                    for n in range(3, 68)
                ],
            },
            evidence=(Evidence(f"{BASE}/ml.xlsx", "批准服务 / 事项3（缺依据、时限）", "d" * 64, "表1第3行"),),
        ),
    )


def audit() -> Audit:
    """The sample: partly read, so the score is a range."""
    return Audit(
        schema=AUDIT_SCHEMA,
        tool=Tool("portal-auditor", "0.1.0", "2026.11", "2019", 559, 236),
        portal=AuditedPortal("example-qinghe", "清禾县人民政府", f"{BASE}/", Level.COUNTY),
        profile="national",
        profile_title="全国基层政务公开检查口径",
        unjudged=None,
        today=TODAY,
        coverage=Coverage(
            pages=153,
            failed=4,
            columns_seen=36,
            columns_fetched=35,
            articles_checked=96,
            links_checked=812,
            complete=False,
            obstacles=(
                Obstacle(f"{BASE}/zwgk/jczwgk/hjgl/", "timeout", "户籍管理"),
                Obstacle(f"{BASE}/ztzl/", "script-menu", "专题专栏"),
                Obstacle(f"{BASE}/tjsj/", "server-error", SCRIPT),
            ),
            reason="page-cap",
            failures=(("not-found", 63), ("timeout", 2)),
            unread_rows=2,
            pages_visited=tuple(f"{BASE}/p{n}/" for n in range(20)),
        ),
        columns=columns(),
        standard=(*standard(), *items()),
        site={
            "site_id": {"value": "5201010001", "quote": "网站标识码：5201010001", "url": f"{BASE}/"},
            "icp": "黔ICP备00000000号-1",
            "unread": ["footer.js"],
            "sponsor": {"value": f"清禾县人民政府办公室{SCRIPT}", "quote": "主办单位", "url": JAVASCRIPT},
        },
        findings=findings(),
        score=Score(best=85.5, worst=71.0, passed=96, failed=8, warned=2, cant_tell=5),
        decisions=decisions(),
        engines=search_sample.engines(),
        asked=search_sample.asked(),
    )


def large(count: int) -> Audit:
    """The sample with ``count`` overdue columns more, each with clause, evidence and candidates."""
    base = audit()
    model = base.findings[7]
    more = tuple(
        replace(
            model,
            subject=f"big-{n}",
            subject_name=f"栏目{n}",
            fingerprint=f"{n:016x}",
            candidates=(Candidate("x", f"相近{n}", 60.0, "fuzzy"),),
        )
        for n in range(count)
    )
    return replace(base, findings=(*base.findings, *more))


def clean_audit() -> Audit:
    """A fully read portal without a gap: no partial box, one score."""
    base = audit()
    return replace(
        base,
        coverage=replace(
            base.coverage, complete=True, obstacles=(), failed=0, reason="finished", unread_rows=0
        ),
        findings=(),
        score=Score(best=100.0, worst=100.0, passed=111, failed=0, warned=0, cant_tell=0),
    )
