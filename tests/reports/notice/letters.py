"""What the tests of letters share: the demo county, a look into a DOCX, a template with one thing changed."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache

from lxml import etree

from auditor import codec, mending
from auditor.model import Audit
from auditor.model.judgement import AuditedWaiver, WaiverState
from reports.notice import NoticeDetails, Term
from tests.harness import GOLDEN

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DAY = date(2026, 6, 16)
MAIN = "word/document.xml"


@cache
def qinghe() -> Audit:
    path = GOLDEN / "qinghe" / "audit.json"
    return codec.decode_audit(path.read_bytes(), str(path))


def details(audit: Audit, number: str = "清政公开督〔2026〕7号") -> NoticeDetails:
    terms = {
        f.fingerprint: Term(days, mending.deadline(f, DAY))
        for f in audit.findings
        if (days := mending.days_for(f)) is not None
    }
    return NoticeDetails(DAY, number, "清禾县政务公开办公室", "张三 0999-6188000", terms)


def waived(audit: Audit, *fingerprints: str) -> Audit:
    waiver = AuditedWaiver(
        "",
        "",
        "",
        "李四",
        "2026-06-01",
        "改版中",
        "领导批示",
        "2026-12-31",
        WaiverState.APPLIED,
        fingerprints,
    )
    return replace(audit, waivers=(waiver,))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def paragraphs(data: bytes, part: str = MAIN) -> list[str]:
    """Texts of the paragraphs, those of tables too."""
    root = etree.fromstring(parts(data)[part])
    return ["".join(text.text or "" for text in p.iter(f"{W}t")) for p in root.iter(f"{W}p")]


def text(data: bytes) -> str:
    return "\n".join(paragraphs(data))


def edited(template: bytes, old: str, new: str, part: str = MAIN, **more: str) -> bytes:
    """The template with a text of one part replaced (once) and parts added."""
    found = parts(template)
    source = found[part].decode()
    assert old in source, old
    found[part] = source.replace(old, new, 1).encode()
    return package(found | {name.replace("__", "/"): value.encode() for name, value in more.items()})


def package(found: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, value in found.items():
            made.writestr(name, value)
    return target.getvalue()
