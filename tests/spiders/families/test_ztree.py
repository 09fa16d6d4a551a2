"""Trees that scripts draw, flat and nested, inline and in files."""

from __future__ import annotations

import pytest

from auditor.model import PartRole
from spiders.families.ztree import ZTree, read_nodes
from tests.spiders.families.reads import HOME, answer, asked, page, tree

FAMILY = ZTree()
URL = f"{HOME}zwgk/index.html"
FLAT = """var zNodes = [
  {id:12, pId:1, name:"县教育局", url:"bm/jyj/"},
  {id:1, pId:0, name:"法定主动公开内容", open:true},
  {id:11, pId:1, name:"<b>机构</b>职能", url:"./jgzn/", target:"_self"},
  {id:13, pId:1, name:"信用中国", url:"https://www.credit.test/"},
  {id:14, pId:12, name:"年度计划", click:"location.href='/zwgk/jh/'"},
  {id:15, pId:1, name:"无地址", url:"javascript:;"} ];
  $.fn.zTree.init($("#tree"), setting, zNodes);"""
NESTED = """var treeData = [{"name":"法定主动公开内容","children":[
  {"id":"11","title":"机构职能","href":"./jgzn/"},
  {"id":"12","name":"县教育局","href":"bm/jyj/","children":[{"name":"年度计划","href":"/zwgk/jh/"}]},
  {"id":"13","name":"信用中国","href":"https://www.credit.test/"}]}];"""


@pytest.mark.parametrize("code", [FLAT, NESTED])
def test_columns_of_a_tree(code: str) -> None:
    links = tree(page(FAMILY, f"<script>{code}</script><ul id='tree' class='ztree'></ul>", URL))
    assert {(link.url, link.text, link.own) for link in links} == {
        (f"{HOME}zwgk/bm/jyj/", "县教育局", True),
        (f"{HOME}zwgk/jgzn/", "机构职能", True),
        ("https://www.credit.test/", "信用中国", False),
        (f"{HOME}zwgk/jh/", "年度计划", True),
    }
    assert links[-1].text == "年度计划"


def test_addresses_that_a_click_builds() -> None:
    code = """var setting = {callback:{onClick:function(e,id,treeNode){ location.href = "list.jsp?tm=" + treeNode.code + "&p=1"; }}};
      var zNodes=[{id:1,pId:0,name:"组配分类",code:"A 1"},{id:2,pId:1,name:"重点领域",code:"B&2"}];"""
    assert [link.url for link in tree(page(FAMILY, f"<script>{code}</script>", URL))] == [
        f"{HOME}zwgk/list.jsp?tm=A%201&p=1",
        f"{HOME}zwgk/list.jsp?tm=B%262&p=1",
    ]


def test_a_dtree() -> None:
    code = """d = new dTree('d'); d.add(0,-1,'信息公开目录'); d.add(1,0,'领导信息','/zwgk/ldxx/','','_self');
      d.add(2, 1, "\\u4f1a\\u8bae", "/zwgk/hy/"); document.write(d);"""
    assert [(link.url, link.text) for link in tree(page(FAMILY, f"<script>{code}</script>", URL))] == [
        (f"{HOME}zwgk/ldxx/", "领导信息"),
        (f"{HOME}zwgk/hy/", "会议"),
    ]


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("async:{enable:true,url:'/xxgk/getTree.do',autoParam:['id'],otherParam:{'site':'禾 1'}}", "POST {0}xxgk/getTree.do site=%E7%A6%BE+1"),
        ("async:{enable:true,type:'get',url:'catalog.json',otherParam:['root','9']}", "{0}zwgk/catalog.json?root=9"),
        ("$.getJSON('/js/znodes.json', function(d){ $.fn.zTree.init($('#t'), s, d); })", "{0}js/znodes.json"),
        ("$.ajax({type:'get', url:'/data/mulu_tree.js', success:f})", "{0}data/mulu_tree.js"),
        ("async:{enable:true,url:'http://elsewhere.test/tree.json'}", None),
        ("$.getJSON('/data/weather.json', f)", None),
        ("$.get('/js/jquery.ztree.js')", None),
        ("$.get('/street.json')", None),
    ],
)  # fmt: skip
def test_the_file_that_holds_the_nodes_is_asked_for(code: str, part: str | None) -> None:
    reading = page(FAMILY, f"<script>var s={{{{}}}}; $.fn.zTree.init($('#t'), s); {code}</script>", URL)
    assert asked(FAMILY, reading) == ([part.format(HOME)] if part else [])
    assert all(each.role is PartRole.INCLUDE for each in reading.parts if FAMILY.answers(each.url))


@pytest.mark.parametrize(
    "text",
    [
        '[{"id":1,"pId":0,"name":"领导信息","url":"ldxx/"},{"id":2,"pId":0,"name":"会议","url":"hy/"}]',
        '{"code":200,"data":[{"name":"领导信息","url":"ldxx/","children":[{"name":"会议","url":"hy/"}]}]}',
        'var zNodes=[{id:1,pId:0,name:"领导信息",url:"ldxx/"},{id:2,pId:1,name:"会议",url:"hy/"}];',
    ],
)
def test_the_answer_of_a_tree_file(text: str) -> None:
    reading = answer(FAMILY, f"{HOME}js/tree.json", text, URL)
    assert reading is not None
    assert [(link.url, link.text) for link in reading.links] == [
        (f"{HOME}zwgk/ldxx/", "领导信息"),
        (f"{HOME}zwgk/hy/", "会议"),
    ]


@pytest.mark.parametrize(
    "text", ["", "[]", "<html>", '{"error":1}', '[{"id":1,"name":"无地址"}]', "[" * 9000]
)
def test_a_tree_that_is_not_understood_names_no_column(text: str) -> None:
    reading = answer(FAMILY, f"{HOME}js/tree.json", text, URL)
    assert reading is None or (reading.links, reading.empty) == ((), None)


def test_a_file_that_only_writes_markup_is_read_as_any_other_include() -> None:
    code = "document.write('<li><a href=\"/zwgk/ldxx/\">领导信息</a></li>');"
    reading = answer(FAMILY, f"{HOME}js/left_tree.js", code, URL)
    assert reading is not None
    assert [(link.url, link.text) for link in reading.links] == [(f"{HOME}zwgk/ldxx/", "领导信息")]


@pytest.mark.parametrize(
    "code",
    [
        "var menuWidth = 3; var tree = {a: 1};",
        "var nodes = [{x: 1}, {x: 2}];",
        'var mapNodes = [{name:"清河镇",value:12},{name:"石门乡",value:9}];',
    ],
)
def test_other_data_are_no_tree(code: str) -> None:
    assert page(FAMILY, f"<script>{code}</script>", URL).families == ()


def test_hostile_trees_end() -> None:
    circle = [{"id": n, "pId": (n + 1) % 3, "name": f"栏目{n}", "url": f"/c{n}/"} for n in range(3)]
    assert len(read_nodes(circle)) == 3
    assert len(read_nodes([{"id": n, "pId": 0, "name": "栏目"} for n in range(9000)])) == 5000
    node: dict[str, object] = {"name": "底"}
    for _ in range(200):
        node = {"name": "层", "children": [node]}
    assert len(read_nodes([node])) == 33
