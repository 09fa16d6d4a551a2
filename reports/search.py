"""The test of the portal's search and all that the probes sent, as flat values for the report. Pure functions of the audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from urllib.parse import parse_qsl

from auditor.model import (
    Audit,
    AuditedRequest,
    OpenedResult,
    Outcome,
    Purpose,
    QueryKind,
    SearchEngine,
    SearchTrial,
    TrialState,
)
from reports import wording

#: A state as a badge of the report: the colour of the outcome that it speaks for.
_TONES = {
    TrialState.FOUND: Outcome.PASS,
    TrialState.MISSED: Outcome.FAIL,
    TrialState.NOTHING: Outcome.FAIL,
    TrialState.FAILED: Outcome.FAIL,
    TrialState.CANT_TELL: Outcome.CANT_TELL,
}
#: For a word that stands nowhere no result is what ought to be.
_NONSENSE_TONES = _TONES | {TrialState.NOTHING: Outcome.PASS, TrialState.MISSED: Outcome.WARN}


@dataclass(frozen=True, slots=True)
class QueryView:
    """One query. ``title``, ``url`` and ``date`` are those of the item that it must find; ``badge`` says what came of it
    in the colour of ``tone``; ``seconds`` is None where it was not measured; ``note`` why nobody can tell."""

    kind: str
    text: str
    title: str
    url: str
    date: str
    badge: str
    tone: str
    rank: int | None
    results: int | None
    seconds: float | None
    marked: bool
    note: str


@dataclass(frozen=True, slots=True)
class OpenedView:
    """A result that was opened; ``note`` says why it does not open, "" when it does."""

    result: OpenedResult
    tone: str
    badge: str
    note: str


@dataclass(frozen=True, slots=True)
class EngineView:
    """``skipped`` are the words why it was not tried; ``found`` of ``asked`` queries for known items found theirs."""

    address: str
    family: str
    skipped: str
    asked: int
    found: int
    seconds: float | None
    filters: tuple[str, ...]
    queries: tuple[QueryView, ...]
    opened: tuple[OpenedView, ...]


@dataclass(frozen=True, slots=True)
class RequestView:
    """``place`` is the address as shown: without the query that ``sent`` tells. ``sent`` is what a person would recognise
    of it: the query, the fields of a form, or nothing. ``opens``: the address may be a link, because following it does no
    more than what was done."""

    purpose: str
    method: str
    url: str
    place: str
    sent: str
    answer: str
    seconds: float | None
    opens: bool


def engines_of(audit: Audit) -> tuple[EngineView, ...]:
    scheme = audit.portal.url.partition("://")[0]
    return tuple(_engine(engine, scheme) for engine in audit.engines)


def requests_of(audit: Audit) -> tuple[RequestView, ...]:
    """All that the probes asked, by address."""
    queries = {
        (trial.method, trial.url, trial.body): trial.query.text
        for engine in audit.engines
        for trial in engine.trials
    }
    return tuple(_request(each, queries) for each in audit.asked)


def _engine(engine: SearchEngine, scheme: str) -> EngineView:
    known = [trial for trial in engine.trials if trial.query.kind is not QueryKind.NONSENSE]
    timed = [trial.elapsed_ms for trial in engine.trials if trial.elapsed_ms]
    return EngineView(
        address=engine.form.action,
        family="" if engine.family == "generic" else wording.label("engine_family", engine.family),
        skipped=wording.reason(f"search-{engine.skipped}") if engine.skipped else "",
        asked=len(known),
        found=sum(trial.state is TrialState.FOUND for trial in known),
        seconds=round(median(timed) / 1000, 1) if timed else None,
        filters=tuple(wording.label("search_filter", each.value) for each in engine.filters),
        queries=tuple(_query(trial, scheme) for trial in engine.trials),
        opened=tuple(map(_opened, engine.opened)),
    )


def _query(trial: SearchTrial, scheme: str) -> QueryView:
    """``scheme`` is the portal's: the address of an item is canonical and bears none."""
    nonsense = trial.query.kind is QueryKind.NONSENSE
    badge = "nonsense-missed" if nonsense and trial.state is TrialState.MISSED else trial.state.value
    answered = trial.state in (TrialState.FOUND, TrialState.MISSED, TrialState.NOTHING)
    return QueryView(
        kind=wording.label("query_kind", trial.query.kind.value),
        text=trial.query.text,
        title="" if trial.query.title == trial.query.text else trial.query.title,
        url=trial.query.url
        if "://" in trial.query.url or not trial.query.url
        else f"{scheme}://{trial.query.url}",
        date=trial.query.date[:10],
        badge=wording.label("trial", badge),
        tone=(_NONSENSE_TONES if nonsense else _TONES)[trial.state].value,
        rank=trial.rank,
        results=(trial.results if trial.total is None else trial.total) if answered else None,
        seconds=round(trial.elapsed_ms / 1000, 1) if trial.elapsed_ms else None,
        marked=trial.marked,
        note=_why(trial),
    )


def _why(trial: SearchTrial) -> str:
    if trial.state is TrialState.FAILED:
        return "" if trial.status is None else f"状态 {trial.status}"
    if trial.state is not TrialState.CANT_TELL:
        return ""
    code = trial.reason or (trial.failure.value if trial.failure else "")
    return wording.reason(code) if code else ""


def _opened(result: OpenedResult) -> OpenedView:
    if result.failure is None:
        return OpenedView(result, Outcome.PASS.value, wording.label("trial", "opens"), "")
    dead = result.failure.value in ("not-found", "gone", "soft-404")
    tone = Outcome.FAIL if dead else Outcome.CANT_TELL
    badge = wording.label("trial", "opens-not" if dead else TrialState.CANT_TELL.value)
    return OpenedView(result, tone.value, badge, wording.reason(result.failure.value))


def _request(asked: AuditedRequest, queries: Mapping[tuple[str, str, str], str]) -> RequestView:
    typed = asked.method == "GET" and bool(asked.body)
    query = queries.get((asked.method, asked.url, asked.body), "")
    return RequestView(
        purpose=wording.label("probe_purpose", asked.purpose.value),
        method=wording.label("probe_method", "typed") if typed else asked.method,
        url=asked.url,
        place=asked.url.partition("?")[0] if query else asked.url,
        sent=f"查询“{query}”" if query else _fields(asked.body),
        answer=_answer(asked),
        seconds=round(asked.elapsed_ms / 1000, 1) if asked.elapsed_ms else None,
        opens=asked.method == "GET" and not typed and asked.purpose is not Purpose.FORM_TARGET,
    )


def _answer(asked: AuditedRequest) -> str:
    told = [str(asked.status)] if asked.status is not None else []
    return " ".join([*told, wording.reason(asked.failure.value)] if asked.failure else told)


def _fields(body: str) -> str:
    """A form as words: ``q=关于…，siteId=39``; bytes of another charset stay as they were sent."""
    try:
        pairs = parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=40)
    except ValueError:
        return body
    return "，".join(f"{name}={value}" for name, value in pairs)
