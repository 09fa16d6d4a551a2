"""What the rules about organs, townships and villages have in common."""

from __future__ import annotations

import re
import unicodedata

from auditor.duty_tables import village_table
from auditor.facts import Facts
from auditor.model import Column, Obstacle, Organ, OrganKind

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


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


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
