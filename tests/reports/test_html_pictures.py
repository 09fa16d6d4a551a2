"""The report as a picture: what a phone of 360 px and a sheet of A4 really show, pixel by pixel."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import attached_sample
import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Page

from reports.html import render_html

AUDIT = attached_sample.audit()
PHONE, PAPER = 360, 72 / 25.4  # px; points for each millimetre
#: A pixel is ink when it is so much darker than the paper.
INK = 40
Grey = NDArray[np.uint8]


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Page:
    path = tmp_path / "report.html"
    path.write_text(render_html(AUDIT, None, attached_sample.attached(AUDIT)), "utf-8")
    page = browser.new_page(viewport={"width": PHONE, "height": 720})
    page.goto(path.as_uri())
    return page


def grey(image: Image.Image) -> Grey:
    return np.asarray(image.convert("L"))


def ink(picture: Grey) -> NDArray[np.bool_]:
    """Where something is drawn on the colour that most of the picture has."""
    ground = int(np.bincount(picture.ravel(), minlength=256).argmax())
    return np.abs(picture.astype(int) - ground) > INK


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_is_cut_and_no_screen_is_blank(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    shot = grey(Image.open(BytesIO(page.screenshot(full_page=True))))
    assert shot.shape[1] == PHONE
    drawn = ink(shot)
    edge = drawn[:, -3:].any(axis=1)  # whole lines of a frame may reach the edge; text may not
    assert edge.mean() < 0.01
    screens = [drawn[top : top + 720] for top in range(0, len(drawn) - 720, 720)]
    assert len(screens) > 3
    assert min(float(screen.mean()) for screen in screens) > 0.005
    page.close()


def test_on_paper_margins_stay_white_and_no_sheet_is_blank(page: Page) -> None:
    page.emulate_media(media="print")
    document = pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True, print_background=True))
    sheets = [sheet.render(scale=1.0).to_pil() for sheet in document]
    assert len(sheets) > 2
    for number, sheet in enumerate(sheets):
        assert (round(sheet.width / PAPER), round(sheet.height / PAPER)) == (210, 297), number
        drawn = ink(grey(sheet))
        margin = round(8 * PAPER)
        assert not drawn[:, :margin].any(), number
        assert not drawn[:, -margin:].any(), number
        assert drawn.mean() > 0.001, number
    document.close()
    page.close()
