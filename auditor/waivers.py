"""What people decided to tolerate on one portal for a while: ``<code>.waivers.yml`` beside the portal file.

A list; each entry takes findings off the exit code and off notices until a day. They stay in the report and in the score.

    - rule: stale-column                    # id of a rule
      subject: /zwgk/tjsj/                  # of the finding, as audit.json has it
      url: http://tj.example.gov.cn/old/*   # or a pattern (* ? [ ]) that all its evidence lies below; or both
      author: 王芳
      date: 2026-06-01
      reason: 统计年报改版，十二月上线
      clause: 《……办法》第八条
      expires: 2026-12-31                   # from that day on it counts again; at most 366 days after date
      seen: 3f0c2a9d51e8b764                # optional: what the finding said; when that changes, the waiver lapses

``auditor waive`` writes entries, with ``seen``. :func:`apply` is pure.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import codec
from auditor.errors import AuditorError
from auditor.model import Finding, Outcome
from auditor.model.judgement import AuditedWaiver, WaiverState
from auditor.strict_yaml import Located, loads_located, read_text

FOLDER = Path(__file__).resolve().parent.parent / "spiders" / "portals"
SUFFIX = ".waivers.yml"
#: No decision holds for longer than a year without somebody making it again.
MAX_DAYS = 366

#: Parameters that say when somebody looked and how much was looked at. They differ every day although what was found is the
#: same, so a waiver does not lapse over them.
_CIRCUMSTANCES = frozenset(
    {
        *("age_days", "days_left", "before", "since", "day", "silence"),
        *("checked", "compared", "looks", "items_read"),
        *("pages_visited", "columns_seen", "columns_fetched", "obstacle_count"),
    }
)

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500, pattern=r"\S")]
Day = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
RuleId = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
#: The host is written out: a pattern never reaches beyond one site.
_PATTERN = re.compile(r"https?://[^\s/*?\[\]]+/\S{0,2000}")
_DIGEST = re.compile(r"[0-9a-f]{16}")


class Waiver(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One entry of the file. Dates are ISO; ``seen`` as :func:`seen_of` gives it."""

    rule: RuleId
    author: Text
    date: Day
    reason: Text
    clause: Text
    expires: Day
    subject: Annotated[str, msgspec.Meta(min_length=1, pattern=r"\S")] | None = None
    url: str | None = None
    seen: str | None = None

    @property
    def matter(self) -> tuple[str | None, ...]:
        """What it is about: of two entries on one matter, one at most may hold on a day."""
        return (self.rule, self.subject, self.url, self.seen)

    def overlaps(self, other: Waiver) -> bool:
        """True when both are about one matter and hold on a common day."""
        return self.matter == other.matter and self.date < other.expires and other.date < self.expires

    def fits(self, finding: Finding) -> bool:
        """True when rule, subject and all addresses of the evidence fit. That a rule itself failed is no finding to
        tolerate."""
        if finding.rule != self.rule or finding.outcome is Outcome.ERROR:
            return False
        if self.subject is not None and finding.subject != self.subject:
            return False
        urls = [evidence.url for evidence in finding.evidence]
        return self.url is None or (bool(urls) and all(fnmatchcase(url, self.url) for url in urls))


@dataclass(frozen=True, slots=True)
class PortalWaivers:
    """All entries of one file, in its order; ``path`` is None when the portal has no file."""

    waivers: tuple[Waiver, ...] = ()
    path: Path | None = None


# ── pure ──────────────────────────────────────────────────────────────────────────────────────────


def seen_of(finding: Finding) -> str:
    """Digest of what a finding says: outcome, severity and parameters, without the circumstances of the look."""
    said = {key: value for key, value in finding.params.items() if key not in _CIRCUMSTANCES}
    data = codec.encode((finding.outcome.value, finding.severity.value, said))
    return hashlib.sha256(data).hexdigest()[:16]


