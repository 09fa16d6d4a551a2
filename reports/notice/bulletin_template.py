"""The bundled template of the 通报."""

from __future__ import annotations

from functools import partial

from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Pt

from reports.notice import official as o
from reports.notice.letter import annexed, finished, letter_head, signature
from reports.notice.ruled import row, table

_RANKING = (16.0, 42.0, 26.0, 18.0, 14.0, 22.0, 18.0)
_COMMON = (13.0, 52.0, 23.0, 18.0, 50.0)
_ANNEX = (13.0, 43.0, 36.0, 64.0)


def build_bulletin() -> bytes:
    """The template of the 通报."""
    document = o.blank()
    add = partial(o.add, document)
    letter_head(document)
    add(o.TITLED, "{{ 标题 }}")
    add(o.BODY, "{%p if 主送机关 %}")
    add(o.TO, "{{ 主送机关 }}：")
    add(o.BODY, "{%p endif %}")
    add(
        o.BODY,
        "{{ 检查时间 }}，我们对{{ 网站数 }}个政府网站的政务公开情况进行了检查，其中{{ 判定数 }}个作出判定"
        "{% if 未判定 %}，{{ 未判定数 }}个因网页未能读取未作判定{% endif %}。现将有关情况通报如下。",
    )
    add(o.FIRST, "一、总体情况")
    add(o.BODY, "{{ 总体情况 }}")
    add(o.BODY, "{%p if 口径说明 %}")
    add(o.BODY, "{{ 口径说明 }}")
    add(o.BODY, "{%p endif %}")
    title = add(o.CELL_HEAD, "政府网站政务公开检查得分排名")
    title.paragraph_format.keep_with_next = True
    made = table(document, _RANKING, ("名次", "网站", "得分", "不符合", "提醒", "无法判定", "备注"))
    row(made, _RANKING, ("{%tr for 行 in 排名 %}", *("",) * 6))
    added = row(
        made,
        _RANKING,
        tuple(
            f"{{{{ 行.{name} }}}}" for name in ("名次", "网站", "得分", "不符合", "提醒", "无法判定", "备注")
        ),
    )
    for number in (0, 2, 3, 4, 5):
        added.cells[number].paragraphs[0].alignment = ALIGN.CENTER
    row(made, _RANKING, ("{%tr endfor %}", *("",) * 6))
    add(o.CAPTION, "{{ 排名说明 }}")
    add(o.FIRST, "二、表扬和批评")
    _named(document, "表扬", "对下列网站予以表扬：")
    _named(document, "批评", "对下列网站予以通报批评：")
    add(o.BODY, "{%p if not 表扬 and not 批评 %}")
    add(o.BODY, "本次检查没有予以表扬或者通报批评的网站。")
    add(o.BODY, "{%p endif %}")
    add(o.FIRST, "三、共性问题")
    add(o.BODY, "{%p if 共性问题 %}")
    made = table(document, _COMMON, ("序号", "问题", "涉及网站", "占比", "依据"))
    row(made, _COMMON, ("{%tr for 行 in 共性问题 %}", *("",) * 4))
    added = row(
        made, _COMMON, tuple(f"{{{{ 行.{name} }}}}" for name in ("序号", "名称", "网站数", "占比", "依据"))
    )
    for number in (0, 2, 3):
        added.cells[number].paragraphs[0].alignment = ALIGN.CENTER
    row(made, _COMMON, ("{%tr endfor %}", *("",) * 4))
    add(o.BODY, "{%p else %}")
    add(o.BODY, "没有两个以上网站共有的不符合问题。")
    add(o.BODY, "{%p endif %}")
    add(o.FIRST, "四、有关要求")
    add(
        o.BODY,
        "请各单位对照通报和各自的整改通知单逐项整改，举一反三；对证据不足、未作判定的事项，请协助核实。",
    )
    annexed(document, "附件：各网站检查情况")
    signature(document)
    _annex(document)
    return finished(document, "通报模板")


def _named(document: DocumentType, name: str, lead: str) -> None:
    o.add(document, o.BODY, f"{{%p if {name} %}}")
    o.add(document, o.BODY, lead)
    o.add(document, o.BODY, f"{{%p for 行 in {name} %}}")
    o.add(document, o.BODY, "{{ 行.序号 }}．{{ 行.网站 }}：{{ 行.理由 }}。")
    o.add(document, o.BODY, "{%p endfor %}")
    o.add(document, o.BODY, "{%p endif %}")


def _annex(document: DocumentType) -> None:
    start = o.add(document, o.FIRST, "附件")
    start.paragraph_format.page_break_before = True
    start.paragraph_format.first_line_indent = Pt(0)
    title = o.add(document, o.TITLED, "各网站检查情况")
    title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(10)
    made = table(document, _ANNEX, ("序号", "网站", "检查日期", "主要问题"))
    row(made, _ANNEX, ("{%tr for 行 in 附表 %}", "", "", ""))
    added = row(made, _ANNEX, ("{{ 行.序号 }}", "{{ 行.网站 }}", "{{ 行.检查日期 }}", "{{ 行.主要问题 }}"))
    added.cells[0].paragraphs[0].alignment = ALIGN.CENTER
    row(made, _ANNEX, ("{%tr endfor %}", "", "", ""))
