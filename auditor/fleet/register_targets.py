"""What the targets of a register mean: their portal, home page and hosts, found without asking anybody."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from auditor import urls
from auditor.crawl.portals import FOLDER, load_portal, portal_codes
from auditor.crawl.site_file import SITE_FILE
from auditor.errors import AuditorError
from auditor.fleet.lanes import Reach, reach_of
from auditor.fleet.register_given import GivenPortal
from auditor.model import Portal
from auditor.target import CASES, resolve

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)
#: Not ``http:///x``: who writes three slashes has forgotten a host.
_ADDRESS = re.compile(r"https?://[^/\\]", re.I)


@dataclass(frozen=True, slots=True)
class Found:
    """``portal``: what the target's own file says, None for an address. ``reach`` is None when nothing was found; ``key`` is
    equal for rows that mean one portal."""

    target: str
    url: str = ""
    portal: Portal | None = None
    reach: Reach | None = None

    @property
    def key(self) -> str:
        return urls.canonical(self.url) if self.url else ""


class Targets:
    """Finds targets; ``folder`` is the register's own, from which relative paths count."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, given: GivenPortal) -> tuple[Found, str]:
        """What a row means, and what is wrong with it ("" = nothing)."""
        target = given.target.strip() or given.url.strip() or given.code
        for label, text in (("网址", given.url.strip()), ("目标", target if _SCHEME.match(target) else "")):
            if text and not _is_address(text):
                return Found(target), (
                    f"{label}“{text[:80]}”不是有效的网址；请写成 http://www.example.gov.cn/ 的形式"
                )
        backend = given.backend.strip()
        if _SCHEME.match(target):
            url = urls.absolute(target, target) or target
            return Found(url, url, None, reach_of(Portal(given.code, given.name, url), backend)), ""
        try:
            target, portal = self._filed(target)
        except AuditorError as error:
            hint = (
                "" if given.target or given.url else "。登记表里没有网址，也没有同代码的网站文件；请填写网址"
            )
            return Found(target), error.message + hint
        return Found(target, portal.url, portal, reach_of(portal, backend)), ""

    def _filed(self, target: str) -> tuple[str, Portal]:
        """A target that is a file, a folder, a saved case or the code of a portal file. A path becomes a whole one: shards
        run elsewhere."""
        path = self._folder / target
        if path.suffix in (".yml", ".yaml") or ("/" in target and path.is_dir()):
            whole = str(path.resolve())
            return whole, resolve(whole).portal
        if target in self._files and not (CASES / target / SITE_FILE).is_file():
            return target, load_portal(self._files[target]).portal
        return target, resolve(target).portal

    @cached_property
    def _files(self) -> dict[str, Path]:
        """Portal files by code, listed once: a look for each of thousands of rows would take minutes. Codes with several
        files are left to :func:`auditor.target.resolve`, which names them."""
        codes = frozenset(portal_codes())
        paths = [path for path in FOLDER.glob("*/*.yml") if path.stem in codes]
        counts = Counter(path.stem for path in paths)
        return {path.stem: path for path in paths if counts[path.stem] == 1}


def _is_address(text: str) -> bool:
    """An http(s) address whose host may name a folder."""
    whole = urls.absolute(text, text) if _ADDRESS.match(text) else None
    return whole is not None and bool(re.search(r"[a-z0-9]", urls.host(whole)))
