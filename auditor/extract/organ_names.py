"""What a name says of organs: is it one, of which kind, and which block of its page. Words are in ``rules/organs.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from auditor.document_numbers import nfkc
from auditor.duty_tables import NameKind, Topic, organ_table, village_table
from auditor.model import OrganKind

_CHINESE = re.compile(r"[一-鿿]+")
_BRACKETS_AT_END = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]$")
#: 怀屿县教育局, 县教育局, 市教育局 and 教育局 are one organ; 市场监督管理局 and 城市管理局 begin with no place.
_PLACE = re.compile(
    r"(?:[一-鿿]{2,5})?[县旗]|[一-鿿]{2,3}[市区](?![场政容管域级划])|[市区](?![场政容管域级划])"
)
_PLACE_NAMED = re.compile(r"[一-鿿]{1,5}?(?:[省县旗]|[市区州](?![场政容管域级划]))[一-鿿]{2}")
_TOWN_END = re.compile(r"(?:人民政府|政府|街道办事处|街道办)$")
_COMMITTEES = ("村民委员会", "居民委员会", "村委会", "居委会")
_SEPARATORS = re.compile(r"[^一-鿿()、]+|、")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class OrganName:
    """``core`` is the same for all names of one organ; ``disclosure``: the name adds 信息公开 or the like;
    ``sure``: an organ wherever it stands."""

    name: str
    core: str
    kind: OrganKind
    disclosure: bool = False
    sure: bool = False


def plain(text: str) -> str:
    return nfkc("".join(text.split()))


@lru_cache(maxsize=65536)
def organ_name(text: str) -> OrganName | None:
    """The department or township that a name means; None for anything else, and for organs that owe no page here."""
    if len(text) > _LONGEST:
        return None
    table = organ_table()
    name = plain(text)
    added = max((end for end in table.disclosure if name.endswith(end)), key=len, default="")
    name = _BRACKETS_AT_END.sub("", name.removesuffix(added).rstrip("-—·:|"))
    if not _CHINESE.fullmatch(name) or any(word in name for word in table.exempt):
        return None
    kind = next((kind for kind in table.kinds if _is_of(kind, name)), None)
    if kind is None:
        return None
    sure = name.endswith(kind.sure)
    return OrganName(name, core_of(name), kind.kind, bool(added), sure)


def _is_of(kind: NameKind, name: str) -> bool:
    if not name.endswith((*kind.endings, *kind.sure)) or any(word in name for word in kind.unlike):
        return False
    return kind.least <= len(name) <= kind.most


@lru_cache(maxsize=65536)
def core_of(name: str) -> str:
    """A name without the place in front and, for a township, without 人民政府 behind."""
    rest = _PLACE.match(name)
    core = name[rest.end() :] if rest and len(name) - rest.end() >= 3 else name
    if core.endswith(("街道办事处", "街道办")):
        core = core[: core.rindex("街道") + 2]
    elif core.endswith(("镇人民政府", "乡人民政府", "镇政府", "乡政府")):
        core = _TOWN_END.sub("", core)
    return abridged(core)


@lru_cache(maxsize=65536)
def abridged(text: str) -> str:
    """A text with the long forms of names of organs made short, for comparing."""
    short = plain(text)
    for first, *others in organ_table().short:
        for other in sorted(others, key=len, reverse=True):
            short = short.replace(other, first)
    return short


def is_upper(text: str) -> bool:
    """True for an organ that calls itself another level's."""
    name = plain(text)
    return name.startswith(organ_table().upper) or "省" in name[:8] or "自治州" in name[:10]


def names_place(name: str) -> bool:
    """True for 怀屿县教育局, not for 县教育局 and 教育局."""
    return bool(_PLACE_NAMED.match(plain(name)))


def lists_organs(name: str) -> bool:
    return plain(name) in organ_table().lists


def mentions_organs(name: str) -> bool:
    return plain(name) in organ_table().mentions


def leads_elsewhere(name: str) -> bool:
    """True for a name below which organs publish one kind of information only."""
    text = plain(name)
    return any(word in text for word in organ_table().elsewhere)


@lru_cache(maxsize=65536)
def block_of(text: str) -> str:
    """The block that a name means: its id, or ""."""
    if len(text) > 2 * _LONGEST:
        return ""
    name = plain(text)
    for block in organ_table().blocks:
        if name in block.names or any(word in name for word in block.words):
            return block.id
    return ""


def is_aside(text: str) -> bool:
    name = plain(text)
    return any(word in name for word in organ_table().aside)


def names_in(text: str) -> list[OrganName]:
    """Organs named in a running text, in order, each once: only words that stand alone between punctuation."""
    found = {
        name.core: name
        for token in _SEPARATORS.split(nfkc(text))
        if 3 <= len(token) <= 30 and (name := organ_name(token)) is not None
    }
    return list(found.values())


# ── villages ──────────────────────────────────────────────────────────────────────────────────────


def lists_villages(name: str) -> bool:
    text = plain(name)
    return text in village_table().lists or text.removeprefix("村(居)") in ("公开", "务公开")


@lru_cache(maxsize=65536)
def village_name(text: str) -> str:
    """The village that a name is; "" for anything else. 青山村村民委员会 is 青山村."""
    table = village_table()
    name = plain(text)
    name = next(
        (name.removesuffix(end) for end in ("村务公开", "务公开", "信息公开") if name.endswith(end)), name
    )
    for end in _COMMITTEES:  # 青山村村委会 and 青山村委会 are 青山村
        if name.endswith(end):
            rest = name.removesuffix(end)
            name = rest if rest.endswith(table.endings) else rest + ("村" if end[0] == "村" else "社区")
    if not _CHINESE.fullmatch(name) or not 3 <= len(name) <= table.most:
        return ""
    if not name.endswith(table.endings) or any(word in name for word in table.unlike):
        return ""
    return name


@lru_cache(maxsize=65536)
def village_in(title: str, township: str = "") -> str:
    """The village that a title begins with (青山村2026年第一季度财务公开); "" when none."""
    name = plain(title)
    for place in (f"{township}人民政府", township):
        name = name.removeprefix(place) if place else name
    start = re.match(
        r"[关于《]*([一-鿿]{1,6}?(?:村|社区))(?:村民委员会|居民委员会|村委会|居委会|委会)?", name
    )
    return village_name(start[1]) if start else ""


def topics_of(text: str) -> tuple[Topic, ...]:
    """Topics that a name or title tells."""
    name = plain(text)
    return tuple(topic for topic in village_table().topics if any(word in name for word in topic.words))
