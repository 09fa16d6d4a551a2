"""The county report: one self-contained HTML file in Chinese, a pure function of the audit.

Crawled text is never markup (autoescape), never moves or hides text (``reports.text.clean`` on every value)
and becomes a link only when it is an absolute http(s) address. The page loads nothing: its
Content-Security-Policy allows only the style and the script that are in it, by their hashes, and pictures that stand in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auditor.model import Audit, Group, Outcome
from auditor.model.reporting import Attachments, TrendPoint
from reports import wording
from reports.account_views import accounts_of
from reports.cards import Cards, cards_of
from reports.changes import changes_of
from reports.decided import decision_views
from reports.dialogs import dialogs_of
from reports.environment import asset, csp_hash, environment
from reports.field_cells import field_matrix
from reports.grades import grades_of
from reports.items import items_of
from reports.organs import organs_of
from reports.period import period
from reports.search import engines_of, requests_of
from reports.sparkline import trend_of
from reports.summary import count_of, has_score, site_facts, summarise
from reports.tree import branches
from reports.view import MatchView, match_views, settled
from reports.waiver_views import waiver_views

_NOTHING = Attachments()
#: Up to this many open findings are shown unfolded.
_UNFOLDED = 40
#: From this many findings and columns on, the browser lays out only what is in view.
_MANY = 400
#: So many of the pages that were read are named.
_VISITED = 3000

#: Sections by id, with their names in the bar at the top.
_SECTIONS = (
    ("summary", "结论"),
    ("changes", "整改情况"),
    ("fields", "重点领域"),
    ("findings", "问题清单"),
    ("waivers", "豁免"),
    ("grades", "得分构成"),
    ("standard", "规范栏目"),
    ("items", "事项对照"),
    ("columns", "栏目清单"),
    ("organs", "部门乡镇"),
    ("search", "站内搜索"),
    ("dialogs", "互动渠道"),
    ("accounts", "政务新媒体"),
    ("probes", "主动探查"),
    ("decided", "人工认定"),
    ("site", "标识信息"),
    ("visited", "已读页面"),
    ("notes", "说明"),
)
_NUMERALS = (*"一二三四五六七八九十", *(f"十{digit}" for digit in "一二三四五六七八"))
#: Sections that stand only where their view holds something.
_OPTIONAL = {
    "changes": "changes",
    "fields": "fields",
    "waivers": "waivers",
    "grades": "grades",
    "standard": "standard",
    "items": "items",
    "columns": "branches",
    "organs": "organs",
    "search": "engines",
    "dialogs": "dialogs",
    "accounts": "accounts",
    "probes": "requests",
    "decided": "decisions",
    "site": "site",
    "visited": "visited",
}


@dataclass(frozen=True, slots=True)
class Section:
    no: str
    name: str


@dataclass(frozen=True, slots=True)
class RunInfo:
    """When the pages were fetched: ISO 8601 times with zone, and the name of the snapshot directory.
    On a second night, ``carried`` addresses were not asked again and ``unchanged`` ones had nothing new.

    Not part of the audit document, which holds no clock time.
    """

    started: str
    finished: str
    snapshot: str = ""
    carried: int = 0
    unchanged: int = 0


def render_html(audit: Audit, run: RunInfo | None = None, attached: Attachments = _NOTHING) -> str:
    """The whole report as text; write it as UTF-8. Raises nothing for a valid audit, whatever was crawled.

    ``attached`` is what an audit does not hold itself: the difference to an earlier one, the scores of earlier ones,
    and the pictures that its ``shots`` name.
    """
    cards = cards_of(audit, attached)
    views = _views(audit, cards, attached)
    style, script = asset("report.css") + asset("report.media.css"), asset("report.js")
    return (
        environment()
        .get_template("report.html")
        .render(
            audit=audit,
            c=audit.coverage,
            s=summarise(audit),
            cards=cards,
            many=cards.total + len(audit.columns) > _MANY,
            unfolded=cards.total <= _UNFOLDED,
            anchors=frozenset(card.view.anchor for group in cards.groups for card in group.cards),
            settled=settled(audit),
            sections=_sections({section: bool(views[view]) for section, view in _OPTIONAL.items()}),
            run=run,
            period=period(run.started, run.finished) if run else "",
            style=style,
            script=script,
            style_hash=csp_hash(style),
            script_hash=csp_hash(script),
            **views,
        )
    )


def _views(audit: Audit, cards: Cards, attached: Attachments) -> dict[str, Any]:
    """What not every portal has, by the name that the templates know it under; false when there is none of it."""
    return {
        "changes": changes_of(attached.diff),
        "fields": field_matrix(audit, cards),
        "waivers": waiver_views(audit),
        "grades": grades_of(audit),
        "standard": _standard(audit),
        "branches": branches(audit),
        "items": items_of(audit),
        "organs": organs_of(audit),
        "engines": engines_of(audit),
        "dialogs": dialogs_of(audit),
        "accounts": accounts_of(audit),
        "requests": requests_of(audit),
        "decisions": decision_views(audit),
        "site": site_facts(audit.site),
        "visited": audit.coverage.pages_visited[:_VISITED],
        "trend": trend_of(_with_today(audit, attached.trend)),
    }


def _with_today(audit: Audit, earlier: tuple[TrendPoint, ...]) -> tuple[TrendPoint, ...]:
    """The earlier audits and this one, unless it is among them or has no score."""
    if not earlier or not has_score(audit) or earlier[-1].day == audit.today:
        return earlier
    score = audit.score
    failed, warned, unknown = (
        count_of(audit, outcome) for outcome in (Outcome.FAIL, Outcome.WARN, Outcome.CANT_TELL)
    )
    return (*earlier, TrendPoint(audit.today, score.best, score.worst, failed, warned, unknown))


def _standard(audit: Audit) -> list[tuple[str, tuple[MatchView, ...]]]:
    groups = [(group, match_views(audit, group)) for group in (Group.COLUMN, Group.FIELD)]
    return [(wording.label("group", group.value), rows) for group, rows in groups if rows]


def _sections(optional: Mapping[str, bool]) -> dict[str, Section]:
    """The sections that the report has, numbered through; those of ``optional`` only when they are wanted."""
    wanted = [(key, name) for key, name in _SECTIONS if optional.get(key, True)]
    return {key: Section(no, name) for (key, name), no in zip(wanted, _NUMERALS, strict=False)}
