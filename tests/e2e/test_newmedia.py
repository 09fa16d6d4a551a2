"""``auditor newmedia`` and ``scrapy crawl newmedia``: accounts found, read, judged; hostile and broken things survived."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback import NOTHING, LoopbackSite, Reply, html
from openpyxl import load_workbook

from auditor.media.register import load_register
from tests.harness import PATIENCE, ROOT, call_auditor, command, files_below, run_auditor
from tests.media import county
from tests.media.codes import qr_png


def run_of(out: Path) -> Path:
    """The one media run below an output folder."""
    [folder] = [path.parent for path in out.glob("*/newmedia/*/newmedia.json")]
    return folder


def survey_of(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "newmedia.json").read_bytes()))


def audit_of(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "audit.json").read_bytes()))


def accounts_of(folder: Path) -> dict[tuple[str, str], dict[str, Any]]:
    return {(each["platform"], each["name"]): each for each in survey_of(folder)["accounts"]}


def asked_of(folder: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line) for line in (folder / "snapshot" / "index.jsonl").read_text("utf-8").splitlines()
    ]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return county.build(tmp_path_factory.mktemp("case") / "yunxi")


@pytest.fixture(scope="module")
def plain_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same county without hostile pictures: each costs a process of its own."""
    return county.build(tmp_path_factory.mktemp("case") / "yunxi", hostile=False)


