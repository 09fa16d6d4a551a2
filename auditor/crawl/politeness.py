"""How a crawl spaces its requests, as Scrapy's settings: on a live portal, on this machine, and where a lane has its pace."""

from __future__ import annotations

from typing import Any

from auditor.crawl.job import CrawlJob

#: Requests that no visitor's path needs go through a slot of their own: one at a time, seconds apart, whatever the host.
PROBES = "probes"
#: Requests to one host that wait for their turn or are on their way, where a pace spaces them: one that answers slowly is
#: not asked faster than it answers.
PACED_PER_HOST = 2


def settings_of(job: CrawlJob) -> dict[str, Any]:
    """What a crawl sets besides ``auditor.settings``. On this machine there is nobody to be polite to; with a pace that alone
    spaces requests, but a portal's search is asked no faster than otherwise."""
    settings: dict[str, Any] = {} if job.timeout is None else {"DOWNLOAD_TIMEOUT": job.timeout}
    if not job.is_local and job.pace is None:
        return settings
    per_host, browser = (4, 8) if job.pace is None else (PACED_PER_HOST, 3)
    probes = {"concurrency": 1, "delay": 0 if job.is_local else 2.0, "jitter": 0}
    return settings | {
        "AUTOTHROTTLE_ENABLED": False,
        "CONCURRENT_REQUESTS_PER_DOMAIN": per_host,
        "DOWNLOAD_SLOTS": {"browser": {"concurrency": browser, "delay": 0}, PROBES: probes},
    }
