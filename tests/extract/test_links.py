"""How portals hide their links, and what is read of them all the same."""

from __future__ import annotations

import time

import pytest

from auditor.extract import read_page
from auditor.model import PageKind, PageReading, Zone
from auditor.territory import Territory

HOST = "www.qinghe.test"
URL = f"http://{HOST}/zwgk/tzgg/index.html"
OWN = Territory(frozenset({HOST}))
FOOTER = "<div class='foot'>主办单位：清禾县人民政府办公室</div>"
MENU = '<div class="nav"><a href="/zwgk/">政务公开</a><a href="/zwgk/zcjd/">政策解读</a><a href="/zwgk/tzgg/">通知公告</a></div>'


def read(body: str, url: str = URL, head: str = "") -> PageReading:
    page = f"<html><head>{head}<title>清禾县</title></head><body>{body}</body></html>"
    return read_page(url, page.encode(), "text/html", OWN)


def targets(body: str, head: str = "") -> dict[str, str]:
    return {link.text: link.url.removeprefix(f"http://{HOST}") for link in read(body, head=head).links}


@pytest.mark.parametrize(
    "body",
    [
        "<a onclick=\"location.href='/zcjd/'\">政策解读</a>",
        "<a href='javascript:;' onclick=\"window.location.href='/zcjd/'\">政策解读</a>",
        "<a href='#' onclick=\"window.open('/zcjd/')\">政策解读</a>",
        "<a href=\"javascript:location.href='/zcjd/'\">政策解读</a>",
        "<a href=\"javascript:openPage('/zcjd/')\">政策解读</a><script>function openPage(u){ window.open(u) }</script>",
        "<a href=\"javascript:void(0)\" onclick=\"go('zcjd')\">政策解读</a><script>function go(n){ location.href='/'+n+'/' }</script>",
        "<a href='###' onclick=\"openPage('/zcjd/')\">政策解读</a>",
        "<button onclick=\"location.href='/zcjd/'\">政策解读</button>",
        "<input type=button value=政策解读 onclick=\"location.href='/zcjd/'\">",
        "<h3 onclick=\"window.open('/zcjd/')\">政策解读</h3>",
        "<li onclick=\"location.href='/zcjd/'\"><a href='javascript:;'>政策解读</a></li>",
        "<a href='/zcjd/'><a href='/zcjd/'>政策解读</a></a>",
        "<a href='\\zcjd\\'>政策解读</a>",
        "<a href=' /zcjd/ '>政策解读</a>",
        "<a href='/zc\njd/'>政策解读</a>",
        "<a href='/zcjd/;jsessionid=0A1B2C'>政策解读</a>",
        "<a href='/a/../zcjd/./'>政策解读</a>",
        "<a href='/zcjd/'><img alt='政策解读'></a>",
        "<map><area href='/zcjd/' alt='政策解读'></map>",
        "<div style='display:none'><a href='/zcjd/'>政策解读</a></div>",
        "<script>document.write('<a href=\"/zcjd/\">'+'政策解读'+'</a>')</script>",
        "<div id=m></div><script>document.getElementById('m').innerHTML='<a href=\"/zcjd/\">政策解读</a>'</script>",
        "<div id=m></div><script>$(function(){ var h='<ul>'; h+='<li><a href=\"/zcjd/\">政策解读</a></li>'; $('#m').html(h) })</script>",
        "<!-- <a href='/dead/'>旧栏目</a> --><a href='/zcjd/'>政策解读</a>",
        "<!--[if IE 6]><a href='/dead/'>旧栏目</a><![endif]--><a href='/zcjd/'>政策解读</a>",
        "<script><!--\n// document.write('<a href=\"/dead/\">x</a>')\n--></script><a href='/zcjd/'>政策解读</a>",
    ],
)  # fmt: skip
def test_one_link_in_many_disguises(body: str) -> None:
    found = targets(body)
    assert found.get("政策解读", "").split(";")[0] == "/zcjd/"
    assert "/dead/" not in found.values()


