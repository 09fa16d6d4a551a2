"""What a user may name as the target of an audit, and the portal that it means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from auditor import urls
from auditor.crawl.job import Address
from auditor.crawl.playback import Playback
from auditor.crawl.portals import (
    DEFAULT_BUDGETS,
    PortalFile,
    ProbeBudgets,
    find_portal,
    load_portal,
    portal_codes,
)
from auditor.crawl.saved_site import Case, SavedSite, load_case, load_mirror
from auditor.crawl.site_file import SITE_FILE
from auditor.errors import AuditorError
from auditor.model import Portal, Source

CASES = Path(__file__).resolve().parent.parent / "fixtures" / "html"
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.I)
#: ``user:password@`` before a host. It would be written wherever the address is.
_LOGIN = re.compile(r"^[^/?#]*//[^/?#]*@")
_BARE_HOST = re.compile(r"^[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/.*)?$")


@dataclass(frozen=True, slots=True)
class Target:
    """``site`` is the saved copy that answers in the portal's stead; ``today`` the day a case was made for; ``probes`` how
    often it may be probed."""

    portal: Portal
    today: date | None = None
    site: SavedSite | None = None
    probes: ProbeBudgets = DEFAULT_BUDGETS

    @contextmanager
    def served(self) -> Iterator[Mapping[str, Address]]:
        """Serve the saved copy while in use; gives the route of its hosts (empty for a live portal)."""
        if self.site is None:
            yield {}
            return
        with Playback(self.site) as playback:
            yield playback.route


def resolve(target: str, base_url: str | None = None) -> Target:
    """A county code, an address, a saved case, a mirror folder or a portal file. AuditorError names the cure."""
    path = Path(target)
    if base_url is not None and not path.is_dir():
        raise AuditorError(f"--base-url 只用于已保存网站的目录，而“{target}”不是目录")
    if _SCHEME.match(target):
        return _from_address(target)
    if path.suffix in (".yml", ".yaml"):
        return _from_portal_file(load_portal(path))
    if path.is_dir() and (base_url is not None or not _is_code(target)):
        return _from_folder(path, base_url)
    if (CASES / target / SITE_FILE).is_file() and "/" not in target:
        return _from_case(load_case(CASES / target))
    if "/" in target or "\\" in target:
        raise AuditorError(f"没有找到 {target}；目标应为县代码、网址、样例名称、目录或 .yml 文件")
    if _BARE_HOST.match(target):
        raise AuditorError(f"“{target}”像是网址但缺少协议；请写成 http://{target} 或 https://{target}")
    return _from_portal_file(find_portal(target))


def _is_code(target: str) -> bool:
    """True for the code of a portal file. It means the portal even where a folder bears its name: with ``--out .`` the
    portal's own results do."""
    return target in portal_codes()


def resolve_page(address: str) -> tuple[str, Target]:
    """One page: its address, and what answers for it (a saved case named before it: ``qinghe:/zwgk/``)."""
    name, colon, path = address.partition(":")
    if colon and path.startswith("/") and not path.startswith("//") and (CASES / name / SITE_FILE).is_file():
        case = _from_case(load_case(CASES / name))
        url = urls.absolute(case.portal.url, path)
        if url is not None:
            return url, case
    if not _SCHEME.match(address):
        raise AuditorError(f"没有找到文件“{address}”；请给出网页文件、http:// 网址，或“样例名称:/路径”")
    target = _from_address(address)
    return target.portal.url, target


def _refuse_login(address: str) -> None:
    """AuditorError that does not repeat the address."""
    if _LOGIN.match(address.replace("\\", "/")):
        raise AuditorError(
            "网址中不能带用户名和口令（“//用户名:口令@主机”）：它会写进结果文件。请去掉 @ 及其之前的部分"
        )


def _from_address(address: str) -> Target:
    _refuse_login(address)
    url = urls.absolute(address, address)
    if url is None:
        raise AuditorError(f"“{address}”不是有效的网址；请写成 http://www.example.gov.cn/ 的形式")
    if not _code_of(url):
        raise AuditorError(f"“{address}”不是有效的网址；请写成 http://www.example.gov.cn/ 的形式")
    return Target(Portal(code=_code_of(url), name="", url=url))


def _from_portal_file(file: PortalFile) -> Target:
    _refuse_login(file.portal.url)
    if file.fixture is None:
        return Target(file.portal, probes=file.probes)
    folder = CASES / file.fixture
    if not (folder / SITE_FILE).is_file():
        raise AuditorError(f"{file.path}：fixture“{file.fixture}”不存在；样例在 {CASES}/<名称>/{SITE_FILE}")
    case = _from_case(load_case(folder))
    return replace(case, portal=replace(file.portal, source=Source.LIVE), probes=file.probes)


def _from_case(case: Case) -> Target:
    """A case holds its whole site unless it says otherwise: a page that it lacks is a page that does not exist."""
    today = date.fromisoformat(case.today) if case.today else None
    source = Source.LIVE if case.whole else Source.SAVED
    return Target(replace(case.portal, source=source), today, case.site)


def _from_folder(folder: Path, base_url: str | None) -> Target:
    if (folder / SITE_FILE).is_file():
        return _from_case(load_case(folder))
    if base_url is None:
        raise AuditorError(f"目录 {folder} 是已保存的网站，需要用 --base-url 给出它原来的首页网址")
    _refuse_login(base_url)
    url = urls.absolute(base_url, base_url)
    if url is None:
        raise AuditorError(f"--base-url“{base_url}”不是有效的网址；请写成 http://www.example.gov.cn/ 的形式")
    return Target(Portal(_code_of(url), "", url, source=Source.SAVED), None, load_mirror(folder, url))


def _code_of(url: str) -> str:
    """A folder name for a portal that has no code."""
    return re.sub(r"[^\w.-]", "_", urls.host(url), flags=re.ASCII).strip(".")
