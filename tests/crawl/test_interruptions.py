"""A crawl that is killed, stopped, locked out or abandoned loses nothing and asks nothing twice."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crawled import Crawled
from fake_reader import read
from sites import SiteServer, small_portal

from auditor.crawl.job import CrawlJob
from auditor.crawl.session import CrawlSession
from auditor.crawl.workspace import Workspace
from auditor.errors import AuditorError
from auditor.model import Portal

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def start(url: str, out: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(HERE / "run_one.py"), url, str(out)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


def wait_until_asked(server: SiteServer, count: int) -> None:
    deadline = time.monotonic() + 20
    while sum(server.asked.values()) < count:
        assert time.monotonic() < deadline, "the crawl does not get going"
        time.sleep(0.005)


def test_a_killed_crawl_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with SiteServer(small_portal(columns=6, items=10)) as server:
        whole = subprocess.run(
            [sys.executable, str(HERE / "run_one.py"), server.url, str(tmp_path / "whole")],
            check=True, capture_output=True, text=True, cwd=ROOT,
        )  # fmt: skip
        server.log.clear()
        server.delay = 0.03
        killed = start(server.url, tmp_path / "out")
        wait_until_asked(server, 40)
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        time.sleep(0.2)
        [folder] = (tmp_path / "out" / "demo").glob(".crawling-????????")
        stored = {json.loads(line)["url"] for line in (folder / "index.jsonl").read_bytes().splitlines()}
        before = len(server.log)
        again = subprocess.run(
            [sys.executable, str(HERE / "run_one.py"), server.url, str(tmp_path / "out")],
            check=True, capture_output=True, text=True, cwd=ROOT,
        )  # fmt: skip
        asked_again = {server.url.rstrip("/") + path for _, path in server.log[before:]}
    assert len(stored) >= 20
    assert not stored & asked_again
    # what was on its way when the process died has no answer on disk and is the only thing asked twice
    assert sum(count - 1 for count in server.asked.values()) <= 20
    one, two = Crawled(Path(whole.stdout.strip())), Crawled(Path(again.stdout.strip()))
    assert sorted(fetch.key for fetch in one.fetches) == sorted(fetch.key for fetch in two.fetches)
    assert {f.url: f.body_sha256 for f in one.fetches} == {f.url: f.body_sha256 for f in two.fetches}
    check = [sys.executable, "-m", "warcio.cli", "check", str(two.path / "data.warc.gz")]
    assert subprocess.run(check).returncode == 0


def test_ctrl_c_seals_what_there_is(tmp_path: Path) -> None:
    with SiteServer(small_portal(columns=6, items=10), delay=0.03) as server:
        process = start(server.url, tmp_path)
        wait_until_asked(server, 20)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    done = Crawled(Path(out.strip()))
    assert done.summary.reason == "interrupted"
    assert 10 < len(done.fetches) < 66
    assert not list((tmp_path / "demo").glob(".crawling-*"))


def test_two_crawls_of_one_portal_do_not_run_at_once(tmp_path: Path) -> None:
    job = CrawlJob(Portal("demo", "示例", "http://127.0.0.1:9/"), read, tmp_path, "one")
    space = Workspace(job)
    with pytest.raises(AuditorError, match=f"PID {os.getpid()}"):
        Workspace(job)
    space.close()
    Workspace(job).close()


def test_yesterdays_unfinished_crawl_is_sealed_apart(tmp_path: Path) -> None:
    now = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    portal = Portal("demo", "示例", "http://127.0.0.1:9/")
    old = Workspace(CrawlJob(portal, read, tmp_path, "old", clock=lambda: now))
    old.close()
    fresh = Workspace(CrawlJob(portal, read, tmp_path, "new", clock=lambda: now + timedelta(hours=25)))
    assert not fresh.resumed
    assert Crawled(tmp_path / "demo" / "20260301080000-partial" / "snapshot").summary.reason == "interrupted"
    fresh.close()


def test_todays_unfinished_crawl_is_resumed(tmp_path: Path) -> None:
    job = CrawlJob(Portal("demo", "示例", "http://127.0.0.1:9/"), read, tmp_path, "one")
    CrawlSession(job).abandon()
    session = CrawlSession(job)
    assert session.workspace.resumed
    session.abandon()


def test_scrapy_crawl_drives_the_same_spider(tmp_path: Path) -> None:
    command = [
        str(Path(sys.executable).with_name("scrapy")), "crawl", "portal", "-s", "AUDITOR_JOB_FACTORY=run_one.job_for_county",
        "-a", "county=demo", "-a", f"out={tmp_path}",
    ]  # fmt: skip
    with SiteServer(small_portal()) as server:
        run = subprocess.run(
            [*command, "-a", f"url={server.url}"], cwd=ROOT, capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": str(HERE)},
        )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    done = Crawled(Path((tmp_path / "demo" / "run" / "sealed.txt").read_text()))
    assert done.summary.reason == "finished"
    assert len(done.fetches) == sum(server.asked.values())


def test_a_full_disk_ends_the_crawl_with_one_sentence_and_loses_nothing(tmp_path: Path) -> None:
    with SiteServer(small_portal()) as server:
        full = subprocess.run(
            [sys.executable, str(HERE / "run_one.py"), server.url, str(tmp_path)],
            capture_output=True, text=True, cwd=ROOT,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000)),
        )  # fmt: skip
        assert full.returncode == 1
        assert "无法写入" in full.stderr
        assert "Traceback" not in full.stderr
        again = start(server.url, tmp_path)
        out, err = again.communicate(timeout=30)
    assert again.returncode == 0, err
    done = Crawled(Path(out.strip()))
    assert done.summary.reason == "finished"
    assert all(done.reader.body(fetch) is not None for fetch in done.fetches)


def test_a_run_that_exists_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "demo" / "one").mkdir(parents=True)
    job = CrawlJob(Portal("demo", "示例", "http://127.0.0.1:9/"), read, tmp_path, "one")
    with pytest.raises(AuditorError, match="已存在"):
        Workspace(job)


def test_scrapy_crawl_says_what_is_wrong_in_one_sentence() -> None:
    scrapy = str(Path(sys.executable).with_name("scrapy"))
    run = subprocess.run([scrapy, "crawl", "portal"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 2
    assert run.stderr == "错误：缺少网站代码；请写成 scrapy crawl portal -a county=代码\n"
