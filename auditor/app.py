"""The composition root: the only module that joins the stages.

``auditor run``, the single stages and ``scrapy crawl portal`` all come through here, so that the same input
gives the same bytes whichever way it came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from auditor import codec, history, outputs
from auditor.assess import Besides, assess
from auditor.attached import attachments
from auditor.catalog import load_standard
from auditor.checklist import decode_checklist
from auditor.crawl.job import CrawlJob, Progress
from auditor.crawl.snapshot import Seal, SnapshotReader
from auditor.errors import AuditorError
from auditor.evidence.store import kept_shots, with_shots
from auditor.extract import build_inventory
from auditor.judge import check_profile
from auditor.mapping import PortalMapping, read_mapping
from auditor.model import Audit, Inventory, Level
from auditor.preparation import CHINA, BrowserUse, Options, prepare
from auditor.probe import read_series
from auditor.profile import Profile, load_profile
from auditor.rule import discover
from auditor.sufficiency import Unjudged, read_share
from auditor.survey import answers_of
from auditor.target import Target
from auditor.waivers import Waiver, read_waivers
from auditor.word_lists import WordLists, load_word_lists
from reports.html import RunInfo, render_html
from reports.wording import reason


@dataclass(frozen=True, slots=True)
class Result:
    """A finished run: its audit, what it was made of, and the files that hold it. ``day`` is that of the crawl."""

    audit: Audit
    inventory: Inventory
    day: date
    folder: Path
    profile: Profile
    run: RunInfo

    @property
    def report(self) -> Path:
        return self.folder / outputs.REPORT


# ── stages ────────────────────────────────────────────────────────────────────────────────────────


def run(target: str, options: Options, on_progress: Callable[[Progress], None] | None = None) -> Result:
    """Crawl, judge and report. Raises AuditorError; a portal that could not be judged still has a result."""
    folder = crawl(target, options, on_progress)
    return finish(folder)


def crawl(target: str, options: Options, on_progress: Callable[[Progress], None] | None = None) -> Path:
    """Crawl to a sealed snapshot; gives the run folder."""
    from auditor.crawl.engine import run_crawl  # Scrapy and Twisted: judging again needs neither

    prepared, job, keep = prepare(target, options)
    with prepared.served() as route:
        snapshot = run_crawl(replace(job, route={**job.route, **route}, on_sealed=keep), on_progress)
    return snapshot.parent


def finish(folder: Path) -> Result:
    """Judge the snapshot of a run folder as its ``run.json`` says, and write audit and report."""
    result = audit(folder)
    outputs.write(folder / outputs.AUDIT, codec.encode_audit(result.audit))
    history.keep(folder, result.inventory, result.day.isoformat())
    attached = attachments(folder, result.audit)
    outputs.write(result.report, render_html(result.audit, result.run, attached).encode())
    return result


def audit(
    path: Path, today: date | None = None, profile: str | None = None, level: Level | None = None
) -> Result:
    """Judge a snapshot offline. What is not given is as it was when the snapshot was made."""
    snapshot = outputs.snapshot_folder(path)
    folder = outputs.run_folder(snapshot)
    record = outputs.read_run(folder)
    chosen = load_profile(profile or (record.profile if record else "national"))
    rules = discover()
    check_profile(chosen, rules)
    with SnapshotReader(snapshot) as reader:
        seal = reader.seal()
        portal = seal.summary.portal
        portal = replace(portal, level=level or (record.level if record else portal.level))
        day = today or (date.fromisoformat(record.today) if record else _day_of(seal.started))
        inventory = build_inventory(portal, answers_of(reader, portal), seal.summary, _words_of(folder))
        bodies = frozenset(fetch.body_sha256 for fetch in reader.fetches())
    standard = load_standard(overlays=portal.overlays)
    entries = {entry.id: entry for entry in (*standard.entries, *standard.item_entries)}
    crawled = date.fromisoformat(record.today) if record else _day_of(seal.started)
    judged = assess(inventory, chosen, day, standard, _besides(folder, entries, crawled))
    judged = with_shots(judged, kept_shots(folder, judged, bodies))
    return Result(judged, inventory, crawled, folder, chosen, run_info(seal, folder))


def _besides(folder: Path, known: Iterable[str], crawled: date) -> Besides:
    """What lies in the run folder besides the snapshot, as it was when the snapshot was made, so that judging again
    gives the same."""
    mapping, checklist = folder / outputs.MAPPING, folder / outputs.CHECKLIST
    media = folder / outputs.MEDIA
    return Besides(
        mapping=read_mapping(mapping, known) if mapping.is_file() else PortalMapping(),
        history=history.known(folder, crawled.isoformat()),
        probes=read_series(folder / outputs.PROBES),
        manual=decode_checklist(checklist.read_bytes(), str(checklist)).answers
        if checklist.is_file()
        else (),
        media=outputs.read_media(media) if media.is_file() else None,
        waivers=waivers_of(folder),
    )


def waivers_of(folder: Path) -> tuple[Waiver, ...]:
    """The waivers that a run folder keeps, in the order of their file."""
    path = folder / outputs.WAIVERS
    return read_waivers(path, (rule.id for rule in discover())).waivers if path.is_file() else ()


def take_waivers(path: Path, waivers: Path) -> Path:
    """Keep a file of waivers, checked, in a run folder in place of the one it had, so that judging again goes by it."""
    folder = outputs.run_folder(outputs.snapshot_folder(path))
    read_waivers(waivers, (rule.id for rule in discover()))
    return outputs.write(folder / outputs.WAIVERS, waivers.read_bytes())


def _words_of(folder: Path) -> WordLists:
    """The wrong phrases that ship with the tool and the inspector's own list as the run kept it."""
    return load_word_lists(next(iter(sorted(folder.glob(f"{outputs.WORDS}.*"))), None))


