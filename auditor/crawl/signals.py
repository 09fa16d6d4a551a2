"""Scrapy signals of a crawl, for progress bars and logs. Each carries ``progress: Progress``."""

#: A wave of requests begins.
wave_started = object()
#: One ask has its answer. Also carries ``fetch: Fetch``.
fetched = object()
#: The crawl is over. Carries ``path: Path | None`` (the sealed snapshot) and ``error: Exception | None``.
crawl_ended = object()
