"""公开时限 as text → machine rules. Pure.

A text is cut into clauses at ；。 and at commas that start a new limit. A clause gives one :class:`TimeLimit`; a
remark in brackets that holds a figure of its own gives another. What no pattern knows stays ``TEXT``: it is
counted (:func:`grasp`) and never judged.

Anchors: ``formed`` (形成、变更), ``obtained`` (制作或获取: the day it reached the publisher, which its own date does
not show), ``decision``, ``approval``, ``approval-received``, ``application``, ``result``, ``survey``, ``hearing``,
``submission``, ``event``, ``progress``; None = the text names no event.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from auditor.model import LimitKind, TimeLimit

_DIGITS = "零一二三四五六七八九"
_NUMBER = r"(\d{1,4}|[一二两三四五六七八九十]{1,3}|半)"
_UNIT = r"个?(工作日|自然日|日|天|周|星期|个?月|季度|季|年)"
_UNITS = {
    "工作日": "workday", "自然日": "day", "日": "day", "天": "day", "周": "week", "星期": "week",
    "月": "month", "个月": "month", "季度": "quarter", "季": "quarter", "年": "year",
}  # fmt: skip
_AMOUNT = _NUMBER + _UNIT
_WITHIN = re.compile(r"(?<![月\d前])" + _AMOUNT + r"(?:之?内|以内|$|(?=予以|公开|公示|公布))")
_EVERY = re.compile(rf"每{_NUMBER}?{_UNIT}")
#: 1月31日前 is a day of the calendar, not a distance.
_BEFORE = re.compile(
    rf"(?:提前(?:不少于|至少)?{_AMOUNT}|(?<![月\d]){_AMOUNT}(?:以|之)?前|前{_AMOUNT}(?!之?内|以内))"
)
_AT_LEAST = re.compile(rf"(?:不得?少于|不低于|至少){_AMOUNT}")
_SUBJECT = re.compile(r"^(.{2,8}?)(?:时间|期限|期)?(?:为|应)?(?:不得?少于|不低于|至少|\d)")
_SHOWN = re.compile(rf"^公示(?:时间|期限?|期为)?(?:为)?{_AMOUNT}$")
_PROMPT = re.compile(r"^(?:公开|公布)?(?:及时|实时|即时|随时)(?:予以)?(?:更新|公开|公布|公示|发布)?$")
_PROMPT_AFTER = re.compile(r"^(?:.{2,20}后|按进展情况)(?:及时|实时|即时)(?:予以)?(?:公开|公布|更新)$")
_STANDING = re.compile(r"^(?:长期|常年|持续)(?:予以)?(?:公开|公示)?(?:\(动态(?:调整|更新)\))?$")
_PROVISO = re.compile(r"法律、?(?:行政)?法规.*另有规定")
_REMARK = re.compile(r"\(([^()]*)\)")
_NEW_LIMIT = re.compile(r",(?=法律|公示.{0,6}\d)")
#: Full-width forms and their plain twins, one character each, so that places in both texts agree.
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SCOPE = re.compile(r"^(?:其中)?([^:]{2,24}):(.+)$")

#: First match wins: the special event before the general one.
_ANCHORS = (
    (r"批准文件之日", "approval-received"),
    (r"收到.*申请之日|受理之日", "application"),
    (r"送审|报批前|报送审批", "submission"),
    (r"听证", "hearing"),
    (r"调查结束", "survey"),
    (r"结果确定|结果.*后", "result"),
    (r"批准后|批复后|批准之日|批复之日|审批后", "approval"),
    (r"决定(?:书)?.{0,2}(?:作出|做出|形成)|(?:作出|做出).*决定|决策作出", "decision"),
    (r"获取", "obtained"),
    (r"形成|变更|产生|制作", "formed"),
    (r"邀请", "event"),
    (r"进展", "progress"),
)  # fmt: skip
_DECISIONS = re.compile(r"^(行政许可[^作做形]*|行政处罚[^作做形]*)(?=决定|应?自|应?当)")


def parse_limits(text: str | None) -> tuple[TimeLimit, ...]:
    """The rules of one 公开时限, in the order written; empty for an empty text."""
    written = "".join((text or "").split())
    plain = written.translate(_FOLD)
    found: list[TimeLimit] = []
    for clause in re.split(r"[;。](?![^(]*\))", plain):
        for part in _NEW_LIMIT.split(clause):
            found += _clause(part.strip(","))
    return tuple(_as_written(limit, plain, written) for limit in found)


def grasp(limits: tuple[TimeLimit, ...]) -> Literal["none", "whole", "part", "text"]:
    """How much of a text was understood: ``none`` = there is no text, ``text`` = nothing was."""
    if not limits:
        return "none"
    unknown = sum(limit.kind is LimitKind.TEXT for limit in limits)
    return "whole" if not unknown else "text" if unknown == len(limits) else "part"


def _as_written(limit: TimeLimit, plain: str, written: str) -> TimeLimit:
    """The limit with the source's own punctuation in its text."""
    at = plain.find(limit.text)
    if at < 0:  # stray punctuation was trimmed from within: keep what we have
        return limit
    return replace(limit, text=written[at : at + len(limit.text)])


