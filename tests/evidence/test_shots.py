"""Pictures in the real browser: of the demo county, of pages that mislead, and of pages that want to do harm."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from saved_pages import HOST, NOW, PORTAL, audit, finding, fingerprint, page, sha256, snapshot

from auditor import app
from auditor.commands import evidence as command
from auditor.crawl.browser import find_browser
from auditor.crawl.snapshot import SnapshotReader
from auditor.errors import AuditorError
from auditor.evidence.camera import SLOW, Camera
from auditor.evidence.looking import BY_SCRIPT, GIVEN_UP, Looker
from auditor.evidence.pages import CHANGED, MISSING, NOT_HTML, SavedPage, SavedPages
from auditor.evidence.places import NOWHERE, Place
from auditor.evidence.shooting import take_shots
from auditor.evidence.store import read_records
from auditor.masking import masked
from auditor.model import AuditedShot, Evidence, Fetch, Purpose
from tests.harness import Run, files_below

sys.path.insert(0, str(Path(__file__).parents[1] / "crawl"))
from sites import Reply, SiteServer

BROWSER = find_browser()
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no browser on this machine")

ROWS = "<h2>栏目</h2><ul class=list><li><a href=/t/1.html>很久以前的通知公告</a><span>2020-01-02</span></li></ul>"
QUOTE = "很久以前的通知公告 2020-01-02"
PERSONAL = "联系人：张三，身份证 11010519491231002X，电话 13800138000"
COVER = "position:fixed;inset:0;z-index:2147483647;background:#00f"


@dataclass(frozen=True)
class Taken:
    folder: Path
    shots: dict[str, AuditedShot]
    canary: list[tuple[str, str]]
    files: set[str]

    def of(self, path: str) -> AuditedShot:
        return self.shots[fingerprint(path)]

    def picture(self, path: str) -> Image.Image:
        return Image.open(BytesIO((self.folder / self.of(path).file).read_bytes())).convert("RGB")

    def colours(self, path: str) -> dict[tuple[int, int, int], int]:
        """How many pixels of each colour the picture has, in coarse steps."""
        counted = self.picture(path).getcolors(1 << 20) or []
        coarse: dict[tuple[int, int, int], int] = {}
        for count, (red, green, blue) in counted:
            key = (red // 64, green // 64, blue // 64)
            coarse[key] = coarse.get(key, 0) + count
        return coarse


def hostile(canary: str) -> dict[str, str]:
    """Pages by path. Whatever they ask for lies at ``canary``."""
    reach = "".join(
        f"<{tag}>"
        for tag in (
            f"img src={canary}img",
            f"link rel=stylesheet href={canary}css",
            f"link rel=preconnect href={canary}",
            f"link rel=prefetch href={canary}prefetch",
            f"iframe src={canary}frame></iframe",
            f"object data={canary}object></object",
            f"video src={canary}video autoplay></video",
            f"body background={canary}background",
            f"form action={canary}form><input autofocus></form",
        )
    )
    scripts = (
        f"<script>fetch('{canary}fetch');navigator.sendBeacon('{canary}beacon');new WebSocket('{canary}'.replace('http','ws'));"
        f"window.open('{canary}popup');alert(1);onbeforeunload=()=>'stay';for(;;);</script>"
    )
    return {
        "/reach/": page(
            f"<style>@import '{canary}import';p{{background:url({canary}url)}}</style>{reach}{ROWS}"
        ),
        "/scripts/": page(f"{scripts}{ROWS}"),
        "/away/": page(ROWS, f"<meta http-equiv=refresh content='0;url={canary}refresh'>"),
        "/blank/": page(ROWS, "<meta http-equiv=refresh content='0;url=about:blank'>"),
        "/encoded/": page(ROWS, "<meta http-equiv='&#114;efresh' content='0;url=about:blank'>"),
        "/covered/": page(f"{ROWS}<div style='{COVER}'>广告</div>"),
        "/glass/": page(f"{ROWS}<div style='{COVER};pointer-events:none'>广告</div>"),
        "/pseudo/": page(ROWS, f"<style>body::after{{content:'';{COVER}}}</style>"),
        "/clobbered/": page(f"<img name=querySelectorAll><img name=createTreeWalker>{ROWS}"),
        "/island/": page(
            "<h2>栏目</h2><div id=212860></div><script type='text/xml'><datastore><totalrecord>1</totalrecord><recordset>"
            "<record><![CDATA[<li><a href=/art/2020/1/2/art_1_2.html>很久以前的通知公告</a><span>2020-01-02</span></li>]]>"
            "</record></recordset></datastore></script><script>$('#212860').jpage({})</script>"
        ),
        "/personal/": page(f"{ROWS}<p>{PERSONAL}</p><input value='{PERSONAL}' size=60>"),
        "/masked/": page(f"{ROWS}<p>{masked(PERSONAL)}</p><input value='{masked(PERSONAL)}' size=60>"),
        "/parts/": page("<h2>栏目</h2><ul class=list></ul>"),
        "/ours/": page(ROWS),
        "/hidden/": page(f"<h2>栏目</h2><div>别的内容<div style='display:none'>{ROWS}</div></div>"),
    }


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    folder = tmp_path_factory.mktemp("hostile") / "run"
    with SiteServer({}, default=Reply(b"caught")) as canary:
        pages = hostile(canary.url)
        part = Fetch(f"{HOST}/api", Purpose.PART, mime="application/json", referrer=f"{HOST}/parts/")
        data = Fetch(f"{HOST}/data.json", Purpose.NAVIGATION, mime="application/json")
        snapshot(folder, pages, (part, b"[]"), (data, b"{}"))
        told = [finding(path, QUOTE) for path in pages]
        wrong = Evidence(f"{HOST}/ours/", QUOTE, "00" * 32)
        told += [
            finding("/gone/", QUOTE),
            finding("/data.json", QUOTE),
            finding("/changed/", evidence=(wrong,)),
            finding("/dead/", "别的字", "dead-link", where=f"{HOST}/t/1.html", evidence=(
                Evidence(f"{HOST}/ours/", "别的字", where=f"{HOST}/t/1.html"),
            )),
            finding("/", rule="missing-field"),
        ]  # fmt: skip
        before = files_below(folder)
        shots = take_shots(folder, audit(*told), BROWSER)
        new = files_below(folder) - before
        yield Taken(folder, {each.fingerprint: each for each in shots}, canary.log, new)


def test_nothing_leaves_the_snapshot_and_nothing_is_written_elsewhere(taken: Taken) -> None:
    assert taken.canary == []
    assert taken.of("/reach/").file
    assert all(name.startswith("evidence/") for name in taken.files)
    assert {name for name in taken.files if name.endswith(".png")} == {
        shot.file for shot in taken.shots.values() if shot.file
    }


def test_every_finding_is_told_of(taken: Taken) -> None:
    assert len(taken.shots) == len(read_records(taken.folder)) == 20


def test_a_page_that_is_never_laid_out_is_given_up_and_the_next_has_its_turn(tmp_path: Path) -> None:
    endless = page("<div>" * 150_000 + "很久以前的通知公告")
    run = snapshot(tmp_path / "run", {"/deep/": endless, "/deeper/": endless})
    begun = time.monotonic()
    document = audit(finding("/deep/", QUOTE), finding("/deeper/", QUOTE), finding("/gone/", QUOTE))
    shots = take_shots(run, document, BROWSER, patience=0.8)
    assert time.monotonic() - begun < 25
    assert sorted(shot.reason for shot in shots) == sorted([SLOW, SLOW, MISSING])


@pytest.mark.parametrize(
    "path", ["/reach/", "/scripts/", "/away/", "/blank/", "/covered/", "/glass/", "/pseudo/"]
)
def test_the_place_is_shown_whatever_the_page_does(taken: Taken, path: str) -> None:
    """As on a page that does nothing: the words, outlined, and no layer over them."""
    shot = taken.of(path)
    assert shot.reason == ""
    assert shot.taken == NOW
    colours = taken.colours(path)
    assert colours.get((0, 0, 3), 0) < 200  # of the blue layer
    assert colours.get((3, 0, 0), 0) > 2000  # the outline and the rule of the strip
    assert max(colours, key=lambda each: colours[each]) == (3, 3, 3)


class Stuck(Camera):
    """A browser for which every page is too much."""

    looks = 0

    async def look(self, page: SavedPage, place: Place) -> str:
        self.looks += 1
        return SLOW


def test_a_portal_of_slow_pages_is_given_up_early(tmp_path: Path) -> None:
    pages = {f"/{number}/": page(ROWS) for number in range(12)}
    run = snapshot(tmp_path / "run", pages)
    assert BROWSER is not None

    async def look(looker: Looker) -> list[object]:
        return [await looker.look([Place(Evidence(f"{HOST}{path}", QUOTE))], False) for path in pages]

    with SnapshotReader(run / "snapshot") as reader:
        saved = SavedPages(reader)
        camera = Stuck(BROWSER, saved.reply)
        reasons = asyncio.run(look(Looker(camera, saved, PORTAL)))
    assert reasons == [SLOW] * 8 + [GIVEN_UP] * 4
    assert camera.looks == 8


def test_a_page_that_leaves_is_not_shown_as_another(taken: Taken) -> None:
    assert taken.of("/encoded/").file == ""


def test_a_page_that_cannot_be_searched_for_numbers_is_not_shown(taken: Taken) -> None:
    assert taken.of("/clobbered/").file == ""


def test_numbers_of_persons_are_shown_as_in_the_report(taken: Taken) -> None:
    """The page looks as if the portal had hidden them itself; only the strips differ."""
    ours, theirs = taken.picture("/personal/"), taken.picture("/masked/")
    assert ours.size == theirs.size
    above = (0, 0, ours.width, ours.height - 70)
    apart = ImageChops.difference(ours.crop(above), theirs.crop(above)).convert("L")
    assert apart.getextrema()[1] < 60  # the colours of a whole picture are chosen together


def test_rows_in_a_script_are_put_in_place_and_rows_of_an_interface_are_not_made_up(taken: Taken) -> None:
    assert taken.of("/island/").file
    assert taken.of("/parts/").reason == BY_SCRIPT


def test_why_there_is_no_picture(taken: Taken) -> None:
    assert taken.of("/gone/").reason == MISSING
    assert taken.of("/data.json").reason == NOT_HTML
    assert taken.of("/changed/").reason == CHANGED
    assert taken.of("/").reason == NOWHERE


def test_a_hidden_place_and_a_dead_link_have_pictures(taken: Taken) -> None:
    assert taken.of("/hidden/").file
    assert taken.of("/dead/").file
    records = {each.shot.fingerprint: each for each in read_records(taken.folder)}
    assert records[fingerprint("/dead/")].body_sha256 == sha256(page(ROWS))


def test_the_demo_county_and_its_report(demo: Run, tmp_path: Path) -> None:
    """Two pictures, then one anew: the audit, the report and the folder say the same."""
    run = Path(shutil.copytree(demo.folder, tmp_path / "run"))
    document, _ = app.load_audit(run)
    stale = next(f for f in document.findings if f.rule == "stale-column" and f.outcome == "fail")
    dead = next(f for f in document.findings if f.rule == "dead-link")
    only = [stale.fingerprint, dead.fingerprint[:8]]
    assert command.run(argparse.Namespace(run=str(run), only=only, max=60)) == 0
    shown, _ = app.load_audit(run)
    assert {shot.fingerprint for shot in shown.shots} == {stale.fingerprint, dead.fingerprint}
    for shot in shown.shots:
        assert shot.url.startswith("http://www.qinghe.test/")
        assert Image.open(run / shot.file).size == (shot.width, shot.height)
    again = take_shots(run, shown, BROWSER, only=only[:1])
    assert {shot.fingerprint for shot in again} == {stale.fingerprint, dead.fingerprint}


def test_without_a_browser_or_a_whole_snapshot_nothing_is_written(tmp_path: Path) -> None:
    run = snapshot(tmp_path / "run", {"/a/": page(ROWS)}, seal=False)
    document = audit(finding("/a/", QUOTE))
    with pytest.raises(AuditorError, match="没有找到浏览器"):
        take_shots(run, document, None)
    with pytest.raises(AuditorError, match="尚未完成"):
        take_shots(run, document, BROWSER)
    assert not (run / "evidence").exists()