def report(folder: Path, audited: Audit) -> str:
    """The HTML report of a run folder's audit; crawl times are shown when its snapshot is at hand."""
    snapshot = folder / outputs.SNAPSHOT
    info = None
    if snapshot.is_dir():
        with SnapshotReader(snapshot) as reader:
            seal = reader.seal()
        info = run_info(seal, folder)
    return render_html(audited, info, attachments(folder, audited))


def run_info(seal: Seal, folder: Path) -> RunInfo:
    summary = seal.summary
    return RunInfo(seal.started, seal.finished, folder.name, summary.carried, summary.unchanged)


def load_audit(path: Path) -> tuple[Audit, Path]:
    """An audit document and its folder, from the file or the run folder."""
    file = outputs.audit_file(path)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise AuditorError(f"无法读取 {file}：{error.strerror or error}") from error
    return codec.decode_audit(data, str(file)), file.parent


def unjudged_reason(result: Result) -> str | None:
    """Why the portal as a whole could not be judged, as one Chinese sentence; None when it could."""
    coverage, url = result.audit.coverage, result.audit.portal.url
    failures = "、".join(f"{reason(name)} {count} 次" for name, count in coverage.failures) or "没有失败记录"
    floor = f"{result.profile.coverage_floor:.0%}"
    sentences = {
        Unjudged.NOTHING_READ: f"无法判定 {url}：没有读到任何页面（{failures}）。"
        "请核对网址和网络；若网站拒绝自动访问，请联系其管理员放行",
        Unjudged.NO_COLUMNS: f"无法判定 {url}：只读到首页，没有发现任何栏目（{failures}）。"
        "请核对网址是否为门户首页，或栏目是否只由脚本生成",
        Unjudged.BLOCKED: f"无法判定 {url}：网站连续拒绝访问，抓取已停止（{failures}）。请稍后重试，或联系其管理员放行",
        Unjudged.INTERRUPTED: f"检查未完成：抓取被中断，已封存读到的 {coverage.pages} 个页面，结果只供参考。"
        "重新运行同一命令可从头检查",
        Unjudged.BELOW_FLOOR: f"无法判定 {url}：导航页面只读到 {read_share(coverage):.0%}，"
        f"低于方案 {result.profile.name} 要求的 {floor}（{failures}）。请稍后重试，或提高 --max-pages",
    }
    return sentences[Unjudged(result.audit.unjudged)] if result.audit.unjudged else None


# ── crawl ─────────────────────────────────────────────────────────────────────────────────────────


def job_for_county(
    county: str,
    out: str = "out",
    today: str | None = None,
    browser: str = BrowserUse.AUTO,
    update: str = "0",
    probes: str = "on",
    **unknown: str,
) -> CrawlJob:
    """The job of ``scrapy crawl portal -a county=CODE``; audit and report are written when it is sealed."""
    if unknown:
        raise AuditorError(
            f"不认识的参数：{'、'.join(sorted(unknown))}。可用：county、out、today、browser、update、probes"
        )
    day = argument_day(today)
    if browser not in set(BrowserUse) or update not in ("0", "1"):
        raise AuditorError(
            f"browser 应为 {'、'.join(BrowserUse)}，update 应为 0 或 1；收到“{browser}”“{update}”"
        )
    if probes not in ("on", "off"):
        raise AuditorError(f"probes 应为 on 或 off；收到“{probes}”")
    options = Options(
        Path(out), today=day, update=update == "1", browser=BrowserUse(browser), probes=probes == "on"
    )
    return spider_job(*prepare(county, options), finish)


def spider_job(
    prepared: Target, job: CrawlJob, keep: Callable[[Path], None], finish: Callable[[Path], Result]
) -> CrawlJob:
    """The job as ``scrapy crawl`` runs it: a saved copy is served until the spider closes, and what was sealed is judged at
    once by ``finish``."""
    serving = ExitStack()
    route = serving.enter_context(prepared.served())

    def on_sealed(snapshot: Path) -> None:
        keep(snapshot)
        result = finish(snapshot.parent)
        reason = unjudged_reason(result)
        print(f"错误：{reason}" if reason else f"报告：{result.report}")

    return replace(job, route=route, on_sealed=on_sealed, on_closed=serving.close)


def argument_day(today: str | None) -> date | None:
    """The day that an argument of a spider names; None when it is not given. AuditorError for what is no day."""
    try:
        return date.fromisoformat(today) if today else None
    except ValueError:
        raise AuditorError(f"today 应写成 YYYY-MM-DD（例如 2026-06-15），收到“{today}”") from None


def _day_of(started: str) -> date:
    return datetime.fromisoformat(started).astimezone(CHINA).date()
