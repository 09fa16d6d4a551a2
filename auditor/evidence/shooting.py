"""Takes the pictures of a run: findings → places → pages of the snapshot → PNG files in its ``evidence`` folder."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor import outputs
from auditor.crawl.browser import Browser
from auditor.crawl.snapshot import SnapshotReader
from auditor.errors import AuditorError
from auditor.evidence.camera import PATIENCE, Camera
from auditor.evidence.looking import Look, Looker
from auditor.evidence.pages import SavedPages
from auditor.evidence.picture import finished
from auditor.evidence.places import places_of, reason_of
from auditor.evidence.selection import DEFAULT_MOST, selected
from auditor.evidence.store import (
    FOLDER,
    ShotRecord,
    evidence_folder,
    file_name,
    fits,
    keep_shots,
    read_records,
)
from auditor.evidence.strip import Caption
from auditor.model import Audit, AuditedShot, Evidence, Finding
from auditor.rule import Claim, discover

#: Called with the number of pictures and of findings dealt with so far, and of all findings.
Told = Callable[[int, int, int], None]


def take_shots(
    folder: Path,
    audit: Audit,
    browser: Browser | None,
    only: Sequence[str] = (),
    most: int = DEFAULT_MOST,
    on_progress: Told | None = None,
    patience: float = PATIENCE,
) -> tuple[AuditedShot, ...]:
    """Take up to ``most`` pictures into ``folder/evidence`` and note them there; gives all that the folder then holds for
    this audit. With ``only`` (beginnings of fingerprints) the others stay as they are. ``patience``: seconds for one page.

    Raises AuditorError without a browser, without a sealed snapshot, for a wrong fingerprint, and when the disk refuses.
    """
    findings = selected(audit, only)
    if browser is None:
        raise AuditorError(
            "没有找到浏览器，无法截图；请安装 Chromium 或 Chrome，或运行 playwright install chromium"
        )
    job = _Job(audit, browser, evidence_folder(folder), most, on_progress, patience)
    with SnapshotReader(outputs.snapshot_folder(folder)) as reader:
        taken = asyncio.run(job.take(findings, reader))
        bodies = frozenset(fetch.body_sha256 for fetch in reader.fetches())
    records = [*(_others(folder, audit, bodies, taken) if only else ()), *taken]
    keep_shots(folder, records)
    return tuple(record.shot for record in records)


def _others(
    folder: Path, audit: Audit, bodies: frozenset[str], taken: Sequence[ShotRecord]
) -> list[ShotRecord]:
    """What the folder holds of findings that were not asked for this time."""
    anew = {record.shot.fingerprint for record in taken}
    findings = {f.fingerprint: f for f in audit.findings if f.fingerprint not in anew}
    records = ((record, findings.get(record.shot.fingerprint)) for record in read_records(folder))
    return [record for record, finding in records if finding is not None and fits(record, finding, bodies)]


@dataclass(frozen=True, slots=True)
class _Job:
    """What all pictures of one call share. ``home`` is the folder that they go to."""

    audit: Audit
    browser: Browser
    home: Path
    most: int
    on_progress: Told | None
    patience: float

    async def take(self, findings: Sequence[Finding], reader: SnapshotReader) -> list[ShotRecord]:
        """One record for each finding, until there are enough pictures."""
        portal = reader.summary().portal
        absences = {rule.id for rule in discover() if rule.claims is Claim.ABSENCE}
        pages = SavedPages(reader)
        records: list[ShotRecord] = []
        pictures = 0
        async with Camera(self.browser, pages.reply, self.patience) as camera:
            looker = Looker(camera, pages, portal)
            for finding in findings:
                if pictures >= self.most:
                    break
                record = await self._record(looker, finding, finding.rule in absences)
                pictures += bool(record.shot.file)
                records.append(record)
                if self.on_progress is not None:
                    self.on_progress(pictures, len(records), len(findings))
        return records

    async def _record(self, looker: Looker, finding: Finding, is_absence: bool) -> ShotRecord:
        """The picture of one finding, written, or why it has none."""
        places = places_of(finding, self.audit.portal.url, is_absence)
        look = await looker.look(places, is_absence) if places else reason_of(finding, is_absence)
        if isinstance(look, Look):
            return _written(finding, look, self.home)
        first: Evidence | None = next(iter(finding.evidence), None)
        shot = AuditedShot(
            fingerprint=finding.fingerprint, url=first.url if first else "", taken="", reason=look
        )
        return ShotRecord(shot, first)


def _written(finding: Finding, look: Look, home: Path) -> ShotRecord:
    fetch, evidence = look.page.fetch, look.place.evidence
    caption = Caption(finding.fingerprint, evidence.url, fetch.fetched_at, fetch.body_sha256, look.note)
    picture = finished(look.sight, caption)
    name = file_name(finding.fingerprint)
    outputs.write(home / name, picture.png)
    shot = AuditedShot(
        fingerprint=finding.fingerprint,
        url=evidence.url,
        taken=fetch.fetched_at,
        file=f"{FOLDER}/{name}",
        sha256=hashlib.sha256(picture.png).hexdigest(),
        width=picture.width,
        height=picture.height,
    )
    return ShotRecord(shot, evidence, fetch.body_sha256)