@pytest.fixture(scope="module")
def done(
    case: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[subprocess.CompletedProcess[str], Path]:
    out = tmp_path_factory.mktemp("out")
    register = county.register_yaml(tmp_path_factory.mktemp("register"))
    process = run_auditor("newmedia", case, "--out", out, "--register", register)
    return process, run_of(out)


# ── what it finds ─────────────────────────────────────────────────────────────────────────────────


def test_accounts_of_tables_codes_links_articles_and_register(
    done: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    accounts = accounts_of(done[1])
    official = accounts["wechat", "云溪发布"]
    assert {mention["source"] for mention in official["mentions"]} == {"register", "listing", "qr", "article"}
    assert (official["id"], official["main"], official["whole"]) == ("wechat:gh_0123456789ab", True, True)
    weibo = accounts["weibo", "云溪发布"]
    assert (weibo["id"], weibo["whole"], weibo["posts"][0]["day"]) == ("weibo:1234567890", True, "2026-06-14")
    assert len(weibo["posts"]) > 10  # the second page too
    assert accounts["weibo", "云溪文旅"]["posts"][0]["day"] == "2026-03-17"
    assert accounts["douyin", "云溪交通"]["state"] == "closed"
    supplied = accounts["wechat", "云溪交通"]
    assert (supplied["exported"], supplied["topics"]) == (True, ["交通", "公路"])
    assert supplied["posts"][0]["day"] == "2026-06-13"
    assert not any("分享" in name for _, name in accounts)


def test_the_run_is_judged_reported_and_shown(done: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    process, folder = done
    assert process.returncode in (0, 1), process.stderr
    assert "Traceback" not in process.stderr
    assert files_below(folder) >= {
        "audit.json",
        "newmedia.json",
        "report.html",
        "run.json",
        "register/990801.media.yml",
        "register/files/云溪交通.csv",
        "snapshot/snapshot.json",
    }
    line = next(line for line in process.stdout.splitlines() if line.startswith("微博\t云溪文旅"))
    assert line.split("\t") == ["微博", "云溪文旅", "云溪县文化广电和旅游局", "2026-03-17", "90 天", "可读"]
    audit = audit_of(folder)
    assert audit["media"]["accounts"]
    assert {rule for each in audit["rules"] for rule in each["requirements"]} >= {"R29"}
    assert all("R29" in each["requirements"] for each in audit["rules"])
    assert {(f["rule"], f["outcome"]) for f in audit["findings"]} & {
        ("idle-account", "warn"),
        ("idle-account", "fail"),
    }
    assert str(folder / "report.html") in process.stdout


def test_nothing_hostile_is_ever_asked(done: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    asked = asked_of(done[1])
    hosts = {each["url"].split("/")[2] for each in asked}
    assert hosts == {county.HOST, "m.weibo.cn", "mp.weixin.qq.com", "v.douyin.com"}
    assert {each["method"] for each in asked} == {"GET"}
    pictures = {each["url"].rsplit("/", 1)[-1]: each for each in survey_of(done[1])["pictures"]}
    assert [pictures[f"ewm_{n}.png"]["texts"] for n in range(len(county.HOSTILE))] == [
        [text] for text in county.HOSTILE
    ]
    assert pictures["ewm_big.png"]["failure"] == "too-large"
    assert pictures["ewm_broken.png"]["state"] == "broken"
    assert pictures["ewm.png"]["failure"] == "redirect-outside"
    report = (done[1] / "report.html").read_text("utf-8")
    assert 'href="javascript' not in report
    assert 'href="http://192.168' not in report


# ── the same whichever way ────────────────────────────────────────────────────────────────────────


def test_judged_again_offline_it_is_the_same(
    done: tuple[subprocess.CompletedProcess[str], Path], case: Path
) -> None:
    folder = done[1]
    before = (folder / "audit.json").read_bytes()
    again = call_auditor("audit", folder)
    assert again.returncode == 0, again.stderr
    assert (folder / "audit.json").read_bytes() == before
    report = (folder / "report.html").read_bytes()
    assert call_auditor("report", folder).returncode == 0
    assert (folder / "report.html").read_bytes() == report


def test_a_register_in_a_workbook_is_worth_the_same(plain_case: Path, tmp_path: Path) -> None:
    from openpyxl import Workbook

    rows = (
        ("账号名称", "平台", "类别", "主办单位", "原始ID", "主账号", "状态", "关键词", "RSS地址", "导出文件"),
        ("云溪发布", "微信公众号", "订阅号", "云溪县人民政府办公室", "gh_0123456789ab", "是", "正常", "", f"http://{county.HOST}/wx/rss.xml", ""),
        ("云溪交通", "微信", "", "云溪县交通运输局", "", "", "", "交通、公路", "", "云溪交通.csv"),
    )  # fmt: skip
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    folders = []
    for name in ("yaml", "xlsx"):
        register = county.register_yaml(_folder(tmp_path / f"register-{name}"))
        if name == "xlsx":
            register = register.with_suffix(".xlsx")
            book.save(register)
        process = run_auditor("newmedia", plain_case, "--out", tmp_path / name, "--register", register)
        assert process.returncode in (0, 1), process.stderr
        folders.append(run_of(tmp_path / name))
    one, other = (_without_places(survey_of(folder)) for folder in folders)
    assert one == other


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _without_places(survey: dict[str, Any]) -> dict[str, Any]:
    """The name of the register, and the lines and rows in it, are all in which the two may differ."""
    survey.pop("register")
    for account in survey["accounts"]:
        for mention in account["mentions"]:
            if mention["source"] == "register":
                mention["url"] = ""
    return survey


def test_scrapy_leaves_the_same_files(tmp_path: Path) -> None:
    register = county.register_yaml(tmp_path)
    ours = run_auditor("newmedia", "990101", "--out", tmp_path / "ours", "--register", register)
    assert ours.returncode in (0, 1), ours.stderr
    theirs = scrapy("-a", "county=990101", "-a", f"out={tmp_path / 'theirs'}", "-a", f"register={register}")
    assert theirs.returncode == 0, theirs.stderr
    assert "Traceback" not in theirs.stderr
    one, other = run_of(tmp_path / "ours"), run_of(tmp_path / "theirs")
    assert files_below(one) == files_below(other)
    for name in ("audit.json", "newmedia.json"):
        assert (one / name).read_bytes() == (other / name).read_bytes()
    assert str(other / "report.html") in theirs.stdout


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "newmedia", *arguments],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["county=", "newmedia"]),
        (["-a", "county=990101", "-a", "colour=red"], ["colour"]),
        (["-a", "county=990101", "-a", "register=/nowhere.yml"], ["/nowhere.yml"]),
    ],
    ids=["no-code", "unknown-option", "no-register"],
)
def test_bad_arguments_of_scrapy_are_one_clear_error(
    arguments: list[str], words: list[str], tmp_path: Path
) -> None:
    process = scrapy(*arguments, "-a", f"out={tmp_path}")
    assert process.returncode != 0
    [line] = [line for line in process.stderr.splitlines() if line.strip()]
    assert line.startswith("错误：")
    assert all(word in line for word in words)


