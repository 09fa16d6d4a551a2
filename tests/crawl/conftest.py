from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from crawled import Crawl, Crawled
from fake_reader import read

from auditor.crawl.engine import run_crawl
from auditor.crawl.job import CrawlJob
from auditor.crawl.limits import CrawlLimits
from auditor.model import Portal


@pytest.fixture
def crawl(tmp_path: Path) -> Crawl:
    """Crawl ``url`` with the fake reader; keywords go to the job, ``portal`` ones to the portal."""

    def run(url: str, portal: dict[str, Any] | None = None, **options: Any) -> Crawled:
        options.setdefault("limits", CrawlLimits())
        options.setdefault("run_id", "run")
        job = CrawlJob(
            Portal(**{"code": "demo", "name": "示例", "url": url} | (portal or {})), read, tmp_path, **options
        )
        return Crawled(run_crawl(job))

    return run
