"""What proves each fault: a look at what came, beside the true answer."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from urllib.parse import urlsplit

from tests.bench.raw_client import CLOSED, ENDLESS, NO_ACCEPT, OPEN, REFUSED, RESET, Got

#: (what came, the true answer) → whether the fault did what it says
Check = Callable[[Got, Got], bool]


def _status(*wanted: int) -> Check:
    return lambda got, true: got.status in wanted and got.end == OPEN


def _says(*words: str, status: int = 200) -> Check:
    return lambda got, true: got.status == status and any(word.encode() in got.body for word in words)


def _ends(end: str, *, part: bool = True) -> Check:
    """Hung up in this way; ``part``: with some of the true answer, but not all."""
    return lambda got, true: got.end == end and (not part or (0 < len(got.body) < len(true.body)))


def _leads(*starts: str) -> Check:
    return lambda got, true: got.status in (301, 302) and (got.header("Location") or "").startswith(starts)


def _silent(got: Got, true: Got) -> bool:
    """Nothing for as long as anybody waits."""
    return got.data == b"" and got.end == CLOSED and got.last > 0.9


def same(got: Got, true: Got) -> bool:
    return got.status == 200 and got.body == true.body


def _unpacks_to_true(got: Got, true: Got) -> bool:
    return got.header("Content-Encoding") == "gzip" and got.unpacked == true.body


def _does_not_unpack(got: Got, true: Got) -> bool:
    try:
        unpacker = zlib.decompressobj(47)
        whole = unpacker.decompress(got.body) + unpacker.flush()
    except zlib.error:
        return got.header("Content-Encoding") == "gzip"
    return not unpacker.eof and len(whole) < len(true.body)


def _grows(got: Got, true: Got) -> bool:
    """Ten megabytes at least come of it, and more is to come."""
    packed = zlib.decompress(got.body, 47) if "," in (got.header("Content-Encoding") or "") else got.body
    unpacker = zlib.decompressobj(47)
    return len(packed) < 1_000_000 and len(unpacker.decompress(packed, 10_000_000)) == 10_000_000


def _chunks(got: Got) -> bytes:
    """The body of a chunked answer."""
    body, rest = b"", got.body
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        count = int(size.partition(b";")[0], 16)
        if not count:
            break
        body, rest = body + rest[:count], rest[count + 2 :]
    return body


def _text(got: Got) -> str:
    """The true pages of the case are in UTF-8."""
    return got.body.decode()


def _written(charset: str, *, header: str = "") -> Check:
    """The true text in this charset, the header as given."""

    def check(got: Got, true: Got) -> bool:
        place = "清禾县人民政府"
        declared = (got.header("Content-Type") or "").partition("charset=")[2]
        return place in _text(true) and place.encode(charset) in got.body and declared == header

    return check


def _office(member: str = "", *, least: int = 0) -> Check:
    """A file that opens as a zip with such a member, at least so long."""

    def check(got: Got, true: Got) -> bool:
        with zipfile.ZipFile(BytesIO(got.body)) as archive:
            return any(member in info.filename and info.file_size >= least for info in archive.infolist())

    return check


def _holds(*marks: bytes) -> Check:
    return lambda got, true: all(mark in got.body for mark in marks)


def _starts(mark: bytes) -> Check:
    return lambda got, true: got.status == 200 and got.body.startswith(mark) and got.body != true.body


def _in_sheet(mark: bytes) -> Check:
    def check(got: Got, true: Got) -> bool:
        with zipfile.ZipFile(BytesIO(got.body)) as archive:
            return mark in archive.read("xl/worksheets/sheet1.xml")

    return check


def _locked(got: Got, true: Got) -> bool:
    with zipfile.ZipFile(BytesIO(got.body)) as archive:
        return all(info.flag_bits & 1 for info in archive.infolist())


def no_json(got: Got, true: Got) -> bool:
    try:
        json.loads(got.body)
    except (ValueError, RecursionError):
        return got.status == 200
    return False


def _longer(than: int, mark: bytes = b"") -> Check:
    return lambda got, true: len(got.body) >= than and mark in got.body


def _of_type(mime: str) -> Check:
    return lambda got, true: got.header("Content-Type") == mime and got.body == true.body


CHECKS: dict[str, Check] = {
    # walls
    "wall-401": _status(401),
    "wall-403": _status(403),
    "wall-403-empty": lambda got, true: got.status == 403 and got.length == 0,
    "wall-405": _says("阻断", status=405),
    "wall-412": _says("<script>", status=412),
    "wall-418": _status(418),
    "wall-429": lambda got, true: got.status == 429 and got.header("Retry-After") == "1",
    "wall-429-counting": same,
    "wall-468": _status(468),
    "wall-521": _says("clearance", status=521),
    "challenge-script": _says("reload()", "acw_sc__v2", "wzwschallenge"),
    "challenge-unknown": _says("window.__k"),
    "captcha": _says("滑块", "验证码"),
    "blocked-200": _says("拦截", "Request blocked"),
    "cookie-redirect": lambda got, true: (
        got.status == 302 and got.header("Location") == "/" and "gate=" in str(got.header("Set-Cookie"))
    ),
    # the connection
    "reset-at-once": _ends(RESET, part=False),
    "close-at-once": _ends(CLOSED, part=False),
    "reset-in-head": lambda got, true: got.end == RESET and b"\r\n\r\n" not in got.data,
    "reset-in-body": _ends(RESET),
    "close-in-body": lambda got, true: _ends(CLOSED)(got, true) and got.length == len(true.body),
    "no-answer": _silent,
    "slow-loris": lambda got, true: b"\r\n\r\n" not in got.data and got.last - got.first > 0.3,
    "slow-body": lambda got, true: bool(got.status == 200) and got.last - got.first > 0.3,
    "stall": _ends(OPEN),
    "trickle": lambda got, true: same(got, true) and got.last - got.first > 0.03,
    "length-short": lambda got, true: got.body == true.body and got.length == len(true.body) // 2,
    "length-long": lambda got, true: got.body == true.body and got.length == len(true.body) + 1000,
    "two-lengths": lambda got, true: got.head.count("Content-Length") == 2,
    "length-nonsense": lambda got, true: got.header("Content-Length") != str(len(true.body)),
    "no-length": lambda got, true: got.body == true.body and got.end == CLOSED and got.length == -1,
    "no-length-cut": lambda got, true: _ends(CLOSED)(got, true) and got.length == -1,
    "odd-chunks": lambda got, true: _chunks(got) == true.body and b";note=1" in got.body,
    "bad-chunk": lambda got, true: b"\r\nzz\r\n" in got.body and got.end == CLOSED,
    "no-last-chunk": lambda got, true: got.end == CLOSED and not got.body.endswith(b"0\r\n\r\n"),
    "endless-body": _ends(ENDLESS, part=False),
    "endless-chunks": _ends(ENDLESS, part=False),
    "endless-headers": lambda got, true: got.end == ENDLESS and b"\r\n\r\n" not in got.data,
    "huge-header": lambda got, true: len(got.head) > 1_000_000 and got.body == true.body,
    "not-http": lambda got, true: not got.data.startswith(b"HTTP"),
    "http-0.9": lambda got, true: got.data == true.body,
    "odd-status": lambda got, true: not got.data.startswith(b"HTTP/1.1 200"),
    "interim": lambda got, true: got.status == 100 and got.data.endswith(true.body),
    "closes-unasked": lambda got, true: same(got, true) and got.end == CLOSED,
    "odd-headers": lambda got, true: b"\r\nServer\r\n" in got.data and same(got, true),
    "folded-headers": lambda got, true: "\r\n two" in got.head and same(got, true),
    "accept-silence": _silent,
    "accept-reset": _ends(RESET, part=False),
    "accept-banner": lambda got, true: got.data.startswith(b"SSH-2.0") and got.end in (CLOSED, RESET),
    "refuses": _ends(REFUSED, part=False),
    "never-accepts": _ends(NO_ACCEPT, part=False),
    # bodies
    "gzip": _unpacks_to_true,
    "gzip-cut": _does_not_unpack,
    "gzip-wrong-sum": _does_not_unpack,
    "gzip-flipped": _does_not_unpack,
    "gzip-lie": lambda got, true: got.header("Content-Encoding") == "gzip" and got.body == true.body,
    "gzip-unsaid": lambda got, true: not got.header("Content-Encoding") and got.unpacked == true.body,
    "gzip-twice": lambda got, true: zlib.decompress(got.unpacked, 47) == true.body,
    "gzip-bomb": _grows,
    "gzip-bomb-twice": _grows,
    "deflate-raw": lambda got, true: zlib.decompress(got.body, -15) == true.body,
    "encoding-unknown": lambda got, true: got.header("Content-Encoding") == "x-secret",
    "empty-200": lambda got, true: got.status == 200 and got.length == 0,
    "empty-204": _status(204),
    "blank-page": _says("<body></body>"),
    "spaces": lambda got, true: got.length > 0 and not got.body.strip(),
    "cut-html": lambda got, true: got.length == len(got.body) == len(true.body) // 3,
    "comment-open": _longer(1, b"<!--"),
    "include-failed": _says("error occurred while processing this directive"),
    "script-open": _longer(1, b"<script>var a='"),
    "deep-dom": _longer(600_000, b"<div>" * 60_000),
    "long-line": _longer(2_900_000, b"a" * 2_500_000),
    "huge-attribute": _longer(2_900_000, b"x" * 2_500_000),
    "many-attributes": _longer(1, b" a19999=1 "),
    "many-links": _longer(1, b"/trap/59999.html"),
    "null-bytes": _longer(1, b">\0"),
    "mime-plain": _of_type("text/plain"),
    "mime-binary": _of_type("application/octet-stream"),
    "mime-image": _of_type("image/png"),
    "mime-nonsense": _of_type(";;=/"),
    "xml-bomb": _holds(b"<!ENTITY x11", b"&x11;"),
    "xml-file": _holds(b"file:///etc/passwd"),
    "sitemap-huge": _longer(2_900_000, b"<loc>/9999</loc>"),
    # redirects
    "redirect-itself": lambda got, true: got.status == 302 and got.header("Location") == "/",
    "redirect-loop": _leads("/?hop=0"),
    "redirect-chain": _leads("http://www.qinghe.test/?hop=1"),
    "redirect-chain-short": _leads("http://www.qinghe.test/?hop=1"),
    "redirect-private": _leads(
        "http://10.", "http://192.168.", "http://172.16.", "http://100.64.", "http://0."
    ),
    "redirect-loopback": _leads(
        "http://127.", "http://localhost", "http://[::", "http://2130706433", "http://0"
    ),
    "redirect-metadata": _leads("http://169.254.169.254", "http://[fd00:ec2", "http://100.100.100.200"),
    "redirect-userinfo": lambda got, true: "@" in urlsplit(str(got.header("Location"))).netloc,
    "redirect-file": _leads("file://"),
    "redirect-scheme": lambda got, true: not str(got.header("Location")).startswith("http"),
    "redirect-nowhere": lambda got, true: got.status == 302 and got.header("Location") is None,
    "redirect-empty": lambda got, true: got.status == 302 and got.header("Location") == "",
    "redirect-nonsense": lambda got, true: got.status == 302,
    "redirect-long": lambda got, true: len(str(got.header("Location"))) > 100_000,
    "redirect-elsewhere": _leads("http://www.example-elsewhere.test/"),
    "redirect-port": _leads("http://www.qinghe.test:9/"),
    "redirect-home": same,  # it is the home page that is asked; another page: see below
    "redirect-login": _leads("http://www.qinghe.test/login.html", "http://www.qinghe.test/sso/"),
    "redirect-404": _leads("/404.html"),
    "redirect-error": _leads("/error.html"),
    "refresh-file": _says("url=file:///"),
    "refresh-private": _says("url=http://169.254.169.254/"),
    "refresh-itself": _says("content='0;url='"),
    "script-private": _says("location.href='http://10.0.0.1/'"),
    # texts
    "charset-gbk": _written("gb18030"),
    "charset-utf16": lambda got, true: got.body.startswith(b"\xff\xfe") and _written("utf-16-le")(got, true),
    "charset-utf16-bare": _written("utf-16-le", header="utf-16le"),
    "charset-mark": lambda got, true: (
        got.body.replace(b" accept-charset=utf-8", b"") == b"\xef\xbb\xbf" + true.body
    ),
    "charset-header-lies": _written("gb18030", header="utf-8"),
    "charset-header-lies-gbk": _written("utf-8", header="GBK"),
    "charset-meta-lies": lambda got, true: b"gb2312" in got.body and _written("utf-8")(got, true),
    "charset-meta-lies-utf8": lambda got, true: b"utf-8" in got.body and _written("gb18030")(got, true),
    "charset-both-lie": _written("gb18030", header="utf-8"),
    "charset-latin": _written("utf-8", header="iso-8859-1"),
    "charset-unknown": _written("utf-8", header="x-county"),
    "charset-utf7": _written("utf-8", header="utf-7"),
    "bytes-invalid": lambda got, true: got.length == len(true.body) and got.body.count(b"\xff") >= 10,
    "bytes-halves": lambda got, true: _text(true)[:500].encode() in got.body and got.length != len(true.body),
    "mojibake": lambda got, true: got.body.decode().encode("latin-1") == true.body,
    "gone-404": _status(404),
    "gone-410": _status(410),
    "soft-404": _says("不存在", "could not be found"),
    "busy": _says("系统繁忙", "开小差", "访问人数过多"),
    "maintenance": lambda got, true: (
        got.status in (200, 503) and any(w in _text(got) for w in ("维护", "检修"))
    ),
    "cdn-error": lambda got, true: (
        got.status in (200, 502) and any(w in _text(got) for w in ("origin", "source", "源站"))
    ),
    "login-page": _says("登录"),
    "error-200": _says("HTTP Status 500", "数据库", "Fatal error", "ORA-01034"),
    "parked": _says("出售", "nginx"),
    "stranger": lambda got, true: got.status == 200 and "清禾" not in _text(got),
    # sites
    "error-500": _status(500),
    "error-502": _status(502),
    "error-503": lambda got, true: got.status == 503 and got.header("Retry-After") == "1",
    "error-504": _status(504),
    "burst-5xx": _status(500, 502, 503, 504),
    "endless-links": _says("/calendar/1.html"),
    "session-ids": _says(";jsessionid="),
    "links-private": _says("http://169.254.169.254/"),
    "cookie-flood": lambda got, true: got.head.count("Set-Cookie") == 20 and same(got, true),
    "wildcard-hosts": lambda got, true: got.body.count(b".qinghe.test/'>") == 3,
    "robots-forbids": _says("Disallow: /\n"),
    "robots-changes": _says("Disallow:\n"),
    "robots-500": _status(500),
    "robots-403": _status(403),
    "robots-html": _says("<html>"),
    "robots-random": lambda got, true: got.length == 5000,
    "robots-slow": _silent,
    "robots-long": _longer(2_900_000, b"Sitemap: /9999\n"),
    "robots-delay": _says("Crawl-delay: 3600"),
    "robots-wild": _says("*a*a*a"),
    # files
    "zip-slip": _office("../../../tmp/"),
    "zip-bomb": _office("sheet1.xml", least=256_000_000),
    "zip-entities": _in_sheet(b"<!ENTITY x10"),
    "zip-external": _in_sheet(b"file:///etc/passwd"),
    "zip-many": _office("m19999"),
    "zip-locked": _locked,
    "macros": _office("vbaProject.bin"),
    "file-wide": _in_sheet(b"XFD1048576"),
    "file-deep": _in_sheet(b"<a>" * 100_000),
    "file-cut": lambda got, true: got.length == len(got.body) < len(true.body),
    "file-flipped": lambda got, true: len(got.body) == len(true.body) and got.body != true.body,
    "file-random": _starts(b"PK\x03\x04"),
    "file-image": _starts(b"\x89PNG"),
    "file-program": _starts(b"MZ"),
    "file-page": _says("文件下载"),
    "file-page-unsaid": lambda got, true: got.header("Content-Type") == "application/octet-stream",
    "file-ole": _starts(b"\xd0\xcf\x11\xe0"),
    "file-empty": lambda got, true: got.status == 200 and got.length == 0,
    # data
    "data-cut": lambda got, true: true.body.startswith(got.body) and no_json(got, true),
    "data-failed": _says('"code":500', '"success":false', '"code":-1', '"status":"error"'),
    "data-refused": _says("401", "403", "429"),
    "data-null": lambda got, true: got.length <= 4,
    "data-deep": lambda got, true: got.body == b"[" * 100_000 + b"]" * 100_000,
    "data-numbers": _says("1e999999"),
    "data-html": _says("<p>ok</p>"),
    "data-mark": lambda got, true: got.body == b"\xef\xbb\xbf" + true.body,
    "data-comment": lambda got, true: no_json(got, true) and got.body.endswith(true.body),
    "data-called": lambda got, true: got.body == b"callback(" + true.body + b");",
    "data-gbk": _written("gb18030"),
}
