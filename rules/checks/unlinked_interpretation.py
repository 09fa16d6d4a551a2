"""文件与解读材料没有相互链接。

## 检查什么

已经能够确定对应关系的政策文件与解读材料，文件页面有没有链接到解读材料，解读材料页面有没有链接到文件。
对应关系只凭标题相近、或文号只是引用依据之一的，不检查。一份文件有几份解读的，链接到其中一份即可。整个栏目一个结论。

两个方向都没有链接，而本网站其他文件有此类链接的，为不符合；只缺一个方向，或者全站都没有读到此类链接
（可能由脚本写入）的，只作提醒。页面链接太多没有全部读取、解读材料没有打开的，结论为“无法判断”。

## 为什么

国办发〔2017〕47号《政府网站发展指引》：政策文件与解读材料相互关联。

## 如何整改

在文件页面和解读材料页面互相加上链接；使用统一平台的，在发布时选择“关联解读”“关联文件”。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from auditor.facts import Facts
from auditor.model import Clause, Column, Document, Evidence, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._pairs import Pair, find_pairs
from rules.checks._policies import POLICY, columns_below, head_column, interpretations, own_policies

_SHOWN, _QUOTED = 100, 10
#: So many links of a page are kept; where there are as many, others may not be.
_ALL_LINKS = 40


@rule(
    id="unlinked-interpretation",
    code="PA031",
    severity=Severity.MINOR,
    # STATE: both pages were read, and what they link to is seen there.
    claims=Claim.STATE,
    requirements=("R14",),
    basis=(
        Clause(
            doc="国办发〔2017〕47号",
            clause="网站功能·解读回应",
            text="政策文件和解读材料相互关联",
            verified=True,
        ),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict for the policy column, when pairs are known."""
    column = head_column(columns_below(facts, POLICY))
    pairs = find_pairs(own_policies(facts), interpretations(facts))
    known: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.sure:
            known[pair.policy.url].append(pair)
    if column is not None and known:
        usual = any(pair.forward or pair.back for pair in pairs)
        yield _verdict(column, known, usual)


def _verdict(column: Column, known: Mapping[str, Sequence[Pair]], usual: bool) -> Verdict:
    lacking, one_way, unsure = [], [], []
    for pairs in known.values():
        forward, back = any(pair.forward for pair in pairs), any(pair.back for pair in pairs)
        if forward and back:
            continue
        if not _all_seen(pairs):
            unsure.append(pairs[0])
        elif forward or back:
            one_way.append(pairs[0])
        else:
            lacking.append(pairs[0])
    faulty = lacking + one_way
    outcome = Outcome.PASS
    if faulty:
        outcome = Outcome.FAIL if lacking and usual else Outcome.WARN
    elif unsure:
        outcome = Outcome.CANT_TELL
    shown = faulty or unsure or [pairs[0] for pairs in known.values()]
    return Verdict(
        column.id,
        column.name,
        outcome,
        params={
            "path": list(column.path),
            "checked": len(known) - len(unsure),
            "count": len(faulty),
            "unlinked": len(lacking),
            "one_way": len(one_way),
            "state": "none-anywhere" if lacking and not usual else "some" if lacking else "one-way",
            "unlinked_pairs": [_item(pair) for pair in faulty[:_SHOWN]],
        }
        | ({"reason": "links-unseen"} if outcome is Outcome.CANT_TELL else {}),
        evidence=tuple(Evidence(pair.policy.url, pair.policy.title[:80]) for pair in shown[:_QUOTED]),
        obstacles=tuple(
            Obstacle(pair.policy.url, "links-unseen", pair.policy.title) for pair in unsure[:_QUOTED]
        )
        if outcome is Outcome.CANT_TELL
        else (),
        occurrences=max(1, len(faulty)),
    )


def _all_seen(pairs: Sequence[Pair]) -> bool:
    texts: list[Document | None] = [pairs[0].policy, *(pair.interpretation.document for pair in pairs)]
    return all(text is not None and len(text.links) < _ALL_LINKS for text in texts)


def _item(pair: Pair) -> dict[str, object]:
    way = "forward" if pair.forward else "back" if pair.back else "none"
    return {
        "title": pair.policy.title,
        "url": pair.policy.url,
        "interpretation": pair.interpretation.title,
        "interpretation_url": pair.interpretation.url,
        "linked": way,
    }
