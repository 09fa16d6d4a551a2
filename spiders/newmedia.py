"""``scrapy crawl newmedia -a county=CODE``: the accounts of a county's new media, on the portal's own roads.

What is asked is decided by :class:`auditor.media.plan.MediaPlan`; here only what carrying it needs: hosts of platforms are let
through the guard one by one as they are asked, each platform at a pace of its own, and no picture is loaded that is too large.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy import Request

from auditor import urls
from auditor.media.limits import MediaLimits
from auditor.media_words import media_words
from auditor.model import Ask, Purpose
from spiders.portal import PortalSpider

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from auditor.crawl.job import CrawlJob

#: Seconds between two requests to one platform.
PLATFORM_DELAY = 3.0


class NewMediaSpider(PortalSpider):
    """Drives a :class:`CrawlSession` whose plan is that of a media crawl."""

    name = "newmedia"
    factory = "AUDITOR_MEDIA_JOB_FACTORY"

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, job: CrawlJob | None = None, county: str | None = None, **kwargs: Any
    ) -> Self:
        spider = super().from_crawler(crawler, job, county, **kwargs)
        if not spider.job.is_local:
            paced = {
                _slot(platform.id): {"concurrency": 1, "delay": PLATFORM_DELAY}
                for platform in media_words().platforms
            }
            slots = {**crawler.settings.getdict("DOWNLOAD_SLOTS"), **paced}
            crawler.settings.set("DOWNLOAD_SLOTS", slots, priority="spider")
        return spider

    def _request(self, ask: Ask) -> Request:
        if ask.purpose is Purpose.MEDIA:
            self.guard.allow(urls.host(ask.url))
        request = super()._request(ask)
        if ask.purpose is Purpose.PICTURE:
            request.meta["download_maxsize"] = MediaLimits().picture_bytes
        platform = media_words().platform_of_host(urls.host(ask.url))
        if ask.purpose is Purpose.MEDIA and platform is not None and not self.job.is_local:
            paced = {"download_slot": _slot(platform.id), "autothrottle_dont_adjust_delay": True}
            request.meta.update(paced)
        return request


def _slot(platform: str) -> str:
    return f"platform-{platform}"
