"""Files that are what their address says, and answers that are not. What is not proven is not claimed."""

from __future__ import annotations

import pytest

from auditor.crawl.answer import Answer
from auditor.crawl.attachments import PROBE_BYTES, RANGE, is_file, sniff, wrong_type
from auditor.crawl.outcome import judge_answer
from auditor.model import Ask, Failure, Portal, Purpose
from auditor.territory import territory_of

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"x" * 100
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100
ZIP = b"PK\x03\x04\x14\x00" + b"\x00" * 100
RAR = b"Rar!\x1a\x07\x01\x00" + b"\x00" * 40
SEVEN = b"7z\xbc\xaf\x27\x1c\x00\x04" + b"\x00" * 40
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
HTML = "<!DOCTYPE html><html><head><title>清禾县人民政府</title></head><body>政务公开</body></html>".encode()
SCRIPT = (
    b"<!DOCTYPE html><html><head><title></title></head><body><script>(function(){var q=[];for(var i=0;i<64;i++)"
    b"{q.push(i^7)}window.__k=q.join('')})()</script>\n<noscript>JavaScript</noscript></body></html>"
)
SHEET = (
    b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table><tr><td>1</td></tr></table></html>'
)
XML = b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook></Workbook>'
TERRITORY = territory_of(Portal("demo", "示例", "http://www.demo.test/"))


def said(
    suffix: str,
    body: bytes = b"",
    method: str = "GET",
    status: int = 200,
    mime: str = "application/octet-stream",
    purpose: Purpose = Purpose.ATTACHMENT,
    **headers: str,
) -> str:
    named = {"Content_Type": mime, "Content_Length": str(len(body)), **headers}
    answer = Answer(status, tuple((n.replace("_", "-"), v) for n, v in named.items() if v), body)
    return wrong_type(Ask(f"http://www.demo.test/files/1{suffix}", purpose, method), answer)


@pytest.mark.parametrize(
    ("suffix", "body"),
    [
        (".pdf", PDF), (".PDF", PDF), (".pdf", b"\n\n" + PDF), (".doc", OLE), (".doc", ZIP), (".docx", ZIP), (".docx", OLE),
        (".xls", OLE), (".xls", ZIP), (".xls", SHEET), (".xls", b"<table border=1><tr><td>1"), (".xls", XML), (".xlsx", ZIP),
        (".wps", OLE), (".wps", ZIP), (".et", OLE), (".ppt", OLE), (".doc", b"{\\rtf1\\ansi"), (".rtf", b"{\\rtf1"),
        (".ofd", ZIP), (".zip", ZIP), (".zip", RAR), (".rar", RAR), (".rar", ZIP), (".7z", SEVEN),
        (".txt", "通知".encode("gb18030")), (".csv", b"a,b\n1,2"), (".csv", ZIP),
        (".doc", b"\x31\xbe\x00\x00\x00\xab" + b"\x00" * 50),  # Word for Windows 2, no magic number of ours
        (".doc", "关于公开的通知".encode("gb18030")),  # a text that somebody named .doc
        (".dat", HTML), ("", HTML),  # nobody said what it is
    ],
)  # fmt: skip
def test_a_file_is_what_its_suffix_says(suffix: str, body: bytes) -> None:
    assert said(suffix, body) == ""
    assert said(suffix, body, status=206, Content_Range=f"bytes 0-{len(body) - 1}/90000") == ""
    assert said(suffix, body, purpose=Purpose.DOCUMENT) == ""


@pytest.mark.parametrize("mime", ["", "application/octet-stream", "application/x-download", "application/msword", "text/html"])  # fmt: skip
def test_the_type_that_a_server_names_proves_nothing(mime: str) -> None:
    assert said(".pdf", PDF, mime=mime) == ""
    assert said(".pdf", HTML, mime=mime) == "html"


@pytest.mark.parametrize(
    ("suffix", "body", "what"),
    [
        (".pdf", HTML, "html"), (".xls", HTML, "html"), (".docx", b"\xef\xbb\xbf  " + HTML, "html"), (".zip", HTML, "html"),
        (".doc", b"<!-- gen -->\n<html><body>x", "html"), (".doc", b'<?xml version="1.0"?><html><body/></html>', "html"),
        (".pdf", OLE, "ole"), (".pdf", ZIP, "zip"), (".pdf", PNG, "image"), (".doc", PDF, "pdf"), (".xls", RAR, "rar"),
        (".ofd", PDF, "pdf"), (".rar", PDF, "pdf"), (".csv", HTML, "html"),
    ],
)  # fmt: skip
def test_what_is_plainly_another_thing_is_named(suffix: str, body: bytes, what: str) -> None:
    assert said(suffix, body) == what


