"""The bundled template of the 整改通知单."""

from __future__ import annotations

from functools import partial

from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt

from reports.notice import official as o
from reports.notice.letter import annexed, finished, letter_head, signature
from reports.notice.ruled import fill_cell, row, table

_SLIP = (13.0, 63.0, 36.0, 44.0)


def build_notice() -> bytes:
    """The template of the 整改通知单."""
    document = o.blank()
    letter_head(document)
    add = partial(o.add, document)
    add(o.TITLED, "{{ 标题 }}")
    add(o.TO, "{{ 主送单位 }}：")
    add(
        o.BODY,
        "{{ 检查日期 }}，我们对{{ 网站名称 }}（{{ 网站地址 }}）的政务公开情况进行了检查，检查口径为“{{ 检查口径 }}”。"
        "{% if 问题总数 %}经查，涉及你单位的问题共{{ 问题总数 }}项"
        "{% if 整改数 %}，其中须整改的{{ 整改数 }}项{% endif %}"
        "{% if 提醒数 %}{% if 整改数 %}、{% else %}，为{% endif %}请关注的{{ 提醒数 }}项{% endif %}"
        "{% if 核实数 %}；另有{{ 核实数 }}项因证据不足未作认定，请协助核实{% endif %}。"
        "{% else %}有{{ 核实数 }}项因证据不足未作认定，请你单位协助核实。{% endif %}"
        "现将有关情况通知如下。",
    )
    _matters(document, "整改类别", "{{ 整改节 }}、须整改的问题", "整改措施")
    _matters(document, "提醒类别", "{{ 提醒节 }}、请关注的问题", "改进建议")
    add(o.BODY, "{%p if 核实事项 %}")
    add(o.FIRST, "{{ 核实节 }}、请协助核实的事项")
    add(o.BODY, "下列事项因网页未能读取等原因证据不足，没有计为不符合。请核实后在回执中说明情况。")
    add(o.BODY, "{%p for 事项 in 核实事项 %}")
    add(o.ITEM, "{{ 事项.序号 }}．{{ 事项.描述 }}")
    add(o.DETAIL, "**核实办法：**{{ 事项.办法 }}")
    add(o.BODY, "{%p if 事项.网址 %}")
    add(o.DETAIL, "**相关网页：**{{ 事项.网址 }}")
    for end in ("{%p endif %}", "{%p endfor %}", "{%p endif %}"):
        add(o.BODY, end)
    _demands(document)
    signature(document)
    _slip(document)
    return finished(document, "整改通知单模板")


def _matters(document: DocumentType, groups: str, heading: str, measure: str) -> None:
    add = partial(o.add, document)
    add(o.BODY, f"{{%p if {groups} %}}")
    add(o.FIRST, heading)
    add(o.BODY, f"{{%p for 类 in {groups} %}}")
    add(o.SECOND, "{{ 类.序号 }}{{ 类.名称 }}（{{ 类.项数 }}项）")
    add(o.BODY, "{%p for 条 in 类.依据 %}")
    add(o.DETAIL, "**依据：**{{ 条.引文 }}")
    add(o.BODY, "{%p endfor %}")
    for name, label in (("措施", measure), ("备注", "说明")):
        add(o.BODY, f"{{%p if 类.{name} %}}")
        add(o.DETAIL, f"**{label}：**{{{{ 类.{name} }}}}")
        add(o.BODY, "{%p endif %}")
    add(o.BODY, "{%p for 问题 in 类.问题 %}")
    add(o.ITEM, "{{ 问题.总序号 }}．{{ 问题.描述 }}")
    add(o.BODY, "{%p for 行 in 问题.明细 %}")
    add(o.DETAIL, "{{ 行.文字 }}")
    add(o.BODY, "{%p endfor %}")
    add(o.BODY, "{%p for 证 in 问题.证据 %}")
    add(o.DETAIL, "**证据：**{{ 证.网址 }}{% if 证.原文 %}（页面原文：“{{ 证.原文 }}”）{% endif %}")
    add(o.BODY, "{%p endfor %}")
    for name, label in (("查证", "查证情况"), ("措施", measure), ("共同单位", "共同责任单位")):
        add(o.BODY, f"{{%p if 问题.{name} %}}")
        add(o.DETAIL, f"**{label}：**{{{{ 问题.{name} }}}}")
        add(o.BODY, "{%p endif %}")
    add(o.BODY, "{%p if 问题.截图 %}")
    add(o.SHOT, "{{ 问题.截图 }}")
    add(o.CAPTION, "{{ 问题.截图说明 }}")
    add(o.BODY, "{%p endif %}")
    add(o.DETAIL, "**整改期限：**{{ 问题.期限 }}；程度：{{ 问题.程度 }}")
    for end in ("{%p endfor %}", "{%p endfor %}", "{%p endif %}"):
        add(o.BODY, end)


def _demands(document: DocumentType) -> None:
    add = partial(o.add, document)
    add(o.FIRST, "{{ 要求节 }}、有关要求")
    add(o.BODY, "{%p if 整改类别 %}")
    add(
        o.BODY,
        "请对照上述问题逐项整改，在各项所列期限前完成。期限从本通知次日起按工作日计算"
        "{% if 最晚期限 %}，全部整改工作不晚于{{ 最晚期限 }}{% endif %}。",
    )
    add(o.BODY, "{%p endif %}")
    add(
        o.BODY,
        "完成后请填写所附回执，由负责人签字并加盖公章后报送。对认定有异议的，请在回执中说明理由，并附网址或截图。",
    )
    add(o.BODY, "{%p if 联系方式 %}")
    add(o.BODY, "联系方式：{{ 联系方式 }}")
    add(o.BODY, "{%p endif %}")
    annexed(document, "附件：整改情况回执")


def _slip(document: DocumentType) -> None:
    """回执 on a page of its own: a row for each matter, then who answers for it."""
    start = o.add(document, o.FIRST, "附件")
    start.paragraph_format.page_break_before = True
    start.paragraph_format.first_line_indent = Pt(0)
    title = o.add(document, o.TITLED, "整改情况回执")
    title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(10)
    o.add(
        document, o.DETAIL, "**通知单文号：**{{ 文号 }}　　**填报单位：**{{ 主送单位 }}"
    ).paragraph_format.first_line_indent = Pt(0)
    made = table(document, _SLIP, ("序号", "问题", "期限", "整改（核实）情况"))
    row(made, _SLIP, ("{%tr for 行 in 回执 %}", "", "", ""))
    added = row(made, _SLIP, ("{{ 行.序号 }}", "{{ 行.问题 }}", "{{ 行.期限 }}", ""))
    added.height = Mm(14)
    added.cells[0].paragraphs[0].alignment = ALIGN.CENTER
    row(made, _SLIP, ("{%tr endfor %}", "", "", ""))
    signed = row(made, _SLIP, ("", "", "", ""))
    signed.height = Mm(38)
    whole = signed.cells[0].merge(signed.cells[3])
    for paragraph in whole.paragraphs[1:]:
        paragraph._p.getparent().remove(paragraph._p)
    fill_cell(whole, "负责人（签字）：　　　　　　　　　联系人及电话：")
    for text in ("", "（单位盖章）　　　　　　", "年　　月　　日　　　　"):
        paragraph = whole.add_paragraph(text, style=o.CELL.name)
        paragraph.alignment = ALIGN.RIGHT
