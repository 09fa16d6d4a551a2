"""A template comes from an office: whatever is wrong with it is one sentence that names the place and the cure."""

from __future__ import annotations

import io

import pytest
from docx import Document
from letters import details, edited, package, parts, qinghe, text

from auditor.errors import AuditorError
from reports.notice import BulletinDetails, digest_of, render_bulletin, render_notice
from reports.notice.bulletin_template import build_bulletin
from reports.notice.bundled import BULLETIN, NOTICE, bundled
from reports.notice.notice_shape import SHAPE
from reports.notice.notice_template import build_notice
from reports.notice.shape import required_names

TEMPLATE = bundled(NOTICE)
RELATION = '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" {} />'


def _render(template: bytes) -> bytes:
    return render_notice(qinghe(), "云岭镇", template, details(qinghe()), "单位模板.docx")


def _office(*lines: str) -> bytes:
    """A template as an office would type it: a plain document, a paragraph a line."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


#: The least that a notice must say.
WHOLE = (
    "{{ 文号 }} {{ 发文机关 }} {{ 发文日期 }} {{ 主送单位 }} {{ 网站名称 }}",
    "{%p for 类 in 整改类别 %}",
    "{%p for 问题 in 类.问题 %}",
    "{{ loop.index }} {{ 问题.描述 }}{% if 问题.截图 and not loop.first %}（有图）{% endif %}",
    "{%p endfor %}",
    "{%p endfor %}",
    "{%p for 类 in 提醒类别 %}",
    "{%p for 问题 in 类.问题 %}",
    "{{ 问题.描述 }}",
    "{%p endfor %}",
    "{%p endfor %}",
    "{%p for 事项 in 核实事项 %}",
    "{{ 事项.描述 }}",
    "{%p endfor %}",
    "{%p for 行 in 回执 %}",
    "{{ 行.问题 }}",
    "{%p endfor %}",
)


def test_bundled_templates_are_what_their_script_makes() -> None:
    assert parts(build_notice()) == parts(TEMPLATE), "run: python -m reports.notice.bundled"
    assert parts(build_bulletin()) == parts(bundled(BULLETIN)), "run: python -m reports.notice.bundled"


def test_template_of_an_office_is_filled() -> None:
    told = text(_render(_office("本县自用版式", *WHOLE)))
    assert "本县自用版式" in told
    assert "云岭镇" in told
    assert "{{" not in told


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("{{ 文号码 }}", "不认识的占位符 {{ 文号码 }}。是否应为 {{ 文号 }}？"),
        ("{{ 问题.描述 }}", "不认识的占位符 {{ 问题 }}"),
        ("{% for 类 in 整改类别 %}{{ 类.名字 }}{% endfor %}", "不认识的占位符 {{ 整改类别.名字 }}"),
        ("{{ 整改类别 }}", "是清单，不能直接显示"),
        ("{%p for x in 文号 %}", "占位符语句有误"),
        ("{% for x in 文号 %}{{ x }}{% endfor %}", "占位符 文号 是文字，不能循环"),
        ("{% for x in 回执 %}{% for y in 回执 %}{% endfor %}{% endfor %}", "又循环它自己"),
        ("{% for x in 回执 if x.问题 %}{% endfor %}", "循环写法不被支持"),
        ("{% for x, y in 回执 %}{% endfor %}", "循环写法不被支持"),
        ("{{ 文号.__class__ }}", "不认识的占位符 {{ 文号.__class__ }}"),
        ("{{ ''.__class__.__mro__ }}", "不允许的写法（常量"),
        ("{{ 文号.format() }}", "不允许的写法（函数调用"),
        ("{{ range(9) }}", "不允许的写法（函数调用"),
        ("{{ 文号|safe }}", "不允许的写法（过滤器 safe"),
        ("{{ 文号[0] }}", "不允许的写法（方括号取值"),
        ("{{ self }}", "不认识的占位符 {{ self }}"),
        ("{{ 7*7 }}", "不允许的写法"),
        ("{{ 文号 ~ 文号 }}", "不允许的写法"),
        ("{% set x = 文号 %}", "不允许的写法（赋值语句 set"),
        ("{% macro x() %}{% endmacro %}", "不允许的写法（宏语句 macro"),
        ("{% include '/etc/passwd' %}", "不允许的写法（引入语句 include"),
        ("{% import 'x' as y %}", "不允许的写法（引入语句 import"),
        ("{% extends 'x' %}", "不允许的写法（引入语句 extends"),
        ("{% if 文号 == 主送单位 %}{% endif %}", "不允许的写法（比较"),
        ("{% if 文号 is defined %}{% endif %}", "不允许的写法（测试 is"),
        ("{% 如果 文号 %}", "占位符语句有误"),
        ("{% if 文号 %}", "占位符语句有误"),
        ("{{ 文号 }", "占位符不完整：“{{ 文号 }”"),
        ("｛｛ 文号 ｝｝", "用成对的半角花括号"),
        ("{{ 文号 文号 }}", "占位符语句有误"),
    ],
)
def test_wrong_placeholder_is_named(wrong: str, told: str) -> None:
    with pytest.raises(AuditorError) as error:
        _render(_office(*WHOLE, wrong))
    assert told in error.value.message
    assert error.value.message.startswith("单位模板.docx")
    assert "\n" not in error.value.message


@pytest.mark.parametrize("line", [0, 3, 8, 12, 15])
def test_missing_placeholder_is_named(line: int) -> None:
    lines = [text for number, text in enumerate(WHOLE) if number != line]
    with pytest.raises(AuditorError, match="缺少占位符"):
        _render(_office(*lines))


def test_bundled_template_has_all_that_is_required() -> None:
    for name in required_names(SHAPE):
        last = name.rpartition(".")[2]
        assert last in text(TEMPLATE)


def test_loop_that_tears_a_table_apart_is_refused() -> None:
    document = Document(io.BytesIO(_office(*WHOLE)))
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "{%p for 行 in 回执 %}", "{%p endfor %}"
    target = io.BytesIO()
    document.save(target)
    with pytest.raises(AuditorError, match="填写后文档结构不完整"):
        _render(target.getvalue())


def test_picture_in_a_footer_is_refused() -> None:
    document = Document(io.BytesIO(_office(*WHOLE)))
    document.sections[0].footer.paragraphs[
        0
    ].text = "{% for 类 in 整改类别 %}{% for 题 in 类.问题 %}{{ 题.截图 }}{% endfor %}{% endfor %}"
    target = io.BytesIO()
    document.save(target)
    with pytest.raises(AuditorError, match="放在了页眉、页脚或脚注中"):
        _render(target.getvalue())


RELS = "word/_rels/document.xml.rels"
END = "</Relationships>"
BODY = "<w:body>"
FIELD = "<w:p><w:r><w:instrText>{}</w:instrText></w:r></w:p>"


@pytest.mark.parametrize(
    ("template", "told"),
    [
        (b"", "不是有效的 .docx"),
        (b"PK\x03\x04 broken", "不是有效的 .docx"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "不是有效的 .docx"),
        (package({"a.txt": b"x"}), "不是 Word 文档"),
        (package({"[Content_Types].xml": b"<Types"}), "已损坏"),
        (bytes(20_000_001), "超过 20 MB"),
        (package({f"p{n}.xml": b"<a/>" for n in range(501)}), "解压后过大"),
        (edited(TEMPLATE, "document.main+xml", "document.macroEnabled.main+xml", "[Content_Types].xml"), "含有宏"),
        (package(parts(TEMPLATE) | {"word/vbaProject.bin": b"x"}), "含有宏"),
        (
            edited(TEMPLATE, END, RELATION.format("image", 'Target="http://evil.example/x" TargetMode="External"') + END, RELS),
            "引用了外部内容（word/_rels/document.xml.rels 中的 image：http://evil.example/x）",
        ),
        (
            edited(TEMPLATE, END, RELATION.format("attachedTemplate", 'Target="file:///x.dotm" TargetMode="external"') + END, RELS),
            "引用了外部内容",
        ),
        (edited(TEMPLATE, END, RELATION.format("oleObject", 'Target="x.bin"') + END, RELS), "不允许的内容"),
        (edited(TEMPLATE, BODY, BODY + FIELD.format('INCLUDETEXT "c:\\\\x"')), "含有域 INCLUDETEXT"),
        (edited(TEMPLATE, BODY, BODY + FIELD.format("DDEAUTO c:\\\\cmd.exe")), "含有域 DDEAUTO"),
        (edited(TEMPLATE, BODY, BODY + FIELD.format("DD") + FIELD.format("EAUTO x")), "含有域 DDEAUTO"),
        (edited(TEMPLATE, BODY, BODY + '<w:p><w:fldSimple w:instr=" dateX DATE "/></w:p>'), "含有域 DATE"),
        (edited(TEMPLATE, "<w:document", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><w:document'), "文档类型声明"),
        (edited(TEMPLATE, "</w:document>", ""), "已损坏"),
        (edited(TEMPLATE, "<dc:title>", "<dc:title>{{ 文号 }}", "docProps/core.xml"), "文档属性"),
    ],
    ids=range(19),
)  # fmt: skip
def test_unfit_package_is_refused(template: bytes, told: str) -> None:
    with pytest.raises(AuditorError) as error:
        _render(template)
    assert told in error.value.message
    assert error.value.message.startswith("单位模板.docx")


def test_template_of_a_bulletin_is_checked_by_its_own_names() -> None:
    digest = digest_of(qinghe())
    with pytest.raises(AuditorError, match=r"不认识的占位符 .* 主送单位"):
        render_bulletin([digest], TEMPLATE, BulletinDetails(details(qinghe()).day), "通报模板.docx")