@pytest.mark.parametrize(
    "body",
    [
        "<a href='javascript:;'>政策解读</a>",
        "<a href='javascript:void(0)' onclick='tab(2)'>政策解读</a><script>function tab(n){ $('.t').hide() }</script>",
        "<a href='#'>政策解读</a>",
        "<a>政策解读</a>",
        "<a onclick=\"location.href=base()+'/x/'\">政策解读</a>",
        "<a href='mailto:a@qinghe.test'>政策解读</a>",
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_no_link(body: str) -> None:
    assert targets(body) == {}


def test_a_greeting_for_visitors_who_are_logged_in_is_no_link() -> None:
    greeting = '<em ms-visible="isLogin" style="display:none"><a href="/uc/index">你好，<font ms-text="name"></font></a></em>'
    assert targets(greeting) == {}
    assert targets("<ul style='display:none'><li><a href='/zcjd/'>政策解读</a></li></ul>") == {
        "政策解读": "/zcjd/"
    }


def test_base_rules_all_links() -> None:
    head = f'<base href="http://{HOST}/x/">'
    body = "<a href='a/'>甲</a><a onclick=\"location.href='b/'\">乙</a><iframe src='c.html'></iframe>"
    assert set(targets(body, head).values()) == {"/x/a/", "/x/b/", "/x/c.html"}


def test_a_menu_for_telephones_adds_nothing() -> None:
    once = read(MENU + FOOTER).links
    assert read(MENU + MENU.replace("nav", "wap_menu") + FOOTER).links == once
    assert {link.zone for link in once} == {Zone.MENU}


def test_a_menu_that_a_script_puts_into_its_box_is_in_the_box() -> None:
    body = (
        f"<div class=nav id=m></div>{FOOTER}<script>$('#m').html('<a href=\"/zcjd/\">政策解读</a>')</script>"
    )
    (link,) = read(body).links
    assert link.zone is Zone.MENU


def test_a_breadcrumb_written_by_script_keeps_its_label() -> None:
    written = 'document.write(\'当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="">通知公告</a>\')'
    assert [crumb.name for crumb in read(f"<div><script>{written}</script></div>{FOOTER}").crumbs] == [
        "政务公开",
        "通知公告",
    ]


@pytest.mark.parametrize(
    ("head", "body", "target"),
    [
        ('<meta http-equiv="refresh" content="0; url=/zcjd/">', "", "/zcjd/"),
        ('<META HTTP-EQUIV="Refresh" CONTENT="0;URL=\'/zcjd/\'">', "<p>页面跳转中，请稍候</p>", "/zcjd/"),
        ('<meta content="1;url=zcjd/" http-equiv=refresh>', "<a href='zcjd/'>如果没有跳转请点这里</a>", "/zwgk/tzgg/zcjd/"),
        ("<script>window.onload=function(){ location.href='/zcjd/' }</script>", "", "/zcjd/"),
        ("<script>setTimeout(function(){ location.replace('/zcjd/') }, 10)</script>", "<p>正在跳转</p>", "/zcjd/"),
        ("<script>function go(){ top.location='/zcjd/' } go();</script>", "", "/zcjd/"),
        ("", "<script>document.write('<meta http-equiv=refresh content=\"0;url=/zcjd/\">')</script>", "/zcjd/"),
    ],
)  # fmt: skip
def test_stubs(head: str, body: str, target: str) -> None:
    reading = read(body, head=head)
    assert (reading.kind, reading.redirect) == (PageKind.REDIRECT, f"http://{HOST}{target}")


def test_a_stub_that_leads_on_when_it_is_loaded() -> None:
    page = b"<html><body onload=\"location.href='/zcjd/'\"></body></html>"
    assert read_page(URL, page, "text/html", OWN).redirect == f"http://{HOST}/zcjd/"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta http-equiv="refresh" content="300">', MENU),
        ('<noscript><meta http-equiv="refresh" content="0;url=/nojs.html"></noscript>', MENU),
        ('<meta http-equiv="refresh" content="600;url=/zcjd/">', MENU),
        ('<meta http-equiv="refresh" content="0;url=index.html">', MENU),
        ("<script>function search(){ location.href='/s' }</script>", ""),
        ("<script>if (false) { location.href='/m/' }</script>", MENU),
    ],
)  # fmt: skip
def test_pages_that_stay(head: str, body: str) -> None:
    assert read(body, head=head).kind is not PageKind.REDIRECT


def test_frames_are_links() -> None:
    page = b'<html><head><title>x</title></head><frameset cols="200,*"><frame src="left.htm"><frame src="list.htm"></frameset></html>'
    links = read_page(URL, page, "text/html", OWN).links
    assert [(link.url.rsplit("/", 1)[-1], link.zone) for link in links] == [
        ("left.htm", Zone.FRAME),
        ("list.htm", Zone.FRAME),
    ]


@pytest.mark.parametrize(
    "row",
    [
        '<li><a href="/zwgk/tzgg/">通知公告第{0}号</a></li>',
        "<p onclick=\"location.href='/a/{0}.html'\">通知公告第{0}号</p>",
        '<a href="javascript:go({0})">通知公告第{0}号</a>',
        "<div id=m{0}></div><script>$('#m{0}').html('<a href=/a/{0}/>甲</a>')</script>",
    ],
    ids=["own", "clicks", "calls", "placed"],
)
def test_two_thousand_rows_of_any_kind_are_read_soon(row: str) -> None:
    opener = "<script>function go(n){ location.href = '/a/' + n + '.html' }</script>"
    begun = time.process_time()
    read(f"{opener}<div><ul>{''.join(row.format(number) for number in range(2000))}</ul></div>{FOOTER}")
    assert time.process_time() - begun < 10
