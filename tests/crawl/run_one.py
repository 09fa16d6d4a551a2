"""``python run_one.py URL OUT [RUN_ID]``: one crawl in a process of its own, for tests that kill it."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from fake_reader import read

from auditor.crawl.engine import run_crawl
from auditor.crawl.job import CrawlJob
from auditor.errors import AuditorError
from auditor.model import Portal


def job_for_county(county: str, url: str, out: str, run_id: str = "run") -> CrawlJob:
    """The factory that ``scrapy crawl portal`` is given in tests."""
    return CrawlJob(Portal(county, "示例", url), read, Path(out), run_id, on_sealed=_note)


def _note(path: Path) -> None:
    (path.parent / "sealed.txt").write_text(str(path))


if __name__ == "__main__":
    try:
        print(run_crawl(job_for_county("demo", *sys.argv[1:])))
    except AuditorError as error:
        sys.exit(error.message)
