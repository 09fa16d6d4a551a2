"""Several portals in one process: crawled at the same time in one reactor, then judged one after another.

    python -m bench.speed.together OUT ADDRESS…

prints JSON: CPU seconds of ``crawling`` and ``judging``, without the start of the process.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from auditor import app
from auditor.crawl.engine import Crawl, run
from auditor.preparation import BrowserUse, Options, prepare
from bench.speed.portal import TODAY

_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Together:
    """CPU seconds for all portals."""

    crawling: float
    judging: float


async def _crawl(addresses: Sequence[str], out: Path) -> list[Path]:
    options = Options(out, today=TODAY, max_pages=_MOST, browser=BrowserUse.NEVER)
    crawls = []
    for address in addresses:
        _, job, keep = prepare(address, options)
        crawls.append(Crawl(replace(job, on_sealed=keep)).run())
    return list(await asyncio.gather(*crawls))


def measure(addresses: Sequence[str], out: Path) -> Together:
    """Crawls and judges. AuditorError for an address that cannot be audited."""
    began = time.process_time()
    snapshots = run(_crawl(addresses, out))
    crawled = time.process_time()
    for snapshot in snapshots:
        app.finish(snapshot.parent)
    return Together(crawled - began, time.process_time() - crawled)


if __name__ == "__main__":
    print(json.dumps(asdict(measure(sys.argv[2:], Path(sys.argv[1])))))
