"""The line of requests between spider and downloader.

The spider hands over a few requests at a time, in the order in which they are to go: there is nothing to sort, to filter
or to keep on disk, which Scrapy's own scheduler does for every request.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from scrapy.core.scheduler import BaseScheduler

if TYPE_CHECKING:
    from scrapy import Request


class Line(BaseScheduler):
    """First come, first served."""

    def __init__(self) -> None:
        self._waiting: deque[Request] = deque()

    def has_pending_requests(self) -> bool:
        return bool(self._waiting)

    def enqueue_request(self, request: Request) -> bool:
        self._waiting.append(request)
        return True

    def next_request(self) -> Request | None:
        return self._waiting.popleft() if self._waiting else None
