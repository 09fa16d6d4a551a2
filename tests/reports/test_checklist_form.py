"""The checklist as a page: nothing is loaded, what was filled in is saved, and is there again when loaded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from reports.checklist_form import FormRow, render_form

ROWS = [
    FormRow("M40-01", "R40", "<b>专区</b>", "看大厅", "照片", ("某号文四（九）：设立专区",), "较重"),
    FormRow("M40-02", "R40", "培训", "看通知", "通知", ("某号文五",), "一般"),
]


def form(rows: list[FormRow]) -> str:
    return render_form(
        rows,
        schema="form/1",
        portal="990120",
        name='文河县"><script>alert(1)</script>',
        profile="national",
        profile_title="全国通用",
        words=("符合", "不符合", "不适用", "未查"),
        instructions=("说明一",),
    )


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Page:
    path = tmp_path / "form.html"
    path.write_text(form(ROWS), "utf-8")
    page = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True).new_page()
    page.goto(path.as_uri())
    return page


def test_texts_are_never_markup() -> None:
    text = form(ROWS)
    assert "<b>专区" not in text
    assert "<script>alert" not in text
    assert text.count("<script>") == 1
    assert "http://" not in text
    assert "https://" not in text


def test_saves_what_was_filled_in_and_takes_it_back(page: Page, tmp_path: Path) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    first = page.locator(".row").first
    first.locator("[name=verdict]").select_option("不符合")
    page.fill("#all-author", "王检查")
    page.fill("#all-date", "2026-06-01")
    with page.expect_download() as saved:
        page.click("#save")
    file = tmp_path / "saved.json"
    saved.value.save_as(file)
    data = json.loads(file.read_text("utf-8"))
    assert {key: data[key] for key in ("schema", "portal", "profile")} == {
        "schema": "form/1",
        "portal": "990120",
        "profile": "national",
    }
    assert [row["id"] for row in data["rows"]] == ["M40-01", "M40-02"]
    assert (data["rows"][0]["verdict"], data["rows"][0]["author"]) == ("不符合", "王检查")
    assert data["rows"][1]["author"] == ""
    assert "没有填证据" in page.inner_text("#faults")
    page.reload()
    assert first.locator("[name=verdict]").input_value() == ""
    page.set_input_files("#load", file)
    expect(first.locator("[name=verdict]")).to_have_value("不符合")
    other = tmp_path / "other.json"
    other.write_text(json.dumps(data | {"portal": "1"}), "utf-8")
    page.set_input_files("#load", other)
    expect(page.locator("#state")).to_contain_text("没有载入")
    assert errors == []


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_horizontal_overflow(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
