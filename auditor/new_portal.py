"""Writes the file of a portal that nobody has audited yet, from what its home page says of itself.

``auditor new-portal`` and ``scrapy newportal`` both come here. Everything proposed is for a person to check.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from auditor import outputs, strict_yaml, urls
from auditor.crawl.portals import FOLDER, load_portal, portal_text
from auditor.errors import AuditorError, ExitCode
from auditor.inspection import Inspection, inspect_address
from auditor.model import Level, PageReading, Portal, Zone
from auditor.portal_words import area_code, level_of, own_name, site_id
from auditor.profile import RULES_DIR
from auditor.target import resolve
from auditor.territory import territory_of
from reports import wording
from reports.text import clean

OTHER = "other"
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_FOLDER_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_SHOWN_HOSTS = 12


class _Provinces(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    folders: dict[str, str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the home page gives. ``sub_hosts`` belong to the portal anyway, ``other_hosts`` may or may not."""

    portal: Portal
    identifier: str = ""
    families: tuple[str, ...] = ()
    sub_hosts: tuple[str, ...] = ()
    other_hosts: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()


def write(
    url: str,
    code: str,
    province: str | None = None,
    level: str | None = None,
    name: str | None = None,
    folder: str | None = None,
    **unknown: str,
) -> str:
    """Write ``<folder>/<province>/<code>.yml``; gives Chinese text that names the file and what to check.

    ``folder`` is that of all portal files. AuditorError when something is wrong with the words, when the portal has a
    file already, or when its home page cannot be read.
    """
    root = Path(folder) if folder else FOLDER
    _check(code, province, level, unknown)
    taken = sorted(root.glob(f"*/{code}.yml"))
    if taken:
        raise AuditorError(f"{taken[0]} 已存在；请直接修改该文件，或换一个代码")
    target = resolve(url)
    found = inspect_address(target.portal.url, target, None)
    if found.reading is None:
        why = f"（{wording.reason(found.fetch.failure.value)}）" if found.fetch.failure else ""
        raise AuditorError(
            f"读不到 {target.portal.url} 的首页{why}，没有写文件。请核对网址和网络", ExitCode.NOT_JUDGED
        )
    proposal = propose(found, code, Level(level) if level else None, name)
    place = root / (province or _province(code, proposal.identifier)) / f"{code}.yml"
    text = _comment(proposal) + portal_text(proposal.portal)
    _check_loads(place, text)
    outputs.write(place, text.encode())
    return "\n".join((f"已写入　{place}", *_report(proposal, code)))


def propose(found: Inspection, code: str, level: Level | None = None, name: str | None = None) -> Proposal:
    """The portal that a home page describes. What the caller gives outranks what the page says. Pure."""
    reading = found.reading
    if reading is None:
        raise ValueError("the home page was not read")
    url = _home(found.fetch.url)
    titles = (*(text for witness, text in reading.names if witness == "title"), reading.title)
    called = clean(name or own_name(reading.facts, titles) or urls.host(url), 60)
    portal = Portal(code, called, url, level or level_of(called))
    subs, kin, others = _hosts(reading, portal)
    return Proposal(
        portal=Portal(code, called, url, portal.level, kin),
        identifier=site_id(reading.facts),
        families=reading.families,
        sub_hosts=subs,
        other_hosts=others,
        obstacles=reading.obstacles,
    )


# ── inside ──


def _check(code: str, province: str | None, level: str | None, unknown: dict[str, str]) -> None:
    if unknown:
        names = "、".join(sorted(unknown))
        raise AuditorError(f"不认识的参数：{names}。可用：province、level、name、folder")
    if not _CODE.fullmatch(code):
        raise AuditorError(f"网站代码“{code}”不合规；只能用字母、数字、- 和 _")
    if province is not None and not _FOLDER_NAME.fullmatch(province):
        raise AuditorError(f"省份文件夹“{province}”不合规；请用小写拼音，例如 zhejiang")
    if level is not None and level not in set(Level):
        raise AuditorError(f"level 应为 {'、'.join(Level)}，收到“{level}”")


def _home(url: str) -> str:
    """The address as a file should name it: with its folder, without the index file."""
    parts = urlsplit(url)
    path = re.sub(r"(?<=/)(?:index|default)\.\w+$", "", parts.path or "/")
    return f"{parts.scheme}://{parts.netloc}{path}"


def _province(code: str, identifier: str) -> str:
    known = strict_yaml.load(RULES_DIR / "provinces.yml", _Provinces).folders
    area = code if re.fullmatch(r"\d{6,12}", code, re.A) else area_code(identifier)
    return known.get(area[:2], OTHER)


def _hosts(reading: PageReading, portal: Portal) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Hosts that the menu leads to: sub-domains of the portal, government hosts that bear its own label, the rest."""
    territory, home = territory_of(portal), urls.host(portal.url)
    label = home.removeprefix("www.").split(".")[0].split(":")[0]
    links = [link.url for link in reading.links if link.zone in (Zone.MENU, Zone.SELECT)]
    own = dict.fromkeys(urls.host(url) for url in links if territory.owns(url))
    foreign = dict.fromkeys(urls.host(url) for url in links if not territory.owns(url))
    subs = tuple(host for host in own if host not in (home, urls.twin(home)))
    foreign.pop(home, None)  # neighbours on a shared platform
    kin = tuple(
        host for host in foreign if len(label) > 2 and label in host.split(".") and host.endswith(".gov.cn")
    )
    return subs, kin, tuple(host for host in foreign if host not in kin)


def _comment(proposal: Proposal) -> str:
    facts = [f"标识码 {clean(proposal.identifier, 20)}"] if proposal.identifier else []
    facts += [f"家族 {'、'.join(proposal.families)}"] if proposal.families else []
    return "# 由 newportal 根据首页写成，请人工核对。" + "；".join(facts) + "\n"


def _check_loads(place: Path, text: str) -> None:
    """What is written must be what the auditor reads; checked before it takes its place."""
    with tempfile.TemporaryDirectory(prefix="auditor-portal-") as folder:
        trial = Path(folder) / place.name
        trial.write_text(text, encoding="utf-8")
        load_portal(trial)


def _report(proposal: Proposal, code: str) -> list[str]:
    portal, area = proposal.portal, area_code(proposal.identifier)
    lines = [
        f"名称　　{portal.name}",
        f"级别　　{wording.label('level', portal.level.value)}",
        f"标识码　{clean(proposal.identifier, 20) or '首页没有标明'}",
        f"家族　　{'、'.join(proposal.families) or '通用'}",
    ]
    lines += (
        [f"子域名　{'、'.join(proposal.sub_hosts[:_SHOWN_HOSTS])}（属于本网站，不必写入）"]
        if proposal.sub_hosts
        else []
    )
    checks = ["名称、级别是否正确"]
    if area and code.isdigit() and not code.startswith(area):
        checks.append(f"代码 {code} 与标识码中的行政区划 {area} 不一致")
    if portal.hosts:
        checks.append(f"hosts 中的 {'、'.join(portal.hosts[:_SHOWN_HOSTS])} 是否属于本网站")
    if proposal.other_hosts:
        shown = "、".join(proposal.other_hosts[:_SHOWN_HOSTS])
        checks.append(f"导航还指向 {shown}：属于本网站的，请写入 hosts")
    checks += [f"首页没有读全：{wording.reason(each)}" for each in proposal.obstacles]
    return [*lines, "请核对：", *(f"　{number}. {clean(text, 300)}" for number, text in enumerate(checks, 1))]
