"""A second crawl of an unchanged portal asks little and says the same; what did change is seen."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from auditor import app
from auditor.crawl.snapshot import SnapshotReader
from auditor.model import CrawlSummary, Fetch, Origin
from auditor.preparation import Options
from tests.harness import FIXTURES


def night(target: str | Path, out: Path, *, update: bool = True) -> app.Result:
    return app.run(str(target), Options(out, update=update))


def summary(result: app.Result) -> CrawlSummary:
    with SnapshotReader(result.folder / "snapshot") as reader:
        return reader.summary()


def fetches(result: app.Result) -> tuple[Fetch, ...]:
    with SnapshotReader(result.folder / "snapshot") as reader:
        return reader.fetches()


def document(result: app.Result) -> dict[str, Any]:
    return dict(json.loads((result.folder / "audit.json").read_bytes()))


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A copy of the demo county that a test may change."""
    return Path(shutil.copytree(FIXTURES / "html" / "qinghe", tmp_path / "qinghe"))


def test_every_snapshot_is_whole_without_the_others(county: Path, tmp_path: Path) -> None:
    first = night(county, tmp_path / "out")
    second = night(county, tmp_path / "out")
    third = night(county, tmp_path / "out")
    said = (third.folder / "audit.json").read_bytes()
    shutil.rmtree(first.folder)
    shutil.rmtree(second.folder)
    (third.folder / "snapshot" / "readings.bin").unlink()
    again = app.finish(third.folder)
    assert (again.folder / "audit.json").read_bytes() == said


def test_a_mended_list_and_its_new_article_are_seen(county: Path, tmp_path: Path) -> None:
    first = night(county, tmp_path / "out")
    pages = county / "pages"
    stale = next(column for column in document(first)["columns"] if column["stale"])
    listing = pages / stale["url"].split("/", 3)[3].replace("index.html", "") / "index.html"
    text = listing.read_text("utf-8")
    old = text[text.index(stale["newest"]) :][:10]
    row = '<li><a href="./202606/t20260612_999001.html">新近公布的一条信息</a><span>2026-06-12</span></li>'
    at = text.rindex("<li", 0, text.index(old))
    listing.write_text(text[:at] + row + text[at:], "utf-8")
    article = next(pages.rglob("t2026*.html"))
    target = listing.parent / "202606" / "t20260612_999001.html"
    target.parent.mkdir(exist_ok=True)
    shutil.copyfile(article, target)

    second = night(county, tmp_path / "out")
    mended = next(c for c in document(second)["columns"] if c["id"] == stale["id"])
    assert mended["newest"] == "2026-06-12"
    assert not mended["stale"]
    asked = {fetch.url for fetch in fetches(second) if fetch.origin is Origin.FETCHED}
    assert any(url.endswith("t20260612_999001.html") for url in asked)


def test_without_the_option_everything_is_asked_again(county: Path, tmp_path: Path) -> None:
    first, second = night(county, tmp_path / "out"), night(county, tmp_path / "out", update=False)
    assert summary(second).requests == summary(first).requests
    assert {fetch.origin for fetch in fetches(second)} == {Origin.FETCHED}


def test_a_failure_is_never_carried_over(county: Path, tmp_path: Path) -> None:
    night(county, tmp_path / "out")
    second = night(county, tmp_path / "out")
    assert all(fetch.failure is None for fetch in fetches(second) if fetch.origin is not Origin.FETCHED)
