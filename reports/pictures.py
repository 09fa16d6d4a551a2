"""Screenshots of failing places, as images that stand in the page itself. Pure.

Each picture stands once: a second finding of the same place points at the first. Only a PNG whose digest is the one that the
audit names is shown, so that nobody can put another picture in its place.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from auditor.model.judgement import AuditedShot
from reports import wording
from reports.period import moment
from reports.text import clean, slug

_PNG = b"\x89PNG\r\n\x1a\n"
#: So many bytes of pictures stand in one report; browsers open it in a second or two.
_MOST = 30_000_000
_NO_FILE = "截图未随报告提供"
_OTHER = "截图文件与检查结果记录的摘要不一致，不予显示"
_TOO_MUCH = "截图较多，此处不再嵌入"


@dataclass(frozen=True, slots=True)
class Picture:
    """One screenshot. ``source`` is "" when there is none to show; then ``same`` is the id of the picture that shows the same,
    or ``reason`` says why there is none. ``file`` lies beside the report."""

    anchor: str
    url: str
    taken: str
    source: Markup | str
    width: int
    height: int
    file: str
    reason: str
    same: str


def pictures_of(
    shots: tuple[AuditedShot, ...], pictures: tuple[tuple[str, bytes], ...], order: Mapping[str, int]
) -> dict[str, tuple[Picture, ...]]:
    """The pictures of each finding, by fingerprint. ``order`` is the place of each finding in the report: the first of them
    shows what several share."""
    files = dict(pictures)
    left = _MOST
    shown: dict[str, str] = {}
    found: dict[str, list[Picture]] = {}
    known = [shot for shot in shots if shot.fingerprint in order]
    for shot in sorted(known, key=lambda one: order[one.fingerprint]):
        data = files.get(shot.sha256, b"")
        own = found.setdefault(shot.fingerprint, [])
        same = shown.get(shot.sha256, "") if data else ""
        reason = "" if same else _hindrance(shot, data, left)
        picture = _picture(shot, f"p-{slug(shot.fingerprint)}-{len(own) + 1}", data, reason, same)
        if picture.source:
            shown[shot.sha256] = picture.anchor
            left -= len(data)
        own.append(picture)
    return {fingerprint: tuple(each) for fingerprint, each in found.items()}


def _picture(shot: AuditedShot, anchor: str, data: bytes, reason: str, same: str) -> Picture:
    source = (
        Markup("data:image/png;base64," + base64.b64encode(data).decode()) if not (reason or same) else ""
    )
    return Picture(
        anchor=anchor,
        url=shot.url,
        taken=clean(moment(shot.taken), 40),
        source=source,
        width=max(shot.width, 0),
        height=max(shot.height, 0),
        file=clean(shot.file, 120),
        reason=reason,
        same=same,
    )


def _hindrance(shot: AuditedShot, data: bytes, left: int) -> str:
    """Why a picture cannot be shown; "" when it can."""
    if not shot.sha256:
        return wording.reason(shot.reason) if shot.reason else _NO_FILE
    if not data:
        return _NO_FILE
    if not data.startswith(_PNG) or hashlib.sha256(data).hexdigest() != shot.sha256:
        return _OTHER
    return _TOO_MUCH if len(data) > left else ""
