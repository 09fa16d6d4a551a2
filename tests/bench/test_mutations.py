"""The mutation campaign: what counts as found, missed and extra, and that the portals can be changed as it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bench.mutations import pages, report
from bench.mutations.campaign import audited
from bench.mutations.kinds import BY_ID, KINDS, OTHER_NAME
from bench.mutations.known import KNOWN
from bench.mutations.model import Expected, Mutant, Result, Subject
from bench.mutations.plan import Spot, Unsuitable
from bench.mutations.sites import cases, load
from bench.mutations.undisturbed import mutants_of, undisturbed
from tests.harness import FIXTURES

TODAY = date(2026, 6, 15)
SPOT = Spot("a", "人事信息", "http://a.test/a/", rows=True, text=False, days=("2026-06-01",))
SUBJECT = Subject("case", TODAY, "http://a.test/", SPOT, "col-personnel", "人事信息", "missing-column")
EXPECTED = Expected(("missing-column",), ("人事信息",))


def result(*new: tuple[str, str, str], gone: tuple[tuple[str, str, str], ...] = ()) -> Result:
    return Result(Mutant("deleted", SUBJECT), new, gone, EXPECTED)


@pytest.mark.parametrize(
    ("new", "state"),
    [
        (("missing-column", "人事信息", "fail"), "found"),
        (("missing-column", "人事信息", "warn"), "found"),
        (("missing-column", "人事信息", "cant-tell"), "cant-tell"),
        (("missing-column", "政策文件", "fail"), "missed"),
        (("empty-column", "人事信息", "fail"), "missed"),
    ],
)
def test_what_is_found(new: tuple[str, str, str], state: str) -> None:
    assert result(new).state == state


def test_what_is_extra() -> None:
    wanted, other = ("missing-column", "人事信息", "fail"), ("empty-column", "政策文件", "fail")
    assert result(wanted).extra({}) == ()
    assert result(wanted, other).extra({}) == (other,)
    assert result(wanted, other).extra({"empty-column": "why"}) == ()
    assert result(wanted, other).extra({"empty-column warn": "why"}) == (other,)
    sharper = (("empty-column", "政策文件", "warn"),)
    assert result(wanted, other, gone=sharper).extra({}) == ()  # it was said before, less surely
    under_its_old_name = (("empty-column", "人事信息", "fail"),)
    assert result(wanted, other, gone=under_its_old_name).extra({}) == ()


def test_a_look_alike_must_find_nothing() -> None:
    quiet = Result(Mutant("alias", SUBJECT))
    assert quiet.state == "quiet"
    assert not report.wrong(quiet, BY_ID["alias"])
    loud = Result(Mutant("alias", SUBJECT), (("missing-column", "人事信息", "fail"),))
    assert report.wrong(loud, BY_ID["alias"])
    assert report.unexplained((quiet, loud)) == (loud,)


def test_every_fixture_portal_can_be_changed() -> None:
    assert {path.parent.name for path in (FIXTURES / "html").glob("*/site.json")} == {*cases()}


@pytest.mark.parametrize("case", ["qinghe", "wenhe", "fushan", "jianhe-ly"])
def test_an_unchanged_plan_gives_the_saved_portal(case: str) -> None:
    saved = FIXTURES / "html" / case
    mine = {name: body for name, body in load(case).tree().items() if name.startswith(f"{case}/")}
    assert {
        f"{case}/{path.relative_to(saved).as_posix()}" for path in saved.rglob("*") if path.is_file()
    } == {*mine}
    assert mine[f"{case}/site.json"] == (saved / "site.json").read_bytes()


@pytest.mark.parametrize("case", ["wenhe", "fushan", "jianhe-ly", "chuannan"])
def test_a_deleted_column_is_named_nowhere(case: str) -> None:
    site = load(case)
    spot = next(s for s in site.spots() if s.rows and not s.fixed)
    named = [name for name, body in site.without(spot.key).tree().items() if _labels(body, spot.name)]
    assert named == []
    renamed = site.named(spot.key, OTHER_NAME).tree()
    assert not any(_labels(body, spot.name) for body in renamed.values())
    assert any(_labels(body, OTHER_NAME) for body in renamed.values())


def _labels(body: bytes, name: str) -> bool:
    return any(f">{name}<".encode(charset) in body for charset in ("utf-8", "gb18030"))


def test_pages_are_found_by_their_address() -> None:
    tree = {
        "a/site.json": b'{"answers": [{"path": "/i"}]}',
        "a/pages/h/x/index.html": b"<p>1",
        "a/pages/h/i": b"2",
    }
    assert pages.file_of(tree, "http://h/x/") == "a/pages/h/x/index.html"
    assert "a/pages/h/x/index.html" not in pages.without_file(tree, "http://h/x/")
    for url in ("http://h/y/", "http://h/x/#2"):
        with pytest.raises(Unsuitable):
            pages.file_of(tree, url)
    with pytest.raises(Unsuitable, match="interface"):
        pages.without_file(tree, "http://h/i")


def test_links_are_curtained_in_any_charset() -> None:
    page = '<ul><li><a href="/a/">公开</a></li><li><a href="/b/">䶮</a></li></ul>'.encode("gb18030")
    [changed] = pages.curtained({"a/pages/index.html": page}, "http://h/a/").values()
    assert changed.decode("gb18030").count("display:none") == 1


def test_kinds_and_known_results_name_each_other() -> None:
    assert len(BY_ID) == len(KINDS)
    assert {known.kind for known in KNOWN} <= {*BY_ID}
    assert {known.case for known in KNOWN} <= {*cases()}


def test_one_mutant_from_the_plan_to_the_verdict(tmp_path: Path) -> None:
    before = undisturbed("jianhe-ly", tmp_path)
    [mutant] = mutants_of(BY_ID["emptied"], before, 1)
    found = audited(mutant, before.verdicts)
    assert found.state == "found"
    assert found.extra({}) == ()
    assert "1 mutants of 1 portals" in report.markdown([found])
