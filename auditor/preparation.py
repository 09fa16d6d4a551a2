"""From what a user asks to a crawl job: everything that can be wrong is found before the first request."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import partial
from pathlib import Path

from auditor import codec, outputs, urls
from auditor.catalog import load_standard
from auditor.crawl.browser import find_browser
from auditor.crawl.job import NEWMEDIA, Address, CrawlJob, utc_now
from auditor.crawl.limits import CrawlLimits, OpenedItem, Search, SearchState, Targets
from auditor.crawl.pace import Pace
from auditor.crawl.portals import ProbeBudgets
from auditor.crawl.second_look import find_previous
from auditor.errors import AuditorError
from auditor.extract.numbers import own_number
from auditor.extract.search import Known, KnownItem, search_asks
from auditor.extract.targets import target_asks
from auditor.judge import check_profile
from auditor.mapping import load_mapping
from auditor.media_words import media_words
from auditor.model import Ask, Fetch, HostFacts, InteractionForm, Level, Portal
from auditor.probe import probe_hosts
from auditor.profile import found_again, load_profile
from auditor.reading import reader_for, reader_id
from auditor.rule import discover
from auditor.target import Target, resolve
from auditor.territory import territory_of
from auditor.waivers import find_waivers, read_waivers
from auditor.word_lists import load_word_lists, own_list_of
from spiders.families import FAMILIES

#: So many pages at most are given to a browser; the rest is shown as not read.
MAX_RENDERS = 60
#: Chinese sites date by this clock, wherever the auditor runs.
CHINA = timezone(timedelta(hours=8))


class BrowserUse(StrEnum):
    """When pages are given to a browser."""

    AUTO = "auto"  # those that HTTP cannot decide, if there is a browser
    NEVER = "never"
    ALWAYS = "always"  # every navigation and list page


@dataclass(frozen=True, slots=True)
class Options:
    """What a user may ask of a run. None = as the portal's file, the saved case or the default says. ``probes``: False
    puts no query to the portal's search and asks no address that a form is sent to. ``waivers``: a file of waivers in place of
    the one beside the portal's file.

    What a night over many portals decides besides: ``known_as`` is the code and the name under which the register has the
    portal; ``route`` maps hosts to addresses on this machine that answer in their stead (then nothing else is asked);
    ``run_id`` names the run; ``pace`` is that of the portal's lane; ``request_timeout`` seconds are given to a request."""

    out: Path
    today: date | None = None
    profile: str | None = None
    level: Level | None = None
    max_pages: int | None = None
    base_url: str | None = None
    update: bool = False
    browser: BrowserUse = BrowserUse.AUTO
    probes: bool = True
    waivers: Path | None = None
    known_as: tuple[str, str] | None = None
    route: Mapping[str, Address] = field(default_factory=dict)
    run_id: str | None = None
    pace: Pace | None = None
    request_timeout: float | None = None


def keep_record(record: outputs.RunRecord, files: Mapping[str, bytes], snapshot: Path) -> None:
    """Lay beside the snapshot what the judging needs besides it."""
    outputs.write(snapshot.parent / outputs.RUN, codec.encode_pretty(record))
    for name, data in files.items():
        outputs.write(snapshot.parent / name, data)


def prepare(target: str, options: Options) -> tuple[Target, CrawlJob, Callable[[Path], None]]:
    """Check everything that can be checked before the first request."""
    prepared = resolve(target, options.base_url)
    portal = _portal_of(prepared, options)
    profile = load_profile(options.profile or portal.profile)
    check_profile(profile, discover())
    load_standard(overlays=portal.overlays)
    outputs.check_writable(options.out)
    started = datetime.now(UTC)
    today = options.today or prepared.today or started.astimezone(CHINA).date()
    record = outputs.RunRecord(
        target, today.isoformat(), found_again(options.profile or portal.profile), portal.level
    )
    run_id = options.run_id or free_run_id(options.out / portal.code, started)
    browser = None if options.browser is BrowserUse.NEVER else find_browser()
    limits = _limits(options, browser is not None, prepared.probes)
    territory = territory_of(portal)
    clock = clock_of(prepared)
    previous = find_previous(options.out / portal.code, portal, clock()) if options.update else None
    job = CrawlJob(
        portal=portal,
        reader=reader_for(territory, FAMILIES),
        reader_id=reader_id(territory),
        previous=previous,
        still_fresh=_still_fresh(previous, today),
        browser=browser,
        clock=clock,
        out=options.out,
        run_id=run_id,
        limits=limits,
        search=search_of(portal),
        targets=targets_of(portal),
        prober=_prober_of(portal, options.pace),
        route=options.route,
        pace=options.pace,
        timeout=options.request_timeout,
    )
    return (
        prepared,
        job,
        partial(
            keep_record,
            record,
            _files_beside(portal, options.out / portal.code, today)
            | waivers_kept(target, portal, options.waivers),
        ),
    )


def _prober_of(portal: Portal, pace: Pace | None) -> Callable[[Sequence[str]], tuple[HostFacts, ...]]:
    if pace is None:
        return partial(probe_hosts, portal)
    return partial(probe_hosts, portal, turn=pace.turn_from_thread)


def _portal_of(target: Target, options: Options) -> Portal:
    """The portal as it is audited: at the level asked for, under the name of the register."""
    portal = replace(target.portal, level=options.level or target.portal.level)
    if options.known_as is None:
        return portal
    code, name = options.known_as
    return replace(portal, code=code, name=portal.name or name)


