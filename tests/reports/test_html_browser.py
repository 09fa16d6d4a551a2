"""The report opened in real Chromium: nothing is requested, nothing runs that was crawled, all tools work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import attached_sample
import pytest
import sample
from hostile import hostile_attachments, hostile_audit
from playwright.sync_api import Browser, Page, expect
from watching import Watch, axe

from auditor.model import Outcome
from reports.html import render_html

AUDIT = attached_sample.audit()
FOUND = attached_sample.open_findings(AUDIT)
VISIBLE = "[...document.querySelectorAll('details.finding')].filter(e => e.offsetParent !== null).length"
#: Width of A4 in CSS pixels without the page's margins.
A4 = 688


@pytest.fixture(scope="module")
def full_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("full") / "report.html"
    path.write_text(render_html(AUDIT, None, attached_sample.attached(AUDIT)), "utf-8")
    return path


@pytest.fixture
def opened(browser: Browser, full_file: Path) -> Iterator[tuple[Page, Watch]]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    watch = Watch(page)
    page.goto(full_file.as_uri())
    yield page, watch
    assert watch.errors == []
    assert [one for one in watch.requests if not one.startswith("data:")] == [full_file.as_uri()]
    context.close()


def test_loads_nothing_and_runs_nothing_foreign(opened: tuple[Page, Watch]) -> None:
    page, watch = opened
    page.wait_for_timeout(200)
    assert watch.dialogs == []
    assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth === 64)")


def test_hostile_audits_run_nothing(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 700})
    watch = Watch(page)
    for seed in range(3):
        path = tmp_path / f"{seed}.html"
        audit = hostile_audit(seed)
        path.write_text(render_html(audit, None, hostile_attachments(seed, audit)), "utf-8")
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for way in ("u", "f", "r"):
            page.check(f"input[name=by][value={way}]", force=True)
        page.select_option("select[name=u]", index=1)
        page.fill("input[name=q]", "<script>")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert (watch.errors, watch.dialogs) == ([], [])
    assert [one for one in watch.requests if not one.startswith(("data:", tmp_path.as_uri()))] == []
    page.close()


@pytest.fixture(scope="module")
def short_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every kind of thing that the page has, without its repetitions: axe-core looks at each text one by one."""
    path = tmp_path_factory.mktemp("short") / "report.html"
    last = AUDIT.findings[-1]
    few = replace(last, params=last.params | {"rows": last.params["rows"][:2]})
    findings = (*AUDIT.findings[:8], *(one for one in AUDIT.findings if one.outcome is Outcome.ERROR), few)
    short = replace(
        AUDIT,
        findings=findings,
        columns=AUDIT.columns[:8],
        asked=AUDIT.asked[:2],
        standard=(*AUDIT.standard[:3], *AUDIT.standard[-34:]),
        coverage=replace(AUDIT.coverage, pages_visited=AUDIT.coverage.pages_visited[:2]),
    )
    path.write_text(render_html(short, None, attached_sample.attached(AUDIT)), "utf-8")
    return path


