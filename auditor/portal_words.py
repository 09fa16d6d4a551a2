"""What a portal says of itself, put into the terms of a portal file: name, level, administrative code. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.model import Fact, Level

_GREETING = re.compile(
    r"^(?:欢迎(?:访问|光临|您?来到)?|网站?首页|首页)[\s\-—_|·,，!！]*|[\s\-—_|·]*(?:网站首页|首页|欢迎您?)$"
)
_TOWNSHIP = re.compile(r"(?:镇|乡|街道|苏木)(?:人民政府|办事处|政府)?(?:门户网站|网站|网)?$")
_DEPARTMENT = re.compile(r"(?:局|委员会|委|办公室|中心|厅|队|院)(?:门户网站|网站|网)?$")
_GOVERNMENT = re.compile(r"(?:县|市|区|旗|州)人民政府")
_NAME_LENGTH = 40


def own_name(facts: Iterable[Fact], titles: Iterable[str]) -> str:
    """The SiteName tag, else the first title without greetings; empty when the portal says nothing."""
    tagged = next((fact.value for fact in facts if fact.name == "meta_site_name"), "")
    for text in (tagged, *titles):
        name = _GREETING.sub("", " ".join(text.split())).strip(" -—_|·")
        if name:
            return name[:_NAME_LENGTH]
    return ""


def site_id(facts: Iterable[Fact]) -> str:
    """政府网站标识码 as the page shows it, else as its tag says; empty when neither does."""
    found = {fact.name: fact.value for fact in facts}
    return found.get("site_code") or found.get("meta_site_code") or ""


def area_code(identifier: str) -> str:
    """The administrative code that a county's 标识码 begins with; empty for that of a ministry or none."""
    return identifier[:6] if re.fullmatch(r"\d{10}", identifier, re.A) else ""


def level_of(name: str) -> Level:
    """Told from the organ's name; a county when the name does not say."""
    if _TOWNSHIP.search(name):
        return Level.TOWNSHIP
    if _DEPARTMENT.search(name) and not _GOVERNMENT.search(name):
        return Level.DEPARTMENT
    return Level.COUNTY
