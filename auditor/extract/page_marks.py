"""What a page carries besides its content: its tags, what it loads from elsewhere, links that nobody sees."""

from __future__ import annotations

from auditor.extract.dom import Dom
from auditor.extract.zones import ZoneMap
from auditor.model import HiddenLink, Resource
from auditor.territory import Territory


def read_tags(meta: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """The meta tags that 国办发〔2017〕47号 names, lower-case, in its order; contents clipped to 120 characters."""
    return ()


def read_resources(page: Dom, url: str, territory: Territory) -> tuple[Resource, ...]:
    """What the page loads from hosts that are not the portal's, or in plain HTTP into a page of HTTPS."""
    return ()


def read_hidden(page: Dom, zones: ZoneMap, url: str, territory: Territory) -> tuple[HiddenLink, ...]:
    """Links to foreign hosts that no visitor sees."""
    return ()
