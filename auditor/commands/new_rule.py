"""``auditor new-rule``: the two files that a rule is made of, as skeletons that fail their test until they are filled."""

from __future__ import annotations

import re
from argparse import Namespace

from auditor import outputs
from auditor.errors import AuditorError, ExitCode
from auditor.profile import RULES_DIR
from auditor.rule import discover

_NAME = re.compile(r"[a-z]+(?:-[a-z]+)+", re.ASCII)
_CHECK = '''"""（问题的名称，写成出错的状态）。

## 检查什么

（检查哪些对象，什么情况算问题，什么情况结论为“无法判断”。）

## 为什么

（文号和条款，原文。）

## 如何整改

（谁来做什么。）
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts
from auditor.model import Clause, Evidence, Outcome, Severity
from auditor.rule import Claim, Verdict, rule

#: A clause that nobody has read has verified=False and can only warn.
_BASIS = (Clause(doc="", clause="", text="", verified=False),)


@rule(
    id="{id}",
    code="{code}",
    severity=Severity.MINOR,
    claims=Claim.STATE,  # ABSENCE when a fail says that something is nowhere
    requirements=(),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per column."""
    for column in facts.inventory.columns:
        yield Verdict(column.id, column.name, Outcome.CANT_TELL, evidence=(Evidence(column.url),))
'''
_CASES = """rule: {id}
today: "2026-11-20"
cases:
  pass-nothing-wrong:
    expect: []
  fail-to-be-written:
    columns: [{{id: a, name: 通知公告}}]
    expect:
      - {{subject: a, outcome: fail}}
  cant-tell-to-be-written:
    columns: [{{id: a, name: 通知公告}}]
    expect:
      - {{subject: a, outcome: cant-tell}}

# One fault put into the model county (fixtures/html/wenhe) that the rule must find, and a look-alike that is none.
mutations:
  - name: to-be-written
    change:
      - {{page: index.html, replace: "（原文）", with: "（改后）"}}
    expect: [{{name: 通知公告, outcome: fail}}]
  - name: look-alike-to-be-written
    change:
      - {{page: index.html, replace: "（原文）", with: "（改后）"}}
    expect: []
"""


def run(arguments: Namespace) -> ExitCode:
    """Raises AuditorError for a name that is no rule's or is taken, before anything is written."""
    id_ = str(arguments.name)
    if not _NAME.fullmatch(id_):
        raise AuditorError(f"“{id_}”不能作规则名：请用小写英文单词加连字符，写成出错的状态，例如 late-reply")
    rules = discover()
    check = RULES_DIR / "checks" / f"{id_.replace('-', '_')}.py"
    cases = RULES_DIR.parent / "fixtures" / "rules" / f"{id_}.yml"
    for path in (check, cases):
        if path.exists():
            raise AuditorError(f"{path} 已存在，请换一个名称，或先删除它")
    code = f"PA{max(int(rule.code.removeprefix('PA')) for rule in rules) + 1:03d}"
    outputs.write(check, _CHECK.replace("{id}", id_).replace("{code}", code).encode())
    outputs.write(cases, _CASES.format(id=id_).encode())
    print(f"已写出 {check}\n已写出 {cases}")
    print(f"下一步：填写检查与用例，运行 pytest -k {id_}，再运行 auditor rules --write docs/rules 更新说明")
    return ExitCode.CLEAN
