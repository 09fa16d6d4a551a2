"""Portal files: ``spiders/portals/<province>/<code>.yml``, one county each, found by their code."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
import yaml

from auditor import strict_yaml, urls
from auditor.crawl.limits import CrawlLimits
from auditor.errors import AuditorError
from auditor.model import Level, Portal, Source

FOLDER = Path(__file__).resolve().parents[2] / "spiders" / "portals"
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")


#: More would be no handful any more, and rude.
_Budget = Annotated[int, msgspec.Meta(ge=0, le=30)]
_USUAL = CrawlLimits()


class ProbeBudgets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How often a portal is probed at most: queries put to its search, addresses of forms asked whether they answer.
    0 = not at all."""

    search: _Budget = _USUAL.search_queries
    forms: _Budget = _USUAL.form_targets


DEFAULT_BUDGETS = ProbeBudgets()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    name: str
    url: str
    level: Level = Level.COUNTY
    hosts: tuple[str, ...] = ()
    profile: str = "national"
    overlays: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    fixture: str | None = None
    probes: ProbeBudgets = DEFAULT_BUDGETS


@dataclass(frozen=True, slots=True)
class PortalFile:
    """``fixture`` is the name of a case under ``fixtures/html`` that answers in the portal's stead, or None."""

    portal: Portal
    path: Path
    fixture: str | None = None
    probes: ProbeBudgets = DEFAULT_BUDGETS


def find_portal(code: str, folder: Path = FOLDER) -> PortalFile:
    """The portal file of a code. AuditorError for a code that is malformed, unknown or found twice."""
    if not _CODE.match(code):
        raise AuditorError(f"网站代码“{code}”不合规；只能用字母、数字、- 和 _")
    paths = [path for path in _paths(folder) if path.stem == code]
    if not paths:
        raise AuditorError(_unknown(code, folder))
    if len(paths) > 1:
        raise AuditorError(f"网站代码“{code}”有多个文件：{'、'.join(map(str, paths))}；请只保留一个")
    return load_portal(paths[0])


def load_portal(path: Path) -> PortalFile:
    """Read one portal file strictly; its code must be its file name."""
    file = strict_yaml.load(path, _File)
    if file.code != path.stem:
        raise AuditorError(f"{path}：code 是“{file.code}”，与文件名“{path.stem}”不一致；请改成一致")
    if urls.absolute(file.url, file.url) is None:
        raise AuditorError(f"{path}：url“{file.url}”不是网址；请写成 http://www.example.gov.cn/ 的形式")
    for folder in file.folders:
        if urls.absolute(folder, folder) is None:
            raise AuditorError(
                f"{path}：folders 中的“{folder}”不是网址；请写成 http://www.example.gov.cn/xian/ 的形式"
            )
    if file.fixture is not None and not _CODE.match(file.fixture):
        raise AuditorError(f"{path}：fixture“{file.fixture}”不合规；只能用字母、数字、- 和 _")
    source = Source.SAVED if file.fixture else Source.LIVE
    portal = Portal(
        file.code,
        file.name,
        file.url,
        file.level,
        file.hosts,
        file.profile,
        source,
        file.overlays,
        file.folders,
    )
    return PortalFile(portal, path, file.fixture, file.probes)


def portal_codes(folder: Path = FOLDER) -> tuple[str, ...]:
    return tuple(sorted({path.stem for path in _paths(folder)}))


def portal_text(portal: Portal) -> str:
    """A portal as its file says it; what is as by default is left out."""
    values: dict[str, object] = {
        "code": portal.code,
        "name": portal.name,
        "url": portal.url,
        "level": portal.level.value,
    }
    lists = {"hosts": portal.hosts, "overlays": portal.overlays, "folders": portal.folders}
    values.update((key, list(listed)) for key, listed in lists.items() if listed)
    values["profile"] = portal.profile
    return str(yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=1000))


#: files that lie beside a portal's own
_BESIDE = (".mapping.yml", ".words.yml", ".media.yml", ".waivers.yml")


def _paths(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*/*.yml") if not path.name.endswith(_BESIDE))


def _unknown(code: str, folder: Path) -> str:
    codes = portal_codes(folder)
    near = difflib.get_close_matches(code, codes, n=5, cutoff=0.5)
    hint = f"相近的代码：{'、'.join(near)}；" if near else ""
    return f"没有代码为“{code}”的网站；{hint}网站文件在 {folder}/<省>/<代码>.yml，可参照已有文件新建"