@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_sticks_out(browser: Browser, full_file: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(full_file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert too_wide(page, width) == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_axe_finds_no_violation(browser: Browser, short_file: Path, width: int, scheme: str) -> None:
    """Everything unfolded, all of axe-core's rules, the contrast of all texts among them."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(short_file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert axe(page) == []
    context.close()


def too_wide(page: Page, width: int) -> list[str]:
    wide: list[str] = page.evaluate(
        "w => [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > w + 1)"
        ".map(e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 40))",
        width,
    )
    return [one for one in wide if not one.startswith(("THEAD", "TR.", "TH."))]


def test_filters_narrow_and_reset(opened: tuple[Page, Watch]) -> None:
    page, _ = opened
    everything = page.evaluate(VISIBLE)
    assert everything == len(FOUND)
    page.select_option("select[name=o]", "cant-tell")
    assert page.evaluate(VISIBLE) == 4
    page.select_option("select[name=r]", "missing-field")
    assert page.evaluate(VISIBLE) == 2
    page.fill("input[name=q]", "扶贫")
    expect(page.locator("#shown")).to_contain_text("显示 1 /")
    assert page.evaluate("[...document.querySelectorAll('.group')].filter(e => !e.hidden).length") == 1
    expect(page.locator("#filtered")).to_have_text(
        f"只列出 {everything} 项中的 1 项：无法判定、{page.locator('select[name=r] option:checked').inner_text()}、扶贫"
    )
    page.click("button[type=reset]")
    expect(page.locator("#shown")).to_contain_text("共")
    assert page.evaluate(VISIBLE) == everything
    units = [one for one in FOUND if attached_sample.UNITS[2] in one.units]
    page.select_option(
        "select[name=u]", page.locator(f"option[data-n={attached_sample.UNITS[2]}]").get_attribute("value")
    )
    assert page.evaluate(VISIBLE) == len(units)
    page.select_option("select[name=u]", "")
    page.select_option("select[name=m]", "waived")
    assert page.evaluate(VISIBLE) == 1
    page.select_option("select[name=m]", "new")
    assert page.evaluate(VISIBLE) == len(FOUND[::3])
    page.click("button[type=reset]")
    page.click("#fold")
    assert page.evaluate("document.querySelectorAll('details.finding[open]').length") == 0
    page.click("#unfold")
    assert page.evaluate("document.querySelectorAll('details.finding:not([open])').length") == 0


def test_findings_can_be_grouped_by_unit_and_field_and_back(opened: tuple[Page, Watch]) -> None:
    page, _ = opened
    places = "[...document.querySelectorAll('details.finding')].map(e => [e.id, e.parentElement.querySelector('h3').id])"
    heads = "[...document.querySelectorAll('#list > section > h3')].map(e => e.firstChild.textContent.trim())"
    before = page.evaluate(places)
    page.check("input[name=by][value=u]", force=True)
    assert sorted(page.evaluate(heads)) == sorted([*attached_sample.UNITS, "（未明确责任单位）"])
    assert page.evaluate(heads)[-1] == "（未明确责任单位）"
    assert page.evaluate(VISIBLE) == len(FOUND)  # each once, and a link with every further unit
    shared = page.locator(".seealso a")
    assert shared.count() == sum(len(one.units) - 1 for one in FOUND if one.units)
    shared.first.click()
    assert page.locator(":target").evaluate("e => e.matches('details.finding[open]')")
    page.check("input[name=by][value=f]", force=True)
    assert "城市综合执法" in page.evaluate(heads)
    page.check("input[name=by][value=r]", force=True)
    assert page.evaluate(places) == before
    page.check("input[name=by][value=u]", force=True)
    page.click(".toc a >> nth=2")  # leads to a rule's heading
    expect(page.locator("#r-3")).to_be_visible()


def test_fields_and_units_lead_to_their_findings(opened: tuple[Page, Watch]) -> None:
    page, _ = opened
    page.locator(".matrix li", has_text="城市综合执法").locator("a[data-pick]").click()
    assert page.evaluate(VISIBLE) == 1
    assert page.locator("select[name=f] option:checked").get_attribute("data-n") == "城市综合执法"
    page.check("#only-bad")
    shown = page.evaluate(
        "[...document.querySelectorAll('table.tree tr[id]')].filter(e => e.offsetParent).map(e => e.className)"
    )
    assert shown
    assert "fine" not in shown


def test_deep_link_opens_its_finding_even_when_it_is_filtered_away(browser: Browser, full_file: Path) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 700})
    page = context.new_page()
    id_ = f"f-{FOUND[12].fingerprint}"
    near_top = "e => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.top < 200 }"
    page.goto(f"{full_file.as_uri()}#{id_}")
    target = page.locator(f"#{id_}")
    assert target.evaluate("e => e.open")
    assert target.evaluate(near_top)
    page.fill("input[name=q]", "没有这样的文字")
    expect(page.locator("#shown")).to_contain_text("没有符合条件的问题")
    page.click("#fold")
    page.evaluate(f"location.hash = ''; location.hash = '{id_}'")
    expect(target).to_be_visible()
    assert target.evaluate("e => e.open")
    page.wait_for_function(f"({near_top})(document.getElementById('{id_}'))")
    context.close()


def test_link_of_a_finding_can_be_copied(opened: tuple[Page, Watch]) -> None:
    page, _ = opened
    id_ = f"f-{FOUND[3].fingerprint}"
    page.evaluate(
        "document.addEventListener('copy', e => { window.kept = getSelection().toString() || document.activeElement.value })"
    )
    page.locator(f"#{id_} button.copy").click()
    expect(page.locator(f"#{id_} button.copy")).to_have_text("已复制")
    assert page.evaluate("window.kept") == f"{page.url}#{id_}"


def test_readable_without_scripts(browser: Browser, full_file: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(full_file.as_uri())
    assert not page.locator("#filter").is_visible()
    assert not page.locator("button.copy").first.is_visible()
    assert page.locator("details.finding").first.is_visible()
    assert page.locator("#r-1").is_visible()
    context.close()


def test_print_shows_everything_and_fits_a4(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "many.html"
    large = replace(sample.large(60), waivers=AUDIT.waivers)  # enough to be folded on screen
    path.write_text(render_html(large, None, attached_sample.attached(AUDIT)), "utf-8")
    page = browser.new_page(viewport={"width": A4, "height": 1000})
    page.goto(path.as_uri())
    assert not page.locator("details.finding .facts").first.is_visible()
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.finding .facts").first.is_visible()
    assert not page.locator("nav.bar").is_visible()
    assert not page.locator("#filter").is_visible()
    assert too_wide(page, A4) == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.querySelectorAll('details.finding[open]').length") == 0
    assert page.pdf(prefer_css_page_size=True)[:4] == b"%PDF"
    page.close()


def test_long_lists_of_items_stay_folded_in_print(browser: Browser, tmp_path: Path) -> None:
    base = sample.audit()
    row = base.standard[-1]
    rows = tuple(replace(row, id=f"09-1{n:02d}") for n in range(90))
    page = browser.new_page()
    for name, standard, visible in (("long", (*base.standard, *rows), False), ("short", base.standard, True)):
        path = tmp_path / f"{name}.html"
        path.write_text(render_html(replace(base, standard=standard)), "utf-8")
        page.emulate_media(media="screen")
        page.goto(path.as_uri())
        assert not page.locator("details.items table").first.is_visible()
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("details.items summary").first.is_visible()
        assert page.locator("details.items table").first.is_visible() is visible
    page.close()


def test_link_to_an_item_opens_its_field(browser: Browser, full_file: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{full_file.as_uri()}#i-09-02")
    assert page.locator("#i-09-02").is_visible()
    page.close()


def test_5000_findings_do_not_freeze(browser: Browser, tmp_path: Path) -> None:
    """Told by what the browser has to do, not by the clock: findings out of sight are not laid out, no finding has a
    listener of its own, and a change of filter or grouping is a handful of layouts however many findings there are."""
    path = tmp_path / "large.html"
    big = sample.large(5000)
    findings = tuple(replace(one, units=(f"第{n % 40}局",)) for n, one in enumerate(big.findings))
    path.write_text(render_html(replace(big, findings=findings)), "utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    watch = Watch(page)
    page.goto(path.as_uri())
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def layouts() -> int:
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))")
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(int(one["value"]) for one in metrics if one["name"] == "LayoutCount")

    last = page.locator("details.finding").last
    assert last.evaluate("e => getComputedStyle(e).contentVisibility") == "auto"
    assert last.locator("summary").evaluate("e => e.checkVisibility({contentVisibilityAuto: true})") is False
    listener = session.send("Runtime.evaluate", {"expression": "document.querySelector('details.finding')"})
    own = session.send(
        "DOMDebugger.getEventListeners", {"objectId": listener["result"]["objectId"], "depth": -1}
    )
    assert own["listeners"] == []
    for act in (
        "document.querySelector('select[name=o]').value = 'warn'; document.querySelector('select[name=o]').dispatchEvent(new Event('change', {bubbles: true}))",
        "document.querySelector('input[value=u]').click()",
        "document.querySelector('button[type=reset]').click()",
    ):
        before = layouts()
        page.evaluate(act)
        assert layouts() - before <= 12, act
    assert page.evaluate("document.querySelectorAll('details.finding:not([hidden])').length") > 5000
    assert watch.errors == []
    page.close()
