"""Audits in which every text is hostile, by seed: for the property tests of all renderers.

``hostile_audit(seed)`` is a pure function. Three kinds take turns: of ``seed % 3 == 0`` every text is hostile, addresses, days
and codes too; of 1 addresses look like addresses and days are days, yet the addresses are hostile; of 2 addresses, days and ids
are plausible, and only what people read is hostile. Ids stay unique and keep referring to each other. Left alone are ``schema``
and ``today``, which the reader of ``audit.json`` checks, and enumerations.
"""

from __future__ import annotations

import hashlib
import random
import struct
import types
import typing
import zlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from typing import Any

import sample

from auditor.model import Audit
from auditor.model.judgement import AuditedShot, AuditedWaiver, WaiverState
from auditor.model.reporting import Attachments, AuditDiff, Change, FindingDelta, TrendPoint

#: Short texts that are markup, code, formulas, headers, paths or invisible somewhere.
NASTY = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "</title></style></script><b>",
    "<a href=javascript:alert(1)>点</a>",
    "javascript:alert(1)",
    "<!-- --><![CDATA[x]]>]]>&#60;&amp;&lt;",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>&a;",
    "{{7*7}}{% raw %}{# x #}${7*7}#{7*7}<%= 7*7 %>",
    "%s%n{0}{name}{0.__class__}",
    '=HYPERLINK("http://evil.example/","x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1＋1",
    "'=1",
    "公示\u202e告公",
    "\u2066隔离\u2069\u200f\u061c\u200b",
    "\u2028行\u2029",
    "孤\ud800立\udfff",
    "\udc00\ud83d",
    "\ufffe\uffff\ufeff",
    "\x00空\x01\x08\x0b\x0c\x0e\x1f\x7f\x85",
    "清理\x1b[2J\x1b]0;own\x07完毕",
    "一行\n二行\r\n三行\t四",
    "x\r\nBcc: a@evil.example\r\n\r\n正文",
    "../../../etc/passwd",
    "..\\..\\CON:*?<>|",
    "a/b\x00c",
    "; rm -rf / #$(reboot)`id`&&",
    "[red]x[/red] **粗** [字](http://evil.example) # 题",
    "<at user_id=\"all\">所有人</at> @all <font color='red'>",
    "_x000D_&#xD800;&#0;",
    "𠮷\U0001f468\u200d\U0001f469\u200d\U0001f467e\u0301\u0301\u0301",
    '\\"\\u0000\\\\',
    " ",
    "",
)
_ADDRESSES = (
    "javascript:alert(document.domain)",
    "JaVaScRiPt:alert(1)//http://a.example/",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "//evil.example/x",
    "http://[::1",
    "https://evil.example/\"'><script>alert(1)</script>",
    "https://evil.example/\u202egpj.exe",
    "https://evil.example/ x\n",
    "https://user:pass@evil.example:99999/路径?x=1&y='\"<>#é",
    "https://evil.example/\ud800",
    "https://evil.example/?q=<%s>&=1+1",
    "=http://evil.example/",
    "https://ok.example/a?b=1&c=2#d",
)
#: So long are the longest texts.
LONG = 100_000
_PLAUSIBLE = "https://www.qinghe.gov.example/p{}.html"
_DAYS = ("2020-11-30", "2021-01-02", "2021-01-15", "2021-03-31")
_FIXED = frozenset({"schema", "today"})
_IDS = frozenset({"id", "subject", "fingerprint", "column", "entry", "parent", "field", "rule"})
_URLS = frozenset(
    {
        "url",
        "urls",
        "action",
        "target",
        "results",
        "form_url",
        "page",
        "pages_visited",
        "address",
        "where_url",
    }
)
_DATES = frozenset("newest date expires day since opens closes taken before after".split())
#: Codes that are part of the tool's own vocabulary.
_CODES = frozenset("code method reason kind platform verdict state profile group dimension family".split())


def hostile_audit(seed: int) -> Audit:
    """The sample with all parts that an audit may have, and hostile text in each of them. Equal seeds, equal audits."""
    spoil = _Spoiler(seed)
    audit: Audit = spoil.value(_full(), Audit, "")
    audit = replace(audit, unjudged=None)
    waivers = tuple(
        replace(waiver, state=state, fingerprints=(finding.fingerprint,))
        for waiver, state, finding in zip(audit.waivers, WaiverState, audit.findings[::3], strict=False)
    )
    digest = hashlib.sha256(PICTURE).hexdigest()
    shots = tuple(
        replace(shot, fingerprint=finding.fingerprint, sha256=digest if index % 2 == 0 else shot.sha256)
        for index, (shot, finding) in enumerate(zip(audit.shots, audit.findings, strict=False))
    )
    return replace(audit, waivers=waivers, shots=shots)


