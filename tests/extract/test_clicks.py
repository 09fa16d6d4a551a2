"""Links that only a click handler knows."""

from __future__ import annotations

import pytest

from auditor.extract.clicks import click_target, read_openers

SCRIPTS = """
function openPage(url){ window.open(url, '_blank', 'width=800'); }
function goto(id) { location.href = '/zwgk/' + id + '/index.html' }
var show = function(dir, no){ window.location.href = base + dir + '/' + no + '.html'; };
var base = '/portal/';
function frame(u){ document.getElementById('right').src = u; }
function either(t, u){ if (t == 1) { location.href = '/a/' + u } else { location.href = '/b/' + u } }
function asks(u){ xhr.open('GET', u); }
function unknown(u){ location.href = host() + u; }
function home(){ location.href='/index.html'; }
function both(u){ if (blank) { window.open(u) } else { location.href = u; } }
"""


@pytest.mark.parametrize(
    ("code", "target"),
    [
        ("openPage('/a/b.html')", "/a/b.html"),
        ("return openPage('/a/b.html');", "/a/b.html"),
        ("javascript:openPage(\"/a/b.html\")", "/a/b.html"),
        ("goto(12)", "/zwgk/12/index.html"),
        ("goto('tzgg')", "/zwgk/tzgg/index.html"),
        ("show('gk', 7)", "/portal/gk/7.html"),
        ("frame('left.html')", "left.html"),
        ("home()", "/index.html"),
        ("both('/c/')", "/c/"),
        ("window.open('/d.html')", "/d.html"),
        ("location.href='/e/'", "/e/"),
        ("openUrl('/f/g.html')", "/f/g.html"),  # defined in another file, says a whole address
        ("either(1, 'x')", None),
        ("asks('/g.html')", None),
        ("unknown('x')", None),
        ("goto(this.id)", None),
        ("vote('/f/g.html')", None),
        ("openUrl('tab1')", None),
        ("", None),
        ("void(0)", None),
    ],
)  # fmt: skip
def test_click_targets(code: str, target: str | None) -> None:
    names = {"openPage", "goto", "show", "frame", "either", "asks", "unknown", "home", "both"}
    assert click_target(code, read_openers(SCRIPTS, names)) == target


def test_a_thousand_functions_are_bearable() -> None:
    assert len(read_openers("function f0(u){ location.href=u }" * 5000, {"f0"})) == 1
    assert read_openers("function f(u){ location.href=" + "'a'+" * 50_000 + "u }", {"f"}) == {}
