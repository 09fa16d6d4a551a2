"""Data in scripts and answers of interfaces: JSON and what is nearly JSON, from anybody."""

from __future__ import annotations

import random

import pytest

from auditor.extract.literals import MAX_CHARS, at, find_literal, number, parse, rows, text


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('{"data": {"html": "<ul>"}}', {"data": {"html": "<ul>"}}),
        ('\ufeff [1, 2]\n', [1, 2]),
        ('cb({"a": 1});', {"a": 1}),
        ('jQuery1102_3([{a: 1}])', [{"a": 1}]),
        ("{aT:'通知公告', 'aU' : \"/a/1.html\", n: 3,}", {"aT": "通知公告", "aU": "/a/1.html", "n": 3}),
        ("[{id:1, open:true, pId:null},]", [{"id": 1, "open": True, "pId": None}]),
        ("{a:'\\x41\\u4e2d', b:'<\\/p>'}", {"a": "A中", "b": "</p>"}),
        ("{a:undefined, b:NaN}", {"a": None, "b": None}),
        ("{a:1, // 说明\n b:2 /* 完 */}", {"a": 1, "b": 2}),
        ("{a:1}; var b = 2;", {"a": 1}),
        ("{'a':'it\\'s'}", {"a": "it's"}),
        ('{"a": "x\ty"}', {"a": "x\ty"}),
        ('{"a": "\\ud800"}', {"a": "\ufffd"}),
        ("7", 7),
        ("", None),
        ("null", None),
        ("<html></html>", None),
        ("{", None),
        ("[1, 2", None),
        ("{a: f(1), b: function(){ return 1 }, c: 'd'}", {"a": None, "b": None, "c": "d"}),
        ("{a: '一' + \"二\", 'b c': `三`}", {"a": "一二", "b c": "三"}),
        ("{a: '/x' + base}", None),
        ("[" * 5000 + "]" * 5000, None),
        ("{a:" * 300 + "1" + "}" * 300, None),
        ("[" * 40 + "]" * 40, eval("[" * 40 + "]" * 40)),
        ('"' + "x" * MAX_CHARS + '"', None),
    ],
)  # fmt: skip
def test_parse(source: str, value: object) -> None:
    assert parse(source) == value


@pytest.mark.parametrize(
    ("script", "name", "value"),
    [
        ("var zNodes =[{id:1,name:'政务公开',url:'/zwgk/'}];", "zNodes", [{"id": 1, "name": "政务公开", "url": "/zwgk/"}]),
        ("window._CONFIG = {\"TREE\": [1]}", "_CONFIG", {"TREE": [1]}),
        ("window._CONFIG = {\"TREE\": [1]}", "TREE", [1]),
        ("window['_CONFIG'] = {a:1}", "_CONFIG", {"a": 1}),
        ("window.NAME = window.NAME || {a: 1};", "NAME", {"a": 1}),
        ("var itemObj = []; itemObj = [{aT:'x'}];", "itemObj", [{"aT": "x"}]),
        ("var itemObj = [];", "itemObj", []),
        ("var d = JSON.parse('{\"a\":\"\\u4e2d\"}');", "d", {"a": "中"}),
        ("var s = '2026'; var n = 12; var b = true;", "s", "2026"),
        ("var s = '2026'; var n = 12; var b = true;", "n", 12),
        ("var s = '2026'; var n = 12; var b = true;", "b", True),
        ("pagebar: { recordCount: '20', prepage: 10 }", "prepage", 10),
        ("if (n == 3) { n = 0 }", "n", 0),
        ("var n = 12 + x;", "n", None),
        ("var total = {a:1}", "n", None),
        ("var n = foo()", "n", None),
        ("nothing here", "n", None),
    ],
)  # fmt: skip
def test_find_literal(script: str, name: str, value: object) -> None:
    assert find_literal(script, name) == value


def test_accessors() -> None:
    node = parse(
        '{"data": {"list": [{"title": " 一 ", "n": "12"}, 3], "total": 4.0, "ok": true}, "x": 1e400}'
    )
    assert [text(row, "name", "title") for row in rows(node, "list", "data.list")] == ["一"]
    assert number(rows(node, "data.list")[0], "n") == 12
    assert number(node, "total", "data.total") == 4
    assert text(node, "data.total") == "4.0"
    assert number(node, "data.ok") is None
    assert number(node, "x") is None
    assert number(parse('{"total": ' + "9" * 400 + "}"), "total") is None
    assert text(node, "data") == ""
    assert rows(node, "data") == []
    assert at(node, "data.total.deeper", "data.ok") is True
    assert rows(None) == []
    assert rows([{"a": 1}]) == [{"a": 1}]


def test_damaged_literals_do_not_raise() -> None:
    """Every cut and many random edits of a good literal are either read or None."""
    good = (
        "{\"a\": ['b', {c: -1.5e3, 'd\\'': \"\\u4e2d\\x41\"}], e: null, /* f */ g: `h`, // i\n j: undefined}"
    )
    dice = random.Random(4)
    for cut in range(len(good)):
        parse(good[:cut])
        parse(good[cut:])
    for _ in range(3000):
        edited = list(good)
        for _ in range(dice.randint(1, 6)):
            edited[dice.randrange(len(edited))] = dice.choice("{}[]'\"\\/*:,\x00\ud8ffx0-`中\n")
        parse("".join(edited))
        find_literal("var v = " + "".join(edited), "v")
