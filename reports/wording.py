"""Chinese words for what the audit document says in codes. The prose itself is in ``wording/``: one file a rule, and
``general.yml`` for all of them.

Findings hold parameters only. Rules may send parameters and reasons that the wording does not know: a
sentence is used only when each of its placeholders has a value, and the last resort is a general sentence,
never an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import msgspec
import yaml

from auditor.model import Finding, Outcome
from reports.text import HERE, clean, number

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FOLDER = HERE / "wording"
_FORMATTER = Formatter()
#: Names of the home page, which say nothing at the head of a path.
HOME_NAMES = frozenset({"首页", "网站首页", "主页"})
#: So many members of a list stand in a sentence; a row of a catalog has eight elements.
_JOINED = 8
_NOT_MENDABLE = frozenset({Outcome.CANT_TELL, Outcome.ERROR})


@dataclass(frozen=True, slots=True)
class Words:
    """What the report says about one finding, as plain text."""

    title: str
    why: str
    sentence: str
    mend: str
    see: str
    remark: str


@dataclass(frozen=True, slots=True)
class _Variant:
    say: str
    when: dict[str, str | list[str]] = field(default_factory=dict)
    mend: str = ""
    see: str = ""


@dataclass(frozen=True, slots=True)
class ListWords:
    """How a list among the parameters is shown: its caption, the templates of a line (the first whose placeholders
    all have a value counts), and the parameter that holds the whole number (``of``)."""

    title: str
    lines: tuple[str, ...] = ()
    of: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    """Words of one rule. ``reasons`` and ``lists`` are those that it alone knows; they join those of all."""

    title: str
    why: str
    mend: str
    see: str
    variants: tuple[_Variant, ...]
    see_plain: str = ""
    see_with_url: str = ""
    reasons: dict[str, str] = field(default_factory=dict)
    lists: dict[str, ListWords] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Advice:
    mend: str
    see: str


@dataclass(frozen=True, slots=True)
class _Wording:
    general: _Rule
    cant_tell: _Advice
    unverified: str
    lists: dict[str, ListWords]
    labels: dict[str, dict[str, str]]
    rules: dict[str, _Rule] = field(default_factory=dict)


@cache
def _wording() -> _Wording:
    general = msgspec.convert(bundled(FOLDER / "general.yml"), _Wording)
    rules = {
        path.stem: msgspec.convert(bundled(path), _Rule) for path in sorted((FOLDER / "rules").glob("*.yml"))
    }
    reasons = {code: words for rule in rules.values() for code, words in rule.reasons.items()}
    return replace(
        general,
        rules=rules,
        lists=general.lists | {name: words for rule in rules.values() for name, words in rule.lists.items()},
        labels=general.labels | {"reason": reasons | general.labels["reason"]},
    )


def bundled(path: Path) -> Any:
    """A YAML file of our own. A hundred are read at each start, so libyaml reads them where it is there."""
    return yaml.load(path.read_bytes(), Loader=_LOADER)


def label(kind: str, key: object) -> str:
    """The Chinese name of a code, e.g. ``label("outcome", "fail")`` → 不符合; an unknown code as it is."""
    text = str(key)
    return _wording().labels.get(kind, {}).get(text) or clean(text, 80)


def reason(code: object) -> str:
    """Plain words for a failure or a reader's obstacle, e.g. ``timeout`` → 访问超时."""
    return label("reason", code)


def reason_of(finding: Finding) -> str:
    """Why a finding came out as it did, in plain words; empty when it does not say."""
    known = labels("reason")
    first = finding.obstacles[0].reason if finding.obstacles else None
    for code in (finding.params.get("reason"), first):
        if isinstance(code, str) and code:
            return reason(code)
    return known.get(str(finding.params.get("state")), "")


def labels(kind: str) -> dict[str, str]:
    """All codes of a kind with their Chinese names, in the order in which people read them."""
    return dict(_wording().labels.get(kind, {}))


def lists() -> dict[str, ListWords]:
    """The lists among parameters that people want to see, by parameter."""
    return _wording().lists


def rule_title(rule: str, own: str = "") -> str:
    """The report's name for a rule; for one without a wording file its ``own`` title, as the audit has it."""
    known = _wording().rules.get(rule)
    return known.title if known else clean(own, 60) or f"{_wording().general.title}（{clean(rule, 60)}）"


