"""Which addresses a media crawl may ask: the portal's, those of known platforms, those that the register names."""

from __future__ import annotations

from dataclasses import dataclass

from auditor import urls
from auditor.extract.media import addresses
from auditor.media.register import Register
from auditor.media_words import media_words
from auditor.model import Portal
from auditor.territory import Territory, territory_of


@dataclass(frozen=True, slots=True)
class Reach:
    """``hosts`` are those that the register names."""

    territory: Territory
    hosts: frozenset[str]

    @classmethod
    def of(cls, portal: Portal, register: Register) -> Reach:
        return cls(territory_of(portal), register.hosts)

    def owns(self, url: str) -> bool:
        """True for an address of the portal itself."""
        return self.territory.owns(url)

    def may_ask(self, url: str) -> bool:
        host = urls.host(url)
        return self.owns(url) or host in self.hosts or media_words().platform_of_host(host) is not None

    def shows(self, platform: str, url: str) -> bool:
        """True when something of the account is shown to a stranger at its address."""
        return bool(addresses(platform, url))
