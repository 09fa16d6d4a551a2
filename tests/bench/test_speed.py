"""The measurement measures: the generated portal is what it says, the server counts, our audit reads every page once.

Nothing here asserts a speed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import lxml.html
import pytest

from bench import result
from bench.speed import command, peers, portal, report
from bench.speed.measure import Run, run
from bench.speed.offline import Offline
from bench.speed.report import Measured, Target
from bench.speed.rounds import Again, Size, judge_again, race
from bench.speed.server import COUNTS, counts, serving
from bench.speed.stages import READING, RECORDING, stage_of
from bench.speed.together import Together

PAGES = 206


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving("--pages", str(PAGES)) as (found,):
        yield found


# ── the portal ──


@pytest.mark.parametrize("count", [206, 1_000, 2_030])
def test_portal_has_exactly_so_many_pages(count: int) -> None:
    paths = [path for path, _ in portal.pages(count)]
    assert len(paths) == len(set(paths)) == count


@pytest.mark.parametrize("count", [205, 2_031])
def test_portal_of_another_size_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="206 to 2030"):
        portal.plan(count)


def test_pages_are_like_those_of_a_real_home_page() -> None:
    texts = dict(portal.pages(2_000))
    sizes = [len(text.encode()) for text in texts.values()]
    links = {
        path: len(lxml.html.fromstring(text.encode()).xpath("//a[@href]")) for path, text in texts.items()
    }
    assert min(sizes) >= 19_900
    assert max(sizes) <= 22_000
    assert sum(links.values()) / len(links) == pytest.approx(140, abs=5)


def test_every_page_can_be_reached_by_links() -> None:
    texts = dict(portal.pages(PAGES))
    known, waiting = {"/"}, ["/"]
    while waiting:
        for link in lxml.html.fromstring(texts[waiting.pop()].encode()).xpath("//a/@href"):
            if link not in known:
                known.add(link)
                waiting.append(link)
    assert known == set(texts)


def test_portal_is_the_same_every_time() -> None:
    assert list(portal.pages(PAGES)) == list(portal.pages(PAGES))


# ── the server ──


def test_server_counts_pages_by_address(address: str) -> None:
    counts(address)
    for path in ("", "", "xwzx/", "robots.txt"):
        with urlopen(address + path) as answer:
            assert answer.status == 200
    with pytest.raises(HTTPError, match="404"):
        urlopen(address + "nothing")
    with urlopen(Request(address, method="HEAD")) as answer:
        assert (answer.read(), int(answer.headers["Content-Length"])) == (
            b"",
            len(dict(portal.pages(PAGES))["/"].encode()),
        )
    found = counts(address)
    assert (found.pages, found.asked, found.others) == (2, 3, 3)
    assert counts(address).asked == 0


def test_server_has_several_hosts_and_saved_cases() -> None:
    with serving("--case", "qinghe", hosts=2) as (one, other):
        assert one.startswith("http://127.0.0.1:")
        assert other.startswith("http://127.0.0.2:")
        for site in (one, other):
            with urlopen(site) as answer:
                assert "清禾县" in answer.read().decode()


# ── what is measured ──


def test_command_is_measured_with_its_children(tmp_path: Path) -> None:
    burn = "sum(i * i for i in range(4_000_000))"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}]); print('done'); sys.exit(3)"
    found = run([sys.executable, "-c", code], output=tmp_path / "out")
    assert found.code == 3
    assert found.cpu > 0.05
    assert found.seconds > 0
    assert (tmp_path / "out").read_text() == "done\n"


@pytest.mark.long  # the quick form of the bench demands the same
def test_ours_and_the_spiders_read_all_pages_and_ours_none_twice(address: str) -> None:
    again: list[Again] = []
    runs = race(
        peers.peers(10)[:3], 1, address, PAGES, lambda _line: None,
        lambda finished, scratch: again.append(judge_again(finished, scratch)),
    )  # fmt: skip
    assert {name: [found.pages for found in own] for name, own in runs.items()} == {
        "auditor": [PAGES], "floor": [PAGES], "plain": [PAGES],
    }  # fmt: skip
    assert runs["auditor"][0].asked == PAGES
    assert runs["auditor"][0].code == 1  # it has gaps
    assert again[0].parts.same
    assert again[0].parts.answers >= PAGES


@pytest.mark.parametrize(
    ("file", "stage"),
    [
        ("/x/auditor/extract/page.py", READING),
        ("/x/spiders/families/trs.py", READING),
        ("/x/auditor/crawl/snapshot.py", RECORDING),
        ("/x/auditor/urls.py", ""),
        ("/usr/lib/python3.11/re.py", ""),
    ],
)
def test_time_goes_to_the_stage_of_its_file(file: str, stage: str) -> None:
    assert stage_of(file) == stage


# ── what is told ──


def _run(rate: float, **other: int) -> Run:
    found = Run(
        seconds=PAGES / rate, cpu=1.0, memory=(80.0, 90.0), peak=91.0, code=0, pages=PAGES, asked=PAGES
    )
    return replace(found, **other)


def _measured(**ours: int) -> Measured:
    taking = tuple(replace(peer, absent="", sample=0) for peer in peers.peers(10)[:3])
    start = Run(0.1, 0.1, (), 0.0, 0)
    return Measured(
        Size(PAGES, 2, starts=2, portals=2, portal_pages=PAGES),
        taking,
        {
            "auditor": [_run(80, **ours), _run(40)],
            "floor": [_run(100), _run(50)],
            "plain": [_run(20), _run(8)],
        },
        [Again(replace(start, seconds=0.2), Offline(1.0, 0.1, 0.1, PAGES, True))] * 2,
        {READING: 0.9, RECORDING: 0.1},
        {"auditor --help": [start] * 2, "scrapy version": [replace(start, seconds=1.0)] * 2},
        {1: Together(1.0, 0.1), 2: Together(2.0, 0.2)},
        "wenhe",
        {"auditor": [_run(80)], "floor": [_run(100)]},
    )


def test_targets_are_ratios_of_the_same_round() -> None:
    found = {target.what: target for target in report.targets(_measured())}
    assert [str(target.measured) for target in found.values()] == [
        "0.8",
        "4.5 (4–5)",
        "19.3 (12.9–25.8)",
        "0.1",
    ]
    assert all(target.holds for target in found.values())
    assert not Target("", result.spread([0.79]), least=0.8).holds
    assert not Target("", result.spread([0.25]), most=0.25).holds


def test_broken_promises_are_told() -> None:
    assert report.broken(_measured()) == []
    assert report.broken(_measured(pages=PAGES - 1)) == [
        "auditor read 205 of 206 pages",
        "auditor asked for 1 pages twice",
    ]
    assert report.broken(_measured(code=2)) == ["auditor ended with exit code 2"]
    other = replace(_measured(), again=[Again(_run(1), Offline(1.0, 0.1, 0.1, PAGES, False))] * 2)
    assert report.broken(other) == ["judging a snapshot again gave another audit"]


def test_section_names_machine_versions_and_command(tmp_path: Path) -> None:
    found = _measured()
    text = report.text(found)
    assert result.machine() in text
    assert "Scrapy 2." in text
    assert "| full pipeline / bare Scrapy, pages/s | ≥ 0.8 | 0.8 | yes |" in text
    result.write_json(tmp_path / "all.json", report.figures(found))
    assert json.loads((tmp_path / "all.json").read_text("utf-8"))["broken"] == []


def test_absent_peer_is_skipped_with_a_line() -> None:
    absent = peers.Peer("httrack", "`httrack`", peers.auditor, "httrack is not installed")
    found = replace(_measured(), peers=(*_measured().peers, absent))
    assert "httrack: httrack is not installed." in report.text(found)
    assert report.broken(found) == []


# ── sections of documents ──


def test_section_is_rewritten_between_its_marks(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("before\n<!-- x -->\nold\n<!-- /x -->\nafter\n<!-- y -->\n<!-- /y -->\n", "utf-8")
    result.write_section(file, "x", "new\n")
    assert file.read_text("utf-8") == "before\n<!-- x -->\nnew\n<!-- /x -->\nafter\n<!-- y -->\n<!-- /y -->\n"


@pytest.mark.parametrize(
    "text", ["", "<!-- x -->", "<!-- /x --><!-- x -->", "<!-- x --><!-- x --><!-- /x -->"]
)
def test_document_without_its_marks_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.md"
    file.write_text(text, "utf-8")
    with pytest.raises(ValueError, match="<!-- x -->"):
        result.write_section(file, "x", "new")
    assert file.read_text("utf-8") == text


def test_document_is_checked_before_anything_is_measured(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("nothing", "utf-8")
    for name in ("a.md", "none.md"):
        with pytest.raises(SystemExit, match=name):
            command.main(["--quick", "--write", str(tmp_path / name)])


def test_document_holds_the_marks_of_its_sections() -> None:
    text = (result.ROOT / "docs" / "performance.md").read_text("utf-8")
    for name in ("speed", "scale"):
        assert text.count(f"<!-- {name} -->") == text.count(f"<!-- /{name} -->") == 1


def test_figures_have_three_digits() -> None:
    assert [result.figure(value) for value in (0, 0.01234, 4.567, 45.67, 1234.5)] == [
        "0",
        "0.0123",
        "4.57",
        "45.7",
        "1,234",
    ]
    assert str(result.spread([2.0, 1.0, 3.0])) == "2 (1–3)"
    assert str(result.ratios([2.0, 4.0], [1.0, 2.0])) == "2"
    assert result.table(("a", "b"), [("x|y", "1")]).splitlines()[-1] == "| x\\|y | 1 |"
    with pytest.raises(ValueError, match="cells"):
        result.table(("a",), [("1", "2")])
    with pytest.raises(ValueError, match="nothing"):
        result.spread([])


def test_counts_have_an_address_of_their_own() -> None:
    assert COUNTS not in {path for path, _ in portal.pages(PAGES)}
