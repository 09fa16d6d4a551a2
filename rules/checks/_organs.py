"""What the rules about organs, townships and villages have in common."""

from __future__ import annotations

import re
import unicodedata

from auditor.duty_tables import village_table
from auditor.facts import Facts
from auditor.model import Clause, Column, Obstacle, Organ, OrganKind
from auditor.statements import squeezed

_ORDER_54 = "国办发〔2019〕54号"
#: The order that the plans carry out was not read itself: what rests on it alone warns, unless a plan says the same.
VILLAGE_DUTY = Clause(
    _ORDER_54,
    "向农村和社区延伸",
    "指导村（居）民委员会重点公开脱贫攻坚、乡村振兴、村级财务、惠农政策、养老服务、社会救助等方面的内容（未核实原文）",
    verified=False,
)
VILLAGE_AGREEMENT = Clause(
    _ORDER_54,
    "向农村和社区延伸",
    "使政务公开与村（居）务公开有效衔接，相同事项的公开内容对应一致（未核实原文）",
    verified=False,
)
TOWNSHIP_CATALOG = Clause(
    _ORDER_54,
    "编制政务公开事项标准目录",
    "基层政府编制完成本级政务公开事项标准目录（对乡镇一级的要求未核实原文）",
    verified=False,
)
CATALOG_REVISION = Clause(
    _ORDER_54, "编制政务公开事项标准目录", "标准目录动态管理，及时调整（未核实原文）", verified=False
)
#: Reasons why an organ's own page is not known at all.
NO_PLACE = ("external", "no-place")
_PUNCTUATION = re.compile(r"[^0-9A-Za-z一-鿿]+")


def organs(facts: Facts, *kinds: OrganKind) -> tuple[Organ, ...]:
    return tuple(organ for organ in facts.inventory.organs if organ.kind in kinds)


def subject_of(organ: Organ) -> str:
    return f"{organ.kind.value}:{organ.name}"


def obstacles_of(facts: Facts, organ: Organ) -> tuple[Obstacle, ...]:
    url = organ.url or facts.portal.url
    return tuple(Obstacle(url, reason, organ.name) for reason in organ.obstacles)


def plain(text: str) -> str:
    """NFKC, letters and digits only."""
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text))


def short_name(name: str) -> str:
    """A township as titles name it: 槐湾镇 for 槐湾镇人民政府, 城关街道 for 城关街道办事处."""
    bare = re.sub(r"(?:人民政府|政府)$", "", plain(name))
    bare = re.sub(r"街道(?:办事处|办)$", "街道", bare)
    place = re.match(r"[一-鿿]{2,5}?[县旗]", bare)
    return bare[place.end() :] if place and len(bare) - place.end() >= 3 else bare


def is_village_column(column: Column) -> bool:
    """True for a column that is, or stands below, a column of 村（居）务公开."""
    lists = village_table().lists
    return any(squeezed(name) in lists for name in (*column.path, *column.names))