def hostile_attachments(seed: int, audit: Audit) -> Attachments:
    """A difference with every kind of change, a trend and pictures for the shots of ``audit``."""
    spoil = _Spoiler(seed + 1)
    deltas = tuple(
        FindingDelta(
            finding.fingerprint,
            change,
            before=None if change is Change.NEW else finding,
            after=None if change in (Change.MENDED, Change.UNKNOWN) else finding,
            reason=spoil.text() if change is Change.UNKNOWN else "",
        )
        for change in Change
        for finding in audit.findings[list(Change).index(change) :: len(Change)]
    )
    diff = AuditDiff(
        audit.portal, spoil.text(), audit.today, audit.score, audit.score, deltas, (spoil.text(), "rules")
    )
    trend = tuple(TrendPoint(spoil.text(), 80.0 - n, 70.0, n, 2, 3, spoil.text()) for n in range(4))
    return Attachments(diff, trend, ((hashlib.sha256(PICTURE).hexdigest(), PICTURE),))


def _png(width: int, height: int) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\xa0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


#: The one picture that shots of hostile audits name (by its SHA-256).
PICTURE = _png(64, 40)


@cache
def _full() -> Audit:
    """The sample; parts that it leaves empty are made up from their types."""
    audit = sample.audit()
    maker = _Spoiler(2)
    hints = _hints(Audit)
    empty = {one.name for one in fields(Audit) if not getattr(audit, one.name)}
    made = {name: maker.make(hints[name], name) for name in sorted(empty - {"unjudged"})}
    made["shots"] = tuple(maker.make(AuditedShot, "") for _ in range(6))
    made["waivers"] = tuple(maker.make(AuditedWaiver, "") for _ in WaiverState)
    named = tuple(
        replace(finding, units=("县政府办公室", f"第{n % 3}局"), organ="县水务局", field="field-16")
        for n, finding in enumerate(audit.findings)
    )
    return replace(audit, findings=named, **made)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


class _Spoiler:
    """Makes values hostile. Ids that were equal stay equal."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._mode = seed % 3
        self._known: dict[str, str] = {}
        self._made = 0

    def text(self) -> str:
        pick = self._random.random()
        if pick < 0.004:
            return self._random.choice(("长", "A", "=", "<b>", "\u202e", "&", "é ")) * LONG
        one, other = self._random.choice(NASTY), self._random.choice(NASTY)
        return one if pick < 0.6 else f"政府{one}公开{other}"

    def value(self, value: Any, hint: Any, name: str) -> Any:
        """``value`` with each text in it spoilt; its shape stays."""
        if isinstance(value, Enum) or name in _FIXED:
            return value
        if isinstance(value, str):
            return self._string(value, name)
        if is_dataclass(value) and not isinstance(value, type):
            hints = _hints(type(value))
            return replace(
                value,
                **{f.name: self.value(getattr(value, f.name), hints[f.name], f.name) for f in fields(value)},
            )
        if isinstance(value, tuple | list):
            return type(value)(self.value(one, None, name) for one in value)
        if isinstance(value, dict):
            kept = {key: self.value(one, None, str(key)) for key, one in value.items()}
            return kept if self._mode == 2 else kept | {self.text() or "x": self.text()}
        return value

    def make(self, hint: Any, name: str) -> Any:
        """A value of a type, with texts that are told apart by a number."""
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin is tuple:
            several = len(arguments) == 2 and arguments[1] is Ellipsis
            return tuple(self.make(one, name) for one in ((arguments[0],) * 2 if several else arguments))
        if origin in (typing.Union, types.UnionType):
            return self.make(next(one for one in arguments if one is not type(None)), name)
        if origin is dict:
            return {"key": "value"}
        self._made += 1
        if is_dataclass(hint) and isinstance(hint, type):
            return hint(**{f.name: self.make(_hints(hint)[f.name], f.name) for f in fields(hint)})
        if isinstance(hint, type) and issubclass(hint, Enum):
            return list(hint)[self._made % len(hint)]
        plain: dict[Any, Callable[[], Any]] = {
            str: lambda: self._plain(name),
            bool: lambda: bool(self._made % 2),
            int: lambda: self._made % 90,
            float: lambda: self._made % 90 / 2,
        }
        return plain[hint]() if hint in plain else f"any{self._made}"

    def _plain(self, name: str) -> str:
        if name in _URLS:
            return _PLAUSIBLE.format(self._made)
        return _DAYS[self._made % 4] if name in _DATES else f"{name}{self._made}"

    def _string(self, value: str, name: str) -> str:
        if name in _IDS:
            return value if self._mode else self._id(value)
        if name in _URLS and self._mode:
            return value if self._mode == 2 else self._random.choice(_ADDRESSES)
        if name in _DATES and self._mode:
            return value
        if name in _CODES and self._mode == 2:
            return value
        return self.text()

    def _id(self, value: str) -> str:
        """A hostile id: the same for the same value, and never that of another."""
        if value and value not in self._known:
            self._known[value] = f"n{len(self._known)}-{self._random.choice(NASTY)}"
        return self._known.get(value, value)
