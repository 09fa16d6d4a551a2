"""What came back for one ask, before it is judged. The border between Scrapy and everything of ours."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model import Failure

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer or the reason why there is none.

    ``body`` is decoded (no Content-Encoding); ``headers`` are as sent, latin-1. ``status`` None exactly when
    ``failure`` is set. ``request_headers`` are those that went out. ``elapsed_ms`` from the request to the whole answer,
    0 when that tells nothing.
    """

    status: int | None = None
    headers: Headers = ()
    body: bytes = b""
    failure: Failure | None = None
    detail: str = ""
    request_headers: Headers = ()
    protocol: str = "HTTP/1.1"
    fetched_at: str = ""
    elapsed_ms: int = 0

    def header(self, name: str) -> str:
        """First value of a header, or an empty string."""
        lowered = name.lower()
        return next((value for key, value in self.headers if key.lower() == lowered), "")
