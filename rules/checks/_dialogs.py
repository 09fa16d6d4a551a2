"""What the rules about forms have in common: what a form is called, which rows of the register it serves."""

from __future__ import annotations

from auditor import urls
from auditor.model import Clause, Evidence, FormPurpose, InteractionForm

#: Channels of the public: what the office is owed an answer for, or owes one.
CHANNELS = frozenset({FormPurpose.LETTER, FormPurpose.APPLICATION, FormPurpose.STATUS, FormPurpose.SURVEY})
_ROWS = {FormPurpose.APPLICATION: ("R11",)}
_NAMES = {
    FormPurpose.LETTER: "信件、咨询投诉表单",
    FormPurpose.APPLICATION: "依申请公开表单",
    FormPurpose.STATUS: "办理状态查询",
    FormPurpose.SURVEY: "征集调查表单",
    FormPurpose.COMMENT: "评论",
    FormPurpose.LOGIN: "登录",
}

ARTICLE_29 = Clause(
    doc="政府信息公开条例（国务院令第711号）",
    clause="第二十九条",
    text="申请公开政府信息，应当采用包括信件、数据电文在内的书面形式；申请包括姓名或者名称、身份证明、联系方式，所申请信息的名称、文号或者特征性描述，形式要求",
    verified=True,
)
VETO_CHANNEL = Clause(
    doc="国办秘函〔2019〕19号",
    clause="单项否决·互动回应差",
    text="未提供网上有效咨询建言渠道（网上信访、纪检举报等专门渠道除外）",
    verified=True,
)
SUBMITTING = Clause(
    doc="国办秘函〔2019〕19号",
    clause="扣分指标·互动交流·信息提交",
    text="渠道可用",
    verified=False,
)


def rows_of(form: InteractionForm) -> tuple[str, ...]:
    """The rows of the register that a form serves."""
    return _ROWS.get(form.purpose, ("R20",))


def name_of(form: InteractionForm) -> str:
    return form.title[:40] or _NAMES.get(form.purpose, "互动表单")


def subject_of(form: InteractionForm) -> str:
    """Page and purpose: the same from one audit to the next."""
    return f"{urls.path_of(form.url)}#{form.purpose.value}"


def evidence_of(form: InteractionForm, quote: str) -> Evidence:
    return Evidence(form.url, f"{name_of(form)}：{quote}"[:200])
