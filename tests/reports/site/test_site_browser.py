"""The site opened in real Chromium from files: nothing is loaded, tools work, links lead somewhere, no barrier is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from fleet_audits import audit, store
from hostile import hostile_audit
from lxml import html as lxml_html
from playwright.sync_api import Browser, Page, expect

from auditor.fleet_site import build_site

PAGES = ("index.html", "heatmap.html", "map.html", "counties/990101.html", "units/index.html")
#: What a wide table may do: scroll within its own frame.
_WIDE = (
    "[...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll') && !e.closest('thead')"
    " && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + '.' + e.className)"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("fleet")
    out = base / "out"
    store(out, audit(day="2021-01-01", leave_out=[1], worst=60), "20210101T080000Z")
    store(out, audit(day="2021-01-08", leave_out=[1, 2], worst=65, complete=True), "20210108T080000Z")
    folder = store(out, audit(leave_out=[0]), "20210115T080000Z")
    (folder / "report.html").write_text("<!DOCTYPE html><title>报告</title>", "utf-8")
    for number, (worst, best) in enumerate([(91, 93), (83, 99), (30, 41)], 2):
        store(
            out, audit(f"99010{number}", f"第{number}县人民政府", worst=worst, best=best), "20210115T080000Z"
        )
    store(out, hostile_audit(0), "20210115T080000Z", key="hostile0")
    store(out, hostile_audit(1), "20210115T080000Z", key="hostile1")
    (out / "990109" / "r").mkdir(parents=True)
    (out / "990109" / "r" / "audit.json").write_bytes(b"{")
    build_site(out, base / "site", plan="demo")
    return base / "site"


class Watch:
    """What a page did that it should not have done."""

    def __init__(self, page: Page) -> None:
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self.faults.append(message.text))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("dialog", lambda dialog: (self.faults.append(dialog.message), dialog.dismiss()))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    yield context.new_page()
    context.close()


def everything(site: Path) -> list[str]:
    hostile = next(path.name for path in site.glob("counties/hostile0*.html"))
    unit = sorted(path.name for path in site.glob("units/u-*.html"))[0]
    return [*PAGES, f"counties/{hostile}", f"units/{unit}"]


def test_pages_load_nothing_and_fit_a_phone(page: Page, site: Path) -> None:
    watch = Watch(page)
    names = everything(site)
    for name in names:
        for width in (1200, 360):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto((site / name).as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert page.evaluate(_WIDE) == [], name
    assert watch.faults == []
    assert set(watch.requests) == {(site / name).as_uri() for name in names}


def test_links_within_the_site_resolve(page: Page, site: Path) -> None:
    files = [path for path in site.rglob("*.html") if path.parent.name != "reports"]
    for path in files:
        for link in lxml_html.parse(str(path)).getroot().xpath("//a/@href"):
            parts = urlsplit(urljoin(path.as_uri(), link))
            if parts.scheme != "file":
                assert parts.scheme in ("http", "https"), link
                continue
            target = Path(unquote(parts.path))
            assert target.is_file(), f"{path.name} → {link}"
            assert target.is_relative_to(site)
    page.goto((site / "index.html").as_uri())
    page.click("table.rank tbody a:has-text('清禾县人民政府')")
    page.click("text=县水务局 >> nth=0")
    expect(page.locator("h1")).to_have_text("县水务局")
    page.click("h3 a:has-text('清禾县人民政府')")
    page.click("text=完整检查报告")
    expect(page).to_have_title("报告")


def test_ranking_is_searched_and_sorted(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    rows = page.locator("table.rank tbody tr:visible")
    everyone = rows.count()
    page.fill("input[name=q]", "第3县")
    expect(page.locator("#shown")).to_have_text(f"显示 1 / {everyone} 行")
    page.click("button[type=reset]")
    expect(rows).to_have_count(everyone)
    names = "[...document.querySelectorAll('table.rank')][0]"
    scores = f"{names}.tBodies[0].querySelectorAll('td:nth-child(3)')"
    page.locator("table.rank").first.locator("thead button", has_text="得分区间").click()
    found = page.evaluate(f"[...{scores}].map(e => +e.dataset.v)")
    assert found == sorted(found)
    assert len(found) > 3
    page.locator("table.rank").first.locator("thead button", has_text="得分区间").click()
    assert page.evaluate(f"[...{scores}].map(e => +e.dataset.v)") == found[::-1]
    assert page.locator("th[aria-sort=descending]").count() == 1


def test_heat_map_keeps_its_head_in_view(page: Page, site: Path) -> None:
    page.set_viewport_size({"width": 360, "height": 420})
    page.goto((site / "heatmap.html").as_uri())
    page.evaluate("document.querySelector('.tall').scrollTo(300, 60)")
    inside = page.evaluate(
        "(() => { const box = document.querySelector('.tall').getBoundingClientRect();"
        " const corner = document.querySelector('.corner').getBoundingClientRect();"
        " return [Math.round(corner.top - box.top), Math.round(corner.left - box.left)] })()"
    )
    assert all(abs(offset) <= 2 for offset in inside)


def test_map_shows_another_field_on_demand(page: Page, site: Path) -> None:
    page.goto((site / "map.html").as_uri())
    tile = page.locator("a.t", has_text="清禾县").locator(".sc")
    expect(tile).to_have_text("70 – 85.5")
    page.select_option("select[name=f]", label="领域：就业")
    expect(tile).to_have_text("✓ 有")
    expect(page.locator("#legend-score")).to_be_hidden()
    page.select_option("select[name=f]", "")
    expect(tile).to_have_text("70 – 85.5")


def test_no_barrier_is_found(browser: Browser, site: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for scheme, names in (("light", everything(site)), ("dark", ["map.html", "counties/990101.html"])):
        context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        for name in names:
            page.goto((site / name).as_uri())
            results = axe.run(page)
            assert results.violations_count == 0, f"{name}\n{results.generate_report()}"
        context.close()
