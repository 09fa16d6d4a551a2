"""What ``site.json`` of a recorded portal says, told from its inventory. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from auditor import query_code, urls
from auditor.crawl.site_file import AnswerSettings, SearchMode, SearchSettings, SiteFile
from auditor.model import (
    DEAD,
    CrawlSummary,
    Inventory,
    Portal,
    QueryKind,
    SearchEngine,
    SearchTrial,
    TrialState,
)
from auditor.portal_words import area_code, site_id

#: What proves more comes first: who found something can search.
_TELLING = (TrialState.FOUND, TrialState.MISSED, TrialState.NOTHING, TrialState.FAILED, TrialState.CANT_TELL)
_MODES: dict[TrialState, SearchMode] = {
    TrialState.MISSED: "misses",
    TrialState.NOTHING: "empty",
}
#: So many times what was found for a title is everything.
_FLOOD = 100


def site_file(summary: CrawlSummary, inventory: Inventory, day: str) -> SiteFile:
    """``site.json`` of a recording, but for what its writer knows: charset and answers."""
    portal: Portal = summary.portal
    known = bool(portal.name)  # a portal that was only named by its address has neither code nor name yet
    code = area_code(site_id(inventory.site.found))
    return SiteFile(
        code=portal.code if known or not code else code,
        name=inventory.portal.name,
        url=portal.url,
        level=portal.level,
        hosts=portal.hosts,
        folders=portal.folders,
        today=day,
        profile=portal.profile,
        search=_search(inventory),
        partial=summary.reason != "finished",
    )


def _search(inventory: Inventory) -> SearchSettings | None:
    """An engine that does what the portal's did; None when that cannot be said."""
    engine = _telling_engine(inventory)
    trial = _telling_trial(engine) if engine is not None else None
    if engine is None or trial is None or trial.state is TrialState.CANT_TELL:
        return None
    form, home = engine.form, urls.host(inventory.portal.url)
    # A box without an address was typed into: what it led to is what was asked.
    address = form.action or trial.url
    field, charset = (form.field, form.charset) if form.action else _field_of(trial)
    if not field:
        return None
    host = urls.host(address)
    return SearchSettings(
        path=urlsplit(address).path or "/",
        field=field,
        method=trial.method,
        mode=_mode(engine, trial),
        host="" if host == home else host,
        charset=charset,
    )


def _mode(engine: SearchEngine, trial: SearchTrial) -> SearchMode:
    """In which way the engine was bad; in the worst of them when it was in several."""
    if trial.state is TrialState.FAILED:
        return "gone" if trial.failure in DEAD else "error"
    if trial.state is not TrialState.FOUND:
        return _MODES[trial.state]
    by_kind = {kind: [t for t in engine.trials if t.query.kind is kind] for kind in QueryKind}
    if any((t.total or 0) > _FLOOD for t in by_kind[QueryKind.NONSENSE]):
        ranks = {t.rank for t in engine.trials if t.state is TrialState.FOUND}
        return "broad" if ranks == {1} else "everything"
    if any(result.failure in DEAD for result in engine.opened):
        return "dead-results"
    if any(t.state is TrialState.NOTHING for t in by_kind[QueryKind.NUMBER]):
        return "titles"
    return "works" if engine.filters or any(t.through for t in engine.trials) else "unfiltered"


def _field_of(trial: SearchTrial) -> tuple[str, str]:
    """(field, charset) that hold the query in what was asked; empty when it is no field."""
    sent = trial.body or urlsplit(trial.url).query
    for pair in sent.split("&"):
        name, _, value = pair.partition("=")
        code = query_code.code_in(value, trial.query.text)
        if code is not None:
            return query_code.decoded(name, "utf-8"), code
    return "", ""


def _telling_engine(inventory: Inventory) -> SearchEngine | None:
    asked = [engine for engine in inventory.engines if engine.trials]
    return min(asked, key=lambda engine: _rank(_telling_trial(engine)), default=None)


def _telling_trial(engine: SearchEngine) -> SearchTrial | None:
    known = [trial for trial in engine.trials if trial.query.kind is not QueryKind.NONSENSE]
    return min(known, key=_rank, default=None)


def _rank(trial: SearchTrial | None) -> int:
    return _TELLING.index(trial.state) if trial is not None else len(_TELLING)


def unreadable_search(inventory: Inventory) -> list[AnswerSettings]:
    """An engine whose answers could not be read must not turn into one that is not there."""
    engine = _telling_engine(inventory)
    trial = _telling_trial(engine) if engine is not None else None
    if engine is None or trial is None or trial.state is not TrialState.CANT_TELL or not engine.form.action:
        return []
    form = engine.form
    return [AnswerSettings(urlsplit(form.action).path or "/", method=form.method, status=403)]
