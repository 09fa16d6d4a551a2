"""``auditor newmedia``: the accounts of one county crawled, surveyed, judged and reported.

A run lies in ``<out>/<code>/newmedia/<run>/``: the snapshot, the register as it was used, ``newmedia.json``, ``audit.json``
and the report. Runs of the whole portal take its ``newmedia.json`` in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from auditor import outputs
from auditor.app import Result, argument_day, spider_job
from auditor.crawl.engine import run_crawl
from auditor.crawl.job import NEWMEDIA, CrawlJob, Progress
from auditor.crawl.limits import CrawlLimits
from auditor.errors import AuditorError
from auditor.judge import check_profile
from auditor.media.limits import MediaLimits
from auditor.media.plan import MediaPlan
from auditor.media.reader import media_reader
from auditor.media.reading import MediaReading
from auditor.media.register import Register, find_register, load_register
from auditor.media.register_template import write_template
from auditor.model import Portal
from auditor.newmedia_judging import FILES, REGISTER, finish, reader_id_of, setting_of
from auditor.preparation import CHINA, clock_of, free_run_id, keep_record, waivers_kept
from auditor.profile import found_again, load_profile
from auditor.rule import discover
from auditor.target import Target, resolve
from auditor.territory import territory_of
from spiders.families import FAMILIES


@dataclass(frozen=True, slots=True)
class MediaOptions:
    """What a user may ask of a media run. None = as the portal's file, the saved case or the default says."""

    out: Path
    today: date | None = None
    profile: str | None = None
    base_url: str | None = None
    register: Path | None = None
    template: Path | None = None


# ── runs ──────────────────────────────────────────────────────────────────────────────────────────


def run(target: str, options: MediaOptions, on_progress: Callable[[Progress], None] | None = None) -> Result:
    """Crawl, survey, judge and report; with a ``template`` also write the register to fill in. Raises AuditorError."""
    if options.template is not None:
        _check_template(options.template)
    prepared, job, keep = prepare(target, options)
    with prepared.served() as route:
        snapshot = run_crawl(replace(job, route=route, on_sealed=keep), on_progress)
    result = finish(snapshot.parent)
    if options.template is not None and result.audit.media is not None:
        outputs.write(options.template, write_template(result.audit.media.accounts))
    return result


# ── preparation ───────────────────────────────────────────────────────────────────────────────────


def prepare(target: str, options: MediaOptions) -> tuple[Target, CrawlJob, Callable[[Path], None]]:
    """Check everything that can be checked before the first request."""
    prepared = resolve(target, options.base_url)
    portal = prepared.portal
    profile = load_profile(options.profile or portal.profile)
    check_profile(profile, discover())
    register = _register_of(target, portal, options.register)
    outputs.check_writable(options.out)
    started = datetime.now(UTC)
    today = options.today or prepared.today or started.astimezone(CHINA).date()
    record = outputs.RunRecord(
        target, today.isoformat(), found_again(options.profile or portal.profile), portal.level
    )
    clock, limits = clock_of(prepared), MediaLimits()
    setting = setting_of(clock().astimezone(CHINA).date(), register)
    territory = territory_of(portal)
    job = CrawlJob(
        portal=portal,
        reader=media_reader(territory, FAMILIES, setting),
        reader_id=reader_id_of(portal, setting),
        reading=MediaReading,
        clock=clock,
        out=options.out,
        run_id="",
        kind=NEWMEDIA,
        limits=CrawlLimits(max_pages=limits.pages, probes=False),
        planner=lambda job: MediaPlan(job.portal, register, limits),
        inputs=hashlib.sha256(f"{register.digest}{limits}".encode()).hexdigest()[:16],
    )
    job = replace(job, run_id=free_run_id(job.home, started))
    return prepared, job, partial(keep_record, record, _files_of(register) | waivers_kept(target, portal))


def _register_of(target: str, portal: Portal, given: Path | None) -> Register:
    """The register that the user names, else the one beside the portal's file; an empty one when there is none."""
    path = Path(target)
    beside = path if path.suffix in (".yml", ".yaml") and path.is_file() else None
    found = given or find_register(portal.code, beside)
    return load_register(found) if found is not None else Register()


def _files_of(register: Register) -> dict[str, bytes]:
    """What a run keeps of its register, by name in the run folder."""
    if not register.data:
        return {}
    exports = {f"{REGISTER}/{FILES}/{name}": data for name, data in register.exports}
    return {f"{REGISTER}/{register.name}": register.data} | exports


def _check_template(path: Path) -> None:
    if path.suffix.lower() != ".xlsx":
        raise AuditorError(f"--write-register“{path}”应为 .xlsx 文件。请改用这个扩展名")
    if path.exists():
        raise AuditorError(f"{path} 已存在，不会覆盖。请换一个文件名，或先移走它")
    outputs.check_writable(path.parent)


# ── scrapy ────────────────────────────────────────────────────────────────────────────────────────


def job_for_county(
    county: str,
    out: str = "out",
    today: str | None = None,
    profile: str | None = None,
    register: str | None = None,
    **unknown: str,
) -> CrawlJob:
    """The job of ``scrapy crawl newmedia -a county=CODE``; survey, audit and report are written when it is sealed."""
    if unknown:
        raise AuditorError(
            f"不认识的参数：{'、'.join(sorted(unknown))}。可用：county、out、today、profile、register"
        )
    day = argument_day(today)
    options = MediaOptions(
        Path(out), today=day, profile=profile, register=Path(register) if register else None
    )
    return spider_job(*prepare(county, options), finish)
