"""Which interpretation belongs to which policy: by links, document numbers and titles.

Two degrees. A pair is ``sure`` when its witnesses leave no doubt; only such pairs are held against anybody. A pair that is
merely likely (a number cited among others, a similar title) is enough to say that a policy does not lack an interpretation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from auditor import urls
from auditor.document_numbers import find_numbers, nfkc, same_number
from auditor.model import Document
from rules.checks._policies import Interpretation, squeezed

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


def find_pairs(policies: Sequence[Document], interpretations: Sequence[Interpretation]) -> tuple[Pair, ...]:
    """All pairs; a policy may have several interpretations, and an interpretation several policies."""
    readied = [(each, _names(each), _numbers(each)) for each in interpretations]
    found = []
    for policy in policies:
        mine, own_url = core(policy.title), urls.canonical(policy.url)
        outward = {url for url, _ in policy.links}
        for interpretation, names, numbers in readied:
            there = urls.canonical(interpretation.url)
            if there == own_url:
                continue
            text = interpretation.document
            forward = there in outward
            back = text is not None and own_url in {url for url, _ in text.links}
            pair = _pair(policy, interpretation, mine, names, numbers, forward, back)
            if pair is not None:
                found.append(pair)
    return tuple(found)


def _pair(
    policy: Document,
    interpretation: Interpretation,
    mine: str,
    names: Sequence[str],
    numbers: tuple[Sequence[str], Sequence[str]],
    forward: bool,
    back: bool,
) -> Pair | None:
    alike = max((likeness(mine, name) for name in names), default=0.0)
    in_title, in_text = (any(same_number(policy.number, each) for each in some) for some in numbers)
    text = interpretation.document
    # What an interpretation names first is what it interprets; what follows is its basis.
    first = text is not None and any(likeness(mine, core(title)) >= _SAME for title in text.cited[:1])
    cited = text is not None and any(likeness(mine, core(title)) >= _SAME for title in text.cited[:20])
    linked = forward or back
    confirmed = (linked and alike >= _AKIN) or (in_text and alike >= _NEAR) or (first and (linked or in_text))
    sure = alike >= _SAME or in_title or confirmed
    if not sure and not (linked or in_text or cited or alike >= _LIKE):
        return None
    how = "link" if linked else "number" if in_title or in_text else "title"
    return Pair(policy, interpretation, sure, how, forward, back)


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
    figures = (_FIGURES.findall(one), _FIGURES.findall(other))
    if all(figures) and set(figures[0]) != set(figures[1]):
        return 0.0
    short, long = sorted((one, other), key=len)
    if short in long:
        # What stands before is the place or 加强; what follows (实施细则) makes another document of it.
        return 97.0 if long.endswith(short) and len(short) * 2 >= len(long) else 60.0
    return fuzz.ratio(one, other)


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


def _numbers(interpretation: Interpretation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Numbers in its title, and in its text."""
    text = interpretation.document
    titled = tuple(found.value for found in find_numbers(nfkc(interpretation.title)))
    return titled, (text.numbers if text is not None else ())
