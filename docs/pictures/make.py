"""The pictures of the READMEs, made from the bundled county: ``make screenshots``.

Each shows what a user gets from the commands as they are: the county is audited, a second time with one fault mended, and
the documents are opened in Chromium and LibreOffice. Needs both, and pdftoppm (Debian: poppler-utils).
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from auditor.crawl.browser import find_browser

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
_COLOURS = 128
#: Invented portals of other makes, for a site with more than one county.
_NEIGHBOURS = ("beihe", "donghu", "fushan", "huaiyu", "jianhe", "nanling", "wenhe", "xishan")
_WIDE, _PHONE = {"width": 1200, "height": 900}, {"width": 390, "height": 844}


def main() -> None:
    missing = [name for name in ("soffice", "pdftoppm") if shutil.which(name) is None]
    browser = find_browser()
    if missing or browser is None:
        sys.exit(f"error: {', '.join([*missing, *([] if browser else ['chromium'])])} not found")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        work = Path(folder)
        run = _audited(work)
        chromium = playwright.chromium.launch(executable_path=browser.program, args=["--no-sandbox"])
        page = chromium.new_page(viewport=_WIDE)  # type: ignore[arg-type]
        report, site = (run / "report.html").as_uri(), (work / "site" / "heatmap.html").as_uri()
        _save("report", _shown(page, report))
        _save("finding", _shown(page, f"{report}#f-{_pictured(run)}"))
        _save("site", _shown(page, site))
        page.set_viewport_size(_PHONE)  # type: ignore[arg-type]
        _save("phone", _shown(page, report))
        chromium.close()
        _save("workbook", _printed(run / "workbook.xlsx", work, page=2))
        _save("notice", _printed(min((work / "notices").glob("*.docx")), work))


def _audited(work: Path) -> Path:
    """The run folder of the demo county, with all that is shown of it."""
    for county in ("990101", *_NEIGHBOURS):
        _auditor("run", county, "--out", work / "out", "--browser", "never", allowed={0, 1})
    run = next((work / "out" / "990101").glob("*/report.html")).parent
    _auditor("evidence", run)
    _auditor("export", run, "--format", "xlsx")
    _auditor("notice", run, "--to", work / "notices")
    _auditor("site", work / "out", "--to", work / "site")
    return run


def _pictured(run: Path) -> str:
    """The first finding of the report that has a picture."""
    audit = json.loads((run / "audit.json").read_bytes())
    pictured = {shot["fingerprint"] for shot in audit["shots"] if shot["file"]}
    return next(str(f["fingerprint"]) for f in audit["findings"] if f["fingerprint"] in pictured)


def _auditor(*arguments: str | Path, allowed: set[int] = frozenset({0})) -> None:  # type: ignore[assignment]
    command = [sys.executable, "-m", "auditor.cli", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode not in allowed:
        sys.exit(f"error: auditor {arguments[0]}: {done.stderr or done.stdout}")


def _shown(page: Page, url: str) -> bytes:
    page.goto(url)
    # Pictures below the fold are decoded when they come into view.
    page.evaluate(
        "() => Promise.all([...document.images].filter(i => i.checkVisibility()).map(i => i.decode()))"
    )
    return page.screenshot()


def _printed(document: Path, work: Path, page: int = 1) -> bytes:
    """One page of a document as LibreOffice prints it."""
    with _profile(work) as profile:
        command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", work, document], check=True, capture_output=True)
    pdf = work / f"{document.stem}.pdf"
    shape = ["-png", "-r", "80", "-f", str(page), "-l", str(page), "-singlefile"]
    return subprocess.run(["pdftoppm", *shape, pdf], check=True, capture_output=True).stdout


@contextmanager
def _profile(work: Path) -> Iterator[str]:
    """A profile of its own for LibreOffice, so that one that runs already is left alone."""
    folder = work / "office"
    yield folder.as_uri()
    shutil.rmtree(folder, ignore_errors=True)


def _save(name: str, png: bytes) -> None:
    """With few colours: a picture of text needs no more, and the repository keeps every version."""
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(_COLOURS)
    picture.save(HERE / f"{name}.png", optimize=True)
    print(HERE / f"{name}.png", picture.size)


if __name__ == "__main__":
    main()
