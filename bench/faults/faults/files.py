"""Attachments that are poisoned, broken, or another thing than their address says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from bench.faults import poison
from bench.faults.making import NO_BYTES, WRONG_FILE, edited, family, page, with_body
from bench.faults.model import Aim, Allowed, Answer, Fault, Play, Scene, Step
from bench.faults.wire import whole

_fault = family("files")
_FILES = (Aim.FILE,)
_OFFICE = {".docx": "docx", ".xlsx": "xlsx", ".zip": "xlsx", ".ofd": "docx"}


def _suffix(scene: Scene) -> str:
    name = urlsplit(scene.asked.target).path.rpartition("/")[2].lower()
    return f".{name.rpartition('.')[2]}"


def _poisoned(office: Callable[[str], bytes] | None = None, pdf: Callable[[], bytes] | None = None) -> Play:
    """The poison that fits the address: what is neither Office nor PDF goes out as it is."""

    def play(scene: Scene) -> Iterator[Step]:
        suffix, body = _suffix(scene), b""
        if office is not None and suffix in _OFFICE:
            body = office(_OFFICE[suffix])
        elif pdf is not None and suffix == ".pdf":
            body = pdf()
        answer = with_body(scene.true, body) if body and scene.true.status == 200 else scene.true
        yield whole(answer, scene.asked.method)

    return play


def _holding(body: bytes, mime: str = "application/octet-stream") -> Play:
    return edited(lambda scene: with_body(scene.true, body, Content_Type=mime))


def _changed(change: Callable[[Scene], bytes]) -> Play:
    return edited(lambda scene: with_body(scene.true, change(scene)))


def _cut(scene: Scene) -> bytes:
    return scene.true.body[: max(1, int(len(scene.true.body) * scene.chance.uniform(0.2, 0.8)))]


_DAMAGED = (
    Allowed("dead-link", "a byte of an address in the page is wrong: its link leads nowhere"),
    Allowed("foreign-script", "a byte of the address of a script is wrong: it names another host"),
)


def _flipped(scene: Scene) -> bytes:
    """Some bytes wrong behind the first sixteen, which tell the type."""
    body = bytearray(scene.true.body)
    for _ in range(20 if len(body) > 16 else 0):
        body[scene.chance.randrange(16, len(body))] ^= scene.chance.randrange(1, 256)
    return bytes(body)


def _random_tail(scene: Scene) -> bytes:
    return scene.true.body[:16] + scene.chance.randbytes(max(0, len(scene.true.body) - 16))


_PAGE: Answer = page("下载", "<p>文件下载</p>")
FILES: tuple[Fault, ...] = (
    _fault("zip-slip", "members whose names lead out of the folder", _poisoned(poison.slip), _FILES),
    _fault("zip-bomb", "a part of 256 MB", _poisoned(poison.bomb, poison.pdf_bomb), _FILES),
    _fault("zip-entities", "entities that grow to 30 GB", _poisoned(poison.entities), _FILES),
    _fault("zip-external", "an entity that names a file of the reader", _poisoned(poison.external), _FILES),
    _fault("zip-many", "20,000 members", _poisoned(poison.many), _FILES),
    _fault("zip-locked", "all members encrypted", _poisoned(poison.locked), _FILES),
    _fault(
        "macros",
        "macros, templates elsewhere, actions of a PDF",
        _poisoned(poison.macro, poison.pdf_actions),
        _FILES,
    ),
    _fault("file-wide", "17 billion cells", _poisoned(poison.wide, poison.pdf_circle), _FILES),
    _fault("file-deep", "100,000 elements in each other", _poisoned(poison.nested, poison.pdf_deep), _FILES),
    _fault("file-cut", "the file ends too soon, its length says so", _changed(_cut), _FILES),
    _fault("file-flipped", "some bytes are wrong", _changed(_flipped), _FILES, _DAMAGED),
    _fault("file-random", "right in the beginning, then random", _changed(_random_tail), _FILES),
    _fault("file-image", "a picture", _holding(poison.PNG, "image/png"), _FILES, WRONG_FILE),
    _fault("file-program", "a program", _holding(poison.PROGRAM), _FILES, WRONG_FILE),
    _fault("file-page", "a web page", _holding(_PAGE.body, "text/html"), _FILES, WRONG_FILE),
    _fault("file-page-unsaid", "a web page that is called a file", _holding(_PAGE.body), _FILES, WRONG_FILE),
    _fault(
        "file-ole",
        "an old Office file that runs in a circle",
        _holding(poison.ole_circle()),
        _FILES,
        WRONG_FILE,
    ),
    _fault("file-empty", "no bytes", _holding(b""), _FILES, NO_BYTES),
)
