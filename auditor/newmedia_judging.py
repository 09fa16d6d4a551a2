"""The judging of a media run: snapshot and register → survey → audit, by the rules on new media alone. Offline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from auditor import __version__, codec, outputs
from auditor.app import Result, run_info, waivers_of
from auditor.assess import rules_version
from auditor.catalog import load_standard
from auditor.crawl.job import NEWMEDIA
from auditor.crawl.pages import has_content
from auditor.crawl.readings import Readings
from auditor.crawl.snapshot import Seal, SnapshotReader
from auditor.facts import assemble
from auditor.judge import build_audit, check_profile
from auditor.media.gathering import Gathering, gathered
from auditor.media.reader import Setting, media_reader
from auditor.media.reading import MediaReading
from auditor.media.register import Register, load_register
from auditor.media.survey import Circumstances, survey
from auditor.media_words import media_words
from auditor.model import (
    Coverage,
    Fetch,
    Inventory,
    Level,
    MediaSurvey,
    Obstacle,
    PageReading,
    Portal,
    Scope,
    SiteFacts,
    Tool,
)
from auditor.preparation import CHINA
from auditor.profile import load_profile
from auditor.reading import reader_id
from auditor.rule import Rule, discover
from auditor.territory import territory_of
from auditor.waivers import apply
from reports.html import render_html
from spiders.families import FAMILIES

#: Where a run keeps its register, and in it the lists of posts.
REGISTER, FILES = "register", "files"
#: The row of the register of requirements that speaks of new media.
_REQUIREMENT = "R29"


def finish(folder: Path) -> Result:
    """Survey and judge the snapshot of a media run as its ``run.json`` says; write survey, audit and report."""
    result = audit(folder)
    outputs.write(folder / outputs.MEDIA, codec.encode_pretty(result.audit.media))
    outputs.write(folder / outputs.AUDIT, codec.encode_audit(result.audit))
    outputs.write(result.report, render_html(result.audit, result.run).encode())
    return result


def is_media_run(path: Path) -> bool:
    """True for the run folder of ``auditor newmedia``, its snapshot or its audit."""
    return outputs.run_folder(path.resolve()).parent.name == NEWMEDIA


def audit(
    path: Path, today: date | None = None, profile: str | None = None, level: Level | None = None
) -> Result:
    """Judge a media run offline. What is not given is as it was when the snapshot was made."""
    snapshot = outputs.snapshot_folder(path)
    folder = outputs.run_folder(snapshot)
    record = outputs.read_run(folder)
    chosen = replace(load_profile(profile or (record.profile if record else "national")), index="")
    check_profile(chosen, discover())
    register = _kept_register(folder)
    with SnapshotReader(snapshot) as reader:
        seal = reader.seal()
        crawled = datetime.fromisoformat(seal.started).astimezone(CHINA).date()
        gathering = gathered(_answers(reader, seal.summary.portal, setting_of(crawled, register)))
    since = crawled - timedelta(days=media_words().period_days)
    surveyed = survey(gathering, Circumstances(crawled, since, register, seal.summary))
    portal = seal.summary.portal
    portal = replace(portal, level=level or (record.level if record else portal.level))
    day = today or (date.fromisoformat(record.today) if record else crawled)
    inventory = _inventory(portal, gathering, surveyed, seal)
    facts = assemble(inventory, (), {}, {}, chosen, day, media=surveyed)
    judged = replace(build_audit(facts, media_rules(), _tool(portal)), scope=Scope.NEW_MEDIA)
    ours = {rule.id for rule in media_rules()}
    waivers = (waiver for waiver in waivers_of(folder) if waiver.rule in ours)
    judged = replace(judged, waivers=apply(waivers, judged.findings, day))
    return Result(judged, inventory, crawled, folder, chosen, run_info(seal, folder))


def media_rules() -> tuple[Rule, ...]:
    """Rules on accounts: those of the requirement that need no column of the portal."""
    portal_only = media_words().portal_only
    return tuple(
        rule for rule in discover() if _REQUIREMENT in rule.requirements and rule.id not in portal_only
    )


def _answers(
    reader: SnapshotReader, portal: Portal, setting: Setting
) -> Iterator[tuple[Fetch, PageReading | None]]:
    territory = territory_of(portal)
    read = media_reader(territory, FAMILIES, setting)
    kept = Readings(reader.directory, reader_id_of(portal, setting), MediaReading)
    for fetch in reader.fetches():
        usable = has_content(fetch)
        yield fetch, (kept.get(fetch) or read(fetch, reader.body(fetch))) if usable else None
    kept.close()


def setting_of(day: date, register: Register) -> Setting:
    return Setting(day - timedelta(days=media_words().period_days), day, register.platforms)


def reader_id_of(portal: Portal, setting: Setting) -> str:
    return f"{reader_id(territory_of(portal))}-{setting.id}"


def _inventory(portal: Portal, gathering: Gathering, surveyed: MediaSurvey, seal: Seal) -> Inventory:
    """The portal as far as the media crawl saw it: no columns, only how much of it was read."""
    pages, unread = gathering.pages, gathering.unread
    coverage = Coverage(
        pages=len(pages) + len(unread),
        failed=len(unread),
        columns_seen=len(pages) + len(unread) + seal.summary.unvisited,
        columns_fetched=len(pages),
        articles_checked=0,
        links_checked=0,
        complete=surveyed.complete,
        obstacles=tuple(Obstacle(url, reason) for url, reason in surveyed.obstacles),
        reason=seal.summary.reason,
        failures=tuple(sorted(Counter(failure.value for _, failure in unread).items())),
        pages_visited=tuple(page.url for page in pages),
    )
    return Inventory(
        portal=portal,
        columns=(),
        entries=(),
        forms=(),
        site=SiteFacts(),
        media=(),
        broken=(),
        coverage=coverage,
        home_readable=gathering.home_read,
    )


def _tool(portal: Portal) -> Tool:
    standard = load_standard(overlays=portal.overlays)
    return Tool(
        "portal-auditor",
        __version__,
        rules_version(),
        "+".join((standard.edition, *standard.overlays)),
        standard.rows,
        standard.verified_rows,
    )


def _kept_register(folder: Path) -> Register:
    files = sorted(path for path in (folder / REGISTER).glob("*") if path.is_file())
    return load_register(files[0], folder / REGISTER / FILES) if files else Register()
