"""Reports and letters on paper: HTML through Chromium, DOCX through LibreOffice. Nothing is fetched while printing.

Both programs write the time of printing into the file; it is blanked, so that a file tells nothing that its audit does not.
The bytes still depend on the program's version and on the fonts of the machine.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, Playwright, sync_playwright

from auditor.crawl.browser import find_browser
from auditor.documents.office import convert, office_program
from auditor.errors import AuditorError

#: Seconds for one report in the browser; for LibreOffice to start, and for each letter.
PRINT_SECONDS = 180
_OFFICE_START, _OFFICE_EACH = 60, 20
#: Switches of the crawl's browser that a report does not bear: no pictures, and memory for one small page.
_UNWANTED = ("--blink-settings=imagesEnabled", "--js-flags=")
_MARGINS = {"top": "16mm", "bottom": "18mm", "left": "14mm", "right": "14mm"}
_MARGIN_STYLE = (
    "width:100%;padding:0 14mm;font:8pt 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;color:#555"
)
_FOOTER = (
    f'<div style="{_MARGIN_STYLE};text-align:center">'
    '第 <span class="pageNumber"></span> 页，共 <span class="totalPages"></span> 页</div>'
)
_HEADER = f'<div style="{_MARGIN_STYLE};text-align:right"><span class="title"></span></div>'
#: True when the page's own style numbers the pages of paper: they need no second number.
_NUMBERED = """() => [...document.styleSheets].some(sheet => !sheet.href && [...sheet.cssRules].some(
  rule => rule instanceof CSSPageRule && rule.cssText.includes("counter(page)")))"""
#: Times of printing in the dictionary of a PDF, and the mark of the file that is made from them.
_CLOCK = re.compile(rb"/(?:CreationDate|ModDate) ?\(D:[^)]{0,40}\)")
_FILE_ID = re.compile(rb"/ID ?\[ ?<[0-9A-Fa-f]{0,64}>\s{0,2}<[0-9A-Fa-f]{0,64}> ?\]")
_HEX = re.compile(rb"(?<=<)[0-9A-Fa-f]+(?=>)")
_CHECKSUM = re.compile(rb"/DocChecksum ?/[0-9A-F]{32}")


def print_pdf(html: str) -> bytes:
    """A report as PDF: A4, its title above and page numbers below (its own, when its style has
    them). Every request of the page is refused.

    AuditorError when there is no browser or when it fails.
    """
    browser = find_browser()
    if browser is None:
        raise AuditorError(
            "没有找到浏览器，不能生成 PDF。请安装 Chromium（Debian：apt-get install chromium），"
            "或用浏览器打开 report.html 后打印"
        )
    options = browser.launch_options
    options["args"] = [each for each in options["args"] if not each.startswith(_UNWANTED)]
    try:
        with sync_playwright() as playwright:
            data = _print(playwright, options, html)
    except BrowserError as error:
        first = (str(error).strip() or "没有说明").splitlines()[0][:200]
        raise AuditorError(
            f"浏览器未能生成 PDF（{first}）。请检查 {browser.program} 能否启动，然后重试"
        ) from error
    return without_clock(data)


def print_letters(letters: Mapping[str, bytes]) -> dict[str, bytes]:
    """Letters (DOCX by name, without ending) as PDF by the same names, in one start of LibreOffice.

    AuditorError when LibreOffice is not installed, takes too long, or cannot read a letter (named).
    """
    if not letters:
        return {}
    program = office_program()
    if program is None:
        raise AuditorError(
            "没有找到 LibreOffice，不能把通知单转为 PDF。"
            "请安装（Debian：apt-get install libreoffice-writer-nogui），或用 Word、WPS 打开后另存为 PDF"
        )
    with tempfile.TemporaryDirectory(prefix="auditor-pdf-") as name:
        folder = Path(name)
        # Numbers as names: a letter's own name may be anything.
        files = {folder / f"{number}.docx": title for number, title in enumerate(letters)}
        for file, title in files.items():
            file.write_bytes(letters[title])
        _office(program, folder, list(files))
        printed = {}
        for file, title in files.items():
            made = folder / "out" / f"{file.stem}.pdf"
            if not made.is_file():
                raise AuditorError(
                    f"LibreOffice 未能转换“{title}.docx”。请用 Word 或 WPS 打开，检查文件是否完好"
                )
            printed[title] = without_clock(made.read_bytes())
    return printed


def without_clock(data: bytes) -> bytes:
    """A PDF with its times and the marks made from them blanked; its length, and so its table of places, stays."""
    data = _CLOCK.sub(lambda found: b" " * len(found[0]), data)
    data = _CHECKSUM.sub(lambda found: b" " * len(found[0]), data)
    return _FILE_ID.sub(lambda found: _HEX.sub(lambda mark: b"0" * len(mark[0]), found[0]), data)


def _print(playwright: Playwright, options: dict[str, object], html: str) -> bytes:
    chromium = playwright.chromium.launch(**options)  # type: ignore[arg-type]  # values fit their names
    try:
        page = chromium.new_page(offline=True, service_workers="block", accept_downloads=False)
        page.set_default_timeout(PRINT_SECONDS * 1000)
        page.route("**/*", lambda route: route.abort("aborted"))
        page.emulate_media(media="print", color_scheme="light")
        page.set_content(html, wait_until="load")
        return _paper(page)
    finally:
        chromium.close()


def _paper(page: Page) -> bytes:
    return page.pdf(
        format="A4",
        print_background=True,
        display_header_footer=True,
        header_template=_HEADER,
        footer_template="<span></span>" if page.evaluate(_NUMBERED) else _FOOTER,
        margin=_MARGINS,  # type: ignore[arg-type]  # a dict of these keys
        outline=True,
        tagged=True,
    )


def _office(program: str, folder: Path, files: list[Path]) -> None:
    try:
        convert(program, folder, files, "pdf", _OFFICE_START + _OFFICE_EACH * len(files))
    except subprocess.TimeoutExpired as error:
        raise AuditorError("LibreOffice 未能在规定时间内转换通知单。请关闭占用内存的程序后重试") from error
