"""Small things that are done with a page in the browser, whatever it is opened for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

from playwright.async_api import Error as BrowserError
from playwright.async_api import Page, Route
from scrapy.http import Response

#: Seconds after which a page whose scripts never rest has not answered.
ANSWER = 5.0
_NOT_PASSED_ON = frozenset(
    "connection content-disposition content-encoding content-length keep-alive location strict-transport-security"
    " transfer-encoding".split()
)


class LentCookie(TypedDict):
    """A cookie as Playwright takes it."""

    name: str
    value: str
    url: str


async def fulfil(route: Route, response: Response, *, is_document: bool = False) -> None:
    """Pass an answer on. What we took for a page is shown as one, whatever type its server gives it."""
    headers: dict[str, str] = {}
    for raw_name, raw_values in response.headers.items():
        name = raw_name.decode("latin-1").lower()
        values = [value.decode("latin-1") for value in raw_values]
        if name not in _NOT_PASSED_ON and all(value.isprintable() for value in values):
            headers[name] = ("\n" if name == "set-cookie" else ", ").join(values)
    if is_document and "html" not in headers.get("content-type", ""):
        headers["content-type"] = "text/html"
    await route.fulfill(status=response.status, headers=headers, body=response.body)


async def patient(question: Awaitable[Any], seconds: float | None = None) -> Any:
    """A page whose scripts never rest answers nothing: TimeoutError after ``seconds`` (default: :data:`ANSWER`)."""
    return await asyncio.wait_for(question, ANSWER if seconds is None else seconds)


async def close_quietly(page: Page) -> None:
    with suppress(BrowserError):
        await page.close()


@cache
def page_script(name: str) -> str:
    """A script of this package that runs inside pages, by the name of its file."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
