"""A crawl that gives every page to a browser: start it, open a page of its own for each address, follow the links.

python -m bench.speed.browsing ADDRESS PAGES
"""

from __future__ import annotations

import asyncio
import sys

from playwright.async_api import Browser, async_playwright

from auditor.crawl.browser import find_browser

#: Pages open at a time.
_OPEN = 4
_LINKS = "Array.from(document.links, link => link.href.split('#')[0])"


async def crawl(address: str, most: int) -> int:
    """Opens at most so many pages; gives how many it opened. Raises RuntimeError when there is no browser."""
    found = find_browser()
    if found is None:
        raise RuntimeError("no browser")
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(
            executable_path=str(found.program), chromium_sandbox=found.sandboxed
        )
        known, waiting, opened = {address}, [address], 0
        while waiting and opened < most:
            batch, waiting = waiting[: min(_OPEN, most - opened)], waiting[min(_OPEN, most - opened) :]
            opened += len(batch)
            for links in await asyncio.gather(*(_links(browser, url) for url in batch)):
                new = [
                    link for link in dict.fromkeys(links) if link.startswith(address) and link not in known
                ]
                known.update(new)
                waiting += new
        await browser.close()
    return opened


async def _links(browser: Browser, url: str) -> list[str]:
    page = await browser.new_page()
    try:
        await page.goto(url, wait_until="load")
        return list(await page.evaluate(_LINKS))
    finally:
        await page.close()


if __name__ == "__main__":
    asyncio.run(crawl(sys.argv[1], int(sys.argv[2])))
