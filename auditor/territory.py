"""What belongs to a portal. One rule for the crawl, the reader and the guard.

To a portal belong: the host of its home address with its ``www.`` twin; every sub-domain of that host's name (organ
sub-sites, search and service hosts of the same county); the hosts and folders that its file names. A portal whose
home lies in a folder of a shared platform (``http://platform/qinghe/``) owns that folder, not its neighbours'.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor import urls
from auditor.model import Portal

#: Names under which anybody may register: a portal never owns what lies beside it there.
_SHARED = re.compile(r"(?:[a-z]{2,3}\.)?[a-z]{2}|gov|com|org|net", re.I)
_IP = re.compile(r"[\d.]+|\[[0-9a-f:.]+\]", re.I)


@dataclass(frozen=True, slots=True)
class Territory:
    """``hosts`` as :func:`auditor.urls.host` writes them; ``domain`` owns every name below it; ``folders`` are
    canonical addresses that end with a slash, ``home`` is the canonical address of the home page."""

    hosts: frozenset[str]
    domain: str = ""
    folders: tuple[str, ...] = ()
    home: str = ""

    def owns(self, url: str) -> bool:
        """True when an address belongs to the portal."""
        return self.owns_host(urls.host(url)) or (
            bool(self.folders) and urls.canonical(url).startswith(self.folders)
        )

    def owns_host(self, host: str) -> bool:
        return host in self.hosts or (bool(self.domain) and host.endswith(f".{self.domain}"))

    def may_serve(self, url: str) -> bool:
        """True for an interface or an included file that fills the portal's own pages: on a shared platform these
        stand at the root of the host, beside the folder that is the portal's."""
        return self.owns(url) or self.may_ask(urls.host(url))

    def is_home(self, url: str) -> bool:
        """True for the portal's home page; the home page of an organ's sub-site is none."""
        key = urls.canonical(url)
        return key in (self.home, self.home.rsplit("/", 1)[0] + "/")

    def may_ask(self, host: str) -> bool:
        """True for a host on which at least something belongs to the portal."""
        return self.owns_host(host) or any(folder.split("/")[0] == _bare(host) for folder in self.folders)


def territory_of(portal: Portal) -> Territory:
    """The territory of a portal, told from its addresses alone."""
    host = urls.host(portal.url)
    named = frozenset(urls.host(f"http://{each.strip()}/") for each in portal.hosts)
    folders = tuple(sorted(_folder(url) for url in portal.folders))
    home = _folder(portal.url)
    if home.count("/") > 1:
        return Territory(named, "", (home, *folders), urls.canonical(portal.url))
    return Territory(
        frozenset({host, urls.twin(host)}) | named, _domain(host), folders, urls.canonical(portal.url)
    )


def _folder(url: str) -> str:
    return urls.canonical(url).split("?")[0].rsplit("/", 1)[0] + "/"


def _domain(host: str) -> str:
    """The name whose sub-domains are the portal's own; empty for an IP address, a port or a shared name."""
    name = _bare(host)
    if ":" in name or "." not in name or _IP.fullmatch(name) or _SHARED.fullmatch(name):
        return ""
    return name


def _bare(host: str) -> str:
    return host.removeprefix("www.")
