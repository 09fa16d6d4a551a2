"""Answers of interfaces: JSON that is cut off, says an error, is nested too deep, or is no JSON."""

from __future__ import annotations

from collections.abc import Callable

from bench.faults.making import edited, family, instead, one_of, page, with_body
from bench.faults.model import Aim, Answer, Fault, Play, Scene

_fault = family("data")
_DATA = (Aim.DATA,)
_JSON = (("Content-Type", "application/json;charset=UTF-8"),)


def _changed(change: Callable[[Scene], bytes]) -> Play:
    return edited(lambda scene: with_body(scene.true, change(scene)))


def _said(*texts: str) -> Play:
    return one_of(*(Answer(200, _JSON, text.encode()) for text in texts))


def _cut(scene: Scene) -> bytes:
    return scene.true.body[: int(len(scene.true.body) * scene.chance.uniform(0.1, 0.9))]


_FAILED = (
    '{"code":500,"message":"系统异常","data":null}',
    '{"success":false,"msg":"服务繁忙"}',
    '{"code":-1,"data":{}}',
    '{"status":"error","rows":null}',
)
_REFUSED = (
    '{"code":401,"msg":"token失效，请重新登录"}',
    '{"code":403,"msg":"无权限访问"}',
    '{"code":"429","message":"请求过于频繁"}',
)
DATA: tuple[Fault, ...] = (
    _fault("data-cut", "JSON that ends too soon", _changed(_cut), _DATA),
    _fault("data-failed", "200 and JSON that says an error", _said(*_FAILED), _DATA),
    _fault("data-refused", "200 and JSON that wants a token", _said(*_REFUSED), _DATA),
    _fault("data-null", "null, or nothing but brackets", _said("null", "{}", "[]", '""', "0"), _DATA),
    _fault("data-deep", "100,000 arrays in each other", _said("[" * 100_000 + "]" * 100_000), _DATA),
    _fault(
        "data-numbers",
        "numbers that no machine holds",
        _said('{"total":1e999999,"n":' + "9" * 5000 + ',"x":NaN}'),
        _DATA,
    ),
    _fault("data-html", "a page in place of JSON", instead(page("", "<p>ok</p>")), _DATA),
    _fault(
        "data-mark", "JSON behind a byte order mark", _changed(lambda s: b"\xef\xbb\xbf" + s.true.body), _DATA
    ),
    _fault(
        "data-comment",
        "JSON behind a guard against its being run",
        _changed(lambda s: b")]}',\n" + s.true.body),
        _DATA,
    ),
    _fault("data-called", "JSON in a call", _changed(lambda s: b"callback(" + s.true.body + b");"), _DATA),
    _fault(
        "data-gbk",
        "JSON in GBK that says UTF-8",
        _changed(lambda s: s.true.body.decode("utf-8", "replace").encode("gb18030")),
        _DATA,
    ),
)
