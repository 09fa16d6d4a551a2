"""Faults of the connection: resets, silences, lies about lengths, and what is hardly HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bench.faults.making import ANYTHING, CONTENT, family
from bench.faults.model import Aim, Close, Deaf, Fault, Greeting, Pause, Reset, Scene, Send, Step
from bench.faults.wire import head_of, whole

_fault = family("wire")
_TEXT = ("Content-Type", "text/html; charset=utf-8")
_SITE = (Aim.SITE,)


def _cut(scene: Scene, share: float) -> bytes:
    """The beginning of the true answer: its head and a share of its body, at least one byte less than all."""
    data = whole(scene.true).data
    start = data.index(b"\r\n\r\n") + 4
    return data[: min(start + int((len(data) - start) * share), len(data) - 1)]


def _bits(data: bytes, pieces: int, seconds: float) -> Iterator[Step]:
    """``data`` in so many pieces over so many seconds."""
    size = max(1, -(-len(data) // pieces))
    for start in range(0, len(data), size):
        yield Send(data[start : start + size])
        yield Pause(seconds / pieces)


def _with_length(scene: Scene, *lengths: str) -> bytes:
    headers = tuple(("Content-Length", each) for each in lengths)
    return head_of(scene.true.status, *scene.true.headers, *headers) + scene.true.body


def _chunked(scene: Scene) -> bytes:
    return head_of(scene.true.status, *scene.true.headers, ("Transfer-Encoding", "chunked"))


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _reset_at_once(scene: Scene) -> Iterable[Step]:
    return (Reset(),)


def _close_at_once(scene: Scene) -> Iterable[Step]:
    return (Close(),)


def _reset_in_head(scene: Scene) -> Iterable[Step]:
    return (Send(b"HTTP/1.1 200 OK\r\nContent-Ty"), Reset())


def _reset_in_body(scene: Scene) -> Iterable[Step]:
    return (Send(_cut(scene, scene.chance.uniform(0.2, 0.9))), Pause(0.02), Reset())


def _close_in_body(scene: Scene) -> Iterable[Step]:
    return (Send(_cut(scene, scene.chance.uniform(0.2, 0.9))), Close())


def _silent(scene: Scene) -> Iterable[Step]:
    return (Pause(scene.patience), Close())


def _slow_head(scene: Scene) -> Iterator[Step]:
    data = whole(scene.true).data
    yield from _bits(data[: data.index(b"\r\n\r\n")], 200, scene.patience)
    yield Close()


def _slow_body(scene: Scene) -> Iterator[Step]:
    data = whole(scene.true).data
    start = data.index(b"\r\n\r\n") + 4
    yield Send(data[:start])
    yield from _bits(data[start:], 200, scene.patience)
    yield Close()


def _stalls(scene: Scene) -> Iterable[Step]:
    return (Send(_cut(scene, 0.5)), Pause(scene.patience), Close())


def _trickles(scene: Scene) -> Iterable[Step]:
    return _bits(whole(scene.true, scene.asked.method).data, 5, 0.05)


def _length_short(scene: Scene) -> Iterable[Step]:
    return (Send(_with_length(scene, str(len(scene.true.body) // 2))), Close())


def _length_long(scene: Scene) -> Iterable[Step]:
    return (Send(_with_length(scene, str(len(scene.true.body) + 1000))), Close())


def _two_lengths(scene: Scene) -> Iterable[Step]:
    size = len(scene.true.body)
    return (Send(_with_length(scene, str(size // 2), str(size))), Close())


def _length_nonsense(scene: Scene) -> Iterable[Step]:
    return (Send(_with_length(scene, scene.chance.choice(("-1", "12abc", "", "9" * 40)))), Close())


def _no_length(scene: Scene) -> Iterable[Step]:
    """As HTTP/1.0 did it: the end of the connection is the end of the page."""
    head = head_of(scene.true.status, *scene.true.headers, ("Connection", "close"))
    return (Send(head if scene.asked.method == "HEAD" else head + scene.true.body), Close())


def _no_length_cut(scene: Scene) -> Iterable[Step]:
    head = head_of(scene.true.status, *scene.true.headers, ("Connection", "close"))
    return (Send(head + scene.true.body[: len(scene.true.body) // 3]), Close())


def _odd_chunks(scene: Scene) -> Iterator[Step]:
    yield Send(_chunked(scene))
    body = b"" if scene.asked.method == "HEAD" else scene.true.body
    while body:
        size = scene.chance.randint(1, 4000)
        yield Send(b"%X;note=1\r\n%s\r\n" % (len(body[:size]), body[:size]))
        body = body[size:]
    if scene.asked.method != "HEAD":
        yield Send(b"0\r\nX-Trailer: 1\r\n\r\n")


def _bad_chunk(scene: Scene) -> Iterable[Step]:
    half = len(scene.true.body) // 2
    return (Send(_chunked(scene) + _chunk(scene.true.body[:half]) + b"zz\r\nhello\r\n"), Close())


def _no_last_chunk(scene: Scene) -> Iterable[Step]:
    half = len(scene.true.body) // 2
    return (Send(_chunked(scene) + _chunk(scene.true.body[: half or 1])), Close())


def _endless_body(scene: Scene) -> Iterator[Step]:
    yield Send(head_of(200, _TEXT) + scene.true.body)
    while True:
        yield Send(b"<p>\xe6\x9b\xb4\xe5\xa4\x9a</p>\n" * 4096)


def _endless_chunks(scene: Scene) -> Iterator[Step]:
    yield Send(_chunked(scene))
    while True:
        yield Send(_chunk(b" " * 65_536))


def _endless_headers(scene: Scene) -> Iterator[Step]:
    yield Send(b"HTTP/1.1 200 OK\r\n")
    number = 0
    while True:
        yield Send(b"".join(b"X-%d: %s\r\n" % (number + each, b"a" * 500) for each in range(100)))
        number += 100


def _huge_header(scene: Scene) -> Iterable[Step]:
    head = head_of(200, _TEXT, ("X-Padding", "a" * 1_000_000), ("Content-Length", str(len(scene.true.body))))
    return (Send(head + scene.true.body), Close())


def _not_http(scene: Scene) -> Iterable[Step]:
    return (Send(scene.chance.randbytes(400)), Close())


def _old_http(scene: Scene) -> Iterable[Step]:
    """HTTP/0.9: the page alone."""
    return (Send(scene.true.body or b"<html></html>"), Close())


def _odd_status(scene: Scene) -> Iterable[Step]:
    line = scene.chance.choice(
        (b"HTTP/1.1 999 No\r\n", b"HTTP/1.1 abc\r\n", b"HTTP/9.9 200 OK\r\n", b"HTTP/1.1\r\n")
    )
    return (Send(line + b"Content-Length: 2\r\n\r\nhi"), Close())


def _interim(scene: Scene) -> Iterable[Step]:
    return (Send(b"HTTP/1.1 100 Continue\r\n\r\n"), whole(scene.true, scene.asked.method))


def _closes_unasked(scene: Scene) -> Iterable[Step]:
    return (whole(scene.true, scene.asked.method), Close())


def _odd_headers(scene: Scene) -> Iterable[Step]:
    data = whole(scene.true, scene.asked.method).data
    line, _, rest = data.partition(b"\r\n")
    return (Send(line + b"\r\nX-Name: \xc7\xe5\xba\xcc\r\nX-Empty:\r\nServer\r\n" + rest),)


def _folded_headers(scene: Scene) -> Iterable[Step]:
    data = whole(scene.true, scene.asked.method).data
    line, _, rest = data.partition(b"\r\n")
    return (Send(line + b"\r\nX-Long: one\r\n two\r\n" + rest),)


def _greets_silently(patience: float) -> Iterable[Step]:
    return (Pause(patience), Close())


def _greets_with_reset(patience: float) -> Iterable[Step]:
    return (Reset(),)


def _greets_as_another(patience: float) -> Iterable[Step]:
    return (Send(b"SSH-2.0-OpenSSH_9.2\r\n"), Pause(0.05), Close())


WIRE: tuple[Fault, ...] = (
    _fault("reset-at-once", "reset as soon as the request is read", _reset_at_once, ANYTHING),
    _fault("close-at-once", "hung up without an answer", _close_at_once, ANYTHING),
    _fault("reset-in-head", "reset in the middle of a header", _reset_in_head, ANYTHING),
    _fault("reset-in-body", "reset in the middle of the body", _reset_in_body, ANYTHING),
    _fault("close-in-body", "hung up before Content-Length is reached", _close_in_body, ANYTHING),
    _fault("no-answer", "reads the request and says nothing", _silent, ANYTHING),
    _fault("slow-loris", "headers byte by byte, slower than anybody waits", _slow_head, ANYTHING),
    _fault("slow-body", "body byte by byte, slower than anybody waits", _slow_body, ANYTHING),
    _fault("stall", "half of the body, then silence", _stalls, ANYTHING),
    _fault("trickle", "slow, but in time", _trickles, ANYTHING, is_harmless=True),
    _fault("length-short", "Content-Length is half of what is sent", _length_short, CONTENT),
    _fault("length-long", "Content-Length is more than what is sent", _length_long, ANYTHING),
    _fault("two-lengths", "two values of Content-Length", _two_lengths, CONTENT),
    _fault("length-nonsense", "Content-Length is no number", _length_nonsense, CONTENT),
    _fault(
        "no-length",
        "no length; the end of the connection ends the page",
        _no_length,
        ANYTHING,
        is_harmless=True,
    ),
    _fault(
        "no-length-cut",
        "no length, and the connection ends after a third of the page",
        _no_length_cut,
        CONTENT,
    ),
    _fault(
        "odd-chunks",
        "chunks of odd sizes with extensions and a trailer",
        _odd_chunks,
        ANYTHING,
        is_harmless=True,
    ),
    _fault("bad-chunk", "a chunk whose size is no number", _bad_chunk, CONTENT),
    _fault("no-last-chunk", "chunks end without the last one", _no_last_chunk, CONTENT),
    _fault("endless-body", "the page, then more and more of it", _endless_body, ANYTHING),
    _fault("endless-chunks", "chunks of spaces without end", _endless_chunks, ANYTHING),
    _fault("endless-headers", "headers without end", _endless_headers, ANYTHING),
    _fault("huge-header", "a header of a megabyte", _huge_header, CONTENT),
    _fault("not-http", "random bytes", _not_http, ANYTHING),
    _fault("http-0.9", "the page without status line or headers", _old_http, CONTENT),
    _fault("odd-status", "a status line that is none", _odd_status, ANYTHING),
    _fault("interim", "100 Continue before the answer", _interim, ANYTHING, is_harmless=True),
    _fault(
        "closes-unasked",
        "a good answer, then hangs up without having said so",
        _closes_unasked,
        ANYTHING,
        is_harmless=True,
    ),
    _fault("odd-headers", "headers in GBK, empty, without a colon", _odd_headers, ANYTHING),
    _fault("folded-headers", "a header on two lines", _folded_headers, ANYTHING, is_harmless=True),
    _fault("accept-silence", "accepts and never reads", Greeting(_greets_silently), _SITE),
    _fault("accept-reset", "resets as soon as it has accepted", Greeting(_greets_with_reset), _SITE),
    _fault("accept-banner", "another protocol greets", Greeting(_greets_as_another), _SITE),
    _fault("refuses", "nothing listens on the port", Deaf.REFUSES, _SITE),
    _fault("never-accepts", "the queue is full: connecting itself times out", Deaf.NEVER_ACCEPTS, _SITE),
)
