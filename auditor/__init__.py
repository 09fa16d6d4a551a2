"""Portal Auditor: crawl a government portal once, judge it offline, report its gaps."""

__version__ = "0.1.0"
