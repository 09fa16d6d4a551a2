"""Texts: lies about the charset, and pages that stand in place of what was asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bench.faults.making import (
    ANYTHING,
    CONTENT,
    DEAD,
    HTML,
    edited,
    family,
    instead,
    one_of,
    page,
    with_body,
)
from bench.faults.model import Aim, Answer, Fault, Play, Scene, Step
from bench.faults.wire import whole

_fault = family("texts")
_PAGES = (Aim.PAGE, Aim.SITE)
_FORM = re.compile(r"<form\b", re.I)
_META = re.compile(rb"(charset\s*=\s*[\"']?\s*)([\w-]+)", re.I)


def _text(body: bytes) -> str:
    """A page as its author meant it: as it declares when that fits its bytes, which on some portals it does not."""
    declared = _META.search(body[:4096])
    charset = declared[2].decode("ascii").lower() if declared else "utf-8"
    try:
        return body.decode("gb18030" if charset.startswith("gb") else charset)
    except (LookupError, UnicodeDecodeError):
        return body.decode("gb18030", "replace")


def _charset_of(body: bytes) -> str:
    """In what the program behind a form of this page expects what is typed."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _declaring(body: bytes, charset: str) -> bytes:
    return _META.sub(lambda found: found[1] + charset.encode(), body, count=1)


def _written(written: str, meta: str, header: str, mark: bytes = b"") -> Play:
    """The page written in one charset, its meta and its header naming others; an empty header names none."""

    def edit(scene: Scene) -> Answer:
        if not scene.true.is_html:
            return scene.true
        source = _text(scene.true.body)
        text = _FORM.sub(rf"\g<0> accept-charset={_charset_of(scene.true.body)}", source)
        text = _declaring(text.encode(), meta).decode()
        mime = "text/html" + (f"; charset={header}" if header else "")
        return with_body(scene.true, mark + text.encode(written, "xmlcharrefreplace"), Content_Type=mime)

    return edited(edit)


def _bytes(change: Callable[[Scene], bytes]) -> Play:
    return edited(lambda scene: with_body(scene.true, change(scene)) if scene.true.is_html else scene.true)


