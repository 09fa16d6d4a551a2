"""The report opened in real Chromium: nothing is requested, nothing runs that was crawled, all tools work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sample
from playwright.sync_api import Browser, Page, expect

from reports.html import render_html


class Watch:
    """What a page did that it should not have done."""

    def __init__(self, page: Page) -> None:
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))


@pytest.fixture
def opened(browser: Browser, report_file: Path) -> Iterator[tuple[Page, Watch]]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    watch = Watch(page)
    page.goto(report_file.as_uri())
    yield page, watch
    context.close()


def test_loads_nothing_and_runs_nothing_foreign(opened: tuple[Page, Watch]) -> None:
    page, watch = opened
    page.wait_for_timeout(200)
    assert len(watch.requests) == 1  # the file itself
    assert watch.errors == []
    assert watch.dialogs == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_horizontal_overflow(browser: Browser, report_file: Path, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(report_file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = page.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
        ".map(e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 40))"
    )
    assert [one for one in wide if "THEAD" not in one and "TR." not in one and "TH." not in one] == []
    context.close()


def test_filters_narrow_and_reset(opened: tuple[Page, Watch]) -> None:
    page, watch = opened
    visible = "[...document.querySelectorAll('details.finding')].filter(e => e.offsetParent !== null).length"
    everything = page.evaluate(visible)
    page.select_option("select[name=o]", "cant-tell")
    assert page.evaluate(visible) == 4
    page.select_option("select[name=r]", "missing-field")
    assert page.evaluate(visible) == 2
    page.fill("input[name=q]", "扶贫")
    expect(page.locator("#shown")).to_contain_text("显示 1 /")
    assert page.evaluate("[...document.querySelectorAll('.group')].filter(e => !e.hidden).length") == 1
    page.click("button[type=reset]")
    expect(page.locator("#shown")).to_contain_text("共")
    assert page.evaluate(visible) == everything
    page.click("#fold")
    assert page.evaluate("document.querySelectorAll('details.finding[open]').length") == 0
    page.click("#unfold")
    assert page.evaluate("document.querySelectorAll('details.finding:not([open])').length") == 0
    assert watch.errors == []


def test_deep_link_opens_its_finding(browser: Browser, report_file: Path) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 700})
    page = context.new_page()
    finding = sample.findings()[12]
    page.goto(f"{report_file.as_uri()}#f-{finding.fingerprint}")
    target = page.locator(f"#f-{finding.fingerprint}")
    assert target.evaluate("e => e.open")
    assert target.evaluate("e => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.top < 200 }")
    context.close()


def test_readable_without_scripts(browser: Browser, report_file: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(report_file.as_uri())
    assert not page.locator("#filter").is_visible()
    assert page.locator("details.finding").first.is_visible()
    context.close()


def test_print_shows_everything(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "many.html"
    path.write_text(render_html(sample.large(60)), "utf-8")  # enough to be folded on screen
    page = browser.new_page()
    page.goto(path.as_uri())
    assert not page.locator("details.finding .facts").first.is_visible()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.finding .facts").first.is_visible()
    assert not page.locator("nav.bar").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.querySelectorAll('details.finding[open]').length") == 0
    assert page.pdf(prefer_css_page_size=True)[:4] == b"%PDF"
    page.close()


def test_long_lists_of_items_stay_folded_in_print(browser: Browser, tmp_path: Path) -> None:
    base = sample.audit()
    row = base.standard[-1]
    rows = tuple(replace(row, id=f"09-1{n:02d}") for n in range(90))
    for name, standard, visible in (("long", (*base.standard, *rows), False), ("short", base.standard, True)):
        path = tmp_path / f"{name}.html"
        path.write_text(render_html(replace(base, standard=standard)), "utf-8")
        page = browser.new_page()
        page.goto(path.as_uri())
        assert not page.locator("details.items table").first.is_visible()
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("details.items summary").first.is_visible()
        assert page.locator("details.items table").first.is_visible() is visible
        page.close()


def test_link_to_an_item_opens_its_field(browser: Browser, report_file: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{report_file.as_uri()}#i-09-02")
    assert page.locator("#i-09-02").is_visible()
    page.close()


def test_contrast_of_all_text(browser: Browser, report_file: Path) -> None:
    """WCAG AA: 4.5 to 1 for every text, in both colour schemes."""
    script = """() => {
      const parse = s => { const m = s.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
      const lum = c => { const f = c.slice(0, 3).map(v => { v /= 255;
        return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
        return .2126 * f[0] + .7152 * f[1] + .0722 * f[2]; };
      const back = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
        if (c[3] > .99) return c; } return [255, 255, 255, 1]; };
      const bad = new Set();
      document.querySelectorAll('details').forEach(d => d.open = true);
      for (const e of document.querySelectorAll('body *')) {
        if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || !e.offsetParent) continue;
        const a = lum(parse(getComputedStyle(e).color)), b = lum(back(e));
        const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
        if (ratio < 4.5) bad.add(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2));
      }
      return [...bad]; }"""
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(report_file.as_uri())
        assert page.evaluate(script) == [], scheme
        page.close()


def test_5000_findings_do_not_freeze(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "large.html"
    path.write_text(render_html(sample.large(5000)), "utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    watch = Watch(page)
    started = time.perf_counter()
    page.goto(path.as_uri())
    assert time.perf_counter() - started < 15
    took = page.evaluate(
        "() => { const t = performance.now(); const s = document.querySelector('select[name=o]');"
        " s.value = 'warn'; s.dispatchEvent(new Event('change', {bubbles: true}));"
        " document.body.getBoundingClientRect(); return performance.now() - t; }"
    )
    assert took < 3000
    assert watch.errors == []
    page.close()
