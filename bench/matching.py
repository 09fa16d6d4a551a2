"""How fast names are matched: ours against a plain loop and against the floor, in one run.

    python bench/matching.py [--names 10000] [--unique 0.1] [--loop 600]

The names are drawn deterministically from the vocabulary of the standard and roughened as portals roughen them: place
and organ names in front, 专栏 and the like behind, years, spaces, a changed character, and names of nothing. Real
portals repeat themselves (every department has its 通知公告), so ``--unique`` sets the share of distinct names: 0.1 is
a county with its departments and townships, 1.0 a list without repetition.

* loop   ``process.extractOne(name, titles, scorer=WRatio)`` for each name; timed on ``--loop`` of them, scaled up
* floor  ``process.cdist(names, titles, scorer=ratio)`` for all names: the bare scores, nothing decided
* ours   ``match_names``: unique names scored once, context read, a decision with rung and runners-up for each name
"""

from __future__ import annotations

import argparse
import gc
import random
import time
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process

from auditor.catalog import load_standard
from auditor.match import match_names
from auditor.match.reading import GROUPS
from auditor.match.vocabulary import vocabulary
from auditor.model import PublishedName

_BEFORE = ("清禾县", "县", "县人民政府", "安平区", "2023年", "县级", "本级", "我县", "")
_AFTER = ("专栏", "信息", "公开", "领域", "工作", "情况", "（2022年）", "信息公开", ">>", "")
_OTHER = tuple(
    "走访慰问 图片新闻 县教育局 城关镇 部门动态 招聘公告 联系我们 旅游景区 河长制 文明创建 疫情防控".split()
)
_ABOVE = (
    ("首页", "政务公开"),
    ("首页", "政府信息公开", "法定主动公开内容"),
    ("政务公开", "基层政务公开"),
    ("部门信息公开", "县民政局"),
    (),
    ("首页", "专题专栏"),
    ("基层政务公开", "义务教育"),
    ("互动交流",),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--names", type=int, default=10_000)
    parser.add_argument("--unique", type=float, default=0.1)
    parser.add_argument("--loop", type=int, default=600)
    options = parser.parse_args()
    standard = load_standard()
    texts = [variant.text for group in GROUPS for variant in vocabulary(standard, group).variants]
    match_names(
        [PublishedName("预热")], standard
    )  # the vocabulary is built once per process, like the catalog
    gc.freeze()  # as `auditor match` does
    names = draw(options.names, options.unique, texts)
    plain = [name.name for name in names]
    sample = random.Random(2).sample(plain, min(options.loop, len(plain)))
    loop = _best(lambda: _loop(sample, texts), 1) * len(plain) / len(sample)
    floor = _best(lambda: process.cdist(plain, texts, scorer=fuzz.ratio), 3)
    ours = _best(lambda: match_names(names, standard), 3)
    print(f"names {len(names)}, distinct {len(set(plain))}, texts of the catalog {len(texts)}")
    print(f"loop (WRatio)  {loop:8.2f} s   {loop / ours:6.1f} × ours")
    print(f"floor (cdist)  {floor:8.3f} s   ours is {ours / floor:.2f} × the floor")
    print(f"ours           {ours:8.3f} s   {ours / len(names) * 1e6:.1f} µs a name")


def draw(count: int, unique: float, texts: Sequence[str]) -> list[PublishedName]:
    """``count`` names, about ``unique`` of them distinct, each below some parents. The same every time."""
    chance = random.Random(1)
    pool: dict[str, None] = {}
    while len(pool) < max(1, int(count * unique)):
        pool.setdefault(_roughened(chance.choice(texts), chance))
    distinct = list(pool)
    weights = [1 / (rank + 3) for rank in range(len(distinct))]
    drawn = distinct + chance.choices(distinct, weights, k=count - len(distinct))
    chance.shuffle(drawn)
    return [PublishedName(name, chance.choice(_ABOVE)) for name in drawn]


def _roughened(text: str, chance: random.Random) -> str:
    dice = chance.random()
    if dice < 0.15:
        return chance.choice(_OTHER) + chance.choice(("", "信息", "专栏", str(chance.randrange(99))))
    if dice < 0.3 and len(text) > 3:
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice("政县新农水安") + text[at + 1 :]
    if dice > 0.9:
        text = " ".join(text)
    return chance.choice(_BEFORE) + text + chance.choice(_AFTER)


def _loop(names: Sequence[str], texts: Sequence[str]) -> None:
    for name in names:
        process.extractOne(name, texts, scorer=fuzz.WRatio)


def _best(work: Callable[[], object], times: int) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


if __name__ == "__main__":
    main()
