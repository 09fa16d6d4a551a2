"""What stays of a name when the accidents of a web page are taken off. Pure functions on strings."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from auditor.catalog import key

_NOISE = re.compile(r"[\s·•・\-_—–|>»<«\"'“”‘’《》〈〉「」『』:;,.!?。，；：！？、*#=+~^…/\\&]+")
_BRACKETS = re.compile(r"[(\[【〔{][^()\[\]【】〔〕{}]*[)\]】〕}]")
_BRACKET_MARKS = re.compile(r"[()\[\]【】〔〕{}]")
_ORDINAL = re.compile(r"^(?:\d{1,2}[.、)]|\(?[一二三四五六七八九十]{1,3}[、).])")
#: Most names: nothing to take off before the affixes.
_PLAIN = re.compile(r"[\u4e00-\u9fff]+$")
_PARTS = re.compile(r"[/、|]")

_GENERIC = (
    "更多|more|本级|本县|本区|本市|本部门|本单位|我县|我区|我市|我局|全县|全区|全市|县本级|区本级|市本级|县级|区级|市级"
    "|镇级|乡级|各级|历年|往年|最新|县|区|市|镇|乡"
)
_GENERIC_PREFIX = re.compile(
    rf"^(?:(?:{_GENERIC})(?:人民政府|政府)?|(?:19|20)\d\d(?:(?=年度?报告|年报)|年度?))"
)
_PLACE_PREFIX = re.compile(
    r"^(?P<place>[\u4e00-\u9fff]{1,6}?(?:自治县|开发区|实验区|县|区|市|旗|州|镇|乡|街道))"
    r"(?:人民政府|政府|管委会)?(?:办公室)?(?:门户网站|网站)?"
)
#: Words that end like a place but name a kind of thing: 城市管理 is not the 管理 of a place called 城.
_NO_PLACE = frozenset(
    "城市 城区 城镇 城乡 乡镇 街道 镇街 社区 园区 小区 校区 片区 辖区 县区 市县 景区 矿区 库区 灾区 山区 地区 特区 农区 "
    "牧区 林区 湖区 集市 上市 超市 股市 都市 夜市 家乡 下乡 回乡 返乡 水乡 军区 片区".split()
)
_SUFFIX = re.compile(
    r"(?:更多|more|领域|信息公开|政务公开|政府信息公开|基层政务公开|公开|信息|专栏|专题|专区|栏目|版块|板块|平台|频道|工作|情况|网|栏"
    r"|列表|事项|系统|库|试点|(?:事项)?标准目录|标准指引|公开目录|目录|类)$"
)
#: The last characters of those affixes: most names end in none of them and cost no search.
_SUFFIX_ENDS = frozenset("多e域开息栏题区目块台道作况网表项统库点录引类")
_ORGAN = re.compile(
    r"(?:局|委|委员会|办公室|办|厅|科|股|室|处|所|站|队|大队|中心|院|校|园|馆|社|会|公司|集团|银行|医院|学校|镇|乡|街道|办事处|派出所)$"
)
#: Organs that keep columns of their own; 新闻中心, 服务大厅 and the like are sections of the portal itself.
_PUBLISHER = re.compile(r"(?:局|委|委员会|办公室|镇|乡|街道|办事处|派出所|大队|支队|联合会|协会)$")
_GOVERNMENT = re.compile(r"人民政府|政府办|管委会|管理委员会|本级|首页|网站|门户")


@dataclass(frozen=True, slots=True)
class Forms:
    """``key`` is the name's identity. ``full`` keeps the words in brackets, ``bare`` drops them; ``cores`` are ``bare``
    without place and affixes, ``parts`` the names of a list (城乡规划/国土空间规划)."""

    full: str
    bare: str
    key: str
    cores: tuple[str, ...]
    parts: tuple[str, ...]


def forms(name: str) -> Forms:
    """All shapes of ``name`` that are worth comparing. Works on any text, also an empty one."""
    if _PLAIN.match(name):
        return Forms(name, name, name, _cores(name), ())
    text = _ORDINAL.sub("", unicodedata.normalize("NFKC", name).strip())
    full = squeeze(text)
    bare = squeeze(_BRACKETS.sub("", text)) or full
    parts = tuple(squeeze(part) for part in _PARTS.split(_BRACKETS.sub("", text)))
    return Forms(full, bare, key(name), _cores(bare), parts if len(parts) > 1 else ())


@lru_cache(maxsize=20_000)
def squeeze(text: str) -> str:
    """NFKC, lower case, without spaces, punctuation and bracket marks."""
    return _BRACKET_MARKS.sub("", _NOISE.sub("", key(text)))


def bracketed(title: str) -> tuple[str, ...]:
    """The words inside the brackets of a title, when they are a name: 医疗卫生（卫生健康） → 卫生健康."""
    inside = re.findall(r"[(（]([^()（）]{3,})[)）]", title)
    return tuple(squeeze(words) for words in inside)


def is_organ(name: str) -> bool:
    """True for the name of a department, township or institution; False for a government as a whole."""
    text = squeeze(_BRACKETS.sub("", unicodedata.normalize("NFKC", name)))
    return 2 <= len(text) <= 24 and bool(_ORGAN.search(text)) and not _GOVERNMENT.search(text)


def is_publisher(name: str) -> bool:
    """True for an organ below the portal's own that publishes columns for itself: a bureau, a township."""
    return is_organ(name) and bool(_PUBLISHER.search(squeeze(_BRACKETS.sub("", name))))


def names_publisher(name: str) -> bool:
    """True for a title that begins with such an organ: 城关镇政府信息公开指南."""
    text = squeeze(name)
    return any(is_publisher(text[:end]) for end in range(2, min(len(text), 24)))


def _cores(bare: str) -> tuple[str, ...]:
    """``bare`` with place or level cut off in front and up to three affixes behind, longest first."""
    found = dict.fromkeys([bare])
    for prefix in _prefixes(bare):
        found.setdefault(bare[len(prefix) :])
    for text in list(found):
        for _ in range(3):
            if text[-1:] not in _SUFFIX_ENDS:
                break
            shorter = _SUFFIX.sub("", text)
            if len(shorter) < 2 or shorter == text:
                break
            found.setdefault(shorter)
            text = shorter
    found.pop(bare)
    return tuple(text for text in found if len(text) >= 2)


def _prefixes(bare: str) -> tuple[str, ...]:
    found = []
    generic = _GENERIC_PREFIX.match(bare)
    if generic:
        found.append(generic.group())
    place = _PLACE_PREFIX.match(bare)
    if place and place.group("place") not in _NO_PLACE:
        found.append(place.group())
    return tuple(found)
