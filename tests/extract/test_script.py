"""Scripts are read, never run."""

import time

import pytest

from auditor.extract.script import click_target, constants, redirect_target, strip_comments, written_html


def test_a_menu_written_item_by_item() -> None:
    code = """
      var str3='业务要闻'; var str4 = '../xydt/';
      if (str2=='1') { document.write('<li class="on"><a href="../xydt/">'+str3+'</a></li>'); }
      else { document.write('<li><a href="' + str4 + '">'+str3+'</a></li>'); }
    """
    written = written_html(code)
    assert written.html.count('<a href="../xydt/">业务要闻</a>') == 2
    assert written.unread == 0


@pytest.mark.parametrize(
    ("code", "html"),
    [
        ("var h = '<ul>'; h += '<li><a href=\"/a/\">甲</a></li>'; h += '</ul>'; document.write(h);", '<ul><li><a href="/a/">甲</a></li></ul>'),
        ("var b='/x/'; document.write('<a href=\"'+b+'a.html\">1</a>'); b='/y/'; document.write('<a href=\"'+b+'a.html\">2</a>');", '<a href="/x/a.html">1</a><a href="/y/a.html">2</a>'),
        ("function w(){ document.write('<a href=\"' + root + 'a/\">甲</a>') }\nvar root = '/p/';\nw();", '<a href="/p/a/">甲</a>'),
        ("document.writeln('<a href=\"/a/\">' + ('甲' + '乙') + '</a>')", '<a href="/a/">甲乙</a>'),
        ("document.write(unescape('%3Ca href=%22/a/%22%3E') + '甲</a>');", '<a href="/a/">甲</a>'),
        ("document.write('<a href=\"/a/\">\\\n甲</a>')", '<a href="/a/">甲</a>'),
        ("var s = 'x'.replace('x', y); document.write(s)", ""),
        ("var t = '<b>' ; t = f(t); document.write(t)", ""),
        ("i = 0; document.write('<a href=\"p' + i + '.html\">' + i + '</a>')", ""),
    ],
)  # fmt: skip
def test_strings_are_built_up(code: str, html: str) -> None:
    assert written_html(code).html == html


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("document.getElementById('menu').innerHTML = '<a href=\"/a/\">甲</a>';", "menu"),
        ("$('#menu').html('<a href=\"/a/\">甲</a>')", "menu"),
        ("jQuery(\"#menu\").append('<a href=\"/a/\">' + '甲</a>')", "menu"),
        ("var m = ''; m += '<a href=\"/a/\">'; m += '甲</a>'; $('.menu').html(m);", ""),
        ("box.insertAdjacentHTML('beforeend', '<a href=\"/a/\">甲</a>')", ""),
    ],
)
def test_what_is_put_into_an_element(code: str, place: str) -> None:
    (piece,) = written_html(code).placed
    assert (piece.html, piece.place) == ('<a href="/a/">甲</a>', place)


def test_a_sentence_for_an_element_is_not_believed() -> None:
    """Whether the function that says so ever runs cannot be told."""
    written = written_html("function none(){ $('#list').html('<p>暂无数据</p>') }")
    assert (written.html, written.placed, written.unplaced) == ("", (), 0)


def test_rows_built_of_answers_are_counted_apart() -> None:
    code = "var h=''; for (i in d) { h += '<li><a href=\"' + d[i].url + '\">x</a></li>' } $('#list').html(h)"
    assert (written_html(code).unread, written_html(code).unplaced) == (0, 1)


@pytest.mark.parametrize(
    "code",
    [
        "document.write('<a href=\"' + base() + '\">x</a>')",
        "var h = ''; h += '<a href=\"' + base() + '\">x</a>'; document.write(h)",
    ],
)
def test_an_unknown_name_is_counted_when_it_would_write_links(code: str) -> None:
    assert written_html(code).unread == 1


def test_a_banner_with_todays_date_hides_nothing() -> None:
    assert written_html("document.write('<div>' + today.getDate() + '日</div>')").unread == 0


def test_unescape_is_evaluated() -> None:
    assert "_ideConac" in written_html("document.write(unescape(\"%3Cspan id='_ideConac'%3E\"))").html


def test_commented_code_writes_nothing() -> None:
    code = "// document.write('<a href=\"/a/\">a</a>')\n/* document.write('<a href=\"/b/\">b</a>') */"
    assert written_html(code).html == ""
    assert strip_comments("var u = 'http://a/b'; // c\n/* d */var v;") == "var u = 'http://a/b';  \n var v;"


def test_constants() -> None:
    assert constants("var a = 'x', b = \"y\" + a; c = f(); d = 'q'.trim()") == {"a": "x", "b": "yx"}


@pytest.mark.parametrize(
    ("code", "target"),
    [
        ("window.location.href='./zwgk/';", "./zwgk/"),
        ('location.replace("/index.html")', "/index.html"),
        ("function go(){ location.href='/x'; }", None),  # only on a click
        ("location.href='/search?key=' + key", None),  # only with a value
        ("window.onload=function(){ location.href='/x' }", "/x"),
        ("$(function(){ location.href='/x' })", "/x"),
        ("$(document).ready(function () { location.href='/x' })", "/x"),
        ("setTimeout(function(){ location.href='/x' }, 100)", "/x"),
        ("(function(){ location.replace('/x') })()", "/x"),
        ("function go(){ location.href='/x'; }\ngo();", "/x"),
        ("document.addEventListener('click', function(){ location.href='/x' })", None),
        ("if (/Android/.test(navigator.userAgent)) { location.href='/m/' } else { location.href='/pc/' }", "/pc/"),
    ],
)  # fmt: skip
def test_script_redirects(code: str, target: str | None) -> None:
    assert redirect_target(code) == target


@pytest.mark.parametrize(
    ("code", "target"),
    [("location.href='/zwgk/'", "/zwgk/"), ("window.open('/a.html')", "/a.html"), ("GoTo()", None)],
)
def test_clicks(code: str, target: str | None) -> None:
    assert click_target(code) == target


@pytest.mark.parametrize(
    "code",
    [
        "document.write(" + "(" * 50_000,
        "x='a';" + "x = x + x;" * 60 + "document.write(x)",
        "document.write('" + '\\"' * 200_000,
        "document.write(1);" + "/*" * 300_000,
        "document.write(1);" + "a=" * 60_000,
        "document.write(1);" + "'\n" * 200_000,
        "function f(){}" * 20_000 + "location.href='/x'",
    ],
    ids=["brackets", "doubling", "escapes", "comments", "names", "quotes", "functions"],
)
def test_hostile_scripts_end_soon(code: str) -> None:
    begun = time.process_time()
    written_html(code)
    redirect_target(code)
    assert time.process_time() - begun < 5
