"""Looks again at the pages that the findings of a notice rest on, and tells which of them were mended.

The portal is crawled as on a second night (what cannot matter is taken from the last snapshot), but nothing that the findings
rest on is carried over. The new run is an ordinary one, with its audit and report; ``verify.json`` lies beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from auditor import app, codec, newmedia_judging, outputs
from auditor.comparison import compare
from auditor.crawl.engine import run_crawl
from auditor.crawl.job import Progress
from auditor.crawl.snapshot import SnapshotReader
from auditor.errors import AuditorError, ExitCode
from auditor.model import Audit, Fetch, Finding, Portal
from auditor.model.verification import Mending, Verification
from auditor.preparation import BrowserUse, Options, prepare
from auditor.recheck_plan import pages_to_ask, selected
from auditor.rechecking import Looks, looks_of, verification, verified
from auditor.survey import answers_of

FILE = "verify.json"
SCHEMA_ID = "urn:portal-auditor:verify:1"


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """What a user may ask. ``only``: fingerprints or their beginnings; ``unit``: an office that must mend. None = as the run of
    the audit had it: ``target`` from its ``run.json``, ``out`` the folder that it lies in, ``max_pages`` its budget."""

    only: tuple[str, ...] = ()
    unit: str = ""
    target: str | None = None
    out: Path | None = None
    today: date | None = None
    max_pages: int | None = None
    browser: BrowserUse = BrowserUse.AUTO
    probes: bool = True


@dataclass(frozen=True, slots=True)
class Verified:
    """``file`` is ``verify.json``, ``report`` that of the new run beside it."""

    verification: Verification
    file: Path
    report: Path


def verify(
    path: Path, options: VerifyOptions, on_progress: Callable[[Progress], None] | None = None
) -> Verified:
    """Re-check findings of the audit at ``path`` and write ``verify.json``. AuditorError before the first request when the
    audit, its target or the choice of findings is wrong."""
    before, folder = app.load_audit(path)
    if newmedia_judging.is_media_run(folder):
        raise AuditorError(
            "verify 只复核门户网站的检查；新媒体账号请重新运行 auditor newmedia，再用 auditor diff 比较"
        )
    findings = selected(before, options.only, options.unit)
    snapshot = _crawl(before, folder, findings, options, on_progress)
    result = app.finish(snapshot.parent)
    after = result.audit
    diff = compare(before, after)
    told = verified(findings, before, after, diff, _looks(snapshot, findings))
    document = verification(before, after, diff, told, result.folder.name)
    file = outputs.write(result.folder / FILE, codec.encode_pretty(document))
    return Verified(document, file, result.report)


def exit_code(document: Verification) -> ExitCode:
    """0 when all are mended, 1 when some are not, 3 when none is known to be unmended but some could not be checked."""
    if document.of(Mending.UNMENDED):
        return ExitCode.FINDINGS
    return ExitCode.NOT_JUDGED if document.of(Mending.UNCHECKED) else ExitCode.CLEAN


def verify_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of ``verify.json``."""
    schema = msgspec.json.schema(Verification)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID}
    return head | schema


def _crawl(
    before: Audit,
    folder: Path,
    findings: Sequence[Finding],
    options: VerifyOptions,
    on_progress: Callable[[Progress], None] | None,
) -> Path:
    record = outputs.read_run(folder)
    target = options.target or (record.target if record else before.portal.url)
    prepared, job, keep = prepare(
        target,
        Options(
            out=options.out or _out_of(folder, before),
            today=options.today,
            profile=record.profile if record else before.profile,
            level=before.portal.level,
            max_pages=options.max_pages or _pages_of(folder),
            update=True,
            browser=options.browser,
            probes=options.probes,
            # A night knows a portal by its register: the address that it was asked at has another code of its own.
            known_as=None if options.target else (before.portal.code, before.portal.name),
        ),
    )
    _check_target(target, job.portal, before, options.today)
    known = _fetches(job.previous) if job.previous is not None else ()
    reask = pages_to_ask(before, findings, known)
    # No crawl that was begun earlier and killed is continued: its answers may be older than the mending.
    job = replace(job, still_fresh=frozenset(), reask=reask, inputs=f"verify {job.run_id}")
    with prepared.served() as route:
        return run_crawl(replace(job, route=route, on_sealed=keep), on_progress)


def _out_of(folder: Path, before: Audit) -> Path:
    """The output folder that the run lies in, so that its snapshot is built on; else the usual one."""
    lies_in = folder.resolve().parent
    return lies_in.parent if lies_in.name == before.portal.code else Path("out")


def _check_target(target: str, portal: Portal, before: Audit, today: date | None) -> None:
    code = portal.code
    if code != before.portal.code:
        raise AuditorError(
            f"目标“{target}”的网站代码是 {code}，而检查结果是 {before.portal.code} 的。请用 --target 给出同一网站"
        )
    if today is not None and today.isoformat() < before.today:
        raise AuditorError(f"--today {today} 早于原检查日期 {before.today}。请写成当天或以后的日期")


def _pages_of(folder: Path) -> int | None:
    """The page budget of the run of the audit; None when its snapshot is not at hand."""
    snapshot = folder / outputs.SNAPSHOT
    if not snapshot.is_dir():
        return None
    with SnapshotReader(snapshot) as reader:
        return reader.summary().max_pages


def _fetches(snapshot: Path) -> tuple[Fetch, ...]:
    with SnapshotReader(snapshot) as reader:
        return tuple(reader.fetches())


def _looks(snapshot: Path, findings: Sequence[Finding]) -> Looks:
    with SnapshotReader(snapshot) as reader:
        return looks_of(answers_of(reader, reader.summary().portal), findings)
