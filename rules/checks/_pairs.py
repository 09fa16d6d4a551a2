"""Which interpretation belongs to which policy: by links, document numbers and titles.

Two degrees. A pair is ``sure`` when its witnesses leave no doubt; only such pairs are held against anybody. A pair that is
merely likely (a number cited among others, a similar title) is enough to say that a policy does not lack an interpretation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz, process

from auditor import urls
from auditor.document_numbers import find_numbers, nfkc, same_number
from auditor.model import Document
from auditor.statements import squeezed
from rules.checks._policies import Interpretation

#: Likeness (0–100) of titles: the same matter; enough beside a number; enough to doubt; enough beside a link.
_SAME, _NEAR, _LIKE, _AKIN = 96.0, 82.0, 72.0, 45.0
#: Short names (救灾, 养老) are contained in everything.
_SHORTEST = 5
_PAREN_END = re.compile(r"[(（][^()（）《》]{0,40}[)）]$")
_ISSUING = re.compile(
    r"^[^《》]{0,60}?(?:关于|对|政府|办公室|办公厅|委员会|局)(?:印发|发布|公布|颁布|下发|修订|修改|转发)"
)
_ABOUT = re.compile(r"^[^《》]{0,40}?关于(?:公开|进一步)?")
_KIND = re.compile(r"的?(?:通知|通告|公告|意见|决定|函)$")
_EDITION = re.compile(
    r"[(（](?:试行|暂行|修订|修订版|修订稿|第[一二三四五六七八九十\d]+版)[)）]|(?:试行|暂行)"
)
_DECORATION = re.compile(r"[《》〈〉<>“”‘’\"'()（）\[\]【】〔〕、，,。;；:：·•\-—_|丨!！?？\s]")
_INTERPRETING = re.compile(
    r"^[【\[(]?(?:政策|文件|图文|部门|专家|媒体|视频|图表|音频|动漫|一图)*(?:解读|图解|问答)[】\])]?[:|丨—-]*"
    r"|^[【\[(]?(?:一图|图文|图表|长图|漫画|动漫)?(?:读懂|看懂|速看|速读|了解|图解|图说|解|读|说)+[】\])]?[:|丨—-]*"
    r"|(?:的|之)?(?:政策|文件|有关|相关|图文|文字|权威|热点)*(?:解读|问答|说明|图解|答记者问|读懂|起草说明|编制说明).{0,14}$"
)
_PLACE = re.compile(r"^[一-鿿]{1,8}?[县区市旗](?![域场政])")
_FIGURES = re.compile(r"\d+|[一二三四五六七八九十]+(?=[批期轮次号版])")


@dataclass(frozen=True, slots=True)
class Pair:
    """``forward``: the policy's page links to the interpretation; ``back``: the other way round."""

    policy: Document
    interpretation: Interpretation
    sure: bool
    how: str
    forward: bool = False
    back: bool = False


@dataclass(frozen=True, slots=True)
class _Ready:
    """An interpretation with all that is compared: cores of its title and of what it names first, the numbers in its
    title and in its text, cores of what it cites, and where it links to."""

    interpretation: Interpretation
    names: tuple[str, ...]
    first: str
    titled: tuple[str, ...]
    numbers: tuple[str, ...]
    cited: frozenset[str]
    links: frozenset[str]


@dataclass(slots=True)
class _Index:
    """Which interpretations may belong to a policy, so that not every pair need be looked at."""

    ready: list[_Ready] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    by: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, each: _Ready) -> None:
        place = len(self.ready)
        self.ready.append(each)
        for name in (*each.names, each.first):
            if name:
                self.names.append(name)
                self.owners.append(place)
        keys = (
            f"at {urls.canonical(each.interpretation.url)}",
            *(f"to {link}" for link in each.links),
            *(f"no {_serial(number)}" for number in (*each.titled, *each.numbers)),
            *(f"on {name}" for name in each.cited),
        )
        for key in keys:
            self.by[key].add(place)

    def near(self, policy: Document, mine: str) -> list[int]:
        found = {
            self.owners[place]
            for _, _, place in process.extract(
                mine, self.names, scorer=fuzz.ratio, score_cutoff=_AKIN, limit=None
            )
        }
        outward = (f"at {url}" for url, _ in policy.links)
        keys = (*outward, f"to {urls.canonical(policy.url)}", f"no {_serial(policy.number)}")
        for key in (*keys, *(f"on {name}" for name in _spellings(mine))):
            found |= self.by.get(key, set())
        return sorted(found)


