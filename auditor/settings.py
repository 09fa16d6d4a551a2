"""Scrapy settings: a crawler that says who it is, obeys robots.txt and never hurries a county's server."""

from __future__ import annotations

import os

from auditor import __version__

BOT_NAME = "PortalAuditor"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
#: Dotted path of a callable (county=CODE, **options) → CrawlJob, so that spiders import no application.
AUDITOR_JOB_FACTORY = "auditor.app.job_for_county"
#: The same for crawls of the accounts of new media.
AUDITOR_MEDIA_JOB_FACTORY = "auditor.newmedia.job_for_county"

#: Dotted path of a callable (url, code, **options) → what to tell the user; the work of ``scrapy newportal``.
AUDITOR_PORTAL_WRITER = "auditor.new_portal.write"
COMMANDS_MODULE = "spiders.commands"

# who we are; header values are ASCII
_CONTACT = os.environ.get("AUDITOR_CONTACT", "").encode("ascii", "ignore").decode().strip()
USER_AGENT = f"PortalAuditor/{__version__} (+{_CONTACT or 'government website self-inspection'})"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "PortalAuditor"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}

# politeness on live portals; PortalSpider lifts it for loopback and saved sites
CONCURRENT_REQUESTS = 16
CONCURRENT_ITEMS = 1  # there are none; Scrapy starts so many tasks for each answer
CONCURRENT_REQUESTS_PER_DOMAIN = 2
DOWNLOAD_DELAY = 0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0.5
AUTOTHROTTLE_MAX_DELAY = 10
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0

# connections: ours, guarded; proxies would hide the address that the guard has to see
DOWNLOAD_HANDLERS = {
    "http": "auditor.crawl.handler.GuardedDownloadHandler",
    "https": "auditor.crawl.handler.GuardedDownloadHandler",
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}
DOWNLOAD_TIMEOUT = 20
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DNSCACHE_ENABLED = True
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

# What stands in the way of a request, in this order: no more than is used, since every answer passes all of it. Pages for which
# HTTP is not enough go to scrapy-playwright, started with the first of them.
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
}
DOWNLOADER_MIDDLEWARES = {
    "auditor.crawl.rendering.RenderingMiddleware": 50,  # outermost: sees answers as the spider would
    "auditor.crawl.compression.WholeBodies": 590,
    "auditor.crawl.cookies.PortalCookies": 700,
}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
#: What a page in the browser asks for: one visitor's load, without his pictures.
#: The tests of search and forms ask one thing at a time, at least two seconds apart.
DOWNLOAD_SLOTS = {
    "browser": {"concurrency": 3, "delay": 0},
    "probes": {"concurrency": 1, "delay": 2.0, "jitter": 0},
}
PLAYWRIGHT_MAX_PAGES_PER_CONTEXT = 2

# the plan decides what is asked, how often, and what follows from an answer
COOKIES_ENABLED = True
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
SCHEDULER = "auditor.crawl.line.Line"
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads the source of the callback for every answer

# no doors into the process, no chatter on the terminal; what is not named is not even imported, a third of a second
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
EXTENSIONS_BASE = {"scrapy.extensions.throttle.AutoThrottle": 0}
EXTENSIONS: dict[str, int] = {}
LOG_LEVEL = "WARNING"
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"