def _invalid(scene: Scene) -> bytes:
    """A byte of every thousand is one that no charset has there."""
    body = bytearray(scene.true.body)
    for _ in range(len(body) // 1000 + 1):
        body[scene.chance.randrange(len(body))] = 0xFF
    return bytes(body)


def _twice(scene: Scene) -> bytes:
    return _text(scene.true.body).encode().decode("latin-1").encode()


def _halves(scene: Scene) -> bytes:
    text = _text(scene.true.body)
    half = len(text) // 2
    return text[:half].encode() + text[half:].encode("gb18030", "replace")


def _stranger(scene: Scene) -> Iterator[Step]:
    yield whole(scene.stranger(), scene.asked.method)


def _dead(status: int) -> Play:
    return instead(page(str(status), f"{status}", status))


_BUSY = (
    page("提示", "系统繁忙，请稍后再试！"),
    page("", "<script>alert('系统繁忙');history.back();</script>"),
    page("出错了", "<div class='box'>服务器开小差了，请稍后重试</div>"),
    page("提示信息", "当前访问人数过多，请您排队等候"),
)
_UPKEEP = (
    page("网站维护中", "<p>网站正在升级维护，给您带来不便，敬请谅解。</p>"),
    page("公告", "<p>因机房检修，本站于今晚暂停服务。</p>", 503),
    page("", "<img src='/weihu.jpg' alt='系统维护'>"),
)
_CDN = (
    page(
        "ERROR: The requested URL could not be retrieved", "<h1>ERROR</h1><p>Connection to origin failed.</p>"
    ),
    page("502", "<h1>Bad Gateway</h1><p>The CDN node could not reach the source station.</p>", 502),
    page("", "<p>源站连接超时 (CDN Node 11-203) RequestId: 5f0c</p>"),
)
_LOGIN = (
    page(
        "用户登录",
        "<form action='/login'>账号<input name='u'>密码<input type='password'><button>登录</button></form>",
    ),
    page("统一身份认证平台", "<p>请先登录</p>"),
    page("", "<p>登录超时，请重新登录</p>"),
)
_SOFT = (
    page("404", "<p>抱歉，您访问的页面不存在</p><a href='/'>返回首页</a>"),
    page("提示", "<p>该文章不存在或已被删除</p>"),
    page("Not Found", "<p>The requested page could not be found.</p>"),
)
_TRACE = (
    page(
        "Apache Tomcat",
        "HTTP Status 500 - java.lang.NullPointerException at org.apache.jsp.list_jsp._jspService(list_jsp.java:88)",
    ),
    page("提示", "数据库连接失败"),
    page("", "Fatal error: Uncaught Error in /www/index.php on line 12"),
    Answer(200, (HTML,), b"ORA-01034: ORACLE not available"),
)
_PARKED = (
    page("域名出售", "<h1>本域名出售，欢迎联系</h1>"),
    page("Welcome to nginx!", "<p>If you see this page, the nginx web server is successfully installed</p>"),
)
_CHARSETS: tuple[Fault, ...] = (
    _fault(
        "charset-gbk",
        "written in GBK and says so",
        _written("gb18030", "gb2312", ""),
        _PAGES,
        is_harmless=True,
    ),
    _fault(
        "charset-utf16",
        "written in UTF-16 with its mark",
        _written("utf-16-le", "utf-8", "", b"\xff\xfe"),
        _PAGES,
        is_harmless=True,
    ),
    _fault(
        "charset-utf16-bare",
        "written in UTF-16 without a mark, the header says so",
        _written("utf-16-le", "utf-16", "utf-16le"),
        _PAGES,
    ),
    _fault(
        "charset-mark",
        "UTF-8 with its mark",
        _written("utf-8", "utf-8", "", b"\xef\xbb\xbf"),
        _PAGES,
        is_harmless=True,
    ),
    _fault(
        "charset-header-lies",
        "written in GBK, the header says UTF-8",
        _written("gb18030", "gb2312", "utf-8"),
        _PAGES,
    ),
    _fault(
        "charset-header-lies-gbk",
        "written in UTF-8, the header says GBK",
        _written("utf-8", "utf-8", "GBK"),
        _PAGES,
    ),
    _fault(
        "charset-meta-lies", "written in UTF-8, the page says GBK", _written("utf-8", "gb2312", ""), _PAGES
    ),
    _fault(
        "charset-meta-lies-utf8",
        "written in GBK, the page says UTF-8",
        _written("gb18030", "utf-8", ""),
        _PAGES,
    ),
    _fault(
        "charset-both-lie",
        "written in GBK, header and page say UTF-8",
        _written("gb18030", "utf-8", "utf-8"),
        _PAGES,
    ),
    _fault(
        "charset-latin",
        "written in UTF-8, the header says ISO-8859-1",
        _written("utf-8", "utf-8", "iso-8859-1"),
        _PAGES,
    ),
    _fault(
        "charset-unknown", "a charset that nobody knows", _written("utf-8", "x-county", "x-county"), _PAGES
    ),
    _fault("charset-utf7", "the header says UTF-7", _written("utf-8", "utf-8", "utf-7"), _PAGES),
    _fault("bytes-invalid", "wrong bytes here and there", _bytes(_invalid), _PAGES),
    _fault("bytes-halves", "half UTF-8, half GBK", _bytes(_halves), _PAGES),
    _fault("mojibake", "encoded twice", _bytes(_twice), _PAGES),
)
_INSTEAD: tuple[Fault, ...] = (
    _fault("gone-404", "404", _dead(404), (Aim.PAGE, Aim.FILE, Aim.DATA), DEAD, is_gone=True),
    _fault("gone-410", "410", _dead(410), (Aim.PAGE, Aim.FILE), DEAD, is_gone=True),
    _fault(
        "soft-404", "200 and words that there is no such page", one_of(*_SOFT), (Aim.PAGE, Aim.FILE), DEAD
    ),
    _fault("busy", "200 and 系统繁忙", one_of(*_BUSY), CONTENT),
    _fault("maintenance", "a notice of maintenance", one_of(*_UPKEEP), CONTENT),
    _fault("cdn-error", "the error page of a CDN", one_of(*_CDN), ANYTHING),
    _fault("login-page", "a login in place of the page", one_of(*_LOGIN), (*CONTENT, Aim.FILE)),
    _fault("error-200", "200 and the error text of a server", one_of(*_TRACE), CONTENT),
    _fault("parked", "the page of a seller or of a bare server", one_of(*_PARKED), _PAGES),
    _fault("stranger", "the home page of another portal", _stranger, (Aim.PAGE,)),
)
TEXTS = (*_CHARSETS, *_INSTEAD)
