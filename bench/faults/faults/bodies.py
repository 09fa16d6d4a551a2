"""Bodies: compression that is broken or a bomb, pages that are empty, too deep, too long, or of another type."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import lru_cache

from bench.faults.making import ANYTHING, CONTENT, NO_BYTES, edited, family, instead, page, with_body
from bench.faults.model import Aim, Answer, Fault, Play, Scene
from bench.faults.packing import spaces
from bench.faults.wire import squeezed

_fault = family("bodies")
_PAGES = (Aim.PAGE, Aim.SITE)
_BOMB_MB = 512
_LINES = 1_000_000


def _packed(pack: Callable[[Scene], bytes], encoding: str = "gzip") -> Play:
    return edited(lambda scene: with_body(scene.true, pack(scene), Content_Encoding=encoding))


def _markup(change: Callable[[bytes], bytes]) -> Play:
    """The true page with its bytes changed; what is no page stays."""

    def edit(scene: Scene) -> Answer:
        return with_body(scene.true, change(scene.true.body)) if scene.true.is_html else scene.true

    return edited(edit)


def _typed(mime: str) -> Play:
    return edited(lambda scene: with_body(scene.true, scene.true.body, Content_Type=mime))


def _gzip_cut(scene: Scene) -> bytes:
    packed = squeezed(scene.true.body)
    return packed[: int(len(packed) * scene.chance.uniform(0.3, 0.9))]


def _gzip_wrong_sum(scene: Scene) -> bytes:
    return squeezed(scene.true.body)[:-8] + b"\0\0\0\0\1\2\3\4"


def _gzip_flipped(scene: Scene) -> bytes:
    packed = bytearray(squeezed(scene.true.body))
    packed[len(packed) // 2] ^= 0xFF
    return bytes(packed)


@lru_cache(maxsize=2)
def _bomb(layers: int) -> bytes:
    """So many megabytes of spaces, compressed once or twice."""
    packed = spaces(_BOMB_MB).as_gzip()
    return squeezed(packed) if layers == 2 else packed


def _raw_deflate(scene: Scene) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(scene.true.body) + packer.flush()


def _deep(body: bytes) -> bytes:
    return b"<html><body>" + b"<div>" * 60_000 + body + b"</div>" * 60_000


def _before_end(more: Callable[[], bytes]) -> Callable[[bytes], bytes]:
    """More markup just before the end of the body."""

    def change(body: bytes) -> bytes:
        at = body.lower().rfind(b"</body")
        at = at if at >= 0 else len(body)
        return body[:at] + more() + body[at:]

    return change


def _many_links() -> bytes:
    return b"".join(b"<a href='/trap/%d.html'>%d</a>" % (number, number) for number in range(60_000))


def _after_start(more: bytes) -> Callable[[bytes], bytes]:
    """Markup right behind the opening tag of the body."""

    def change(body: bytes) -> bytes:
        at = body.lower().find(b"<body")
        at = body.find(b">", at) + 1 if at >= 0 else 0
        return body[:at] + more + body[at:]

    return change


def _cut_html(body: bytes) -> bytes:
    return body[: len(body) // 3]


def _include_failed(body: bytes) -> bytes:
    """What a server puts in place of a part of the page that it could not include."""
    start, end = body.find(b"<", len(body) * 2 // 5), body.find(b"<", len(body) * 4 // 5)
    return body[:start] + b"[an error occurred while processing this directive]" + body[end:]


def _xml_bomb(body: bytes) -> bytes:
    layers = b"".join(b'<!ENTITY x%d "%s">' % (n, b"&x%d;" % (n - 1) * 10) for n in range(1, 12))
    return (
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x0 "lol">'
        + layers
        + b"]><rss><channel>&x11;</channel></rss>"
    )


def _xml_file(body: bytes) -> bytes:
    return b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><title>&f;</title></rss>'


@lru_cache(maxsize=1)
def _sitemap() -> bytes:
    rows = "".join(f"<loc>/{number}</loc>\n" for number in range(_LINES))
    return f'<?xml version="1.0"?><urlset><url>{rows}</url></urlset>'.encode()


def _replaced(make: Callable[[bytes], bytes], mime: str) -> Play:
    return edited(lambda scene: with_body(scene.true, make(scene.true.body), Content_Type=mime))


BODIES: tuple[Fault, ...] = (
    _fault("gzip", "good gzip", _packed(lambda scene: squeezed(scene.true.body)), ANYTHING, is_harmless=True),
    _fault("gzip-cut", "gzip that ends too soon", _packed(_gzip_cut), ANYTHING),
    _fault("gzip-wrong-sum", "gzip with a wrong checksum", _packed(_gzip_wrong_sum), CONTENT),
    _fault("gzip-flipped", "gzip with a wrong byte in the middle", _packed(_gzip_flipped), CONTENT),
    _fault("gzip-lie", "says gzip and is not", _packed(lambda scene: scene.true.body), CONTENT),
    _fault("gzip-unsaid", "is gzip and does not say so", _markup(squeezed), CONTENT),
    _fault(
        "gzip-twice",
        "gzip in gzip",
        _packed(lambda scene: squeezed(squeezed(scene.true.body)), "gzip, gzip"),
        CONTENT,
    ),
    _fault("gzip-bomb", f"gzip of {_BOMB_MB} MB of spaces", _packed(lambda _: _bomb(1)), ANYTHING),
    _fault(
        "gzip-bomb-twice",
        f"gzip of gzip of {_BOMB_MB} MB",
        _packed(lambda _: _bomb(2), "gzip, gzip"),
        ANYTHING,
    ),
    _fault(
        "deflate-raw",
        "deflate without its header, as some servers send it",
        _packed(_raw_deflate, "deflate"),
        CONTENT,
    ),
    _fault(
        "encoding-unknown",
        "an encoding that nobody knows",
        _packed(lambda scene: scene.true.body[::-1], "x-secret"),
        CONTENT,
    ),
    _fault(
        "empty-200",
        "200 with nothing",
        instead(Answer(200, (("Content-Type", "text/html"),), b"")),
        ANYTHING,
        NO_BYTES,
    ),
    _fault("empty-204", "204", instead(Answer(204, (), b"")), CONTENT),
    _fault("blank-page", "200 with a page without words", instead(page("", "")), CONTENT),
    _fault(
        "spaces",
        "200 with spaces",
        instead(Answer(200, (("Content-Type", "text/html"),), b" \r\n" * 500)),
        CONTENT,
        NO_BYTES,
    ),
    _fault("cut-html", "the first third of the page, said to be whole", _markup(_cut_html), _PAGES),
    _fault("comment-open", "a comment that is never closed", _markup(_after_start(b"<!--")), _PAGES),
    _fault(
        "include-failed",
        "a part of the page could not be included, the server says so",
        _markup(_include_failed),
        _PAGES,
    ),
    _fault(
        "script-open",
        "a script that is never closed swallows the page",
        _markup(_after_start(b"<script>var a='")),
        _PAGES,
    ),
    _fault("deep-dom", "60,000 elements in each other around the page", _markup(_deep), _PAGES),
    _fault(
        "long-line",
        "ten megabytes on one line",
        _markup(_before_end(lambda: b"<p>" + b"a" * 10_000_000)),
        _PAGES,
    ),
    _fault(
        "huge-attribute",
        "an attribute of five megabytes",
        _markup(_before_end(lambda: b"<b title='" + b"x" * 5_000_000 + b"'></b>")),
        _PAGES,
    ),
    _fault(
        "many-attributes",
        "an element with 20,000 attributes",
        _markup(_before_end(lambda: b"<b " + b"".join(b"a%d=1 " % n for n in range(20_000)) + b"></b>")),
        _PAGES,
    ),
    _fault(
        "many-links",
        "60,000 links to pages that are not there",
        _markup(_before_end(_many_links)),
        _PAGES,
        invents="/trap/",
    ),
    _fault(
        "null-bytes", "a null byte after every tag", _markup(lambda body: body.replace(b">", b">\0")), _PAGES
    ),
    _fault("mime-plain", "a page as text/plain", _typed("text/plain"), _PAGES),
    _fault("mime-binary", "a page as application/octet-stream", _typed("application/octet-stream"), CONTENT),
    _fault("mime-image", "a page as image/png", _typed("image/png"), CONTENT),
    _fault("mime-nonsense", "a Content-Type that is none", _typed(";;=/"), CONTENT),
    _fault(
        "xml-bomb",
        "entities that grow to 300 GB, in place of the page",
        _replaced(_xml_bomb, "text/xml"),
        CONTENT,
    ),
    _fault(
        "xml-file",
        "an entity that names a file of the reader, in place of the page",
        _replaced(_xml_file, "text/xml"),
        CONTENT,
    ),
    _fault(
        "sitemap-huge",
        "a sitemap of a million lines in place of the page",
        _replaced(lambda _: _sitemap(), "text/xml"),
        CONTENT,
    ),
)
