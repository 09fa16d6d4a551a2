"""Compact cases of ``fixtures/rules/<rule>.yml`` → :class:`auditor.facts.Facts`.

Addresses that start with ``/`` belong to the portal ``http://www.demo.gov.cn``. Everything left out is the
most harmless value: a complete crawl, a readable home page, a column that is a list.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from auditor import model, strict_yaml, urls
from auditor.catalog.limits import parse_limits
from auditor.duties import Milestone, PlanClause, PlanDocument
from auditor.facts import Facts, assemble
from auditor.profile import Profile, load_profile
from auditor.rule import discover
from auditor.workdays import workdays_between
from tests.mutations import Mutation

ROOT = Path(__file__).resolve().parents[2]
CASES_DIR = ROOT / "fixtures" / "rules"
HOST = "http://www.demo.gov.cn"
T = TypeVar("T")


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class PortalRow(Row):
    level: model.Level = model.Level.COUNTY
    source: model.Source = model.Source.LIVE


class ObstacleRow(Row):
    url: str
    reason: str


class CoverageRow(Row):
    complete: bool = True
    reason: str = "finished"
    obstacles: list[ObstacleRow] = []
    pages: int = 12


class ItemRow(Row):
    title: str = "标题"
    url: str | None = None
    date: str | None = None


class WrongRow(Row):
    shown: str
    value: str = ""
    title: str = "标题"
    url: str = ""


class WitnessRow(Row):
    kind: model.WitnessKind
    value: str
    raw: str = ""
    role: model.DateRole = model.DateRole.PUBLISHED


class ConflictRow(Row):
    witnesses: list[WitnessRow]
    visible: bool = True
    title: str = "标题"
    url: str = "/a/1.html"


class ColumnRow(Row):
    id: str
    name: str
    url: str = ""
    kind: model.PageKind = model.PageKind.LIST
    path: list[str] = []
    dates: list[str | None] = []
    items: list[ItemRow] = []
    newest: str | None = None
    empty: bool | None = None
    quote: str = ""
    failure: model.Failure | None = None
    obstacles: list[str] = []
    entry: str | None = None
    parent: str | None = None
    more: bool = False
    latest: str | None = None
    earliest: str | None = None
    wrong: list[WrongRow] = []
    conflicts: list[ConflictRow] = []
    compared: int = 0


class NavRow(Row):
    name: str
    url: str
    kind: str = "external"
    target: str | None = None


class StandardRow(Row):
    id: str
    outcome: model.Presence = model.Presence.PRESENT
    title: str = ""
    group: model.Group = model.Group.COLUMN
    required: bool = True
    severity: str = "major"
    verified: bool = True
    freshness: str = "other"
    parents: list[str] = []
    judged_by: str | None = None
    url: str | None = None
    candidates: list[str] = []


class FormRow(Row):
    action: str = "/search"
    visible: bool = True


class TrialRow(Row):
    """A query put to an engine. Without ``date`` the item is old; ``url`` is that of the item, by its title when left out,
    ``at`` where the answer came from (the engine's own address)."""

    kind: model.QueryKind = model.QueryKind.WHOLE
    state: model.TrialState = model.TrialState.FOUND
    title: str = "关于某事的通知"
    text: str = ""
    date: str = "2020-01-02"
    url: str = ""
    column: str = ""
    at: str = ""
    status: int | None = 200
    failure: model.Failure | None = None
    elapsed_ms: int = 0
    rank: int | None = None
    results: int = 0
    total: int | None = None
    marked: bool = False
    reason: str = ""
    quote: str = ""
    through: str = ""


class OpenedRow(Row):
    url: str
    title: str = "标题"
    query: str = "某词"
    status: int | None = 200
    failure: model.Failure | None = None


class EngineRow(Row):
    action: str = "/search"
    family: str = "generic"
    trials: list[TrialRow] = []
    opened: list[OpenedRow] = []
    filters: tuple[model.SearchFilter, ...] = ()
    skipped: str = ""


class SiteRow(Row):
    found: list[str] = []
    unread: list[str] = []
    footer_seen: bool = True


class BrokenRow(Row):
    url: str
    found_on: str
    text: str = ""
    status: int | None = 404
    failure: model.Failure = model.Failure.NOT_FOUND
    attachment: bool = False


class PublishedRowRow(Row):
    level2: str = ""
    level1: str = ""
    content: str = "内容"
    basis: str = "依据"
    limit: str = "20个工作日内"
    field: str = ""
    missing: list[str] = []
    publisher: str = ""
    channels: list[str] = []


class CatalogRow(Row):
    url: str = "/ml.html"
    names: list[str] = []
    rows: list[PublishedRowRow] = []
    absent: list[str] = []
    reason: str | None = None
    date: str | None = None


class ElementItemRow(Row):
    """A row of the national catalog."""

    id: str
    level2: str
    field: str = "field-22"
    level1: str = ""
    limit: str = ""
    verified: bool = True
    levels: tuple[model.Level, ...] = (model.Level.COUNTY,)


class ObjectsRow(Row):
    attributes: list[str]
    objects: list[list[str]]
    url: str = "/mlu.html"
    names: list[str] = []


class DatedRow(Row):
    column: str
    formed: str
    published: str
    title: str = "关于某事的通知"
    issuer: str = ""


class ExpectRow(Row):
    subject: str
    outcome: model.Outcome
    severity: model.Severity | None = None
    params: dict[str, Any] = {}
    obstacles: list[str] | None = None
    candidates: list[str] | None = None
    quotes: list[str] | None = None


class Case(Row):
    expect: list[ExpectRow]
    portal: PortalRow = PortalRow()
    coverage: CoverageRow = CoverageRow()
    home_readable: bool = True
    enforce: bool = False
    columns: list[ColumnRow] = []
    navigation: list[NavRow] = []
    standard: list[StandardRow] = []
    forms: list[FormRow] = []
    engines: list[EngineRow] = []
    asked_at: str = ""
    dialogs: list[dict[str, Any]] = []
    targets: list[dict[str, Any]] = []
    surveys: list[dict[str, Any]] = []
    accounts: dict[str, Any] = {}
    site: SiteRow = SiteRow()
    broken: list[BrokenRow] = []
    catalogs: list[CatalogRow] = []
    items: list[ElementItemRow] = []
    objects: list[ObjectsRow] = []
    dated: list[DatedRow] = []
    documents: list[dict[str, Any]] = []
    pages: list[dict[str, Any]] = []
    letters: list[dict[str, Any]] = []
    organs: list[dict[str, Any]] = []
    home_links: list[dict[str, Any]] = []
    media: list[dict[str, Any]] = []
    network: list[dict[str, Any]] = []
    probes: list[dict[str, Any]] = []
    history: dict[str, Any] = {}
    profile: str = "national"
    terms: dict[str, list[str]] = {}
    thresholds: dict[str, float] = {}
    milestones: list[Milestone] = []
    units: dict[str, list[str]] = {}
    manual: list[dict[str, Any]] = []
    url: str = f"{HOST}/"


class CaseFile(Row):
    rule: str
    today: str
    cases: dict[str, Case]
    mutations: list[Mutation] = []


def load_cases(path: Path) -> CaseFile:
    return strict_yaml.load(path, CaseFile)


def build_facts(case: Case, today: str, rule: str = "") -> Facts:
    portal = model.Portal(
        "demo", "示例县人民政府", case.url, level=case.portal.level, source=case.portal.source
    )
    inventory = model.Inventory(
        portal=portal,
        columns=tuple(_column(row) for row in case.columns),
        entries=tuple(
            model.Entry(row.name, _url(row.url), row.kind, target=row.target) for row in case.navigation
        ),
        forms=tuple(_form(row.action, row.visible) for row in case.forms),
        site=_site(case.site),
        media=_values(model.Link, case.media),
        broken=tuple(_broken(row) for row in case.broken),
        coverage=_coverage(case.coverage),
        home_readable=case.home_readable,
        catalogs=tuple(_catalog(row) for row in case.catalogs),
        objects=tuple(
            model.ObjectTable(_url(o.url), tuple(o.attributes), tuple(map(tuple, o.objects)), tuple(o.names))
            for o in case.objects
        ),
        dated=tuple(_dated(row, number) for number, row in enumerate(case.dated)),
        documents=_values(model.Document, case.documents),
        pages=_values(model.PageMarks, case.pages),
        letters=_values(model.Letter, case.letters),
        organs=_values(model.Organ, case.organs),
        home_links=_values(model.Link, case.home_links),
        network=_values(model.HostFacts, case.network),
        engines=tuple(map(_engine, case.engines)),
        asked=(model.Fetch(f"{HOST}/search", model.Purpose.SEARCH, fetched_at=case.asked_at),)
        if case.asked_at
        else (),
        dialogs=_values(model.InteractionForm, case.dialogs),
        targets=_values(model.FormTarget, case.targets),
        surveys=_values(model.Survey, case.surveys),
    )
    profile = load_profile(case.profile)
    profile = replace(
        profile,
        enforce_unverified=frozenset({rule}) if case.enforce else profile.enforce_unverified,
        terms={**profile.terms, **{name: tuple(words) for name, words in case.terms.items()}},
        thresholds={**profile.thresholds, **case.thresholds},
        milestones=(*profile.milestones, *case.milestones),
        units=msgspec.structs.replace(profile.units, fields={**profile.units.fields, **case.units}),
    )
    profile = _asking(profile, rule)
    entries = {row.id: _entry(row) for row in case.standard}
    standard = tuple(_match(row) for row in case.standard)
    column_entry = {row.id: row.entry for row in case.columns if row.entry}
    day = datetime.date.fromisoformat(today)
    return assemble(
        inventory,
        standard,
        entries,
        column_entry,
        profile,
        day,
        tuple(map(_item, case.items)),
        history=_value(model.History, case.history),
        probes=_values(model.Probe, case.probes),
        manual=_values(model.ManualAnswer, case.manual),
        media=_value(model.MediaSurvey, case.accounts) if case.accounts else None,
    )


def _asking(profile: Profile, id_: str) -> Profile:
    """A rule that rests on plans alone is silent where no plan asks: give it one that asks, without deciding."""
    found = next((each for each in discover() if each.id == id_), None)
    if found is None or found.basis or profile.document is not None:
        return profile
    asked = {row: (PlanClause(clause="第一条", text="某句"),) for row in found.requirements}
    return replace(
        profile, document=PlanDocument(number="某方案", title="某方案", issuer="某单位"), clauses=asked
    )


def _values(type_: type[T], rows: list[dict[str, Any]]) -> tuple[T, ...]:
    return tuple(_value(type_, row) for row in rows)


def _value(type_: type[T], row: dict[str, Any]) -> T:
    """A value of the model from plain YAML: a key that it does not have is an error, addresses as everywhere."""
    assert dataclasses.is_dataclass(type_)
    unknown = row.keys() - {field.name for field in dataclasses.fields(type_)}
    assert not unknown, f"{type_.__name__} has no {sorted(unknown)}"
    value = dict(row)
    for name in ("url", "data"):
        if isinstance(value.get(name), str):
            value[name] = _url(value[name])
    for name, spelled in (("links", urls.canonical), ("attachments", str), ("blocks", str)):
        value[name] = [_pair(name, pair, spelled) for pair in value.get(name, ())]
        if not value[name]:
            del value[name]
    if type_ is model.Document:
        value.setdefault("kind", "article")
    if type_ is model.PageMarks:
        value.setdefault("kind", "list")
    if type_ is model.Link:
        value = {"zone": "menu", "own": True, "text": ""} | value
    return msgspec.convert(value, type_)


def _pair(name: str, pair: list[str], spelled: Callable[[str], str]) -> tuple[str, str]:
    """(address, text), or (id, address) of a block."""
    first, second = pair
    return (first, _url(second)) if name == "blocks" else (spelled(_url(first)), second)


def _url(address: str) -> str:
    return HOST + address if address.startswith("/") else address


def _column(row: ColumnRow) -> model.Column:
    items = [model.Item(i.title, _url(i.url) if i.url else None, i.date) for i in row.items]
    items += [model.Item(f"第{n}条", None, date) for n, date in enumerate(row.dates, 1)]
    known = sorted(item.date for item in items if item.date)
    return model.Column(
        id=row.id,
        url=_url(row.url or f"/{row.id}/"),
        name=row.name,
        names=(row.name,),
        path=tuple(row.path or ["首页", row.name]),
        kind=row.kind,
        items=tuple(items),
        newest=row.newest or (known[-1] if known else None),
        undated=sum(item.date is None for item in items),
        empty=row.empty,
        empty_evidence=row.quote,
        parent=row.parent,
        failure=row.failure,
        obstacles=tuple(row.obstacles),
        more=row.more,
        latest=row.latest,
        earliest=row.earliest or (known[0] if known else None),
        wrong=tuple(
            model.WrongDate(each.title, _url(each.url or row.url or f"/{row.id}/"), each.shown, each.value)
            for each in row.wrong
        ),
        conflicts=tuple(map(_conflict, row.conflicts)),
        compared=row.compared or len(row.conflicts),
    )


def _conflict(row: ConflictRow) -> model.DateConflict:
    spoken = (
        model.DateWitness(each.kind, each.value, each.raw or each.value, each.role) for each in row.witnesses
    )
    return model.DateConflict(row.title, _url(row.url), tuple(spoken), row.visible)


def _entry(row: StandardRow) -> model.StandardEntry:
    return model.StandardEntry(
        id=row.id,
        title=row.title or row.id,
        group=row.group,
        levels=(model.Level.COUNTY,),
        basis=(model.Clause("某号文", "第一条", verified=row.verified),),
        parents=tuple(row.parents),
        severity=row.severity,
        judged_by=row.judged_by,
        freshness=row.freshness,
    )


def _match(row: StandardRow) -> model.StandardMatch:
    return model.StandardMatch(
        id=row.id,
        title=row.title or row.id,
        group=row.group,
        outcome=row.outcome,
        url=_url(row.url) if row.url else None,
        runners_up=tuple(model.Candidate(id_, id_, 70.0, "fuzzy") for id_ in row.candidates),
        required=row.required,
    )


def _form(action: str, visible: bool = True) -> model.SearchForm:
    return model.SearchForm(_url(action), "GET", "q", visible=visible)


def _engine(row: EngineRow) -> model.SearchEngine:
    form = _form(row.action)
    return model.SearchEngine(
        form,
        row.family,
        tuple(_trial(each, form.action) for each in row.trials),
        tuple(
            model.OpenedResult(_url(each.url), each.title, each.query, each.status, each.failure)
            for each in row.opened
        ),
        row.filters,
        row.skipped,
    )


def _trial(row: TrialRow, action: str) -> model.SearchTrial:
    nonsense = row.kind is model.QueryKind.NONSENSE
    title = "" if nonsense else row.title
    query = model.SearchQuery(
        row.text or ("魍魉琥珀踯躅" if nonsense else row.title),
        row.kind,
        title,
        "" if nonsense else _url(row.url) or f"{HOST}/{row.title}",
        row.column,
        "" if nonsense else row.date,
    )
    return model.SearchTrial(
        query,
        _url(row.at) or action,
        row.state,
        status=row.status,
        failure=row.failure,
        elapsed_ms=row.elapsed_ms,
        rank=row.rank,
        results=row.results,
        total=row.total,
        marked=row.marked,
        reason=row.reason,
        quote=row.quote,
        through=row.through,
    )


def _site(row: SiteRow) -> model.SiteFacts:
    found = tuple(model.Fact(name, "值", "原文", f"{HOST}/") for name in row.found)
    return model.SiteFacts(found, tuple(row.unread), row.footer_seen)


def _broken(row: BrokenRow) -> model.BrokenLink:
    return model.BrokenLink(
        _url(row.url), row.text, _url(row.found_on), row.status, row.failure, row.attachment
    )


def _catalog(row: CatalogRow) -> model.PublishedCatalog:
    rows = tuple(
        model.PublishedRow(
            level1=r.level1,
            level2=r.level2,
            content=r.content,
            basis=r.basis,
            limit=r.limit,
            limits=parse_limits(r.limit),
            field=r.field,
            line=number,
            missing=tuple(r.missing),
            publisher=r.publisher,
            channels=tuple(r.channels),
        )
        for number, r in enumerate(row.rows, 3)
    )
    return model.PublishedCatalog(
        _url(row.url), tuple(row.names), rows=rows, absent=tuple(row.absent), reason=row.reason, date=row.date
    )


def _item(row: ElementItemRow) -> model.CatalogItem:
    return model.CatalogItem(
        row.id,
        row.field,
        row.level1,
        row.level2,
        limits=parse_limits(row.limit),
        limit_text=row.limit,
        levels=row.levels,
        verified=row.verified,
    )


def _dated(row: DatedRow, number: int) -> model.DatedItem:
    days = workdays_between(*map(datetime.date.fromisoformat, (row.formed, row.published)))
    url = f"{HOST}/{row.column}/{number}.html"
    return model.DatedItem(row.column, row.title, url, row.formed, row.published, days, issuer=row.issuer)


def _coverage(row: CoverageRow) -> model.Coverage:
    return model.Coverage(
        pages=row.pages,
        failed=len(row.obstacles),
        columns_seen=row.pages,
        columns_fetched=row.pages,
        articles_checked=0,
        links_checked=0,
        complete=row.complete,
        obstacles=tuple(model.Obstacle(_url(o.url), o.reason) for o in row.obstacles),
        reason=row.reason,
    )
