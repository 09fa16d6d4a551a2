"""Fixtures of the report tests: the sample rendered once, and a real browser that must load nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sample
from playwright.sync_api import Browser, sync_playwright

from reports.html import RunInfo, render_html

RUN = RunInfo("2021-01-15T09:30:00+08:00", "2021-01-15T09:41:20+08:00", "snapshot-20210115")


@pytest.fixture(scope="session")
def report() -> str:
    return render_html(sample.audit(), RUN)


@pytest.fixture(scope="session")
def report_file(report: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report, "utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the system; the tests that need it are skipped only where there is none.

    Not kept for the session: while Playwright's loop runs, no crawl can be started in this process.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no browser on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()