def apply(
    waivers: Iterable[Waiver], findings: Iterable[Finding], today: dt.date
) -> tuple[AuditedWaiver, ...]:
    """Each waiver as it stands on ``today``, in the order given. One that has ended or lapsed names what it would fit."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    return tuple(_audited(waiver, by_rule.get(waiver.rule, ()), today) for waiver in waivers)


def _audited(waiver: Waiver, findings: Sequence[Finding], today: dt.date) -> AuditedWaiver:
    fitting = [finding for finding in findings if waiver.fits(finding)]
    same = [finding for finding in fitting if waiver.seen in (None, seen_of(finding))]
    # Nobody can tell today whether it is still the one that was waived: that is no change.
    other = [finding for finding in fitting if finding.outcome is not Outcome.CANT_TELL]
    if today >= dt.date.fromisoformat(waiver.expires):
        state, told = WaiverState.EXPIRED, fitting
    elif same:
        state, told = WaiverState.APPLIED, same
    else:
        state, told = (WaiverState.LAPSED if other else WaiverState.UNUSED), other
    return AuditedWaiver(
        rule=waiver.rule,
        subject=waiver.subject or "",
        url=waiver.url or "",
        author=waiver.author,
        date=waiver.date,
        reason=waiver.reason,
        clause=waiver.clause,
        expires=waiver.expires,
        state=state,
        fingerprints=tuple(finding.fingerprint for finding in told),
    )


def fault_of_days(date: str, expires: str) -> tuple[str, str] | None:
    """What is wrong with the days of an entry: the key and one Chinese sentence; None when nothing is."""
    days = {}
    for key, text in (("date", date), ("expires", expires)):
        try:
            days[key] = dt.date.fromisoformat(text)
        except ValueError:
            return key, f"“{text}”不是有效日期。请写成 YYYY-MM-DD"
    span = (days["expires"] - days["date"]).days
    if span <= 0:
        return "expires", f"到期日 {expires} 不晚于决定日 {date}。请改正其中一个"
    if span > MAX_DAYS:
        return (
            "expires",
            f"到期日 {expires} 距决定日 {date} 有 {span} 天，最长 {MAX_DAYS} 天。请写近一些，到期后再决定",
        )
    return None


# ── files ─────────────────────────────────────────────────────────────────────────────────────────


def find_waivers(code: str, beside: Path | None = None, folder: Path = FOLDER) -> Path | None:
    """The file of a portal: beside its portal file when that is known, else among all portal files; None when there is
    none. AuditorError when there are several."""
    if beside is not None:
        path = beside.parent / f"{code}{SUFFIX}"
        return path if path.is_file() else None
    paths = sorted(path for path in folder.glob(f"*/*{SUFFIX}") if path.name == f"{code}{SUFFIX}")
    if len(paths) > 1:
        raise AuditorError(f"网站“{code}”有多个豁免文件：{'、'.join(map(str, paths))}；请只保留一个")
    return paths[0] if paths else None


def read_waivers(path: Path, known: Iterable[str] | None = None) -> PortalWaivers:
    """Read one file strictly. ``known`` are the ids of the rules that exist; None = they are not checked. AuditorError
    names file, line and cure."""
    return PortalWaivers(parse_waivers(read_text(path), str(path), known), path)


def parse_waivers(text: str, name: str, known: Iterable[str] | None = None) -> tuple[Waiver, ...]:
    """The entries in ``text``; ``name`` stands for the file in errors."""
    file: Located[tuple[Waiver, ...]] = loads_located(text, tuple[Waiver, ...], name)
    rules = None if known is None else frozenset(known)
    matters: dict[tuple[str | None, ...], list[int]] = {}
    for index, row in enumerate(file.value):
        _check(file, index, row, rules)
        same = matters.setdefault(row.matter, [])
        for earlier in same:
            if row.overlaps(file.value[earlier]):
                line = file.line(earlier)
                file.fail((index,), f"与第 {line} 行的豁免重复，期限也重叠。请合并或删除其中一个")
        same.append(index)
    return file.value


def _check(file: Located[tuple[Waiver, ...]], index: int, row: Waiver, rules: frozenset[str] | None) -> None:
    if rules is not None and row.rule not in rules:
        file.fail((index, "rule"), f"规则“{row.rule}”不存在。请改成已有的规则名（auditor rules 可查）")
    if row.subject is None and row.url is None:
        file.fail((index,), "没有写明豁免什么。请写 subject（对象）或 url（网址模式），也可两项都写")
    if row.url is not None and not _PATTERN.fullmatch(row.url):
        cure = "请写成 http://www.example.gov.cn/xxgk/* 的形式：主机名写全，其后可用 * ? [ ]"
        file.fail((index, "url"), f"“{row.url[:80]}”不是可用的网址模式。{cure}")
    if row.seen is not None and not _DIGEST.fullmatch(row.seen):
        file.fail(
            (index, "seen"),
            f"“{row.seen[:40]}”不是摘要（16 位小写十六进制）。请删除这一行，或用 auditor waive 写入",
        )
    if row.seen is not None and row.subject is None:
        file.fail((index, "seen"), "seen 只说明一个事项。请同时写 subject，或删除 seen")
    if fault := fault_of_days(row.date, row.expires):
        file.fail((index, fault[0]), fault[1])