# ── what goes wrong ───────────────────────────────────────────────────────────────────────────────


def test_platforms_that_cannot_be_reached_are_no_fault_of_the_county(tmp_path: Path) -> None:
    case = county.build(tmp_path / "case", hostile=False, answers=False)
    process = run_auditor("newmedia", case, "--out", tmp_path / "out")
    assert process.returncode == 0, process.stderr
    folder = run_of(tmp_path / "out")
    reasons = {reading["reason"] for each in survey_of(folder)["accounts"] for reading in each["readings"]}
    assert reasons == {"not-saved"}
    idle = {f["outcome"] for f in audit_of(folder)["findings"] if f["rule"] == "idle-account"}
    assert idle == {"cant-tell"}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("r.yml", "accounts:\n  - {name: 甲, platform: 传真}\n", ["r.yml:2", "传真"]),
        ("r.yml", "accounts: [\n", ["r.yml"]),
        ("r.xlsx", "no workbook", ["r.xlsx", "另存为"]),
        ("r.txt", "", ["r.txt", ".yml"]),
    ],
)
def test_a_wrong_register_is_found_before_the_first_request(
    tmp_path: Path, plain_case: Path, name: str, text: str, words: list[str]
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    out = tmp_path / "out"
    process = call_auditor("newmedia", plain_case, "--out", out, "--register", tmp_path / name)
    assert process.returncode == 2
    assert process.stderr.startswith("错误：")
    assert all(word in process.stderr for word in words)
    assert not out.exists() or not files_below(out)


# ── the register to fill in ───────────────────────────────────────────────────────────────────────


def test_a_register_is_written_from_what_was_found_and_can_be_read_back(
    plain_case: Path, tmp_path: Path
) -> None:
    file = tmp_path / "登记表.xlsx"
    process = run_auditor("newmedia", plain_case, "--out", tmp_path / "out", "--write-register", file)
    assert process.returncode in (0, 1), process.stderr
    assert str(file) in process.stdout
    register = load_register(file)
    found = accounts_of(run_of(tmp_path / "out"))
    assert {(each.platform, each.name) for each in register.accounts} == set(found)
    cells = [cell for row in load_workbook(file).worksheets[0].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    again = call_auditor("newmedia", plain_case, "--out", tmp_path / "out", "--write-register", file)
    assert again.returncode == 2
    assert "已存在" in again.stderr


# ── stopped and continued ─────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def live() -> Iterator[LoopbackSite]:
    """A portal on a port of this machine whose accounts are in its own table, pictures and lists: no platform is asked."""
    pages = {
        "/": "<div class='nav'><ul><li><a href='/xmt/'>政务新媒体</a></li><li><a href='/zwgk/'>政务公开</a></li></ul></div>",
        "/xmt/": "<h1>政务新媒体</h1>" + "".join(f"<li><img src='/ewm{n}.png'><p>云溪{n}号微信公众号</p></li>" for n in range(4)),
    }  # fmt: skip

    def respond(method: str, target: str, form: bytes) -> Reply:
        if target.startswith("/ewm"):
            return Reply(qr_png(f"http://weixin.qq.com/r/{target[4]}"), 200, {"Content-Type": "image/png"})
        if target in ("/list.html", "/list2.html"):
            rows = "".join(
                f"<li><a href='/a/{n}.html'>云溪县第{n}条消息发布了</a><span>2026-06-{n:02}</span></li>"
                for n in range(1, 13)
            )
            return html(f"<html><head><title>文章列表</title></head><body><ul>{rows}</ul></body></html>")
        if target in pages:
            return html(f"<html><head><title>云溪县</title></head><body>{pages[target]}</body></html>")
        return NOTHING

    with LoopbackSite(respond) as site:
        yield site


def live_arguments(live: LoopbackSite, folder: Path) -> list[str]:
    register = folder / "register.yml"
    lists = [f"{live.url}list.html", f"{live.url}list2.html"]
    accounts = [{"name": f"云溪{n}号", "platform": "wechat", "lists": [each]} for n, each in enumerate(lists)]
    register.write_text(json.dumps({"accounts": accounts}, ensure_ascii=False), "utf-8")
    return [
        "newmedia",
        live.url,
        "--out",
        str(folder / "out"),
        "--register",
        str(register),
        "--today",
        "2026-06-15",
    ]


def stored(folder: Path) -> int:
    found = (folder / "out").glob("*/newmedia/.crawling-????????/index.jsonl")
    return sum(path.read_bytes().count(b"\n") for path in found)


@pytest.fixture(scope="module")
def undisturbed(live: LoopbackSite, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The accounts of a crawl that nobody disturbs."""
    folder = tmp_path_factory.mktemp("undisturbed")
    process = run_auditor(*live_arguments(live, folder))
    assert process.returncode == 0, process.stderr
    return list(survey_of(run_of(folder / "out"))["accounts"])


@pytest.mark.parametrize("answers", [pytest.param(2, marks=pytest.mark.long), 7])
def test_a_killed_crawl_is_continued_by_the_same_command(
    live: LoopbackSite, undisturbed: list[dict[str, Any]], tmp_path: Path, answers: int
) -> None:
    live.forget()
    live.hold_after = answers
    process = subprocess.Popen(
        command(*live_arguments(live, tmp_path)), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    live.wait_for(lambda: stored(tmp_path) >= answers, PATIENCE)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=20)
    live.release()
    again = run_auditor(*live_arguments(live, tmp_path))
    assert again.returncode == 0, again.stderr
    assert {entry: count for entry, count in live.answered.items() if count > 1} == {}
    folder = run_of(tmp_path / "out")
    assert survey_of(folder)["accounts"] == undisturbed
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_ctrl_c_leaves_a_partial_survey_that_accuses_nobody(live: LoopbackSite, tmp_path: Path) -> None:
    live.forget()
    live.hold_after = 3
    process = subprocess.Popen(
        command(*live_arguments(live, tmp_path)),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    live.wait_for(lambda: stored(tmp_path) >= 3, PATIENCE)
    process.send_signal(signal.SIGINT)
    live.release()
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 3, stderr
    folder = run_of(tmp_path / "out")
    assert survey_of(folder)["complete"] is False
    audit = audit_of(folder)
    assert audit["coverage"]["reason"] == "interrupted"
    assert [f for f in audit["findings"] if f["outcome"] == "fail"] == []


# ── the portal's own run ──────────────────────────────────────────────────────────────────────────


def test_a_run_of_the_portal_takes_the_survey_in(plain_case: Path, tmp_path: Path) -> None:
    assert run_auditor("newmedia", plain_case, "--out", tmp_path).returncode in (0, 1)
    kept = (run_of(tmp_path) / "newmedia.json").read_bytes()
    process = run_auditor("run", plain_case, "--out", tmp_path)
    assert process.returncode in (0, 1, 3), process.stderr
    [folder] = [path.parent for path in tmp_path.glob("*/*/audit.json")]
    assert (folder / "newmedia.json").read_bytes() == kept
    before = (folder / "audit.json").read_bytes()
    assert json.loads(before)["media"] == json.loads(kept)
    assert call_auditor("audit", folder).returncode == 0
    assert (folder / "audit.json").read_bytes() == before