def clock_of(target: Target) -> Callable[[], datetime]:
    """A saved case is read on the day for which it was made: 昨天 and dates without a year mean that day's."""
    if target.today is None:
        return utc_now
    noon = datetime.combine(target.today, time(12), CHINA).astimezone(UTC)
    return lambda: noon


def _still_fresh(previous: Path | None, today: date) -> frozenset[str]:
    """Lists of the last audit that are fresh today by what was read of them then. Lists that were stale, empty or
    not dated are not among them: no list is called stale or empty on the strength of an old page."""
    path = previous.parent / outputs.AUDIT if previous is not None else None
    if path is None or not path.is_file():
        return frozenset()
    audited = codec.decode_audit(path.read_bytes(), str(path))
    return frozenset(
        urls.canonical(column.url)
        for column in audited.columns
        if column.newest
        and column.limit_days
        and column.stale is False
        and today <= date.fromisoformat(column.newest) + timedelta(days=column.limit_days)
    )


def _limits(options: Options, has_browser: bool, probes: ProbeBudgets) -> CrawlLimits:
    """AuditorError when every page is to be rendered and there is no browser."""
    limits = CrawlLimits(max_pages=options.max_pages) if options.max_pages else CrawlLimits()
    probes = probes if options.probes else ProbeBudgets(search=0, forms=0)
    limits = replace(limits, search_queries=probes.search, form_targets=probes.forms)
    if options.browser is BrowserUse.ALWAYS and not has_browser:
        raise AuditorError(
            "没有找到可用的浏览器，不能使用 --browser always。"
            "Debian 可运行 apt-get install chromium 安装；或改用 --browser auto"
        )
    if not has_browser:
        return replace(limits, renderer="off" if options.browser is BrowserUse.NEVER else "missing")
    always = options.browser is BrowserUse.ALWAYS
    return replace(limits, max_renders=MAX_RENDERS, render_all=always, renderer="")


def _files_beside(portal: Portal, folder: Path, today: date) -> dict[str, bytes]:
    """What a run keeps of the portal's own files, checked before the crawl: decisions on names, the inspector's words,
    the looks at the home page so far, the last survey of its accounts. By name in the run folder."""
    standard = load_standard(overlays=portal.overlays)
    mapping = load_mapping(portal.code, {*standard.by_id, *standard.item_by_id}).path
    words = own_list_of(portal.code)
    load_word_lists(words)
    series = folder / outputs.PROBES
    found = {
        outputs.MAPPING: mapping,
        outputs.WORDS + (words.suffix if words else ""): words,
        outputs.PROBES: series if series.is_file() else None,
        outputs.MEDIA: newest_media(folder, today),
    }
    return {name: path.read_bytes() for name, path in found.items() if path is not None}


def waivers_kept(target: str, portal: Portal, given: Path | None = None) -> dict[str, bytes]:
    """The waivers that a run keeps, checked, by name in the run folder: the file given, else the one beside the portal's
    file; nothing when there is none."""
    path = Path(target)
    beside = path if path.suffix in (".yml", ".yaml") and path.is_file() else None
    found = given or find_waivers(portal.code, beside)
    if found is None:
        return {}
    read_waivers(found, (rule.id for rule in discover()))
    return {outputs.WAIVERS: found.read_bytes()}


def newest_media(folder: Path, today: date) -> Path | None:
    """The newest survey of a portal's accounts below ``folder`` (``<out>/<code>``) that is not too old to speak of today;
    None when there is none. AuditorError for a broken one."""
    valid = timedelta(days=media_words().valid_days)
    for path in sorted(folder.glob(f"{NEWMEDIA}/*/{outputs.MEDIA}"), key=outputs.by_run, reverse=True):
        day = date.fromisoformat(outputs.read_media(path).day)
        if day <= today <= day + valid:
            return path
    return None


def free_run_id(folder: Path, started: datetime) -> str:
    stamp = started.strftime("%Y%m%dT%H%M%SZ")
    number = 1
    run_id = stamp
    while (folder / run_id).exists():
        number += 1
        run_id = f"{stamp}-{number}"
    return run_id


def search_of(portal: Portal) -> Search:
    """What the portal's own search is asked for, once its boxes and some of its items are known."""
    territory = territory_of(portal)
    # It is asked anew after each wave, and finding numbers is not cheap.
    read: dict[tuple[str, str, str], KnownItem] = {}

    def known_item(opened: OpenedItem) -> KnownItem:
        key = (opened.page, opened.item.url or "", opened.item.title)
        if key not in read:
            read[key] = _known_item(opened)
        return read[key]

    def asks(state: SearchState) -> Sequence[Ask]:
        known = Known(
            boxes=state.boxes,
            items=[known_item(each) for each in state.items],
            titles=state.titles,
            code=portal.code,
            territory=territory,
            renders=state.renders,
            budget=state.budget,
            answers=state.answers,
        )
        return search_asks(known)

    return asks


def _known_item(opened: OpenedItem) -> KnownItem:
    item, reading = opened.item, opened.reading
    number = own_number(item.title, reading.pairs, reading.text)
    return KnownItem(item.title, urls.canonical(item.url or ""), opened.page, item.date or "", number)


def targets_of(portal: Portal) -> Targets:
    """Which addresses of forms are asked whether they answer."""
    territory = territory_of(portal)

    def asks(dialogs: Sequence[InteractionForm], answers: Sequence[Fetch], budget: int) -> Sequence[Ask]:
        return target_asks(dialogs, answers, territory, budget)

    return asks
