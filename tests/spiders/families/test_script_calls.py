"""Constants that scripts hand to functions, told without running them."""

from __future__ import annotations

import re

import pytest

from auditor.model import Portal
from auditor.territory import territory_of
from spiders.families.script_calls import (
    askable,
    braced,
    constant,
    field,
    object_calls,
    without_dead_branches,
)


@pytest.mark.parametrize(
    ("expression", "code", "value"),
    [
        ("'' || 'chnlid=950'", "", "chnlid=950"),
        ('"a" + "b"', "", "ab"),
        ("'chnlid=' + id", "var id = 7;", "chnlid=7"),
        ("SiteInfo.searchId", "var SiteInfo = { searchId: 200210, x: 1 }", "200210"),
        ("SiteInfo.searchId", "go(SiteInfo.searchId)", None),
        ("name", "name = 'a'; if (x) { name = 'b' }", None),
        ("name", "name = 'a'; name = 'b'", "b"),
        ("name", "var name = other || 'b'", None),
        ("call('a')", "", None),
        ("'a' 'b'", "", None),
        ("", "", None),
        ("a.b.c" * 5000, "", None),
    ],
)
def test_constants(expression: str, code: str, value: str | None) -> None:
    assert constant(expression, code) == value


@pytest.mark.parametrize(
    ("code", "left"),
    [
        ("if ('a' == 'a') { x = 1 } else { x = 2 } y", "x = 1 y"),
        ("if ('a' == 'b') { x = 1 } else { x = 2 } y", "{ x = 2 } y"),
        ("if ('a' === 'b') { x = 1 } else if (\"c\" == 'c') { x = 2 } else { x = 3 } y", "x = 2 y"),
        ("if ('a' == 'a') { x = 1 } else if (p == 'c') { x = 2 } else { x = 3 } y", "x = 1 y"),
        ("if ('a' != 'b') { x = '}' } y", "x = '}' y"),
        ("if ('a' == 'b') { x = 1 } y", "y"),
        ("if (p == 'b') { x = 1 } y", "if (p == 'b') { x = 1 } y"),
        ("if ('a' == 'b') { never closed", "if ('a' == 'b') { never closed"),
    ],
)
def test_branches_that_a_template_left_behind(code: str, left: str) -> None:
    assert " ".join(without_dead_branches(code).split()) == left


def test_arguments_end_at_their_own_brace() -> None:
    code = "f({a: '}', b: {c: 1}}); f(x); f({" + "{" * 1000
    assert [literal for _, literal in object_calls(code, re.compile(r"f\((?=\{)"))] == ["{a: '}', b: {c: 1}}"]
    assert braced("{" * 200_000, 0) == ""


def test_fields_are_taken_as_written() -> None:
    literal = "{ 'a': 'x,y' || b, url: \"/s\", total : '20', nested: {a: 2} }"
    assert [field(literal, name) for name in ("a", "url", "total", "none")] == [
        "'x,y' || b",
        '"/s"',
        "'20'",
        "",
    ]


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("http://city.test/xy/data", True),
        ("http://city.test/api-gateway/unit", True),  # the platform that serves the page
        ("http://other.test/api-gateway/unit", False),
        ("http://www.city.test/api-gateway/unit", False),
    ],
)
def test_whom_a_county_on_a_platform_may_ask(url: str, answer: bool) -> None:
    own = territory_of(Portal("990204", "溪源县", "http://city.test/xy/"))
    assert askable(url, "http://city.test/xy/col/col1/index.html", own) is answer
