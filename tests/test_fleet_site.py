"""The site of a fleet on disk: built once, rebuilt where something changed, never at the cost of foreign files."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from itertools import pairwise
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "reports"), str(HERE / "reports" / "site")]

from fleet_audits import audit, store  # noqa: E402

from auditor.commands import site as command  # noqa: E402
from auditor.errors import AuditorError, ExitCode  # noqa: E402
from auditor.fleet_site import Built, build_site  # noqa: E402
from auditor.fleet_site.folder import JOURNAL, MANIFEST, SiteFolder  # noqa: E402
from auditor.fleet_site.map_file import FOLDER, load_map  # noqa: E402
from auditor.fleet_site.spool import Spool  # noqa: E402
from reports.site.folding import Read, digest_of  # noqa: E402
from reports.site.units import UnitRow  # noqa: E402

RUN = "20210115T080000Z"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    out = tmp_path / "out"
    store(out, audit(day="2021-01-01"), "20210101T080000Z")
    folder = store(out, audit(leave_out=[0]), RUN)
    (folder / "report.html").write_text("<!DOCTYPE html><title>报告</title>", "utf-8")
    store(out, audit("990102", "南岭区人民政府", worst=91, best=93), RUN)
    return out


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "site"


def state(to: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.relative_to(to).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in to.rglob("*")
        if path.is_file()
    }


def changed(before: dict[str, tuple[bytes, int]], after: dict[str, tuple[bytes, int]]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_builds_all_pages_and_copies_the_report(out: Path, to: Path) -> None:
    built = build_site(out, to)
    names = set(state(to))
    assert {"index.html", "heatmap.html", "map.html", "site.json", "units/index.html"} <= names
    assert {"counties/990101.html", "counties/990101.json", "counties/990102.html"} <= names
    assert (to / "reports/990101.html").read_bytes() == (out / "990101" / RUN / "report.html").read_bytes()
    assert "../reports/990101.html" in (to / "counties/990101.html").read_text("utf-8")
    assert (built.counties, built.read, built.written, built.unreadable) == (2, 2, len(names) - 2, ())
    assert len(list((to / "units").glob("u-*.html"))) == 3  # 县水务局 of both, a town of each


def test_nothing_changed_nothing_written(out: Path, to: Path) -> None:
    build_site(out, to)
    before = state(to)
    built = build_site(out, to)
    assert (built.read, built.written, built.removed) == (0, 0, 0)
    assert state(to) == before


def test_only_what_a_new_audit_changes_is_written(out: Path, to: Path) -> None:
    build_site(out, to)
    before = state(to)
    store(out, audit("990102", "南岭区人民政府", day="2021-01-16", worst=91, best=94), "20210116T080000Z")
    built = build_site(out, to)
    assert built.read == 1
    touched = changed(before, state(to))
    assert {"counties/990102.html", "counties/990102.json", "index.html", "site.json"} <= touched
    assert not {"counties/990101.html", "counties/990101.json", "reports/990101.html"} & touched
    town = {name for name in touched if name.startswith("units/u-")}
    assert len(town) == 2  # the unit of both, and the town of the one


def test_a_county_that_vanished_takes_its_pages_along(out: Path, to: Path) -> None:
    build_site(out, to)
    for path in sorted((out / "990101").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    built = build_site(out, to)
    names = set(state(to))
    assert built.removed == 4  # page, data, report, the town's page
    assert not [name for name in names if "990101" in name]
    assert "990101" not in (to / "index.html").read_text("utf-8")


def test_a_page_that_somebody_spoilt_is_mended_and_a_copied_site_goes_on(
    out: Path, to: Path, tmp_path: Path
) -> None:
    import shutil

    build_site(out, to)
    fresh = {name: data for name, (data, _) in state(to).items()}
    (to / "counties/990101.html").write_bytes(b"spoilt")
    (to / "counties/990102.json").write_bytes(b"{}")
    built = build_site(out, to)
    assert {name: data for name, (data, _) in state(to).items() if name != MANIFEST} == {
        name: data for name, data in fresh.items() if name != MANIFEST
    }
    assert built.written == 2
    moved = tmp_path / "moved"
    shutil.copytree(to, moved)
    assert build_site(out, moved).written == 0


@pytest.mark.parametrize("foreign", ["notes.txt", "counties/mine.html", "img/logo.png", ".git/config"])
def test_a_folder_with_foreign_files_is_refused(out: Path, to: Path, foreign: str) -> None:
    build_site(out, to)
    path = to / foreign
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"mine")
    before = state(to)
    with pytest.raises(AuditorError, match="不属于站点的文件") as caught:
        build_site(out, to)
    assert caught.value.exit_code == ExitCode.USAGE
    assert state(to) == before


def test_a_folder_that_never_was_a_site_is_refused_untouched(out: Path, to: Path) -> None:
    to.mkdir()
    (to / "thesis.docx").write_bytes(b"mine")
    with pytest.raises(AuditorError, match=r"thesis\.docx"):
        build_site(out, to)
    assert [path.name for path in to.iterdir()] == ["thesis.docx"]
    with pytest.raises(AuditorError, match="不属于站点的文件"):
        build_site(out, out)


def test_links_and_broken_manifests_are_refused(out: Path, to: Path, tmp_path: Path) -> None:
    build_site(out, to)
    manifest = (to / MANIFEST).read_bytes()
    (to / MANIFEST).write_bytes(manifest.replace(b'"index.html"', b'"../escape.html"'))
    with pytest.raises(AuditorError, match="已损坏"):
        build_site(out, to)
    (to / MANIFEST).write_bytes(manifest)
    elsewhere = tmp_path / "elsewhere"
    (to / "counties").rename(elsewhere)
    (to / "counties").symlink_to(elsewhere)
    with pytest.raises(AuditorError, match="不属于站点的文件"):
        build_site(out, to)


def test_a_killed_build_leaves_a_folder_that_goes_on(out: Path, to: Path) -> None:
    class Killed(BaseException):
        pass

    def die(done: int, all_: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        build_site(out, to, on_county=die)
    assert (to / JOURNAL).read_text("utf-8")
    (to / "counties" / ".990101.html.abc_1234").write_bytes(b"half")
    build_site(out, to)
    assert (to / "index.html").is_file()
    assert not [name for name in state(to) if name.endswith("abc_1234")]
    assert (to / JOURNAL).read_bytes() == b""


def test_two_builds_at_once_do_not_mix(out: Path, to: Path) -> None:
    with SiteFolder(to, "stamp"), pytest.raises(AuditorError, match="另一个 auditor site"):
        build_site(out, to)


def test_unreadable_audits_are_named_and_stop_nothing(out: Path, to: Path) -> None:
    good = out / "990102" / RUN / "audit.json"
    newer = out / "990102" / "20210120T080000Z" / "audit.json"
    newer.parent.mkdir()
    newer.write_bytes(good.read_bytes()[:5000])
    other = out / "990103" / RUN / "audit.json"
    other.parent.mkdir(parents=True)
    other.write_bytes(good.read_bytes().replace(b"portal-auditor/audit/1", b"portal-auditor/audit/9"))
    deep = out / "990104" / RUN / "audit.json"
    deep.parent.mkdir(parents=True)
    deep.write_bytes(b"[" * 100_000)
    built = build_site(out, to)
    assert [one.place for one in built.unreadable] == [
        f"990102/{newer.parent.name}/audit.json",
        f"990103/{RUN}/audit.json",
        f"990104/{RUN}/audit.json",
    ]
    index = (to / "index.html").read_text("utf-8")
    assert "读不出的检查结果" in index
    assert "portal-auditor/audit/9" in index
    assert "南岭区人民政府" in index  # as the run before saw it
    assert build_site(out, to).unreadable == built.unreadable


@pytest.mark.parametrize("case", ["none", "empty", "no-run"])
def test_nothing_to_show_is_an_error(tmp_path: Path, case: str) -> None:
    out = tmp_path / "out"
    if case != "none":
        out.mkdir()
    if case == "no-run":
        (out / "990101" / RUN).mkdir(parents=True)
    with pytest.raises(AuditorError, match="没有") as caught:
        build_site(out, tmp_path / "site")
    assert caught.value.exit_code == ExitCode.USAGE
    assert not (tmp_path / "site").exists()


def test_a_site_within_the_output_folder_is_no_county(out: Path) -> None:
    store(out, audit("audit", "审计县人民政府"), RUN)  # its data file is site/counties/audit.json
    first = build_site(out, out / "site")
    assert (out / "site/counties/audit.json").is_file()
    assert build_site(out, out / "site").counties == first.counties == 3


def test_strange_folder_names_become_plain_page_names(out: Path, to: Path) -> None:
    for name in ("清禾 县", "A&b", "..x", "a'b\"<c>", os.fsdecode(b"\xff?#x")):
        folder = store(out, audit("990105", "怪名县人民政府"), RUN, key=name)
        (folder / "report.html").write_bytes(b"x")
    assert build_site(out, to, link_reports=True).counties == 7
    assert all(
        path.name.isascii() and not set(path.name) & set("<>'\"& ") for path in (to / "counties").iterdir()
    )


def test_links_to_reports_instead_of_copies(out: Path, to: Path) -> None:
    build_site(out, to, link_reports=True)
    assert not (to / "reports").exists()
    link = f"../../out/990101/{RUN}/report.html"
    assert f'"{link}"' in (to / "counties/990101.html").read_text("utf-8")
    assert (to / "counties" / link).resolve().is_file()


def test_runs_that_are_looked_at_are_bounded(out: Path, to: Path) -> None:
    assert len(json.loads((_built(out, to, 1) / "counties/990101.json").read_bytes())["head"]["runs"]) == 1
    assert len(json.loads((_built(out, to, 2) / "counties/990101.json").read_bytes())["head"]["runs"]) == 2
    with pytest.raises(AuditorError, match="--runs"):
        build_site(out, to, kept=0)


def _built(out: Path, to: Path, kept: int) -> Path:
    assert isinstance(build_site(out, to, kept=kept), Built)
    return to


def test_units_with_many_findings_are_cut_between_counties(monkeypatch: pytest.MonkeyPatch) -> None:
    from auditor.fleet_site import spool as module

    monkeypatch.setattr(module, "_ROWS", 20)
    with Spool() as spool:
        for number in range(6):
            code = f"99{number:04d}"
            digest, _ = digest_of(code, code, [Read(RUN, "", audit(code))])
            assert digest is not None
            spool.add(UnitRow(code, code, code, "", f) for f in digest.findings if f.owed)
        heads = spool.heads()
        views = list(spool.views(heads[0]))
    assert heads[0].name == "县水务局"
    assert (heads[0].counties, heads[0].total) == (6, sum(len(view.rows) for view in views))
    assert len(views) == views[0].parts > 1
    owners = [{row.page for row in view.rows} for view in views]
    assert not any(one & other for one, other in pairwise(owners))
    assert spool.nobody > 0


# ── maps ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.yml")))
def test_maps_that_ship_are_sound_and_name_all_tiles(name: str) -> None:
    plan = load_map(name)
    codes = [code for row in plan.rows for code in row if code]
    assert set(codes) == set(plan.names)
    assert len(set(plan.names.values())) == len(codes)


def test_the_map_is_used(out: Path, to: Path) -> None:
    build_site(out, to, plan="demo")
    text = (to / "map.html").read_text("utf-8")
    assert "清禾市基层政务公开地图" in text
    assert "白石县" in text
    assert "未检查" in text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("title: 图\nrows: [['1', '2'], ['1']]\n", "已经出现过"),
        ("title: 图\nrows: [['']]\n", "没有任何代码"),
        ("title: 图\nrows: []\n", "行"),
        ("title: ' '\nrows: [['1']]\n", "title"),
        ("title: 图\nrows: [['1']]\nnames: {'2': 乙}\n", "没有代码“2”"),
        ("title: 图\nrows: [[1]]\n", "rows"),
        ("title: 图\nrows: [['1']]\ncolour: red\n", "colour"),
        ("title: [\n", "语法"),
    ],
)
def test_a_faulty_map_is_one_error_with_its_place(
    out: Path, to: Path, tmp_path: Path, content: str, words: str
) -> None:
    path = tmp_path / "map.yml"
    path.write_text(content, "utf-8")
    with pytest.raises(AuditorError, match=words) as caught:
        build_site(out, to, plan=str(path))
    assert str(path) in caught.value.message
    assert not to.exists()
    with pytest.raises(AuditorError, match="没有找到地图文件"):
        load_map("../" + path.stem)


# ── the command ───────────────────────────────────────────────────────────────────────────────────


def test_command_prints_figures_and_the_index(
    out: Path, to: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = Namespace(out=str(out), to=str(to), map=None, runs=12, link_reports=False)
    assert command.run(options) == ExitCode.CLEAN
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("2 个网站，其中重新读取 2 个；写入 ")
    assert printed[1] == str(to / "index.html")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_an_error(out: Path, to: Path) -> None:
    to.mkdir(mode=0o500)
    with pytest.raises(AuditorError, match="无法写入站点目录"):
        build_site(out, to)