@lru_cache(maxsize=1)  # three rules ask for the same pairs, one after the other
def find_pairs(
    policies: tuple[Document, ...], interpretations: tuple[Interpretation, ...]
) -> tuple[Pair, ...]:
    """All pairs; a policy may have several interpretations, and an interpretation several policies."""
    index = _Index()
    for each in interpretations:
        index.add(_readied(each))
    found = []
    for policy in policies:
        mine = core(policy.title)
        for place in index.near(policy, mine):
            pair = _pair(policy, mine, index.ready[place])
            if pair is not None:
                found.append(pair)
    return tuple(found)


def _readied(interpretation: Interpretation) -> _Ready:
    text = interpretation.document
    cited = [core(title) for title in text.cited[:20]] if text is not None else []
    return _Ready(
        interpretation,
        _names(interpretation),
        cited[0] if cited else "",
        tuple(found.value for found in find_numbers(nfkc(interpretation.title))),
        text.numbers if text is not None else (),
        frozenset(spelling for name in cited for spelling in _spellings(name)),
        frozenset(url for url, _ in text.links) if text is not None else frozenset(),
    )


def _pair(policy: Document, mine: str, ready: _Ready) -> Pair | None:
    own, there = urls.canonical(policy.url), urls.canonical(ready.interpretation.url)
    if own == there:
        return None
    alike = max((likeness(mine, name) for name in ready.names), default=0.0)
    in_title, in_text = (
        any(same_number(policy.number, each) for each in some) for some in (ready.titled, ready.numbers)
    )
    # What an interpretation names first is what it interprets; what follows is its basis.
    first = likeness(mine, ready.first) >= _SAME
    cited = bool(ready.cited & _spellings(mine))
    forward, back = there in {url for url, _ in policy.links}, own in ready.links
    linked = forward or back
    confirmed = (linked and alike >= _AKIN) or (in_text and alike >= _NEAR) or (first and (linked or in_text))
    sure = alike >= _SAME or in_title or confirmed
    if not sure and not (linked or in_text or cited or alike >= _LIKE):
        return None
    how = "link" if linked else "number" if in_title or in_text else "title"
    return Pair(policy, ready.interpretation, sure, how, forward, back)


def _serial(number: str) -> str:
    """Year and serial of a number, which all ways of writing it share."""
    return number[number.find("〔") :] if "〔" in number else number[number.find("令") :]


def _spellings(name: str) -> frozenset[str]:
    """A core with and without the place that it begins with; too short ones are of no use."""
    bare = _PLACE.sub("", name)
    return frozenset(each for each in (name, bare) if len(each) >= _SHORTEST)


# ── titles ────────────────────────────────────────────────────────────────────────────────────────


def core(title: str) -> str:
    """The matter of a title, without organ, 关于印发 … 的通知, marks and editions."""
    name = squeezed(title)
    for _ in range(3):
        name = _PAREN_END.sub("", name)
        issued = _ISSUING.match(name)
        inner = re.search(r"[《〈<](.{3,140})[》〉>]", name)
        if issued and inner and inner.start() >= issued.end() - 1:
            name = inner[1]
            continue
        if issued and not inner:
            name = _KIND.sub("", name[issued.end() :])
            continue
        break
    else:
        return _bare(name)
    about = _ABOUT.match(name)
    return _bare(_KIND.sub("", name[about.end() :]) if about else name)


def likeness(one: str, other: str) -> float:
    """Likeness (0–100) of two cores. Titles that differ in a figure (2025年, 第三批) are of different documents."""
    if min(len(one), len(other)) < _SHORTEST:
        return 100.0 if one == other and one else 0.0
    figures, other_figures = _figures(one), _figures(other)
    if figures and other_figures and figures != other_figures:
        return 0.0
    short, long = sorted((one, other), key=len)
    if short in long:
        # What stands before is the place or 加强; what follows (实施细则) makes another document of it.
        return 97.0 if long.endswith(short) and len(short) * 2 >= len(long) else 60.0
    return fuzz.ratio(one, other)


@lru_cache(maxsize=20_000)
def _figures(name: str) -> frozenset[str]:
    return frozenset(_FIGURES.findall(name))


def _bare(name: str) -> str:
    return _DECORATION.sub("", _EDITION.sub("", name)).replace("的", "")


def _names(interpretation: Interpretation) -> tuple[str, ...]:
    """Cores of what the title of an interpretation may be about."""
    title = squeezed(interpretation.title)
    quoted = [core(each) for each in re.findall(r"《([^《》]{3,120})》", title)]
    outer = re.search(r"《(.{3,140})》", title)
    if outer:
        quoted.append(core(outer[1]))
        return tuple(dict.fromkeys(quoted))
    rest = title
    for _ in range(2):
        rest = _INTERPRETING.sub("", rest)
    return (core(re.sub(r"^关于", "", rest)), core(rest))
