"""What rules about hosts share: the portal's own host, and why nothing is known of one."""

from __future__ import annotations

from auditor import urls
from auditor.facts import Facts
from auditor.model import HostFacts, Source


def main_host(facts: Facts) -> HostFacts | None:
    """What was learned of the host of the home page; None when nothing was."""
    host = urls.host(facts.portal.url)
    twins = (host, urls.twin(host))
    return next((each for name in twins for each in facts.inventory.network if each.host == name), None)


def unprobed(facts: Facts) -> str:
    """Why a host was not looked at: there is none behind a saved copy, or nobody asked."""
    return "saved-copy" if facts.portal.source is Source.SAVED else "not-probed"
