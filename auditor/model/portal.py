"""What is audited: the portal and where its pages come from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Which kind of organ runs the portal; decides which standard entries are owed."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    DEPARTMENT = "department"


class Source(StrEnum):
    """Where the pages come from. A page absent from a saved copy is not a page absent from the portal."""

    LIVE = "live"
    SAVED = "saved"


@dataclass(frozen=True, slots=True)
class Portal:
    """One portal to audit. ``hosts`` are further host names that belong to it (besides that of ``url``), ``folders``
    addresses of folders on hosts that it shares with others; what belongs to it is told by
    :class:`auditor.territory.Territory`. ``overlays`` are what its province, city or county adds to the standard
    catalog."""

    code: str
    name: str
    url: str
    level: Level = Level.COUNTY
    hosts: tuple[str, ...] = ()
    profile: str = "national"
    source: Source = Source.LIVE
    overlays: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
