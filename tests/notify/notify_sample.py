"""Audits, differences and configurations of the notify tests, on the demo county's golden audit."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from auditor import codec
from auditor.model import Audit, Finding, Outcome
from auditor.model.reporting import AuditDiff, Change, FindingDelta
from auditor.notify.quiet import BEIJING
from reports.digest import digest_of
from reports.digest_values import Digest
from tests.harness import GOLDEN

LINK = "https://baogao.example.gov.cn/990101/run/report.html"
#: A working day at nine, Beijing time.
NINE = datetime(2026, 6, 16, 9, 0, tzinfo=BEIJING)
SECRETS = {
    "DING_URL": "https://127.0.0.1/robot/send?access_token=0123456789abcdef0123456789abcdef",
    "DING_SECRET": "SEC6a1b2c3d4e5f60718293a4b5c6d7e8f9",
    "FEISHU_URL": "https://127.0.0.1/open-apis/bot/v2/hook/9e1c2d3f-aaaa-bbbb-cccc-1234567890ab",
    "FEISHU_SECRET": "fs-Secret-q8Zz01",
    "WECOM_URL": "https://127.0.0.1/cgi-bin/webhook/send?key=693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa",
    "MAIL_PASSWORD": "mail-password-1",
}


@dataclass
class FakeClock:
    """Time stands still but for those who sleep."""

    moment: datetime = NINE
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)


@cache
def audit() -> Audit:
    path = GOLDEN / "qinghe" / "audit.json"
    return codec.decode_audit(path.read_bytes(), str(path))


def faults() -> list[Finding]:
    return [one for one in audit().findings if one.outcome in (Outcome.FAIL, Outcome.WARN)]


def delta(finding: Finding, change: Change) -> FindingDelta:
    return FindingDelta(
        finding.fingerprint,
        change,
        None if change is Change.NEW else finding,
        None if change in (Change.MENDED, Change.UNKNOWN) else finding,
    )


def diff(new: int = 3, mended: int = 2, unknown: int = 1) -> AuditDiff:
    """The demo county's faults: so many are new, mended, unknown; the others persist."""
    kinds = [Change.NEW] * new + [Change.MENDED] * mended + [Change.UNKNOWN] * unknown
    found = faults()
    kinds += [Change.PERSISTING] * (len(found) - len(kinds))
    deltas = tuple(delta(each, kind) for each, kind in zip(found, kinds, strict=True))
    of = audit()
    return AuditDiff(of.portal, "2026-06-08", of.today, of.score, of.score, deltas)


def digest(**counts: int) -> Digest:
    return digest_of(audit(), diff(**counts), link=LINK, deadline="2026-06-30")


def earlier_audit(without: int = 3) -> Audit:
    """The demo county a week before, when its first faults were not there yet."""
    gone = {one.fingerprint for one in faults()[:without]}
    kept = tuple(one for one in audit().findings if one.fingerprint not in gone)
    return replace(audit(), today="2026-06-08", findings=kept)


def write_run(out: Path, run: str, document: Audit) -> Path:
    """A run folder as ``auditor run`` leaves it, as far as ``auditor notify`` looks."""
    folder = out / document.portal.code / run
    folder.mkdir(parents=True)
    (folder / "audit.json").write_bytes(codec.encode_audit(document))
    (folder / "report.html").write_text("<!DOCTYPE html><title>报告</title>", "utf-8")
    return folder