def rule_why(rule: str) -> str:
    return _wording().rules.get(rule, _wording().general).why


def words_for(finding: Finding, today: str) -> Words:
    """All sentences of one finding; ``today`` is the audit's date, ISO 8601."""
    wording = _wording()
    rule = wording.rules.get(finding.rule, wording.general)
    values = _values(finding, today)
    variant = _choose(rule, finding, values) or _choose(wording.general, finding, values)
    warned = finding.outcome is Outcome.WARN
    advice = wording.cant_tell if finding.outcome in _NOT_MENDABLE else None
    sentence = _fill(variant.say, values) if variant else None
    mends = (variant.mend if variant else "", advice.mend if advice else rule.mend, wording.general.mend)
    sees = [variant.see if variant else "", rule.see, rule.see_plain, wording.general.see_with_url]
    if advice and finding.obstacles:
        sees.insert(0, advice.see)
    return Words(
        title=rule_title(finding.rule),
        why=rule.why,
        sentence=sentence or values["name"],
        mend=first_filled(mends, values),
        see=first_filled((*sees, wording.general.see), values),
        remark=wording.unverified if finding.params.get("unverified") is True and warned else "",
    )


def _choose(rule: _Rule, finding: Finding, values: Mapping[str, str]) -> _Variant | None:
    """First variant whose conditions hold and whose placeholders all have a value."""
    facts = {key: _code(value) for key, value in finding.params.items() if isinstance(value, str | int)}
    facts["outcome"] = finding.outcome.value
    for variant in rule.variants:
        holds = all(
            facts.get(key) in (wanted if isinstance(wanted, list) else [wanted])
            for key, wanted in variant.when.items()
        )
        if holds and _fill(variant.say, values) is not None:
            return variant
    return None


def _code(value: str | int) -> str:
    """A parameter as conditions write it: ``true``, ``404``, ``overdue``."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def first_filled(templates: Sequence[str], values: Mapping[str, str]) -> str:
    """The first template whose placeholders all have a value, filled; "" when there is none."""
    return next((text for template in templates if template and (text := _fill(template, values))), "")


def _fill(template: str, values: Mapping[str, str]) -> str | None:
    """``template`` with its placeholders filled; None when one of them has no value."""
    names = {name for _, name, _, _ in _FORMATTER.parse(template) if name}
    if any(not values.get(name) for name in names):
        return None
    return template.format_map(values)


def _values(finding: Finding, today: str) -> dict[str, str]:
    """Placeholder values: the parameters as text, and what can be said from the finding itself."""
    values = {str(key): as_text(value) for key, value in finding.params.items()}
    urls = finding.params.get("urls")
    if "count" not in values and isinstance(urls, list | tuple):
        values["count"] = str(len(urls))
    values["name"] = _name(finding)
    values["today"] = today
    values["url"] = clean(finding.evidence[0].url, 400) if finding.evidence else values.get("url", "")
    fact = finding.params.get("fact")
    fact_name = label("fact", fact) if isinstance(fact, str) else ""
    values["fact_text"] = values["name"] if fact_name in ("", fact) else fact_name
    values["reason_text"] = reason_of(finding)
    return values


def _name(finding: Finding) -> str:
    """The subject's name; that of a column with the names above it, for many columns are called 工作动态."""
    name = clean(finding.subject_name or finding.subject, 120)
    path = finding.params.get("path")
    if not isinstance(path, list | tuple) or not path or path[-1] != finding.subject_name:
        return name
    above = [clean(str(one), 40) for one in path[:-1] if one not in HOME_NAMES]
    return " › ".join([*above[-2:], name])


def as_text(value: Any) -> str:
    """A parameter as part of a sentence: lists joined, long ones cut short with 等; "" for what has no plain words."""
    if value is None or isinstance(value, bool | dict):
        return ""
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, list | tuple) and value and all(str(one).startswith("http") for one in value):
        return str(len(value))  # addresses are listed elsewhere; a sentence counts them
    if isinstance(value, list | tuple):
        parts = [part for one in value[: _JOINED + 1] if (part := clean(as_text(one), 60))]
        return "、".join(parts[:_JOINED]) + ("等" if len(parts) > _JOINED else "")
    return clean(str(value), 200)
