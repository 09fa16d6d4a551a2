"""Looks again at the portal of a saved case and tells how it differs: for whoever keeps cases and readers true."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from auditor import app, outputs, urls
from auditor.crawl.job import Progress
from auditor.crawl.portals import portal_text
from auditor.drift import Drift, Sight, compare
from auditor.errors import AuditorError
from auditor.preparation import BrowserUse, Options
from auditor.recording import read_record
from auditor.survey import survey
from auditor.target import CASES, resolve


@dataclass(frozen=True, slots=True)
class Revisit:
    """``url`` is the home page that was asked."""

    case: str
    url: str
    drift: Drift


def revisit(
    case: str, url: str | None = None, on_progress: Callable[[Progress], None] | None = None
) -> Revisit:
    """Crawl the saved case and the live portal with the same bounds, and compare. ``url`` stands in for the home page
    that the case names. AuditorError when the case is none, or nothing can be read of it."""
    saved = resolve(case)
    if saved.site is None:
        raise AuditorError(f"“{case}”不是已保存的样例；请给出样例名称（见 {CASES}）或样例目录")
    address = url or saved.portal.url
    home = urls.absolute(address, address) if re.match(r"https?://", address, re.I) else None
    if home is None:
        raise AuditorError(f"--url“{address}”不是有效的网址；请写成 http://www.example.gov.cn/ 的形式")
    folder = Path(case) if Path(case).is_dir() else CASES / case
    record = read_record(folder)
    max_pages = record.max_pages if record is not None else None
    with tempfile.TemporaryDirectory(prefix="auditor-drift-") as work:
        then = _look(case, Path(work) / "then", max_pages, on_progress)
        if not then.inventory.home_readable:
            raise AuditorError(f"样例“{case}”的首页不能读取，无从比较；请重新录制")
        file = Path(work) / f"{saved.portal.code}.yml"
        file.write_text(portal_text(replace(saved.portal, url=home)), encoding="utf-8")
        now = _look(str(file), Path(work) / "now", max_pages, on_progress)
    return Revisit(case, home, compare(then, now))


def _look(
    target: str, out: Path, max_pages: int | None, on_progress: Callable[[Progress], None] | None
) -> Sight:
    # What a search finds is no part of the comparison: nothing is asked in vain.
    options = Options(out, max_pages=max_pages, browser=BrowserUse.NEVER, probes=False)
    seen = survey(app.crawl(target, options, on_progress) / outputs.SNAPSHOT)
    return Sight(seen.inventory, seen.families)
