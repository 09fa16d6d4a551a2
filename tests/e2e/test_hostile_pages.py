"""A portal that was taken over: its names, links, redirects and forms want more than to be read."""

from __future__ import annotations

import html as markup
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from loopback import NOTHING, LoopbackSite, Reply, html
from playwright.sync_api import Dialog, sync_playwright

from tests.harness import Run, call_auditor, files_below, only_run_of, run_auditor

NAMES = (
    "<script>alert(1)</script>",
    "=cmd|'/c calc'!A1",
    "\x1b]0;owned\x07\x1b[2J\x1b[31m通知公告\x1b[0m",
    "../../../../tmp/evil",
    '政策文件" onmouseover="alert(1)',
    "{{ 7*7 }}{% raw %}",
    "\u202e清禾要闻\u202c",
    "[bold red]政策解读[/bold red]",
    "<img src=x onerror=alert(1)>人事信息",
    "x" * 3000,
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def outside(port: int) -> tuple[str, ...]:
    """Addresses that a page may name and that nobody may ask. ``port`` is that of the watching server."""
    return (
        f"http://127.0.0.1:{port}/linked/",
        f"//127.0.0.1:{port}/linked-without-scheme/",
        f"http://localhost:{port}/localhost/",
        f"http://127.1:{port}/short/",
        f"http://2130706433:{port}/decimal/",
        f"http://[::ffff:127.0.0.1]:{port}/mapped/",
        f"http://www.example.gov.cn@127.0.0.1:{port}/userinfo/",
        f"http:\\\\127.0.0.1:{port}\\backslash\\",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "javascript:alert(document.domain)",
        "data:text/html,<script>alert(1)</script>",
        f"gopher://127.0.0.1:{port}/_GET",
        f"ftp://127.0.0.1:{port}/x",
    )


def hostile_site(port: int) -> dict[str, Reply]:
    """Pages by path. Columns are named by NAMES, their rows too; every page links all of :func:`outside`."""
    columns = [f"/c{n}/" for n in range(len(NAMES))]
    tricks = ["/leaves/", "/refresh/", "/moves/", "/%2e%2e/%2e%2e/etc/passwd", "/a/../../x/", "/..%2f..%2fx/"]
    menu = "".join(
        f'<li><a href="{p}">{markup.escape(n)}</a></li>' for p, n in zip(columns, NAMES, strict=True)
    )
    menu += "".join(f'<li><a href="{path}">栏目{n}</a></li>' for n, path in enumerate(tricks))
    menu += "".join(f'<li><a href="{url}">外部{n}</a></li>' for n, url in enumerate(outside(port)))
    other = f"http://127.0.0.1:{port}"
    extras = (
        f'<iframe src="{other}/frame/"></iframe><img src="{other}/image.png"><script src="{other}/s.js"></script>'
        f'<link rel="stylesheet" href="{other}/s.css"><a href="{other}/file.docx">附件.docx</a>'
        f'<form action="{other}/search" method="get"><input type="text" name="q"><input type="submit" value="搜索"></form>'
    )

    def page(title: str, body: str) -> Reply:
        head = f'<meta charset="utf-8"><title>{markup.escape(title)}</title><meta name="ColumnName" content="{markup.escape(title)}">'
        return html(
            f'<html><head>{head}</head><body><div class="nav"><ul>{menu}</ul></div>{body}{extras}'
            f'<div class="footer">主办单位：{markup.escape(NAMES[0])} 网站标识码：{markup.escape(NAMES[2])}</div></body></html>'
        )

    site = {"/": page(f"{NAMES[0]}清禾县人民政府", "<p>欢迎</p>")}
    for column, name in zip(columns, NAMES, strict=True):
        rows = "".join(
            f'<li><a href="t202001{n + 10}_{n}.html">{markup.escape(f"{title}关于公开的公告{n}")}</a><span>2020-01-{n + 10}</span></li>'
            for n, title in enumerate(NAMES[:6])
        )
        rows += f'<li><a href="{other}/row.html">关于他处的公告一则</a><span>2020-02-01</span></li>'
        site[column] = page(name, f'<div class="list"><h2>{markup.escape(name)}</h2><ul>{rows}</ul></div>')
        for n, title in enumerate(NAMES[:6]):
            text = f'<h1>{markup.escape(title)}</h1><p>正文</p><a href="{other}/a.pdf">{markup.escape(title)}.pdf</a><a href="../../gone{n}.docx">{markup.escape(title)}.docx</a>'
            site[f"{column}t202001{n + 10}_{n}.html"] = page(f"{title}关于公开的公告{n}", text)
    site["/leaves/"] = Reply(b"", 302, {"Location": f"{other}/redirected/"})
    site["/refresh/"] = html(
        f'<html><head><meta http-equiv="refresh" content="0;url={other}/refreshed/"></head></html>'
    )
    site["/moves/"] = html(f'<html><script>window.location.href="{other}/moved/"</script></html>')
    return site


@dataclass(frozen=True)
class Hostile:
    """What came of auditing the hostile site; ``watcher`` saw every request that left it."""

    run: Run
    url: str
    root: Path
    watcher: LoopbackSite

    @property
    def index(self) -> list[dict[str, Any]]:
        lines = (self.run.folder / "snapshot" / "index.jsonl").read_bytes().splitlines()
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    root = tmp_path_factory.mktemp("hostile")
    (root / "cwd").mkdir()
    with LoopbackSite(lambda *_: html("<html><title>其他</title></html>")) as watcher:
        pages = hostile_site(watcher.port)
        with LoopbackSite(lambda method, path, form: pages.get(path, NOTHING)) as site:
            process = run_auditor(
                "run", site.url, "--today", "2026-06-15", "--out", root / "out", cwd=root / "cwd"
            )
            yield Hostile(Run(process, only_run_of(root / "out")), site.url, root, watcher)


def test_the_site_was_audited(hostile: Hostile) -> None:
    assert hostile.run.process.returncode == 1, hostile.run.process.stderr
    names = {column["name"] for column in hostile.run.audit["columns"]}
    assert any("<script>alert(1)</script>" in name for name in names)
    assert any(f["rule"] == "stale-column" for f in hostile.run.audit["findings"])


def test_nobody_else_was_asked(hostile: Hostile) -> None:
    assert hostile.watcher.log == []
    host = urlsplit(hostile.url).netloc
    answered = {urlsplit(fetch["url"]).netloc for fetch in hostile.index if fetch["status"] is not None}
    assert answered == {host}
    others = {fetch["failure"] for fetch in hostile.index if urlsplit(fetch["url"]).netloc != host}
    assert others <= {"blocked-address", "redirect-outside"}


def test_links_out_of_the_portal_are_nobodys_fault(hostile: Hostile) -> None:
    dead = [u for f in hostile.run.audit["findings"] if f["rule"] == "dead-link" for u in f["params"]["urls"]]
    assert dead
    assert all(url.startswith(hostile.url) for url in dead)


def test_nothing_was_written_outside_the_output_folder(hostile: Hostile) -> None:
    assert {path.name for path in hostile.root.iterdir()} == {"cwd", "out"}
    assert list((hostile.root / "cwd").iterdir()) == []
    assert {name.split("/")[0] for name in files_below(hostile.root / "out")} == {
        f"127.0.0.1_{urlsplit(hostile.url).port}"
    }
    assert not Path("/tmp/evil").exists()


def test_the_terminal_gets_no_control_characters(hostile: Hostile) -> None:
    shown = [hostile.run.process.stdout, hostile.run.process.stderr]
    for finding in hostile.run.audit["findings"]:
        done = call_auditor("explain", finding["fingerprint"], "--audit", hostile.run.folder)
        assert done.returncode == 0, done.stderr
        shown.append(done.stdout + done.stderr)
    assert [CONTROL.findall(text) for text in shown if CONTROL.search(text)] == []


def test_the_report_opens_clean(hostile: Hostile) -> None:
    """In a real browser: no request, no script of the site, no dialog, no foreign markup."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no browser on this machine")
    report = hostile.run.folder / "report.html"
    seen: dict[str, list[str]] = {"request": [], "dialog": [], "pageerror": [], "console": []}

    def dismissed(dialog: Dialog) -> None:
        seen["dialog"].append(dialog.message)
        dialog.dismiss()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("request", lambda request: seen["request"].append(request.url))
        page.on("dialog", dismissed)
        page.on("pageerror", lambda error: seen["pageerror"].append(str(error)))
        page.on("console", lambda message: seen["console"].append(message.text))
        page.goto(report.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        page.wait_for_timeout(100)
        handlers = page.evaluate(
            "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length"
        )
        links = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
        foreign = page.evaluate(
            "document.querySelectorAll('iframe, img[src^=http], link[href^=http]').length"
        )
        browser.close()
    assert seen == {"request": [report.as_uri()], "dialog": [], "pageerror": [], "console": []}
    assert (handlers, foreign) == (0, 0)
    assert {urlsplit(link).scheme for link in links if not link.startswith("#")} <= {"http", "https"}
    assert CONTROL.search(report.read_text("utf-8")) is None


def test_the_document_can_be_read_and_judged_again(hostile: Hostile, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(hostile.run.folder, tmp_path / "run"))
    assert call_auditor("audit", folder).returncode == 0
    assert (folder / "audit.json").read_bytes() == hostile.run.data
    assert call_auditor("report", folder).returncode == 0
