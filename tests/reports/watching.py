"""What a page in a real browser did that it should not have done; used by the browser tests of all HTML reports."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page


class Watch:
    """Errors, requests and dialogs of a page since it was made."""

    def __init__(self, page: Page) -> None:
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))


def axe(page: Page, *rules: str) -> list[str]:
    """The violations that axe-core finds in a page whose context bypasses its Content-Security-Policy; all of its rules,
    or only the named ones."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    only: dict[str, Any] = {"runOnly": list(rules)} if rules else {}
    found = page.evaluate("options => axe.run(document, options)", {"resultTypes": ["violations"], **only})
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:160]}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]
