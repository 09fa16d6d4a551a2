"""Inline scripts are read, never run."""

import pytest

from auditor.extract.script import click_target, redirect_target, written_html


def test_a_menu_written_item_by_item() -> None:
    code = """
      var str3='业务要闻'; var str4 = '../xydt/';
      if (str2=='1') { document.write('<li class="on"><a href="../xydt/">'+str3+'</a></li>'); }
      else { document.write('<li><a href="' + str4 + '">'+str3+'</a></li>'); }
    """
    written = written_html(code)
    assert written.html.count('<a href="../xydt/">业务要闻</a>') == 2
    assert written.unread == 0


def test_an_unknown_name_is_counted_when_it_would_write_links() -> None:
    assert written_html("document.write('<a href=\"' + base() + '\">x</a>')").unread == 1


def test_a_banner_with_todays_date_hides_nothing() -> None:
    assert written_html("document.write('<div>' + today.getDate() + '日</div>')").unread == 0


def test_unescape_is_evaluated() -> None:
    assert "_ideConac" in written_html("document.write(unescape(\"%3Cspan id='_ideConac'%3E\"))").html


def test_commented_code_writes_nothing() -> None:
    code = "// document.write('<a href=\"/a/\">a</a>')\n/* document.write('<a href=\"/b/\">b</a>') */"
    assert written_html(code).html == ""


@pytest.mark.parametrize(
    ("code", "target"),
    [
        ("window.location.href='./zwgk/';", "./zwgk/"),
        ('location.replace("/index.html")', "/index.html"),
        ("function go(){ location.href='/x'; }", None),  # only on a click
        ("location.href='/search?key=' + key", None),  # only with a value
    ],
)
def test_script_redirects(code: str, target: str | None) -> None:
    assert redirect_target(code) == target


@pytest.mark.parametrize(
    ("code", "target"),
    [("location.href='/zwgk/'", "/zwgk/"), ("window.open('/a.html')", "/a.html"), ("GoTo()", None)],
)
def test_clicks(code: str, target: str | None) -> None:
    assert click_target(code) == target
