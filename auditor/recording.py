"""Makes a saved case from a live portal, without the personal data that its pages hold.

The crawl is the ordinary one: polite, obedient to robots.txt, guarded. What it was answered is written as a case in a
temporary folder beside its place and takes that place by rename, so nobody meets half a case.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from auditor import app, codec, outputs
from auditor.crawl.attachments import is_file
from auditor.crawl.case_writer import CaseWriter, stand_in, usual_charset
from auditor.crawl.job import TOOL, Progress
from auditor.crawl.saved_site import load_case
from auditor.crawl.snapshot import SnapshotReader
from auditor.errors import AuditorError, ExitCode
from auditor.model import CrawlSummary, Failure, Fetch, Purpose
from auditor.preparation import BrowserUse, Options
from auditor.recorded_site import site_file, unreadable_search
from auditor.scrub import Scrubber
from auditor.scrub_rules import scrub_rules
from auditor.survey import survey
from auditor.territory import Territory, territory_of
from reports.wording import reason

RECORD = "record.json"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_FILES = frozenset({Purpose.ATTACHMENT, Purpose.DOCUMENT})
_TEXT = re.compile(r"text/|html|xml|json|javascript|ecmascript|^$", re.I)


@dataclass(frozen=True, slots=True)
class Miss:
    """A page that was asked for and not had. ``reason`` is a Failure value."""

    url: str
    reason: str
    status: int | None = None


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """``record.json``: how a case came about. ``scrubbed`` counts by kind what was hidden, never what it was;
    ``kept_in_addresses`` counts what looks personal in addresses, which stay; ``left_out`` counts by reason
    (``document`` its contents, ``foreign``, ``address``, ``binary``, ``charset``) what is not in the case."""

    url: str
    name: str
    day: str
    tool: str
    reason: str
    max_pages: int
    pages: int = 0
    redirects: int = 0
    scrubbed: Mapping[str, int] = field(default_factory=dict)
    kept_in_addresses: int = 0
    kept_names: bool = False
    left_out: Mapping[str, int] = field(default_factory=dict)
    misses: tuple[Miss, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """A finished recording: the case's folder and what its ``record.json`` says."""

    folder: Path
    record: CaseRecord


def record(
    target: str,
    name: str,
    out: Path,
    *,
    max_pages: int | None = None,
    keep_names: bool = False,
    probes: bool = True,
    on_progress: Callable[[Progress], None] | None = None,
) -> Recorded:
    """Crawl ``target`` and write the case ``out/name``. AuditorError when the name is bad or taken, when nothing
    answers, or when the crawl was stopped; nothing is left behind then."""
    if not _NAME.fullmatch(name):
        raise AuditorError(f"样例名称“{name}”不合规；请用小写字母开头，只含小写字母、数字和 -，最长 40 个字")
    place = out / name
    if place.exists() or place.is_symlink():
        raise AuditorError(f"{place} 已存在；请换一个 --name，或先移走该目录")
    outputs.check_writable(out)
    with tempfile.TemporaryDirectory(prefix="auditor-record-") as work:
        options = Options(Path(work), max_pages=max_pages, browser=BrowserUse.NEVER, probes=probes)
        run = app.crawl(target, options, on_progress)
        with _published(place) as folder:
            written = _write(run, folder, name, keep_names=keep_names)
    return Recorded(place, written)


def read_record(case: Path) -> CaseRecord | None:
    """``record.json`` of a case; None for a case that was made by hand. AuditorError when it is broken."""
    path = case / RECORD
    if not path.is_file():
        return None
    try:
        return codec.decode(path.read_bytes(), CaseRecord)
    except (OSError, ValueError) as error:
        raise AuditorError(f"{path} 已损坏（{codec.reason(error)}）。请重新录制，或删除该文件") from error


# ── writing ───────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _published(place: Path) -> Iterator[Path]:
    """A temporary folder that becomes ``place`` when all went well and vanishes otherwise."""
    folder = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    try:
        yield folder
        folder.chmod(0o755)
        if place.exists():  # an empty folder would be replaced silently
            raise FileExistsError(17, "已存在")
        folder.rename(place)
    except OSError as error:
        raise AuditorError(
            f"无法写入样例 {place}：{error.strerror or error}。请检查磁盘空间和目录权限，或用 --out 指定其他目录"
        ) from error
    finally:
        with suppress(OSError):
            shutil.rmtree(folder, ignore_errors=True)