def _clause(text: str) -> list[TimeLimit]:
    """One clause, and the remarks in its brackets."""
    if not text:
        return []
    scope, body = _scoped(text)
    if _STANDING.match(body):
        return [TimeLimit(LimitKind.STANDING, scope=scope, text=text)]
    remarks = [remark for remark in _REMARK.findall(body) if re.search(_AMOUNT, remark)]
    for remark in remarks:
        body = body.replace(f"({remark})", "")
    main = _one(body, scope, text)
    return [main, *(_remark(remark, main) for remark in remarks)]


def _remark(text: str, main: TimeLimit) -> TimeLimit:
    """A figure in brackets: an exception from the limit before it, when it says for what."""
    scope, body = _scoped(text)
    limit = _one(body, scope, text)
    if not scope or re.match(r"S\d", text):
        return TimeLimit(LimitKind.TEXT, text=text)
    return replace(limit, anchor=limit.anchor or main.anchor)


def _scoped(text: str) -> tuple[str, str]:
    """What the clause speaks of, and the rest."""
    named = _SCOPE.match(text)
    if named:
        return named.group(1), named.group(2)
    for pattern, strip in ((r"^其中(.{2,20}?)(?=应?自|在)", "其中"), (r"^(批前公示|批后公布)", "")):
        found = re.match(pattern, text)
        if found:
            return found.group(1).removesuffix("应"), text.removeprefix(strip)
    found = _DECISIONS.match(text)
    if found and "和" in text:  # "…许可和…处罚决定作出后": several kinds of decision, so it speaks of a part
        return found.group(1) + "决定", text
    quoted = re.match(r"^(《[^》]+》)在", text)
    return (quoted.group(1), text) if quoted else ("", text)


def _one(body: str, scope: str, text: str) -> TimeLimit:
    """The first rule that ``body`` states."""
    anchor = next((name for pattern, name in _ANCHORS if re.search(pattern, body)), None)
    place = re.search(r",?(在[^,]*公示栏(?:公开)?)$", text)
    if _PROVISO.search(body):
        return TimeLimit(LimitKind.TEXT, scope=scope, text=text)
    for pattern, kind in (
        (_AT_LEAST, LimitKind.AT_LEAST),
        (_SHOWN, LimitKind.AT_LEAST),
        (_EVERY, LimitKind.EVERY),
        (_BEFORE, LimitKind.BEFORE),
        (_WITHIN, LimitKind.WITHIN),
    ):
        found = pattern.search(body)
        if not found:
            continue
        amount, unit = _quantity(*[group for group in found.groups() if group][-2:])
        if kind is LimitKind.AT_LEAST and anchor == "submission":
            kind = LimitKind.BEFORE  # 送审报批前，不少于30日: it ends where the submission begins
        subject = _SUBJECT.match(body) if kind is LimitKind.AT_LEAST else None
        anchored = anchor if kind in (LimitKind.WITHIN, LimitKind.BEFORE) else None
        part = scope or (place.group(1) if place else subject.group(1) if subject else "")
        return TimeLimit(kind, amount, unit, anchored, part, text)
    if _PROMPT.match(body):
        return TimeLimit(LimitKind.PROMPT, scope=scope, text=text)
    if _PROMPT_AFTER.match(body):
        return TimeLimit(LimitKind.PROMPT, anchor=anchor, scope=scope, text=text)
    return TimeLimit(LimitKind.TEXT, scope=scope, text=text)


def _quantity(*words: str) -> tuple[int, str]:
    """``("20", "工作日")`` → ``(20, "workday")``; a unit alone counts one; 半年 is a unit of its own."""
    number, unit = (words[0], words[1]) if len(words) == 2 else ("1", words[0])
    name = _UNITS[unit]
    if number == "半":
        return (1, "half-year") if name == "year" else (15, "day")
    return (int(number) if number.isdigit() else _spelled(number)), name


def _spelled(word: str) -> int:
    """三 → 3, 十五 → 15, 二十 → 20, 三十一 → 31."""
    tens, ten, ones = word.replace("两", "二").rpartition("十")
    if not ten:
        return _DIGITS.index(ones)
    return 10 * (_DIGITS.index(tens) if tens else 1) + (_DIGITS.index(ones) if ones else 0)
