"""Which answers a browser can do something with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.crawl.challenge import is_challenge, may_pass
from auditor.crawl.pages import may_be_html

if TYPE_CHECKING:
    from scrapy.http import Response

#: Headers of a rendered answer: what it took, and why a visitor may see more than we did.
RENDERED, UNFINISHED = "X-Auditor-Rendered", "X-Auditor-Unfinished"
#: What an ask gives as its reason to render when the browser is to type its ``body`` (``field=query``) into the search
#: box of the page, and the header of the answer that says where the box leads.
TYPED, LEADS = "search-box", "X-Auditor-Leads"


def wants_browser(response: Response) -> bool:
    """True for a page, and for a wall that a browser may pass. Errors, redirects and files stay as they came;
    captchas and blocks are never worked around."""
    mark = wall_mark(response)
    if mark:
        return may_pass(mark)
    headers = _headers(response)
    return 200 <= response.status < 300 and may_be_html(headers.get("content-type", ""), response.body)


def wall_mark(response: Response) -> str:
    """Name of the wall that an answer is; empty for anything else."""
    return is_challenge(response.status, _headers(response), response.body) or ""


def _headers(response: Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