def _write(run: Path, folder: Path, name: str, *, keep_names: bool) -> CaseRecord:
    snapshot = run / outputs.SNAPSHOT
    with SnapshotReader(snapshot) as reader:
        seal = reader.seal()
        summary, fetches = seal.summary, _last_attempts(reader.fetches())
        _check_read(summary, fetches)
        day = (
            outputs.read_run(run) or outputs.RunRecord("", seal.started[:10], "", summary.portal.level)
        ).today
        writer = CaseWriter(folder, usual_charset(fetches))
        case = _Case(
            reader, writer, territory_of(summary.portal), Scrubber(scrub_rules(), names=not keep_names)
        )
        for fetch in fetches:
            case.keep(fetch)
    inventory = survey(snapshot).inventory
    writer.answers.extend(unreadable_search(inventory))
    writer.finish(site_file(summary, inventory, day))
    scrubbed = {kind.value: count for kind, count in sorted(case.scrubber.counts.items())}
    done = CaseRecord(
        url=summary.portal.url,
        name=name,
        day=day,
        tool=TOOL,
        reason=summary.reason,
        max_pages=summary.max_pages,
        pages=case.pages,
        redirects=case.redirects,
        scrubbed=scrubbed,
        kept_in_addresses=case.scrubber.kept,
        kept_names=keep_names,
        left_out={why: count for why, count in sorted(case.left_out.items()) if count},
        misses=tuple(case.misses),
    )
    (folder / RECORD).write_bytes(codec.encode_pretty(done))
    load_case(folder)  # what we wrote must be what we read
    return done


class _Case:
    """Takes the answers one by one and tells the writer what to do with each."""

    def __init__(
        self, reader: SnapshotReader, writer: CaseWriter, own: Territory, scrubber: Scrubber
    ) -> None:
        self.scrubber = scrubber
        self.pages = self.redirects = 0
        self.left_out: Counter[str] = Counter()
        self.misses: list[Miss] = []
        self._reader, self._writer, self._own = reader, writer, own

    def keep(self, fetch: Fetch) -> None:
        if fetch.purpose in (Purpose.SEARCH, Purpose.FORM_TARGET):
            return  # the case has a search engine of its own, and no form of it leads anywhere
        location = fetch.location or _login(fetch)
        if not self._own.may_serve(fetch.url):
            self.left_out["foreign"] += 1
        elif location:
            self.redirects += self._writer.redirect(fetch, location)
        elif fetch.purpose in _FILES and fetch.failure is None:
            self._count(self._writer.page(_as_get(fetch), stand_in(fetch.url)))
            self.left_out["document"] += fetch.purpose is Purpose.DOCUMENT
        elif fetch.status is not None and 200 <= fetch.status < 300 and fetch.method != "HEAD":
            self._page(fetch)
        elif fetch.method != "HEAD" or fetch.failure is not Failure.WRONG_TYPE:  # a GET settled the suspicion
            self._miss(fetch)

    def _page(self, fetch: Fetch) -> None:
        body = self._reader.body(fetch)
        if is_file(body) or not (_TEXT.search(fetch.mime) or b"\x00" not in body[:512]):
            self.left_out["binary"] += 1
            return
        try:
            self._count(self._writer.page(fetch, self.scrubber.body(body, fetch.mime)))
        except UnicodeError:
            self.left_out["charset"] += 1

    def _miss(self, fetch: Fetch) -> None:
        self._writer.miss(fetch)
        if fetch.purpose is not Purpose.SOFT_404_PROBE:
            self.misses.append(Miss(fetch.url, fetch.failure.value if fetch.failure else "", fetch.status))

    def _count(self, kept: bool) -> None:
        self.pages += kept
        self.left_out["address"] += not kept


def _as_get(fetch: Fetch) -> Fetch:
    """A file that was only asked for by HEAD answers GET as well."""
    return fetch if fetch.method == "GET" else replace(fetch, method="GET")


def _login(fetch: Fetch) -> str:
    """Where a login wall stands that was reached by redirect; its address is kept among the details only."""
    sent = fetch.failure is Failure.LOGIN_WALL and fetch.status is not None and 300 <= fetch.status < 400
    return fetch.detail.removeprefix("redirect ").split(" ")[0] if sent else ""


def _last_attempts(fetches: Iterable[Fetch]) -> tuple[Fetch, ...]:
    """The last answer to each question that was not put by a browser, by address: an order that does not depend on
    which answer came first."""
    last: dict[tuple[str, str, str], Fetch] = {}
    for fetch in fetches:
        if not fetch.render:
            last[fetch.url, fetch.method, fetch.body] = fetch
    whole = {fetch.url for fetch in last.values() if fetch.purpose in _FILES and fetch.method == "GET"}
    return tuple(
        fetch for key, fetch in sorted(last.items()) if not (fetch.method == "HEAD" and fetch.url in whole)
    )


def _check_read(summary: CrawlSummary, fetches: Iterable[Fetch]) -> None:
    """AuditorError when the portal was not read, or not to its end."""
    url = summary.portal.url
    pages = [fetch for fetch in fetches if fetch.purpose is not Purpose.SOFT_404_PROBE]
    read = [each for each in pages if each.failure is None and not each.location]
    if not read:
        failure = next((each.failure for each in pages if each.failure is not None), None)
        why = f"（{reason(failure.value)}）" if failure else ""
        answered = any(each.status is not None for each in pages)
        what = f"没有从 {url} 读到任何页面" if answered else f"无法访问 {url}"
        raise AuditorError(f"{what}{why}，没有写样例。请核对网址和网络", ExitCode.NOT_JUDGED)
    if summary.reason in ("interrupted", "blocked"):
        why = "录制被中断" if summary.reason == "interrupted" else "网站连续拒绝访问"
        raise AuditorError(f"{why}，没有写样例。请稍后重新录制", ExitCode.NOT_JUDGED)