def test_a_sentence_instead_of_a_file_counts_when_it_is_sent_as_a_page() -> None:
    assert said(".pdf", "文件不存在".encode(), mime="text/html; charset=utf-8") == "text"
    assert said(".doc", b'{"code":404}', mime="application/json") == "text"


@pytest.mark.parametrize(
    "page",
    [
        b"<html><body><embed src='/real.pdf'></body></html>",
        b"<html><script src='/pdfjs/build/pdf.js'></script></html>",
        b"<html><script>location.href='/real.pdf'</script></html>",
        b"<html><meta http-equiv='refresh' content='0;url=/real.pdf'></html>",
    ],
)
def test_a_page_that_opens_the_file_is_no_fault(page: bytes) -> None:
    assert said(".pdf", page) == ""


def test_an_empty_file_must_be_said_to_be_empty() -> None:
    assert said(".pdf", b"", Content_Length="0") == "empty"
    assert said(".pdf", b"", status=416, Content_Range="bytes */0") == "empty"
    assert said(".pdf", b"", status=416, Content_Range="bytes */900") == ""
    assert said(".pdf", b"", Content_Length="9000") == ""  # we stopped reading
    assert said(".pdf", b"", Content_Length="") == ""
    assert said(".pdf", b"", purpose=Purpose.DOCUMENT, Content_Length="") == "empty"


@pytest.mark.parametrize(
    ("mime", "length", "what"),
    [
        ("application/pdf", "9000", ""), ("application/octet-stream", "", ""), ("", "9000", ""), ("image/png", "9", ""),
        ("text/html; charset=utf-8", "9000", "head:text/html"), ("application/json", "", "head:application/json"),
        ("application/pdf", "0", "head:empty"), ("text/html", "0", "head:empty"),
    ],
)  # fmt: skip
def test_a_head_only_arouses_suspicion(mime: str, length: str, what: str) -> None:
    assert said(".pdf", b"", "HEAD", mime=mime, Content_Length=length) == what


@pytest.mark.parametrize("status", [204, 302, 403, 404, 500])
def test_an_answer_without_a_file_is_not_judged_by_type(status: int) -> None:
    assert said(".pdf", HTML, status=status) == ""


@pytest.mark.parametrize(
    ("body", "failure", "detail"),
    [
        (PDF, None, ""),
        (HTML, Failure.WRONG_TYPE, "html"),
        (b"<title>404 Not Found</title>", Failure.SOFT_404, "not-found-title"),
        ("<p>您没有登录，请先登录后再查看</p>".encode(), Failure.LOGIN_WALL, "must-log-in"),
        (b"<script>var a='__jsl_clearance_s'</script>", Failure.CHALLENGE, "jsl-clearance"),
        ("<p>网站正在升级维护，请稍后访问</p>".encode(), Failure.MAINTENANCE, "maintenance"),
        (SCRIPT, Failure.CHALLENGE, "a script and no word in place of a file"),
        (SCRIPT + b"<script>" + b"x" * 4000, Failure.CHALLENGE, "a script and no word in place of a file"),
        (SCRIPT + "<p>文件已删除</p>".encode(), Failure.WRONG_TYPE, "html"),
        (b"<html><body></body></html>", Failure.WRONG_TYPE, "html"),
    ],
)
@pytest.mark.parametrize("purpose", [Purpose.ATTACHMENT, Purpose.DOCUMENT])
def test_a_wall_before_a_file_is_a_wall(
    purpose: Purpose, body: bytes, failure: Failure | None, detail: str
) -> None:
    headers = (("Content-Type", "text/html"), ("Content-Length", str(len(body))))
    ask = Ask("http://www.demo.test/files/1.pdf", purpose)
    fetch = judge_answer(ask, Answer(200, headers, body), TERRITORY, Portal("d", "", "").source, "now")
    assert (fetch.failure, fetch.detail) == (failure, detail)


def test_words_inside_a_file_are_not_looked_at() -> None:
    body = PDF + "当前访问疑似黑客攻击，已被网站管理员设置为拦截".encode()
    assert is_file(body)
    assert said(".pdf", body) == ""


def test_the_probe_asks_for_little() -> None:
    assert f"bytes=0-{PROBE_BYTES - 1}" == RANGE
    assert PROBE_BYTES <= 4096


@pytest.mark.parametrize(
    "head", [b"<!--" * 512, b"<!---->" * 290, b" " * 2048, b"\xef\xbb\xbf" * 680, b"\x00" * 2048]
)
def test_hostile_bytes_are_looked_at_once(head: bytes) -> None:
    assert sniff(head) in ("", "text")
