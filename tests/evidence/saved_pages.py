"""Small sealed snapshots, and audits whose findings speak of their pages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from auditor import codec, outputs
from auditor.crawl.answer import Answer
from auditor.crawl.snapshot import SnapshotWriter
from auditor.model import (
    Audit,
    AuditedPortal,
    CrawlSummary,
    Evidence,
    Fetch,
    Finding,
    Level,
    Outcome,
    Portal,
    Purpose,
    Severity,
)
from tests.harness import GOLDEN

HOST = "http://www.shown.test"
NOW = "2026-03-01T08:00:00Z"
PORTAL = Portal("shown", "示例县人民政府", f"{HOST}/")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint(subject: str) -> str:
    return sha256(subject)[:16]


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8><title>页</title>{head}</head><body>{body}</body></html>"


def snapshot(run: Path, pages: Mapping[str, str], *further: tuple[Fetch, bytes], seal: bool = True) -> Path:
    """A run folder with the snapshot of these pages, by path; ``further`` are other answers."""
    writer = SnapshotWriter(run / "snapshot", "test/1")
    written = [
        (Fetch(f"{HOST}{path}", Purpose.NAVIGATION, mime="text/html; charset=utf-8"), text.encode())
        for path, text in pages.items()
    ]
    for fetch, body in [*written, *further]:
        digest = hashlib.sha256(body).hexdigest()
        stored = replace(fetch, status=200, body_sha256=digest, size=len(body), fetched_at=NOW)
        writer.write(stored, Answer(200, (("Content-Type", fetch.mime),), body, fetched_at=NOW))
    if seal:
        writer.seal(CrawlSummary(PORTAL, "finished", len(pages), 10), NOW, NOW, "test/1")
    writer.close()
    return run


def finding(path: str, quote: str = "", rule: str = "stale-column", **more: object) -> Finding:
    """A failed verdict about the page at ``path``, seen there by ``quote``."""
    subject = str(more.pop("subject", path))
    evidence = more.pop("evidence", (Evidence(f"{HOST}{path}", quote, where=str(more.pop("where", ""))),))
    given = {"outcome": Outcome.FAIL, "severity": Severity.MAJOR, "subject_name": "栏目", **more}
    return Finding(
        rule=rule, code="PA001", subject=subject, fingerprint=fingerprint(subject), evidence=evidence, **given
    )  # type: ignore[arg-type]


def audit(*findings: Finding) -> Audit:
    golden = codec.decode_audit((GOLDEN / "qinghe" / outputs.AUDIT).read_bytes(), "golden")
    portal = AuditedPortal(PORTAL.code, PORTAL.name, PORTAL.url, Level.COUNTY)
    return replace(golden, portal=portal, findings=findings, shots=(), waivers=())
