"""Reports on paper through a real Chromium: what is in the page is printed, what is elsewhere stays there."""

from __future__ import annotations

import base64
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pypdfium2
import pytest

from auditor import print_pdf as printing
from auditor.crawl.browser import find_browser
from auditor.errors import AuditorError
from auditor.print_pdf import print_letters, print_pdf, without_clock


def _has_chinese_font() -> bool:
    """Without one Chromium draws boxes, and some of them stand for no character in the file."""
    if shutil.which("fc-list") is None:
        return False
    told = subprocess.run(["fc-list", ":lang=zh", "file"], capture_output=True, text=True, check=False)
    return bool(told.stdout.strip())


NEEDS_BROWSER = pytest.mark.skipif(find_browser() is None, reason="no browser on this machine")
NEEDS_FONT = pytest.mark.skipif(not _has_chinese_font(), reason="no Chinese font on this machine")
RED = base64.b64encode(
    b'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"><rect width="200" height="200" fill="#f00"/></svg>'
).decode()
PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>清禾县 检查报告</title>
<meta http-equiv="refresh" content="0; url={url}/refresh">
<link rel="stylesheet" href="{url}/style"><link rel="prefetch" href="{url}/prefetch">
<style>@import url("{url}/import"); body {{ background: url({url}/background) }} .two {{ break-before: page }}
@media screen {{ .paper {{ display: none }} }} @media (prefers-color-scheme: dark) {{ .light {{ display: none }} }}</style>
<script src="{url}/script"></script>
<script>fetch("{url}/fetch"); new Image().src = "{url}/image"; new WebSocket("{url}".replace("http", "ws"));
navigator.sendBeacon("{url}/beacon"); window.open("{url}/window")</script></head>
<body><p class="light">第一页的文字</p><img src="data:image/svg+xml;base64,{red}"><img src="{url}/picture">
<img src="file:///etc/hostname"><iframe src="{url}/frame"></iframe><p class="paper">只在纸上</p>
<p class="two">第二页的文字</p></body></html>"""


@contextmanager
def _listening() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback that keeps what it is asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


@NEEDS_BROWSER
@NEEDS_FONT
def test_page_is_printed_on_a4_with_page_numbers_and_nothing_is_fetched() -> None:
    with _listening() as (url, asked):
        html = PAGE.format(url=url, red=RED)
        data = print_pdf(html)
        assert print_pdf(html) == data  # seconds apart: no clock is left
    assert asked == []
    document = pypdfium2.PdfDocument(data)
    texts = [page.get_textpage().get_text_range() for page in document]
    assert len(texts) == 2
    assert tuple(round(side) for side in document[0].get_size()) == (596, 843)
    assert "第一页的文字" in texts[0]
    assert "只在纸上" in texts[0]
    assert "第二页的文字" in texts[1]
    for number, text in enumerate(texts, start=1):
        assert f"第{number}页，共2页" in "".join(text.split())
        assert "清禾县检查报告" in "".join(text.split())
    first = document[0].render(scale=1).to_pil().convert("RGB")
    assert sum(pixel == (255, 0, 0) for pixel in first.get_flattened_data()) > 10_000
    assert b"CreationDate" not in data


@NEEDS_BROWSER
@NEEDS_FONT
def test_page_that_numbers_itself_is_not_numbered_twice() -> None:
    own = '@page { @bottom-center { content: "自编 " counter(page) } }'
    for style, told in ((own, "自编1"), ("", "第1页，共1页")):
        document = pypdfium2.PdfDocument(print_pdf(f"<style>{style}</style><p>counter(page) 正文</p>"))
        text = "".join(document[0].get_textpage().get_text_range().split())
        assert told in text
        assert ("自编" in text) != ("第1页" in text)


def test_times_and_marks_are_blanked_and_nothing_moves() -> None:
    data = (
        b"<</Creator (x)/CreationDate(D:20261121124541Z')/ModDate (D:20261121124518+00'00')>>"
        b"/ID [ <8BE6EAF1>\n<8BE6EAF1> ]\n/DocChecksum /0123456789ABCDEF0123456789ABCDEF /ID (node1)"
    )
    blank = without_clock(data)
    assert len(blank) == len(data)
    assert b"2026" not in blank
    assert b"8BE6" not in blank
    assert b"/ID [ <00000000>\n<00000000> ]" in blank
    assert b"/ID (node1)" in blank
    assert b"ABCDEF" not in blank


def test_missing_programs_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", "0")
    with pytest.raises(AuditorError, match="没有找到浏览器"):
        print_pdf("<p>x</p>")
    with pytest.raises(AuditorError, match="没有找到 LibreOffice"):
        print_letters({"a": b"x"})
    assert print_letters({}) == {}


def _program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


def test_letter_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, monkeypatch, "exit 0")
    with pytest.raises(AuditorError, match=r"未能转换“坏的\.docx”"):
        print_letters({"坏的": b"x"})


def test_office_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, monkeypatch, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    monkeypatch.setattr(printing, "_OFFICE_START", 0)
    monkeypatch.setattr(printing, "_OFFICE_EACH", 0.5)
    with pytest.raises(AuditorError, match="未能在规定时间内"):
        print_letters({"a": b"x"})
    child = Path("/proc", (tmp_path / "child").read_text().strip())
    assert not child.exists() or "Z" in (child / "stat").read_text().split()[2]


@NEEDS_BROWSER
def test_browser_that_will_not_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 3\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", "0")
    with pytest.raises(AuditorError, match="浏览器未能生成 PDF"):
        print_pdf("<p>x</p>")
