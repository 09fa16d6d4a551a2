"""The county report: one self-contained HTML file in Chinese, a pure function of the audit.

Crawled text is never markup (autoescape), never moves or hides text (``reports.text.clean`` on every value)
and becomes a link only when it is an absolute http(s) address. The page loads nothing: its
Content-Security-Policy allows only the style and the script that are in it, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from auditor.model import Audit, Group
from reports import wording
from reports.account_views import accounts_of
from reports.decided import decision_views
from reports.dialogs import dialogs_of
from reports.grades import grades_of
from reports.items import items_of
from reports.organs import organs_of
from reports.search import engines_of, requests_of
from reports.summary import site_facts, summarise
from reports.text import HERE, clean, number, safe_href
from reports.tree import branches
from reports.view import FIELD_STATES, MatchView, match_views, rule_groups, settled

_BEIJING = timezone(timedelta(hours=8))
#: Up to this many open findings are shown unfolded.
_UNFOLDED = 40
#: From this many findings and columns on, the browser lays out only what is in view.
_MANY = 400


#: Sections by id, with their names in the bar at the top.
_SECTIONS = (
    ("summary", "结论"),
    ("grades", "得分构成"),
    ("fields", "重点领域"),
    ("findings", "问题清单"),
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
    ("notes", "说明"),
)
_NUMERALS = (*"一二三四五六七八九十", *(f"十{digit}" for digit in "一二三四五"))
#: Sections that stand only where their view holds something.
_OPTIONAL = {
    "grades": "grades",
    "fields": "fields",
    "standard": "standard",
    "columns": "branches",
    "items": "items",
    "organs": "organs",
    "search": "engines",
    "dialogs": "dialogs",
    "accounts": "accounts",
    "probes": "requests",
    "decided": "decisions",
    "site": "site",
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


def render_html(audit: Audit, run: RunInfo | None = None) -> str:
    """The whole report as text; write it as UTF-8. Raises nothing for a valid audit, whatever was crawled."""
    groups = rule_groups(audit)
    total = sum(len(group.findings) for group in groups)
    views = _views(audit)
    style, script = _asset("report.css"), _asset("report.js")
    return (
        _environment()
        .get_template("report.html")
        .render(
            audit=audit,
            c=audit.coverage,
            s=summarise(audit),
            groups=groups,
            total=total,
            many=total + len(audit.columns) > _MANY,
            unfolded=total <= _UNFOLDED,
            settled=settled(audit),
            field_counts=_state_counts(views["fields"]),
            sections=_sections({section: bool(views[view]) for section, view in _OPTIONAL.items()}),
            column_count=len(audit.columns),
            run=run,
            period=_period(run),
            style=Markup(style),
            script=Markup(script),
            style_hash=Markup(_hash(style)),
            script_hash=Markup(_hash(script)),
            **views,
        )
    )


def _views(audit: Audit) -> dict[str, Any]:
    """What not every portal has, by the name that the templates know it under; false when there is none of it."""
    return {
        "grades": grades_of(audit),
        "fields": match_views(audit, Group.FIELD),
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
    }


def _standard(audit: Audit) -> list[tuple[str, tuple[MatchView, ...]]]:
    groups = [(group, match_views(audit, group)) for group in (Group.COLUMN, Group.FIELD)]
    return [(wording.label("group", group.value), rows) for group, rows in groups if rows]


def _sections(optional: Mapping[str, bool]) -> dict[str, Section]:
    """The sections that the report has, numbered through; those of ``optional`` only when they are wanted."""
    wanted = [(key, name) for key, name in _SECTIONS if optional.get(key, True)]
    return {key: Section(no, name) for (key, name), no in zip(wanted, _NUMERALS, strict=False)}


def _state_counts(fields: tuple[MatchView, ...]) -> list[tuple[str, int]]:
    count = Counter(cell.state for cell in fields)
    return [(state, count[state]) for state in FIELD_STATES if count[state]]


def _period(run: RunInfo | None) -> str:
    """When the pages were fetched, Beijing time: ``2021-01-15 09:30 至 09:41（用时 11 分 20 秒）``; as given when no times."""
    if run is None:
        return ""
    try:
        start, end = _beijing(run.started), _beijing(run.finished)
        seconds = int((end - start).total_seconds())
    except (ValueError, TypeError):
        return f"{run.started} 至 {run.finished}"
    finish = end.strftime("%H:%M" if end.date() == start.date() else "%Y-%m-%d %H:%M")
    return f"{start:%Y-%m-%d %H:%M} 至 {finish}（用时 {_duration(max(seconds, 0))}）"


def _beijing(text: str) -> datetime:
    """The time as the office's clock shows it; one without a zone is taken as it is."""
    time = datetime.fromisoformat(text)
    return time.astimezone(_BEIJING) if time.tzinfo else time


def _duration(seconds: int) -> str:
    """``1 小时 5 分``, ``11 分 20 秒``."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = ((hours, "小时"), (minutes, "分"), (0 if hours else left, "秒"))
    return " ".join(f"{value} {unit}" for value, unit in parts if value) or "不足 1 秒"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        finalize=_finalize,
    )
    environment.filters["label"] = lambda key, kind: wording.label(kind, key)
    environment.filters["href"] = safe_href
    environment.filters["clip"] = lambda text, limit: clean(str(text), limit)
    environment.filters["num"] = number
    return environment


def _finalize(value: Any) -> Any:
    """Applied to each value that a template writes, before it is escaped."""
    if value is None:
        return ""
    return value if isinstance(value, Markup) else clean(str(value))


@cache
def _asset(name: str) -> str:
    """Style or script of the report, as it stands between its tags."""
    return (HERE / "static" / name).read_text("utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()
